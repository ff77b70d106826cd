"""What happened to the statuses, in lines that people read. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import nlargest
from typing import Final

from ..client import StatusState
from .journal import NOT_PUBLISHED, StatusRecord

# Steps of one status that come so close together are one line: the last one says it all.
MERGE_WITHIN: Final = 60
# Ages at which a new line for the views of a status begins, so that a status has a few of these and not hundreds.
VIEW_AGES: Final = tuple(hours * 60 * 60 for hours in (1, 3, 8))


class ActivityKind(StrEnum):
    """What a line says. Of two steps that are one line, the later in this order is shown."""

    WAITING = "waiting"
    POSTED = "posted"
    DELIVERED = "delivered"
    READ = "read"
    VIEWED = "viewed"
    FAILED = "failed"
    NOT_PUBLISHED = "not_published"
    EXPIRED = "expired"
    DELETED = "deleted"


_ORDER: Final = tuple(ActivityKind)
_STEPS: Final = (
    ActivityKind.POSTED,
    ActivityKind.DELIVERED,
    ActivityKind.READ,
    ActivityKind.VIEWED,
    ActivityKind.FAILED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line: what happened to a status, and when it began and ended, in unix seconds.

    For views, `new_views` is how many saw it in this time, `views` how many by its end.
    """

    status_id: str
    kind: ActivityKind
    began_at: int
    occurred_at: int
    new_views: int = 0
    views: int = 0


def recent_activity(
    records: Iterable[StatusRecord], limit: int
) -> tuple[Activity, ...]:
    """Return the newest lines about statuses, also about those that expired or were deleted; newest first."""
    return tuple(
        nlargest(
            limit,
            (line for record in records for line in _lines(record)),
            key=lambda line: (
                line.occurred_at,
                line.status_id,
                _ORDER.index(line.kind),
            ),
        )
    )


def _lines(record: StatusRecord) -> list[Activity]:
    """Return what happened to one status, oldest first."""
    if record.deleted and record.status.type is None:
        # A tombstone alone does not tell what it was.
        return []
    lines: list[Activity] = []
    for line in sorted(
        (*_steps(record), *_views(record)),
        key=lambda line: (line.occurred_at, _ORDER.index(line.kind)),
    ):
        before = lines[-1] if lines else None
        if (
            before is not None
            and before.kind in _STEPS
            and line.kind in _STEPS
            and line.occurred_at - before.occurred_at <= MERGE_WITHIN
        ):
            lines[-1] = _merged(before, line)
        else:
            lines.append(line)
    if record.expired and not record.deleted and record.is_published:
        lines.append(_line(record, ActivityKind.EXPIRED, record.expires_at))
    if record.deleted_at is not None:
        lines.append(_line(record, ActivityKind.DELETED, record.deleted_at))
    return lines


def _steps(record: StatusRecord) -> Iterable[Activity]:
    """Return how far a status got."""
    if record.is_published:
        yield _line(record, ActivityKind.POSTED, record.posted_at)
    elif record.waiting and not record.deleted:
        yield _line(record, ActivityKind.WAITING, record.posted_at)
    for state, at in record.timed_states:
        if state in (StatusState.DELIVERED, StatusState.READ):
            yield _line(record, ActivityKind(state), at)
        elif state is StatusState.FAILED:
            not_published = record.failure_reason == NOT_PUBLISHED
            yield _line(
                record,
                ActivityKind.NOT_PUBLISHED if not_published else ActivityKind.FAILED,
                at,
            )


def _views(record: StatusRecord) -> Iterable[Activity]:
    """Return when a status was seen, in a few lines."""
    lines: dict[int, Activity] = {}
    before = 0
    for at, views in record.view_history:
        period = sum(at - record.posted_at >= age for age in VIEW_AGES)
        line = lines.get(period)
        lines[period] = replace(
            line or _line(record, ActivityKind.VIEWED, at),
            occurred_at=at,
            new_views=(line.new_views if line else 0) + views - before,
            views=views,
        )
        before = views
    return lines.values()


def _line(record: StatusRecord, kind: ActivityKind, at: int) -> Activity:
    """Return a line about a status."""
    return Activity(status_id=record.status_id, kind=kind, began_at=at, occurred_at=at)


def _merged(before: Activity, line: Activity) -> Activity:
    """Return two lines as one."""
    kind = max(before.kind, line.kind, key=_ORDER.index)
    return replace(
        line,
        kind=kind,
        began_at=before.began_at,
        new_views=before.new_views + line.new_views,
        views=max(before.views, line.views),
    )
