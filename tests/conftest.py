"""Fixtures of the GREEN-API integration."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import PropertyMock, patch

from freezegun.api import FrozenDateTimeFactory
from hypothesis import settings
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.const import CONF_API_URL, CONF_ID_INSTANCE, DOMAIN
from custom_components.green_api.coordinator import SIGNAL_ACCOUNT_CHANGES
from custom_components.green_api.journal import Change
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from . import automations

# How long an example takes depends on what else the machine does.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# Within 24 h of the statuses in the documented example reply.
NOW = datetime(2024, 3, 11, 12, 0, tzinfo=UTC)

type PassTime = Callable[[float], Coroutine[Any, Any, None]]
type Poll = Callable[[], Coroutine[Any, Any, None]]


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots as Home Assistant writes them."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Let each test have a configuration of its own: pictures are kept there."""
    return hass_tmp_config_dir


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find the integration, in tests that have one at all."""
    for name in ("recorder_mock", "hass"):
        # The recorder's fixture insists on being the first.
        if name in request.fixturenames:
            request.getfixturevalue(name)
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave asyncio's debug mode off: it keeps a stack for each future, which is nearly half of the tests' time.

    `-o asyncio_debug=true` turns it on.
    """


@pytest.fixture(autouse=True)
def no_waiting() -> Generator[None]:
    """Take out the pauses between calls and tries; the tests of both put them back."""
    transport = "custom_components.green_api.client.transport"
    with (
        patch(f"{transport}.RETRY_DELAYS", (0, 0)),
        patch(f"{transport}.DEFAULT_SPACING", 0),
        patch(f"{transport}.SPACING", {}),
    ):
        yield


@pytest.fixture(autouse=True)
def no_internet() -> Generator[None]:
    """Keep names unresolved: the links in examples are real ones."""
    with patch(
        "custom_components.green_api.media.library._async_resolve", side_effect=OSError
    ):
        yield


@pytest.fixture
def entity_registry_enabled_by_default() -> Generator[None]:
    """Enable all entities."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        PropertyMock(return_value=True),
    ):
        yield


@pytest.fixture
def now(freezer: FrozenDateTimeFactory) -> datetime:
    """Stop the clock."""
    freezer.move_to(NOW)
    return NOW


@pytest.fixture
async def simulator(now: datetime, socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Start GREEN-API, with accounts that have no statuses."""
    async with Simulator(history=False, rate_limits=False) as simulator:
        yield simulator


@pytest.fixture
def instance(simulator: Simulator) -> Instance:
    """Return the account that the entry is about."""
    return simulator.instances[FIRST_ID]


@pytest.fixture
def config_entry(simulator: Simulator) -> MockConfigEntry:
    """Return an entry for the account."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="WhatsApp 0001",
        unique_id=FIRST_ID,
        data={
            CONF_API_URL: simulator.url,
            CONF_ID_INSTANCE: FIRST_ID,
            CONF_API_TOKEN: FIRST_TOKEN,
        },
    )


@pytest.fixture
def no_view_counts() -> Generator[None]:
    """Ask for no statistics, so that views come from the test alone."""
    with automations.no_view_counts():
        yield


@pytest.fixture
def announced(hass: HomeAssistant) -> list[Change]:
    """Collect the changes that accounts announce, over reloads."""
    announced: list[Change] = []

    @callback
    def collect(_entry: ConfigEntry, changes: tuple[Change, ...]) -> None:
        announced.extend(changes)

    async_dispatcher_connect(hass, SIGNAL_ACCOUNT_CHANGES, collect)
    return announced


@pytest.fixture
def pass_time(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> PassTime:
    """Return what lets seconds pass at once, and waits for what the timers start."""

    async def _pass_time(seconds: float) -> None:
        freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return _pass_time


@pytest.fixture
def poll(pass_time: PassTime) -> Poll:
    """Return what lets a minute pass, and with it a poll."""

    async def _poll() -> None:
        await pass_time(61)

    return _poll
