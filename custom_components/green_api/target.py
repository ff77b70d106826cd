"""Which accounts a target of a trigger or condition means."""

from typing import Any, Final, cast

import voluptuous as vol

from homeassistant.const import (
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    CONF_OPTIONS,
    CONF_TARGET,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType, VolDictType

from .client import StatusType
from .const import DOMAIN
from .util import clean_input


def _sender(value: Any) -> str:
    """Validate a name or number; one that came out empty must not mean everybody."""
    text = cv.string(value)
    if not clean_input(text):
        raise vol.Invalid("A sender is empty")
    return text


# Which statuses are meant: of some types, of some contacts by name or number.
TYPES: Final = vol.All(cv.ensure_list, [vol.Coerce(StatusType)])
SENDERS: Final = vol.All(cv.ensure_list, [_sender])


def validate_config(
    hass: HomeAssistant, config: ConfigType, options: VolDictType
) -> ConfigType:
    """Validate a target and options. A device or an entity of another integration is refused."""
    schema = vol.Schema(
        {
            vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
            vol.Optional(CONF_OPTIONS, default=dict): options,
        }
    )
    config = cast("ConfigType", schema(config))
    target = config[CONF_TARGET]
    for device_id in target.get(ATTR_DEVICE_ID, ()):
        device, entry = dr.async_get_device_and_config_entry_for_domain(
            hass, device_id, domain=DOMAIN
        )
        if entry is None:
            name = device_id if device is None else device.name_by_user or device.name
            raise vol.Invalid(f"Device {name} is not a WhatsApp account")
    for entity_id in target.get(ATTR_ENTITY_ID, ()):
        entity = er.async_get(hass).async_get(entity_id)
        if entity is None or entity.platform != DOMAIN:
            raise vol.Invalid(f"Entity {entity_id} is not one of a WhatsApp account")
    return config


def accounts(hass: HomeAssistant, target: dict[str, Any]) -> set[str]:
    """Return the ids of the config entries whose devices or entities the target names now."""
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(target), expand_group=False, primary_entities_only=False
    )
    entries = {
        entry.entry_id
        for device_id in selected.referenced_devices
        for _, entry in (
            dr.async_get_device_and_config_entry_for_domain(
                hass, device_id, domain=DOMAIN
            ),
        )
        if entry is not None
    }
    entities = er.async_get(hass)
    return entries | {
        entity.config_entry_id
        for entity_id in selected.referenced | selected.indirectly_referenced
        if (entity := entities.async_get(entity_id)) is not None
        and entity.platform == DOMAIN
        and entity.config_entry_id is not None
    }
