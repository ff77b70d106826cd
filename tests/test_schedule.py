"""Which status is counted next: one rule after the other, and then all together over any two days."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.green_api.client import Status, StatusState, StatusType
from custom_components.green_api.journal import LIFETIME, Entry
from custom_components.green_api.schedule import (
    HOUR,
    INTERVALS,
    LAST_CALL,
    MAX_CALLS_PER_CYCLE,
    PAUSE_AFTER_ERROR,
    Asked,
    Schedule,
    after_call,
    choose,
    due_at,
    forget,
    is_waiting,
    next_month,
)

NOW: Final = 1_710_160_000
MINUTE: Final = 60
PLENTY: Final = 1000


def entry(
    status_id: str = "A",
    *,
    age: int = 0,
    state: StatusState | None = StatusState.SENT,
    changed: int | None = None,
    deleted: bool = False,
) -> Entry:
    """Return a status that was posted `age` seconds before NOW, and moved then or `changed` seconds before NOW."""
    posted_at = NOW - age
    return Entry(
        status=Status(status_id=status_id, timestamp=posted_at, type=StatusType.TEXT),
        posted_at=posted_at,
        state=state,
        state_changed_at=posted_at if changed is None else NOW - changed,
        deleted=deleted,
    )


def asked(moved: bool | None = True, **ages: int) -> Schedule:
    """Return a schedule that asked for these statuses so many seconds before NOW."""
    return Schedule(
        asked={key: Asked(NOW - age, moved) for key, age in ages.items()},
        calls=tuple(sorted(NOW - age for age in ages.values() if age < HOUR)),
    )


def chosen(
    schedule: Schedule, *entries: Entry, now: int = NOW, per_hour: int = PLENTY
) -> list[str]:
    """Return the ids of the statuses to count."""
    return [each.status_id for each in choose(schedule, entries, now, per_hour)]


def test_new_status_is_counted_at_once() -> None:
    """Nothing is known of it, not even that nobody saw it."""
    assert chosen(Schedule(), entry()) == ["A"]


def test_newest_first_when_counting_begins() -> None:
    """After a restart nothing was asked, and what everybody looks at is the latest status."""
    statuses = [entry(str(hours), age=hours * HOUR) for hours in (9, 1, 20, 0, 4)]
    schedule = Schedule(since=NOW)

    assert chosen(schedule, *statuses) == ["0", "1", "4", "9", "20"]
    assert chosen(schedule, *statuses, now=NOW + MINUTE, per_hour=2) == ["0", "1"]


def test_longest_wait_in_its_own_intervals_first() -> None:
    """A young status overtakes an old one, but does not come again and again before it."""
    young, old = entry("young", age=40 * MINUTE), entry("old", age=18 * HOUR)
    schedule = asked(young=20 * MINUTE, old=5 * HOUR)

    # Two of its ten minutes, five quarters of its four hours.
    assert chosen(schedule, old, young, per_hour=2) == ["young"]
    schedule = after_call(schedule, "young", NOW, moved=True)
    assert chosen(schedule, old, young, now=NOW + 10 * MINUTE, per_hour=3) == ["old"]


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        (0, 10 * MINUTE),
        (HOUR - 1, 10 * MINUTE),
        (HOUR, 30 * MINUTE),
        (4 * HOUR - 1, 30 * MINUTE),
        (4 * HOUR, HOUR),
        (12 * HOUR - 1, HOUR),
        (12 * HOUR, 4 * HOUR),
        (19 * HOUR, 4 * HOUR),
    ],
)
def test_interval_grows_with_age(age: int, interval: int) -> None:
    """Half of the views come in the first two hours, hardly any after the first twelve."""
    status = entry(age=age)
    schedule = asked(A=0)

    assert due_at(schedule, status) == NOW + interval
    assert chosen(schedule, status, now=NOW + interval - 1) == []
    assert chosen(schedule, status, now=NOW + interval) == ["A"]


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        (0, 20 * MINUTE),
        (HOUR, HOUR),
        (4 * HOUR, 2 * HOUR),
        # It cannot get rarer than that.
        (12 * HOUR, 4 * HOUR),
    ],
)
def test_still_status_is_asked_for_half_as_often(age: int, interval: int) -> None:
    """Where nothing moved, little is to be missed."""
    assert due_at(asked(False, A=0), entry(age=age)) == NOW + interval


def test_change_in_the_list_makes_due_at_once() -> None:
    """The list costs no more calls, and says that there is something to count."""
    status = entry(age=5 * HOUR, changed=MINUTE)

    assert chosen(asked(False, A=2 * MINUTE), status) == ["A"]
    assert chosen(asked(False, A=MINUTE), status) == []


def test_change_ahead_of_our_clock_delays_nothing() -> None:
    """GREEN-API's clock may run ahead of ours."""
    status = entry(age=30 * MINUTE, changed=-2 * HOUR)

    assert due_at(asked(A=0), status) == NOW + 10 * MINUTE


