"""Tests of the pictures that an account keeps."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
import threading
from typing import Any
from unittest.mock import Mock, patch

import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.client import (
    Status as ApiStatus,
    StatusReply,
    StatusType,
)
from custom_components.green_api.client.parsing import parse_statuses
from custom_components.green_api.journal import Journal, StatusRecord
from custom_components.green_api.media import MediaLibrary
from custom_components.green_api.media.files import PictureFolder
from custom_components.green_api.media.library import MAX_PICTURES, RETRY_PAUSES
from demo.simulator import FIRST_TOKEN, Instance, Sample, Simulator, Status, Upload
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from ..common import reload, setup_integration, state_of
from ..conftest import NOW, PassTime, Poll
from ..media_server import HTML, JPEG

MEDIA = "custom_components.green_api.media"
THUMBNAIL = b64encode(JPEG[:600]).decode()


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
    if not folder.exists():
        return {}
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def item(instance: Instance, status_id: str) -> dict[str, Any]:
    """Return a status as the list has it."""
    found: dict[str, Any]
    (found,) = (
        row
        for row in orjson.loads(instance.outgoing())
        if row["idMessage"] == status_id
    )
    return found


def reply(status_id: str, thumbnail: str) -> StatusReply:
    """Return a reply with one status that has a thumbnail."""
    row = {
        "idMessage": status_id,
        "timestamp": 1_710_000_000,
        "jpegThumbnail": thumbnail,
    }
    return parse_statuses([row], 1440, b"", None)


@contextmanager
def stored(value: object) -> Generator[None]:
    """Let an account be set up with this stored about its pictures."""
    create = MediaLibrary.__init__

    def create_with(
        self: MediaLibrary,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        _stored: object,
        *,
        save: Callable[[dict[str, Any]], None],
    ) -> None:
        create(self, hass, entry, value, save=save)

    with patch.object(MediaLibrary, "__init__", create_with):
        yield


# What is kept, and for how long.


async def test_what_is_on_disk(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    folder: Path,
) -> None:
    """Thumbnails and pictures, but no videos; no account, no id and no token shows in the names."""
    picture = post(instance)
    video = instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert media.pictures.keys() == {picture.id}
    assert simulator.call_counts["media"] == 1
    assert media.has_thumbnail(picture.id)
    assert media.has_thumbnail(video.id)
    kept = files(folder)
    assert len(kept) == 3
    assert JPEG in kept.values()
    for secret in (picture.id, video.id, FIRST_TOKEN, instance.id):
        assert not any(secret in name for name in kept)


async def test_thumbnail_is_kept_as_it_came(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
) -> None:
    """The file of a thumbnail has the bytes of the list."""
    video = instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    (content,) = files(folder).values()
    assert b64encode(content).decode() == item(instance, video.id)["jpegThumbnail"]
    assert await library(config_entry).async_thumbnail(video.id) == (
        content,
        "image/jpeg",
    )


async def test_thumbnails_are_kept_for_a_month(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    folder: Path,
) -> None:
    """A thumbnail outlives its status and its list, and goes when the status is forgotten."""
    old = instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    await pass_time(30 * 24 * 3600)
    assert state_of(hass, "active_statuses").state == "0"
    assert library(config_entry).has_thumbnail(old.id)
    instance.post_text("New")
    await pass_time(2 * 24 * 3600)
    instance.post_text("Newer")
    await pass_time(61)
    assert not library(config_entry).has_thumbnail(old.id)
    assert not files(folder)


async def test_pictures_of_the_newest_are_kept(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
) -> None:
    """Of images, the newest have their full picture kept; of the others the thumbnail stays."""
    statuses = [post(instance, age=age) for age in range(MAX_PICTURES + 2, 0, -1)]
    await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert media.pictures.keys() == {status.id for status in statuses[2:]}
    new = post(instance)
    await poll()
    assert media.pictures.keys() == {new.id, *(status.id for status in statuses[3:])}
    assert all(media.has_thumbnail(status.id) for status in (*statuses, new))
    assert len(files(folder)) == MAX_PICTURES + len(statuses) + 1


async def test_deletion(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
) -> None:
    """With a status that is deleted, its files go."""
    status = post(instance)
    await setup_integration(hass, config_entry)
    assert files(folder)
    instance.delete(status.id)
    await poll()
    assert files(folder) == {}
    assert library(config_entry).latest is None


async def test_empty_and_failed_lists_take_nothing_away(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    folder: Path,
    poll: Poll,
) -> None:
    """What a list does not show any more is kept."""
    post(instance)
    await setup_integration(hass, config_entry)
    before = files(folder)
    instance.set_items([])
    await poll()
    simulator.fault(method="getOutgoingStatuses", status=500, times=None)
    await poll()
    assert files(folder) == before


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
    write = PictureFolder.write

    def slow(folder: PictureFolder, *args: Any) -> None:
        hass.loop.call_soon_threadsafe(writing.set)
        go_on.wait(5)
        write(folder, *args)

    config_entry.add_to_hass(hass)
    with patch.object(PictureFolder, "write", slow):
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
    assert not await hass.async_add_executor_job(folder.exists)


# Thumbnails.


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
    first = await media.async_thumbnail(status.id)
    assert first is not None
    instance.patch(status.id, {"jpegThumbnail": THUMBNAIL})
    await poll()
    assert await media.async_thumbnail(status.id) == first


@pytest.mark.parametrize(
    "encoded",
    [
        b64encode(HTML).decode(),
        "/9j/" + "A" * 61,
        b64encode(JPEG[:600].ljust(48 * 1024 + 1, b"x")).decode(),
    ],
    ids=["page", "broken base64", "too large"],
)
async def test_thumbnail_that_is_no_picture(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
    encoded: str,
) -> None:
    """What is no small picture is neither kept nor shown, poll after poll."""
    status = instance.post_media(Sample("waves.mp4"))
    instance.patch(status.id, {"jpegThumbnail": encoded})
    await setup_integration(hass, config_entry)
    for text in ("one", "two"):
        media = library(config_entry)
        assert not media.has_thumbnail(status.id)
        assert await media.async_thumbnail(status.id) is None
        assert media.latest is None
        assert not files(folder)
        instance.post_text(text)
        await poll()


async def test_thumbnail_of_a_status_with_two_ids(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """A status that was sent from here has the thumbnail that the list shows under its other id."""
    config_entry.add_to_hass(hass)
    media = MediaLibrary(hass, config_entry, None, save=Mock())
    record = StatusRecord(
        status=ApiStatus(status_id="sent", timestamp=1_710_000_000),
        posted_at=1_710_000_000,
        state=None,
        state_changed_at=1_710_000_000,
        published_id="listed",
    )
    media.async_update(Journal(records={"sent": record}), reply("listed", THUMBNAIL))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert media.has_thumbnail("sent")
    assert not media.has_thumbnail("listed")


async def test_a_thousand_thumbnails(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, folder: Path
) -> None:
    """A list of a thousand is written by the executor in one go, not piece by piece on the event loop."""
    instance.bulk(1000)
    update = PictureFolder.update
    calls = []

    def note(folder: PictureFolder, obsolete: Any, encoded: dict[str, str]) -> Any:
        calls.append((threading.current_thread().name, len(encoded)))
        return update(folder, obsolete, encoded)

    with patch.object(PictureFolder, "update", note):
        await setup_integration(hass, config_entry)
    assert [count for _, count in calls] == [1000]
    assert threading.current_thread().name not in dict(calls)
    assert len(files(folder)) == 1000


# The latest picture.


async def test_latest_is_there_with_the_poll(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """What a list brings is shown before anything is written or fetched, and nobody waits for a picture."""
    status = post(instance)
    simulator.fault(method="media", drip=[1, 3600])
    config_entry.add_to_hass(hass)
    with patch.object(PictureFolder, "write", side_effect=OSError):
        await hass.config_entries.async_setup(config_entry.entry_id)
        await hass.async_block_till_done()
    assert config_entry.state is ConfigEntryState.LOADED
    media = library(config_entry)
    assert media.latest is not None
    assert media.latest.status_id == status.id
    picture = await media.async_picture(status.id)
    assert picture is not None
    assert b64encode(picture[0]).decode() == item(instance, status.id)["jpegThumbnail"]
    assert await hass.config_entries.async_unload(config_entry.entry_id)


async def test_time_of_the_latest_grows(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """Each picture that is shown has a later time than the one before, also with the clock put back."""
    seen = []

    async def refresh() -> None:
        await poll()
        latest = library(config_entry).latest
        assert latest is not None
        seen.append((latest.status_id, latest.changed_at))

    old = post(instance, age=3600)
    await setup_integration(hass, config_entry)
    await refresh()
    new = post(instance)
    await refresh()
    instance.delete(new.id)
    with patch(f"{MEDIA}.library.time") as clock:
        clock.time.return_value = (NOW - timedelta(hours=1)).timestamp()
        await refresh()
    assert [status_id for status_id, _ in seen] == [old.id, new.id, old.id]
    times = [changed_at for _, changed_at in seen]
    assert times == sorted(set(times))

    # Nothing changes by itself, nor by a restart.
    await refresh()
    await reload(hass, config_entry)
    await refresh()
    assert seen[-3:] == [seen[-1]] * 3


# Downloads.


async def test_retries(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A link that fails is tried again after pauses, not for ever, and nobody is bothered."""
    simulator.fault(method="media", status=503, times=None)
    post(instance)
    await setup_integration(hass, config_entry)
    for tries, pause in enumerate(RETRY_PAUSES, 1):
        assert simulator.call_counts["media"] == tries
        await pass_time(pause - 2)
        assert simulator.call_counts["media"] == tries
        await pass_time(3)
    assert simulator.call_counts["media"] == len(RETRY_PAUSES) + 1
    await pass_time(48 * 3600)
    assert simulator.call_counts["media"] == len(RETRY_PAUSES) + 1
    assert not [
        record
        for record in caplog.records
        if record.name.startswith("custom_components")
        and record.levelname not in ("DEBUG", "INFO")
    ]


