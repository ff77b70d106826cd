"""What is known of the statuses, and what changed: pure, no I/O, no clock, nothing of Home Assistant.

All times are unix seconds, UTC.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Final

from ..client import Status, StatusState, Viewer

# WhatsApp shows a status for a day.
LIFETIME: Final = 24 * 60 * 60
# GREEN-API keeps its lists for 30 days: a status older than this was forgotten, or never known, and is no news.
RETENTION: Final = 31 * 24 * 60 * 60
# Times of single viewers that are kept for a status; of more, every second, third, … one.
MAX_VIEW_HISTORY: Final = 100

# GREEN-API took the status, and then it was neither in the queue nor in the list.
NOT_PUBLISHED: Final = "not_published"
# How long, and how many polls in which both were read, until that counts as a failure.
LOST_AFTER: Final = 10 * 60
LOST_AFTER_POLLS: Final = 3
# A status that was sent from here is found in the list under another id at most so long after it left the queue.
NEW_ID_WITHIN: Final = 2 * 60

# What a row may leave out, and a tombstone always does.
_CONTENT: Final = tuple(one.name for one in fields(Status) if one.default is None)


class ChangeKind(StrEnum):
    """What can happen to a status."""

    POSTED = "posted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    VIEWED = "viewed"
    DELETED = "deleted"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRecord:
    """One status with its history.

    `status` is its newest row, completed from older ones where it is silent. `posted_at` is the time of the first row
    that reports more than pending, `state` the furthest state. `views` counts who has seen it, `delivered_to` whom it
    reached; both are None until they were counted. `state_history` holds the states seen with their times,
    `view_history` times and how many had seen it by then: the viewers' own times if `view_times_known`, otherwise those
    of counts. `counted_at` is when it was last counted. `deleted_at` is when it was found to be deleted. `silent`
    says that the status was no news, `expired` that its expiry was announced.

    A status that was sent from here is `waiting` until a list shows it. `left_queue_at` is when it
    was first found neither in GREEN-API's queue nor in the list, `missing_seconds` and `missing_polls` say for how
    long. `failure_reason` is why it failed if that is known. `published_id` is its id in the list where that is not
    the one that the send answered with.
    """

    status: Status
    posted_at: int
    state: StatusState | None
    state_changed_at: int
    views: int | None = None
    delivered_to: int | None = None
    state_history: tuple[tuple[StatusState, int], ...] = ()
    view_history: tuple[tuple[int, int], ...] = ()
    view_times_known: bool = False
    counted_at: int | None = None
    deleted_at: int | None = None
    expired: bool = False
    silent: bool = False
    waiting: bool = False
    left_queue_at: int | None = None
    missing_seconds: int = 0
    missing_polls: int = 0
    failure_reason: str | None = None
    published_id: str | None = None

    @property
    def status_id(self) -> str:
        """Return the id under which the status is known here."""
        return self.status.status_id

    @property
    def api_id(self) -> str:
        """Return the id under which GREEN-API knows the status."""
        return self.published_id or self.status.status_id

    @property
    def deleted(self) -> bool:
        """Return whether the status was deleted."""
        return self.deleted_at is not None

    @property
    def expires_at(self) -> int:
        """Return when WhatsApp stops showing the status."""
        return self.posted_at + LIFETIME

    @property
    def timed_states(self) -> tuple[tuple[StatusState, int], ...]:
        """Return the states and their times, as far as these are known.

        A status that was no news had got somewhere by the time it was found, and when is not known.
        """
        first = self.state_history[0][0] if self.state_history else None
        if self.silent and first not in (StatusState.PENDING, StatusState.SENT):
            return self.state_history[1:]
        return self.state_history

    @property
    def counted_after(self) -> int | None:
        """Return how old the status was when it was last counted."""
        return None if self.counted_at is None else self.counted_at - self.posted_at

    @property
    def is_published(self) -> bool:
        """Return whether a list has ever shown the status."""
        return not self.waiting and self.failure_reason != NOT_PUBLISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One transition of a status.

    `record` is the status after it, `new_views` how many more have seen it. `caught_up` says that it happened while
    Home Assistant was down.
    """

    kind: ChangeKind
    record: StatusRecord
    occurred_at: int
    from_state: StatusState | None = None
    new_views: int = 0
    caught_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """All statuses known, by id.

    `since` is the time of the first successful poll, None before it. `total_statuses` counts every status ever seen,
    `total_views` every view ever counted; None until one was.
    """

    since: int | None = None
    total_statuses: int = 0
    total_views: int | None = None
    records: Mapping[str, StatusRecord] = field(default_factory=dict)

    def find(self, status_id: str) -> StatusRecord | None:
        """Return a status by the id under which it is known here or at GREEN-API."""
        if (record := self.records.get(status_id)) is not None:
            return record
        return next(
            (one for one in self.records.values() if one.published_id == status_id),
            None,
        )


