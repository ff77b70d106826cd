"""Image entity of an account: the picture of the latest image or video status."""

from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import GreenApiConfigEntry
from .entity import GreenApiEntity
from .media import SIGNAL_LATEST_PICTURE

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
    async_add_entities([GreenApiImage(hass, entry, LATEST_MEDIA)])


class GreenApiImage(GreenApiEntity, ImageEntity):
    """The newest status with a picture that is not deleted: its thumbnail at once, then the picture itself."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GreenApiConfigEntry,
        description: ImageEntityDescription,
    ) -> None:
        """Initialize the image."""
        super().__init__(entry, description)
        ImageEntity.__init__(self, hass)
        self._media = entry.runtime_data.media
        self._set_latest()

    @property
    @override
    def available(self) -> bool:
        """Return whether there is a picture."""
        return super().available and self._latest is not None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for pictures, which also come between polls."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(
                self.hass,
                SIGNAL_LATEST_PICTURE.format(self._entry.entry_id),
                self._handle_coordinator_update,
            )
        )

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Show another picture, if there is one."""
        self._set_latest()
        super()._handle_coordinator_update()

    @override
    def _state_inputs(self) -> object:
        """Return all that the state is made of."""
        return self.available, self._latest

    def _set_latest(self) -> None:
        """Take over the latest picture."""
        self._latest = latest = self._media.latest
        self._attr_image_last_updated = None if latest is None else latest.changed_at

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture."""
        if self._latest is None:
            return None
        picture = await self._media.async_picture(self._latest.status_id)
        if picture is None:
            return None
        content, self._attr_content_type = picture
        return content
