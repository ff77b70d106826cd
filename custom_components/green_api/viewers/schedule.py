"""Which status to count the views of next: pure, the clock is an argument. All times are unix seconds.

GREEN-API answers for one status a call, so calls go where views are still coming: to young statuses more often than to
old ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from ..client import StatusState
from ..journal import StatusRecord

HOUR: Final = 60 * 60
# Age up to which, and seconds between two counts: 6 + 6 + 8 + 3 in a status's day, and one before its end make 24. The
# list may bring two of them forward, when it shows that the status was delivered and read: 26 a day at most.
INTERVALS: Final = (
    (1 * HOUR, 10 * 60),
    (4 * HOUR, 30 * 60),
    (12 * HOUR, HOUR),
    (24 * HOUR, 4 * HOUR),
)
# The last count, which is the one that stays, is due from so long before the expiry.
LAST_COUNT: Final = 30 * 60
# One cycle is a minute; with a second between calls, this leaves most of it to others on the instance.
MAX_REQUESTS_PER_CYCLE: Final = 5
PAUSE_AFTER_ERROR: Final = 5 * 60
PAUSE_AFTER_RATE_LIMIT: Final = 15 * 60
# A status that expired without having been counted is counted once, as long as GREEN-API keeps its statistic.
BACKLOG: Final = 30 * 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What was asked when: `asked_at` by status, `requests` of the last hour. Nothing is asked until `paused_until`."""

    asked_at: Mapping[str, int] = field(default_factory=dict)
    requests: tuple[int, ...] = ()
    paused_until: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the schedule as JSON has it."""
        return {
            "asked_at": dict(self.asked_at),
            "requests": list(self.requests),
            "paused_until": self.paused_until,
        }

    @classmethod
    def from_dict(cls, data: Any) -> Schedule:
        """Return a stored schedule; an empty one for what is none."""
        try:
            return cls(
                asked_at={str(key): int(at) for key, at in data["asked_at"].items()},
                requests=tuple(int(at) for at in data["requests"]),
                paused_until=int(data["paused_until"]),
            )
        except AttributeError, KeyError, TypeError, ValueError:
            return cls()


def choose(
    schedule: Schedule, records: Iterable[StatusRecord], now: int, per_hour: int
) -> list[StatusRecord]:
    """Return the statuses to count now: of those that are due, as many as the hourly cap leaves.

    Last counts go first, then first counts and statuses that somebody has just received or read, then those that have
    waited for the most of their intervals. Expired statuses that were never counted take half of the cap at most.
    """
    if is_paused(schedule, now):
        return []
    room = per_hour - len(_recent(schedule, now))
    due = []
    backlog = []
    for record in records:
        if not _is_countable(record):
            continue
        if now < record.expires_at:
            if (urgency := _urgency(schedule, record, now)) is not None:
                due.append((urgency, record.posted_at, record.status_id, record))
        elif (
            record.views is None
            and record.status_id not in schedule.asked_at
            and now < record.posted_at + BACKLOG
        ):
            backlog.append(record)
    due.sort(reverse=True)
    chosen = [record for *_, record in due[: max(0, room)]]
    spare = room - len(chosen) - per_hour // 2
    if spare > 0:
        backlog.sort(key=lambda record: record.posted_at, reverse=True)
        chosen += backlog[:spare]
    return chosen[:MAX_REQUESTS_PER_CYCLE]


def is_paused(schedule: Schedule, now: int) -> bool:
    """Return whether nothing may be asked. Past the next month, a pause is from before the clock was set back."""
    return now < schedule.paused_until <= next_month(now) + PAUSE_AFTER_RATE_LIMIT


def is_waiting(records: Iterable[StatusRecord], now: int) -> bool:
    """Return whether any status is still to be counted, now or later."""
    return any(_is_countable(record) and now < record.expires_at for record in records)


def after_request(
    schedule: Schedule, status_id: str, now: int, *, answered: bool
) -> Schedule:
    """Return the schedule after a request. A status without an answer stays due."""
    return replace(
        schedule,
        asked_at={**schedule.asked_at, status_id: now}
        if answered
        else schedule.asked_at,
        requests=(*_recent(schedule, now), now),
    )


def forget_unknown(schedule: Schedule, status_ids: Iterable[str]) -> Schedule:
    """Return the schedule without statuses that are not known any more."""
    asked_at = {
        status_id: schedule.asked_at[status_id]
        for status_id in status_ids
        if status_id in schedule.asked_at
    }
    return (
        schedule
        if len(asked_at) == len(schedule.asked_at)
        else replace(schedule, asked_at=asked_at)
    )


def next_month(now: int) -> int:
    """Return when the plans' quotas reset: the first of the next month, UTC."""
    today = datetime.fromtimestamp(now, UTC)
    return int(
        datetime(
            today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=UTC
        ).timestamp()
    )


def _recent(schedule: Schedule, now: int) -> tuple[int, ...]:
    """Return the requests of the last hour. One in the future was made before the clock was set back, and counts."""
    return tuple(at for at in schedule.requests if now - HOUR < at < now + HOUR)


def _is_countable(record: StatusRecord) -> bool:
    """Return whether a status can have viewers."""
    return (
        record.is_published
        and not record.deleted
        and record.state not in (StatusState.PENDING, StatusState.FAILED)
    )


def _urgency(
    schedule: Schedule, record: StatusRecord, now: int
) -> tuple[int, float] | None:
    """Return how urgent a count is, None for a status that is not due."""
    asked_at = schedule.asked_at.get(record.status_id)
    if asked_at is not None and asked_at > now:
        # The clock was set back.
        asked_at = record.posted_at
    if now >= record.expires_at - LAST_COUNT and (
        asked_at is None or asked_at < record.expires_at - LAST_COUNT
    ):
        return 2, 0
    if asked_at is None or asked_at < record.state_changed_at <= now:
        return 1, 0
    age = asked_at - record.posted_at
    interval = next((each for limit, each in INTERVALS if age < limit), None)
    if interval is None or now - asked_at < interval:
        return None
    return 0, (now - asked_at) / interval