type Result = tuple[Journal, tuple[Change, ...]]


def newest_first(records: Iterable[StatusRecord]) -> list[StatusRecord]:
    """Return statuses by the time of their posting, the newest first."""
    return sorted(
        records, key=lambda record: (record.posted_at, record.status_id), reverse=True
    )


def apply_reply(
    journal: Journal,
    statuses: Iterable[Status],
    now: int,
    *,
    oldest: int = 0,
    retention: int = RETENTION,
) -> Result:
    """Return the journal after a reply, and what changed: each transition once, in order.

    Order, duplicates and gaps of the reply mean nothing; a status that is missing stays known. The first call on a
    journal changes nothing that is announced, nor does a later one for a status that was posted before it. Rows from
    before `oldest` have a wrong time and are skipped. What was last reported more than `retention` seconds ago is
    forgotten, and no news when it comes again. The same journal comes back when nothing is new.
    """
    since = now if journal.since is None else min(journal.since, now)
    news_from = now if journal.since is None else max(since, now - retention)
    records = dict(journal.records)
    ids = {one.published_id: one.status_id for one in records.values()}
    total_statuses = journal.total_statuses
    changes: list[Change] = []
    statuses = tuple(statuses)
    listed = {row.status_id for row in statuses}
    reported = set()
    newest = 0

    for row in statuses:
        if row.timestamp < oldest:
            continue
        newest = max(newest, min(row.timestamp, now))
        known = records.get(ids.get(row.status_id, row.status_id))
        if known is None and (known := _sent_as(row, records.values(), listed, now)):
            known = replace(known, published_id=row.status_id)
            ids[row.status_id] = known.status_id
        if known is None:
            silent = journal.since is None or row.timestamp < news_from
            record = _first_record(row, now, silent=silent)
            happened = [] if silent else _appearance(record, now)
            total_statuses += not silent or row.timestamp >= now - retention
        else:
            record, happened = _apply_row(known, row, now)
            total_statuses += record.is_published and not known.is_published
        reported.add(record.status_id)
        if record is not known:
            records[record.status_id] = record
            changes += happened

    # By the times that were reported: a clock that is set far ahead for a moment forgets nothing.
    horizon = min(now, newest) - retention
    for record in journal.records.values():
        if record.status_id not in reported and _last_reported(record, now) < horizon:
            del records[record.status_id]

    if since != journal.since or records != journal.records:
        journal = replace(
            journal, since=since, total_statuses=total_statuses, records=records
        )
    journal, expirations = expire(journal, now)
    # The sort is stable: what happened to one status at one time stays in its order.
    return journal, tuple(
        sorted((*changes, *expirations), key=attrgetter("occurred_at"))
    )


def expire(journal: Journal, now: int) -> Result:
    """Return the journal at a later time without news, and what expired since, in order."""
    expired = sorted(
        (
            replace(record, expired=True)
            for record in journal.records.values()
            if now >= record.expires_at
            and not record.expired
            and not record.deleted
            and record.is_published
        ),
        key=attrgetter("expires_at"),
    )
    return _with_records(journal, expired), tuple(
        Change(kind=ChangeKind.EXPIRED, record=record, occurred_at=record.expires_at)
        for record in expired
    )


def record_views(
    journal: Journal, status_id: str, viewers: Sequence[Viewer], now: int
) -> Result:
    """Return the journal after a statistic of a status, and whether more have seen it.

    Counts never go down, and an empty statistic is no news: the API is known to lose them. What a silent status had
    when it was first counted is no news either.
    """
    if not viewers or (record := journal.records.get(status_id)) is None:
        return journal, ()
    ranks = [viewer.state.rank for viewer in viewers]
    read = [one for one in viewers if one.state is StatusState.READ]
    reached = sum(rank >= StatusState.DELIVERED.rank for rank in ranks)
    known = record.views or 0
    views = max(known, len(read))
    counted = replace(
        record,
        views=views,
        delivered_to=max(record.delivered_to or 0, reached, views),
        counted_at=max(record.counted_at or 0, now),
    )
    if views > known:
        history, times_known = _view_history(
            record, [one.timestamp for one in read], now
        )
        counted = replace(counted, view_history=history, view_times_known=times_known)
    elif record.views is None:
        # Nobody has seen it yet, so that the times of all who did are known.
        counted = replace(counted, view_times_known=True)
    if counted == record:
        return journal, ()
    journal = replace(
        _with_records(journal, [counted]),
        total_views=(journal.total_views or 0) + views - known,
    )
    if views == known or (record.silent and record.views is None):
        return journal, ()
    change = Change(
        kind=ChangeKind.VIEWED,
        record=counted,
        occurred_at=now,
        new_views=views - known,
    )
    return journal, (change,)


