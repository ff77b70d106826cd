"""How many calls counting views takes on a simulated day, and how late views are counted.

The real schedule runs against the real simulator, without Home Assistant and without waiting.

python -m benchmarks.views            prints the tables
python -m benchmarks.views --write    puts them into docs/views.md
"""

import argparse
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
import sys
from typing import Final, override

import orjson

from custom_components.green_api.client.parsing import parse_statistic, parse_statuses
from custom_components.green_api.client.transport import DEFAULT_SPACING
from custom_components.green_api.const import DEFAULT_VIEWS_PER_HOUR
from custom_components.green_api.journal import (
    LIFETIME,
    Journal,
    apply_reply,
    expire,
    record_views,
)
from custom_components.green_api.viewers.schedule import (
    HOUR,
    Schedule,
    after_request,
    choose,
    forget_unknown,
)
from demo.simulator import DEFAULT_ACCOUNTS, Instance

from .markdown import DOCS, replace_section, table

PAGE: Final = DOCS / "views.md"
SECTION: Final = "benchmarks.views"
STATISTIC: Final = "getStatusStatistic"
OTHER_METHODS: Final = ("getOutgoingStatuses", "getStateInstance", "getSettings")

MINUTE: Final = 60
DAY: Final = 24 * HOUR
# A Monday, midnight UTC.
START: Final = 1_793_577_600
# The day in the middle is measured: there are statuses of all ages, and the last views are still counted.
DAYS: Final = 3
POSTING_HOURS: Final = (7, 23)
CONTACTS: Final = 500
# Upper bounds of the ages of statuses that are reported apart.
AGES: Final = (1 * HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR)

BUSY: Final = 30
# Statuses a day, and view counts an hour.
CASES: Final = (
    (1, 1),
    (1, DEFAULT_VIEWS_PER_HOUR),
    (5, DEFAULT_VIEWS_PER_HOUR),
    (BUSY, 1),
    (BUSY, DEFAULT_VIEWS_PER_HOUR),
    (BUSY, 30),
    (BUSY, 60),
)


class QuietInstance(Instance):
    """A simulated account that posts nothing by itself."""

    @override
    def catch_up(self, now: float) -> None:
        """Post nothing."""


@dataclass(slots=True)
class Lag:
    """How late views are counted for statuses of an age.

    `seconds` are the delays of the views that were counted, `behind` is how many views each status was short of in each
    minute, `never` is how many views were not counted at all.
    """

    seconds: list[float] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    never: int = 0


@dataclass(slots=True)
class Result:
    """The measured day: the times of calls by method, lags by age, and the ages at which statuses were counted."""

    calls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lags: dict[int, Lag] = field(default_factory=lambda: {age: Lag() for age in AGES})
    ages: list[float] = field(default_factory=list)

    def most_within(self, method: str, seconds: float) -> int:
        """Return the most calls of a method in any span of so many seconds."""
        calls = self.calls[method]
        return max(
            (
                index - bisect_right(calls, at - seconds)
                for index, at in enumerate(calls, 1)
            ),
            default=0,
        )


