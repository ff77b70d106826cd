"""The GREEN-API integration: a WhatsApp account's own statuses."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.start import async_at_started

from .coordinator import GreenApiConfigEntry, GreenApiCoordinator, journal_store

PLATFORMS: list[Platform] = [Platform.BINARY_SENSOR, Platform.SENSOR]


async def async_setup_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Set up an account."""
    coordinator = GreenApiCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    # Only now, and only once automations listen, is there anyone to tell what happened.
    entry.async_on_unload(async_at_started(hass, coordinator.async_start_announcing))


async def async_unload_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Unload an account."""
    await hass.config_entries.async_unload_platforms_or_raise(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Forget an account's statuses."""
    await journal_store(hass, entry).async_remove()