async def test_new_link_is_a_new_chance(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """A status whose link was dead is fetched from another one."""
    simulator.fault(method="media", status=404, times=None)
    status = post(instance)
    await setup_integration(hass, config_entry)
    assert library(config_entry).pictures == {}
    simulator.faults.clear()
    link = item(instance, status.id)["downloadUrl"]
    instance.patch(status.id, {"downloadUrl": f"{link}?new"})
    await poll()
    assert library(config_entry).pictures.keys() == {status.id}


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401},
        {"status": 403},
        {"status": 404},
        {"status": 410},
        {"location": "http://127.0.0.1:9/"},
        {"body": HTML.decode()},
        {"body": "ID3" + " " * 600},
    ],
    ids=str,
)
async def test_what_is_final_is_not_tried_again(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    fault: dict[str, Any],
) -> None:
    """A dead link, and one with something else than a picture behind it, is asked once, over reloads, too."""
    simulator.fault(method="media", times=None, **fault)
    post(instance)
    await setup_integration(hass, config_entry)
    for _ in range(2):
        await pass_time(3 * 3600)
        await reload(hass, config_entry)
    assert library(config_entry).pictures == {}
    assert simulator.call_counts["media"] == 1


async def test_pauses_go_on_after_a_reload(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """A reload neither repeats an attempt nor forgets the next one."""
    simulator.fault(method="media", status=503)
    status = post(instance)
    await setup_integration(hass, config_entry)
    for _ in range(3):
        await reload(hass, config_entry)
    assert simulator.call_counts["media"] == 1
    await pass_time(RETRY_PAUSES[0] + 1)
    assert library(config_entry).pictures.keys() == {status.id}


async def test_attempts_are_forgotten_with_their_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_storage: dict[str, Any],
    poll: Poll,
) -> None:
    """Nothing stays stored about the link of a status that is gone."""
    simulator.fault(method="media", status=404, times=None)
    status = post(instance)
    link = item(instance, status.id)["downloadUrl"]
    await setup_integration(hass, config_entry)
    assert await stored_attempts(hass, config_entry, hass_storage) == {link: [1, None]}
    instance.delete(status.id)
    await reload(hass, config_entry)
    assert await stored_attempts(hass, config_entry, hass_storage) == {}