def record_deleted(journal: Journal, status_id: str, now: int) -> Result:
    """Return the journal after a status was deleted from here; one that is not known is no news later."""
    status = Status(status_id=status_id, timestamp=now, deleted=True)
    if (known := journal.find(status_id)) is None:
        return _with_records(journal, [_first_record(status, now, silent=True)]), ()
    if known.deleted:
        return journal, ()
    record, changes = _update(known, replace(status, status_id=known.status_id), now)
    return _with_records(journal, [record]), tuple(changes)


def record_sent(journal: Journal, status: Status) -> Journal:
    """Return the journal with a status that GREEN-API has queued; it is announced when a list shows it."""
    if journal.find(status.status_id) is not None:
        return journal
    record = StatusRecord(
        status=status,
        posted_at=status.timestamp,
        state=StatusState.PENDING,
        state_changed_at=status.timestamp,
        state_history=((StatusState.PENDING, status.timestamp),),
        waiting=True,
    )
    return _with_records(journal, [record])


def record_queue(
    journal: Journal, found_ids: Collection[str], now: int, elapsed: int
) -> Result:
    """Return the journal after a poll that read both the queue and the list, and which statuses are lost.

    `found_ids` are the ids in either, `elapsed` the seconds since the last such poll if nothing failed in between.
    """
    records = []
    changes = []
    for known in journal.records.values():
        if not known.waiting or known.deleted:
            continue
        if known.status_id in found_ids:
            record = replace(
                known, left_queue_at=None, missing_seconds=0, missing_polls=0
            )
        elif known.left_queue_at is None:
            record = replace(known, left_queue_at=now, missing_polls=1)
        else:
            record = replace(
                known,
                missing_seconds=known.missing_seconds + elapsed,
                missing_polls=known.missing_polls + 1,
            )
        if (
            record.missing_seconds >= LOST_AFTER
            and record.missing_polls >= LOST_AFTER_POLLS
        ):
            record = replace(
                record,
                state=StatusState.FAILED,
                state_changed_at=now,
                state_history=(*record.state_history, (StatusState.FAILED, now)),
                waiting=False,
                failure_reason=NOT_PUBLISHED,
            )
            changes.append(
                Change(
                    kind=ChangeKind.FAILED,
                    record=record,
                    occurred_at=now,
                    from_state=StatusState.PENDING,
                )
            )
        if record != known:
            records.append(record)
    return _with_records(journal, records), tuple(changes)


def _with_records(journal: Journal, records: Iterable[StatusRecord]) -> Journal:
    """Return the journal with some records in place of those with their ids."""
    changed = {record.status_id: record for record in records}
    if not changed:
        return journal
    return replace(journal, records={**journal.records, **changed})


def _last_reported(record: StatusRecord, now: int) -> int:
    """Return the time of the newest row about a status; one in the future says nothing."""
    timestamp = record.status.timestamp
    return timestamp if timestamp <= now else record.posted_at


def _sent_as(
    status: Status,
    records: Iterable[StatusRecord],
    listed: Collection[str],
    now: int,
) -> StatusRecord | None:
    """Return the status that was sent from here and that a list shows under another id."""
    if not status.sent_by_api or status.deleted:
        return None
    for record in records:
        sent = record.status
        if (
            record.waiting
            and record.status_id not in listed
            and record.left_queue_at is not None
            and now - record.left_queue_at <= NEW_ID_WITHIN
            and sent.type is status.type
            and (sent.text or "").strip() == (status.text or "").strip()
            and (sent.caption or "").strip() == (status.caption or "").strip()
        ):
            return record
    return None


def _first_record(status: Status, now: int, *, silent: bool) -> StatusRecord:
    """Return the record of a status that was not known."""
    posted_at = min(status.timestamp, now)
    seen_at = posted_at if silent else now
    return StatusRecord(
        status=status,
        posted_at=posted_at,
        state=status.state,
        state_changed_at=seen_at,
        state_history=() if status.state is None else ((status.state, seen_at),),
        deleted_at=seen_at if status.deleted else None,
        # An expiry before the status was seen is news only if its posting is.
        expired=silent and now >= posted_at + LIFETIME,
        silent=silent,
    )


