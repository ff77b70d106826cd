"""Statuses in the media browser: account, day, status; or account, contacts, contact, status."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final, override
from urllib.parse import quote

from homeassistant.components.media_player import (
    BrowseError,
    MediaClass,
    MediaType,
    SearchMedia,
    SearchMediaQuery,
)
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .client import Sender, StatusType
from .const import DOMAIN
from .contacts import ContactStatuses, ContactStatusesCoordinator
from .data import GreenApiConfigEntry
from .http import TEXT_PICTURE_TYPE, Kind, signed_url
from .journal import StatusRecord, newest_first
from .media import MediaDeadLinkError, MediaError, MediaRefusedError
from .permissions import READ_CONTACTS, is_visible
from .util import from_unix

MAX_TITLE: Final = 100
MAX_SEARCH_RESULTS: Final = 100
# In the place of a day.
CONTACTS: Final = "contacts"

# A text is shown as a picture of it.
CLASSES: Final = {
    StatusType.TEXT: MediaClass.IMAGE,
    StatusType.IMAGE: MediaClass.IMAGE,
    StatusType.VIDEO: MediaClass.VIDEO,
    StatusType.AUDIO: MediaClass.MUSIC,
}
# What each type is most likely to be; it is found out when it is played.
CONTENT_TYPES: Final = {
    StatusType.TEXT: TEXT_PICTURE_TYPE,
    StatusType.IMAGE: "image/jpeg",
    StatusType.VIDEO: "video/mp4",
    StatusType.AUDIO: "audio/ogg",
}


async def async_get_media_source(hass: HomeAssistant) -> GreenApiMediaSource:
    """Set up the media source."""
    return GreenApiMediaSource(hass, (await _async_texts(hass))["statuses"])


class GreenApiMediaSource(MediaSource):
    """The statuses of all accounts.

    An identifier is `account/day/status` or `account/contacts/contact/status`, or the beginning of it; the account goes
    by its instance.
    """

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        """Initialize the media source."""
        super().__init__(DOMAIN)
        self.name = name
        self.hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where the media of a status can be played; the day may be any."""
        account, _, rest = _identifier(item).partition("/")
        if (entry := _loaded_entry(self.hass, account)) is None:
            raise _error(Unresolvable, "account_not_loaded", account=account)
        day, _, status_id = rest.partition("/")
        data = entry.runtime_data
        contacts = _contacts(self.hass, entry) if day == CONTACTS else None
        if contacts is not None:
            status_id = status_id.partition("/")[2]
            record = contacts.data.find(status_id)
        else:
            record = data.coordinator.data.journal.records.get(status_id)
        if record is None or record.deleted:
            raise _error(Unresolvable, "unknown_media", identifier=_identifier(item))
        kind: Kind = "media" if contacts is None else "contact_media"
        url = signed_url(self.hass, entry, status_id, kind)
        if record.status.type is StatusType.TEXT:
            return PlayMedia(url, TEXT_PICTURE_TYPE)
        if (picture := data.media.pictures.get(status_id)) is not None:
            return PlayMedia(url, picture.content_type, path=picture.path)
        if record.status.media_url is None:
            raise _error(Unresolvable, "media_unavailable")
        try:
            source = await data.media.async_source(record)
        except MediaDeadLinkError:
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
            root = _folder("", self.name or DOMAIN, MediaClass.APP)
            root.children = [
                _folder(entry.unique_id or "", entry.title, MediaClass.DIRECTORY)
                for entry in _loaded_entries(self.hass)
            ]
            return root
        if (entry := _loaded_entry(self.hass, account)) is None:
            raise _error(BrowseError, "account_not_loaded", account=account)
        days = _by_day(entry)
        texts = await _async_texts(self.hass)
        if not rest:
            node = _folder(account, entry.title, MediaClass.DIRECTORY)
            node.children = [
                self._day(entry, day, records, texts) for day, records in days.items()
            ]
            if _contacts(self.hass, entry) is not None:
                folder = f"{account}/{CONTACTS}"
                node.children.append(
                    _folder(folder, texts[CONTACTS], MediaClass.DIRECTORY)
                )
            return node
        day, _, status_id = rest.partition("/")
        if day == CONTACTS and (contacts := _contacts(self.hass, entry)) is not None:
            return self._browse_contacts(
                entry, contacts, status_id, texts[CONTACTS], _identifier(item)
            )
        records = days.get(day, [])
        for record in records:
            if record.status_id == status_id:
                return self._status(entry, record)
        if status_id or not records:
            raise _error(BrowseError, "unknown_media", identifier=_identifier(item))
        node = self._day(entry, day, records, texts)
        node.children = [self._status(entry, record) for record in records]
        return node

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        """Return the statuses in whose text, type or account all words are found, the newest of each account first."""
        account, _, rest = _identifier(item).partition("/")
        entries = _loaded_entries(self.hass)
        if account:
            if (entry := _loaded_entry(self.hass, account)) is None:
                raise _error(BrowseError, "account_not_loaded", account=account)
            entries = [entry]
        words = query.search_query.casefold().split()
        classes = query.media_filter_classes
        found: list[BrowseMediaSource] = []
        for entry in entries:
            for haystack, browse in self._candidates(entry, rest):
                if len(found) >= MAX_SEARCH_RESULTS:
                    break
                if all(word in haystack for word in words):
                    status = browse()
                    if not classes or status.media_class in classes:
                        found.append(status)
        return SearchMedia(result=found)

    def _candidates(
        self, entry: GreenApiConfigEntry, folder: str
    ) -> Iterator[tuple[str, Callable[[], BrowseMediaSource]]]:
        """Return the statuses in a folder of an account: what a search looks at, and how to show each."""
        folder, _, rest = folder.partition("/")
        for record in _newest_first(entry):
            if folder in ("", _day_of(record).isoformat()):
                yield (
                    _searchable_text(entry, record),
                    partial(self._status, entry, record),
                )
        contacts = _contacts(self.hass, entry)
        if contacts is None or folder not in ("", CONTACTS):
            return
        key = rest.partition("/")[0]
        for record in contacts.data.active:
            sender = contacts.data.sender(record)
            if key in ("", _contact_key(sender)):
                names = (sender.contact_name, sender.own_name)
                yield (
                    _searchable_text(entry, record, names),
                    partial(self._contact_status, entry, contacts, record),
                )

    def _day(
        self,
        entry: GreenApiConfigEntry,
        day: str,
        records: Iterable[StatusRecord],
        texts: Mapping[str, str],
    ) -> BrowseMediaSource:
        """Return a day, with the newest picture of it."""
        title = _day_title(date.fromisoformat(day), texts)
        node = _folder(f"{entry.unique_id}/{day}", title, MediaClass.DIRECTORY)
        thumbnails = (self._thumbnail(entry, record) for record in records)
        node.thumbnail = next((url for url in thumbnails if url is not None), None)
        return node

    def _status(
        self, entry: GreenApiConfigEntry, record: StatusRecord
    ) -> BrowseMediaSource:
        """Return a status."""
        data = entry.runtime_data
        kind = record.status.type
        picture = data.media.pictures.get(record.status_id)
        title = data.coordinator.data.snapshot.title(record, MAX_TITLE)
        content_type = "" if kind is None else CONTENT_TYPES[kind]
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=(
                f"{entry.unique_id}/{_day_of(record).isoformat()}/{record.status_id}"
            ),
            media_class=MediaClass.URL if kind is None else CLASSES[kind],
            media_content_type=picture.content_type if picture else content_type,
            title=title or record.status_id,
            can_play=kind is StatusType.TEXT
            or picture is not None
            or record.status.media_url is not None,
            can_expand=False,
            thumbnail=self._thumbnail(entry, record),
        )

    def _browse_contacts(
        self,
        entry: GreenApiConfigEntry,
        contacts: ContactStatusesCoordinator,
        rest: str,
        title: str,
        identifier: str,
    ) -> BrowseMediaSource:
        """Return a level of the folder of contacts with what is in it."""
        if not rest:
            node = _folder(identifier, title, MediaClass.DIRECTORY)
            node.children = [
                self._contact(entry, contacts, contact)
                for contact in contacts.data.contacts
            ]
            return node
        key, _, status_id = rest.partition("/")
        for contact in contacts.data.contacts:
            if _contact_key(contact.sender) != key:
                continue
            if not status_id:
                node = self._contact(entry, contacts, contact)
                node.children = [
                    self._contact_status(entry, contacts, record)
                    for record in contact.records
                ]
                return node
            for record in contact.records:
                if record.status_id == status_id:
                    return self._contact_status(entry, contacts, record)
        raise _error(BrowseError, "unknown_media", identifier=identifier)

    def _contact(
        self,
        entry: GreenApiConfigEntry,
        contacts: ContactStatusesCoordinator,
        contact: ContactStatuses,
    ) -> BrowseMediaSource:
        """Return a contact, with the newest picture."""
        sender = contact.sender
        node = _folder(
            f"{entry.unique_id}/{CONTACTS}/{_contact_key(sender)}",
            sender.name or sender.phone or sender.contact_id or "…",
            MediaClass.DIRECTORY,
        )
        node.thumbnail = self._contact_thumbnail(entry, contacts, contact.latest)
        return node

    def _contact_status(
        self,
        entry: GreenApiConfigEntry,
        contacts: ContactStatusesCoordinator,
        record: StatusRecord,
    ) -> BrowseMediaSource:
        """Return a status of a contact."""
        kind = record.status.type
        key = _contact_key(contacts.data.sender(record))
        title = entry.runtime_data.coordinator.data.snapshot.title(record, MAX_TITLE)
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=f"{entry.unique_id}/{CONTACTS}/{key}/{record.status_id}",
            media_class=MediaClass.URL if kind is None else CLASSES[kind],
            media_content_type="" if kind is None else CONTENT_TYPES[kind],
            title=title or record.status_id,
            can_play=kind is StatusType.TEXT or record.status.media_url is not None,
            can_expand=False,
            thumbnail=self._contact_thumbnail(entry, contacts, record),
        )

    def _contact_thumbnail(
        self,
        entry: GreenApiConfigEntry,
        contacts: ContactStatusesCoordinator,
        record: StatusRecord,
    ) -> str | None:
        """Return a link to the small picture of a contact's status."""
        if record.status.type is StatusType.TEXT:
            return signed_url(self.hass, entry, record.status_id, "contact_media")
        if contacts.thumbnail(record.status_id) is not None:
            return signed_url(self.hass, entry, record.status_id, "contact_thumbnail")
        return None

    def _thumbnail(
        self, entry: GreenApiConfigEntry, record: StatusRecord
    ) -> str | None:
        """Return a link to the small picture of a status."""
        if record.status.type is StatusType.TEXT:
            return signed_url(self.hass, entry, record.status_id, "media")
        if entry.runtime_data.media.has_thumbnail(record.status_id):
            return signed_url(self.hass, entry, record.status_id, "thumbnail")
        return None