async def stored_attempts(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> Any:
    """Return what an account stores about failed downloads when it is unloaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    media = hass_storage[f"green_api.{entry.entry_id}"]["data"]["parts"]["media"]
    return media["attempts"]


async def test_queued_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """The picture of a status that only waits to be published is not fetched yet."""
    link = item(instance, post(instance).id)["downloadUrl"]
    instance.set_items([])
    await setup_integration(hass, config_entry)
    queued = ApiStatus(
        status_id="queued",
        timestamp=int(NOW.timestamp()),
        type=StatusType.IMAGE,
        media_url=link,
    )
    config_entry.runtime_data.coordinator.async_record_sent(queued)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert simulator.call_counts["media"] == 0


async def test_clock_that_was_ahead(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """An attempt that was put off while the clock was years ahead does not wait for years."""
    status = post(instance)
    link = item(instance, status.id)["downloadUrl"]
    again_at = int(NOW.timestamp()) + 1000 * 24 * 3600
    with stored({"attempts": {link: [1, again_at]}}):
        await setup_integration(hass, config_entry)
    assert library(config_entry).pictures.keys() == {status.id}


async def test_made_up_addresses(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """A name for which the resolver gives a made-up address is looked up again later."""
    status = post(instance)
    instance.patch(status.id, {"downloadUrl": "https://media.example/x.jpg"})
    with patch(f"{MEDIA}.library._async_resolve", return_value=["198.18.0.7"]) as names:
        await setup_integration(hass, config_entry)
        assert names.call_count == 1
        await reload(hass, config_entry)
        assert names.call_count == 1
        for count, pause in enumerate(RETRY_PAUSES, 2):
            await pass_time(pause + 1)
            assert names.call_count == count


async def test_deleted_while_downloaded(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
) -> None:
    """A picture that nobody wants any more when it comes is not kept."""
    await setup_integration(hass, config_entry)
    media = library(config_entry)
    status = post(instance)
    download = media.downloader.download

    async def download_late(link: str) -> tuple[bytes, str]:
        result = await download(link)
        config_entry.runtime_data.coordinator.async_record_deleted(status.id)
        return result

    with patch.object(media.downloader, "download", download_late):
        await poll()
    assert media.pictures == {}
    assert files(folder) == {}


async def test_deleted_while_thumbnail_is_written(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    poll: Poll,
) -> None:
    """A thumbnail whose status is deleted while it is written goes, too."""
    await setup_integration(hass, config_entry)
    status = instance.post_media(Sample("waves.mp4"))
    coordinator = config_entry.runtime_data.coordinator
    update = PictureFolder.update

    def update_late(folder: PictureFolder, *args: Any) -> Any:
        result = update(folder, *args)
        deleted = threading.Event()

        def delete() -> None:
            coordinator.async_record_deleted(status.id)
            deleted.set()

        hass.loop.call_soon_threadsafe(delete)
        deleted.wait(5)
        return result

    with patch.object(PictureFolder, "update", update_late):
        await poll()
    assert not library(config_entry).has_thumbnail(status.id)
    assert files(folder) == {}


# Disks that do not work, and files that make no sense.


def put_odd_thing(folder: Path, name: str) -> None:
    """Put something among the pictures, or in the place of their folder."""
    if name == "file":
        folder.parent.mkdir(exist_ok=True)
        folder.write_bytes(b"a file")
        return
    folder.mkdir(parents=True)
    if name == "dangling":
        (folder / name).symlink_to(folder / "nowhere")
    else:
        (folder / name).mkdir()


@pytest.mark.parametrize("name", ["@eaDir", "x.jpg", "dangling", "file"])
async def test_something_odd_among_the_pictures(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    folder: Path,
    name: str,
) -> None:
    """An account works, whatever is in the folder, or in its place."""
    put_odd_thing(folder, name)
    status = post(instance)
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    assert await library(config_entry).async_picture(status.id) is not None


async def test_disk_full(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    folder: Path,
) -> None:
    """When nothing can be written, thumbnails are shown nevertheless, and both kinds are saved later."""
    status = post(instance)
    with patch.object(Path, "mkdir", side_effect=OSError(28, "No space left")):
        await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert media.pictures == {}
    assert media.latest is not None
    picture = await media.async_picture(status.id)
    assert picture is not None
    assert picture[0].startswith(b"\xff\xd8\xff")
    instance.post_text("Something else")
    await pass_time(RETRY_PAUSES[0] + 1)
    assert await media.async_picture(status.id) == (JPEG, "image/jpeg")
    assert len(files(folder)) == 2


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "nonsense",
        {},
        {"attempts": [], "shown": {}},
        {"attempts": {"link": None, "other": ["1", None], "third": [-1, 5]}},
        {"attempts": {"link": [1]}, "shown": ["name"]},
        {"shown": ["name", -1]},
        {"shown": ["name", 10**30]},
        {"shown": [7, 7]},
    ],
)
async def test_stored_nonsense(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    value: object,
) -> None:
    """What was stored and makes no sense is like nothing stored."""
    post(instance)
    with stored(value):
        await setup_integration(hass, config_entry)
    media = library(config_entry)
    assert len(media.pictures) == 1
    assert media.latest is not None
    assert media.latest.changed_at >= NOW


async def test_stored_number_of_failures_makes_no_sense(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """A link with a number of failures that cannot be is like one that was never tried."""
    simulator.fault(method="media", status=503, times=None)
    link = item(instance, post(instance).id)["downloadUrl"]
    with stored({"attempts": {link: [-10, 0]}}):
        await setup_integration(hass, config_entry)
    assert simulator.call_counts["media"] == 1
    await reload(hass, config_entry)
    assert simulator.call_counts["media"] == 1
