"""Where the journal of an account is kept: one file for each entry."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from enum import StrEnum
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .client import Status, StatusState, StatusType
from .const import DOMAIN, LOGGER
from .journal import Entry, Journal
from .migration import MINOR_VERSION, VERSION, migrate
from .repairs import async_set_journal_unreadable

# Seconds: longer than an automation takes to send a message, shorter than what one minds to hear twice.
SAVE_DELAY: Final = 5

ENTRY_FIELDS: Final = tuple(each.name for each in fields(Entry))
STATUS_FIELDS: Final = tuple(each.name for each in fields(Status))
# Thousands of entries are written on each change; `asdict` would copy what they hold.
read_entry: Final = attrgetter(*ENTRY_FIELDS)
read_status: Final = attrgetter(*STATUS_FIELDS)


class JournalFile(Store[dict[str, Any]]):
    """The file, in whatever version it is."""

    @override
    async def _async_migrate_func(
        self,
        old_major_version: int,
        old_minor_version: int,
        old_data: dict[str, Any],
    ) -> dict[str, Any]:
        """Return what is stored, up to date. Home Assistant refuses a newer major version, and there is no older."""
        return migrate(old_data, old_minor_version)


class JournalStore:
    """Loads and saves the journal of one entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Choose the file. It holds what people wrote, so only Home Assistant may read it."""
        self._hass = hass
        self._entry_id = entry_id
        self._unsaved: Journal | None = None
        self._store = JournalFile(
            hass,
            version=VERSION,
            minor_version=MINOR_VERSION,
            key=f"{DOMAIN}.{entry_id}",
            private=True,
            atomic_writes=True,
            serialize_in_event_loop=False,
        )

    async def async_load(self) -> Journal:
        """Return the journal; a new one, if there is none that can be read. What is there is never overwritten."""
        try:
            data = await self._store.async_load()
            return Journal() if data is None else from_dict(data)
        except UnsupportedStorageVersionError as error:
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="stored_by_newer_version"
            ) from error
        except AttributeError, KeyError, TypeError, ValueError:
            await self._async_set_aside()
            return Journal()

    async def _async_set_aside(self) -> None:
        """Keep what cannot be read, under the name that Home Assistant gives to a file that is not even JSON."""
        path = Path(self._store.path)
        kept = path.with_name(f"{path.name}.corrupt.{dt_util.utcnow().isoformat()}")
        await self._hass.async_add_executor_job(_keep, path, kept)
        LOGGER.warning(
            "The stored statuses cannot be read and are learnt anew; they are kept as %s",
            kept.name,
        )
        async_set_journal_unreadable(self._hass, self._entry_id, kept.name)

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
        """Delete the file, and what was kept of ones that could not be read."""
        await self._store.async_remove()
        await self._hass.async_add_executor_job(_remove_kept, Path(self._store.path))


def _keep(path: Path, kept: Path) -> None:
    """Rename a file; one that is gone holds nothing to be kept."""
    with suppress(FileNotFoundError):
        path.rename(kept)


def _remove_kept(path: Path) -> None:
    """Delete the files that were set aside, by us or by Home Assistant."""
    for kept in path.parent.glob(f"{path.name}.corrupt.*"):
        kept.unlink(missing_ok=True)


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
    """Return the journal that `to_dict` made. What only a newer version knows is left out.

    Raises ValueError, KeyError, TypeError or AttributeError for what is no journal.
    """
    entries = (
        Entry(
            **{
                **_known(ENTRY_FIELDS, values),
                "status": Status(
                    **{
                        **_known(STATUS_FIELDS, values["status"]),
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


def _known(names: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of this version."""
    return {name: values[name] for name in names}


def _optional[T: StrEnum](kind: type[T], value: str | None) -> T | None:
    """Return the member for a stored value."""
    return None if value is None else kind(value)
