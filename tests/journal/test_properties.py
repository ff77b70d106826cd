"""The journal's rules, all together, whatever GREEN-API answers and whatever happens in between."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, override

from hypothesis import given, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from custom_components.green_api.client import Status, StatusState
from custom_components.green_api.journal import (
    LIFETIME,
    Change,
    Journal,
    StatusRecord,
    apply_reply,
    expire,
    record_deleted,
    record_queue,
    record_sent,
    record_views,
)

from .common import (
    DAY,
    DELIVERED,
    FAILED,
    HOUR,
    MINUTE,
    NOW,
    PENDING,
    READ,
    SENT,
    kinds,
    status,
    stored_copy,
    tombstone,
    viewers,
)

STEPS: Final = (PENDING, SENT, DELIVERED, READ)
# The states that a status may have had before this one.
BEFORE: Final = {
    **{state: STEPS[:number] for number, state in enumerate(STEPS)},
    FAILED: (PENDING, SENT),
}
# In 2001, in 2090, and the latest that the client returns.
WRONG_TIMES: Final = (1_000_000_001, 3_800_000_000, 2**33 - 1)
ANY: Final = st.integers(0, 99)


@dataclass(frozen=True)
class Post:
    """What really happened to a status at GREEN-API."""

    status_id: str
    posted: int
    changed: int
    state: StatusState
    deleted: bool = False
    from_here: bool = False


class JournalMachine(RuleBasedStateMachine):
    """Posts, moves and deletes statuses, and shows them to the journal badly."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.now = NOW
        self.posts: list[Post] = []
        self.from_before: set[str] = set()
        self.journal = self.before = Journal()
        self.announced: Counter[tuple[str, str]] = Counter()
        self.new_views: Counter[str] = Counter()

    def enter(self, journal: Journal, changes: Sequence[Change]) -> None:
        """Take over a journal, and check what is announced."""
        self.journal = journal
        for change in changes:
            assert change.occurred_at <= max(self.now, change.record.expires_at)
            self.new_views[change.record.status_id] += change.new_views
        self.announced.update(kind for kind in kinds(changes) if kind[1] != "viewed")

    def rows(self, data: st.DataObject) -> list[Status]:
        """Return a reply: rows left out, twice, of earlier, with wrong times, in any order."""
        rows = []
        for post in self.posts:
            if not data.draw(st.booleans()):
                continue
            row = self.row(
                post, at=data.draw(st.sampled_from((post.posted, post.changed)))
            )
            match data.draw(
                st.sampled_from(("right", "right", "earlier", "time", "bare"))
            ):
                case "earlier":
                    state = data.draw(st.sampled_from((*BEFORE[post.state], None)))
                    row = replace(row, state=state, deleted=False)
                case "time":
                    row = replace(
                        row, timestamp=data.draw(st.sampled_from(WRONG_TIMES))
                    )
                case "bare" if post.deleted:
                    row = tombstone(post.status_id, at=post.changed)
            rows += [row] * data.draw(st.integers(1, 2))
        return list(data.draw(st.permutations(rows)))

    @staticmethod
    def row(post: Post, *, at: int) -> Status:
        """Return a row as it should be."""
        return status(
            post.status_id, post.state, at=at, text="Hello", deleted=post.deleted
        )

    @initialize(data=st.data(), count=st.integers(0, 3))
    def first_poll(self, data: st.DataObject, count: int) -> None:
        """Seed the journal: that announces nothing."""
        for _ in range(count):
            self.post()
            self.move(data.draw(ANY), data.draw(st.integers(0, 3)))
        self.now += 1
        self.from_before = {post.status_id for post in self.posts}
        journal, changes = apply_reply(
            Journal(), self.rows(data), self.now, oldest=NOW - DAY
        )
        assert changes == ()
        self.journal = self.before = journal

    @rule()
    def post(self) -> None:
        """Post a status with a phone."""
        status_id = f"S{len(self.posts)}"
        self.posts.append(Post(status_id, self.now, self.now, PENDING))

    @rule()
    def send(self) -> None:
        """Send a status from here."""
        self.post()
        post = self.posts[-1] = replace(self.posts[-1], from_here=True)
        self.enter(record_sent(self.journal, self.row(post, at=self.now)), ())

    @precondition(lambda self: self.posts)
    @rule(which=ANY, steps=st.integers(1, 3))
    def move(self, which: int, steps: int) -> None:
        """Bring a status some steps forward."""
        if not self.posts:
            return
        which %= len(self.posts)
        post = self.posts[which]
        if post.state in STEPS and not post.deleted:
            step = min(STEPS.index(post.state) + steps, len(STEPS) - 1)
            self.posts[which] = replace(post, state=STEPS[step], changed=self.now)

    @precondition(lambda self: self.posts)
    @rule(which=ANY)
    def fail(self, which: int) -> None:
        """Let a status fail; one that was sent from here may be announced as lost before."""
        which %= len(self.posts)
        post = self.posts[which]
        if post.state in (PENDING, SENT) and not post.deleted and not post.from_here:
            self.posts[which] = replace(post, state=FAILED, changed=self.now)

    @precondition(lambda self: self.posts)
    @rule(which=ANY, here=st.booleans())
    def delete(self, which: int, here: bool) -> None:
        """Delete a status that does not wait, here or with a phone."""
        which %= len(self.posts)
        post = self.posts[which]
        known = self.journal.find(post.status_id)
        if known is None or not known.is_published:
            return
        self.posts[which] = replace(post, deleted=True, changed=self.now)
        if here:
            self.enter(*record_deleted(self.journal, post.status_id, self.now))

    @precondition(lambda self: self.now < NOW + 20 * DAY)
    @rule(seconds=st.sampled_from((1, MINUTE, HOUR, LIFETIME)))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds

    @rule(data=st.data())
    def poll(self, data: st.DataObject) -> None:
        """Apply a reply. Applied again, it is no news."""
        rows = self.rows(data)
        self.enter(*apply_reply(self.journal, rows, self.now, oldest=NOW - DAY))
        again, changes = apply_reply(self.journal, rows, self.now, oldest=NOW - DAY)
        assert again is self.journal
        assert changes == ()

    @rule(data=st.data(), elapsed=st.sampled_from((0, 5 * MINUTE, HOUR)))
    def read_queue(self, data: st.DataObject, elapsed: int) -> None:
        """Read the queue, and a list that lags behind."""
        queued = [post.status_id for post in self.posts if post.state is PENDING]
        found = data.draw(st.sampled_from(([], queued)))
        self.enter(*record_queue(self.journal, found, self.now, elapsed))

    @precondition(lambda self: self.posts)
    @rule(which=ANY, read=st.integers(0, 4), wrong=st.booleans(), got=st.integers(0, 4))
    def count_views(self, which: int, read: int, wrong: bool, got: int) -> None:
        """Count views; statistics get lost, and their times may be wrong."""
        post = self.posts[which % len(self.posts)]
        times = [None if wrong else self.now] * read
        self.enter(
            *record_views(
                self.journal, post.status_id, viewers(*times, delivered=got), self.now
            )
        )

    @rule(ahead=st.sampled_from((0, 0, LIFETIME)))
    def let_expire(self, ahead: int) -> None:
        """Let time go on without GREEN-API; the clock may be ahead for a moment."""
        self.enter(*expire(self.journal, self.now + ahead))

    @rule()
    def restart(self) -> None:
        """Store and load."""
        journal = stored_copy(self.journal)
        assert journal == self.journal
        self.journal = journal

    @invariant()
    def nothing_goes_back(self) -> None:
        """Compare each status with what was known of it before."""
        before, self.before = self.before, self.journal
        assert before.total_statuses <= self.journal.total_statuses
        assert (before.total_views or 0) <= (self.journal.total_views or 0)
        for known in before.records.values():
            check_progress(known, self.journal.records[known.status_id])

    @invariant()
    def each_status_makes_sense(self) -> None:
        """Check each status by itself."""
        posts = {post.status_id: post for post in self.posts}
        for record in self.journal.records.values():
            post = posts[record.status_id]
            assert post.posted <= record.posted_at <= self.now
            assert record.state_changed_at <= self.now
            if record.views is not None:
                assert record.delivered_to is not None
                assert record.delivered_to >= record.views
            counts = [views for _, views in record.view_history]
            assert counts == sorted(set(counts))
            assert (counts[-1] if counts else 0) == (record.views or 0)

    @override
    def teardown(self) -> None:
        """Show everything as it is: nothing was lost, doubled or invented."""
        rows = [self.row(post, at=post.posted) for post in self.posts]
        self.enter(*apply_reply(self.journal, rows, self.now, oldest=NOW - DAY))
        assert all(number == 1 for number in self.announced.values())
        for post in self.posts:
            self.check_announced(post, self.journal.records[post.status_id])

    def check_announced(self, post: Post, record: StatusRecord) -> None:
        """Check what was announced of one status against what happened to it."""
        announced = {
            kind for status_id, kind in self.announced if status_id == post.status_id
        }
        reached = {post.state, *BEFORE[post.state]}
        if post.from_here:
            reached.add(FAILED)
        assert announced & set(StatusState) <= reached
        assert record.deleted == post.deleted
        assert ("deleted" in announced) <= post.deleted
        assert (self.new_views[post.status_id] == (record.views or 0)) or record.silent
        if record.silent:
            assert "posted" not in announced
            assert post.status_id in self.from_before or post.deleted
        else:
            assert "posted" in announced
            assert post.deleted == ("deleted" in announced)
        if not post.deleted:
            assert record.state is post.state
            assert record.expired or self.now < record.expires_at
            if not record.silent and post.state not in (PENDING, SENT):
                assert post.state.value in announced


