"""Diagnostics of an account, without anything that tells who it is or what was posted."""

from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .client import StatusReply
from .contacts import ContactStatusesCoordinator
from .data import GreenApiConfigEntry, GreenApiData
from .journal import journal_to_dict

TO_REDACT: Final = {
    "api_token",
    "caption",
    "file_name",
    "id_instance",
    "media_url",
    "published_id",
    "status_id",
    "text",
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> dict[str, Any]:
    """Return diagnostics for a config entry, loaded or not."""
    diagnostics = {
        "data": dict(entry.data),
        "options": dict(entry.options),
        "state": entry.state.value,
        # The key only: texts of errors are for the log.
        "reason": entry.error_reason_translation_key,
        "polling_disabled": entry.pref_disable_polling,
    }
    if entry.state is ConfigEntryState.LOADED:
        diagnostics |= _account(entry.runtime_data)
    return async_redact_data(diagnostics, TO_REDACT)


def _account(account: GreenApiData) -> dict[str, Any]:
    """Return how a loaded account is doing."""
    data = account.coordinator.data
    return {
        "poll": _coordinator(account.coordinator),
        "views": None if account.views is None else _coordinator(account.views),
        "contact_statuses": None
        if account.contact_statuses is None
        else _contacts(account.contact_statuses),
        "instance_state": data.instance_state,
        "connected": data.connected,
        "last_reply": None if data.reply is None else _reply(data.reply),
        "journal": journal_to_dict(data.journal),
    }


def _contacts(coordinator: ContactStatusesCoordinator) -> dict[str, Any]:
    """Return the numbers of what contacts post, and nothing of theirs."""
    reply = coordinator.reply
    return {
        **_coordinator(coordinator),
        "last_reply": None if reply is None else _reply(reply),
        "known": len(coordinator.data.journal.records),
        "active": len(coordinator.data.active),
        "contacts": len(coordinator.data.contacts),
    }


def _coordinator(coordinator: DataUpdateCoordinator[Any]) -> dict[str, Any]:
    """Return whether a coordinator succeeds."""
    error = coordinator.last_exception
    return {
        "last_update_success": coordinator.last_update_success,
        "last_exception": None if error is None else type(error).__name__,
        "last_exception_key": getattr(error, "translation_key", None),
        "update_interval": coordinator.update_interval
        and coordinator.update_interval.total_seconds(),
    }


def _reply(reply: StatusReply) -> dict[str, Any]:
    """Return the numbers of a list. Unknown states are text from outside: only their lengths are given."""
    return {
        "minutes": reply.minutes,
        "size": len(reply.body),
        "statuses": len(reply.statuses),
        "thumbnails": len(reply.thumbnails),
        "skipped": reply.skipped,
        "unknown_states": sorted(len(state) for state in reply.unknown_states),
    }
