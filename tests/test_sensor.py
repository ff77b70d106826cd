"""Tests of the sensors."""

from collections.abc import Generator
import json
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from demo.simulator import ASSETS, Drawn, Instance, Sample, Simulator
from homeassistant.components.recorder.db_schema import StateAttributes
from homeassistant.const import (
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import Event, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import json_bytes

from .automations import no_view_counts
from .common import setup_integration, state_of
from .conftest import Poll

HOUR = 3600
# The longest that WhatsApp takes, in letters that take the most room.
LONG_TEXT = "\N{FAMILY}" * 500
LONG_CAPTION = '"' * 1024


@pytest.fixture(autouse=True)
def _platforms() -> Generator[None]:
    """Set up this platform alone, and count no views."""
    with (
        patch("custom_components.green_api.PLATFORMS", [Platform.SENSOR]),
        no_view_counts(),
    ):
        yield


@pytest.fixture(name="world")
def _world(instance: Instance) -> None:
    """Put up something of everything, with ids that do not depend on the port."""
    instance.studio.media_url = "https://media.example.org/1101000001"
    instance.post_text("Gone by", state="read", age=25 * HOUR)
    instance.post_text("Nobody", state="failed", age=20 * HOUR)
    instance.post_text("Deleted", state="read", age=10 * HOUR)
    instance.delete(instance.latest.id)
    instance.post_media(Sample("melody.mp3"), state="delivered", age=9 * HOUR)
    instance.post_text(
        "For two",
        participants=[contact.id for contact in instance.contacts[:2]],
        state="sent",
        age=8 * HOUR,
    )
    instance.post_media(
        Sample("waves.mp4"), caption="Waves", by_api=False, state="read", age=5 * HOUR
    )
    instance.post_media(Drawn("sea", 1), caption="The sea", state="read", age=HOUR)


def all_states(hass: HomeAssistant) -> list[State]:
    """Return the states of all sensors."""
    states = hass.states.async_all("sensor")
    assert len(states) >= 9
    return states


def recorded(state: State) -> bytes:
    """Return the attributes of a state as the recorder keeps them."""
    event: Event[Any] = Event(
        EVENT_STATE_CHANGED,
        {"entity_id": state.entity_id, "old_state": None, "new_state": state},
    )
    return StateAttributes.shared_attrs_bytes_from_event(event, None)


@pytest.mark.usefixtures("entity_registry_enabled_by_default", "world")
async def test_entities(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """The entities of a world with something of everything are as they were."""
    await setup_integration(hass, config_entry)
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entities_without_statuses(
    hass: HomeAssistant, config_entry: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    """Without statuses the latest is unknown and the counts are zero."""
    await setup_integration(hass, config_entry)
    assert {
        state.entity_id: (state.state, state.attributes) for state in all_states(hass)
    } == snapshot(
        exclude=props("device_class", "friendly_name", "state_class", "options")
    )


@pytest.mark.usefixtures("world")
async def test_counts(hass: HomeAssistant, config_entry: MockConfigEntry) -> None:
    """Deleted statuses and those of yesterday do not count, but all that ever were."""
    await setup_integration(hass, config_entry)
    counts = {
        key: state_of(hass, key).state
        for key in (
            "active_statuses",
            "read_statuses",
            "delivered_statuses",
            "failed_statuses",
        )
    }
    assert counts == {
        "active_statuses": "5",
        "read_statuses": "2",
        "delivered_statuses": "1",
        "failed_statuses": "1",
    }


async def test_total_only_grows(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """A status that was deleted has been posted all the same."""
    instance.post_text("a")
    await setup_integration(hass, config_entry)
    assert state_of(hass, "total_statuses").state == "1"
    status = instance.post_text("b")
    await poll()
    assert state_of(hass, "total_statuses").state == "2"
    instance.delete(status.id)
    await poll()
    assert state_of(hass, "total_statuses").state == "2"
    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, "total_statuses").state == "2"


async def test_latest_status_follows(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """The latest status is the last one posted, and the one before when that was deleted."""
    instance.configure(timestamps="last_action")
    first = instance.post_text("first", state="sent", age=HOUR)
    await setup_integration(hass, config_entry)
    second = instance.post_text("second", state="sent")
    await poll()
    assert state_of(hass, "latest_status_text").state == "second"

    instance.advance(first.id, "read")
    await poll()
    assert state_of(hass, "latest_status_text").state == "second"
    assert state_of(hass, "latest_status").state == "sent"

    instance.delete(second.id)
    await poll()
    assert state_of(hass, "latest_status_text").state == "first"
    assert state_of(hass, "latest_status").state == "read"


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("pending", "pending"),
        ("noAccount", "failed"),
        ("suspended", "failed"),
        ("played", STATE_UNKNOWN),
        ("", STATE_UNKNOWN),
    ],
)
async def test_odd_states(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    raw: str,
    state: str,
) -> None:
    """A state is one of those that the sensor names, or unknown."""
    status = instance.post_text("a", state="sent")
    instance.patch(status.id, {"statusMessage": raw})
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status").state == state


@pytest.mark.parametrize(
    ("language", "picture", "voice"), [("en", "Image", "Audio"), ("he", None, None)]
)
async def test_media_without_caption(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    language: str,
    picture: str | None,
    voice: str | None,
) -> None:
    """A picture without a caption is called a picture, in the user's language."""
    hass.config.language = language
    instance.post_media(Drawn("sea", 1), age=60)
    await setup_integration(hass, config_entry)
    shown = [state_of(hass, "latest_status_text").state]
    instance.post_media(Sample("melody.mp3"))
    await poll()
    shown.append(state_of(hass, "latest_status_text").state)
    if language == "en":
        assert shown == [picture, voice]
    else:
        assert all("\u0590" < text[0] < "\u05ff" for text in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 255, "x" * 255),
        ("x" * 256, "x" * 254 + "…"),
        ("x" * 253 + "\U0001f44d\U0001f3fd", "x" * 253 + "\U0001f44d\U0001f3fd"),
        ("x" * 253 + "\U0001f44d\U0001f3fdx", "x" * 253 + "…"),
        ("שלום " * 100, ("שלום " * 100)[:254] + "…"),
    ],
)
async def test_long_text(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    text: str,
    shown: str,
) -> None:
    """A state holds 255 characters, and ends with a whole one."""
    instance.post_text(text)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status_text").state == shown
    assert state_of(hass, "latest_status").attributes["text"] == text


