"""Which status to count the views of next: pure, the clock is an argument. All times are unix seconds.

GREEN-API answers for one status a call, so calls go where views are still coming: to the newest statuses first, more
often while they are young and moving.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from .client import StatusState
from .journal import Entry

HOUR: Final = 60 * 60
# Age up to which, and seconds between two counts: 24 calls in a status's day, 744 in a month with one status a day.
INTERVALS: Final = (
    (1 * HOUR, 10 * 60),
    (4 * HOUR, 30 * 60),
    (12 * HOUR, HOUR),
    (24 * HOUR, 3 * HOUR),
)
# A status that did not move since the last count is asked for half as often.
STILL: Final = 2
# One cycle is a minute; with a second between calls, this leaves most of it to others on the instance.
MAX_CALLS_PER_CYCLE: Final = 5
PAUSE_AFTER_ERROR: Final = 5 * 60
PAUSE_AFTER_RATE_LIMIT: Final = 15 * 60


@dataclass(frozen=True, slots=True)
class Asked:
    """When a status was last asked for, and whether its views had moved."""

    at: int
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What was asked when. `calls` are those of the last hour."""

    asked: Mapping[str, Asked] = field(default_factory=dict)
    calls: tuple[int, ...] = ()
    paused_until: int = 0


def choose(
    schedule: Schedule, active: Iterable[Entry], now: int, per_hour: int
) -> list[Entry]:
    """Return the statuses to count now, newest first: those that are due, as many as the caps leave."""
    if now < schedule.paused_until:
        return []
    recent = sum(now - HOUR < call <= now for call in schedule.calls)
    due = [entry for entry in active if now >= due_at(schedule, entry)]
    due.sort(key=lambda entry: entry.posted_at, reverse=True)
    return due[: max(0, min(MAX_CALLS_PER_CYCLE, per_hour - recent))]


def due_at(schedule: Schedule, entry: Entry) -> float:
    """Return when a status is to be counted next; never, once it cannot change any more or was not sent yet."""
    if entry.deleted or entry.state in (StatusState.PENDING, StatusState.FAILED):
        return float("inf")
    if (asked := schedule.asked.get(entry.status_id)) is None:
        return entry.posted_at
    if entry.state_changed_at > asked.at:
        # The list, which costs nothing more, shows that somebody got it.
        return entry.state_changed_at
    age = asked.at - entry.posted_at
    interval = next((each for limit, each in INTERVALS if age < limit), float("inf"))
    due = asked.at + interval * (1 if asked.moved else STILL)
    return due if due < entry.expires_at else float("inf")


def after_call(
    schedule: Schedule, status_id: str, now: int, *, moved: bool
) -> Schedule:
    """Return the schedule after a status was asked for."""
    return replace(
        schedule,
        asked={**schedule.asked, status_id: Asked(now, moved)},
        calls=(*(call for call in schedule.calls if now - HOUR < call), now),
    )


def forget(schedule: Schedule, active: Iterable[Entry]) -> Schedule:
    """Return the schedule without the statuses that are over."""
    known = {entry.status_id for entry in active}
    if schedule.asked.keys() <= known:
        return schedule
    return replace(
        schedule,
        asked={key: each for key, each in schedule.asked.items() if key in known},
    )


def next_month(now: int) -> int:
    """Return when the plans' quotas start anew: the first of the next month, UTC."""
    today = datetime.fromtimestamp(now, UTC)
    return int(
        datetime(
            today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=UTC
        ).timestamp()
    )
