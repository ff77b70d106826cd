"""Where the journal of an account is kept: one file for each entry."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any, Final, get_origin, get_type_hints

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .client import Status, StatusState, StatusType
from .const import DOMAIN, LOGGER
from .journal import Entry, Journal

# Seconds: longer than an automation takes to send a message, shorter than what one minds to hear twice.
SAVE_DELAY: Final = 5

# As a time, it is in the year 2242.
MAX_NUMBER: Final = 2**33

ENTRY_FIELDS: Final = tuple(each.name for each in fields(Entry))
STATUS_FIELDS: Final = tuple(each.name for each in fields(Status))
# Thousands of entries are written on each change; `asdict` would copy what they hold.
read_entry: Final = attrgetter(*ENTRY_FIELDS)
read_status: Final = attrgetter(*STATUS_FIELDS)


class JournalStore:
    """Loads and saves the journal of one entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Choose the file. It holds what people wrote, so only Home Assistant may read it."""
        self._hass = hass
        self._unsaved: Journal | None = None
        self._store = Store[dict[str, Any]](
            hass,
            version=1,
            key=f"{DOMAIN}.{entry_id}",
            private=True,
            atomic_writes=True,
            serialize_in_event_loop=False,
        )

    async def async_load(self) -> Journal:
        """Return the journal; a new one, if there is none that can be read."""
        if (data := await self._store.async_load()) is None:
            return Journal()
        try:
            return from_dict(data)
        except AttributeError, KeyError, TypeError, ValueError:
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
        """Write what was to be written later."""
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
    _check(journal, JOURNAL_TYPES)
    for entry in journal.entries.values():
        _check(entry, ENTRY_TYPES)
        _check(entry.status, STATUS_TYPES)
        for number in chain((at for _, at in entry.steps), *entry.counts):
            _check_number(number)
    return journal


def _check(record: Journal | Entry | Status, types: Mapping[str, Any]) -> None:
    """Raise TypeError or ValueError where a damaged file would only fail later, at each start."""
    for name, kind in types.items():
        value = getattr(record, name)
        if not isinstance(value, kind):
            raise TypeError(f"{name} is of another type")
        if isinstance(value, int):
            _check_number(value)


def _check_number(value: Any) -> None:
    """Raise TypeError or ValueError for what is neither a count nor a time."""
    if not isinstance(value, int):
        raise TypeError("a time or a count is not a number")
    if not 0 <= value < MAX_NUMBER:
        raise ValueError("a time or a count is out of range")


def _types(kind: type) -> dict[str, Any]:
    """Return the types of the fields of a dataclass; what is in tuples and mappings has to be checked by itself."""
    return {
        name: hint
        for name, hint in get_type_hints(kind).items()
        if get_origin(hint) not in (tuple, Mapping)
    }


JOURNAL_TYPES: Final = _types(Journal)
ENTRY_TYPES: Final = _types(Entry)
STATUS_TYPES: Final = _types(Status)


def _optional[T: StrEnum](kind: type[T], value: str | None) -> T | None:
    """Return the member for a stored value."""
    return None if value is None else kind(value)
