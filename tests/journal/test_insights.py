"""How statuses do: what is known at each age, the usual, and the best time."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, timedelta, timezone
from itertools import pairwise
import random
from statistics import median
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.green_api.client import StatusType
from custom_components.green_api.journal import (
    AccountInsights,
    Journal,
    StatusRecord,
    build_insights,
    compared_records,
    describe_insights,
    record_views,
    status_insight,
)
from custom_components.green_api.journal.insights import HOURS, views_after

from .common import DAY, HOUR, MINUTE, NOW, READ, SEEDED, after, status, viewers


def counted(
    *ages: int,
    posted_at: int = NOW - 2 * DAY,
    status_id: str = "A",
    counted_after: int = 23 * HOUR,
    delivered: int = 0,
    **values: Any,
) -> StatusRecord:
    """Return a status that people saw at these ages, as it was counted for the last time."""
    row = status(status_id, READ, at=posted_at, **values)
    journal = Journal(records={}, since=0)
    journal = after([row], journal=journal)
    at = posted_at + counted_after
    seen = viewers(
        *(posted_at + age for age in ages if age <= counted_after), delivered=delivered
    )
    journal, _ = record_views(journal, status_id, seen, at)
    return journal.records[status_id]


def without_times(
    *counts: tuple[int, int], posted_at: int = NOW - 2 * DAY
) -> StatusRecord:
    """Return a status whose statistics carried no times: so many views at these ages."""
    row = status("A", READ, at=posted_at)
    journal = after([row], journal=replace(SEEDED, since=0))
    for age, count in counts:
        seen = viewers(*[None] * count, delivered=1)
        journal, _ = record_views(journal, "A", seen, posted_at + age)
    return journal.records["A"]


def insights_of(*records: StatusRecord, zone: Any = UTC) -> AccountInsights:
    """Return the insights of these statuses."""
    journal = replace(SEEDED, records={one.status_id: one for one in records})
    return build_insights(journal, NOW, zone)


def linear(
    number: int, views: int, *, hour: int = 12, days_ago: int | None = None
) -> StatusRecord:
    """Return a status of some day that was seen so often, evenly over its day."""
    days_ago = number + 2 if days_ago is None else days_ago
    posted_at = NOW - NOW % DAY - days_ago * DAY + hour * HOUR
    ages = [(one + 1) * DAY // (views + 1) for one in range(views)]
    return counted(
        *ages,
        posted_at=posted_at,
        status_id=f"S{number}",
        counted_after=DAY - MINUTE,
    )


def test_worked_example() -> None:
    """The example of the documentation, worked by hand.

    A status that reached ten people was seen by four, after 30 minutes, 2, 5 and 13 hours, and counted after 23 hours.
    """
    record = counted(
        30 * MINUTE, 2 * HOUR, 5 * HOUR, 13 * HOUR, delivered=6, sent_by_api=True
    )
    insight = status_insight(record)
    # After 1, 3, 6, 12 and 24 hours.
    assert insight.views_after == (1, 2, 3, 3, 4)
    assert insight.final_views == 4
    assert insight.reached == 10
    assert insight.view_rate == pytest.approx(0.4)
    assert insight.first_view_after == 30 * MINUTE
    # Two of four had seen it after two hours.
    assert insight.half_life == 2 * HOUR


def test_worked_example_of_the_usual() -> None:
    """Five statuses were seen 10, 20, 30, 40 and 50 times, evenly over the day: half of that after twelve hours."""
    insights = insights_of(*(linear(n, 10 * (n + 1)) for n in range(5)))
    assert insights.final is not None
    assert asdict(insights.final) == {
        "low": 20,
        "median": 30,
        "high": 40,
        "statuses": 5,
    }
    # The third view of 31 parts of a day comes after 2.3 hours: after three hours, three of thirty were there.
    assert insights.curve[2].median == 3
    assert insights.curve[11].median == 15
    assert insights.usual_views(12 * HOUR) == 15
    # Seen 20 times after twelve hours, a status is a third above the usual.
    latest = counted(*[HOUR] * 20, posted_at=NOW - 12 * HOUR, counted_after=12 * HOUR)
    assert insights.compare(latest) == pytest.approx(1 / 3)


def test_status_for_chosen_recipients_is_not_compared() -> None:
    """Fewer people can see it than usual: it is no part of the usual, and compared with nothing."""
    usual = insights_of(*(linear(n, 30) for n in range(5)))
    latest = counted(HOUR, posted_at=NOW - 6 * HOUR, counted_after=5 * HOUR)
    chosen = counted(
        HOUR, posted_at=NOW - 6 * HOUR, counted_after=5 * HOUR, recipient_count=2
    )
    assert usual.compare(latest) is not None
    assert usual.compare(chosen) is usual.best_comparison(chosen, 1) is None
    assert insights_of(chosen).statuses == 0


def test_nothing_is_known_after_the_last_count() -> None:
    """What comes after it was not counted; what came before is known by the viewers' own times."""
    record = counted(HOUR, 2 * HOUR, counted_after=4 * HOUR)
    assert status_insight(record).views_after == (1, 2, None, None, None)
    assert status_insight(record).final_views is None


