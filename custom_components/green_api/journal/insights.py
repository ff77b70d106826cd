"""How statuses do, from what a journal knows of them: pure, no clock. Times are unix seconds, ages are seconds.

Nothing is extrapolated, and a number that too few statuses stand behind is None.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from itertools import chain
from statistics import median, quantiles
from typing import Any, Final

from ..client import StatusType
from ..util import percent
from .journal import LIFETIME, Journal, StatusRecord, newest_first

HOUR: Final = 60 * 60
DAY: Final = 24 * HOUR
# The statuses of so many days are compared.
PERIOD: Final = 30 * DAY
WEEK: Final = 7 * DAY
# The ages at which the views of a status are given.
AGES: Final = (1 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)
HOURS: Final = tuple(hours * HOUR for hours in range(1, 25))
# What was counted from this age on is final: few people look at a status in its last two hours.
FINAL_AGE: Final = 22 * HOUR
# A median, and whatever is compared with one, needs so many statuses.
MIN_STATUSES: Final = 5
# So young, a status is compared with nothing: one view more or less would decide.
MIN_AGE: Final = HOUR
WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
# A best time is clear if a status posted then beats one of another time in so many of all pairs.
CLEAR_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInsight:
    """How one status does.

    `views_after` has the views at each of AGES, None where they were not counted. `final_views` needs a late count.
    `reached` and `view_rate` are known where GREEN-API reports whom a status reached. `half_life` is the age at which
    half of the final views were there.
    """

    status_id: str
    views_after: tuple[int | None, ...]
    final_views: int | None
    reached: int | None
    view_rate: float | None
    first_view_after: int | None
    half_life: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median of some statuses, the quartiles around it, and how many they are."""

    low: float
    median: float
    high: float
    statuses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BestTime:
    """The hour, where the user is, around which statuses get the most views: an hour before and after it count as well.

    `share` is how often, of all pairs, a status posted then got more views than one posted at another time.
    """

    hour: int
    statuses: int
    share: float

    @property
    def is_clear(self) -> bool:
        """Return whether this is more than chance would do."""
        return self.share >= CLEAR_SHARE

    def describe(self) -> dict[str, Any]:
        """Return how sure the time is, as sensors, actions and cards get it."""
        return {
            "statuses": self.statuses,
            "share": round(self.share, 2),
            "is_clear": self.is_clear,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInsights:
    """How the statuses of an account do.

    `curve` is the spread of the views at each full hour of age, empty without enough statuses that were counted all
    along. `final` is that of the final views; `by_type`, `by_weekday` (Monday is 0) and `by_hour` are parts of it.
    `cells` are the medians by weekday and block of three hours, with how many statuses are in each. `weeks` are the
    medians of this week and of the one before.
    """

    statuses: int = 0
    curve: tuple[Spread, ...] = ()
    final: Spread | None = None
    by_type: dict[StatusType, Spread]
    by_weekday: dict[int, Spread]
    by_hour: dict[int, Spread]
    cells: dict[tuple[int, int], tuple[float, int]]
    best_time: BestTime | None = None
    weeks: tuple[Spread | None, Spread | None] = (None, None)

    def usual_views(self, age: int) -> float | None:
        """Return the usual views at an age; None where that is not known."""
        if not self.curve or age < 0:
            return None
        hour, rest = divmod(min(age, LIFETIME), HOUR)
        medians = (0.0, *(spread.median for spread in self.curve))
        if hour >= len(medians) - 1:
            return medians[-1]
        return medians[hour] + (medians[hour + 1] - medians[hour]) * rest / HOUR

    def compare(self, record: StatusRecord | None) -> float | None:
        """Return how many more views a status had at its last count than usual at that age: 0.25 is a quarter more."""
        if record is None or record.counted_after is None or record.views is None:
            return None
        if _is_for_some(record):
            return None
        return self._ratio(record.counted_after, record.views)

    def best_comparison(self, record: StatusRecord, views: int) -> float | None:
        """Return the most that a status was ever above the usual, after its first hour, with at most so many views."""
        if _is_for_some(record):
            return None
        return max(
            (
                ratio
                for at, count in record.view_history
                if count <= views
                and (ratio := self._ratio(max(at - record.posted_at, MIN_AGE), count))
                is not None
            ),
            default=None,
        )

    def _ratio(self, age: int, views: int) -> float | None:
        """Return by which share views differ from the usual."""
        usual = self.usual_views(age)
        if age < MIN_AGE or usual is None or usual < 1:
            return None
        return views / usual - 1


NO_INSIGHTS: Final = AccountInsights(by_type={}, by_weekday={}, by_hour={}, cells={})


def status_insight(record: StatusRecord) -> StatusInsight:
    """Return how a status does."""
    (final,) = views_after(record, (LIFETIME,))
    reached = record.delivered_to if _is_reach_reported(record) else None
    views = record.views
    return StatusInsight(
        status_id=record.status_id,
        views_after=tuple(views_after(record, AGES)),
        final_views=final,
        reached=reached,
        view_rate=views / reached if reached and views is not None else None,
        first_view_after=(
            record.view_history[0][0] - record.posted_at
            if record.view_times_known and record.view_history
            else None
        ),
        half_life=_half_life(record, final),
    )


def views_after(record: StatusRecord, ages: Iterable[int]) -> list[int | None]:
    """Return how many had seen a status at some ages; None where that was not counted.

    Between two of the viewers' own times nobody looked. Between two counts the views are taken to have grown evenly, if
    the counts are at most half the age apart.
    """
    last, posted_at, views = record.counted_at, record.posted_at, record.views
    if last is None or views is None:
        return [None for _ in ages]
    is_final = last - posted_at >= FINAL_AGE
    history = record.view_history
    if not record.view_times_known:
        history = (*history, (last, views))
    times = [at for at, _ in history]
    known: list[int | None] = []
    for age in ages:
        at = posted_at + age
        index = bisect_right(times, at)
        if age >= LIFETIME and is_final:
            known.append(views)
        elif at > last:
            known.append(None)
        elif index == 0:
            known.append(0 if record.view_times_known else None)
        elif index == len(times):
            known.append(history[-1][1])
        else:
            (begin, before), (end, after) = history[index - 1 : index + 1]
            if before == after or record.view_times_known or end - begin <= age / 2:
                known.append(before + (after - before) * (at - begin) // (end - begin))
            else:
                known.append(None)
    return known


def build_insights(
    journal: Journal,
    now: int,
    zone: tzinfo,
    *,
    period: int = PERIOD,
    types: Collection[StatusType] = (),
) -> AccountInsights:
    """Return how the statuses of the last 30 days do, or of another period, or only those of some types.

    Weekdays and hours are those of a time zone.
    """
    records = compared_records(journal, now, period=period, types=types)
    rows = [(record, views_after(record, HOURS)) for record in records]
    # The last of the hours is the end of a status.
    finished = [(record, row[-1]) for record, row in rows if row[-1] is not None]
    finals = [final for _, final in finished]
    posted = [datetime.fromtimestamp(record.posted_at, zone) for record, _ in finished]
    return AccountInsights(
        statuses=len(records),
        curve=_curve([row for _, row in rows]),
        final=_spread(finals),
        by_type=_grouped(finals, [record.status.type for record, _ in finished]),
        by_weekday=_grouped(finals, [time.weekday() for time in posted]),
        by_hour=_grouped(finals, [time.hour for time in posted]),
        cells=_cells(finals, [(time.weekday(), time.hour // 3 * 3) for time in posted]),
        best_time=_best_time(finals, [time.hour for time in posted]),
        weeks=(
            _spread([n for one, n in finished if one.posted_at > now - WEEK]),
            _spread(
                [
                    n
                    for one, n in finished
                    if now - 2 * WEEK < one.posted_at <= now - WEEK
                ]
            ),
        ),
    )


def compared_records(
    journal: Journal,
    now: int,
    *,
    period: int = PERIOD,
    types: Collection[StatusType] = (),
) -> list[StatusRecord]:
    """Return the published statuses of a period, newest first: not deleted, and posted for all contacts."""
    return newest_first(
        record
        for record in journal.records.values()
        if record.is_published
        and not record.deleted
        and not _is_for_some(record)
        and now - period < record.posted_at <= now
        and (not types or record.status.type in types)
    )


def describe_insights(
    insights: AccountInsights, records: Iterable[StatusRecord]
) -> dict[str, Any]:
    """Return the insights, and those of some statuses, as actions and cards get them."""
    best = insights.best_time
    this_week, last_week = insights.weeks
    return {
        "statuses": insights.statuses,
        "usual_views": _describe(insights.final),
        "usual_curve": [
            {"hours": hours, **(_describe(spread) or {})}
            for hours, spread in enumerate(insights.curve, start=1)
        ],
        "by_type": {
            kind: _describe(spread) for kind, spread in insights.by_type.items()
        },
        "by_weekday": {
            WEEKDAYS[day]: _describe(insights.by_weekday[day])
            for day in sorted(insights.by_weekday)
        },
        "by_hour": [
            {"hour": hour, **(_describe(insights.by_hour[hour]) or {})}
            for hour in sorted(insights.by_hour)
        ],
        "by_weekday_and_hour": [
            {
                "weekday": WEEKDAYS[day],
                "hour": hour,
                "median": middle,
                "statuses": count,
            }
            for (day, hour), (middle, count) in sorted(insights.cells.items())
        ],
        "best_time": None if best is None else {"hour": best.hour, **best.describe()},
        "this_week": _describe(this_week),
        "last_week": _describe(last_week),
        "items": [_describe_status(insights, record) for record in records],
    }


def _describe_status(insights: AccountInsights, record: StatusRecord) -> dict[str, Any]:
    """Return how one status does."""
    status = status_insight(record)
    compared = insights.compare(record)
    return {
        "status_id": record.status_id,
        "type": record.status.type,
        "text": record.status.text,
        "caption": record.status.caption,
        "posted_at": datetime.fromtimestamp(record.posted_at, UTC).isoformat(),
        "views": record.views,
        "counted_after": record.counted_after,
        "views_after": {
            str(age // HOUR): views
            for age, views in zip(AGES, status.views_after, strict=True)
        },
        "final_views": status.final_views,
        "reached": status.reached,
        "view_rate": percent(status.view_rate),
        "compared": percent(compared),
        "first_view_after": status.first_view_after,
        "half_life": status.half_life,
    }


def _describe(spread: Spread | None) -> dict[str, Any] | None:
    """Return a median with its quartiles."""
    return None if spread is None else asdict(spread)


def _is_reach_reported(record: StatusRecord) -> bool:
    """Return whether the statistic lists those, too, whom a status only reached: not for one posted from the phone."""
    return record.delivered_to is not None and (
        record.status.sent_by_api is True or record.delivered_to > (record.views or 0)
    )


def _is_for_some(record: StatusRecord) -> bool:
    """Return whether a status was posted for chosen recipients: fewer than usual can see it."""
    return bool(record.status.recipient_count)


def _half_life(record: StatusRecord, final: int | None) -> int | None:
    """Return the age at which half of the final views were there."""
    if not final or not record.view_times_known:
        return None
    return next(
        (
            at - record.posted_at
            for at, count in record.view_history
            if 2 * count >= final
        ),
        None,
    )


def _curve(rows: Iterable[list[int | None]]) -> tuple[Spread, ...]:
    """Return the spread at each hour of age, of the statuses that are known at all of them: so it never falls."""
    complete = [row for row in rows if None not in row]
    if len(complete) < MIN_STATUSES:
        return ()
    return tuple(
        spread
        for column in zip(*complete, strict=True)
        if (spread := _spread([one for one in column if one is not None])) is not None
    )


def _spread(values: Sequence[int]) -> Spread | None:
    """Return median and quartiles, None for too few values."""
    if len(values) < MIN_STATUSES:
        return None
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Spread(low=low, median=middle, high=high, statuses=len(values))


def _grouped[K](values: Sequence[int], keys: Sequence[K | None]) -> dict[K, Spread]:
    """Return the spread of each group that is large enough."""
    groups: dict[K, list[int]] = {}
    for value, key in zip(values, keys, strict=True):
        if key is not None:
            groups.setdefault(key, []).append(value)
    return {
        key: spread
        for key, group in groups.items()
        if (spread := _spread(group)) is not None
    }


def _cells[K](values: Sequence[int], keys: Sequence[K]) -> dict[K, tuple[float, int]]:
    """Return the median of each group and how many there are in it: a map shows small groups, as what they are."""
    groups: dict[K, list[int]] = {}
    for value, key in zip(values, keys, strict=True):
        groups.setdefault(key, []).append(value)
    return {key: (float(median(group)), len(group)) for key, group in groups.items()}


def _best_time(values: Sequence[int], hours: Sequence[int]) -> BestTime | None:
    """Return the best hour: the one around which the median is highest, if it is better than the rest at all."""
    groups: list[list[int]] = [[] for _ in range(24)]
    for value, hour in zip(values, hours, strict=True):
        groups[hour].append(value)
    around = [
        [*groups[hour - 1], *groups[hour], *groups[(hour + 1) % 24]]
        for hour in range(24)
    ]
    # Of hours that are equally good, the one with the most statuses around it, then in it, and then the earliest.
    best = max(
        (
            (median(near), len(near), len(groups[hour]), -hour)
            for hour, near in enumerate(around)
            if MIN_STATUSES <= len(near) <= len(values) - MIN_STATUSES
        ),
        default=None,
    )
    if best is None:
        return None
    hour = -best[-1]
    others = (groups[(hour + away) % 24] for away in range(2, 23))
    share = _share_of_pairs(around[hour], [*chain.from_iterable(others)])
    if share <= 0.5:
        return None
    return BestTime(hour=hour, statuses=best[1], share=share)


def _share_of_pairs(near: Sequence[int], far: Sequence[int]) -> float:
    """Return in how many of all pairs the first is more than the second; equal ones count half."""
    far = sorted(far)
    won = sum(bisect_left(far, value) + bisect_right(far, value) for value in near) / 2
    return won / (len(near) * len(far))