def test_day_of_one_status_takes_24_calls() -> None:
    """And two more that the list brings about: what is said beside INTERVALS and in docs/views.md."""
    for changes, most in (((), 24), ((MINUTE, 3 * MINUTE), 26)):
        schedule = Schedule()
        calls = []
        for now in range(NOW, NOW + LIFETIME + HOUR, MINUTE):
            seen = max((at for at in changes if NOW + at <= now), default=0)
            status = entry(changed=-seen)
            if chosen(schedule, status, now=now):
                calls.append(now - NOW)
                schedule = after_call(schedule, "A", now, moved=True)
        assert len(calls) == most
        assert calls[-1] == LIFETIME - LAST_CALL
    assert 24 * 31 == 744
    assert 26 * 31 == 806


def test_last_count_shortly_before_expiry() -> None:
    """It is the one that stays."""
    status = entry(age=23 * HOUR)

    assert due_at(asked(A=0), status) == status.expires_at - LAST_CALL
    schedule = after_call(Schedule(), "A", status.expires_at - LAST_CALL, moved=True)
    assert due_at(schedule, status) == inf
    assert not is_waiting(schedule, [status])


@pytest.mark.parametrize(
    "schedule", [Schedule(), asked(A=2 * HOUR), asked(None, A=2 * HOUR)]
)
def test_never_past_expiry(schedule: Schedule) -> None:
    """Not even what was never asked for, nor what the list says moved."""
    status = entry(age=LIFETIME, changed=0)

    assert chosen(schedule, status) == []
    assert chosen(schedule, status, now=NOW - 1) == ["A"]


@pytest.mark.parametrize(
    "status",
    [
        entry(state=StatusState.PENDING),
        entry(state=StatusState.FAILED),
        entry(state=StatusState.READ, deleted=True),
    ],
)
@pytest.mark.parametrize("schedule", [Schedule(), asked(A=HOUR)])
def test_never_what_nobody_can_see(schedule: Schedule, status: Entry) -> None:
    """Pending, failed and deleted statuses have no new views."""
    assert chosen(schedule, status) == []
    assert not is_waiting(schedule, [status])


@pytest.mark.parametrize(
    "state", [None, StatusState.SENT, StatusState.DELIVERED, StatusState.READ]
)
def test_what_people_can_see_is_counted(state: StatusState | None) -> None:
    """A state that we do not know is no reason not to ask."""
    assert chosen(Schedule(), entry(state=state)) == ["A"]
    assert is_waiting(asked(A=0), [entry(state=state)])


def test_cap_per_cycle() -> None:
    """A minute has room for others on the instance."""
    statuses = [entry(str(number)) for number in range(30)]

    assert len(chosen(Schedule(), *statuses)) == MAX_CALLS_PER_CYCLE


def test_cap_per_hour_counts_the_calls_of_any_hour() -> None:
    """Not of the clock's hours: a call counts until an hour has passed since."""
    statuses = [entry(str(number)) for number in range(30)]
    schedule = Schedule(calls=(NOW - HOUR - 1, NOW - HOUR, NOW - 1))

    assert len(chosen(schedule, *statuses, per_hour=4)) == 2
    assert chosen(schedule, *statuses, per_hour=2) == []
    # The option was lowered.
    assert chosen(schedule, *statuses, per_hour=1) == []
    assert len(chosen(schedule, *statuses, per_hour=1, now=NOW + HOUR)) == 1


def test_pause() -> None:
    """Nothing is asked before it is over, and then what is due."""
    schedule = replace(Schedule(), paused_until=NOW + 1)

    assert chosen(schedule, entry()) == []
    assert is_waiting(schedule, [entry()])
    assert chosen(schedule, entry(), now=NOW + 1) == ["A"]


def test_unanswered_question_is_asked_again_after_others() -> None:
    """One status that GREEN-API stumbles over keeps nobody from the rest."""
    bad, good = entry("bad", age=5 * HOUR), entry("good", age=6 * HOUR)
    schedule = after_call(asked(good=2 * HOUR, bad=HOUR), "bad", NOW, moved=None)

    assert due_at(schedule, bad) == NOW + PAUSE_AFTER_ERROR
    assert chosen(schedule, bad, good, now=NOW + PAUSE_AFTER_ERROR) == ["good", "bad"]


def test_call_is_remembered() -> None:
    """With its answer, and for an hour."""
    schedule = after_call(
        Schedule(calls=(NOW - HOUR - 1, NOW - HOUR)), "A", NOW, moved=False
    )

    assert schedule.asked == {"A": Asked(NOW, moved=False)}
    assert schedule.calls == (NOW - HOUR, NOW)


