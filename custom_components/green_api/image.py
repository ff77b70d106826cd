"""Image entity of an account: what the latest picture or video status looks like."""

from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import GreenApiConfigEntry, GreenApiCoordinator
from .entity import GreenApiEntity
from .media import SIGNAL_PICTURE

PARALLEL_UPDATES = 0

LATEST_MEDIA = ImageEntityDescription(
    key="latest_media", translation_key="latest_media"
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the image of an account."""
    async_add_entities([GreenApiImage(hass, entry.runtime_data, LATEST_MEDIA)])


class GreenApiImage(GreenApiEntity, ImageEntity):
    """The latest image or video status that is not deleted: its thumbnail at once, then its picture."""

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: GreenApiCoordinator,
        description: ImageEntityDescription,
    ) -> None:
        """Initialize the image."""
        super().__init__(coordinator, description)
        ImageEntity.__init__(self, hass)
        self._show()

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for pictures, which come between polls."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(
                self.hass,
                SIGNAL_PICTURE.format(self.coordinator.config_entry.entry_id),
                self._handle_coordinator_update,
            )
        )

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Show another picture, if there is one."""
        self._show()
        super()._handle_coordinator_update()

    @override
    def _shows(self) -> object:
        """Return all that the state is made of."""
        return self.available, self._picture

    def _show(self) -> None:
        """Take over the picture that there is."""
        self._picture = self.coordinator.media.latest
        self._attr_image_last_updated = None
        if self._picture is not None:
            self._attr_image_last_updated = self._picture.changed
            self._attr_content_type = self._picture.content_type

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture."""
        if self._picture is None:
            return None
        return await self.coordinator.media.async_read(self._picture)
