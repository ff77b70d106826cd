"""Image entities of an account: the picture of the latest image or video status, its own and that of a contact."""

import asyncio
from typing import Final, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import StatusType
from .contacts import ContactStatusesCoordinator
from .data import GreenApiConfigEntry
from .entity import ContactsEntity, GreenApiEntity
from .journal import StatusRecord
from .media import PICTURE_TYPES, SIGNAL_LATEST_PICTURE, MediaError, read_thumbnail
from .util import from_unix

PARALLEL_UPDATES = 0

LATEST_MEDIA = ImageEntityDescription(
    key="latest_media", translation_key="latest_media"
)
LATEST_CONTACT_MEDIA = ImageEntityDescription(
    key="latest_contact_media", translation_key="latest_contact_media"
)
# Seconds for a picture of a contact, less than Home Assistant waits for an image; the small one is shown after that.
DOWNLOAD_TIMEOUT: Final = 8


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the images of an account."""
    async_add_entities([GreenApiImage(hass, entry, LATEST_MEDIA)])
    if (contacts := entry.runtime_data.contact_statuses) is not None:
        async_add_entities([ContactImage(hass, entry, contacts, LATEST_CONTACT_MEDIA)])


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


class ContactImage(ContactsEntity, ImageEntity):
    """The newest picture that a contact shows. It is fetched when somebody looks, and kept in memory only."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GreenApiConfigEntry,
        coordinator: ContactStatusesCoordinator,
        description: ImageEntityDescription,
    ) -> None:
        """Initialize the image."""
        super().__init__(entry, coordinator, description)
        ImageEntity.__init__(self, hass)
        # The picture that was fetched last, and of which status.
        self._fetched: tuple[str, bytes, str] | None = None
        self._state_inputs()

    @property
    @override
    def available(self) -> bool:
        """Return whether there is a picture."""
        return super().available and self.coordinator.data.latest_picture is not None

    @override
    def _state_inputs(self) -> object:
        """Return all that the state is made of."""
        latest = self.coordinator.data.latest_picture
        self._attr_image_last_updated = (
            None if latest is None else from_unix(latest.posted_at)
        )
        if self._fetched is not None and (
            latest is None or latest.status_id != self._fetched[0]
        ):
            self._fetched = None
        return self.available, None if latest is None else latest.status_id

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture, or else the small one that came with the list."""
        if (latest := self.coordinator.data.latest_picture) is None:
            return None
        if self._fetched is None and latest.status.type is StatusType.IMAGE:
            picture = await self._async_download(latest)
            if picture is not None and latest is self.coordinator.data.latest_picture:
                self._fetched = latest.status_id, *picture
        if self._fetched is not None:
            _, content, self._attr_content_type = self._fetched
            return content
        encoded = self.coordinator.thumbnail(latest.status_id)
        if encoded is None or (thumbnail := read_thumbnail(encoded)) is None:
            return None
        content, self._attr_content_type = thumbnail
        return content

    async def _async_download(self, record: StatusRecord) -> tuple[bytes, str] | None:
        """Return the picture behind the link of a status and its type, None if it cannot be fetched."""
        if (link := record.status.media_url) is None:
            return None
        downloader = self._entry.runtime_data.media.downloader
        try:
            async with asyncio.timeout(DOWNLOAD_TIMEOUT):
                picture = await downloader.download(link)
        except MediaError, TimeoutError:
            return None
        return picture if picture[1] in PICTURE_TYPES else None