def test_statuses_that_are_over_are_forgotten() -> None:
    """And their calls still count."""
    schedule = asked(A=1, B=2)

    assert forget(schedule, [entry("A"), entry("B"), entry("C")]) is schedule
    assert forget(schedule, [entry("B")]) == replace(
        schedule, asked={"B": Asked(NOW - 2, moved=True)}
    )


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), datetime(2026, 2, 1)),
        (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1)),
        (datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 12, 1)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 1)),
    ],
)
def test_quotas_start_anew_on_the_first(now: datetime, first: datetime) -> None:
    """Of the next month, UTC, also in December."""
    assert next_month(int(now.timestamp())) == first.replace(tzinfo=UTC).timestamp()


# All together.

STATES: Final = (None, *StatusState)
# Minutes between cycles: mostly one, sometimes Home Assistant was busy or off.
GAPS: Final = st.sampled_from((1, 1, 1, 1, 5, 45, 240))


@st.composite
def worlds(draw: st.DrawFn) -> list[Entry]:
    """Return statuses of all ages and states."""
    return [
        entry(
            str(number),
            age=draw(st.integers(-HOUR, LIFETIME + HOUR)),
            state=draw(st.sampled_from(STATES)),
            changed=draw(st.none() | st.integers(-LIFETIME, LIFETIME)),
            deleted=draw(st.sampled_from((False, False, False, True))),
        )
        for number in range(draw(st.integers(0, 40)))
    ]


def within_an_hour(calls: Sequence[int]) -> int:
    """Return the most calls in any hour, both ends included."""
    return max(
        (sum(at - HOUR <= call <= at for call in calls) for at in calls), default=0
    )


@given(
    worlds(),
    st.integers(1, 60),
    st.lists(st.tuples(GAPS, st.sampled_from((True, False, None))), max_size=80),
)
def test_caps_hold_in_any_world(
    world: list[Entry], per_hour: int, cycles: list[tuple[int, bool | None]]
) -> None:
    """Never more than the cap in any hour or cycle, never too soon, never what cannot be seen."""
    schedule = Schedule(since=NOW)
    now = NOW
    calls: list[int] = []
    last: dict[str, int] = {}
    for minutes, moved in cycles:
        now += minutes * MINUTE
        schedule = forget(schedule, world)
        due = choose(schedule, world, now, per_hour)
        assert len(due) <= MAX_CALLS_PER_CYCLE
        assert len({each.status_id for each in due}) == len(due)
        for each in due:
            assert each.posted_at <= now < each.expires_at, "asked past expiry"
            assert not each.deleted
            assert each.state not in (StatusState.PENDING, StatusState.FAILED)
            # Nothing brings a status back within a minute but what the list says happened since.
            assert now > last.get(each.status_id, 0)
            last[each.status_id] = now
            calls.append(now)
            schedule = after_call(schedule, each.status_id, now, moved=moved)
        assert len(schedule.calls) <= per_hour
    assert within_an_hour(calls) <= per_hour


@given(worlds(), st.integers(1, 60))
def test_nothing_due_waits_while_calls_are_left(
    world: list[Entry], per_hour: int
) -> None:
    """Of what is due, only the caps leave out any, and no status that waited less goes before it."""
    schedule = Schedule(since=NOW)
    due = {
        each.status_id: each
        for each in world
        if due_at(schedule, each) <= NOW < each.expires_at
    }
    taken = choose(schedule, world, NOW, per_hour)

    assert {each.status_id for each in taken} <= due.keys()
    assert len(taken) == min(len(due), MAX_CALLS_PER_CYCLE, per_hour)
    oldest = min((each.posted_at for each in taken), default=0)
    left: Mapping[str, Entry] = {
        key: each for key, each in due.items() if each not in taken
    }
    assert all(each.posted_at <= oldest for each in left.values())


@given(st.integers(1, 12), st.integers(1, 40))
def test_no_status_is_starved(per_hour: int, statuses: int) -> None:
    """However few calls there are, all statuses get theirs before any gets many."""
    world = [entry(str(number), age=number * 30 * MINUTE) for number in range(statuses)]
    schedule = Schedule(since=NOW)
    counts = dict.fromkeys((each.status_id for each in world), 0)
    hours = 4 * (statuses // per_hour + 1)
    for now in range(NOW, NOW + hours * HOUR, 10 * MINUTE):
        for each in choose(schedule, world, now, per_hour):
            counts[each.status_id] += 1
            schedule = after_call(schedule, each.status_id, now, moved=True)
    alive = [
        each
        for each in world
        # It was there for long enough to be overdue by as much as the others.
        if each.expires_at - NOW > hours * HOUR
    ]
    assert all(counts[each.status_id] for each in alive), counts


def test_intervals_are_in_order() -> None:
    """Rarer with age, and never beyond a day."""
    ages, intervals = zip(*INTERVALS, strict=True)

    assert list(ages) == sorted(ages)
    assert list(intervals) == sorted(intervals)
    assert ages[-1] == LIFETIME
