"""Tests of the event entity."""

from collections.abc import Generator
from datetime import timedelta
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import POLLED
from custom_components.green_api.journal import LIFETIME
from custom_components.green_api.overview import moment
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

from .automations import no_view_counts, seen_by
from .common import setup_integration
from .conftest import Poll

ENTITY_ID = "event.green_api_1101000001_status"

type Events = list[Event[EventStateChangedData]]


@pytest.fixture
def events(hass: HomeAssistant) -> Events:
    """Return every change of a state from now on."""
    return async_capture_events(hass, EVENT_STATE_CHANGED)


@pytest.fixture
def uncounted() -> Generator[None]:
    """Ask for no statistics, so that nothing is viewed but by the test."""
    with no_view_counts():
        yield


def happened(events: Events) -> list[dict[str, Any]]:
    """Return the attributes of each event of the entity, and forget them."""
    states = [
        new
        for event in events
        if event.data["entity_id"] == ENTITY_ID
        and (new := event.data["new_state"]) is not None
        and new.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    ]
    events.clear()
    # Two states with the same time would be one event to an automation.
    assert len({state.state for state in states}) == len(states)
    return [dict(state.attributes) for state in states]


def kinds(events: Events) -> list[str]:
    """Return the type of each event of the entity, and forget them."""
    return [attributes["event_type"] for attributes in happened(events)]


