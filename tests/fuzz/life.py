"""A journal under any replies, counts, deletions, restarts and clocks, and the rules that it keeps throughout."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Final, override

import orjson

from custom_components.green_api.client import Status, StatusState, StatusType
from custom_components.green_api.journal import (
    LIFETIME,
    RETENTION,
    Change,
    ChangeKind,
    Entry,
    Journal,
    advance,
    count,
    expire,
)
from custom_components.green_api.journal_json import to_dict
from tests.stored import from_dict

NOW: Final = 1_710_160_000
IDS: Final = tuple("ABCDE")
STEPS: Final = (0, 1, 60, 3600, LIFETIME - 1, LIFETIME, RETENTION, -1, -3600)
# As seen from now: mostly of today, now and then at an edge, forgotten or yet to come.
AGES: Final = (0, 1, 60, 3600, LIFETIME - 1, LIFETIME, RETENTION, RETENTION + 1, -30)
MAX_STEPS: Final = 24

type Told = tuple[str, ChangeKind, int, StatusState | None]


class Life:
    """One journal, from its first poll on. Every step checks the rules of docs/journal.md."""

    def __init__(self, random: Random) -> None:
        """Begin with nothing."""
        self._random = random
        self.now = NOW
        self.journal = Journal()
        # What was told of each status that is known, but for views, which come again.
        self.told: Counter[tuple[str, ChangeKind]] = Counter()

    def live(self) -> None:
        """Let things happen."""
        self.poll()
        for _ in range(self._random.randrange(MAX_STEPS)):
            self.now += self._random.choice(STEPS)
            match self._random.randrange(8):
                case 0:
                    self.expire()
                case 1:
                    self.count()
                case 2:
                    self.delete()
                case 3:
                    self.restart()
                case _:
                    self.poll()

    def poll(self) -> None:
        """Take in a reply, and the same once more."""
        statuses = self._reply()
        first = self.journal.since is None
        before = self.journal
        self._enter(*advance(before, statuses, self.now), silent=first)
        self._check_order(before, statuses)
        again, changes = advance(self.journal, statuses, self.now)
        assert changes == (), "the same reply was news again"
        assert again is self.journal, "the same reply made another journal"

    def expire(self) -> None:
        """Let the time go on."""
        self._enter(*expire(self.journal, self.now))
        assert expire(self.journal, self.now) == (self.journal, ()), "expired twice"

    def count(self) -> None:
        """Count the audience of a status, known or not."""
        status_id = self._random.choice(IDS)
        numbers = {
            "delivered_to": self._random.randrange(9),
            "views": self._random.randrange(9),
        }
        self._enter(*count(self.journal, status_id, **numbers, now=self.now))
        again, changes = count(self.journal, status_id, **numbers, now=self.now)
        assert again is self.journal
        assert changes == (), "the same views were news again"

    def delete(self) -> None:
        """Delete a status, as the coordinator enters it."""
        gone = Status(
            status_id=self._random.choice(IDS), timestamp=self.now, deleted=True
        )
        self._enter(*advance(self.journal, (gone,), self.now))

    def restart(self) -> None:
        """Come back from the disk as before."""
        stored = from_dict(orjson.loads(orjson.dumps(to_dict(self.journal))))
        assert stored == self.journal
        self.journal = stored

    def _reply(self) -> list[Status]:
        """Return what the client may make of any reply: each id at most once, but in any order."""
        ids = [each for each in IDS if self._random.randrange(3)]
        return [self._status(each) for each in ids]

    def _status(self, status_id: str) -> Status:
        """Return a row: that of the journal, that one but for something, or any."""
        known = self.journal.entries.get(status_id)
        choice = self._random.randrange(4)
        if known is not None and choice == 0:
            return known.status
        if known is not None and choice == 1:
            return replace(known.status, state=self._state())
        text = self._random.choice((None, "Hello", "שלום"))
        return Status(
            status_id=status_id,
            timestamp=self.now - self._random.choice(AGES),
            type=self._random.choice((None, *StatusType)),
            state=self._state(),
            text=text,
            audience=self._random.choice((None, 0, 2)),
            deleted=self._random.randrange(8) == 0,
        )

    def _state(self) -> StatusState | None:
        """Return any state."""
        state: StatusState | None = self._random.choice((None, *StatusState))
        return state

    def _enter(
        self, journal: Journal, changes: tuple[Change, ...], *, silent: bool = False
    ) -> None:
        """Go on with another journal, if what it says of itself and what changed agree with the one before."""
        if silent:
            assert changes == (), "the first poll announced something"
        if journal == self.journal:
            assert journal is self.journal, "nothing is new, but the journal is"
        before = self.journal
        assert journal.total_statuses >= before.total_statuses
        assert (journal.total_views or 0) >= (before.total_views or 0)
        for status_id in before.entries.keys() - journal.entries.keys():
            for kind in ChangeKind:
                del self.told[status_id, kind]
        for status_id, entry in journal.entries.items():
            assert entry.status_id == status_id
            if (known := before.entries.get(status_id)) is not None:
                _check_forward(known, entry)
        self._check_changes(journal, changes)
        self.journal = journal

    def _check_changes(self, journal: Journal, changes: tuple[Change, ...]) -> None:
        """Check that what is told is new, in order, and true."""
        times = [change.occurred_at for change in changes]
        assert times == sorted(times), "not in order"
        seen: set[str] = set()
        for change in changes:
            entry = journal.entries[change.entry.status_id]
            if change.kind is ChangeKind.POSTED:
                assert entry.status_id not in seen, "posted after something else"
            seen.add(entry.status_id)
            if change.kind is ChangeKind.VIEWED:
                assert change.new_views > 0
                continue
            self.told[entry.status_id, change.kind] += 1
            assert self.told[entry.status_id, change.kind] == 1, "told twice"
            if change.kind is ChangeKind.DELETED:
                assert entry.deleted
            elif change.kind is ChangeKind.EXPIRED:
                assert entry.expired
                assert entry.expires_at <= self.now
            elif change.kind is not ChangeKind.POSTED:
                assert entry.state is StatusState(change.kind.value)
                assert (
                    change.from_state is None
                    or change.from_state.rank < entry.state.rank
                )

    def _check_order(self, before: Journal, statuses: list[Status]) -> None:
        """Check that the order of a reply means nothing."""
        shuffled = list(statuses)
        self._random.shuffle(shuffled)
        journal, changes = advance(before, shuffled, self.now)
        assert journal == self.journal, "the order of a reply means something"
        _, in_order = advance(before, statuses, self.now)
        assert Counter(map(_told, changes)) == Counter(map(_told, in_order))


class Bytes(Random):
    """Makes the choices that a fuzzer's bytes spell, and the first of all choices at their end."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes."""
        super().__init__(0)
        self._left = iter(data)

    @override
    def random(self) -> float:
        """Return a byte as a fraction."""
        return next(self._left, 0) / 256

    @override
    def getrandbits(self, k: int, /) -> int:
        """Return some bits, from a byte of their own."""
        number = 0
        for _ in range((k + 7) // 8):
            number = number << 8 | next(self._left, 0)
        return number & ((1 << k) - 1)


def _check_forward(known: Entry, entry: Entry) -> None:
    """Check that nothing was taken back."""
    assert _rank(entry) >= _rank(known), "a state went back"
    assert (entry.views or 0) >= (known.views or 0), "views went down"
    assert (entry.delivered_to or 0) >= max(known.delivered_to or 0, entry.views or 0)
    assert entry.posted_at <= known.posted_at
    assert entry.deleted >= known.deleted
    assert entry.expired >= known.expired
    assert entry.silent == known.silent
    assert entry.steps[: len(known.steps)] == known.steps
    assert entry.counts[: len(known.counts)] == known.counts
    if known.deleted:
        assert entry.state is known.state, "a deleted status moved"
    for name in ("type", "text", "audience"):
        if getattr(entry.status, name) is None:
            assert getattr(known.status, name) is None, "a row erased something"


def _rank(entry: Entry) -> int:
    """Return how far a status got; without a state, nowhere."""
    return -1 if entry.state is None else entry.state.rank


def _told(change: Change) -> Told:
    """Return what a change says, apart from its place among the others."""
    return (
        change.entry.status_id,
        change.kind,
        change.occurred_at,
        change.from_state,
    )
