"""Actions of an account."""

from typing import Any, Final, cast

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.helpers.selector import ConfigEntrySelector

from .audience import describe_viewer
from .client import GreenApiError
from .const import DOMAIN
from .coordinator import GreenApiConfigEntry, GreenApiCoordinator
from .verdict import explain

ATTR_NAMES: Final = "names"
ATTR_STATUS_ID: Final = "status_id"

ACCOUNT: Final = {
    vol.Optional(ATTR_CONFIG_ENTRY_ID): ConfigEntrySelector({"integration": DOMAIN})
}
GET_VIEWERS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        vol.Optional(ATTR_STATUS_ID): cv.string,
        vol.Optional(ATTR_NAMES, default=False): cv.boolean,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Set up the actions."""
    hass.services.async_register(
        DOMAIN,
        "get_viewers",
        _async_get_viewers,
        schema=GET_VIEWERS_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )


def _account(call: ServiceCall) -> GreenApiCoordinator:
    """Return the account that a call is about: the only one, if it names none."""
    entry: GreenApiConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    return entry.runtime_data


def _status_id(call: ServiceCall, account: GreenApiCoordinator) -> str:
    """Return the id of the status that a call is about: the latest one, if it names none."""
    status_id = call.data.get(ATTR_STATUS_ID)
    if status_id is None and (latest := account.data.overview.latest) is not None:
        return latest.status_id
    if status_id not in account.data.journal.entries:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_status",
            translation_placeholders={"status_id": status_id or "-"},
        )
    return cast("str", status_id)


async def _async_get_viewers(call: ServiceCall) -> ServiceResponse:
    """Tell whom a status reached."""
    account = _account(call)
    status_id = _status_id(call, account)
    try:
        viewers = await account.client.get_status_statistic(status_id)
        names = await account.audience.async_names() if call.data[ATTR_NAMES] else None
    except GreenApiError as error:
        raise explain(error) from error
    account.async_count(status_id, viewers)
    described: list[Any] = [describe_viewer(viewer, names) for viewer in viewers]
    return {"status_id": status_id, "viewers": described}
