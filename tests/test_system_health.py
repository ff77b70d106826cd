"""Tests of the system health page."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.green_api.const import DEFAULT_API_URL, DOMAIN
from demo.simulator import Instance
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .automations import second_entry
from .common import setup_integration
from .conftest import Poll


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page says."""
    info = await get_system_health_info(hass, DOMAIN)
    return {
        key: await value if asyncio.iscoroutine(value) else value
        for key, value in info.items()
    }


@pytest.fixture(autouse=True)
async def _page(hass: HomeAssistant) -> None:
    """Set up the page."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()


async def test_accounts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """The page counts the accounts and those that are connected, and asks whether GREEN-API is there."""
    await setup_integration(hass, config_entry)
    await setup_integration(hass, second_entry(config_entry))
    assert await health(hass) == {
        "accounts": 2,
        "connected": 2,
        "can_reach_server": "ok",
    }
    instance.set_state("notAuthorized")
    await poll()
    assert (await health(hass))["connected"] == 1


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """An account that is switched off is one that is not connected."""
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    info = await get_system_health_info(hass, DOMAIN)
    assert (info["accounts"], info["connected"]) == (1, 0)
    reached = info["can_reach_server"]
    assert isinstance(reached, Coroutine)
    reached.close()


async def test_no_account(hass: HomeAssistant) -> None:
    """Without an account, GREEN-API's usual address is tried."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    with patch(
        "homeassistant.components.system_health.async_check_can_reach_url",
        return_value="ok",
    ) as check:
        assert await health(hass) == {
            "accounts": 0,
            "connected": 0,
            "can_reach_server": "ok",
        }
    check.assert_called_once_with(hass, DEFAULT_API_URL)
