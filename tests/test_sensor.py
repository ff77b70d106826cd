"""The sensors show the latest status and counts, small enough for the recorder and the browser."""

from collections.abc import Generator
from datetime import timedelta
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import orjson
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.green_api.viewers.schedule import choose
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
from homeassistant.helpers.entity_component import async_update_entity
from homeassistant.helpers.json import json_bytes

from .automations import no_view_counts, record_views
from .common import entity_id, setup_integration, state_of
from .conftest import Poll

HOUR = 3600
THUMB = "\U0001f44d\U0001f3fd"
FLAG = "\U0001f1ee\U0001f1f1"
MEDIA = "https://media.example.org"
# The longest that WhatsApp takes, in letters that take the most room.
LONG_TEXT = "\N{FAMILY}" * 500
LONG_CAPTION = '"' * 1024


@pytest.fixture(autouse=True)
def _platforms() -> Generator[None]:
    """Set up this platform alone, and ask for no statistics."""
    with (
        patch("custom_components.green_api.PLATFORMS", [Platform.SENSOR]),
        no_view_counts(),
    ):
        yield


@pytest.fixture(name="posted")
def _posted(instance: Instance) -> None:
    """Post something of everything, with links that do not depend on the port."""
    instance.post_text("Over", state="read", age=25 * HOUR)
    instance.post_text("Failed", state="failed", age=20 * HOUR)
    instance.post_text("Deleted", state="read", age=10 * HOUR)
    instance.delete(instance.latest.id)
    instance.post_text(
        "For two",
        participants=[contact.id for contact in instance.contacts[:2]],
        state="sent",
        age=8 * HOUR,
    )
    for file, caption, state, hours in (
        ("melody.mp3", "", "delivered", 9),
        ("waves.mp4", "Waves", "read", 5),
        ("sea.jpg", "The sea", "read", 1),
    ):
        status = instance.post_media(
            Drawn("sea", 1) if file == "sea.jpg" else Sample(file),
            caption=caption,
            by_api=file != "waves.mp4",
            state=state,
            age=hours * HOUR,
        )
        instance.patch(status.id, {"downloadUrl": f"{MEDIA}/{file}", "fileName": file})


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


