"""Everything that is simulated, without HTTP: accounts, clock, faults, log of calls."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
import time
from typing import Any

from .faults import Fault, Faults
from .instance import Instance
from .sample_data import DEFAULT_ACCOUNTS, Account

MAX_LOGGED_CALLS = 2000
DEFAULT_CONTACTS = 500


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call that was answered; status 0 when the connection was dropped."""

    instance: str
    method: str
    at: float
    status: int


class Simulation:
    """The state of the simulator."""

    instance_type: type[Instance] = Instance

    def __init__(
        self,
        *,
        seed: int = 1,
        speed: float = 1.0,
        evolve: bool = False,
        history: bool = True,
        rate_limits: bool = True,
        accounts: Iterable[Account] = DEFAULT_ACCOUNTS,
        contacts: int = DEFAULT_CONTACTS,
    ) -> None:
        """Prepare; there are no accounts before `reset`."""
        if speed <= 0:
            raise ValueError("speed must be above zero")
        self.seed = seed
        self.speed = speed
        self.rate_limits = rate_limits
        self.faults = Faults()
        self.calls: deque[LoggedCall] = deque(maxlen=MAX_LOGGED_CALLS)
        self.call_counts: Counter[str] = Counter()
        self.instances: dict[str, Instance] = {}
        self.clock_offset = 0.0
        self.url = ""
        self._evolve = evolve
        self._history = history
        self._accounts = tuple(accounts)
        self._contacts = contacts

    def now(self) -> float:
        """Return the unix time of the simulated server."""
        return time.time() + self.clock_offset

    def steady(self) -> float:
        """Return a time that only goes forward, for the rate limits."""
        return asyncio.get_running_loop().time()

    def reset(self) -> None:
        """Go back to the start; instances are new objects afterwards."""
        self.faults.clear()
        self.clear_calls()
        self.clock_offset = 0.0
        self.instances = {}
        for account in self._accounts:
            self.add_instance(account)

    def add_instance(
        self, account: Account, *, history: bool | None = None
    ) -> Instance:
        """Add an account."""
        instance = self.instance_type(
            account,
            self.now,
            f"{self.url}/media",
            seed=self.seed,
            speed=self.speed,
            people=self._contacts,
        )
        instance.evolve(self._evolve)
        if self._history if history is None else history:
            instance.post_history()
        self.instances[account.id] = instance
        return instance

    def evolve(self, on: bool) -> None:
        """Let posts and viewers come by themselves in all accounts, or in none."""
        self._evolve = on
        for instance in self.instances.values():
            instance.evolve(on)

    def set_clock_offset(self, seconds: float) -> None:
        """Let the clock of the server be off by this much."""
        self.clock_offset = seconds
        for instance in self.instances.values():
            instance.changed()

    def fault(self, **script: Any) -> Fault:
        """Append a fault; the keys are those of `Fault`."""
        fault = Fault.from_json(script)
        self.faults.add(fault)
        return fault

    def log_call(self, instance: str, method: str, status: int) -> None:
        """Log a call, without its token."""
        self.calls.append(LoggedCall(instance, method, self.now(), status))
        self.call_counts[method] += 1

    def clear_calls(self) -> None:
        """Empty the log of calls."""
        self.calls.clear()
        self.call_counts.clear()
