"""Fixtures of the client's tests."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from aiohttp import ClientSession
import pytest

from custom_components.green_api.client import GreenApiClient, RateLimiter
from demo.simulator import FIRST_ID, FIRST_TOKEN, Simulator


@pytest.fixture
def now() -> datetime:
    """Let the clock run: time limits are part of what is tested here."""
    return datetime.now(UTC)


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[ClientSession]:
    """Open a session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def client(simulator: Simulator, session: ClientSession) -> GreenApiClient:
    """Return a client of the simulator's first account."""
    return GreenApiClient(session, RateLimiter(), simulator.url, FIRST_ID, FIRST_TOKEN)
