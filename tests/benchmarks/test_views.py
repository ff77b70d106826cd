"""A simulated day keeps to GREEN-API's limits and to the cap on view counts."""

from statistics import median
from typing import Final

import pytest

from benchmarks.views import (
    AGES,
    BUSY,
    DAY,
    MINUTE,
    STATISTIC,
    Result,
    Simulation,
    render,
)
from custom_components.green_api.const import DEFAULT_VIEWS_PER_HOUR
from custom_components.green_api.viewers.schedule import HOUR, MAX_REQUESTS_PER_CYCLE

CASES: Final = ((1, 1), (1, DEFAULT_VIEWS_PER_HOUR), (BUSY, DEFAULT_VIEWS_PER_HOUR))

type Results = dict[tuple[int, int], Result]


@pytest.fixture(scope="module", name="results")
def _results() -> Results:
    return {case: Simulation(*case).run() for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_limits(results: Results, case: tuple[int, int]) -> None:
    """There is one call a second of each method, and the caps per cycle and hour hold."""
    _, per_hour = case
    result = results[case]

    assert all(result.most_within(method, 1) == 1 for method in result.calls)
    assert result.most_within(STATISTIC, MINUTE - 1) <= MAX_REQUESTS_PER_CYCLE
    assert result.most_within(STATISTIC, HOUR) <= per_hour
    assert len(result.calls["getOutgoingStatuses"]) == DAY // MINUTE


def test_statuses_are_counted_until_they_expire(results: Results) -> None:
    """With room to spare, nothing is asked for after the expiry."""
    assert all(0 <= age < DAY for age in results[1, DEFAULT_VIEWS_PER_HOUR].ages)


def test_one_status_a_day_fits_a_free_plan(results: Results) -> None:
    """At most 26 calls a day stay below 1,000 a month."""
    assert len(results[1, DEFAULT_VIEWS_PER_HOUR].calls[STATISTIC]) <= 26
    assert len(results[1, 1].calls[STATISTIC]) <= 24


def test_default_cap_counts_all_statuses_of_a_busy_day(results: Results) -> None:
    """Young statuses are counted soonest, and old ones are not forgotten."""
    lags = results[BUSY, DEFAULT_VIEWS_PER_HOUR].lags

    views = sum(len(lag.seconds) + lag.never for lag in lags.values())
    assert views > 5000
    assert sum(lag.never for lag in lags.values()) / views < 0.01
    first, second, third, last = (lags[age].seconds for age in AGES)
    assert median(first) < 30 * MINUTE
    assert max(first) < 2 * HOUR
    assert median(second) < 90 * MINUTE
    assert median(third) < 2 * HOUR
    assert max(last) < 12 * HOUR


def test_tables_show_the_measured_day(results: Results) -> None:
    """Each case has its row of calls."""
    calls = len(results[1, 1].calls[STATISTIC])

    assert f"| `getStatusStatistic` | 1 | 1 | {calls} | 1 | 1 |" in render(results)
