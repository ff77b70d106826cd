"""Statuses in the media browser: account, day, status."""

from collections.abc import Iterable
from datetime import date
from typing import Final, override

from homeassistant.components.media_player import BrowseError, MediaClass, MediaType
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .client import StatusType
from .const import DOMAIN
from .coordinator import GreenApiConfigEntry
from .fetch import MediaError, MediaGoneError, MediaRefusedError
from .http import signed_url
from .journal import Entry
from .overview import MAX_ITEM_TITLE, moment

CLASSES: Final = {
    StatusType.TEXT: MediaClass.URL,
    StatusType.IMAGE: MediaClass.IMAGE,
    StatusType.VIDEO: MediaClass.VIDEO,
    StatusType.AUDIO: MediaClass.MUSIC,
}
# What each type is most likely to be; playing finds out.
CONTENT_TYPES: Final = {
    StatusType.TEXT: "text/plain",
    StatusType.IMAGE: "image/jpeg",
    StatusType.VIDEO: "video/mp4",
    StatusType.AUDIO: "audio/ogg",
}


async def async_get_media_source(hass: HomeAssistant) -> GreenApiMediaSource:
    """Set up the media source."""
    return GreenApiMediaSource(hass)


class GreenApiMediaSource(MediaSource):
    """The statuses of all accounts.

    An identifier is `account/day/status`, or the beginning of it; the account goes by its instance.
    """

    name = "GREEN-API"

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialize the media source."""
        super().__init__(DOMAIN)
        self.hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where the media of a status can be played; the day may be any."""
        account, _, rest = _identifier(item).partition("/")
        if (config_entry := _account(self.hass, account)) is None:
            raise _error(Unresolvable, "account_not_loaded", account=account)
        status_id = rest.partition("/")[2]
        entry = config_entry.runtime_data.data.journal.entries.get(status_id)
        if entry is None or entry.deleted:
            raise _error(Unresolvable, "unknown_media", identifier=_identifier(item))
        if entry.status.type is StatusType.TEXT:
            raise _error(Unresolvable, "not_playable")
        library = config_entry.runtime_data.media
        url = signed_url(self.hass, config_entry, status_id, "media")
        if (picture := library.pictures.get(status_id)) is not None:
            return PlayMedia(url, picture.content_type, path=picture.path)
        if entry.status.media_url is None:
            raise _error(Unresolvable, "media_unavailable")
        try:
            source = await library.async_source(entry)
        except MediaGoneError:
            raise _error(Unresolvable, "media_expired") from None
        except MediaRefusedError:
            raise _error(Unresolvable, "media_refused") from None
        except MediaError:
            raise _error(Unresolvable, "media_unavailable") from None
        return PlayMedia(url, source.content_type)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return a level of the tree with what is in it."""
        account, _, rest = _identifier(item).partition("/")
        if not account:
            entries = self.hass.config_entries.async_loaded_entries(DOMAIN)
            entries.sort(key=lambda each: each.title)
            root = _folder("", self.name or DOMAIN, MediaClass.APP)
            root.children = [
                _folder(each.unique_id or "", each.title, MediaClass.DIRECTORY)
                for each in entries
            ]
            return root
        if (config_entry := _account(self.hass, account)) is None:
            raise _error(BrowseError, "account_not_loaded", account=account)
        days = _by_day(config_entry)
        if not rest:
            node = _folder(account, config_entry.title, MediaClass.DIRECTORY)
            node.children = [
                self._day(config_entry, day, entries) for day, entries in days.items()
            ]
            return node
        day, _, status_id = rest.partition("/")
        for entry in days.get(day, ()):
            if entry.status_id == status_id:
                return self._status(config_entry, day, entry)
        if status_id or day not in days:
            raise _error(BrowseError, "unknown_media", identifier=_identifier(item))
        node = self._day(config_entry, day, days[day])
        node.children = [self._status(config_entry, day, entry) for entry in days[day]]
        return node

    def _day(
        self, config_entry: GreenApiConfigEntry, day: str, entries: Iterable[Entry]
    ) -> BrowseMediaSource:
        """Return a day, which looks like the newest picture of it."""
        thumbnails = (self._thumbnail(config_entry, entry) for entry in entries)
        node = _folder(f"{config_entry.unique_id}/{day}", day, MediaClass.DIRECTORY)
        node.thumbnail = next((each for each in thumbnails if each), None)
        return node

    def _status(
        self, config_entry: GreenApiConfigEntry, day: str, entry: Entry
    ) -> BrowseMediaSource:
        """Return a status."""
        account = config_entry.runtime_data
        kind = entry.status.type or StatusType.TEXT
        picture = account.media.pictures.get(entry.status_id)
        title = account.data.overview.title(entry, MAX_ITEM_TITLE)
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=f"{config_entry.unique_id}/{day}/{entry.status_id}",
            media_class=CLASSES[kind],
            media_content_type=picture.content_type if picture else CONTENT_TYPES[kind],
            title=title or entry.status_id,
            can_play=kind is not StatusType.TEXT
            and (picture is not None or entry.status.media_url is not None),
            can_expand=False,
            thumbnail=self._thumbnail(config_entry, entry),
        )

    def _thumbnail(self, config_entry: GreenApiConfigEntry, entry: Entry) -> str | None:
        """Return a link to the thumbnail of a status."""
        if not config_entry.runtime_data.media.has_thumbnail(entry.status_id):
            return None
        return signed_url(self.hass, config_entry, entry.status_id, "thumbnail")


def _identifier(item: MediaSourceItem) -> str:
    """Return the identifier of an item; that of the root is None, whatever its type says."""
    return item.identifier or ""


def _account(hass: HomeAssistant, account: str) -> GreenApiConfigEntry | None:
    """Return the entry of an account, if it is loaded."""
    entries: list[GreenApiConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    return next((each for each in entries if each.unique_id == account), None)


def _by_day(config_entry: GreenApiConfigEntry) -> dict[str, list[Entry]]:
    """Return the statuses that are known and not deleted by local day, newest first."""
    days: dict[str, list[Entry]] = {}
    for entry in sorted(
        config_entry.runtime_data.data.journal.entries.values(),
        key=lambda entry: (entry.posted_at, entry.status_id),
        reverse=True,
    ):
        if not entry.deleted:
            days.setdefault(_day_of(entry).isoformat(), []).append(entry)
    return days


def _day_of(entry: Entry) -> date:
    """Return the day on which a status was posted, where the user is."""
    return dt_util.as_local(moment(entry.posted_at)).date()


def _folder(identifier: str, title: str, media_class: MediaClass) -> BrowseMediaSource:
    """Return a level of the tree, still empty."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=media_class,
        media_content_type=MediaType.APP if not identifier else "",
        title=title,
        can_play=False,
        can_expand=True,
    )


def _error[E: (BrowseError, Unresolvable)](
    kind: type[E], reason: str, **placeholders: str
) -> E:
    """Return what says in the user's language why there is nothing to see or play."""
    return kind(
        translation_domain=DOMAIN,
        translation_key=reason,
        translation_placeholders=placeholders,
    )