def _identifier(item: MediaSourceItem) -> str:
    """Return the identifier of an item; that of the root is None, whatever its type says."""
    return item.identifier or ""


def _loaded_entries(hass: HomeAssistant) -> list[GreenApiConfigEntry]:
    """Return the entries of the loaded accounts that the user may see, by title."""
    entries: list[GreenApiConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    return sorted(
        (entry for entry in entries if is_visible(hass, entry)),
        key=lambda entry: entry.title,
    )


def _loaded_entry(hass: HomeAssistant, account: str) -> GreenApiConfigEntry | None:
    """Return the entry of an account, if it is loaded."""
    entries = _loaded_entries(hass)
    return next((entry for entry in entries if entry.unique_id == account), None)


def _contacts(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> ContactStatusesCoordinator | None:
    """Return what knows the statuses of contacts, None if these are not wanted or the user may not see them."""
    if not is_visible(hass, entry, READ_CONTACTS):
        return None
    return entry.runtime_data.contact_statuses


def _contact_key(sender: Sender) -> str:
    """Return what a contact goes by in an identifier."""
    return quote(sender.contact_id, safe="@") or "-"


def _newest_first(entry: GreenApiConfigEntry) -> list[StatusRecord]:
    """Return the statuses that are known and not deleted, newest first."""
    records = entry.runtime_data.coordinator.data.journal.records
    return newest_first(record for record in records.values() if not record.deleted)


def _by_day(entry: GreenApiConfigEntry) -> dict[str, list[StatusRecord]]:
    """Return the statuses by local day, newest first."""
    days: dict[str, list[StatusRecord]] = {}
    for record in _newest_first(entry):
        days.setdefault(_day_of(record).isoformat(), []).append(record)
    return days


def _day_of(record: StatusRecord) -> date:
    """Return the day on which a status was posted, where the user is."""
    return dt_util.as_local(from_unix(record.posted_at)).date()


def _searchable_text(
    entry: GreenApiConfigEntry, record: StatusRecord, senders: Iterable[str | None] = ()
) -> str:
    """Return what a search looks at: the words of a status, its type in the user's language, its account and sender."""
    status = record.status
    kind = status.type
    names = entry.runtime_data.coordinator.data.snapshot.names
    parts = (
        status.text,
        status.caption,
        kind,
        None if kind is None else names[kind],
        entry.title,
        *senders,
    )
    return "\n".join(part for part in parts if part).casefold()


async def _async_texts(hass: HomeAssistant) -> Mapping[str, str]:
    """Return the texts of days in the language of Home Assistant."""
    language = hass.config.language
    texts = await async_get_translations(hass, language, "common", {DOMAIN})
    texts = {key.rpartition(".")[2]: text for key, text in texts.items()}
    if hass.config.country == "US":
        texts["date"] = texts["date_us"]
    return texts


def _day_title(day: date, texts: Mapping[str, str]) -> str:
    """Return how people call a day. A year is not needed: statuses are kept for a month."""
    today = dt_util.now().date()
    if day == today:
        return texts["today"]
    if day == today - timedelta(days=1):
        return texts["yesterday"]
    return texts["date"].format(day=day.day, month=texts[f"month_{day.month}"])


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
        can_search=True,
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
