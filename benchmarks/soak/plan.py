"""What happens in the days that are lived through: posts, outages, reloads, restarts. Pure; the same each time."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from random import Random
from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7
# A Monday, midnight UTC.
START: Final = 1_803_859_200
# People post while they are awake.
AWAKE: Final = (7 * HOUR, 23 * HOUR)
POSTS: Final = (10, 30)
# Whoever posts takes one of the ideas that there are.
MANY: Final = 1000
# Of the posts: by an action of Home Assistant, and deleted again, after so long.
BY_ACTION: Final = 0.1
DELETED: Final = 0.08
DELETED_AFTER: Final = (30 * MINUTE, 10 * HOUR)
# GREEN-API's gateway is away for so long, once a day.
AWAY: Final = (3 * MINUTE, 6 * MINUTE)
# Away from the night, in which Home Assistant tidies up, and from each other.
OUTAGE_HOURS: Final = (10 * HOUR, 11 * HOUR)
TOO_MANY_HOURS: Final = (15 * HOUR, 16 * HOUR)
RELOAD_HOURS: Final = (13.5, 18.5)
RESTART_HOUR: Final = 12.0


class Kind(StrEnum):
    """What can happen."""

    POST = "post"
    ACTION = "action"
    DELETE = "delete"
    AWAY = "away"
    BACK = "back"
    TOO_MANY = "too many"
    RELOAD = "reload"
    RESTART = "restart"
    LOOK = "look"


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens, `at` seconds after the start. `number` is that of the post, `idea` what it is about."""

    at: float
    kind: Kind
    number: int = -1
    idea: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How many days are measured, and how many are lived through before.

    `look_each` says how often it is looked, in seconds, `look_before` how often before. Home Assistant is restarted
    each `restart_each` days, on the first one that is measured, too; never, if that is 0.
    """

    days: float
    lead_in: int
    look_each: float
    look_before: float
    restart_each: int
    seed: int = 1

    @property
    def end(self) -> float:
        """Return the seconds until the end."""
        return (self.lead_in + self.days) * DAY


def plan(pace: Pace) -> list[Event]:
    """Return all that happens, in order."""
    events: list[Event] = []
    posted = 0
    for day in range(ceil(pace.end / DAY)):
        # Each week is like the one before: what grows, grows by itself.
        rng = Random(f"{pace.seed}:{day % WEEK}")  # noqa: S311
        events += _day(rng, day * DAY, posted)
        posted = 1 + max(event.number for event in events)
        if pace.restart_each and (day - pace.lead_in) % pace.restart_each == 0:
            events.append(Event(day * DAY + RESTART_HOUR * HOUR, Kind.RESTART))
    events += _looks(pace)
    return sorted(event for event in events if event.at <= pace.end)


def _looks(pace: Pace) -> list[Event]:
    """Return when it is looked."""
    begin = pace.lead_in * DAY
    before = range(1, round(begin / pace.look_before) + 1)
    looks = range(1, round(pace.days * DAY / pace.look_each) + 1)
    return [
        *(Event(each * pace.look_before, Kind.LOOK) for each in before),
        *(Event(begin + each * pace.look_each, Kind.LOOK) for each in looks),
    ]


def _day(rng: Random, midnight: float, number: int) -> list[Event]:
    """Return what happens on a day; its first post has this number."""
    events: list[Event] = []
    times = sorted(rng.uniform(*AWAKE) for _ in range(rng.randint(*POSTS)))
    for index, at in enumerate(times, number):
        kind = Kind.ACTION if rng.random() < BY_ACTION else Kind.POST
        events.append(Event(midnight + at, kind, index, rng.randrange(MANY)))
        if rng.random() < DELETED:
            later = midnight + at + rng.uniform(*DELETED_AFTER)
            events.append(Event(later, Kind.DELETE, index))
    away = midnight + rng.uniform(*OUTAGE_HOURS)
    events += [
        Event(away, Kind.AWAY),
        Event(away + rng.uniform(*AWAY), Kind.BACK),
        Event(midnight + rng.uniform(*TOO_MANY_HOURS), Kind.TOO_MANY),
        *(Event(midnight + hour * HOUR, Kind.RELOAD) for hour in RELOAD_HOURS),
    ]
    return events
