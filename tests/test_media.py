"""Tests of the pictures that an account keeps."""

import asyncio
from datetime import timedelta
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.media import MediaLibrary
from custom_components.green_api.picking import PAUSES
from custom_components.green_api.shelf import Shelf
from demo.simulator import (
    FIRST_TOKEN,
    Drawn,
    Instance,
    Sample,
    Simulator,
    Status,
    Upload,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .common import setup_integration, state_of
from .conftest import Poll
from .hostile import JPEG


@pytest.fixture
def folder(hass: HomeAssistant, config_entry: MockConfigEntry) -> Path:
    """Return where the pictures are kept."""
    return Path(hass.config.path(f".storage/green_api.{config_entry.entry_id}.media"))


def library(entry: MockConfigEntry) -> MediaLibrary:
    """Return the pictures of an account."""
    media: MediaLibrary = entry.runtime_data.media
    return media


def post(instance: Instance, content: bytes = JPEG, age: float = 0) -> Status:
    """Post a picture."""
    return instance.post_media(Upload(content, "image/jpeg"), age=age)


def files(folder: Path) -> dict[str, bytes]:
    """Return what is on disk."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def item(instance: Instance, status_id: str) -> dict[str, Any]:
    """Return a status as the list has it."""
    found: dict[str, Any]
    (found,) = (
        each
        for each in orjson.loads(instance.outgoing())
        if each["idMessage"] == status_id
    )
    return found


def is_there(folder: Path) -> bool:
    """Return whether there is a folder."""
    return folder.exists()


async def pass_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let time pass."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_folder(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
) -> None:
    """Pictures and thumbnails are on disk; no account, no id and no name is."""
    instance.post_text("Hello")
    instance.post_media(Sample("melody.mp3"))
    await setup_integration(hass, config_entry)
    assert not is_there(folder)
    await hass.config_entries.async_unload(config_entry.entry_id)

    picture = post(instance)
    video = instance.post_media(Sample("waves.mp4"))
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert set(library(config_entry).pictures) == {picture.id}
    assert set(library(config_entry).thumbnails) == {picture.id, video.id}
    kept = files(folder)
    assert len(kept) == 3
    assert JPEG in kept.values()
    for secret in (picture.id, video.id, FIRST_TOKEN, instance.id):
        assert not any(secret in name for name in kept)


async def test_setup_does_not_wait(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """Neither the poll nor the entities wait for a picture."""
    post(instance)
    simulator.fault(method="media", drip=[1, 3600])
    config_entry.add_to_hass(hass)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done()
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "latest_status").attributes["type"] == "image"
    assert state_of(hass, "latest_media", "image").state > "2024-03-11"
    assert await hass.config_entries.async_unload(config_entry.entry_id)


async def test_retries(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A link that fails is tried again after growing pauses, not for ever, and nobody is bothered."""
    simulator.fault(method="media", status=503, times=None)
    status = post(instance)
    await setup_integration(hass, config_entry)
    for tries, pause in enumerate(PAUSES, 1):
        assert simulator.call_counts["media"] == tries
        await pass_time(hass, freezer, pause - 2)
        assert simulator.call_counts["media"] == tries
        await pass_time(hass, freezer, 3)
    assert simulator.call_counts["media"] == len(PAUSES) + 1
    await pass_time(hass, freezer, 10 * 3600)
    assert simulator.call_counts["media"] == len(PAUSES) + 1
    assert not [
        record
        for record in caplog.records
        if record.name.startswith("custom_components")
        and record.levelname not in ("DEBUG", "INFO")
    ]

    # A new link is a new chance.
    simulator.faults.clear()
    link = item(instance, status.id)["downloadUrl"]
    instance.patch(status.id, {"downloadUrl": f"{link}?new"})
    await poll()
    assert library(config_entry).pictures.keys() == {status.id}


async def test_retry_ends_with_the_entry(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Nothing is tried again for an account that is not loaded."""
    simulator.fault(method="media", status=503, times=None)
    post(instance)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    await pass_time(hass, freezer, 24 * 3600)
    assert simulator.call_counts["media"] == 1


async def test_expiry(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
    folder: Path,
) -> None:
    """What expired is removed from disk, except for the latest; that goes when there is another."""
    old = post(instance, age=23 * 3600)
    latest = post(instance, age=22 * 3600)
    await setup_integration(hass, config_entry)
    assert len(files(folder)) == 4
    await pass_time(hass, freezer, 3600)
    assert library(config_entry).pictures.keys() == {latest.id}
    assert old.id not in library(config_entry).thumbnails
    assert len(files(folder)) == 2
    await pass_time(hass, freezer, 3600)
    assert state_of(hass, "active_statuses").state == "0"
    assert len(files(folder)) == 2

    new = post(instance)
    await pass_time(hass, freezer, 61)
    assert library(config_entry).pictures.keys() == {new.id}
    assert len(files(folder)) == 2


async def test_deletion(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
) -> None:
    """What was deleted is removed from disk."""
    status = post(instance)
    await setup_integration(hass, config_entry)
    assert files(folder)
    instance.delete(status.id)
    await poll()
    assert files(folder) == {}
    assert library(config_entry).latest is None


async def test_removal(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
) -> None:
    """Without the account, there is no folder."""
    post(instance)
    await setup_integration(hass, config_entry)
    assert is_there(folder)
    await hass.config_entries.async_remove(config_entry.entry_id)
    assert not is_there(folder)


async def test_removal_while_writing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
) -> None:
    """What is being written when the account is removed does not outlive it."""
    post(instance)
    writing = asyncio.Event()
    go_on = threading.Event()
    write = Shelf.write

    def slow(shelf: Shelf, *args: object) -> None:
        hass.loop.call_soon_threadsafe(writing.set)
        go_on.wait(5)
        write(shelf, *args)  # type: ignore[arg-type]

    config_entry.add_to_hass(hass)
    with patch.object(Shelf, "write", slow):
        await hass.config_entries.async_setup(config_entry.entry_id)
        await writing.wait()
        removal = hass.async_create_task(
            hass.config_entries.async_remove(config_entry.entry_id)
        )
        for _ in range(20):
            await asyncio.sleep(0)
        assert not removal.done()
        go_on.set()
        await removal
    assert not is_there(folder)


async def test_cap(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    folder: Path,
    poll: Poll,
) -> None:
    """The oldest pictures give way, for good; thumbnails stay."""
    size = 300_000
    content = JPEG + bytes(size - len(JPEG))
    with patch("custom_components.green_api.picking.MAX_TOTAL", 1_000_000):
        statuses = [post(instance, content, age) for age in (50, 40, 30, 20, 10)]
        await setup_integration(hass, config_entry)
        kept = {each.id for each in statuses[2:]}
        assert library(config_entry).pictures.keys() == kept
        assert library(config_entry).thumbnails.keys() == {s.id for s in statuses}
        # The fourth was fetched, and found to be too much; the fifth was not even tried.
        assert simulator.call_counts["media"] == 4

        new = post(instance, content)
        await poll()
        await poll()
        kept = {new.id, *(each.id for each in statuses[3:])}
        assert library(config_entry).pictures.keys() == kept
        assert simulator.call_counts["media"] == 5
        total = sum(len(content) for content in files(folder).values())
        assert total <= 1_000_000
        assert len(files(folder)) == 3 + 6


async def test_too_large(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """A picture that is too large is not kept, and not fetched again."""
    with patch("custom_components.green_api.fetch.MAX_FILE", 1000):
        post(instance)
        await setup_integration(hass, config_entry)
        await poll()
        await poll()
    assert library(config_entry).pictures == {}
    assert simulator.call_counts["media"] == 1


async def test_video_in_disguise(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """An image status with a video behind its link keeps its thumbnail."""
    status = instance.post_media(Drawn("sea", 1))
    video = instance.post_media(Sample("waves.mp4"), age=60)
    link = item(instance, video.id)["downloadUrl"]
    instance.patch(status.id, {"downloadUrl": link})
    await setup_integration(hass, config_entry)
    assert library(config_entry).pictures == {}
    assert library(config_entry).latest == library(config_entry).thumbnails[status.id]


async def test_deleted_while_fetched(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
) -> None:
    """A picture that nobody wants any more when it comes is not kept."""
    await setup_integration(hass, config_entry)
    account = config_entry.runtime_data
    status = post(instance)
    fetch = account.media.fetcher.fetch

    async def fetch_late(link: str) -> tuple[bytes, str]:
        result: tuple[bytes, str] = await fetch(link)
        account.async_deleted(status.id)
        return result

    with patch.object(account.media.fetcher, "fetch", fetch_late):
        await poll()
    assert account.media.pictures == {}
    assert files(folder) == {}


async def test_disk_full(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
    folder: Path,
) -> None:
    """When nothing can be written, thumbnails are there nevertheless, and pictures come later."""
    status = post(instance)
    with patch.object(Path, "mkdir", side_effect=OSError(28, "No space left")):
        await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert media.pictures == {}
    assert media.latest is not None
    assert (await media.async_read(media.latest) or b"").startswith(b"\xff\xd8\xff")
    await pass_time(hass, freezer, PAUSES[0] + 1)
    assert media.pictures.keys() == {status.id}
    assert await media.async_read(media.latest) == JPEG


async def test_folder_lost(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Somebody who clears the disk breaks nothing."""
    post(instance)
    await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert media.latest is not None
    media.latest.path.unlink()
    assert await media.async_read(media.latest) is None


async def test_list_goes_wrong(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """Lists that come empty or not at all take nothing away."""
    status = post(instance)
    await setup_integration(hass, config_entry)
    instance.set_items([])
    await poll()
    simulator.fault(method="getOutgoingStatuses", status=500, times=None)
    await poll()
    assert library(config_entry).pictures.keys() == {status.id}
    assert library(config_entry).thumbnails.keys() == {status.id}


async def test_later_thumbnail(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """A thumbnail may come later than its status; one that is there stays."""
    status = instance.post_media(Sample("waves.mp4"))
    genuine = item(instance, status.id)["jpegThumbnail"]
    instance.patch(status.id, {"jpegThumbnail": ""})
    await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert not media.has_thumbnail(status.id)
    assert await media.async_thumbnail(status.id) is None
    instance.patch(status.id, {"jpegThumbnail": genuine})
    await poll()
    first = media.latest
    assert first is not None
    instance.patch(status.id, {"jpegThumbnail": f"/9j/{'A' * 96}"})
    await poll()
    assert media.latest == first


async def test_unchanged_poll(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """A poll that brings nothing starts nothing."""
    post(instance)
    await setup_integration(hass, config_entry)
    with patch.object(MediaLibrary, "_start") as start:
        await poll()
        start.assert_not_called()
        post(instance)
        await poll()
        start.assert_called_once()


async def test_many(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
) -> None:
    """Many thumbnails are taken in bits, the latest at once."""
    instance.bulk(120)
    taken = []
    take = MediaLibrary._take_thumbnails

    def note(media: MediaLibrary) -> None:
        take(media)
        taken.append((media.latest is not None, len(media.thumbnails)))

    with patch.object(MediaLibrary, "_take_thumbnails", note):
        await setup_integration(hass, config_entry)
    assert taken[:3] == [(True, 50), (True, 100), (True, 120)]
    assert len(files(folder)) == 120
