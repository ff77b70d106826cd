"""Base entity of an account."""

from typing import override

from homeassistant.core import Context, callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_ID_INSTANCE, CONSOLE_URL, DOMAIN
from .coordinator import GreenApiCoordinator
from .data import GreenApiConfigEntry


class GreenApiEntity(CoordinatorEntity[GreenApiCoordinator]):
    """An entity of one account."""

    _attr_has_entity_name = True

    def __init__(
        self, entry: GreenApiConfigEntry, description: EntityDescription
    ) -> None:
        """Initialize the entity."""
        super().__init__(entry.runtime_data.coordinator)
        self.entity_description = description
        self._entry = entry
        id_instance = entry.data[CONF_ID_INSTANCE]
        self._attr_unique_id = f"{id_instance}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, id_instance)},
            name=entry.title,
            manufacturer="GREEN-API",
            model="WhatsApp instance",
            serial_number=id_instance,
            configuration_url=CONSOLE_URL,
            entry_type=DeviceEntryType.SERVICE,
        )
        self._written: object = None

    @override
    async def async_added_to_hass(self) -> None:
        """Remember what the first state is made of."""
        await super().async_added_to_hass()
        self._written = self._state_inputs()

    def _state_inputs(self) -> object:
        """Return all that the state is made of."""
        return self.available

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if it changed."""
        if (inputs := self._state_inputs()) != self._written:
            self._written = inputs
            self._attribute_to(self.coordinator.context_of())
            super()._handle_coordinator_update()

    @callback
    def _attribute_to(self, context: Context | None) -> None:
        """Show what is written next as done by an action or, without a context, by nobody here."""
        self._context = None
        if context is not None:
            self.async_set_context(context)
