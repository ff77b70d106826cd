"""The pictures of an account: thumbnails that came with the lists, and the newest pictures themselves."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path
import time
from typing import Any, Final, cast

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import (
    HomeAssistantTCPConnector,
    async_get_clientsession,
)
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.signal_type import SignalTypeFormat

from ..client import StatusReply, StatusType
from ..const import CONF_API_URL, DOMAIN, LOGGER
from ..journal import Journal, StatusRecord
from ..util import unix_time
from .download import Downloader, MediaError, MediaRefusedError, MediaSource
from .files import Picture, PictureFolder
from .mime import PICTURE_TYPES, as_audio, read_thumbnail, thumbnail_type

# For the entity of one account, by entry id: another picture is the latest.
SIGNAL_LATEST_PICTURE: SignalTypeFormat[()] = SignalTypeFormat(
    f"{DOMAIN}_{{}}_latest_picture"
)

# How many statuses have their full picture kept.
MAX_PICTURES: Final = 20
# Seconds until a download that failed is tried again, after which it is given up.
RETRY_PAUSES: Final = (60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 24 * 3600)
# Milliseconds in the year 2242: a number above it is no time.
_MAX_TIME: Final = 2**33 * 1000


@dataclass(frozen=True, slots=True)
class LatestPicture:
    """The picture of the newest status that has one, and since when it is that."""

    status_id: str
    picture: Picture
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a link failed, and when it is tried again, in unix seconds; None is never."""

    failures: int
    again_at: int | None

    def is_due(self, now: int) -> bool:
        """Return whether it is time to try again; a clock that was far ahead for a while blocks nothing."""
        return self.again_at is not None and not (
            now < self.again_at <= now + RETRY_PAUSES[-1]
        )


