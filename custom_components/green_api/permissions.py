"""Who may do what with an account, asked at every door: websocket, actions, HTTP views and media browser.

Reading needs to be allowed to read the sensor of the latest status, reading the statuses of contacts that of their
number; posting, deleting and seeing people need control of the notify entity. Where that entity is missing, only
administrators may.
"""

from dataclasses import dataclass
from typing import Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.websocket_api import current_connection
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .const import CONF_ID_INSTANCE, DOMAIN
from .data import GreenApiConfigEntry


@dataclass(frozen=True, slots=True)
class Permission:
    """What a user must be allowed to do with an entity of the account."""

    platform: Platform
    key: str
    policy: str


READ: Final = Permission(Platform.SENSOR, "latest_status", POLICY_READ)
READ_CONTACTS: Final = Permission(Platform.SENSOR, "contact_statuses", POLICY_READ)
POST: Final = Permission(Platform.NOTIFY, "post", POLICY_CONTROL)


@callback
def is_allowed(
    hass: HomeAssistant, user: User, entry: GreenApiConfigEntry, permission: Permission
) -> bool:
    """Return whether a user has a permission for an account."""
    if user.is_admin:
        return True
    entity_id = er.async_get(hass).async_get_entity_id(
        permission.platform,
        DOMAIN,
        f"{entry.data[CONF_ID_INSTANCE]}_{permission.key}",
    )
    return entity_id is not None and user.permissions.check_entity(
        entity_id, permission.policy
    )


@callback
def check_user(
    hass: HomeAssistant, user: User, entry: GreenApiConfigEntry, permission: Permission
) -> None:
    """Raise Unauthorized if a user lacks a permission for an account."""
    if not is_allowed(hass, user, entry, permission):
        raise Unauthorized(
            user_id=user.id,
            config_entry_id=entry.entry_id,
            permission=permission.policy,
        )


async def async_check_context(
    hass: HomeAssistant,
    context: Context,
    entry: GreenApiConfigEntry,
    permission: Permission,
) -> None:
    """Raise Unauthorized if the user of a call lacks a permission; a call without a user (an automation) passes."""
    if context.user_id is None:
        return
    if (user := await hass.auth.async_get_user(context.user_id)) is None:
        raise UnknownUser(context=context, config_entry_id=entry.entry_id)
    check_user(hass, user, entry, permission)


@callback
def is_visible(
    hass: HomeAssistant, entry: GreenApiConfigEntry, permission: Permission = READ
) -> bool:
    """Return whether the user whose websocket message is answered may read an account; without one, everybody may."""
    connection = current_connection.get()
    return connection is None or is_allowed(hass, connection.user, entry, permission)
