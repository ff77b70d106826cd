"""Lets a real Home Assistant live through a plan, and writes down what it finds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, time
from typing import Final

from demo.simulator import DEFAULT_ACCOUNTS
from homeassistant.const import __version__

from .clock import Ahead
from .house import House
from .plan import DAY, START, Event, Kind, Pace, plan
from .polls import longest_gap, polls_of_days
from .record import Record
from .vendor import LIST, Vendor
from .witness import WAYS, judge

# Virtual seconds until all is told that happened before.
AFTERWARDS: Final = 10.0
RETRY_AFTER: Final = "30"

type Say = Callable[[str], None]


class Soak:
    """One life."""

    def __init__(self, pace: Pace, house: House, vendor: Vendor, say: Say) -> None:
        """Prepare; nothing happens yet."""
        self._pace = pace
        self._house = house
        self._vendor = vendor
        self._say = say
        self._away = False
        self._ids: dict[int, str] = {}
        self._record = Record(
            days=pace.days, lead_in=pace.lead_in, home_assistant=__version__
        )

    async def live(self) -> Record:
        """Live through the plan."""
        begun = monotonic()
        async with self._house.running():
            await self._house.add_account(self._vendor.url)
            for event in plan(self._pace):
                await self._house.tell("advance", to=START + event.at)
                await self._do(event)
            await self._house.tell("advance", to=self._vendor.now() + AFTERWARDS)
            await self._house.tell("look")
            self._judge()
            self._record.views["shown"] = await self._house.total_views()
        self._record.complaints = dict(Counter(self._house.log))
        self._record.minutes = (monotonic() - begun) / 60
        return self._record

    async def _do(self, event: Event) -> None:
        """Let something happen."""
        days = (self._vendor.now() - START) / DAY
        world = self._vendor.world
        match event.kind:
            case Kind.ACTION if not self._away:
                await self._house.tell("post", text=f"Post number {event.number}")
                self._record.posts += 1
            # In an outage, people take the phone.
            case Kind.POST | Kind.ACTION:
                self._ids[event.number] = world.post_idea(event.idea, event.number)
                self._record.posts += 1
            case Kind.DELETE:
                if (status_id := self._ids.get(event.number)) is not None:
                    world.delete(status_id)
            case Kind.AWAY:
                self._record.outages.append(days)
                self._away = True
                self._vendor.fault(instance=world.id, status=502, times=None)
            case Kind.BACK:
                self._away = False
                self._vendor.faults.lift(world.id)
            case Kind.TOO_MANY:
                self._vendor.fault(
                    instance=world.id,
                    method=LIST,
                    status=429,
                    headers={"Retry-After": RETRY_AFTER},
                )
            case Kind.RELOAD:
                self._record.reloads.append(days)
                await self._house.tell("reload")
            case Kind.RESTART:
                self._record.restarts.append(days)
                await self._house.stop()
                await self._house.start()
            case Kind.LOOK:
                numbers = await self._house.tell("look")
                numbers.update(self._house.sizes())
                self._record.look(days, numbers)
                self._say(
                    f"day {days:.2f}: {numbers['memory']:.1f} MB, "
                    f"journal {numbers['journal'] / 1e3:.0f} kB"
                )

    def _judge(self) -> None:
        """Compare what happened with what was told, and what was asked with what should have been."""
        now = self._vendor.now()
        shown = self._vendor.world.shown
        told = self._house.told()
        record = self._record
        record.views = {way: told.pop((way, "", "viewed"), 0) for way in WAYS}
        record.told = {
            way: {kind: asdict(verdict) for kind, verdict in kinds.items()}
            for way, kinds in judge(
                told, shown.happened(now - AFTERWARDS), shown.happened(now)
            ).items()
        }
        calls = [((at - START) / DAY, given) for at, given in self._vendor.polls]
        record.polls = polls_of_days(calls, int(self._pace.end / DAY))
        record.longest_gap = (
            longest_gap(calls, (*record.restarts, *record.reloads)) * DAY
        )
        record.answers = {
            f"{method} {status}": times
            for (method, status), times in sorted(self._vendor.answers.items())
        }


async def soak(pace: Pace, say: Say) -> Record:
    """Run everything; nothing of it is left then."""
    with TemporaryDirectory(prefix="soak-") as folder:
        file = Path(folder) / "clock"
        ahead = Ahead.create(file, START - time())
        async with Vendor(ahead, DEFAULT_ACCOUNTS[0]) as vendor:
            house = House(Path(folder) / "home", file)
            return await Soak(pace, house, vendor, say).live()
