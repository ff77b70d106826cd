"""The soak notices growth, missing polls and announcements that were lost or repeated."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from benchmarks.soak.analysis import (
    MINUTE,
    Comparison,
    Poll,
    Trend,
    compare_announcements,
    group_polls,
    longest_gap,
    polls_by_day,
    weekly_slope,
)
from benchmarks.soak.jumping_clock import ClockOffset, JumpingClock
from benchmarks.soak.report import PANELS, ROWS, Record, Row, draw
from benchmarks.soak.run import warnings_in
from benchmarks.soak.scenario import (
    DAY,
    DAYS_PER_WEEK,
    HOUR,
    Duration,
    Kind,
    build_events,
)

DURATION: Final = Duration(
    days=14,
    warm_up=7,
    measure_every=HOUR,
    measure_every_before=6 * HOUR,
    restart_every=5,
)


def growing_record(name: str, number: float, growth: float) -> Record:
    """Return a record of four weeks in which one number grows by so much a day, with a daily rhythm."""
    record = Record(days=28, warm_up=2)
    record.at = [hour / 24 for hour in range(6, 30 * 24 + 1, 6)]
    rhythm = (0.0, 3.0, -2.0, 1.0)
    record.samples = {row.name: [1000.0 for _ in record.at] for row in ROWS} | {
        name: [number + growth * at + rhythm[round(at * 4) % 4] for at in record.at]
    }
    return record


def test_scenario_has_everything_that_happens_to_people() -> None:
    """Posts by day, deletions, an outage and a rate limit a day, reloads and restarts."""
    events = build_events(DURATION)

    assert events == sorted(events) == build_events(DURATION)
    assert events != build_events(replace(DURATION, seed=2))
    posts = [e for e in events if e.kind in (Kind.POST, Kind.POST_BY_ACTION)]
    assert [event.number for event in posts] == list(range(len(posts)))
    assert all(7 * HOUR <= event.at % DAY < 23 * HOUR for event in posts)
    times = {kind: [e.at for e in events if e.kind is kind] for kind in Kind}
    assert len(times[Kind.OUTAGE]) == len(times[Kind.OUTAGE_ENDS]) == 21
    assert len(times[Kind.RATE_LIMIT]) == 21
    assert len(times[Kind.RELOAD]) == 42
    assert [at // DAY for at in times[Kind.RESTART]] == [2, 7, 12, 17]
    assert times[Kind.POST_BY_ACTION]
    assert times[Kind.DELETE]
    assert len(times[Kind.MEASURE]) == 7 * 4 + 14 * 24


def test_weeks_are_the_same() -> None:
    """A busier week would look like growth."""
    week = DAYS_PER_WEEK * DAY
    posts = [
        e for e in build_events(DURATION) if e.kind in (Kind.POST, Kind.POST_BY_ACTION)
    ]
    first, second, third = (
        [
            (round(e.at % week), e.kind, e.content)
            for e in posts
            if e.at // week == number
        ]
        for number in range(3)
    )

    assert first == second == third


def test_clock_jumps_only_when_nothing_is_in_progress(tmp_path: Path) -> None:
    """It jumps up to the end of the block; another process sees the same time."""
    file = tmp_path / "clock"
    offset = ClockOffset.create(file, 100.0)
    clock = JumpingClock(offset)

    assert not clock.jump(10)
    with clock.jumping(60):
        assert clock.jump(10)
        clock.begin_job()
        assert not clock.jump(10)
        clock.end_job()
        assert clock.jump(1000)
        assert not clock.jump(1)
    assert not clock.jump(1)
    assert ClockOffset(file).seconds == offset.seconds == pytest.approx(160.0, abs=1.0)

    busy = [True]
    clock.add_busy_check(lambda: busy[0])
    with clock.jumping(60):
        assert not clock.jump(10)
        busy[0] = False
        assert clock.jump(10)


def test_tries_are_one_poll() -> None:
    """Calls that follow each other closely belong together."""
    calls = [(0.0, True), (MINUTE, False), (1.1 * MINUTE, False), (2 * MINUTE, True)]

    assert group_polls(calls) == [
        Poll(0.0, 0.0, True),
        Poll(MINUTE, 1.1 * MINUTE, False),
        Poll(2 * MINUTE, 2 * MINUTE, True),
    ]
    assert polls_by_day([*calls, (1.5, True)], 3) == [3, 1, 0]


def test_missing_poll_is_a_gap() -> None:
    """Unless there was a reload or an outage."""
    minutes = [0, 1, 2, 4, 5, 6, 9, 10, 14, 15]
    calls = [(minute * MINUTE, minute != 10) for minute in minutes]

    assert longest_gap(calls, ()) == pytest.approx(3 * MINUTE)
    assert longest_gap(calls, (7 * MINUTE,)) == pytest.approx(2 * MINUTE)
    assert longest_gap([], ()) == 0


def test_lost_repeated_and_invented_announcements_are_counted() -> None:
    """Transitions at the very end may be announced or not."""
    required = {("a", "posted"), ("b", "posted"), ("c", "posted"), ("a", "sent")}
    possible = required | {("d", "posted"), ("e", "posted")}
    announced = {
        ("trigger", "a", "posted"): 1,
        ("trigger", "b", "posted"): 3,
        ("trigger", "d", "posted"): 1,
        ("trigger", "x", "posted"): 1,
        ("event", "a", "posted"): 1,
        ("event", "b", "posted"): 1,
        ("event", "c", "posted"): 1,
        ("event", "a", "sent"): 1,
    }

    assert compare_announcements(announced, required, possible) == {
        "trigger": {
            "posted": Comparison(
                happened=4, announced=6, lost=1, repeated=2, invented=1
            )
        },
        "event": {
            "posted": Comparison(happened=3, announced=3),
            "sent": Comparison(happened=1, announced=1),
        },
    }


def test_warnings_of_others_are_not_quoted() -> None:
    """They may hold addresses and folders."""
    log = (
        "2027-03-01 10:00:00.000 ERROR (MainThread) [custom_components.green_api] GREEN-API\n"
        "Traceback (most recent call last):\n"
        "2027-03-01 10:00:00.000 INFO (MainThread) [custom_components.green_api] Recovered\n"
        "2027-03-01 10:00:00.000 WARNING (Recorder) [homeassistant.loader] In /home/me\n"
    )

    assert warnings_in(log) == ["ERROR: GREEN-API", "homeassistant.loader"]


def test_weekly_slope_ignores_rhythm_and_outliers() -> None:
    """Only what is larger week by week counts."""
    line = [(float(day), 5.0 + 2 * day + 40 * (day % 7)) for day in range(28)]
    outliers = [(at, 900.0 if at in (3.0, 11.0) else number) for at, number in line]

    assert weekly_slope(line) == weekly_slope(outliers) == pytest.approx(2.0)
    assert weekly_slope(line[:7]) == 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_growth_is_noticed(row: Row) -> None:
    """A number that must not grow is flat only if it does not."""
    steady = growing_record(row.name, 1000.0, 0.0)
    steady.samples[row.name] = [1000.0 for _ in steady.at]
    growing = growing_record(row.name, 1000.0, 4.0)

    expected = row.tolerance is not None
    assert row.is_flat(steady.trend(row.name)) is (True if expected else None)
    assert row.is_flat(growing.trend(row.name)) is (False if expected else None)
    assert growing.trend(row.name).slope == pytest.approx(4.0)


def test_one_timer_more_is_no_growth() -> None:
    """Of twenty, one is five percent."""
    (row,) = (row for row in ROWS if row.name == "timers")

    assert row.is_flat(Trend(20, 21, 19, 21, 0))
    assert not row.is_flat(Trend(20, 22, 20, 22, 0))


def test_single_day_is_compared_by_the_same_hour() -> None:
    """Pictures come by day and go by night."""
    record = Record(days=1, warm_up=1)
    record.at = [1 + minute / 1440 for minute in range(-60, 1441, 10)]
    record.samples = {
        "media": [100.0 + 50 * (1.3 < at < 1.9) for at in record.at],
        "journal": [100.0 + 20 * (at > 1.97) for at in record.at],
    }

    assert record.trend("media").growth == 0
    assert record.trend("journal").growth == pytest.approx(0.2)


def test_picture_has_a_line_for_each_number() -> None:
    """Larger numbers are drawn higher."""
    record = growing_record("memory", 1000.0, 4.0)
    picture = draw(record)

    assert picture.count("<polyline") == sum(len(panel.names) for panel in PANELS)
    points = picture.split('points="')[1].split('"')[0].split()
    first, last = (float(point.split(",")[1]) for point in (points[0], points[-1]))
    assert last < first
