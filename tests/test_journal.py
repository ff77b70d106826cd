"""The journal's rules, one by one and then all together against any world."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
import functools
import json
import operator
from typing import Any, Final

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.green_api.client import Status, StatusState, StatusType
from custom_components.green_api.journal import (
    LIFETIME,
    RETENTION,
    Change,
    ChangeKind,
    Journal,
    advance,
    expire,
)
from custom_components.green_api.journal_json import to_dict

from .stored import from_dict

NOW: Final = 1_710_160_000
SEEDED: Final = advance(Journal(), (), NOW)[0]


def status(
    status_id: str = "A",
    state: StatusState | None = StatusState.SENT,
    *,
    at: int = NOW,
    **values: object,
) -> Status:
    """Return a text status."""
    return replace(
        Status(status_id=status_id, timestamp=at, type=StatusType.TEXT, state=state),
        **values,  # type: ignore[arg-type]
    )


def kinds(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """Return what happened to which status."""
    return [(change.entry.status_id, change.kind.value) for change in changes]


def polls(*replies: Sequence[Status], journal: Journal = SEEDED) -> list[list[str]]:
    """Return what each reply tells, a minute apart."""
    told = []
    for minute, reply in enumerate(replies, start=1):
        journal, changes = advance(journal, reply, NOW + 60 * minute)
        told.append([change.kind.value for change in changes])
    return told


def test_first_poll_learns_silently() -> None:
    """What was there before the entry is no news, and neither is its expiry long ago."""
    journal, changes = advance(
        Journal(),
        [status("A", StatusState.READ), status("B", at=NOW - LIFETIME - 1)],
        NOW,
    )

    assert changes == ()
    assert journal.since == NOW
    assert journal.total_statuses == 2
    assert expire(journal, NOW + 1) == (journal, ())


def test_late_row_of_an_old_status_is_no_news() -> None:
    """An empty first reply, which GREEN-API is known for, does not make old statuses new."""
    journal, changes = advance(SEEDED, [status(at=NOW - 1)], NOW + 60)

    assert changes == ()
    assert journal.total_statuses == 1


def test_seeded_status_still_moves() -> None:
    """Only what a status did before the entry is no news."""
    journal, _ = advance(Journal(), [status()], NOW)

    assert polls([status(state=StatusState.READ)], journal=journal) == [["read"]]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (None, ["posted"]),
        (StatusState.PENDING, ["posted"]),
        (StatusState.SENT, ["posted"]),
        (StatusState.DELIVERED, ["posted", "delivered"]),
        (StatusState.READ, ["posted", "read"]),
        (StatusState.FAILED, ["posted", "failed"]),
    ],
)
def test_first_sight(state: StatusState | None, told: list[str]) -> None:
    """A new status was posted and has one state; steps that nobody saw are not invented."""
    assert polls([status(state=state)]) == [told]


def test_jump_is_one_change_with_its_origin() -> None:
    """From sent to read is one change."""
    journal, _ = advance(SEEDED, [status()], NOW)
    _, (change,) = advance(journal, [status(state=StatusState.READ)], NOW + 60)

    assert change.kind is ChangeKind.READ
    assert change.from_state is StatusState.SENT
    assert change.entry.state is StatusState.READ
    assert change.entry.state_changed_at == change.occurred_at == NOW + 60


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["pending", "sent", "delivered", "read"], ["sent", "delivered", "read"]),
        (["read", "sent", "delivered", "read"], []),
        (["sent", "failed", "sent", "pending"], ["failed"]),
        (["sent", "failed", "delivered", "failed", "read"], ["failed", "delivered", "read"]),
        (["delivered", None, "read"], ["read"]),
        ([None, "pending", "sent"], ["sent"]),
    ],
)  # fmt: skip
def test_states_only_move_forward(states: list[str | None], told: list[str]) -> None:
    """No step back is announced, and no step forward twice."""
    first, *rest = (
        [status(state=None if state is None else StatusState(state))]
        for state in states
    )
    journal, _ = advance(Journal(), first, NOW)

    assert functools.reduce(operator.iadd, polls(*rest, journal=journal), []) == told


def test_missing_status_stays_known() -> None:
    """A reply without a status, even an empty one, tells nothing of it."""
    assert polls([status()], [], [status("B")], [status()]) == [
        ["posted"],
        [],
        ["posted"],
        [],
    ]


def test_deleted_once() -> None:
    """A tombstone is announced once, and nothing after it."""
    gone = Status(status_id="A", timestamp=NOW, deleted=True)
    read = status(state=StatusState.READ)

    assert polls([status()], [gone], [gone], [status()], [read], []) == [
        ["posted"],
        ["deleted"],
        [],
        [],
        [],
        [],
    ]


def test_posted_comes_first_whatever_the_clocks_say() -> None:
    """GREEN-API's clock may be some seconds ahead of ours."""
    ahead = status(state=StatusState.READ, at=NOW + 65)

    assert polls([ahead]) == [["posted", "read"]]


