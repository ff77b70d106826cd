"""What several test modules need."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.simulator import FIRST_ID
from homeassistant.core import HomeAssistant, State


async def setup_integration(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry and wait until it is quiet."""
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def state_of(hass: HomeAssistant, key: str, platform: str = "sensor") -> State:
    """Return the state of an entity of the first account."""
    state = hass.states.get(f"{platform}.green_api_{FIRST_ID}_{key}")
    assert state is not None
    return state
