"""What is known of the statuses and what changed: pure, no I/O, no clock, nothing of Home Assistant.

All times are unix seconds, UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Final

from .client import Status, StatusState

# WhatsApp shows a status for a day.
LIFETIME: Final = 24 * 60 * 60
# GREEN-API keeps its lists for 30 days: a status older than this was forgotten, or never known, and is no news.
RETENTION: Final = 31 * 24 * 60 * 60


# What a row may leave out, and a tombstone always does.
CONTENT: Final = tuple(each.name for each in fields(Status) if each.default is None)


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
class Entry:
    """One status with its history.

    `status` is its newest row, completed from older ones where it is silent. `posted_at` is the earliest time ever
    reported, `state` the furthest state. `views` counts who has seen it, `delivered_to` whom it reached; both are None
    until they were counted. `steps` are the states seen with their times, `counts` the times and numbers of new views.
    `silent` says that the status was no news, `expired` that the expiry was announced.
    """

    status: Status
    posted_at: int
    state: StatusState | None
    state_changed_at: int
    views: int | None = None
    delivered_to: int | None = None
    steps: tuple[tuple[StatusState, int], ...] = ()
    counts: tuple[tuple[int, int], ...] = ()
    deleted: bool = False
    expired: bool = False
    silent: bool = False

    @property
    def status_id(self) -> str:
        """Return GREEN-API's id of the status, its only identity."""
        return self.status.status_id

    @property
    def expires_at(self) -> int:
        """Return when WhatsApp stops showing the status."""
        return self.posted_at + LIFETIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One transition of a status.

    `entry` is the status after it, `new_views` how many more have seen it. `caught_up` says that nobody was watching.
    """

    kind: ChangeKind
    entry: Entry
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
    entries: Mapping[str, Entry] = field(default_factory=dict)


def advance(
    journal: Journal, statuses: Iterable[Status], now: int
) -> tuple[Journal, tuple[Change, ...]]:
    """Return the journal after a reply, and what the reply tells that was not known: each transition once, in order.

    Order, duplicates and gaps of the reply mean nothing; a status that is missing stays known. The first call on a
    journal learns silently, and so does a later one of what was posted before it. The same journal object comes back
    when nothing is new.
    """
    news_from = now if journal.since is None else max(journal.since, now - RETENTION)
    entries = dict(journal.entries)
    total_statuses = journal.total_statuses
    changes: list[Change] = []
    reported = set()

    for status in statuses:
        reported.add(status.status_id)
        if (known := entries.get(status.status_id)) is not None:
            # Most are the very same object: comparing its fields would take most of the time.
            if status is known.status or status == known.status:
                continue
            entry, happened = _update(known, status, now)
            changes += happened
        elif journal.since is None or status.timestamp < news_from:
            entry = _first_sight(status, now, silent=True)
            total_statuses += status.timestamp >= now - RETENTION
        else:
            entry = _first_sight(status, now, silent=False)
            total_statuses += 1
            changes += _appearance(entry, now)
        entries[status.status_id] = entry

    for entry in journal.entries.values():
        if entry.status_id not in reported and entry.status.timestamp < now - RETENTION:
            del entries[entry.status_id]

    if journal.since is None or entries != journal.entries:
        journal = replace(
            journal,
            since=now if journal.since is None else journal.since,
            total_statuses=total_statuses,
            entries=entries,
        )
    journal, expirations = expire(journal, now)
    # The sort is stable: what happened to one status at one time stays in its order.
    return journal, tuple(
        sorted((*changes, *expirations), key=lambda change: change.occurred_at)
    )


def expire(journal: Journal, now: int) -> tuple[Journal, tuple[Change, ...]]:
    """Return the journal at a later time without news, and what expired since, in order."""
    expired = [
        replace(entry, expired=True)
        for entry in journal.entries.values()
        if not entry.expired and not entry.deleted and now >= entry.expires_at
    ]
    if not expired:
        return journal, ()
    journal = replace(
        journal,
        entries={**journal.entries, **{entry.status_id: entry for entry in expired}},
    )
    expired.sort(key=lambda entry: entry.expires_at)
    return journal, tuple(
        Change(kind=ChangeKind.EXPIRED, entry=entry, occurred_at=entry.expires_at)
        for entry in expired
    )


def count(
    journal: Journal, status_id: str, *, delivered_to: int, views: int, now: int
) -> tuple[Journal, tuple[Change, ...]]:
    """Return the journal after the audience of a status was counted, and whether more have seen it.

    Counts never go down: the API is known to lose them. What a silent status had when it was first counted is no news.
    """
    if (entry := journal.entries.get(status_id)) is None:
        return journal, ()
    known = entry.views or 0
    counted = replace(
        entry,
        views=max(known, views),
        delivered_to=max(entry.delivered_to or 0, delivered_to, known, views),
        counts=(*entry.counts, (now, views)) if views > known else entry.counts,
    )
    if counted == entry:
        return journal, ()
    new_views = max(0, views - known)
    journal = replace(
        journal,
        total_views=(journal.total_views or 0) + new_views,
        entries={**journal.entries, status_id: counted},
    )
    if not new_views or (entry.silent and entry.views is None):
        return journal, ()
    return journal, (
        Change(
            kind=ChangeKind.VIEWED,
            entry=counted,
            occurred_at=now,
            new_views=new_views,
        ),
    )


def _first_sight(status: Status, now: int, *, silent: bool) -> Entry:
    """Return the entry of a status that was not known."""
    seen_at = status.timestamp if silent else now
    return Entry(
        status=status,
        posted_at=status.timestamp,
        state=status.state,
        state_changed_at=seen_at,
        steps=() if status.state is None else ((status.state, seen_at),),
        deleted=status.deleted,
        # An expiry before the status was seen is news only if its posting is.
        expired=silent and now >= status.timestamp + LIFETIME,
        silent=silent,
    )


def _appearance(entry: Entry, now: int) -> list[Change]:
    """Return what the appearance of a status tells.

    It was posted, and it may have got somewhere since; steps that nobody saw are not invented, and to be sent is part
    of being posted.
    """
    if entry.deleted and entry.status.type is None:
        # A tombstone alone does not tell what was posted.
        return []
    # GREEN-API's clock may be ahead of ours: nothing happens before it was posted.
    posted_at = min(entry.posted_at, now)
    changes = [Change(kind=ChangeKind.POSTED, entry=entry, occurred_at=posted_at)]
    if entry.state is not None and entry.state.rank > StatusState.SENT.rank:
        changes.append(
            Change(kind=ChangeKind(entry.state), entry=entry, occurred_at=now)
        )
    if entry.deleted:
        changes.append(Change(kind=ChangeKind.DELETED, entry=entry, occurred_at=now))
    return changes


def _update(known: Entry, status: Status, now: int) -> tuple[Entry, list[Change]]:
    """Return a known entry after another row about it, and what the row tells that was not known."""
    # A later time than any before is that of the action which the row tells of; without one, it happened by now.
    newer = status.timestamp > known.status.timestamp
    occurred_at = status.timestamp if newer else now
    entry = replace(
        known,
        status=_complete(status, known.status),
        posted_at=min(known.posted_at, status.timestamp),
        deleted=known.deleted or status.deleted,
    )
    changes = []
    if (
        status.state is not None
        and not known.deleted
        and (known.state is None or status.state.rank > known.state.rank)
    ):
        entry = replace(
            entry,
            state=status.state,
            state_changed_at=occurred_at,
            steps=(*known.steps, (status.state, occurred_at)),
        )
        if status.state is not StatusState.PENDING:
            changes.append(
                Change(
                    kind=ChangeKind(status.state),
                    entry=entry,
                    occurred_at=occurred_at,
                    from_state=known.state,
                )
            )
    if status.deleted and not known.deleted:
        changes.append(
            Change(kind=ChangeKind.DELETED, entry=entry, occurred_at=occurred_at)
        )
    return entry, changes


def _complete(status: Status, older: Status) -> Status:
    """Return the row, with what it leaves out taken from an older one."""
    missing = {
        name: value
        for name in CONTENT
        if getattr(status, name) is None and (value := getattr(older, name)) is not None
    }
    return replace(status, **missing) if missing else status