def test_final_views_need_a_count_after_22_hours() -> None:
    """A count a little before the end is the last one that there is."""
    assert views_after(counted(HOUR, counted_after=22 * HOUR), [DAY]) == [1]
    assert views_after(counted(HOUR, counted_after=22 * HOUR - 1), [DAY]) == [None]


def test_between_counts_without_times_views_grow_evenly() -> None:
    """Two counts that are at most half the age apart are close enough; others are not."""
    close = without_times((10 * HOUR, 10), (14 * HOUR, 20))
    assert views_after(close, [12 * HOUR]) == [15]
    apart = without_times((4 * HOUR, 10), (14 * HOUR, 20))
    assert views_after(apart, [12 * HOUR]) == [None]


def test_before_the_first_count_nothing_is_known() -> None:
    """Where statistics carry no times, what came before the first is unknown."""
    record = without_times((4 * HOUR, 10), (5 * HOUR, 12))
    assert views_after(record, [3 * HOUR, 4 * HOUR]) == [None, 10]


def test_without_a_count_nothing_is_known() -> None:
    """A status that was never counted has no numbers."""
    record = after([status("A", READ)]).records["A"]
    assert set(status_insight(record).views_after) == {None}
    assert insights_of(record).compare(record) is None


def test_status_that_nobody_saw_has_zero_views() -> None:
    """Nobody is a number, too: it only reached people."""
    record = counted(delivered=5, sent_by_api=True)
    assert status_insight(record).views_after == (0, 0, 0, 0, 0)
    assert status_insight(record).view_rate == 0
    assert status_insight(record).half_life is None


@pytest.mark.parametrize(
    ("values", "delivered", "reached"),
    [
        ({"sent_by_api": False}, 0, None),
        ({"sent_by_api": False}, 3, 4),
        ({"sent_by_api": True}, 0, 1),
    ],
    ids=["from the phone", "from the phone, reported", "from here"],
)
def test_reach_is_known_where_it_is_reported(
    values: dict[str, Any], delivered: int, reached: int | None
) -> None:
    """The statistic of a status from the phone lists nobody but those who saw it."""
    record = counted(HOUR, delivered=delivered, **values)
    assert status_insight(record).reached == reached


def test_four_statuses_are_too_few() -> None:
    """There is no usual, no best time and no comparison without enough statuses."""
    records = [linear(number, 10) for number in range(4)]
    insights = insights_of(*records)
    assert insights.statuses == 4
    assert insights.final is None
    assert insights.curve == ()
    assert insights.best_time is None
    assert not insights.by_hour
    assert not insights.by_type
    assert not insights.by_weekday
    assert insights.compare(records[0]) is None


def test_young_status_is_not_compared() -> None:
    """In its first hour, one view more or less would decide."""
    insights = insights_of(*(linear(number, 50) for number in range(5)))
    young = counted(MINUTE, posted_at=NOW - HOUR, counted_after=HOUR - 1)
    assert insights.compare(young) is None
    assert insights.compare(replace(young, counted_at=NOW)) is not None