class MediaLibrary:
    """The pictures of one account, and the way to its media.

    A thumbnail is kept as long as its status is known, the pictures themselves of the newest image statuses. Disk and
    network are used by a background task: no poll waits for them.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        stored: object,
        *,
        save: Callable[[dict[str, Any]], None],
    ) -> None:
        """Initialize the library with what `save` was given in the last run, or anything else."""
        self.downloader = Downloader(
            async_get_clientsession(hass),
            lambda host: _async_resolve(hass, host),
            entry.data[CONF_API_URL],
        )
        self.pictures: dict[str, Picture] = {}
        self.latest: LatestPicture | None = None
        self._hass = hass
        self._entry = entry
        self._save = save
        self._folder = _picture_folder(hass, entry.entry_id)
        self._journal: Journal | None = None
        self._reply: StatusReply | None = None
        self._records: Mapping[str, StatusRecord] = {}
        self._wanted: list[StatusRecord] = []
        self._thumbnails: dict[str, Picture] = {}
        # Thumbnails in base64 that are not on disk yet, and files that are still to be removed.
        self._unsaved: dict[str, str] = {}
        self._obsolete: list[Picture] = []
        self._disk_work = False
        self._attempts, self._shown = _read_stored(stored)
        self._task: asyncio.Task[None] | None = None
        self._cancel_retry: CALLBACK_TYPE | None = None
        entry.async_on_unload(self._stop_retry)

    async def async_load(self, journal: Journal) -> None:
        """Find the pictures of earlier runs."""
        self.pictures, self._thumbnails = await self._async_run(
            self._folder.load,
            [one.status_id for one in journal.records.values() if not one.deleted],
        )

    def has_thumbnail(self, status_id: str) -> bool:
        """Return whether there is a small picture of a status."""
        return status_id in self._thumbnails or status_id in self._unsaved

    async def async_thumbnail(self, status_id: str) -> tuple[bytes, str] | None:
        """Return the small picture of a status, and its type."""
        if (encoded := self._unsaved.get(status_id)) is not None:
            return read_thumbnail(encoded)
        return await self._async_read(self._thumbnails.get(status_id))

    async def async_picture(self, status_id: str) -> tuple[bytes, str] | None:
        """Return the picture of a status as good as it is kept, and its type."""
        picture = await self._async_read(self.pictures.get(status_id))
        return picture or await self.async_thumbnail(status_id)

    async def async_source(self, record: StatusRecord) -> MediaSource:
        """Return what is behind the link of a status. Raises a MediaError."""
        source = await self.downloader.probe(record.status.media_url or "")
        if record.status.type is StatusType.AUDIO:
            return replace(source, content_type=as_audio(source.content_type))
        return source

    @callback
    def async_update(self, journal: Journal, reply: StatusReply | None) -> None:
        """Take over what a poll brought."""
        is_new_reply = reply is not self._reply
        if journal is self._journal and not is_new_reply:
            return
        self._journal, self._reply = journal, reply
        self._records = {
            record.status_id: record
            for record in journal.records.values()
            if record.is_published and not record.deleted
        }
        if reply is not None and is_new_reply:
            self._take_thumbnails(reply.thumbnails)
        self._wanted = nlargest(
            MAX_PICTURES,
            (
                record
                for record in self._records.values()
                if record.status.type is StatusType.IMAGE and record.status.media_url
            ),
            key=_age,
        )
        self._drop_unwanted()
        self._update_latest()
        self._start()

    def _take_thumbnails(self, thumbnails: Mapping[str, str]) -> None:
        """Take the thumbnails that a list brought and that are not on disk."""
        for status_id, record in self._records.items():
            encoded = thumbnails.get(record.api_id)
            if (
                encoded is not None
                and status_id not in self._thumbnails
                and thumbnail_type(encoded) is not None
            ):
                self._unsaved[status_id] = encoded
                self._disk_work = True

    def _drop_unwanted(self) -> None:
        """Drop what belongs to statuses that were removed, or are no longer among the newest."""
        newest = {record.status_id for record in self._wanted}
        for kept, wanted in (
            (self._thumbnails, self._records.keys()),
            (self.pictures, newest),
        ):
            for status_id in kept.keys() - wanted:
                self._obsolete.append(kept.pop(status_id))
                self._disk_work = True
        for status_id in self._unsaved.keys() - self._records.keys():
            del self._unsaved[status_id]
        links = {record.status.media_url for record in self._wanted}
        if forgotten := self._attempts.keys() - links:
            for link in forgotten:
                del self._attempts[link]
            self._store()

    def _update_latest(self) -> bool:
        """Find the picture of the newest status that has one, and return whether it is another one.

        A picture that is shown again counts as another, so its time is later than that of the one before.
        """
        known = self.latest
        self.latest = None
        record = max(
            (
                record
                for status_id, record in self._records.items()
                if record.status.type in (StatusType.IMAGE, StatusType.VIDEO)
                and (status_id in self.pictures or self.has_thumbnail(status_id))
            ),
            key=_age,
            default=None,
        )
        if record is not None:
            picture = self._best_picture(record.status_id)
            name, changed_at = self._shown
            if picture.name != name:
                changed_at = max(int(time.time() * 1000), changed_at + 1)
                self._shown = picture.name, changed_at
                self._store()
            self.latest = LatestPicture(
                record.status_id,
                picture,
                datetime.fromtimestamp(changed_at / 1000, UTC),
            )
        return self.latest != known

    def _best_picture(self, status_id: str) -> Picture:
        """Return the picture of a status that has one, the full one if it is kept."""
        for kept in (self.pictures, self._thumbnails):
            if (picture := kept.get(status_id)) is not None:
                return picture
        content_type = cast("str", thumbnail_type(self._unsaved[status_id]))
        return self._folder.thumbnail(status_id, content_type)

    @callback
    def _start(self, _now: datetime | None = None) -> None:
        """Save, remove and download what is due. A task that is running already does it."""
        self._stop_retry()
        if self._task is None or self._task.done():
            self._task = self._entry.async_create_background_task(
                self._hass, self._async_work(), "keep pictures"
            )

    @callback
    def _stop_retry(self) -> None:
        """Stop waiting for the time of another try."""
        if self._cancel_retry is not None:
            self._cancel_retry()
            self._cancel_retry = None

    async def _async_work(self) -> None:
        """Save and remove files, and download pictures, until all is done that can be done now."""
        while True:
            if self._disk_work:
                self._disk_work = False
                await self._async_save_and_remove()
            elif (record := self._next_download()) is not None:
                await self._async_download(record)
            else:
                break
        if (retry_at := self._next_retry()) is not None:
            self._stop_retry()
            self._cancel_retry = async_call_later(
                self._hass, retry_at - unix_time(), self._start
            )

    async def _async_save_and_remove(self) -> None:
        """Bring the files up to date."""
        obsolete, self._obsolete = self._obsolete, []
        written = await self._async_run(
            self._folder.update, obsolete, dict(self._unsaved)
        )
        for status_id, picture in written.items():
            encoded = self._unsaved.pop(status_id, None)
            if picture is None:
                continue
            if encoded is None:
                # The status was deleted meanwhile.
                self._obsolete.append(picture)
                self._disk_work = True
            else:
                self._thumbnails[status_id] = picture
        self._announce_latest()

    def _next_download(self) -> StatusRecord | None:
        """Return the newest status whose picture is missing and can be tried now."""
        now = unix_time()
        for record in self._missing():
            attempts = self._attempts.get(cast("str", record.status.media_url))
            if attempts is None or attempts.is_due(now):
                return record
        return None

    def _next_retry(self) -> int | None:
        """Return when the next download is due that failed before."""
        times = [
            attempts.again_at
            for record in self._missing()
            if (attempts := self._attempts.get(cast("str", record.status.media_url)))
            and attempts.again_at is not None
        ]
        return min(times, default=None)

    def _missing(self) -> list[StatusRecord]:
        """Return the statuses whose picture is missing; none where nothing may be requested in the background."""
        if self._entry.pref_disable_polling:
            return []
        return [one for one in self._wanted if one.status_id not in self.pictures]

    async def _async_download(self, record: StatusRecord) -> None:
        """Download the picture of a status, and keep it if it is still wanted then."""
        status_id, link = record.status_id, cast("str", record.status.media_url)
        try:
            content, content_type = await self.downloader.download(link)
            if content_type not in PICTURE_TYPES:
                raise MediaRefusedError
            picture = self._folder.picture(status_id, content_type)
            await self._async_run(self._folder.write, picture, content)
        except (MediaError, OSError) as error:
            LOGGER.debug("A picture was not downloaded: %s", type(error).__name__)
            self._count_failure(
                link, is_final=isinstance(error, MediaError) and error.is_final
            )
            return
        if all(one.status_id != status_id for one in self._wanted):
            self._obsolete.append(picture)
            self._disk_work = True
            return
        self.pictures[status_id] = picture
        if self._attempts.pop(link, None) is not None:
            self._store()
        self._announce_latest()

    def _count_failure(self, link: str, *, is_final: bool) -> None:
        """Remember that a link failed, and when it is tried again."""
        known = self._attempts.get(link)
        failures = 0 if known is None else known.failures
        again_at = None
        if not is_final and failures < len(RETRY_PAUSES):
            again_at = unix_time() + RETRY_PAUSES[failures]
        self._attempts[link] = Attempts(failures + 1, again_at)
        self._store()

    def _announce_latest(self) -> None:
        """Tell the entity if another picture is the latest."""
        if self._update_latest():
            async_dispatcher_send(
                self._hass, SIGNAL_LATEST_PICTURE.format(self._entry.entry_id)
            )

    def _store(self) -> None:
        """Save what a reload must not forget."""
        self._save(
            {
                "attempts": {
                    link: [one.failures, one.again_at]
                    for link, one in self._attempts.items()
                },
                "shown": list(self._shown),
            }
        )

    async def _async_read(self, picture: Picture | None) -> tuple[bytes, str] | None:
        """Return a picture from disk, and its type; None if it cannot be read."""
        if picture is None:
            return None
        try:
            content = await self._hass.async_add_executor_job(picture.path.read_bytes)
        except OSError as error:
            LOGGER.debug("A picture cannot be read: %s", type(error).__name__)
            return None
        return content, picture.content_type

    async def _async_run[*Ts, T](self, job: Callable[[*Ts], T], *args: *Ts) -> T:
        """Run a job in the executor. If this is cancelled, it still waits for the job, which may be writing."""
        future = self._hass.async_add_executor_job(job, *args)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise


async def async_remove_media(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the pictures of an account."""
    await hass.async_add_executor_job(_picture_folder(hass, entry_id).delete)


