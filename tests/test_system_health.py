"""The system health page."""

import asyncio
from collections.abc import Generator
from typing import Any
from unittest.mock import Mock, patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.green_api.const import CONF_API_URL, DEFAULT_API_URL, DOMAIN
from demo.simulator import Instance, Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .automations import second_entry
from .common import setup_integration
from .conftest import Poll


@pytest.fixture(name="reach")
def _reach() -> Generator[Mock]:
    """Watch which server is tried."""
    with patch(
        "homeassistant.components.system_health.async_check_can_reach_url",
        Mock(return_value="ok"),
    ) as reach:
        yield reach


@pytest.fixture(name="health")
async def _health(hass: HomeAssistant) -> Any:
    """Set up the page, and return what reads it."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()

    async def health() -> dict[str, Any]:
        info = await get_system_health_info(hass, DOMAIN)
        return {
            key: await value if asyncio.iscoroutine(value) else value
            for key, value in info.items()
        }

    return health


async def test_accounts_are_counted_and_the_server_is_tried(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    health: Any,
) -> None:
    """The page counts the accounts, and those that are connected."""
    await setup_integration(hass, config_entry)
    await setup_integration(hass, second_entry(config_entry))
    assert await health() == {"accounts": 2, "connected": 2, "can_reach_server": "ok"}

    instance.set_state("notAuthorized")
    await poll()
    assert await health() == {"accounts": 2, "connected": 1, "can_reach_server": "ok"}


async def test_account_that_could_not_be_set_up(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    health: Any,
    reach: Mock,
) -> None:
    """It is not connected, and its own server is the one that is tried."""
    simulator.fault(times=None, status=500)
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.SETUP_RETRY
    assert await health() == {"accounts": 1, "connected": 0, "can_reach_server": "ok"}
    reach.assert_called_once_with(hass, config_entry.data[CONF_API_URL])


async def test_account_that_was_unloaded(
    hass: HomeAssistant, config_entry: MockConfigEntry, health: Any
) -> None:
    """It counts as one that is not connected."""
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    assert await health() == {"accounts": 1, "connected": 0, "can_reach_server": "ok"}


async def test_no_account(hass: HomeAssistant, health: Any, reach: Mock) -> None:
    """Without an account, GREEN-API's usual address is tried."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    assert await health() == {"accounts": 0, "connected": 0, "can_reach_server": "ok"}
    reach.assert_called_once_with(hass, DEFAULT_API_URL)
