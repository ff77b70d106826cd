"""Tests of what happened to the statuses, in lines."""

from typing import Any

import pytest

from custom_components.green_api.client import StatusState
from custom_components.green_api.journal import (
    NOT_PUBLISHED,
    Journal,
    StatusRecord,
    expire,
    recent_activity,
    record_deleted,
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
    after,
    record_after,
    status,
    tombstone,
    viewers,
)


def record(*history: tuple[StatusState, int], **values: Any) -> StatusRecord:
    """Return a status that was posted at NOW, with its states and the times they were reached at."""
    return StatusRecord(
        status=status(),
        posted_at=NOW,
        state=history[-1][0] if history else SENT,
        state_changed_at=NOW,
        state_history=history,
        **values,
    )


def lines(*records: StatusRecord) -> list[tuple[str, int]]:
    """Return what happened and when, in seconds after NOW, newest first."""
    return [
        (line.kind.value, line.occurred_at - NOW)
        for line in recent_activity(records, 100)
    ]


def views(*history: tuple[int, int]) -> list[tuple[int, int, int]]:
    """Return the lines about views of a status: when, how many more, and how many in all."""
    one = record((SENT, NOW), view_history=tuple((NOW + at, n) for at, n in history))
    return [
        (line.occurred_at - NOW, line.new_views, line.views)
        for line in recent_activity([one], 100)
        if line.kind == "viewed"
    ]


def test_life_of_a_status() -> None:
    """It was posted, delivered and read, and it expired."""
    journal = after(
        [status(state=SENT)], [status(state=DELIVERED)], [], [status(state=READ)]
    )
    journal, _ = expire(journal, NOW + DAY)
    assert lines(*journal.records.values()) == [
        ("expired", DAY),
        ("read", 4 * MINUTE),
        ("delivered", 2 * MINUTE),
        ("posted", 0),
    ]


def test_what_one_poll_finds_is_one_line() -> None:
    """The furthest step says it all; the line began with the first."""
    one = record((SENT, NOW), (DELIVERED, NOW + 30), (READ, NOW + 31))
    (line,) = recent_activity([one], 100)
    assert (line.kind, line.began_at, line.occurred_at) == ("read", NOW, NOW + 31)
    assert lines(record((SENT, NOW), (FAILED, NOW))) == [("failed", 0)]
    assert len(lines(record((SENT, NOW), (READ, NOW + 61)))) == 2


def test_when_a_status_that_was_no_news_was_read_is_not_said() -> None:
    """It had been read by the time it was found."""
    journal = after([status(at=NOW - HOUR, state=READ)], journal=Journal())
    assert lines(*journal.records.values()) == [("posted", -HOUR)]
    later = after([status(at=NOW - HOUR)], [status(state=READ)], journal=Journal())
    assert lines(*later.records.values()) == [("read", 0), ("posted", -HOUR)]


def test_status_that_waits_and_is_not_published() -> None:
    """There is no line that it was posted."""
    journal = record_sent(Journal(), status(state=PENDING))
    assert lines(*journal.records.values()) == [("waiting", 0)]
    lost = record((PENDING, NOW), (FAILED, NOW + HOUR), failure_reason=NOT_PUBLISHED)
    assert lines(lost) == [("not_published", HOUR)]
    deleted, _ = record_deleted(journal, "A", NOW + MINUTE)
    assert lines(*deleted.records.values()) == [("deleted", MINUTE)]


def test_deleted_status() -> None:
    """It does not expire any more; one of which only the tombstone is known has no line."""
    journal = after([status(at=NOW + MINUTE)], [], [tombstone()])
    journal, _ = expire(journal, NOW + 2 * DAY)
    assert lines(*journal.records.values()) == [
        ("deleted", 3 * MINUTE),
        ("posted", MINUTE),
    ]
    assert lines(record_after([tombstone()])) == []


def test_views_are_few_lines() -> None:
    """A line for the first hour, and longer ones after it; each with how many more there were."""
    history = [(at * MINUTE, at) for at in range(2, 60)]
    history += [(HOUR, 60), (2 * HOUR, 62), (3 * HOUR, 70), (20 * HOUR, 90)]
    assert views(*history) == [
        (20 * HOUR, 20, 90),
        (3 * HOUR, 8, 70),
        (2 * HOUR, 3, 62),
        (59 * MINUTE, 59, 59),
    ]


def test_line_that_grows_keeps_its_beginning() -> None:
    """So a page can tell that it is the same line."""
    one = after([status()])
    counted, _ = record_views(one, "A", viewers(NOW + 200), NOW + HOUR)
    more, _ = record_views(counted, "A", viewers(NOW + 200, NOW + 900), NOW + HOUR)
    (before, *_), (line, *_) = (
        recent_activity(journal.records.values(), 10) for journal in (counted, more)
    )
    assert (before.new_views, line.new_views) == (1, 2)
    assert before.began_at == line.began_at == NOW + 200
    assert line.occurred_at == NOW + 900


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_newest_lines_first(limit: int) -> None:
    """As many as were asked for."""
    records = after(*([status(str(n), at=NOW + n * HOUR)] for n in range(5))).records
    found = recent_activity(records.values(), limit)
    times = [line.occurred_at for line in found]
    assert len(found) == limit
    assert times == sorted(times, reverse=True)
