"""The simulator with the jumping clock. It remembers what its lists have shown and how each call was answered."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import inf
import time
from typing import Any, Final, cast, override

from demo.simulator import Account, Instance, Simulator, Status
from demo.simulator.replies import DEFAULT_WINDOW
from demo.simulator.sample_data import SAMPLE_POSTS, sample_content
from demo.simulator.statuses import PENDING, state_at

from .jumping_clock import ClockOffset
from .scenario import DAY

LIST_METHOD: Final = "getOutgoingStatuses"
CONTACTS: Final = 200
# Older statuses are in no list any more, and the memory of the simulator is not what is measured.
KEEP_SECONDS: Final = 2 * DAY
_RANKS: Final = {PENDING: 0, "sent": 1, "delivered": 2, "read": 3}

# A status id, and what happened to it.
type Transition = tuple[str, str]


@dataclass(slots=True)
class ListedStatuses:
    """What the lists have shown of each status: when it was posted, and its states in order."""

    posted: dict[str, float] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, status: Status, now: float) -> None:
        """Note how a status is listed."""
        self.posted.setdefault(status.id, status.posted)
        state = "deleted" if status.deleted else state_at(status, now)[0]
        states = self.states[status.id]
        if not states or states[-1] != state:
            states.append(state)

    def transitions(self, now: float) -> set[Transition]:
        """Return what must have been announced by now."""
        found = set[Transition]()
        for status_id, states in self.states.items():
            found.add((status_id, "posted"))
            first, *later = states
            # A status that is first listed as sent is announced as posted only.
            announced = [first] if _RANKS.get(first, 0) > 1 else []
            found |= {(status_id, state) for state in (*announced, *later)}
            if "deleted" not in states and now >= int(self.posted[status_id]) + DAY:
                found.add((status_id, "expired"))
        return found


class SoakInstance(Instance):
    """An account that posts nothing by itself, and remembers what it has listed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Start with nothing listed."""
        super().__init__(*args, **options)
        self.listed = ListedStatuses()
        self._last_body = b""

    @override
    def catch_up(self, now: float) -> None:
        """Post nothing: the scenario does."""
        self._next_post_at = inf

    @override
    def outgoing(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the list, and remember it."""
        now = self.clock()
        for status in list(self._statuses.values()):
            if status.posted >= now - KEEP_SECONDS:
                break
            del self._statuses[status.id]
        body = super().outgoing(minutes)
        if body is not self._last_body:
            self._last_body = body
            for status in self._statuses.values():
                at = status.posted if status.deleted is None else status.deleted
                if at >= now - minutes * 60:
                    self.listed.add(status, now)
        return body

    def post_content(self, content: int, number: int) -> str:
        """Post something, every third from the phone; return its id."""
        post = sample_content(
            self.files, SAMPLE_POSTS[content % len(SAMPLE_POSTS)], number
        )
        return self.post(post, by_api=number % 3 != 2).id


class SoakSimulator(Simulator):
    """GREEN-API by the clock of Home Assistant."""

    instance_type = SoakInstance

    def __init__(self, offset: ClockOffset, account: Account) -> None:
        """Prepare one account."""
        super().__init__(
            history=False, accounts=[account], contacts=CONTACTS, evolve=True
        )
        self._offset = offset
        # How often each method was answered with each HTTP status.
        self.answers: Counter[tuple[str, int]] = Counter()
        # When the list was asked for, and whether it was given.
        self.list_calls: list[tuple[float, bool]] = []

    @property
    def instance(self) -> SoakInstance:
        """Return the account."""
        (instance,) = self.instances.values()
        return cast("SoakInstance", instance)

    @override
    def now(self) -> float:
        return time.time() + self._offset.seconds

    @override
    def steady(self) -> float:
        return asyncio.get_running_loop().time() + self._offset.seconds

    @override
    def log_call(self, instance: str, method: str, status: int) -> None:
        super().log_call(instance, method, status)
        self.answers[method, status] += 1
        if method == LIST_METHOD:
            self.list_calls.append((self.now(), status == 200))
