"""The simulator by a clock that jumps, and what it has shown."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import inf
import time
from typing import Any, Final, cast, override

from demo.simulator import Account, Instance, Simulator, world
from demo.simulator.catalogue import IDEAS
from demo.simulator.listing import DEFAULT_WINDOW

from .clock import Ahead
from .plan import DAY
from .witness import Happening

LIST: Final = "getOutgoingStatuses"
CONTACTS: Final = 200
# What is older is in no list, and the simulator is not what is measured.
KEPT: Final = 2 * DAY
_RANKS: Final = {world.PENDING: 0, "sent": 1, "delivered": 2, "read": 3}
DELETED: Final = "deleted"
EXPIRED: Final = "expired"
POSTED: Final = "posted"


@dataclass(slots=True)
class Shown:
    """What the list has shown of each status: when it was posted, and the states, in order."""

    posted: dict[str, float] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, status: world.Status, now: float) -> None:
        """Note how a status is shown."""
        self.posted.setdefault(status.id, status.posted)
        state = DELETED if status.deleted else world.state_at(status, now)[0]
        states = self.states[status.id]
        if not states or states[-1] != state:
            states.append(state)

    def happened(self, now: float) -> set[Happening]:
        """Return what who saw that has to have told by now."""
        found = set[Happening]()
        for status_id, states in self.states.items():
            found.add((status_id, POSTED))
            first, *later = states
            # To be sent is part of being posted.
            told = [first] if _RANKS.get(first, 0) > 1 else []
            found |= {(status_id, state) for state in (*told, *later)}
            if DELETED not in states and now >= int(self.posted[status_id]) + DAY:
                found.add((status_id, EXPIRED))
        return found


class World(Instance):
    """An account that posts nothing by itself, and remembers what it has shown."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Have shown nothing yet."""
        super().__init__(*args, **options)
        self.shown = Shown()
        self._last = b""

    @override
    def catch_up(self, now: float) -> None:
        """Leave the posting to the plan."""
        self._due = inf

    @override
    def outgoing(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the list, and remember it."""
        now = self.clock()
        for status in list(self._statuses.values()):
            if status.posted >= now - KEPT:
                break
            del self._statuses[status.id]
        body = super().outgoing(minutes)
        if body is not self._last:
            self._last = body
            for status in self._statuses.values():
                at = status.posted if status.deleted is None else status.deleted
                if at >= now - minutes * 60:
                    self.shown.note(status, now)
        return body

    def post_idea(self, idea: int, number: int) -> str:
        """Post something, each third from the phone; return its id."""
        content = self.studio.content(IDEAS[idea % len(IDEAS)], number)
        return self.post(content, by_api=number % 3 != 2).id


class Vendor(Simulator):
    """GREEN-API by the clock of Home Assistant, with a count of all its answers."""

    instance_type = World

    def __init__(self, ahead: Ahead, account: Account) -> None:
        """Prepare; nothing listens before the start."""
        super().__init__(
            history=False, accounts=[account], contacts=CONTACTS, evolve=True
        )
        self._ahead = ahead
        # By method and HTTP status.
        self.answers: Counter[tuple[str, int]] = Counter()
        # When the list was asked for, and whether it was given.
        self.polls: list[tuple[float, bool]] = []

    @property
    def world(self) -> World:
        """Return the account."""
        (world,) = self.instances.values()
        return cast("World", world)

    @override
    def now(self) -> float:
        return time.time() + self._ahead.seconds

    @override
    def steady(self) -> float:
        return asyncio.get_running_loop().time() + self._ahead.seconds

    @override
    def log_call(self, instance: str, method: str, status: int) -> None:
        super().log_call(instance, method, status)
        at = self.now()
        self.answers[method, status] += 1
        if method == LIST:
            self.polls.append((at, status == 200))