async def _async_resolve(hass: HomeAssistant, host: str) -> list[str]:
    """Return the addresses of a host, as Home Assistant finds them. Raises OSError or ValueError."""
    connector = cast(
        "HomeAssistantTCPConnector", async_get_clientsession(hass).connector
    )
    return [result["host"] for result in await connector.async_resolve_host(host)]


def _picture_folder(hass: HomeAssistant, entry_id: str) -> PictureFolder:
    """Return the folder of an account, beside its journal."""
    path = hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.media")
    return PictureFolder(Path(path))


def _age(record: StatusRecord) -> tuple[int, str]:
    """Return what sorts statuses by age, the newest last."""
    return record.posted_at, record.status_id


def _read_stored(stored: object) -> tuple[dict[str, Attempts], tuple[str, int]]:
    """Return the attempts by link, and which file was shown since when; what makes no sense is left out."""
    values: Mapping[str, Any] = stored if isinstance(stored, dict) else {}
    attempts: dict[str, Attempts] = {}
    links = values.get("attempts")
    for link, value in links.items() if isinstance(links, dict) else ():
        match value:
            case [int(failures), None]:
                attempts[link] = Attempts(failures, None)
            case [int(failures), int(again_at)] if failures >= 0:
                attempts[link] = Attempts(failures, again_at)
    match values.get("shown"):
        case [str(name), int(changed_at)] if 0 <= changed_at < _MAX_TIME:
            return attempts, (name, changed_at)
    return attempts, ("", 0)