@pytest.mark.usefixtures("entity_registry_enabled_by_default", "posted")
async def test_entities(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """The entities and their registry entries are as recorded."""
    await setup_integration(hass, config_entry)
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entities_without_statuses(
    hass: HomeAssistant, config_entry: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    """The latest says that there is none, its text and time are unavailable, and the counts are zero."""
    await setup_integration(hass, config_entry)
    assert {
        state.entity_id: (state.state, state.attributes) for state in all_states(hass)
    } == snapshot(
        exclude=props("device_class", "friendly_name", "state_class", "options")
    )


@pytest.mark.usefixtures("posted")
async def test_counts_are_of_what_was_posted_within_the_window(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Deleted statuses do not count, nor does one that failed as active."""
    await setup_integration(hass, config_entry)
    counts = {
        key: state_of(hass, f"{key}_statuses").state
        for key in ("active", "read", "delivered", "failed")
    }
    assert counts == {"active": "5", "read": "2", "delivered": "1", "failed": "1"}


async def test_total_only_grows(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """A status that was deleted was posted, and so it was after a reload."""
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


async def test_latest_status_is_the_one_posted_last(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Not the one that was read last; when it is deleted, the one before is the latest again."""
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
        ("played", "read"),
        ("UNKNOWN", STATE_UNKNOWN),
        ("", STATE_UNKNOWN),
    ],
)
async def test_state_is_one_that_the_sensor_names_or_unknown(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    raw: str,
    state: str,
) -> None:
    """Values of GREEN-API that are not known here are no error."""
    status = instance.post_text("a", state="sent")
    instance.patch(status.id, {"statusMessage": raw})
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status").state == state


async def test_read_status_has_a_view(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Where views are counted, a status that was read is never shown with none, and the sum is not complete."""
    status = instance.post_text("Hello", state="delivered")
    await setup_integration(hass, config_entry)
    assert state_of(hass, "views").state == STATE_UNKNOWN

    instance.advance(status.id, "read")
    await poll()
    assert state_of(hass, "latest_status_views").state == "1"
    assert state_of(hass, "latest_status").attributes["views"] == 1
    (item,) = state_of(hass, "active_statuses").attributes["statuses"]
    assert item["views"] == 1
    views = state_of(hass, "views")
    assert (views.state, views.attributes["complete"]) == ("1", False)

    await record_views(hass, config_entry, status.id, 3)
    views = state_of(hass, "views")
    assert (views.state, views.attributes["complete"]) == ("3", True)
    assert state_of(hass, "latest_status_views").attributes["delivered_to"] == 3


async def test_views_are_unavailable_where_they_are_not_counted(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """And a status that was read has no number of views then."""
    instance.post_text("Hello", state="read")
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"views": False})
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done()
    for key in ("latest_status_views", "views", "total_views"):
        assert state_of(hass, key).state == STATE_UNAVAILABLE
    assert state_of(hass, "latest_status").attributes["views"] is None


async def test_media_without_caption_go_by_the_name_of_their_type(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """In the language of Home Assistant."""
    hass.config.language = "he"
    instance.post_media(Drawn("sea", 1), age=60)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status_text").state == "תמונה"
    (item,) = state_of(hass, "active_statuses").attributes["statuses"]
    assert (item["title"], item["type"]) == ("תמונה", "image")


async def test_status_of_unknown_type_has_no_text(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """It is a status all the same."""
    status = instance.post_text("Hello", state="sent")
    instance.patch(
        status.id,
        {"typeMessage": "locationMessage"},
        remove=["textMessage", "extendedTextMessage"],
    )
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status_text").state == STATE_UNKNOWN
    assert state_of(hass, "latest_status").state == "sent"
    assert state_of(hass, "latest_status").attributes["type"] is None
    (item,) = state_of(hass, "active_statuses").attributes["statuses"]
    assert (item["title"], item["type"]) == (None, None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 255, "x" * 255),
        ("x" * 256, "x" * 254 + "…"),
        ("x" * 253 + THUMB, "x" * 253 + THUMB),
        ("x" * 253 + THUMB + "x", "x" * 253 + "…"),
        ("x" * 252 + FLAG * 2, "x" * 252 + FLAG + "…"),
        ("x" * 253 + FLAG * 2, "x" * 253 + "…"),
        ("שלום " * 100, ("שלום " * 100)[:254] + "…"),
        ("unavailable", "“unavailable”"),
        ("Unknown ", "“Unknown”"),
    ],
)
async def test_text_is_a_state_of_its_own(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    text: str,
    shown: str,
) -> None:
    """It has 255 characters at most, the last one whole, and is never one that means "no state"."""
    instance.post_text(text)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status_text").state == shown
    assert state_of(hass, "latest_status").attributes["text"] == text


async def test_nothing_is_too_large(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Whatever was posted, the recorder and the browsers get little of it."""
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


@pytest.mark.usefixtures("posted")
async def test_texts_links_and_lists_are_not_recorded(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """They are for dashboards."""
    await setup_integration(hass, config_entry)
    latest = state_of(hass, "latest_status")
    assert latest.attributes["caption"] == "The sea"
    assert {"type", "status_id", "posted_at"} <= json.loads(recorded(latest)).keys()
    for state in all_states(hass):
        attributes = recorded(state)
        for secret in (b"The sea", b"media.example.org", b"Waves"):
            assert secret not in attributes


@pytest.mark.usefixtures("posted")
async def test_no_attribute_holds_a_picture(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Thumbnails come as base64 and are in no state."""
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


async def test_lists_of_the_documented_example(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """GREEN-API's own example, as its page describes it."""
    instance.set_items(orjson.loads((ASSETS / "documented_example.json").read_bytes()))
    await setup_integration(hass, config_entry)
    titles = [
        (item["status_id"], item["title"], item["state"])
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


async def test_half_an_emoji_is_replaced(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """A lone surrogate would break the connection to every browser."""
    simulator.fault(
        method="getOutgoingStatuses",
        body=r'[{"idMessage":"BAE5","timestamp":1710155000,"typeMessage":"textMessage","textMessage":"half \ud83d"}]',
    )
    await setup_integration(hass, config_entry)
    for state in all_states(hass):
        json_bytes(state.as_dict())
    assert state_of(hass, "latest_status_text").state == "half ?"


async def test_sensors_are_unavailable_in_an_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """And back with the next poll that succeeds."""
    instance.post_text("a", state="read")
    await setup_integration(hass, config_entry)
    simulator.fault(method="getOutgoingStatuses", status=500)
    await poll()
    assert {state.state for state in all_states(hass)} == {STATE_UNAVAILABLE}
    await poll()
    available = [one for one in all_states(hass) if one.state != STATE_UNAVAILABLE]
    # One status is not enough for the three that compare.
    assert len(available) == len(all_states(hass)) - 3


async def test_view_rate_is_off_until_it_is_turned_on(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """It changes with every count, and few need it beside the views; all others are on."""
    await setup_integration(hass, config_entry)
    entries = er.async_entries_for_config_entry(entity_registry, config_entry.entry_id)
    off = [one.translation_key for one in entries if one.disabled_by is not None]
    assert off == ["latest_status_view_rate"]


@pytest.mark.parametrize("polling", [True, False])
async def test_update_entity_counts_the_views_that_are_due(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    polling: bool,
) -> None:
    """With polling switched off as well, and nothing that is not due."""
    status = instance.post_text("Hello", state="sent")
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        config_entry, pref_disable_polling=not polling
    )
    await setup_integration(hass, config_entry)
    instance.advance(status.id, viewers=2)
    simulator.clear_calls()
    monkeypatch.setattr(
        "custom_components.green_api.viewers.coordinator.choose", choose
    )
    for _ in range(2):
        await async_update_entity(hass, entity_id(hass, "views"))
        await hass.async_block_till_done()
        assert simulator.call_counts["getStatusStatistic"] == 1
        freezer.tick(timedelta(seconds=30))
    assert state_of(hass, "latest_status_views").state == "2"
    assert "getOutgoingStatuses" not in simulator.call_counts
    # Before the fixture that replaced the function, too, puts it back.
    monkeypatch.undo()
