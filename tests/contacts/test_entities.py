"""The entities of contacts' statuses: what they show, and what of it is recorded or stored."""

from base64 import b64decode
from datetime import timedelta
from http import HTTPStatus
import json
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.media import MediaRefusedError
from demo.simulator import Instance, Simulator
from demo.simulator.media import content_of
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import restore_state
from homeassistant.util import dt as dt_util

from ..common import entity_id, reload, set_up_with_options, state_of
from ..conftest import PassTime
from .common import HOUR, INTERVAL, post, post_picture, post_video


async def test_sensors(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """How many are active and of whom, and the newest one."""
    await set_up_with_options(hass, config_entry, contacts=True)
    assert state_of(hass, "contact_statuses").state == "0"
    assert state_of(hass, "latest_contact_status").state == STATE_UNAVAILABLE
    post(instance, "one", sender=1, age=2 * HOUR)
    post(instance, "two", sender=1, age=HOUR)
    post_video(instance, sender=2)
    await pass_time(INTERVAL)

    number = state_of(hass, "contact_statuses")
    assert number.state == "3"
    assert [(one["name"], one["count"]) for one in number.attributes["contacts"]] == [
        (instance.contacts[2].name, 1),
        (instance.contacts[1].name, 2),
    ]
    latest = state_of(hass, "latest_contact_status")
    assert latest.state == "video"
    assert latest.attributes["caption"] == "Waves"
    assert latest.attributes["name"] == instance.contacts[2].name
    assert latest.attributes["sender"] == instance.contacts[2].id
    assert latest.attributes["mime_type"] == "video/mp4"


async def test_event_entity_tells_what_happened_and_not_who_or_what(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """One event for each change."""
    await set_up_with_options(hass, config_entry, contacts=True)
    assert state_of(hass, "contact_status", "event").state == "unknown"
    status_id = post(instance, "A secret", sender=1)
    await pass_time(INTERVAL)
    event = state_of(hass, "contact_status", "event")
    assert event.attributes["event_type"] == "posted"
    assert event.attributes["status_id"] == status_id
    assert event.attributes["type"] == "text"
    instance.delete(status_id)
    await pass_time(INTERVAL)
    event = state_of(hass, "contact_status", "event")
    assert event.attributes["event_type"] == "deleted"
    shown = json.dumps(event.as_dict(), default=repr)
    assert "secret" not in shown
    assert instance.contacts[1].name not in shown
    assert instance.contacts[1].id not in shown


async def test_neither_names_nor_texts_are_recorded_or_restored(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """The history has counts, types and times; Home Assistant's file of last states has no more."""
    await set_up_with_options(hass, config_entry, contacts=True)
    post(instance, "A secret", sender=1)
    await pass_time(INTERVAL)
    post_picture(instance, "Another secret", sender=2)
    await pass_time(INTERVAL)
    await get_instance(hass).async_block_till_done()
    entities = [
        entity_id(hass, "contact_statuses"),
        entity_id(hass, "latest_contact_status"),
        entity_id(hass, "contact_status", "event"),
        entity_id(hass, "latest_contact_media", "image"),
    ]
    history = await get_instance(hass).async_add_executor_job(
        lambda: get_significant_states(
            hass,
            dt_util.utcnow() - timedelta(days=1),
            None,
            entities,
            significant_changes_only=False,
        )
    )
    assert set(history) == set(entities)
    kept = json.dumps(
        [
            state.as_dict() if hasattr(state, "as_dict") else state
            for states in history.values()
            for state in states
        ],
        default=repr,
    )
    assert '"image"' in kept
    kept += json.dumps(
        [
            stored.as_dict()
            for stored in restore_state.async_get(hass).async_get_stored_states()
        ],
        default=repr,
    )
    for number in (1, 2):
        contact = instance.contacts[number]
        assert contact.name not in kept
        assert contact.name.split()[0] not in kept
        assert contact.id.split("@")[0] not in kept
    assert "contact_status" in kept
    assert "secret" not in kept
    assert "/media/" not in kept


async def shown(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> tuple[bytes, str]:
    """Return what a browser gets as the image, and its type."""
    client = await hass_client()
    state = state_of(hass, "latest_contact_media", "image")
    response = await client.get(state.attributes["entity_picture"])
    assert response.status == HTTPStatus.OK
    return await response.read(), response.content_type


def thumbnail(instance: Instance, status_id: str) -> bytes:
    """Return the thumbnail as the list has it."""
    rows: list[dict[str, Any]] = orjson.loads(instance.incoming())
    (row,) = (row for row in rows if row["idMessage"] == status_id)
    return b64decode(row["jpegThumbnail"])


@pytest.mark.usefixtures("now")
async def test_image_is_fetched_when_somebody_looks(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """Once, and not before; a text has no picture."""
    post_picture(instance, sender=1, age=60)
    post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)
    assert simulator.call_counts["media"] == 0
    (file,) = instance.files._files.values()
    for _ in range(2):
        assert await shown(hass, hass_client) == (content_of(file), "image/jpeg")
    assert simulator.call_counts["media"] == 1


@pytest.mark.usefixtures("now")
async def test_image_is_the_small_one_where_there_is_no_other(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Of a video, and where the picture cannot be fetched."""
    picture = post_picture(instance, sender=1, age=60)
    await set_up_with_options(hass, config_entry, contacts=True)
    downloader = config_entry.runtime_data.media.downloader
    with patch.object(downloader, "download", side_effect=MediaRefusedError):
        assert await shown(hass, hass_client) == (
            thumbnail(instance, picture),
            "image/jpeg",
        )
    video = post_video(instance, sender=1)
    await config_entry.runtime_data.contact_statuses.async_refresh()
    assert await shown(hass, hass_client) == (thumbnail(instance, video), "image/jpeg")


async def test_image_is_unavailable_without_a_picture_and_in_an_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """Its state is when the picture was posted, also after a reload."""
    post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)

    def state() -> str:
        return state_of(hass, "latest_contact_media", "image").state

    assert state() == STATE_UNAVAILABLE
    status_id = post_picture(instance)
    await pass_time(INTERVAL)
    posted = state()
    await reload(hass, config_entry)
    assert state() == posted != STATE_UNAVAILABLE
    simulator.fault(method="getIncomingStatuses", status=500, times=1)
    await pass_time(INTERVAL)
    assert state() == STATE_UNAVAILABLE
    await pass_time(INTERVAL)
    assert state() == posted
    instance.delete(status_id)
    await pass_time(INTERVAL)
    assert state() == STATE_UNAVAILABLE