async def test_entity(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """Test the entity as a whole, after a status was posted."""
    with patch("custom_components.green_api.PLATFORMS", [Platform.EVENT]):
        await setup_integration(hass, config_entry)
    state = hass.states.get(ENTITY_ID)
    assert state is not None
    assert state.state == STATE_UNKNOWN

    instance.post_media(Drawn("sea", 1), caption="The sea", state="sent")
    await poll()
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


async def test_what_was_there_is_no_event(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    events: Events,
    poll: Poll,
) -> None:
    """Test that the first poll, and one with nothing new, tell nothing."""
    instance.post_text("Old", state="read", age=60)
    await setup_integration(hass, config_entry)
    await poll()

    assert kinds(events) == []


@pytest.mark.usefixtures("uncounted")
async def test_each_kind(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    events: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test the whole life of a status, and two other ends."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("Hello", state="pending")
    await poll()
    (posted,) = happened(events)
    assert (
        posted.items()
        >= {
            "event_type": "posted",
            "account": "1101000001",
            "status_id": status.id,
            "type": "text",
            "text": "Hello",
            "from_state": None,
            "to_state": "pending",
            "views": None,
            "new_views": 0,
            "occurred_at": "2024-03-11T12:00:00+00:00",
            "caught_up": False,
        }.items()
    )

    before = "pending"
    for state in ("sent", "delivered", "read"):
        instance.advance(status.id, state)
        await poll()
        (moved,) = happened(events)
        assert moved["event_type"] == moved["to_state"] == state
        assert moved["from_state"] == before
        before = state

    config_entry.runtime_data.async_count(status.id, seen_by(3))
    (viewed,) = happened(events)
    assert viewed["event_type"] == "viewed"
    assert (viewed["views"], viewed["new_views"]) == (3, 3)

    instance.delete(status.id)
    freezer.tick(1)
    failed = instance.post_text("Never", state="failed")
    await poll()
    assert kinds(events) == ["deleted", "posted", "failed"]

    freezer.move_to((await _posted_at(hass, failed.id)) + timedelta(seconds=LIFETIME))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    (expired,) = happened(events)
    assert (expired["event_type"], expired["status_id"]) == ("expired", failed.id)


async def _posted_at(hass: HomeAssistant, status_id: str) -> Any:
    """Return when a status was posted."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return moment(entry.runtime_data.data.journal.entries[status_id].posted_at)


async def test_all_of_one_poll(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    events: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that several changes in one poll are as many events, in the order of their times."""
    await setup_integration(hass, config_entry)
    posted = []
    for number in range(5):
        freezer.tick(1)
        posted.append(instance.post_text(f"Number {number}", state="delivered").id)
    await poll()

    told = happened(events)
    assert [each["status_id"] for each in told] == posted + posted
    assert [each["event_type"] for each in told] == ["posted"] * 5 + ["delivered"] * 5


async def test_states_are_written_first(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    events: Events,
    poll: Poll,
) -> None:
    """Test that whoever hears of an event sees the sensors as it left them."""
    await setup_integration(hass, config_entry)
    instance.post_text("Hello", state="read")
    events.clear()
    await poll()

    changed = [event.data["entity_id"] for event in events]
    sensors = [at for at, name in enumerate(changed) if name.startswith("sensor.")]
    assert sensors
    assert max(sensors) < changed.index(ENTITY_ID)


async def test_small(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    events: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that the longest text stays small, and out of the recorder."""
    await setup_integration(hass, config_entry)
    # The widest that JSON makes of one character, and the longest that WhatsApp takes.
    instance.post_text("\N{FAMILY}" * 500, state="sent")
    freezer.tick(1)
    instance.post_media(Drawn("sea", 1), caption='"' * 1024, state="sent")
    events.clear()
    await poll()

    changes = [event for event in events if event.data["entity_id"] == ENTITY_ID]
    for event, name in zip(changes, ("text", "image"), strict=True):
        state = event.data["new_state"]
        assert state is not None
        assert state.attributes["type"] == name
        assert len(state.attributes["text"]) == 255
        assert len(json.dumps(state.as_dict()).encode()) < 4096
        assert len(json.dumps(dict(state.attributes), ensure_ascii=False)) < 2048
        recorded = StateAttributes.shared_attrs_bytes_from_event(event, None)
        assert b"status_id" in recorded
        assert b'"text":' not in recorded
        assert len(recorded) < 1024


@pytest.mark.usefixtures("uncounted")
async def test_caught_up(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    events: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that what happened while Home Assistant was down is told once it has started, and marked."""
    known = instance.post_text("Known", state="sent", age=3600)
    await setup_integration(hass, config_entry)
    freezer.tick(600)
    await hass.config_entries.async_unload(config_entry.entry_id)
    await hass.async_block_till_done()
    assert f"{DOMAIN}.{config_entry.entry_id}" in hass_storage
    events.clear()

    # A new run of Home Assistant knows what was stored, and nothing else.
    del hass.data[POLLED]
    hass.set_state(CoreState.not_running)
    freezer.tick(600)
    instance.advance(known.id, "read")
    new = instance.post_text("New", state="sent", age=60)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert kinds(events) == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert [
        (each["event_type"], each["status_id"], each["caught_up"])
        for each in happened(events)
    ] == [("posted", new.id, True), ("read", known.id, True)]

    # From now on it is watching, and so it is during a reload.
    instance.advance(new.id, "delivered")
    await poll()
    await hass.config_entries.async_unload(config_entry.entry_id)
    (delivered, *_) = happened(events)
    assert (delivered["event_type"], delivered["caught_up"]) == ("delivered", False)
    instance.advance(new.id, "read")
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    (*_, read) = happened(events)
    assert (read["event_type"], read["caught_up"]) == ("read", False)


async def test_reload_repeats_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    entity_registry: er.EntityRegistry,
) -> None:
    """Test that a reload, or an outage, is no event: the last one stays, with its time."""
    await setup_integration(hass, config_entry)
    instance.post_text("Hello", state="sent")
    await poll()
    before = hass.states.get(ENTITY_ID)
    assert before is not None

    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done()
    await poll()
    after = hass.states.get(ENTITY_ID)
    assert after is not None
    assert (after.state, after.attributes) == (before.state, before.attributes)


@pytest.mark.usefixtures("uncounted")
async def test_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    events: Events,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that an outage is no event, but what happens by the clock during it is."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("Hello", state="sent")
    await poll()
    assert kinds(events) == ["posted"]

    simulator.fault(method="getOutgoingStatuses", status=500, times=None)
    await poll()
    assert not config_entry.runtime_data.last_update_success
    assert kinds(events) == []
    expires_at = await _posted_at(hass, status.id) + timedelta(seconds=LIFETIME)
    freezer.move_to(expires_at)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert kinds(events) == ["expired"]

    simulator.faults.clear()
    instance.post_text("Here again", state="read")
    await poll()
    assert kinds(events) == ["posted", "read"]
