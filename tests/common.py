"""What several test modules need."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import Change
from demo.simulator import FIRST_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er


async def setup_integration(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry and wait until it is quiet."""
    if hass.config_entries.async_get_entry(entry.entry_id) is None:
        entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an account up again, and wait until it is quiet."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def set_up_with_options(
    hass: HomeAssistant, entry: MockConfigEntry, **options: Any
) -> None:
    """Set up an entry with options."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, options=options)
    await setup_integration(hass, entry)


def changes_of(announced: list[Change]) -> list[tuple[str, str]]:
    """Return what was announced of which status, and empty the list."""
    changes = [(change.record.status_id, change.kind.value) for change in announced]
    announced.clear()
    return changes


def entity_id(hass: HomeAssistant, key: str, platform: str = "sensor") -> str:
    """Return the id of an entity of the first account."""
    found = er.async_get(hass).async_get_entity_id(
        platform, DOMAIN, f"{FIRST_ID}_{key}"
    )
    assert found is not None
    return found


def state_of(hass: HomeAssistant, key: str, platform: str = "sensor") -> State:
    """Return the state of an entity of the first account."""
    state = hass.states.get(entity_id(hass, key, platform))
    assert state is not None
    return state