async def test_nothing_is_too_large(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """However long what was posted, history stays small and lists bounded."""
    for number in range(100):
        age = 100 + number
        status = instance.post_media(
            Drawn("sea", 1), caption=LONG_CAPTION, state="read", age=age
        )
        instance.patch(
            status.id,
            {
                "downloadUrl": "https://media.example.org/" + "u" * 2000,
                "fileName": "f" * 4096,
                "mimeType": "image/jpeg",
            },
        )
    instance.post_text(LONG_TEXT, state="read")
    await setup_integration(hass, config_entry)
    for state in all_states(hass):
        assert len(state.state) <= 255
        assert len(recorded(state)) <= 2048
        assert len(json_bytes(dict(state.attributes))) <= 16 * 1024


@pytest.mark.usefixtures("world")
async def test_what_people_wrote_is_not_recorded(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Texts, links and lists are for dashboards; the history does not repeat them."""
    await setup_integration(hass, config_entry)
    latest = state_of(hass, "latest_status")
    assert latest.attributes["caption"] == "The sea"
    assert {"type", "status_id", "posted_at"} <= json.loads(recorded(latest)).keys()
    for state in all_states(hass):
        attributes = recorded(state)
        for secret in (b"The sea", b"media.example.org", b"Waves"):
            assert secret not in attributes


@pytest.mark.usefixtures("world")
async def test_no_attribute_holds_a_picture(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Thumbnails, which come as base64, are in no state."""
    thumbnails = [
        item["jpegThumbnail"]
        for item in orjson.loads(instance.outgoing())
        if item.get("jpegThumbnail")
    ]
    assert thumbnails
    await setup_integration(hass, config_entry)
    shown = repr([state.as_dict() for state in hass.states.async_all()])
    assert "/9j/" not in shown
    for thumbnail in thumbnails:
        assert thumbnail[:40] not in shown


async def test_documented_example(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The lists of GREEN-API's own example are as one would read them."""
    instance.set_items(orjson.loads((ASSETS / "documented_example.json").read_bytes()))
    await setup_integration(hass, config_entry)
    titles = [
        (item["id"], item["title"], item["state"])
        for item in state_of(hass, "active_statuses").attributes["statuses"]
    ]
    text = "I use Green-API to send this Status!"
    assert titles == [
        ("BAE5207000000000", text, "read"),
        ("BAE5018000000000", text, "read"),
    ]
    assert state_of(hass, "read_statuses").attributes["media_urls"] == [
        "https://sw-media.storage.greenapi.net/1101000000/dcf81410-bdbc-4aed-bf23-d1845c000000.jpg"
    ]


async def test_half_an_emoji_reaches_nobody(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """What is not a character would break the connection to every browser."""
    simulator.fault(
        method="getOutgoingStatuses",
        body=r'[{"idMessage":"BAE5","timestamp":1710155000,"typeMessage":"textMessage","textMessage":"half \ud83d"}]',
    )
    await setup_integration(hass, config_entry)
    for state in all_states(hass):
        json_bytes(state.as_dict())
    assert state_of(hass, "latest_status_text").state == "half ?"


async def test_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """While GREEN-API cannot be had, no sensor pretends to know."""
    instance.post_text("a", state="read")
    await setup_integration(hass, config_entry)
    simulator.fault(method="getOutgoingStatuses", status=500)
    await poll()
    assert {state.state for state in all_states(hass)} == {STATE_UNAVAILABLE}
    await poll()
    assert STATE_UNAVAILABLE not in {state.state for state in all_states(hass)}
