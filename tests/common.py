"""What several test modules need."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.const import DOMAIN
from demo.simulator import FIRST_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er


async def setup_integration(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry and wait until it is quiet."""
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


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
