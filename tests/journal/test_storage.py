"""The file of an account: nothing in it is lost, and nothing is written by whoever is not in charge any more."""

import asyncio
from collections.abc import Generator
from copy import deepcopy
from pathlib import Path
import threading
from typing import Any, Final
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import (
    Journal,
    JournalStore,
    journal_to_dict,
    storage,
)
from custom_components.green_api.journal.storage import (
    MINOR_VERSION,
    RETRY_DELAY,
    SAVE_DELAY,
    VERSION,
    StoredAccount,
    read_stored,
)
from demo.simulator import Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from ..common import reload, setup_integration
from ..conftest import PassTime
from .common import after, status

# What this version writes. Whoever changes it raises the version, and reads what earlier ones wrote.
STORED: Final[dict[str, Any]] = orjson.loads(
    (Path(__file__).parents[1] / "fixtures" / "store_v1_1.json").read_bytes()
)
ENTRY_ID: Final = STORED["key"].removeprefix(f"{DOMAIN}.")
ONE: Final = after([status("A")])
TWO: Final = after([status("A"), status("B")])


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the disk as it is."""
    return {}


@pytest.fixture(name="file")
def _file(hass: HomeAssistant) -> Path:
    """Return the file of the account, in a folder that is there."""
    file = Path(hass.config.path(".storage", f"{DOMAIN}.{ENTRY_ID}"))
    file.parent.mkdir(exist_ok=True)
    return file


@pytest.fixture(name="unreadable")
def _unreadable() -> list[str]:
    """Return the names of the copies that were reported."""
    return []


def open_store(hass: HomeAssistant) -> JournalStore:
    """Return another store of the account."""
    return JournalStore(hass, ENTRY_ID, lambda name: None)


@pytest.fixture(name="store")
def _store(hass: HomeAssistant, file: Path, unreadable: list[str]) -> JournalStore:
    """Return the store of the account."""
    return JournalStore(hass, ENTRY_ID, unreadable.append)


def write(file: Path, data: Any) -> bytes:
    """Write what is no text as JSON, and return what is in the file."""
    content = data.encode() if isinstance(data, str) else orjson.dumps(data)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return content


def content_of(file: Path) -> bytes | None:
    """Return what is in a file, None where there is none."""
    return file.read_bytes() if file.exists() else None


def mode_of(file: Path) -> int:
    """Return who may do what with a file."""
    return file.stat().st_mode & 0o777


def saved(file: Path) -> set[str] | None:
    """Return the ids of the statuses in the file, None where there is no file."""
    if (content := content_of(file)) is None:
        return None
    records = orjson.loads(content)["data"]["records"]
    return {record["status"]["status_id"] for record in records}


def copies(file: Path) -> list[Path]:
    """Return what was set aside."""
    return sorted(file.parent.glob(f"{file.name}.corrupt.*"))


# Reading and writing.


async def test_nothing_is_stored_at_first(store: JournalStore) -> None:
    """An account begins with an empty journal."""
    assert await store.async_load() == StoredAccount(Journal(), {})


async def test_what_was_saved_is_loaded(
    hass: HomeAssistant, store: JournalStore, file: Path, pass_time: PassTime
) -> None:
    """The journal, and what other parts keep; saving one keeps the other."""
    await store.async_load()
    store.async_save_part("views", {"requests": [1]})
    store.async_save(ONE)
    store.async_save(TWO)
    store.async_save_part("media", [2])
    await pass_time(SAVE_DELAY - 1)
    assert saved(file) is None
    await pass_time(2)
    expected = StoredAccount(TWO, {"views": {"requests": [1]}, "media": [2]})
    other = open_store(hass)
    assert await other.async_load() == expected
    other.async_save_part("views", None)
    await other.async_close()
    stored = await open_store(hass).async_load()
    assert stored == StoredAccount(TWO, {"views": None, "media": [2]})


async def test_later_changes_do_not_put_off_what_is_to_be_saved(
    store: JournalStore, file: Path, pass_time: PassTime
) -> None:
    """An account where something happens every few seconds is saved all the same."""
    await store.async_load()
    for journal in (ONE, TWO, ONE, TWO):
        store.async_save(journal)
        await pass_time(SAVE_DELAY - 2)
    assert saved(file) is not None


async def test_file_is_private_and_made_in_the_executor(
    hass: HomeAssistant, store: JournalStore, file: Path, pass_time: PassTime
) -> None:
    """It holds what people wrote, and encoding a long one would stop the event loop."""
    threads = []

    def encode(journal: Journal) -> dict[str, Any]:
        threads.append(threading.get_ident())
        return journal_to_dict(journal)

    with patch.object(storage, "journal_to_dict", encode):
        store.async_save(ONE)
        await pass_time(SAVE_DELAY + 1)
        store.async_save(TWO)
        await store.async_close()
    assert len(threads) == 2
    assert threading.get_ident() not in threads
    assert mode_of(file) == 0o600
    assert saved(file) == {"A", "B"}


async def test_orderly_stop_saves_at_once(
    hass: HomeAssistant, store: JournalStore, file: Path
) -> None:
    """What was announced a moment ago is not announced again."""
    store.async_save(ONE)
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    hass.set_state(CoreState.running)
    assert saved(file) == {"A"}


# Disks that are full or slow.


class Disk:
    """Lets writes hang and fail."""

    def __init__(self) -> None:
        """Start with a disk that works."""
        self.is_full = False
        self.reached = asyncio.Event()
        self.works = asyncio.Event()
        self.works.set()


@pytest.fixture(name="disk")
def _disk() -> Generator[Disk]:
    """Return the disk."""
    disk = Disk()
    write = Store._async_write_data

    async def slow_write(store: Store[Any], data: Any) -> None:
        disk.reached.set()
        await disk.works.wait()
        if disk.is_full:
            raise WriteError("No space left on device")
        await write(store, data)

    with patch.object(Store, "_async_write_data", slow_write):
        yield disk


async def test_failed_write_keeps_the_newest(
    hass: HomeAssistant,
    store: JournalStore,
    file: Path,
    disk: Disk,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A write hangs and then fails, while more happens: the newest is what is written in the end."""
    disk.works.clear()
    store.async_save(ONE)
    freezer.tick(SAVE_DELAY + 1)
    async_fire_time_changed(hass)
    await disk.reached.wait()
    store.async_save(TWO)
    disk.is_full = True
    disk.works.set()
    await hass.async_block_till_done()
    assert saved(file) is None
    disk.is_full = False
    await store.async_close()
    assert saved(file) == {"A", "B"}


