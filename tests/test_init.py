"""Tests of an account as a whole."""

import orjson
from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.simulator import ASSETS, Instance
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .common import setup_integration, state_of


async def test_documented_example(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The example reply of GREEN-API's page shows as one would read it."""
    instance.set_items(orjson.loads((ASSETS / "documented_example.json").read_bytes()))
    await setup_integration(hass, config_entry)

    assert config_entry.state is ConfigEntryState.LOADED
    latest = state_of(hass, "latest_status")
    assert latest.state == "read"
    assert latest.attributes["type"] == "image"
    assert latest.attributes["media_url"] == (
        "https://sw-media.storage.greenapi.net/1101000000/"
        "dcf81410-bdbc-4aed-bf23-d1845c000000.jpg"
    )
    for key in ("active_statuses", "read_statuses"):
        assert state_of(hass, key).state == "2"
