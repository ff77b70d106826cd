"""Base entity of an account."""

from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_ID_INSTANCE, CONSOLE_URL, DOMAIN
from .coordinator import GreenApiCoordinator


class GreenApiEntity(CoordinatorEntity[GreenApiCoordinator]):
    """An entity of one account."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: GreenApiCoordinator, description: EntityDescription
    ) -> None:
        """Initialize the entity. The device goes by the instance, so that no phone number gets into entity ids."""
        super().__init__(coordinator)
        self.entity_description = description
        id_instance = coordinator.config_entry.data[CONF_ID_INSTANCE]
        self._attr_unique_id = f"{id_instance}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, id_instance)},
            name=f"GREEN-API {id_instance}",
            manufacturer="GREEN-API",
            model="WhatsApp instance",
            configuration_url=CONSOLE_URL,
            entry_type=DeviceEntryType.SERVICE,
        )
        self._shown: object = None

    @override
    async def async_added_to_hass(self) -> None:
        """Remember what the first state is made of."""
        await super().async_added_to_hass()
        self._shown = self._shows()

    def _shows(self) -> object:
        """Return all that the state is made of."""
        return self.available

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write a state, unless it would be the one that stands."""
        if (shown := self._shows()) != self._shown:
            self._shown = shown
            super()._handle_coordinator_update()
