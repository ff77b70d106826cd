"""The event entity: one event for each change, in order, with what automations need."""

from datetime import timedelta
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import CAUGHT_UP
from custom_components.green_api.journal import LIFETIME
from custom_components.green_api.journal.journal import LOST_AFTER
from demo.simulator import Drawn, Instance, Simulator
from homeassistant.components.recorder.db_schema import StateAttributes
from homeassistant.const import (
    EVENT_HOMEASSISTANT_STARTED,
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import CoreState, Event, EventStateChangedData, HomeAssistant
from homeassistant.helpers import entity_registry as er

from .automations import record_views
from .common import entity_id, setup_integration, state_of
from .conftest import NOW, PassTime, Poll

pytestmark = pytest.mark.usefixtures("no_view_counts")

type Events = list[Event[EventStateChangedData]]


@pytest.fixture(name="changes")
def _changes(hass: HomeAssistant) -> Events:
    """Collect every change of a state from now on."""
    return async_capture_events(hass, EVENT_STATE_CHANGED)


def events(hass: HomeAssistant, changes: Events) -> list[dict[str, Any]]:
    """Return the attributes of each event of the entity so far, and forget them."""
    states = [
        new
        for change in changes
        if change.data["entity_id"] == entity_id(hass, "status", "event")
        and (new := change.data["new_state"]) is not None
        and new.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    ]
    changes.clear()
    # Two states with the same time would be one event to an automation.
    assert len({state.state for state in states}) == len(states)
    return [dict(state.attributes) for state in states]


def kinds(hass: HomeAssistant, changes: Events) -> list[str]:
    """Return the type of each event of the entity so far, and forget them."""
    return [event["event_type"] for event in events(hass, changes)]


async def test_entity(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """The entity and its registry entry, after a status was posted, are as recorded."""
    with patch("custom_components.green_api.PLATFORMS", [Platform.EVENT]):
        await setup_integration(hass, config_entry)
    assert state_of(hass, "status", "event").state == STATE_UNKNOWN

    picture = instance.post_media(Drawn("sea", 1), caption="The sea", state="sent")
    instance.patch(picture.id, {"downloadUrl": "https://media.example.org/sea.jpg"})
    await poll()
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


async def test_life_of_a_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    changes: Events,
    poll: Poll,
) -> None:
    """Each step is an event, with the state before and after it."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("Hello", state="pending")
    await poll()
    (posted,) = events(hass, changes)
    assert posted.pop("friendly_name")
    assert posted.pop("event_types")
    assert posted == {
        "event_type": "posted",
        "account": "1101000001",
        "status_id": status.id,
        "type": "text",
        "title": "Hello",
        "state": "pending",
        "posted_at": "2024-03-11T12:00:00+00:00",
        "media_url": None,
        "from_state": None,
        "to_state": "pending",
        "failure_reason": None,
        "views": None,
        "new_views": 0,
        "occurred_at": "2024-03-11T12:00:00+00:00",
        "caught_up": False,
    }

    before = "pending"
    for state in ("sent", "delivered", "read"):
        instance.advance(status.id, state)
        await poll()
        (moved,) = events(hass, changes)
        assert moved["event_type"] == moved["to_state"] == state
        assert moved["from_state"] == before
        before = state

    await record_views(hass, config_entry, status.id, 3)
    (viewed,) = events(hass, changes)
    assert viewed["event_type"] == "viewed"
    assert (viewed["views"], viewed["new_views"]) == (3, 3)

    instance.delete(status.id)
    await poll()
    assert kinds(hass, changes) == ["deleted"]


async def test_status_that_is_never_published_fails_with_the_reason(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    changes: Events,
    poll: Poll,
) -> None:
    """It is in neither the queue nor the list; until then it is pending, and no event."""
    await setup_integration(hass, config_entry)
    instance.configure(publication="lost")
    with patch("custom_components.green_api.posting.POLL_DELAY", 0):
        response: Any = await hass.services.async_call(
            DOMAIN,
            "send_text_status",
            {"message": "Hello"},
            blocking=True,
            return_response=True,
        )
    for _ in range(LOST_AFTER // 60):
        assert state_of(hass, "latest_status").state == "pending"
        assert events(hass, changes) == []
        await poll()
    await poll()
    (failed,) = events(hass, changes)
    assert failed["status_id"] == response["status_id"]
    assert (failed["event_type"], failed["failure_reason"]) == (
        "failed",
        "not_published",
    )
    assert state_of(hass, "latest_status").attributes["failure_reason"] == (
        "not_published"
    )


async def test_changes_of_one_poll_are_events_in_the_order_of_their_times(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    changes: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """None replaces another."""
    await setup_integration(hass, config_entry)
    posted = []
    for number in range(5):
        freezer.tick(1)
        posted.append(instance.post_text(f"Number {number}", state="delivered").id)
    await poll()
    found = events(hass, changes)
    assert [event["status_id"] for event in found] == posted + posted
    assert [event["event_type"] for event in found] == ["posted"] * 5 + [
        "delivered"
    ] * 5


async def test_sensors_are_written_before_the_event(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    changes: Events,
    poll: Poll,
) -> None:
    """An automation that an event starts sees the new states."""
    await setup_integration(hass, config_entry)
    instance.post_text("Hello", state="read")
    changes.clear()
    await poll()
    written = [change.data["entity_id"] for change in changes]
    sensors = [at for at, name in enumerate(written) if name.startswith("sensor.")]
    assert sensors
    assert max(sensors) < written.index(entity_id(hass, "status", "event"))


async def test_longest_text_stays_small_and_out_of_the_recorder(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    changes: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """At most 100 characters of it are in the event."""
    await setup_integration(hass, config_entry)
    # The widest that JSON makes of one character, and the longest that WhatsApp takes.
    instance.post_text("\N{FAMILY}" * 500, state="sent")
    freezer.tick(1)
    instance.post_media(Drawn("sea", 1), caption='"' * 1024, state="sent")
    changes.clear()
    await poll()

    ours = [
        change
        for change in changes
        if change.data["entity_id"] == entity_id(hass, "status", "event")
    ]
    for change, type_of_status in zip(ours, ("text", "image"), strict=True):
        state = change.data["new_state"]
        assert state is not None
        assert state.attributes["type"] == type_of_status
        assert len(state.attributes["title"]) == 100
        assert len(json.dumps(state.as_dict()).encode()) < 4096
        recorded = StateAttributes.shared_attrs_bytes_from_event(change, None)
        assert b"status_id" in recorded
        assert b'"title":' not in recorded
        assert b'"media_url":' not in recorded
        assert len(recorded) < 1024


async def test_what_happened_while_home_assistant_was_down_is_marked(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    changes: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It comes once Home Assistant has started; what happens during a reload is not marked."""
    known = instance.post_text("Known", state="sent", age=3600)
    await setup_integration(hass, config_entry)
    freezer.tick(600)
    await hass.config_entries.async_unload(config_entry.entry_id)
    await hass.async_block_till_done()
    changes.clear()

    # A new run of Home Assistant has what was stored, and nothing else.
    del hass.data[CAUGHT_UP]
    hass.set_state(CoreState.not_running)
    freezer.tick(600)
    instance.advance(known.id, "read")
    new = instance.post_text("New", state="sent", age=60)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert events(hass, changes) == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert [
        (event["event_type"], event["status_id"], event["caught_up"])
        for event in events(hass, changes)
    ] == [("posted", new.id, True), ("read", known.id, True)]

    instance.advance(new.id, "delivered")
    await poll()
    await hass.config_entries.async_unload(config_entry.entry_id)
    (delivered, *_) = events(hass, changes)
    assert (delivered["event_type"], delivered["caught_up"]) == ("delivered", False)
    instance.advance(new.id, "read")
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    (*_, read) = events(hass, changes)
    assert (read["event_type"], read["caught_up"]) == ("read", False)


async def test_outage_is_no_event_but_an_expiry_during_it_is(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    changes: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    pass_time: PassTime,
) -> None:
    """The entity stays available."""
    await setup_integration(hass, config_entry)
    instance.post_text("Hello", state="sent")
    await poll()
    assert kinds(hass, changes) == ["posted"]

    simulator.fault(method="getOutgoingStatuses", status=500, times=None)
    await poll()
    assert state_of(hass, "latest_status").state == STATE_UNAVAILABLE
    assert kinds(hass, changes) == []
    freezer.move_to(NOW + timedelta(seconds=LIFETIME))
    await pass_time(0)
    assert kinds(hass, changes) == ["expired"]

    simulator.faults.clear()
    instance.post_text("Here again", state="read")
    await poll()
    assert kinds(hass, changes) == ["posted", "read"]
