"""Notify entity of an account: a message becomes a text status."""

from typing import override

from homeassistant.components.notify import NotifyEntity, NotifyEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import GreenApiConfigEntry
from .entity import GreenApiEntity
from .posting import async_post_text

PARALLEL_UPDATES = 1

POST = NotifyEntityDescription(key="post", translation_key="post")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the notify entity of an account."""
    async_add_entities([GreenApiPost(entry, POST)])


class GreenApiPost(GreenApiEntity, NotifyEntity):
    """Posts messages as statuses."""

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Post a text status."""
        await async_post_text(self.hass, self._entry, message, context=self._context)
