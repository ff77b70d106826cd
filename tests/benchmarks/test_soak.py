"""What grows is seen to grow, what is lost or told twice is found, and the page shows what was measured."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from benchmarks.page import begin, end, inserted
from benchmarks.soak.__main__ import (
    PAGE,
    command,
    data_of,
    main,
    mark_of,
    picture_of,
    restart_each,
)
from benchmarks.soak.clock import Ahead, Clock
from benchmarks.soak.house import complaints
from benchmarks.soak.judge import Trend, slope, trend
from benchmarks.soak.page import ROWS, Row, flat, tables
from benchmarks.soak.plan import DAY, HOUR, WEEK, Kind, Pace, plan
from benchmarks.soak.plot import PANELS
from benchmarks.soak.polls import MINUTE, Poll, longest_gap, polls, polls_of_days
from benchmarks.soak.record import Record
from benchmarks.soak.witness import Verdict, judge

NAMES: Final = ("day", "month")
PACE: Final = Pace(
    days=14, lead_in=7, look_each=HOUR, look_before=6 * HOUR, restart_each=5
)


def record_of(name: str, number: float, growth: float) -> Record:
    """Return a record of four weeks in which one number grows by so much a day, with a rhythm."""
    record = Record(days=28, lead_in=2)
    record.at = [hour / 24 for hour in range(6, 30 * 24 + 1, 6)]
    wave = (0.0, 3.0, -2.0, 1.0)
    record.samples = {each.name: [1000.0 for _ in record.at] for each in ROWS} | {
        name: [number + growth * at + wave[round(at * 4) % 4] for at in record.at]
    }
    return record


# The plan.


def test_plan_is_a_life() -> None:
    """Posts of people who are awake, deletions, an outage and a 429 a day, reloads and restarts."""
    events = plan(PACE)

    assert events == sorted(events) == plan(PACE)
    assert events != plan(replace(PACE, seed=2))
    assert all(0 < event.at <= 21 * DAY for event in events)
    posts = [event for event in events if event.kind in (Kind.POST, Kind.ACTION)]
    assert [event.number for event in posts] == list(range(len(posts)))
    assert all(7 * HOUR <= event.at % DAY < 23 * HOUR for event in posts)
    assert 10 <= len(posts) / 21 <= 30
    times = {kind: [e.at for e in events if e.kind is kind] for kind in Kind}
    assert len(times[Kind.AWAY]) == len(times[Kind.BACK]) == 21
    assert all(
        back - away < HOUR
        for away, back in zip(times[Kind.AWAY], times[Kind.BACK], strict=True)
    )
    assert len(times[Kind.TOO_MANY]) == 21
    assert len(times[Kind.RELOAD]) == 42
    assert [at // DAY for at in times[Kind.RESTART]] == [2, 7, 12, 17]
    assert not [
        e for e in plan(replace(PACE, restart_each=0)) if e.kind is Kind.RESTART
    ]
    assert times[Kind.ACTION]
    assert times[Kind.DELETE]
    assert len(times[Kind.LOOK]) == 7 * 4 + 14 * 24


def test_weeks_are_alike() -> None:
    """Or else a livelier one would look like growth."""
    posts = [e for e in plan(PACE) if e.kind in (Kind.POST, Kind.ACTION)]
    weeks = [
        [
            (round(each.at % (WEEK * DAY)), each.kind, each.idea)
            for each in posts
            if each.at // (WEEK * DAY) == number
        ]
        for number in range(3)
    ]

    assert weeks[0] == weeks[1] == weeks[2]
    assert len({idea for _, _, idea in weeks[0]}) > 50


# The clock.


def test_clock_jumps_only_where_it_may(tmp_path: Path) -> None:
    """Up to the end of the block, and over nothing that is under way; another process sees the same."""
    file = tmp_path / "clock"
    ahead = Ahead.create(file, 100.0)
    clock = Clock(ahead)

    assert not clock.jump(10)
    with clock.jumping(60):
        assert clock.jump(10)
        clock.begin_job()
        assert not clock.jump(10)
        clock.end_job()
        assert clock.jump(1000)
        assert not clock.jump(1)
    assert not clock.jump(1)
    assert Ahead(file).seconds == ahead.seconds == pytest.approx(160.0, abs=1.0)

    busy = [True]
    clock.wait_for(lambda: busy[0])
    with clock.jumping(60):
        assert not clock.jump(10)
        busy[0] = False
        assert clock.jump(10)


# Whether it polled.


def test_polls() -> None:
    """Tries that follow each other are one poll."""
    calls = [(0.0, True), (MINUTE, False), (1.1 * MINUTE, False), (2 * MINUTE, True)]

    assert polls(calls) == [
        Poll(0.0, 0.0, True),
        Poll(MINUTE, 1.1 * MINUTE, False),
        Poll(2 * MINUTE, 2 * MINUTE, True),
    ]
    assert polls_of_days([*calls, (1.5, True)], 3) == [3, 1, 0]


def test_a_poll_that_is_missing_is_a_gap() -> None:
    """Unless there was a reload or an outage."""
    minutes = [0, 1, 2, 4, 5, 6, 9, 10, 14, 15]
    calls = [(minute * MINUTE, minute != 10) for minute in minutes]

    assert longest_gap(calls, ()) == pytest.approx(3 * MINUTE)
    assert longest_gap(calls, (7 * MINUTE,)) == pytest.approx(2 * MINUTE)
    assert longest_gap(calls, (7 * MINUTE, 3 * MINUTE)) == pytest.approx(MINUTE)
    assert longest_gap([], ()) == 0


# Whether everything was told.


def test_witness() -> None:
    """What was not told is lost, what was told twice is repeated, what did not happen is invented."""
    must = {("a", "posted"), ("b", "posted"), ("c", "posted"), ("a", "sent")}
    may = must | {("d", "posted"), ("e", "posted")}
    told = {
        ("trigger", "a", "posted"): 1,
        ("trigger", "b", "posted"): 3,
        ("trigger", "d", "posted"): 1,
        ("trigger", "x", "posted"): 1,
        ("event", "a", "posted"): 1,
        ("event", "b", "posted"): 1,
        ("event", "c", "posted"): 1,
        ("event", "a", "sent"): 1,
    }
    verdicts = judge(told, must, may)

    assert verdicts == {
        "trigger": {
            "posted": Verdict(happened=4, told=6, lost=1, repeated=2, invented=1)
        },
        "event": {
            "posted": Verdict(happened=3, told=3),
            "sent": Verdict(happened=1, told=1),
        },
    }


def test_complaints_of_others_are_not_quoted() -> None:
    """They may hold addresses and folders."""
    log = (
        "2027-03-01 10:00:00.000 ERROR (MainThread) [custom_components.green_api] GREEN-API\n"
        "Traceback (most recent call last):\n"
        "2027-03-01 10:00:00.000 INFO (MainThread) [custom_components.green_api] Recovered\n"
        "2027-03-01 10:00:00.000 WARNING (Recorder) [homeassistant.loader] In /home/me\n"
    )

    assert complaints(log) == ["ERROR: GREEN-API", "homeassistant.loader"]


# Whether it grows.


def test_slope_is_not_moved_by_odd_points() -> None:
    """Nor by what comes and goes with each season."""
    line = [(float(day), 5.0 + 2 * day + 40 * (day % 7)) for day in range(28)]
    odd = [(at, 900.0 if at in (3.0, 11.0) else number) for at, number in line]

    assert slope(line, 7) == slope(odd, 7) == pytest.approx(2.0)
    assert slope(line, 6) != pytest.approx(2.0)
    assert slope(line[:7], 7) == 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_growth_is_seen(row: Row) -> None:
    """Of each number that must not grow."""
    steady = record_of(row.name, 1000.0, 0.0)
    steady.samples[row.name] = [1000.0 for _ in steady.at]
    growing = record_of(row.name, 1000.0, 4.0)

    assert flat(steady)[row.name] is (None if row.tolerance is None else True)
    assert flat(growing)[row.name] is (None if row.tolerance is None else False)
    found = trend(growing, row.name)
    assert found.slope == pytest.approx(4.0)
    assert found.growth == pytest.approx(21 * 4.0 / 1022, rel=0.01)


def test_a_timer_more_is_none_too_many() -> None:
    """Where there are twenty, one is five percent."""
    (row,) = (each for each in ROWS if each.name == "timers")

    assert row.flat(Trend(20, 21, 19, 21, 0))
    assert not row.flat(Trend(20, 22, 20, 22, 0))


def test_a_day_is_compared_with_the_hour_a_day_before() -> None:
    """Pictures come by day and go by night."""
    record = Record(days=1, lead_in=1)
    record.at = [1 + minute / 1440 for minute in range(-60, 1441, 10)]
    record.samples = {
        "media": [100.0 + 50 * (1.3 < at < 1.9) for at in record.at],
        "journal": [100.0 + 20 * (at > 1.97) for at in record.at],
    }

    assert trend(record, "media").growth == 0
    assert trend(record, "media").highest == 150
    assert trend(record, "journal").growth == 0.2
    assert trend(record, "journal").slope == 20


# The page.


@pytest.mark.parametrize("name", NAMES)
def test_page_shows_what_was_measured(name: str) -> None:
    """Made by `scripts/soak --write`."""
    page = PAGE.read_text("utf-8")
    mark = mark_of(name)
    text = tables(Record.read(data_of(name)))

    assert page.count(begin(mark)) == page.count(end(mark)) == 1
    assert inserted(page, mark, text) == page, "run `scripts/soak --again` for it"
    assert f"images/{picture_of(name).name}" in page


@pytest.mark.parametrize("name", NAMES)
def test_nothing_grows(name: str) -> None:
    """And nothing was skipped, lost or told twice, in what the page shows."""
    record = Record.read(data_of(name))

    assert {key for key, each in flat(record).items() if each is False} == set()
    assert all(1438 <= count <= 1445 for count in record.polls)
    assert record.longest_gap < 62
    assert record.restarts[-1] > record.lead_in
    for way in record.told.values():
        for kind, verdict in way.items():
            found = Verdict(**verdict)
            assert found.happened > 0, kind
            assert (found.lost, found.repeated, found.invented) == (0, 0, 0), kind
    assert record.told["event"]["posted"]["happened"] == record.posts > 0
    assert record.views["shown"] == record.views["trigger"] == record.views["event"] > 0
    assert record.answers["getStatusStatistic 200"] > 0
    assert "getStatusStatistic 429" not in record.answers


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_small_and_in_order(name: str) -> None:
    """It is for a picture and a table, and for whoever asks."""
    record = Record.read(data_of(name))

    assert data_of(name).stat().st_size < 100_000
    assert all(before < after for before, after in pairwise(record.at))
    names = {line for panel in PANELS for line, _ in panel.lines}
    assert names | {row.name for row in ROWS} <= record.samples.keys()
    assert all(len(each) == len(record.at) for each in record.samples.values())
    assert record.command.startswith("scripts/soak")


def test_record_survives_its_file(tmp_path: Path) -> None:
    """With as many digits as are needed."""
    record = record_of("memory", 200.0, 1 / 3)
    record.write(tmp_path / "record.json")
    again = Record.read(tmp_path / "record.json")

    assert again.at == pytest.approx(record.at, abs=1e-4)
    assert again.samples["memory"] == pytest.approx(record.samples["memory"], abs=1e-4)
    assert again.restarts == []


def test_command() -> None:
    """It is what was typed; a day has its restart, and who wants none gets none."""
    assert restart_each(1, None) == 1
    assert restart_each(30, None) == WEEK
    assert restart_each(30, 0) == 0
    assert command(["--days", "1", "--write"]) == "scripts/soak --days 1 --write"


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    """It needs neither a run nor what draws."""
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "--lead-in" in capsys.readouterr().out