def _appearance(
    record: StatusRecord, now: int, from_state: StatusState | None = None
) -> list[Change]:
    """Return the changes that the first row about a status tells.

    It was posted, and it may have got somewhere since; steps that nobody saw are not invented, and to be sent is part
    of being posted.
    """
    if record.deleted and record.status.type is None:
        # A tombstone alone does not tell what was posted.
        return []
    changes = [
        Change(
            kind=ChangeKind.POSTED,
            record=record,
            occurred_at=record.posted_at,
            from_state=from_state,
        )
    ]
    if (
        record.state is not None
        and record.state is not from_state
        and record.state.rank > StatusState.SENT.rank
    ):
        changes.append(
            Change(kind=ChangeKind(record.state), record=record, occurred_at=now)
        )
    if record.deleted:
        changes.append(Change(kind=ChangeKind.DELETED, record=record, occurred_at=now))
    return changes


def _apply_row(
    known: StatusRecord, row: Status, now: int
) -> tuple[StatusRecord, list[Change]]:
    """Return a known status after a row about it, and the changes that the row tells."""
    status = row
    if row.status_id != known.status_id:
        status = replace(row, status_id=known.status_id)
    if known.deleted and not known.is_published:
        return replace(known, status=_complete(status, known.status)), []
    if not known.is_published:
        return _publish(known, status, now)
    if status == known.status:
        return known, []
    return _update(known, status, now)


def _publish(
    known: StatusRecord, status: Status, now: int
) -> tuple[StatusRecord, list[Change]]:
    """Return a status that was sent from here when a list first shows it, even after it was given up."""
    first = _first_record(_complete(status, known.status), now, silent=False)
    steps = () if first.state is known.state else first.state_history
    record = replace(
        first,
        state_history=(*known.state_history, *steps),
        views=known.views,
        delivered_to=known.delivered_to,
        view_history=known.view_history,
        view_times_known=known.view_times_known,
        counted_at=known.counted_at,
        published_id=known.published_id,
    )
    return record, _appearance(record, now, from_state=known.state)


def _update(
    known: StatusRecord, status: Status, now: int
) -> tuple[StatusRecord, list[Change]]:
    """Return a known status after another row about it, and the changes that the row tells."""
    # A later time than any before is that of the action which the row reports; without one, it happened by now.
    newer = status.timestamp > known.status.timestamp
    occurred_at = min(status.timestamp, now) if newer else now
    posted_at = known.posted_at
    if known.state is StatusState.PENDING and status.state not in (
        None,
        StatusState.PENDING,
    ):
        posted_at = min(status.timestamp, now)
    record = replace(
        known,
        status=_complete(status, known.status),
        posted_at=posted_at,
        deleted_at=occurred_at
        if status.deleted and not known.deleted
        else known.deleted_at,
    )
    changes = []
    if (
        status.state is not None
        and not known.deleted
        and (known.state is None or status.state.rank > known.state.rank)
    ):
        record = replace(
            record,
            state=status.state,
            state_changed_at=occurred_at,
            state_history=(*known.state_history, (status.state, occurred_at)),
        )
        if status.state is not StatusState.PENDING:
            changes.append(
                Change(
                    kind=ChangeKind(status.state),
                    record=record,
                    occurred_at=occurred_at,
                    from_state=known.state,
                )
            )
    if status.deleted and not known.deleted:
        changes.append(
            Change(kind=ChangeKind.DELETED, record=record, occurred_at=occurred_at)
        )
    return record, changes


def _complete(status: Status, older: Status) -> Status:
    """Return the row, with what it leaves out taken from an older one."""
    missing = {
        name: value
        for name in _CONTENT
        if getattr(status, name) is None and (value := getattr(older, name)) is not None
    }
    return replace(status, **missing) if missing else status


def _view_history(
    record: StatusRecord, times: Sequence[int | None], now: int
) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Return when how many had seen a status, and whether these are the viewers' own times.

    They are if all of them make sense; otherwise the count of now is added to what was known.
    """
    sensible = sorted(
        time for time in times if time is not None and record.posted_at <= time <= now
    )
    if len(sensible) < len(times):
        return (*record.view_history, (now, len(times))), False
    step = -(-len(sensible) // (MAX_VIEW_HISTORY - 1))
    # The first view is always one of them.
    numbers = sorted({1, *range(len(sensible), 0, -step)})
    return tuple((sensible[number - 1], number) for number in numbers), True
