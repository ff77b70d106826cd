"""Where the journal of an account is kept: one file for each entry."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from functools import partial
from operator import attrgetter
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from .client import Status, StatusState, StatusType
from .const import DOMAIN, LOGGER
from .journal import Entry, Journal

# Seconds: longer than an automation takes to send a message, shorter than what one minds to hear twice.
SAVE_DELAY: Final = 5
# Seconds: each failure is two lines and a traceback in the log, which is on the disk that is full.
RETRY_DELAY: Final = 15 * 60

ENTRY_FIELDS: Final = tuple(each.name for each in fields(Entry))
STATUS_FIELDS: Final = tuple(each.name for each in fields(Status))
# Thousands of entries are written on each change; `asdict` would copy what they hold.
read_entry: Final = attrgetter(*ENTRY_FIELDS)
read_status: Final = attrgetter(*STATUS_FIELDS)


class _File(Store[dict[str, Any]]):
    """A file that is tried again: Home Assistant's store forgets what it could not write, even at a stop."""

    # No longer, once somebody else may write the file.
    retries = True

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        """Write, or write later."""
        try:
            await super()._async_write_data(data)
        except WriteError:
            if self.retries:
                make = data.get("data_func", partial(data.get, "data"))
                self.async_delay_save(make, RETRY_DELAY)
            raise


class JournalStore:
    """Loads and saves the journal of one entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Choose the file. It holds what people wrote, so only Home Assistant may read it."""
        self._hass = hass
        self._unsaved: Journal | None = None
        self._store = _File(
            hass,
            version=1,
            key=f"{DOMAIN}.{entry_id}",
            private=True,
            atomic_writes=True,
            serialize_in_event_loop=False,
        )

    async def async_load(self) -> Journal:
        """Return the journal; a new one, if there is none that can be read."""
        try:
            data = await self._store.async_load()
            return Journal() if data is None else from_dict(data)
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            NotImplementedError,
            UnsupportedStorageVersionError,
        ):
            LOGGER.warning(
                "The stored statuses in %s cannot be read and are learnt anew",
                self._store.key,
            )
            return Journal()

    @callback
    def async_save_later(self, journal: Journal) -> None:
        """Write a journal once automations have had the time to do what was announced.

        A power cut ends them, too: this way they get another chance, and may do it twice. An orderly stop writes first.
        """
        self._unsaved = journal
        self._store.async_delay_save(partial(to_dict, journal), SAVE_DELAY)

    async def async_save_now(self) -> None:
        """Write what was to be written later, for the last time."""
        self._store.retries = False
        if (journal := self._unsaved) is not None:
            self._unsaved = None
            await self._store.async_save(
                await self._hass.async_add_executor_job(to_dict, journal)
            )

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()


def to_dict(journal: Journal) -> dict[str, Any]:
    """Return the journal as JSON has it."""
    return {
        "since": journal.since,
        "total_statuses": journal.total_statuses,
        "total_views": journal.total_views,
        "entries": [
            {
                **dict(zip(ENTRY_FIELDS, read_entry(entry), strict=True)),
                "status": dict(
                    zip(STATUS_FIELDS, read_status(entry.status), strict=True)
                ),
            }
            for entry in journal.entries.values()
        ],
    }


def from_dict(data: Mapping[str, Any]) -> Journal:
    """Return the journal that `to_dict` made. Raises ValueError, KeyError, TypeError or AttributeError for others."""
    entries = (
        Entry(
            **{
                **values,
                "status": Status(
                    **{
                        **values["status"],
                        "type": _optional(StatusType, values["status"]["type"]),
                        "state": _optional(StatusState, values["status"]["state"]),
                    }
                ),
                "state": _optional(StatusState, values["state"]),
                "steps": tuple(
                    (StatusState(state), at) for state, at in values["steps"]
                ),
                "counts": tuple((at, views) for at, views in values["counts"]),
            }
        )
        for values in data["entries"]
    )
    journal = Journal(
        since=data["since"],
        total_statuses=data["total_statuses"],
        total_views=data["total_views"],
        entries={entry.status_id: entry for entry in entries},
    )
    numbers = [journal.since or 0, journal.total_statuses, journal.total_views or 0]
    for entry in journal.entries.values():
        numbers += entry.posted_at, entry.state_changed_at, entry.status.timestamp
    if not all(isinstance(number, int) for number in numbers):
        raise TypeError("a time or a count is not a number")
    return journal


def _optional[T: StrEnum](kind: type[T], value: str | None) -> T | None:
    """Return the member for a stored value."""
    return None if value is None else kind(value)
