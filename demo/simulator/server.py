"""The simulator over HTTP, on a loopback address."""

from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from .admin import AdminRoutes
from .media import MAX_UPLOAD_BYTES
from .routes import ApiRoutes
from .simulation import Simulation

_SHUTDOWN_SECONDS = 0.1


def loopback(host: str) -> str:
    """Return the host if it is a loopback address, or refuse it."""
    try:
        safe = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        safe = False
    if not safe:
        raise ValueError("the simulator listens on loopback addresses only")
    return "127.0.0.1" if host == "localhost" else host


class Simulator(Simulation):
    """A simulated GREEN-API, used as an asynchronous context manager."""

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, **options: Any
    ) -> None:
        """Prepare; nothing listens before the start. Options are those of `Simulation`."""
        super().__init__(**options)
        self._host = loopback(host)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._routes: ApiRoutes | None = None

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
        """Listen, and create the accounts."""
        app = web.Application(client_max_size=MAX_UPLOAD_BYTES)
        self._routes = ApiRoutes(self)
        self._routes.add_to(app)
        AdminRoutes(self).add_to(app)
        # An access log would have the token of each call.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECONDS,
            # Do not wait for the rest of an upload that was refused.
            lingering_time=0,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self.reset()

    async def stop(self) -> None:
        """Stop listening; calls in progress are cut off."""
        if self._routes is not None:
            self._routes.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._routes is not None:
            self._routes.close()
            self._routes = None