def check_progress(known: StatusRecord, record: StatusRecord) -> None:
    """Check that a status only went forward."""
    if known.is_published:
        assert record.is_published
        assert known.state is None or (
            record.state is not None and record.state.rank >= known.state.rank
        )
        assert record.state_history[: len(known.state_history)] == known.state_history
        if known.state is not PENDING:
            assert record.posted_at == known.posted_at
    assert known.deleted <= record.deleted
    assert known.expired <= record.expired
    if record.is_published == known.is_published:
        assert (known.views or 0) <= (record.views or 0)
        assert (known.delivered_to or 0) <= (record.delivered_to or 0)
        if record.views == known.views:
            assert record.view_history == known.view_history


JournalMachine.TestCase.settings = settings(
    max_examples=150, stateful_step_count=30, deadline=None
)
TestJournal = JournalMachine.TestCase


@given(st.data())
def test_order_and_duplicates_mean_nothing(data: st.DataObject) -> None:
    """Any order of the same rows makes the same records, and announces the same."""
    states = st.sampled_from((*StatusState, None))
    times = st.integers(NOW - DAY, NOW + DAY)

    def reply() -> list[Status]:
        return [
            status(
                str(number),
                data.draw(states),
                at=data.draw(times),
                deleted=data.draw(st.booleans()),
            )
            for number in range(data.draw(st.integers(0, 5)))
        ]

    journal, _ = apply_reply(Journal(), reply(), NOW)
    rows = reply()
    result, changes = apply_reply(journal, rows, NOW + HOUR)
    shuffled = data.draw(st.permutations(rows + rows[::2]))
    same, same_changes = apply_reply(journal, shuffled, NOW + HOUR)
    assert dict(same.records) == dict(result.records)
    assert same.total_statuses == result.total_statuses
    assert sorted(kinds(same_changes)) == sorted(kinds(changes))
