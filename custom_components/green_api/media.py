"""The pictures of an account's statuses: what came with the lists, and what is fetched as the statuses appear."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import (
    HomeAssistantTCPConnector,
    async_get_clientsession,
)
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalTypeFormat

from .chores import Chores
from .client import StatusReply, StatusType
from .const import CONF_API_URL, DOMAIN, LOGGER
from .fetch import Fetcher, MediaError, MediaRefusedError, Source
from .journal import Entry, Journal
from .overview import Overview
from .picking import NEVER, Attempts, after_failure, choose, evict, keep
from .shelf import EXTENSIONS, Picture, Shelf
from .sniff import audible, decode, sniff

if TYPE_CHECKING:
    from .coordinator import GreenApiConfigEntry

# For the entity of one account, by entry id: a picture was fetched.
SIGNAL_PICTURE: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_{{}}_picture")

SLICE: Final = 50
# In base64, 64 characters are 48 bytes.
_SNIFFED: Final = 64


class MediaLibrary:
    """The pictures of one account, and the way to its media.

    Pictures are kept while people can see the status, that of the latest one until there is another. Disk and network
    are for a background task: no poll waits for them.
    """

    def __init__(self, hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
        """Initialize the library."""
        self.fetcher = Fetcher(
            async_get_clientsession(hass),
            partial(_async_resolve, hass),
            entry.data[CONF_API_URL],
        )
        self.pictures: dict[str, Picture] = {}
        self.thumbnails: dict[str, Picture] = {}
        self._hass = hass
        self._entry = entry
        self._shelf = _shelf(hass, entry.entry_id)
        self._chores = Chores(hass)
        self._overview: Overview | None = None
        self._reply: StatusReply | None = None
        self._kept: Sequence[Entry] = ()
        self._shown: Picture | None = None
        self._stamp = 0
        # Thumbnails: of which statuses they are still to be looked at, and as they came, those not on disk yet.
        self._untaken: list[str] = []
        self._unsaved: dict[str, str] = {}
        self._attempts: dict[str, Attempts] = {}
        self._full_at = 0
        self._work: asyncio.Task[None] | None = None
        self._cancel_retry: CALLBACK_TYPE | None = None
        entry.async_on_unload(self._stop_waiting)

    async def async_load(self, journal: Journal) -> None:
        """Find what was kept when Home Assistant stopped."""
        self.pictures, self.thumbnails = await self._chores.async_run(
            self._shelf.load, tuple(journal.entries)
        )
        stored = (*self.pictures.values(), *self.thumbnails.values())
        self._stamp = max((each.changed_at for each in stored), default=0)

    @property
    def latest(self) -> Picture | None:
        """Return what the latest status with a picture looks like, as well as is known."""
        if not self._kept:
            return None
        status_id = self._kept[0].status_id
        return self.pictures.get(status_id) or self.thumbnails.get(status_id)

    @property
    def _reported(self) -> Mapping[str, str]:
        """Return the thumbnails in the last reply, by the id of the status."""
        return {} if self._reply is None else self._reply.thumbnails

    def has_thumbnail(self, status_id: str) -> bool:
        """Return whether there is a small picture of a status."""
        return status_id in self.thumbnails or status_id in self._reported

    async def async_read(self, picture: Picture) -> bytes | None:
        """Return the content of a picture."""
        if (raw := self._unsaved.get(picture.name)) is not None:
            return decode(raw)
        try:
            return await self._chores.async_run(picture.path.read_bytes)
        except OSError:
            return None

    async def async_thumbnail(self, status_id: str) -> tuple[bytes, str] | None:
        """Return the small picture of a status, and its type. Older statuses have theirs as long as it is reported."""
        content = None
        if (picture := self.thumbnails.get(status_id)) is not None:
            content = await self.async_read(picture)
        elif status_id in self._reported:
            content = decode(self._reported[status_id])
        content_type = content and sniff(content)
        if not content or content_type not in EXTENSIONS:
            return None
        return content, content_type

    async def async_source(self, entry: Entry) -> Source:
        """Return what is behind the link of a status. Raises a MediaError."""
        source = await self.fetcher.probe(entry.status.media_url or "")
        if entry.status.type is StatusType.AUDIO:
            return replace(source, content_type=audible(source.content_type))
        return source

    @callback
    def async_update(
        self, journal: Journal, overview: Overview, reply: StatusReply | None
    ) -> None:
        """Take in what a poll brought, or the time."""
        if overview is self._overview and reply is self._reply:
            return
        self._overview, self._reply = overview, reply
        self._kept = keep(journal, overview)
        ids = {entry.status_id for entry in self._kept}
        for pictures in (self.pictures, self.thumbnails):
            for status_id in pictures.keys() - ids:
                self._drop(pictures.pop(status_id))
        self._untaken = [
            entry.status_id
            for entry in self._kept
            if entry.status_id in self._reported
            and entry.status_id not in self.thumbnails
        ]
        self._take_thumbnails()
        links = {entry.status.media_url for entry in self._kept}
        self._attempts = {
            link: each for link, each in self._attempts.items() if link in links
        }
        self._renew_latest()
        self._start()

    def _take_thumbnails(self) -> None:
        """Take the next thumbnails, newest first; a thousand at once would hold up everything else."""
        taken, self._untaken = self._untaken[:SLICE], self._untaken[SLICE:]
        for status_id in taken:
            raw = self._reported[status_id]
            content_type = sniff(decode(raw[:_SNIFFED]) or b"")
            if content_type not in EXTENSIONS:
                continue
            picture = self._shelf.place(
                status_id,
                content_type,
                len(raw) * 3 // 4,
                self._next_stamp(),
                thumbnail=True,
            )
            self.thumbnails[status_id] = picture
            self._unsaved[picture.name] = raw
            self._chores.add(self._save, picture)

    def _save(self, picture: Picture) -> None:
        """Put a thumbnail on disk; in the executor."""
        raw = self._unsaved.get(picture.name)
        if raw is not None and (content := decode(raw)) is not None:
            self._shelf.write(picture, content)
            self._unsaved.pop(picture.name, None)

    def _drop(self, picture: Picture) -> None:
        """Let a picture go."""
        self._unsaved.pop(picture.name, None)
        self._chores.add(self._shelf.remove, picture)

    def _renew_latest(self) -> None:
        """See to it that the time of the latest picture is the time at which it became that."""
        latest, shown = self.latest, self._shown
        if (
            latest is not None
            and shown is not None
            and latest.changed_at < shown.changed_at
        ):
            # What was shown is gone, and an older status is the latest again.
            status_id = self._kept[0].status_id
            latest = replace(latest, changed_at=self._next_stamp())
            known = self.pictures if status_id in self.pictures else self.thumbnails
            known[status_id] = latest
            self._chores.add(self._shelf.date, latest)
        self._shown = latest

    def _next_stamp(self) -> int:
        """Return the time in milliseconds, later each time: two pictures never come at once."""
        self._stamp = max(self._stamp + 1, int(_now() * 1000))
        return self._stamp

    @callback
    def _start(self, _now_: datetime | None = None) -> None:
        """Do what there is to do; a task that is at it sees to what is new, too."""
        self._stop_waiting()
        if self._work is None or self._work.done():
            self._work = self._entry.async_create_background_task(
                self._hass, self._async_work(), "keep pictures"
            )

    @callback
    def _stop_waiting(self) -> None:
        """Stop waiting for the time of another try."""
        if self._cancel_retry is not None:
            self._cancel_retry()
            self._cancel_retry = None

    async def _async_work(self) -> None:
        """Save, remove and fetch until all is done that can be done now."""
        while True:
            if self._untaken:
                self._take_thumbnails()
                await asyncio.sleep(0)
                continue
            if self._chores:
                await self._chores.async_do()
                continue
            entry, again_at = choose(
                self._kept, self.pictures, self._attempts, self._full_at, _now()
            )
            if entry is None:
                break
            await self._async_fetch(entry, cast("str", entry.status.media_url))
        if again_at is not None:
            self._stop_waiting()
            self._cancel_retry = async_call_later(
                self._hass, again_at - _now(), self._start
            )

    async def _async_fetch(self, entry: Entry, link: str) -> None:
        """Fetch the picture of a status, and keep it if it is still wanted then."""
        status_id = entry.status_id
        try:
            content, content_type = await self.fetcher.fetch(link)
            if content_type not in EXTENSIONS:
                raise MediaRefusedError
            picture = self._shelf.place(
                status_id, content_type, len(content), self._next_stamp()
            )
            await self._chores.async_run(self._shelf.write, picture, content)
        except (MediaError, OSError) as error:
            self._attempts[link] = (
                NEVER
                if isinstance(error, MediaRefusedError)
                else after_failure(self._attempts.get(link), _now())
            )
            LOGGER.debug("A picture was not fetched: %s", type(error).__name__)
            return
        if all(each.status_id != status_id for each in self._kept):
            self._drop(picture)
            return
        self.pictures[status_id] = picture
        for each in evict(self._kept, self.pictures, self.thumbnails):
            # Nothing that is as old is fetched again: it would not fit either.
            self._full_at = max(self._full_at, each.posted_at)
            self._drop(self.pictures.pop(each.status_id))
        self._shown = self.latest
        async_dispatcher_send(self._hass, SIGNAL_PICTURE.format(self._entry.entry_id))


async def async_remove_media(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the pictures of an account."""
    await hass.async_add_executor_job(_shelf(hass, entry_id).clear)


def _shelf(hass: HomeAssistant, entry_id: str) -> Shelf:
    """Return the folder of an account, beside its journal."""
    return Shelf(Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.media")))


async def _async_resolve(hass: HomeAssistant, host: str) -> list[str]:
    """Return the addresses of a host, as Home Assistant finds them."""
    connector = cast(
        "HomeAssistantTCPConnector", async_get_clientsession(hass).connector
    )
    return [result["host"] for result in await connector.async_resolve_host(host)]


def _now() -> float:
    """Return the time in unix seconds."""
    return dt_util.utcnow().timestamp()
