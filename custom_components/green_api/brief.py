"""Statuses, insights and viewers in short, for language models and for scripts that are exposed to them. Pure.

Times are as people say them. What people wrote is in `text` and `name` and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from .client import Sender, StatusState, Viewer
from .journal import AccountInsights, Snapshot, StatusRecord, status_insight
from .util import percent, truncate

# What more there is would not be said.
MAX_STATUSES: Final = 20
MAX_PEOPLE: Final = 50
MAX_TEXT: Final = 200
MAX_NAME: Final = 80


def say_time(timestamp: int, now: datetime) -> str:
    """Return a time as people say it at `now`, in the time zone of that."""
    at = datetime.fromtimestamp(timestamp, now.tzinfo)
    days = (at.date() - now.date()).days
    match days:
        case 0:
            day = "today"
        case -1:
            day = "yesterday"
        case 1:
            day = "tomorrow"
        case _ if -7 < days < 0:
            day = f"{at:%A}"
        case _:
            year = "" if at.year == now.year else f" {at.year}"
            day = f"{at.day} {at:%B}{year}"
    return f"{day} at {at:%H:%M}"


def brief_statuses(
    snapshot: Snapshot, records: Sequence[StatusRecord], now: datetime
) -> dict[str, Any]:
    """Return the first of some statuses, how many more there are, and how many people can see now."""
    return {
        "active": len(snapshot.active),
        "statuses": [
            brief_status(snapshot, record, now) for record in records[:MAX_STATUSES]
        ],
        "more": max(0, len(records) - MAX_STATUSES),
    }


def brief_contact_statuses(
    posts: Sequence[tuple[Sender, StatusRecord]], now: datetime
) -> dict[str, Any]:
    """Return the first of some statuses of contacts with who posted them, by name only, and how many more there are."""
    return {
        "statuses": [
            {
                "name": sender.name and truncate(sender.name, MAX_NAME),
                "type": record.status.type,
                "text": _text(record),
                "posted": say_time(record.posted_at, now),
            }
            for sender, record in posts[:MAX_STATUSES]
        ],
        "more": max(0, len(posts) - MAX_STATUSES),
    }


def brief_status(
    snapshot: Snapshot, record: StatusRecord, now: datetime
) -> dict[str, Any]:
    """Return what people would say of a status."""
    return {
        "status_id": record.status_id,
        "type": record.status.type,
        "state": record.state,
        "text": _text(record),
        "posted": say_time(record.posted_at, now),
        "is_active": record in snapshot.active,
        "views": snapshot.views_of(record),
    }


def brief_insight(
    snapshot: Snapshot, insights: AccountInsights, record: StatusRecord, now: datetime
) -> dict[str, Any]:
    """Return a status with how it does; `usual_views` are those at the age of its last count."""
    insight = status_insight(record)
    usual = insights.usual_views(
        -1 if record.counted_after is None else record.counted_after
    )
    return {
        **brief_status(snapshot, record, now),
        "reached": insight.reached,
        "view_rate": percent(insight.view_rate),
        "usual_views": None if usual is None else round(usual),
        "compared": percent(insights.compare(record)),
    }


def brief_insights(
    snapshot: Snapshot,
    insights: AccountInsights,
    records: Sequence[StatusRecord],
    now: datetime,
) -> dict[str, Any]:
    """Return how the statuses of an account do, and the first of some of them."""
    this_week, last_week = insights.weeks
    return {
        "statuses": insights.statuses,
        "usual_views": insights.final and insights.final.median,
        "usual_views_this_week": this_week and this_week.median,
        "usual_views_last_week": last_week and last_week.median,
        **brief_best_time(insights),
        "items": [
            brief_insight(snapshot, insights, record, now)
            for record in records[:MAX_STATUSES]
        ],
    }


def brief_best_time(insights: AccountInsights) -> dict[str, Any]:
    """Return around which hour statuses do best, and whether that is more than chance."""
    best = insights.best_time
    return {
        "best_time": None if best is None else f"around {best.hour:02}:00",
        "best_time_is_clear": None if best is None else best.is_clear,
    }


def brief_viewers(
    snapshot: Snapshot,
    record: StatusRecord,
    viewers: Iterable[Viewer],
    names: Mapping[str, str] | None,
    now: datetime,
) -> dict[str, Any]:
    """Return how many saw a status and, with names, who, the latest first. There are no ids in it."""
    people = list(viewers)
    seen = [one for one in people if one.state is StatusState.READ]
    seen.sort(key=lambda viewer: viewer.timestamp or 0, reverse=True)
    count = max(len(seen), snapshot.views_of(record) or 0)
    is_counted = count > 0 or record.state is not StatusState.READ
    answer: dict[str, Any] = {
        "status_id": record.status_id,
        "views": count if is_counted else None,
        "only_reached": sum(one.state is StatusState.DELIVERED for one in people),
        "last_view": next(
            (say_time(one.timestamp, now) for one in seen if one.timestamp), None
        ),
    }
    if names is None:
        return answer
    named = [
        {
            "name": truncate(name, MAX_NAME),
            "seen": viewer.timestamp and say_time(viewer.timestamp, now),
        }
        for viewer in seen
        if (name := names.get(viewer.participant)) is not None
    ]
    return {
        **answer,
        "people": named[:MAX_PEOPLE],
        "others": count - len(named[:MAX_PEOPLE]),
    }


def _text(record: StatusRecord) -> str | None:
    """Return the text or caption of a status, as much of it as is said."""
    text = record.status.text or record.status.caption
    return text and truncate(text, MAX_TEXT)
