"""An account in the simulator's world, by a clock that jumps: its calls, and how late its views are counted."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Final, override

import orjson

from custom_components.green_api.client import StatusState
from custom_components.green_api.client.parsing import parse_reply, parse_statistic
from custom_components.green_api.client.spacing import SPACING
from custom_components.green_api.journal import LIFETIME, Journal, advance, count
from custom_components.green_api.overview import look
from custom_components.green_api.schedule import (
    HOUR,
    Schedule,
    after_call,
    choose,
    forget,
)
from demo.simulator import DEFAULT_ACCOUNTS, Instance
from demo.simulator.api import METHODS, Call, refused

MINUTE: Final = 60
DAY: Final = 24 * HOUR
# A Monday, midnight UTC.
START: Final = 1_793_577_600
# The day in the middle is measured: statuses of all ages are up, and there is time to count its last views.
DAYS: Final = 3
# People post while they are awake.
POSTING_HOURS: Final = (7, 23)
CONTACTS: Final = 500
# Upper bounds of the ages that are told apart.
AGES: Final = (1 * HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR)


class World(Instance):
    """A vendor's account that posts nothing by itself."""

    @override
    def catch_up(self, now: float) -> None:
        """Leave the posting to the plan of the day."""


@dataclass(slots=True)
class Lag:
    """How late views are counted while statuses are of an age.

    `seconds` holds the delay of each view that was counted, `behind` how many views each status was short of in each
    minute, `never` how many views were not counted at all.
    """

    seconds: list[float] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    never: int = 0


@dataclass(slots=True)
class Result:
    """What the measured day took and gave: calls by method, and lags by age.

    `ages` are those of the statuses when their views were counted.
    """

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


class Account:
    """One account, and the integration at work on it."""

    def __init__(self, statuses_per_day: int, per_hour: int, seed: int = 1) -> None:
        """Plan the posts of all days."""
        self._per_hour = per_hour
        self._now = float(START)
        self._world = World(
            DEFAULT_ACCOUNTS[0],
            lambda: self._now,
            "",
            seed=seed,
            speed=1,
            people=CONTACTS,
        )
        self._world.evolve(True)
        self._journal, _ = advance(Journal(), (), START)
        self._schedule = Schedule()
        self._body = b""
        self._last_call: dict[str, float] = {}
        self._reads: dict[str, list[float]] = {}
        self._result = Result()
        # The same times on each day, so that the measured one is like any other.
        rng = Random(seed)  # noqa: S311
        first, last = (hour * HOUR for hour in POSTING_HOURS)
        times = [rng.uniform(first, last) for _ in range(statuses_per_day)]
        self._posts = sorted(
            START + day * DAY + at for day in range(DAYS) for at in times
        )

    def live(self) -> Result:
        """Live through the days, minute by minute, and return what the measured one brought."""
        for minute in range(START, START + DAYS * DAY, MINUTE):
            while self._posts and self._posts[0] < minute:
                self._post(self._posts.pop(0))
            self._now = minute
            self._call("getStateInstance")
            if minute % HOUR == 0:
                self._call("getSettings")
            self._poll()
            self._count_due()
            self._look_behind()
        for status_id, reads in self._reads.items():
            for at in reads[self._counted(status_id) :]:
                if _is_measured(at):
                    self._lag(status_id, at).never += 1
        return self._result

    def _post(self, at: float) -> None:
        """Post a status; each third comes from the phone."""
        self._now = at
        number = len(self._reads)
        status = self._world.post_text(f"Status {number}", by_api=number % 3 != 2)
        self._reads[status.id] = sorted(
            row.read
            for row in status.arrivals
            if row.read is not None and row.read < status.posted + LIFETIME
        )

    def _call(self, method: str, **query: str) -> bytes:
        """Make a call as the client does: not too soon after the last one."""
        self._now = max(
            self._now, self._last_call.get(method, START - DAY) + SPACING[method]
        )
        self._last_call[method] = self._now
        if _is_measured(self._now):
            self._result.calls[method].append(self._now)
        if (refusal := refused(self._world, method, self._now)) is not None:
            raise RuntimeError(f"{method}: {refusal.status}")
        return METHODS[method].handler(self._world, Call(query, {})).body

    def _poll(self) -> None:
        """Ask for the statuses, as the coordinator does."""
        body = self._call("getOutgoingStatuses")
        if body != self._body:
            self._body = body
            statuses = parse_reply(orjson.loads(body)).statuses
            self._journal, _ = advance(self._journal, statuses, int(self._now))

    def _count_due(self) -> None:
        """Count the views that are due, as the counter does."""
        now = int(self._now)
        active = look(self._journal, LIFETIME, now, {}).active
        self._schedule = forget(self._schedule, active)
        for entry in choose(self._schedule, active, now, self._per_hour):
            moved = self._count(entry.status_id)
            self._schedule = after_call(
                self._schedule, entry.status_id, int(self._now), moved=moved
            )

    def _count(self, status_id: str) -> bool:
        """Count the views of one status, and note how late each of them is."""
        known = self._counted(status_id)
        body = self._call("getStatusStatistic", idMessage=status_id)
        ranks = [each.state.rank for each in parse_statistic(orjson.loads(body))]
        before = self._journal
        self._journal, _ = count(
            before,
            status_id,
            delivered_to=sum(rank >= StatusState.DELIVERED.rank for rank in ranks),
            views=sum(rank >= StatusState.READ.rank for rank in ranks),
            now=int(self._now),
        )
        for at in self._reads[status_id][known : self._counted(status_id)]:
            if _is_measured(at):
                self._lag(status_id, at).seconds.append(self._now - at)
        if _is_measured(self._now):
            self._result.ages.append(self._now - self._world.statuses[status_id].posted)
        return self._journal is not before

    def _counted(self, status_id: str) -> int:
        """Return how many views of a status are known."""
        entry = self._journal.entries.get(status_id)
        return 0 if entry is None else entry.views or 0

    def _look_behind(self) -> None:
        """Compare the counts with the world."""
        if not _is_measured(self._now):
            return
        for status_id, reads in self._reads.items():
            if self._now < self._world.statuses[status_id].posted + LIFETIME:
                behind = bisect_right(reads, self._now) - self._counted(status_id)
                self._lag(status_id, self._now).behind.append(behind)

    def _lag(self, status_id: str, at: float) -> Lag:
        """Return where to note the lag of a status at a time."""
        age = at - self._world.statuses[status_id].posted
        return self._result.lags[next(limit for limit in AGES if age < limit)]


def _is_measured(at: float) -> bool:
    """Return whether a time is in the measured day."""
    return START + DAY <= at < START + 2 * DAY
