"""Diagnostics of an account, without anything that tells who it is or what was posted."""

from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from .coordinator import GreenApiConfigEntry
from .journal_json import to_dict

TO_REDACT: Final = {
    "api_token",
    "caption",
    "file_name",
    "id_instance",
    "media_url",
    "status_id",
    "text",
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> dict[str, Any]:
    """Return diagnostics for a config entry."""
    coordinator = entry.runtime_data
    reply = coordinator.last_reply
    return async_redact_data(
        {
            "data": dict(entry.data),
            "options": dict(entry.options),
            "last_update_success": coordinator.last_update_success,
            # The type only: texts of errors are for the log.
            "last_exception": type(coordinator.last_exception).__name__,
            "instance_state": coordinator.data.instance_state,
            "connected": coordinator.data.connected,
            "last_reply": reply
            and {
                "statuses": len(reply.statuses),
                "thumbnails": len(reply.thumbnails),
                "skipped": reply.skipped,
                "unknown_states": sorted(reply.unknown_states),
            },
            "journal": to_dict(coordinator.data.journal),
        },
        TO_REDACT,
    )