def test_posted_and_deleted_between_two_polls() -> None:
    """A deleted status with its content was posted; a bare tombstone does not tell what was."""
    flagged = status(deleted=True)
    bare = Status(status_id="B", timestamp=NOW, deleted=True)

    assert polls([flagged, bare]) == [["posted", "deleted"]]


def test_deleted_status_keeps_its_content() -> None:
    """A tombstone has no content of its own."""
    journal, _ = advance(SEEDED, [status(text="Hello", media_url=None)], NOW)
    journal, _ = advance(
        journal, [Status(status_id="A", timestamp=NOW, deleted=True)], NOW
    )

    assert journal.entries["A"].status.text == "Hello"
    assert journal.entries["A"].deleted


def test_earliest_time_is_the_posting_time() -> None:
    """The timestamp may be that of the last action, which is when the change occurred."""
    journal, _ = advance(SEEDED, [status(at=NOW + 5)], NOW + 60)
    journal, (change,) = advance(
        journal, [status(state=StatusState.READ, at=NOW + 90)], NOW + 120
    )

    assert change.occurred_at == NOW + 90
    assert journal.entries["A"].posted_at == NOW + 5
    journal, _ = advance(journal, [status(at=NOW + 2)], NOW + 180)
    assert journal.entries["A"].posted_at == NOW + 2


def test_expires_once_after_a_day() -> None:
    """Expiry is by our clock, and not for deleted statuses."""
    journal, _ = advance(SEEDED, [status("A"), status("B", deleted=True)], NOW)

    assert expire(journal, NOW + LIFETIME - 1) == (journal, ())
    journal, (change,) = expire(journal, NOW + LIFETIME + 30)
    assert (change.kind, change.entry.status_id) == (ChangeKind.EXPIRED, "A")
    assert change.occurred_at == NOW + LIFETIME
    assert expire(journal, NOW + LIFETIME + 30) == (journal, ())


def test_what_happened_meanwhile_comes_in_its_order() -> None:
    """After a day off, all is told: by time, and for each status from post to expiry."""
    later = NOW + 2 * LIFETIME
    _, changes = advance(
        SEEDED,
        [status("B", StatusState.READ, at=NOW + 20), status("A", at=NOW + 10)],
        later,
    )

    assert kinds(changes) == [
        ("A", "posted"),
        ("B", "posted"),
        ("A", "expired"),
        ("B", "expired"),
        ("B", "read"),
    ]


def test_unchanged_reply_returns_the_same_journal() -> None:
    """Nothing is written, nothing compared again, when nothing is new."""
    journal, _ = advance(SEEDED, [status()], NOW)

    assert advance(journal, [status()], NOW + 60)[0] is journal


def test_forgets_what_cannot_come_back() -> None:
    """GREEN-API keeps 30 days; what still turns up later is neither news nor counted again."""
    journal, _ = advance(SEEDED, [status()], NOW)
    later = NOW + RETENTION + 1

    assert "A" in advance(journal, [status()], later)[0].entries
    journal, _ = advance(journal, [], later)
    assert "A" not in journal.entries
    journal, changes = advance(journal, [status(state=StatusState.READ)], later + 60)
    assert changes == ()
    assert journal.total_statuses == 1