def test_best_hour_is_where_the_user_is() -> None:
    """Ten statuses at seven in the evening do better than ten at noon; an hour to each side counts as the same."""
    evening = [linear(n, 40 + n, hour=19) for n in range(10)]
    noon = [linear(n + 10, 10 + n, hour=12, days_ago=n + 2) for n in range(10)]
    best = insights_of(*evening, *noon).best_time
    assert best is not None
    assert (best.hour, best.statuses, best.share, best.is_clear) == (19, 10, 1, True)
    zone = timezone(timedelta(hours=2))
    elsewhere = insights_of(*evening, *noon, zone=zone).best_time
    assert elsewhere is not None
    assert elsewhere.hour == 21


def test_no_best_hour_where_all_are_alike() -> None:
    """What is no better than the rest is not the best."""
    same = [linear(n, 10, hour=h, days_ago=n + 2) for n, h in enumerate([9, 18] * 6)]
    assert insights_of(*same).best_time is None


def test_weeks_are_compared_by_their_medians() -> None:
    """This week's statuses beside those of the week before."""
    recent = [linear(n, 40, days_ago=2 + n % 4) for n in range(5)]
    before = [linear(n + 5, 20, days_ago=9 + n % 4) for n in range(5)]
    this_week, last_week = insights_of(*recent, *before).weeks
    assert this_week is not None
    assert last_week is not None
    assert (this_week.median, last_week.median) == (40, 20)


def test_only_published_statuses_of_the_period_count() -> None:
    """Deleted statuses, waiting ones and those of another time or type are left out."""
    records = [linear(number, 10) for number in range(3)]
    records[1] = replace(records[1], deleted_at=NOW)
    records[2] = replace(records[2], waiting=True)
    journal = replace(SEEDED, records={one.status_id: one for one in records})
    assert compared_records(journal, NOW) == [records[0]]
    assert compared_records(journal, NOW, types={StatusType.TEXT}) == [records[0]]
    assert compared_records(journal, NOW, types={StatusType.IMAGE}) == []
    assert compared_records(journal, NOW, period=DAY) == []
    assert compared_records(journal, NOW + 31 * DAY) == []


def test_description_is_what_actions_and_cards_get() -> None:
    """Medians and quartiles by their names, shares in percent, ages in hours."""
    records = [linear(n, 10 * (n + 1)) for n in range(5)]
    described = describe_insights(insights_of(*records), records[:1])
    assert described["usual_views"] == {
        "low": 20,
        "median": 30,
        "high": 40,
        "statuses": 5,
    }
    assert described["usual_curve"][11] == {
        "hours": 12,
        "low": 10,
        "median": 15,
        "high": 20,
        "statuses": 5,
    }
    assert described["by_weekday_and_hour"][0].keys() == {
        "weekday",
        "hour",
        "median",
        "statuses",
    }
    (item,) = described["items"]
    assert item["views_after"] == {"1": 0, "3": 1, "6": 2, "12": 5, "24": 10}
    assert item["compared"] == round(100 * (10 / 30 - 1))


AGES_SEEN = st.lists(st.integers(0, DAY - MINUTE), max_size=30)


@given(st.lists(AGES_SEEN, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_what_always_holds(seen: Sequence[list[int]], rng: random.Random) -> None:
    """Curves never fall, medians lie within quartiles, and the order of the statuses means nothing."""
    records = [
        counted(
            *ages,
            posted_at=NOW - (number + 2) * DAY + 3600 * (7 * number % 24),
            status_id=f"S{number}",
            counted_after=DAY - MINUTE,
            delivered=1,
        )
        for number, ages in enumerate(seen)
    ]
    insights = insights_of(*records)
    for record in records:
        known = views_after(record, HOURS)
        assert known == sorted(known, key=lambda views: views or 0)
    spreads = [
        *insights.curve,
        *insights.by_hour.values(),
        *insights.by_weekday.values(),
        *([insights.final] if insights.final else []),
    ]
    assert all(one.low <= one.median <= one.high for one in spreads)
    assert all(one.statuses >= 5 for one in spreads)
    for part in ("low", "median", "high"):
        curve = [getattr(one, part) for one in insights.curve]
        assert all(earlier <= later for earlier, later in pairwise(curve))
    if insights.final:
        assert insights.final.median == median(len(ages) for ages in seen)
    rng.shuffle(records)
    assert insights_of(*records) == insights
