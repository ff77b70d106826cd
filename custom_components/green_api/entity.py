"""Base entities of an account."""

from typing import Any, override

from homeassistant.core import Context, callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import (
    CoordinatorEntity,
    DataUpdateCoordinator,
)

from .const import CONF_ID_INSTANCE, CONSOLE_URL, DOMAIN
from .contacts import ContactStatusesCoordinator
from .coordinator import GreenApiCoordinator
from .data import GreenApiConfigEntry


class AccountEntity[C: DataUpdateCoordinator[Any]](CoordinatorEntity[C]):
    """An entity of one account, which shows what one of its coordinators knows."""

    _attr_has_entity_name = True

    def __init__(
        self, entry: GreenApiConfigEntry, coordinator: C, description: EntityDescription
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator)
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
            self._attribute()
            super()._handle_coordinator_update()

    def _attribute(self) -> None:
        """Note which action, if any, led to what is written next."""


class GreenApiEntity(AccountEntity[GreenApiCoordinator]):
    """An entity that shows the account and its own statuses."""

    def __init__(
        self, entry: GreenApiConfigEntry, description: EntityDescription
    ) -> None:
        """Initialize the entity."""
        super().__init__(entry, entry.runtime_data.coordinator, description)

    @override
    def _attribute(self) -> None:
        self._attribute_to(self.coordinator.context_of())

    @callback
    def _attribute_to(self, context: Context | None) -> None:
        """Show what is written next as done by an action or, without a context, by nobody here."""
        self._context = None
        if context is not None:
            self.async_set_context(context)


class ContactsEntity(AccountEntity[ContactStatusesCoordinator]):
    """An entity that shows the statuses of contacts. There is none while these are not wanted."""

    @property
    @override
    def available(self) -> bool:
        """Return whether the statuses of contacts are known and up to date."""
        return self.coordinator.is_available
