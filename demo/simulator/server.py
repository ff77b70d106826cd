"""The simulator: accounts, faults and a log behind one loopback address."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
import time
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from .admin import AdminRoutes
from .catalogue import DEFAULT_ACCOUNTS, Account
from .faults import Fault, Faults
from .instance import Instance
from .media import MAX_UPLOAD_BYTES
from .routes import VendorRoutes

MAX_LOGGED_CALLS = 2000
DEFAULT_CONTACTS = 500
_SHUTDOWN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call that was answered; status 0 when the connection was dropped."""

    instance: str
    method: str
    at: float
    status: int


def loopback(host: str) -> str:
    """Return the host if nobody else can reach it, or refuse."""
    try:
        safe = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        safe = False
    if not safe:
        raise ValueError("the simulator listens on loopback addresses only")
    return "127.0.0.1" if host == "localhost" else host


class Simulator:
    """A stand-in for the vendor, to be used as an asynchronous context manager."""

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
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Prepare; nothing listens before the start."""
        if speed <= 0:
            raise ValueError("speed is above zero")
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
        self._host = loopback(host)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._stopping = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Listen, and put up what there is at the start."""
        self._stopping.clear()
        app = web.Application(client_max_size=MAX_UPLOAD_BYTES)
        VendorRoutes(self).add_to(app)
        AdminRoutes(self).add_to(app)
        # An access log would hold the token of each call.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECONDS,
            # An upload that was refused is not waited for.
            lingering_time=0,
        )
        self._worker = ThreadPoolExecutor(1, "simulator")
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self.reset()

    async def stop(self) -> None:
        """Stop listening; calls that are under way are cut off."""
        self._stopping.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._worker is not None:
            self._worker.shutdown()
            self._worker = None

    def now(self) -> float:
        """Return the unix time of the simulated vendor."""
        return time.time() + self.clock_offset

    def steady(self) -> float:
        """Return a time that only goes forward, for the rate limits."""
        return asyncio.get_running_loop().time()

    async def pause(self, seconds: float) -> None:
        """Let a caller wait, but not beyond the stop."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise ConnectionResetError("stopped")

    async def in_worker[*Ts, T](self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """Do something slow aside."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, work, *args)

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
            instance.remember()
        self.instances[account.id] = instance
        return instance

    def evolve(self, on: bool) -> None:
        """Let all accounts evolve by themselves, or none."""
        self._evolve = on
        for instance in self.instances.values():
            instance.evolve(on)

    def set_clock_offset(self, seconds: float) -> None:
        """Let the vendor's clock be off by so much."""
        self.clock_offset = seconds
        for instance in self.instances.values():
            instance.changed()

    def fault(self, **script: Any) -> Fault:
        """Append a fault; the keys are those of `Fault`."""
        fault = Fault.from_json(script)
        self.faults.add(fault)
        return fault

    def log_call(self, instance: str, method: str, status: int) -> None:
        """Remember a call, never its token."""
        self.calls.append(LoggedCall(instance, method, self.now(), status))
        self.call_counts[method] += 1

    def clear_calls(self) -> None:
        """Forget the calls."""
        self.calls.clear()
        self.call_counts.clear()
