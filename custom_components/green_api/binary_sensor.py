"""Binary sensor of an account: whether new statuses can be expected."""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import GreenApiConfigEntry
from .entity import GreenApiEntity

PARALLEL_UPDATES = 0

CONNECTED = BinarySensorEntityDescription(
    key="connected",
    translation_key="connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensor of an account."""
    async_add_entities([GreenApiConnected(entry, CONNECTED)])


class GreenApiConnected(GreenApiEntity, BinarySensorEntity):
    """Whether GREEN-API answers and the instance is linked to its phone."""

    @property
    @override
    def available(self) -> bool:
        """Return true: the state itself says that nothing can be reached."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the account is connected."""
        return self.coordinator.connected

    @override
    def _state_inputs(self) -> object:
        """Return all that the state is made of."""
        return self.is_on
