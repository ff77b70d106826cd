"""Where the journal of an account is kept: one file for each config entry."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
import math
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError

from ..client import Status, StatusState, StatusType
from ..const import DOMAIN, LOGGER
from .journal import Journal, StatusRecord

VERSION: Final = 1
MINOR_VERSION: Final = 1
# Seconds: longer than an automation takes to send a message, shorter than what one minds to get twice.
SAVE_DELAY: Final = 5
# Seconds: each failure is two lines and a traceback in the log, which is on the disk that is full.
RETRY_DELAY: Final = 15 * 60
# Unix seconds in the year 2242: a number above it is neither a time nor a count.
MAX_NUMBER: Final = 2**33

_RECORD_FIELDS: Final = tuple(one.name for one in fields(StatusRecord))
_STATUS_FIELDS: Final = tuple(one.name for one in fields(Status))
_record_values: Final = attrgetter(*_RECORD_FIELDS)
_status_values: Final = attrgetter(*_STATUS_FIELDS)


class NewerVersionError(Exception):
    """The file was written by a newer version of the integration."""


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """What is kept of an account: its journal, and what other parts want to keep, by their names."""

    journal: Journal = field(default_factory=Journal)
    parts: Mapping[str, Any] = field(default_factory=dict)


class JournalStore:
    """Loads and saves what is known of one account.

    A power cut also ends the automations that were started by what was announced. Saving a few seconds later gives them
    another chance, at the price of a few that run twice. An orderly stop saves first.
    """

    def __init__(
        self, hass: HomeAssistant, entry_id: str, on_unreadable: Callable[[str], None]
    ) -> None:
        """Choose the file. `on_unreadable` is called with the name of the copy of a file that cannot be read."""
        self._hass = hass
        self._on_unreadable = on_unreadable
        self._journal = Journal()
        self._parts: dict[str, Any] = {}
        self._unsaved = False
        # When the oldest change that is not saved has to be, by the clock of the loop.
        self._save_at: float | None = None
        self._closed = False
        self._file = _JournalFile(hass, entry_id, self._handle_write_error)

    async def async_load(self) -> StoredAccount:
        """Return what is stored; nothing, if there is none that can be read. What is there is never overwritten.

        Raises NewerVersionError for a file of a newer version.
        """
        try:
            data = await self._file.async_load()
            stored = StoredAccount() if data is None else read_stored(data)
        except UnsupportedStorageVersionError as error:
            raise NewerVersionError from error
        except KeyError, TypeError, ValueError:
            await self._async_set_aside()
            stored = StoredAccount()
        self._journal, self._parts = stored.journal, dict(stored.parts)
        return stored

    async def _async_set_aside(self) -> None:
        """Keep what cannot be read, under the name that Home Assistant gives to a file that is not even JSON."""
        path = Path(self._file.path)
        copy = path.with_name(f"{path.name}.corrupt.{dt_util.utcnow().isoformat()}")
        await self._hass.async_add_executor_job(_rename, path, copy)
        LOGGER.warning(
            "The stored statuses cannot be read and are fetched again; a copy is kept as %s",
            copy.name,
        )
        self._on_unreadable(copy.name)

    @callback
    def async_save(self, journal: Journal) -> None:
        """Save a journal soon."""
        self._journal = journal
        self._save_later(SAVE_DELAY)

    @callback
    def async_save_part(self, name: str, data: Any) -> None:
        """Save what another part wants to keep. It is JSON, and not changed afterwards."""
        self._parts = {**self._parts, name: data}
        self._save_later(SAVE_DELAY)

    @callback
    def async_remove_part(self, name: str) -> None:
        """Forget what another part kept."""
        if name in self._parts:
            self._parts = {
                part: self._parts[part] for part in self._parts if part != name
            }
            self._save_later(SAVE_DELAY)

    async def async_close(self) -> None:
        """Save for the last time; afterwards the file may be removed or used by another account."""
        self._closed = True
        if self._unsaved:
            self._unsaved = False
            await self._file.async_save(
                await self._hass.async_add_executor_job(self._data)
            )

    async def async_remove(self) -> None:
        """Delete the file, and the copies of ones that could not be read."""
        self._closed = True
        self._unsaved = False
        await self._file.async_remove()
        await self._hass.async_add_executor_job(_remove_copies, Path(self._file.path))

    @callback
    def _handle_write_error(self) -> None:
        """Try again later: Home Assistant forgets what it could not write, even at a stop."""
        self._save_later(RETRY_DELAY)

    @callback
    def _save_later(self, delay: float) -> None:
        """Save what is known by then; a later change does not put off what is to be saved already."""
        if self._closed:
            return
        self._unsaved = True
        now = self._hass.loop.time()
        self._save_at = min(now + delay, self._save_at or math.inf)
        self._file.async_delay_save(self._data, max(0, self._save_at - now))

    def _data(self) -> dict[str, Any]:
        """Return the newest data as JSON has it; called in the executor."""
        self._save_at = None
        return {**journal_to_dict(self._journal), "parts": self._parts}


class _JournalFile(Store[dict[str, Any]]):
    """The file. It holds what people wrote, so only Home Assistant may read it."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, on_write_error: Callable[[], None]
    ) -> None:
        """Choose the file."""
        super().__init__(
            hass,
            version=VERSION,
            minor_version=MINOR_VERSION,
            key=f"{DOMAIN}.{entry_id}",
            private=True,
            atomic_writes=True,
            serialize_in_event_loop=False,
        )
        self._on_write_error = on_write_error

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        """Write, and report a failure."""
        try:
            await super()._async_write_data(data)
        except WriteError:
            self._on_write_error()
            raise

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what is stored in the present version.

        There is only one version. What a newer minor version adds is left out when it is read.
        """
        return old_data


def journal_to_dict(journal: Journal) -> dict[str, Any]:
    """Return a journal as JSON has it."""
    return {
        "since": journal.since,
        "total_statuses": journal.total_statuses,
        "total_views": journal.total_views,
        "records": [
            {
                **dict(zip(_RECORD_FIELDS, _record_values(record), strict=True)),
                "status": dict(
                    zip(_STATUS_FIELDS, _status_values(record.status), strict=True)
                ),
            }
            for record in journal.records.values()
        ],
    }


def read_stored(data: Mapping[str, Any]) -> StoredAccount:
    """Return what a file holds. Raises ValueError, KeyError or TypeError for what would only fail later."""
    records = [_read_record(values) for values in data["records"]]
    return StoredAccount(
        Journal(
            since=_number(data["since"], optional=True),
            total_statuses=_number(data["total_statuses"]),
            total_views=_number(data["total_views"], optional=True),
            records={record.status_id: record for record in records},
        ),
        dict(data["parts"]),
    )


def _read_record(values: Mapping[str, Any]) -> StatusRecord:
    """Return a stored record."""
    state = values["state"]
    record = StatusRecord(
        **{
            **{name: values[name] for name in _RECORD_FIELDS},
            "status": _read_status(values["status"]),
            "state": None if state is None else StatusState(state),
            "state_history": tuple(
                (StatusState(state), _number(at))
                for state, at in values["state_history"]
            ),
            "view_history": tuple(
                (_number(at), _number(views)) for at, views in values["view_history"]
            ),
        }
    )
    for number in (record.posted_at, record.state_changed_at, record.missing_seconds):
        _number(number)
    _number(record.missing_polls)
    for optional in (
        record.views,
        record.delivered_to,
        record.counted_at,
        record.deleted_at,
        record.left_queue_at,
    ):
        _number(optional, optional=True)
    _check_types(str, record.failure_reason, record.published_id)
    _check_types(
        bool, record.view_times_known, record.expired, record.silent, record.waiting
    )
    return record


def _read_status(values: Mapping[str, Any]) -> Status:
    """Return a stored status."""
    kind, state = values["type"], values["state"]
    status = Status(
        **{
            **{name: values[name] for name in _STATUS_FIELDS},
            "type": None if kind is None else StatusType(kind),
            "state": None if state is None else StatusState(state),
        }
    )
    if not isinstance(status.status_id, str):
        raise TypeError("an id is not a text")
    _number(status.timestamp)
    _number(status.recipient_count, optional=True)
    _check_types(
        str,
        status.text,
        status.caption,
        status.media_url,
        status.mime_type,
        status.file_name,
        status.background_color,
        status.font,
    )
    _check_types(bool, status.sent_by_api, status.deleted)
    return status


def _number(value: Any, *, optional: bool = False) -> Any:
    """Return a count or a time. Raises TypeError or ValueError for what is neither."""
    if value is None and optional:
        return None
    if value.__class__ is not int:
        raise TypeError("a time or a count is not a number")
    if not 0 <= value < MAX_NUMBER:
        raise ValueError("a time or a count is out of range")
    return value


def _check_types(kind: type, *values: Any) -> None:
    """Raise TypeError for a value that is neither of a type nor missing."""
    if any(value is not None and value.__class__ is not kind for value in values):
        raise TypeError(f"a value is not of the type {kind.__name__}")


def _rename(path: Path, copy: Path) -> None:
    """Rename a file, unless it is missing."""
    with suppress(FileNotFoundError):
        path.rename(copy)


def _remove_copies(path: Path) -> None:
    """Delete the files that were set aside, by us or by Home Assistant."""
    for copy in path.parent.glob(f"{path.name}.corrupt.*"):
        copy.unlink(missing_ok=True)
