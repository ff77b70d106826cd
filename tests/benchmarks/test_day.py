"""A simulated day keeps to GREEN-API's limits and to ours, and the documentation tells what comes of it."""

from statistics import median
from typing import Final

import pytest

from benchmarks.day import BUSY, CASES, NAME, PAGE, STATISTIC, Results, main, tables
from benchmarks.page import begin, end, inserted
from benchmarks.simulated import AGES, DAY, MINUTE, Account
from custom_components.green_api.counter import DEFAULT_VIEWS_PER_HOUR
from custom_components.green_api.schedule import HOUR, MAX_CALLS_PER_CYCLE

DEFAULT: Final = (BUSY, DEFAULT_VIEWS_PER_HOUR)


@pytest.fixture(scope="module", name="results")
def _results() -> Results:
    """Live through all the days."""
    return {case: Account(*case).live() for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_limits(results: Results, case: tuple[int, int]) -> None:
    """One call a second of each method, the caps per cycle and hour, and nothing past expiry."""
    _, per_hour = case
    result = results[case]

    assert set(result.calls) == {
        "getOutgoingStatuses",
        "getStateInstance",
        "getSettings",
        STATISTIC,
    }
    assert all(result.most_within(method, 1) == 1 for method in result.calls)
    assert result.most_within(STATISTIC, MINUTE - 1) <= MAX_CALLS_PER_CYCLE
    assert result.most_within(STATISTIC, HOUR) <= per_hour
    assert len(result.calls[STATISTIC]) == len(result.ages)
    assert all(0 <= age < DAY for age in result.ages)
    assert len(result.calls["getOutgoingStatuses"]) == DAY // MINUTE
    assert len(result.calls["getStateInstance"]) == DAY // MINUTE
    assert len(result.calls["getSettings"]) == DAY // HOUR


def test_one_status_a_day_fits_a_free_plan(results: Results) -> None:
    """The arithmetic of docs/views.md: 26 calls at most, 24 with one an hour."""
    assert len(results[1, DEFAULT_VIEWS_PER_HOUR].calls[STATISTIC]) <= 26
    assert len(results[1, 1].calls[STATISTIC]) <= 24
    assert 31 * 26 < 1000


def test_default_leaves_no_status_behind(results: Results) -> None:
    """With 30 statuses a day, young ones are followed closely and old ones are not forgotten."""
    lags = results[DEFAULT].lags

    views = sum(len(lag.seconds) + lag.never for lag in lags.values())
    assert views > 5000
    assert sum(lag.never for lag in lags.values()) / views < 0.01
    first, second, third, last = (lags[age].seconds for age in AGES)
    assert median(first) < 20 * MINUTE
    assert max(first) < HOUR
    assert median(second) < HOUR
    assert max(second) < 3 * HOUR
    assert median(third) < 2 * HOUR
    assert max(third) < 5 * HOUR
    assert max(last) < 12 * HOUR


def test_more_calls_make_counts_earlier(results: Results) -> None:
    """Or else the cap would be no option."""
    for age in AGES[:3]:
        medians = [median(results[BUSY, cap].lags[age].seconds) for cap in (1, 12, 30)]
        assert medians == sorted(medians, reverse=True)


def test_days_can_be_told_again() -> None:
    """The same seed makes the same day, another one another."""
    once, again, other = (Account(3, 12, seed).live() for seed in (1, 1, 2))

    assert once == again
    assert once != other


def test_page_shows_these_tables(results: Results) -> None:
    """Made by `python -m benchmarks.day --write`."""
    page = PAGE.read_text("utf-8")

    assert page.count(begin(NAME)) == page.count(end(NAME)) == 1
    assert inserted(page, NAME, tables(results)) == page, "run that again"


def test_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an option it changes nothing."""
    monkeypatch.setattr("benchmarks.day.CASES", ((1, 1),))
    page = PAGE.read_bytes()
    main([])

    assert "| `getStatusStatistic` | 1 | 1 |" in capsys.readouterr().out
    assert PAGE.read_bytes() == page
