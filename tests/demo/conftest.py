"""A simulator for each test, and its API as a client calls it."""

from collections.abc import AsyncIterator
import json
from typing import Any

import aiohttp
import pytest

from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """Permit the sockets of the simulator."""


@pytest.fixture(name="simulator")
async def _simulator() -> AsyncIterator[Simulator]:
    async with Simulator(history=False, rate_limits=False, contacts=40) as simulator:
        yield simulator


@pytest.fixture(name="instance")
def _instance(simulator: Simulator) -> Instance:
    return simulator.instances[FIRST_ID]


@pytest.fixture(name="http")
async def _http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Api:
    """The methods of GREEN-API, called over HTTP."""

    def __init__(self, simulator: Simulator, http: aiohttp.ClientSession) -> None:
        """Call as the first account."""
        self.simulator, self.http = simulator, http

    async def call(
        self,
        method: str,
        *,
        verb: str = "GET",
        account: str = FIRST_ID,
        token: str = FIRST_TOKEN,
        query: str = "",
        **options: Any,
    ) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        url = f"{self.simulator.url}/waInstance{account}/{method}/{token}{query}"
        async with self.http.request(
            verb, url, allow_redirects=False, **options
        ) as answer:
            return answer.status, await answer.read()

    async def json(self, method: str, **options: Any) -> Any:
        """Return the decoded body of a good answer."""
        status, body = await self.call(method, **options)
        assert status == 200, body
        return json.loads(body)

    async def listed(self, query: str = "") -> list[dict[str, Any]]:
        """Return the outgoing statuses."""
        found = await self.json("getOutgoingStatuses", query=query)
        assert isinstance(found, list)
        return found

    async def admin(self, verb: str, path: str, data: Any = None) -> Any:
        """Call a route of the administration."""
        url = f"{self.simulator.url}/admin{path}"
        async with self.http.request(verb, url, json=data) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


@pytest.fixture(name="api")
def _api(simulator: Simulator, http: aiohttp.ClientSession) -> Api:
    return Api(simulator, http)