def test_survives_storage() -> None:
    """A journal comes back from JSON as it was."""
    journal, _ = advance(
        SEEDED, [status("A", None), status("B", text="שלום", deleted=True)], NOW
    )

    assert from_dict(json.loads(json.dumps(to_dict(journal)))) == journal


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"since": 1, "total_statuses": 0, "entries": None},
        {"since": 1, "total_statuses": 0, "entries": [{}]},
        {"since": 1, "total_statuses": 0, "entries": [{"status": []}]},
        {"since": 1, "total_statuses": 0, "entries": ["x"]},
    ],
)
def test_refuses_what_is_no_journal(data: dict[str, object]) -> None:
    """Whoever loads it can catch this."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_dict(data)


@pytest.mark.parametrize(
    "damage",
    [
        {"since": []},
        {"total_views": "3"},
        {"entries": {"views": "3"}},
        {"entries": {"posted_at": 10**18}},
        {"entries": {"state_changed_at": -1}},
        {"entries": {"steps": [["read", "x"]]}},
        {"entries": {"counts": [[NOW, None]]}},
        {"entries": {"counts": [[True, 1]]}},
        {"entries": {"deleted": "no"}},
        {"entries": {"status": {"status_id": 5}}},
        {"entries": {"status": {"text": ["x"]}}},
        {"entries": {"status": {"timestamp": None}}},
    ],
)
def test_refuses_a_damaged_journal(damage: dict[str, Any]) -> None:
    """What is not of its type would fail at each start from then on, where nobody learns anew."""
    journal, _ = advance(SEEDED, [status(text="Hello")], NOW)
    data = to_dict(journal)
    entry = data["entries"][0]
    damaged = damage.pop("entries", {})
    entry["status"] |= damaged.pop("status", {})
    entry |= damaged
    data |= damage

    with pytest.raises((KeyError, TypeError, ValueError)):
        from_dict(json.loads(json.dumps(data)))


# Any world: statuses that are posted, move and are deleted, and replies that show it badly.

STEPS: Final = (
    StatusState.PENDING,
    StatusState.SENT,
    StatusState.DELIVERED,
    StatusState.READ,
)
# Mostly polls: it is they that may be wrong.
EVENTS: Final = (
    "post",
    "move",
    "move",
    "delete",
    "poll",
    "poll",
    "poll",
    "tick",
    "restart",
)


class World:
    """What really happens at GREEN-API."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.now = NOW
        self.statuses: dict[str, Status] = {}

    def post(self) -> None:
        """Post a status."""
        status_id = f"S{len(self.statuses)}"
        self.statuses[status_id] = status(status_id, StatusState.PENDING, at=self.now)

    def move(self, which: int, steps: int) -> None:
        """Bring a status some steps forward."""
        if not self.statuses:
            return
        status_id = f"S{which % len(self.statuses)}"
        known = self.statuses[status_id]
        assert known.state is not None
        step = min(STEPS.index(known.state) + steps, len(STEPS) - 1)
        if not known.deleted:
            self.statuses[status_id] = replace(known, state=STEPS[step])

    def delete(self, which: int) -> None:
        """Delete a status."""
        if self.statuses:
            status_id = f"S{which % len(self.statuses)}"
            self.statuses[status_id] = replace(self.statuses[status_id], deleted=True)


@st.composite
def replies(draw: st.DrawFn, world: World) -> list[Status]:
    """Show the world badly: with rows left out, twice, in any order, or as they were before."""
    rows = []
    for row in world.statuses.values():
        if draw(st.booleans()):
            rows += [row] * draw(st.integers(1, 2))
        elif draw(st.booleans()):
            earlier = draw(st.sampled_from((*STEPS[: STEPS.index(row.state)], None)))
            rows.append(replace(row, state=earlier, deleted=False))
    return list(draw(st.permutations(rows)))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_each_transition_is_announced_once_in_any_world(data: st.DataObject) -> None:
    """Whatever the replies leave out, repeat or take back, and whenever we restart."""
    world = World()
    for _ in range(data.draw(st.integers(0, 3))):
        world.post()
        world.move(data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3)))
    world.now += 1
    seeds = data.draw(replies(world))
    journal, changes = advance(Journal(), seeds, world.now)
    assert changes == ()
    announced: Counter[tuple[str, str]] = Counter()
    before = {row.status_id for row in world.statuses.values()}
    state_at_seed = {row.status_id: row.state for row in seeds}

    for _ in range(data.draw(st.integers(0, 15))):
        world.now += data.draw(st.sampled_from((1, 60, 3600, LIFETIME)))
        match data.draw(st.sampled_from(EVENTS)):
            case "post":
                world.post()
            case "move":
                world.move(data.draw(st.integers(0, 9)), data.draw(st.integers(1, 3)))
            case "delete":
                world.delete(data.draw(st.integers(0, 9)))
            case "poll":
                journal, changes = advance(
                    journal, data.draw(replies(world)), world.now
                )
                announced.update(kinds(changes))
            case "tick":
                journal, changes = expire(journal, world.now)
                announced.update(kinds(changes))
            case "restart":
                journal = from_dict(json.loads(json.dumps(to_dict(journal))))
    journal, changes = advance(journal, world.statuses.values(), world.now)
    announced.update(kinds(changes))

    assert all(count == 1 for count in announced.values()), "announced twice"
    for status_id, row in world.statuses.items():
        told = {kind for known_id, kind in announced if known_id == status_id}
        if status_id in before:
            assert "posted" not in told, "announced what was there before"
        else:
            assert "posted" in told, "lost a post"
        assert row.state is not None
        reached = {state.value for state in STEPS[: STEPS.index(row.state) + 1]}
        assert told & {state.value for state in STEPS} <= reached, "invented a state"
        assert ("deleted" in told) <= row.deleted, "invented a deletion"
        entry = journal.entries[status_id]
        assert entry.deleted == row.deleted
        if not row.deleted:
            assert entry.state is row.state
            assert ("expired" in told) <= (world.now >= entry.expires_at)
            if status_id not in before:
                assert (
                    row.state in (StatusState.PENDING, StatusState.SENT)
                    or row.state.value in told
                ), "lost a state"
            elif state_at_seed.get(status_id) not in (None, row.state):
                assert row.state.value in told, "lost a state of a known status"
