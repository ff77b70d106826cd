"""Where the journal of an account is kept: one file for each entry."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError

from .client.slices import in_slices
from .const import DOMAIN, LOGGER
from .journal import Journal
from .journal_json import Serializer, assemble, read_entry
from .migration import MINOR_VERSION, VERSION, migrate
from .repairs import async_set_journal_unreadable

# Seconds: longer than an automation takes to send a message, shorter than what one minds to hear twice.
SAVE_DELAY: Final = 5
# Seconds: each failure is two lines and a traceback in the log, which is on the disk that is full.
RETRY_DELAY: Final = 15 * 60


class JournalFile(Store[dict[str, Any]]):
    """The file, in whatever version it is."""

    # A full disk is tried again: Home Assistant's store forgets what it could not write, even at a stop. But not once
    # somebody else may write the file.
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
        self._serializer = Serializer()
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
            if data is None:
                return Journal()
            entries = in_slices(map(read_entry, data["entries"]))
            return assemble(data, [entry async for entry in entries])
        except UnsupportedStorageVersionError as error:
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="stored_by_newer_version"
            ) from error
        except KeyError, TypeError, ValueError:
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
        self._store.async_delay_save(
            partial(self._serializer.to_dict, journal), SAVE_DELAY
        )

    async def async_save_now(self) -> None:
        """Write what was to be written later, for the last time."""
        self._store.retries = False
        if (journal := self._unsaved) is not None:
            self._unsaved = None
            await self._store.async_save(
                await self._hass.async_add_executor_job(
                    self._serializer.to_dict, journal
                )
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