# The end.


async def test_close_waits_for_a_write_and_saves_the_newest(
    hass: HomeAssistant,
    store: JournalStore,
    file: Path,
    disk: Disk,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whoever loads the file next reads all of it."""
    disk.works.clear()
    store.async_save(ONE)
    freezer.tick(SAVE_DELAY + 1)
    async_fire_time_changed(hass)
    await disk.reached.wait()
    store.async_save(TWO)
    closing = hass.async_create_task(store.async_close())
    await asyncio.sleep(0)
    assert not closing.done()
    disk.works.set()
    await closing
    assert saved(file) == {"A", "B"}


@pytest.mark.parametrize("end", ["async_close", "async_remove"])
async def test_nothing_is_written_after_the_end(
    hass: HomeAssistant,
    store: JournalStore,
    file: Path,
    pass_time: PassTime,
    end: str,
) -> None:
    """The file may belong to somebody else by then, or be gone."""
    store.async_save(ONE)
    await getattr(store, end)()
    before = saved(file)
    assert before == ({"A"} if end == "async_close" else None)
    store.async_save(TWO)
    store.async_save_part("views", {})
    await pass_time(RETRY_DELAY + 1)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    await store.async_close()
    assert saved(file) == before


async def test_write_that_fails_after_the_end_is_not_tried_again(
    hass: HomeAssistant,
    store: JournalStore,
    file: Path,
    disk: Disk,
    pass_time: PassTime,
) -> None:
    """It would come over what another one has written meanwhile."""
    disk.is_full = True
    store.async_save(ONE)
    await store.async_close()
    disk.is_full = False
    other = open_store(hass)
    other.async_save(TWO)
    await other.async_close()
    await pass_time(RETRY_DELAY + 1)
    assert saved(file) == {"A", "B"}


async def test_close_without_news_writes_nothing(
    store: JournalStore, file: Path
) -> None:
    """A set-up that failed early leaves no file."""
    await store.async_load()
    await store.async_close()
    assert saved(file) is None


async def test_remove_deletes_the_file_and_its_copies(
    hass: HomeAssistant, store: JournalStore, file: Path
) -> None:
    """Those of other accounts stay."""
    write(file, "[]")
    await store.async_load()
    store.async_save(ONE)
    await store.async_close()
    other = file.with_name(f"{DOMAIN}.other.corrupt.2026")
    write(other, "{}")
    assert len(copies(file)) == 1
    await open_store(hass).async_remove()
    assert copies(file) == []
    assert content_of(file) is None
    assert content_of(other) == b"{}"


# Versions.


async def test_stored_account_is_read_as_it_was_written(
    store: JournalStore, file: Path
) -> None:
    """This holds what each version before this one would have to migrate to."""
    write(file, STORED)
    stored = await store.async_load()
    assert (STORED["version"], STORED["minor_version"]) == (VERSION, MINOR_VERSION)
    assert set(stored.journal.records) == {"BAE5A", "BAE5B", "BAE5C", "BAE5D"}
    again = {**journal_to_dict(stored.journal), "parts": stored.parts}
    assert orjson.loads(orjson.dumps(again)) == STORED["data"]


async def test_newer_minor_version_is_read(
    store: JournalStore, file: Path, unreadable: list[str]
) -> None:
    """It only added to what this version knows."""
    newer = deepcopy(STORED)
    newer["minor_version"] += 1
    newer["data"]["added"] = "later"
    for record in newer["data"]["records"]:
        record["added"] = record["status"]["added"] = ["later"]
    write(file, newer)
    assert await store.async_load() == read_stored(STORED["data"])
    assert unreadable == []


async def test_account_of_a_newer_version_is_not_set_up(
    hass: HomeAssistant, simulator: Simulator, config_entry: MockConfigEntry
) -> None:
    """An issue says why, GREEN-API is not asked, and the file, which an update will need, is left untouched."""
    file = Path(hass.config.path(".storage", f"{DOMAIN}.{config_entry.entry_id}"))
    before = write(file, {**STORED, "version": VERSION + 1})
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.SETUP_ERROR
    assert config_entry.error_reason_translation_key == "stored_by_newer_version"
    assert simulator.call_counts["getOutgoingStatuses"] == 0
    await reload(hass, config_entry)
    assert content_of(file) == before
    assert copies(file) == []


# What cannot be read.


def damaged(**damage: Any) -> Any:
    """Return stored data with something wrong in it, in its first record, or in the status of that."""
    data = deepcopy(STORED["data"])
    record = data["records"][0]
    record["status"] |= damage.pop("status", {})
    record |= damage.pop("record", {})
    return data | damage


DAMAGES: Final[list[Any]] = [
    *({}, [], "journal"),
    {**STORED["data"], "records": None},
    {**STORED["data"], "records": ["x"]},
    {**STORED["data"], "records": [{}]},
    damaged(since=[]),
    damaged(total_statuses=None),
    damaged(total_views="3"),
    damaged(parts=None),
    damaged(record={"views": "3"}),
    damaged(record={"views": -1}),
    damaged(record={"posted_at": 10**18}),
    damaged(record={"posted_at": 1.5}),
    damaged(record={"state": "seen"}),
    damaged(record={"state_history": [["read", "x"]]}),
    damaged(record={"view_history": [[1, None]]}),
    damaged(record={"view_history": [[True, 1]]}),
    damaged(record={"deleted_at": "no"}),
    damaged(record={"missing_polls": "1"}),
    damaged(record={"published_id": 5}),
    damaged(status={"status_id": 5}),
    damaged(status={"text": ["x"]}),
    damaged(status={"timestamp": None}),
    damaged(status={"type": "poll"}),
    damaged(status={"deleted": "no"}),
]


@pytest.mark.parametrize("data", DAMAGES)
async def test_what_cannot_be_read_is_set_aside_and_reported(
    store: JournalStore,
    file: Path,
    unreadable: list[str],
    caplog: pytest.LogCaptureFixture,
    data: Any,
) -> None:
    """What is not of its type would fail later, at each start; it is kept, as it was."""
    before = write(file, {**STORED, "data": data})
    assert await store.async_load() == StoredAccount()
    (copy,) = copies(file)
    assert content_of(copy) == before
    assert unreadable == [copy.name]
    warnings = [
        one.getMessage()
        for one in caplog.records
        if one.levelname == "WARNING" and one.name.startswith("custom_components")
    ]
    assert len(warnings) == 1
    assert copy.name in warnings[0]
    assert content_of(file) is None


async def test_account_goes_on_after_a_file_that_is_not_even_json(
    store: JournalStore, file: Path
) -> None:
    """Home Assistant sets that aside under the same kind of name, with an issue of its own."""
    before = write(file, '{"version": 1, "da')
    assert await store.async_load() == StoredAccount()
    (copy,) = copies(file)
    assert content_of(copy) == before
    store.async_save(ONE)
    await store.async_close()
    assert saved(file) == {"A"}


async def test_what_cannot_be_set_aside_is_not_overwritten(
    store: JournalStore, file: Path
) -> None:
    """A folder in which nothing can be renamed costs the set-up, not the file."""
    before = write(file, {**STORED, "data": {}})
    with (
        patch.object(Path, "rename", side_effect=PermissionError),
        pytest.raises(PermissionError),
    ):
        await store.async_load()
    await store.async_close()
    assert content_of(file) == before
