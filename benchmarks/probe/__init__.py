"""A custom integration that measures others from within their Home Assistant, on command."""

from typing import Any

import voluptuous as vol

from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.typing import ConfigType

from .measure import (
    committed,
    cpu_of_idling,
    cpu_of_poll,
    cpu_of_setup,
    floor,
    memory,
    stall_of_poll,
)

DOMAIN = "probe"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Offer the measurements."""
    for command in (
        websocket_poll,
        websocket_floor,
        websocket_idle,
        websocket_reload,
        websocket_memory,
        websocket_commit,
    ):
        websocket_api.async_register_command(hass, command)
    return True


@websocket_api.websocket_command(
    {
        vol.Required("type"): "probe/poll",
        vol.Required("domain"): str,
        vol.Required("stall"): bool,
    }
)
@websocket_api.async_response
async def websocket_poll(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Poll, and tell what it took."""
    measure = stall_of_poll if msg["stall"] else cpu_of_poll
    connection.send_result(msg["id"], await measure(hass, msg["domain"]))


@websocket_api.websocket_command(
    {vol.Required("type"): "probe/floor", vol.Required("url"): str}
)
@websocket_api.async_response
async def websocket_floor(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Do the least that can be done, and tell what it took."""
    connection.send_result(msg["id"], await floor(hass, msg["url"]))


@websocket_api.websocket_command(
    {vol.Required("type"): "probe/idle", vol.Required("seconds"): vol.Coerce(float)}
)
@websocket_api.async_response
async def websocket_idle(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Do nothing for a while, and tell what Home Assistant took meanwhile."""
    connection.send_result(msg["id"], await cpu_of_idling(msg["seconds"]))


@websocket_api.websocket_command(
    {vol.Required("type"): "probe/reload", vol.Required("domain"): str}
)
@websocket_api.async_response
async def websocket_reload(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Unload an entry and set it up again, and tell what the latter took."""
    connection.send_result(msg["id"], await cpu_of_setup(hass, msg["domain"]))


@websocket_api.websocket_command({vol.Required("type"): "probe/memory"})
@callback
def websocket_memory(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Tell how much memory is held."""
    connection.send_result(msg["id"], memory())


@websocket_api.websocket_command({vol.Required("type"): "probe/commit"})
@websocket_api.async_response
async def websocket_commit(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Tell when the database has everything."""
    await committed(hass)
    connection.send_result(msg["id"])