class Simulation:
    """One account over three days, polled and counted as the integration does it."""

    def __init__(self, statuses_per_day: int, per_hour: int, seed: int = 1) -> None:
        """Decide when statuses are posted."""
        self._per_hour = per_hour
        self._now = float(START)
        self._instance = QuietInstance(
            DEFAULT_ACCOUNTS[0],
            lambda: self._now,
            "",
            seed=seed,
            speed=1,
            people=CONTACTS,
        )
        self._instance.evolve(True)
        self._journal, _ = apply_reply(Journal(), (), START, oldest=0)
        self._schedule = Schedule()
        self._body = b""
        self._last_call: dict[str, float] = {}
        # When the contacts see each status, by id.
        self._reads: dict[str, list[float]] = {}
        self._result = Result()
        # The same times on each day, so that the measured day is like the others.
        random = Random(seed)  # noqa: S311
        first, last = (hour * HOUR for hour in POSTING_HOURS)
        times = [random.uniform(first, last) for _ in range(statuses_per_day)]
        self._posts = sorted(
            START + day * DAY + at for day in range(DAYS) for at in times
        )

    def run(self) -> Result:
        """Simulate the days minute by minute, and return what the measured one brought."""
        for minute in range(START, START + DAYS * DAY, MINUTE):
            while self._posts and self._posts[0] < minute:
                self._post(self._posts.pop(0))
            self._now = minute
            self._poll()
            self._call("getStateInstance")
            if minute % HOUR == 0:
                self._call("getSettings")
            self._count_due()
            self._compare()
        for status_id, reads in self._reads.items():
            for at in reads[self._counted(status_id) :]:
                if _is_measured(at):
                    self._lag(status_id, at).never += 1
        return self._result

    def _post(self, at: float) -> None:
        """Post a status; every third comes from the phone."""
        self._now = at
        number = len(self._reads)
        status = self._instance.post_text(f"Status {number}", by_api=number % 3 != 2)
        self._reads[status.id] = sorted(
            arrival.read
            for arrival in status.receipts
            if arrival.read is not None and arrival.read < status.posted + LIFETIME
        )

    def _call(self, method: str) -> None:
        """Note a call, made when the client's rate limiter lets it go."""
        self._now = max(
            self._now, self._last_call.get(method, START - DAY) + DEFAULT_SPACING
        )
        self._last_call[method] = self._now
        if _is_measured(self._now):
            self._result.calls[method].append(self._now)

    def _poll(self) -> None:
        """Read the list, as the coordinator does."""
        self._call("getOutgoingStatuses")
        body = self._instance.outgoing()
        now = int(self._now)
        if body != self._body:
            self._body = body
            reply = parse_statuses(orjson.loads(body), DAY // MINUTE, body, None)
            self._journal, _ = apply_reply(
                self._journal, reply.statuses, now, oldest=now - 2 * DAY
            )
        self._journal, _ = expire(self._journal, now)

    def _count_due(self) -> None:
        """Count the views that are due, as the views coordinator does."""
        records = self._journal.records
        self._schedule = forget_unknown(self._schedule, records)
        now = int(self._now)
        for record in choose(self._schedule, records.values(), now, self._per_hour):
            self._count(record.status_id)
            self._schedule = after_request(
                self._schedule, record.status_id, int(self._now), answered=True
            )

    def _count(self, status_id: str) -> None:
        """Count the views of one status, and note how late each of them is."""
        counted = self._counted(status_id)
        self._call(STATISTIC)
        viewers = parse_statistic(orjson.loads(self._instance.statistic(status_id)))
        self._journal, _ = record_views(
            self._journal, status_id, viewers, int(self._now)
        )
        for at in self._reads[status_id][counted : self._counted(status_id)]:
            if _is_measured(at):
                self._lag(status_id, at).seconds.append(self._now - at)
        if _is_measured(self._now):
            posted_at = self._instance.statuses[status_id].posted
            self._result.ages.append(self._now - posted_at)

    def _counted(self, status_id: str) -> int:
        """Return how many views of a status were counted so far."""
        record = self._journal.records.get(status_id)
        return 0 if record is None else record.views or 0

    def _compare(self) -> None:
        """Note how far the counts are behind the views that there are."""
        if not _is_measured(self._now):
            return
        for status_id, reads in self._reads.items():
            if self._now < self._instance.statuses[status_id].posted + LIFETIME:
                behind = bisect_right(reads, self._now) - self._counted(status_id)
                self._lag(status_id, self._now).behind.append(behind)

    def _lag(self, status_id: str, at: float) -> Lag:
        """Return the lag that belongs to a status at a time."""
        age = at - self._instance.statuses[status_id].posted
        return self._result.lags[next(limit for limit in AGES if age < limit)]


def _is_measured(at: float) -> bool:
    """Return whether a time is in the measured day."""
    return START + DAY <= at < START + 2 * DAY


def render(results: dict[tuple[int, int], Result]) -> str:
    """Return the tables."""
    any_result = next(iter(results.values()))
    calls = [
        (f"`{method}`", "any", "any", *_call_numbers(any_result, method))
        for method in OTHER_METHODS
    ]
    calls += [
        (
            f"`{STATISTIC}`",
            str(statuses),
            str(per_hour),
            *_call_numbers(result, STATISTIC),
        )
        for (statuses, per_hour), result in results.items()
    ]
    lags = [
        (
            str(per_hour),
            f"{youngest // HOUR}–{age // HOUR} h",
            *_lag_numbers(result.lags[age]),
        )
        for (statuses, per_hour), result in results.items()
        if statuses == BUSY
        for youngest, age in zip((0, *AGES), AGES, strict=False)
    ]
    call_table = table(
        (
            "Method",
            "Statuses a day",
            "Maximum view requests per hour",
            "Calls a day",
            "Most in an hour",
            "Most in a second",
        ),
        calls,
    )
    lag_table = table(
        (
            "Maximum view requests per hour",
            "Age of the status",
            "Lag, median",
            "Lag, worst",
            "Views behind, median",
            "Views behind, worst",
            "Never counted",
        ),
        lags,
    )
    return f"{call_table}\n{lag_table}"


def _call_numbers(result: Result, method: str) -> tuple[str, str, str]:
    """Return the calls of a method in the day, in its busiest hour and in its busiest second."""
    return (
        f"{len(result.calls[method]):,}",
        str(result.most_within(method, HOUR)),
        str(result.most_within(method, 1)),
    )


def _lag_numbers(lag: Lag) -> tuple[str, ...]:
    """Return the cells of a row about lags."""
    views = len(lag.seconds) + lag.never
    return (
        _duration(median(lag.seconds)) if lag.seconds else "–",
        _duration(max(lag.seconds)) if lag.seconds else "–",
        f"{median(lag.behind):.0f}",
        str(max(lag.behind)),
        f"{lag.never / views:.0%} of {views:,}" if views else "–",
    )


def _duration(seconds: float) -> str:
    """Return a duration in minutes, or in hours where it is long."""
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.views")
    parser.add_argument("--write", action="store_true", help=f"update docs/{PAGE.name}")
    options = parser.parse_args(arguments)
    text = render({case: Simulation(*case).run() for case in CASES})
    sys.stdout.write(text)
    if options.write:
        replace_section(PAGE, SECTION, text)


if __name__ == "__main__":
    main()
