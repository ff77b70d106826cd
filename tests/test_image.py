"""Tests of the image of the latest media."""

from base64 import b64decode
from http import HTTPStatus
from unittest.mock import patch

import orjson
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from demo.simulator import Drawn, Instance, Sample, Simulator, Upload
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event

from .common import setup_integration, state_of
from .conftest import PassTime, Poll
from .media_server import JPEG

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def image(hass: HomeAssistant) -> State:
    """Return the state of the image."""
    return state_of(hass, "latest_media", "image")


async def shown(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> tuple[bytes, str]:
    """Return what a browser gets, and its type."""
    client = await hass_client()
    response = await client.get(image(hass).attributes["entity_picture"])
    assert response.status == HTTPStatus.OK
    return await response.read(), response.content_type


def thumbnail(instance: Instance, status_id: str) -> bytes:
    """Return the thumbnail as the list has it."""
    (item,) = (
        row
        for row in orjson.loads(instance.outgoing())
        if row["idMessage"] == status_id
    )
    return b64decode(item["jpegThumbnail"])


async def test_image(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """The image is set up."""
    with (
        patch("custom_components.green_api.PLATFORMS", [Platform.IMAGE]),
        patch("homeassistant.components.image.entity._RND.getrandbits", return_value=1),
    ):
        await setup_integration(hass, config_entry)
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


async def test_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
) -> None:
    """Without a picture there is none, and other statuses are no pictures."""
    instance.post_text("Hello")
    instance.post_media(Sample("melody.mp3"))
    await setup_integration(hass, config_entry)
    assert image(hass).state == STATE_UNAVAILABLE
    client = await hass_client()
    response = await client.get(image(hass).attributes["entity_picture"])
    assert response.status == HTTPStatus.INTERNAL_SERVER_ERROR


async def test_thumbnail_then_picture(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    poll: Poll,
) -> None:
    """The thumbnail is there at once, the picture as soon as it is fetched; after that nothing moves."""
    await setup_integration(hass, config_entry)
    states: list[str] = []
    async_track_state_change_event(
        hass,
        image(hass).entity_id,
        callback(lambda event: states.append(event.data["new_state"].state)),
    )
    simulator.fault(method="media", status=503)
    file = Upload(JPEG, "image/jpeg")
    status = instance.post_media(file)
    await poll()
    at_first = image(hass).state
    assert await shown(hass, hass_client) == (
        thumbnail(instance, status.id),
        "image/jpeg",
    )

    await poll()
    assert image(hass).state > at_first
    assert await shown(hass, hass_client) == (JPEG, "image/jpeg")
    later = image(hass).state

    calls = simulator.call_counts["media"]
    instance.advance(status.id, "read", viewers=2)
    await poll()
    await poll()
    assert image(hass).state == later
    assert states == [at_first, later]
    # Looking fetches nothing, and neither does time.
    assert await shown(hass, hass_client) == (JPEG, "image/jpeg")
    assert simulator.call_counts["media"] == calls == 2


async def test_video(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Of a video there is the thumbnail, and nothing is fetched."""
    instance.post_media(Drawn("sea", 1), age=60)
    video = instance.post_media(Sample("waves.mp4"))
    simulator.fault(method="media", status=503, times=None)
    await setup_integration(hass, config_entry)
    assert (await shown(hass, hass_client))[0] == thumbnail(instance, video.id)


async def test_latest(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
    poll: Poll,
) -> None:
    """It is the latest posted, not the latest changed; a deleted one gives way, and that is a change."""
    first = instance.post_media(Upload(PNG, "image/jpeg"), age=3600)
    await setup_integration(hass, config_entry)
    # A picture is what it is, whatever the list says.
    assert await shown(hass, hass_client) == (PNG, "image/png")
    before = image(hass).state

    second = instance.post_media(Upload(JPEG, "image/jpeg"))
    await poll()
    await poll()
    assert await shown(hass, hass_client) == (JPEG, "image/jpeg")
    between = image(hass).state
    assert between > before

    instance.advance(first.id, "read", viewers=1)
    instance.post_text("Hello")
    await poll()
    assert image(hass).state == between

    instance.delete(second.id)
    await poll()
    assert await shown(hass, hass_client) == (PNG, "image/png")
    assert image(hass).state > between

    instance.delete(first.id)
    await poll()
    assert image(hass).state == STATE_UNAVAILABLE


async def test_restart(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    poll: Poll,
) -> None:
    """The picture outlives a restart and its link, and the time at which it came does not move."""
    instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    deleted = instance.post_media(Upload(PNG, "image/png"))
    await poll()
    instance.delete(deleted.id)
    await poll()
    before = image(hass).state
    assert await shown(hass, hass_client) == (JPEG, "image/jpeg")

    simulator.fault(method="media", status=404, times=None)
    # It is not in the list any more, either.
    instance.set_items([])
    calls = simulator.call_counts["media"]
    await hass.config_entries.async_unload(config_entry.entry_id)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert image(hass).state == before
    assert await shown(hass, hass_client) == (JPEG, "image/jpeg")
    assert simulator.call_counts["media"] == calls


async def test_expiry(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    hass_client: ClientSessionGenerator,
) -> None:
    """The latest picture stays when its status expires, until there is another."""
    instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    before = image(hass).state
    await pass_time(25 * 3600)
    assert state_of(hass, "active_statuses").state == "0"
    assert image(hass).state == before
    assert (await shown(hass, hass_client))[0] == JPEG


async def test_lost_file(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
) -> None:
    """Where the picture cannot be read any more, the thumbnail is shown, with its own type."""
    status = instance.post_media(Upload(PNG, "image/png"))
    small = thumbnail(instance, status.id)
    await setup_integration(hass, config_entry)
    assert await shown(hass, hass_client) == (PNG, "image/png")
    config_entry.runtime_data.media.pictures[status.id].path.unlink()
    assert await shown(hass, hass_client) == (small, "image/jpeg")
