"""Information for the system health page."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import CONF_API_URL, DEFAULT_API_URL, DOMAIN
from .data import GreenApiConfigEntry


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register the callback."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many accounts there are and work, and whether GREEN-API can be reached."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    loaded: list[GreenApiConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    # Of an account that is not loaded, too: that GREEN-API cannot be reached may be why.
    api_url = entries[0].data[CONF_API_URL] if entries else DEFAULT_API_URL
    return {
        "accounts": len(entries),
        "connected": sum(entry.runtime_data.coordinator.connected for entry in loaded),
        "can_reach_server": system_health.async_check_can_reach_url(hass, api_url),
    }
