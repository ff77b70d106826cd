"""What GREEN-API would have answered about an account in the past weeks: for its journal and for statistics."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from math import sin
from pathlib import Path
from typing import Any, Final

import orjson

from .simulator import Instance
from .simulator.statuses import LIFETIME, Status

HOUR: Final = 3600
ANSWERS: Final = "answers.json"


def save_answers(folder: Path, instances: dict[str, Instance], days: int) -> None:
    """Save what the API answers about each account, by the id of its entry, until Home Assistant starts."""
    answers = {entry: answers_of(one, days) for entry, one in instances.items()}
    (folder / ANSWERS).write_bytes(orjson.dumps(answers))


def answers_of(instance: Instance, days: int) -> dict[str, Any]:
    """Return the list, all statistics, and the steps of each status, as JSON has them."""
    minutes = days * 24 * 60
    listed = orjson.loads(instance.outgoing(minutes))
    now = instance.clock()
    # More may come by themselves meanwhile.
    statuses = dict(instance.statuses)
    return {
        "now": int(now),
        "minutes": minutes,
        "list": listed,
        "statistics": {key: orjson.loads(instance.statistic(key)) for key in statuses},
        # The API tells the last of these only.
        "states": {
            key: [(state, int(at)) for at, state in status.steps if at <= now]
            for key, status in statuses.items()
        },
    }


def hourly_statistics(instance: Instance) -> dict[str, list[dict[str, Any]]]:
    """Return the statistics of the sensors at the end of each full hour so far, by the keys of the sensors."""
    now = instance.clock()
    posts = sorted(instance.statuses.values(), key=lambda status: status.posted)
    views = [_view_times(status, now) for status in posts]
    hours: dict[str, list[dict[str, Any]]] = {
        key: [] for key in ("total_statuses", "total_views", "active_statuses", "views")
    }
    first = int(posts[0].posted) // HOUR * HOUR
    for start in range(first, int(now) // HOUR * HOUR, HOUR):
        end = start + HOUR
        counts = [bisect_right(times, end) for times in views]
        active = [end - LIFETIME < one.posted <= end for one in posts]
        active_views = sum(
            count for count, is_active in zip(counts, active, strict=True) if is_active
        )
        at = datetime.fromtimestamp(start, UTC).isoformat()
        for key, value in (
            ("total_statuses", sum(one.posted <= end for one in posts)),
            ("total_views", sum(counts)),
        ):
            hours[key].append({"start": at, "state": value})
        for key, value in (("active_statuses", sum(active)), ("views", active_views)):
            hours[key].append({"start": at, "mean": value, "min": value, "max": value})
    for key in ("total_statuses", "total_views"):
        # Home Assistant begins its own sums at zero.
        last = hours[key][-1]["state"]
        for row in hours[key]:
            row["sum"] = row["state"] - last
    return hours


def daily_statistics(
    months: dict[str, list[dict[str, Any]]], days: int
) -> dict[str, list[dict[str, Any]]]:
    """Return the statistics of the days before `hourly_statistics`: fewer views the longer ago, as an account grows."""
    first = months["total_statuses"][0]
    end = datetime.fromisoformat(first["start"])
    month_days = len(months["total_statuses"]) / 24
    posted, seen = (
        -months[key][0]["sum"] / month_days for key in ("total_statuses", "total_views")
    )
    statistics: dict[str, list[dict[str, Any]]] = {
        "total_statuses": [],
        "total_views": [],
        "usual_views": [],
    }
    sums = {"total_statuses": 0.0, "total_views": 0.0}
    for ago in range(days, 0, -1):
        day = end - timedelta(days=ago)
        growth = 1 - 0.7 * ago / days + 0.12 * sin(ago / 19)
        at = day.isoformat()
        for key, added in (
            ("total_statuses", posted * (0.6 + 0.4 * growth)),
            ("total_views", seen * growth),
        ):
            sums[key] += added
            statistics[key].append({"start": at, "state": sums[key], "sum": sums[key]})
        usual = round(seen / posted * growth)
        statistics["usual_views"].append(
            {"start": at, "mean": usual, "min": usual, "max": usual}
        )
    for key, total in sums.items():
        # What follows begins with its own sums, which end at zero.
        for row in statistics[key]:
            row["sum"] += months[key][0]["sum"] - total
    return statistics


def _view_times(status: Status, now: float) -> list[float]:
    return sorted(
        row.read for row in status.receipts if row.read is not None and row.read <= now
    )
