"""What happens in the simulated days: posts, outages, reloads, restarts. Pure, and the same each time."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from random import Random
from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
DAYS_PER_WEEK: Final = 7
# A Monday, midnight UTC.
START: Final = 1_803_859_200
POSTING_HOURS: Final = (7 * HOUR, 23 * HOUR)
POSTS_PER_DAY: Final = (10, 30)
# Numbers that the simulator turns into contents of posts.
CONTENTS: Final = 1000
# The share of posts that are sent by an action of Home Assistant, and that are deleted again, and after how long.
BY_ACTION: Final = 0.1
DELETED: Final = 0.08
DELETED_AFTER: Final = (30 * MINUTE, 10 * HOUR)
# GREEN-API's gateway fails for so long, once a day.
OUTAGE_LENGTH: Final = (3 * MINUTE, 6 * MINUTE)
# Apart from each other, and from the night, in which Home Assistant purges its database.
OUTAGE_HOURS: Final = (10 * HOUR, 11 * HOUR)
RATE_LIMIT_HOURS: Final = (15 * HOUR, 16 * HOUR)
RELOAD_HOURS: Final = (13.5, 18.5)
RESTART_HOUR: Final = 12.0


class Kind(StrEnum):
    """What can happen."""

    POST = "post"
    POST_BY_ACTION = "post by action"
    DELETE = "delete"
    OUTAGE = "outage"
    OUTAGE_ENDS = "outage ends"
    RATE_LIMIT = "rate limit"
    RELOAD = "reload"
    RESTART = "restart"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens, `at` seconds after the start. `number` is that of the post."""

    at: float
    kind: Kind
    number: int = -1
    content: int = 0


@dataclass(frozen=True, slots=True)
class Duration:
    """How many days are measured after how many days of warm-up.

    Measurements are `measure_every` seconds apart, during the warm-up `measure_every_before`. Home Assistant is
    restarted every `restart_every` days, the first measured one included; never, if that is 0.
    """

    days: float
    warm_up: int
    measure_every: float
    measure_every_before: float
    restart_every: int
    seed: int = 1

    @property
    def seconds(self) -> float:
        """Return the length of everything in seconds."""
        return (self.warm_up + self.days) * DAY


def build_events(duration: Duration) -> list[Event]:
    """Return all that happens, in order."""
    events: list[Event] = []
    posted = 0
    for day in range(ceil(duration.seconds / DAY)):
        # Every week is the same, so that nothing grows for the sake of the scenario.
        random = Random(f"{duration.seed}:{day % DAYS_PER_WEEK}")  # noqa: S311
        events += _events_of_day(random, day * DAY, posted)
        posted = 1 + max(event.number for event in events)
        if (
            duration.restart_every
            and (day - duration.warm_up) % duration.restart_every == 0
        ):
            events.append(Event(day * DAY + RESTART_HOUR * HOUR, Kind.RESTART))
    events += _measurements(duration)
    return sorted(event for event in events if event.at <= duration.seconds)


def _measurements(duration: Duration) -> list[Event]:
    """Return the times of the measurements."""
    begin = duration.warm_up * DAY
    before = range(1, round(begin / duration.measure_every_before) + 1)
    after = range(1, round(duration.days * DAY / duration.measure_every) + 1)
    return [
        *(Event(i * duration.measure_every_before, Kind.MEASURE) for i in before),
        *(Event(begin + i * duration.measure_every, Kind.MEASURE) for i in after),
    ]


def _events_of_day(random: Random, midnight: float, first_number: int) -> list[Event]:
    """Return what happens on a day; its first post has this number."""
    events: list[Event] = []
    times = sorted(
        random.uniform(*POSTING_HOURS) for _ in range(random.randint(*POSTS_PER_DAY))
    )
    for number, at in enumerate(times, first_number):
        kind = Kind.POST_BY_ACTION if random.random() < BY_ACTION else Kind.POST
        events.append(Event(midnight + at, kind, number, random.randrange(CONTENTS)))
        if random.random() < DELETED:
            later = midnight + at + random.uniform(*DELETED_AFTER)
            events.append(Event(later, Kind.DELETE, number))
    outage = midnight + random.uniform(*OUTAGE_HOURS)
    events += [
        Event(outage, Kind.OUTAGE),
        Event(outage + random.uniform(*OUTAGE_LENGTH), Kind.OUTAGE_ENDS),
        Event(midnight + random.uniform(*RATE_LIMIT_HOURS), Kind.RATE_LIMIT),
        *(Event(midnight + hour * HOUR, Kind.RELOAD) for hour in RELOAD_HOURS),
    ]
    return events
