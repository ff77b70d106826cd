"""Tests of the calendar."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    snapshot_platform,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.journal import LIFETIME
from demo.simulator import Drawn, Instance, Sample
from homeassistant.components import automation
from homeassistant.components.calendar import DOMAIN as CALENDAR_DOMAIN
from homeassistant.const import STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .automations import automate
from .common import setup_integration
from .conftest import NOW, Poll

ENTITY_ID = "calendar.green_api_1101000001_statuses"


def calendar(hass: HomeAssistant) -> State:
    """Return the state of the calendar."""
    state = hass.states.get(ENTITY_ID)
    assert state is not None
    return state


async def events(
    hass: HomeAssistant, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return what an automation gets between two times."""
    response = await hass.services.async_call(
        CALENDAR_DOMAIN,
        "get_events",
        {"entity_id": ENTITY_ID, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    found: Any = response[ENTITY_ID]
    return list(found["events"])


async def move_to(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: datetime
) -> None:
    """Let it be later."""
    freezer.move_to(time)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_entity(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Test the entity as a whole, with one status."""
    instance.post_text("Hello", state="read", age=3600)
    with patch("custom_components.green_api.PLATFORMS", [Platform.CALENDAR]):
        await setup_integration(hass, config_entry)

    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns", "Asia/Kathmandu"])
async def test_events(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, zone: str
) -> None:
    """Test that each status is an event from posting to expiry, wherever one lives."""
    await hass.config.async_set_time_zone(zone)
    instance.post_text("A *text*\nof two lines", state="delivered", age=7200)
    picture = instance.post_media(Drawn("sea", 1), caption="The sea", age=3600)
    instance.post_media(Sample("melody.mp3"), state="read", age=1800)
    await setup_integration(hass, config_entry)

    found = await events(hass, NOW - timedelta(days=2), NOW + timedelta(days=2))
    media_url = instance.statuses[picture.id].content.url  # type: ignore[union-attr]
    assert [each["summary"] for each in found] == [
        "A *text*\nof two lines",
        "The sea",
        "Audio",
    ]
    assert [each["description"].splitlines()[0] for each in found] == [
        "Delivered",
        "Pending",
        "Read",
    ]
    assert found[0]["description"] == "Delivered"
    assert found[1]["description"] == f"Pending\n{media_url}"
    tz = ZoneInfo(zone)
    for each, age in zip(found, (7200, 3600, 1800), strict=True):
        posted = NOW - timedelta(seconds=age)
        assert each["start"] == posted.astimezone(tz).isoformat()
        assert each["end"] == (posted + timedelta(days=1)).astimezone(tz).isoformat()


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        # Hours from now; A is from -20 to 4, B from -2 to 22.
        (-48, 48, ["A", "B"]),
        (-48, -20, []),
        (-48, -19.5, ["A"]),
        (-10, -3, ["A"]),
        (-1, 1, ["A", "B"]),
        (4, 5, ["B"]),
        (3.5, 4, ["A", "B"]),
        (22, 48, []),
        (21.5, 48, ["B"]),
    ],
)
async def test_ranges(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    start: float,
    end: float,
    found: list[str],
) -> None:
    """Test that a range finds what overlaps with it: an end is not part of anything."""
    instance.post_text("A", state="sent", age=20 * 3600)
    instance.post_text("B", state="sent", age=2 * 3600)
    await setup_integration(hass, config_entry)

    assert [
        each["summary"]
        for each in await events(
            hass, NOW + timedelta(hours=start), NOW + timedelta(hours=end)
        )
    ] == found


async def test_newest_is_shown(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that the state shows the newest of overlapping statuses, until none is left."""
    await setup_integration(hass, config_entry)
    assert calendar(hass).state == STATE_OFF

    instance.post_text("Older", state="sent")
    await poll()
    instance.post_text("Newer", state="sent")
    newer_at = dt_util.utcnow()
    await poll()
    assert calendar(hass).state == STATE_ON
    assert calendar(hass).attributes["message"] == "Newer"

    newer = instance.latest
    instance.delete(newer.id)
    await poll()
    assert calendar(hass).attributes["message"] == "Older"
    assert [
        each["summary"]
        for each in await events(hass, NOW, newer_at + timedelta(days=1))
    ] == ["Older"]

    await move_to(hass, freezer, NOW + timedelta(seconds=LIFETIME))
    assert calendar(hass).state == STATE_OFF
    # It is over, but not forgotten.
    assert len(await events(hass, NOW, NOW + timedelta(hours=1))) == 1


async def test_unknown_content(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Test that a status of which hardly anything is known goes by its id."""
    status = instance.post_text("Hello", state="sent")
    instance.patch(
        status.id,
        {"typeMessage": "newMessage", "statusMessage": "newState"},
        remove=["textMessage", "extendedTextMessage"],
    )
    await setup_integration(hass, config_entry)

    (event,) = await events(hass, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert event["summary"] == status.id
    assert not event["description"]


async def test_panel(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
) -> None:
    """Test what the calendar panel gets."""
    status = instance.post_text("Hello", state="sent")
    await setup_integration(hass, config_entry)
    client = await hass_client()
    response = await client.get(
        f"/api/calendars/{ENTITY_ID}",
        params={
            "start": NOW.isoformat(),
            "end": (NOW + timedelta(days=1)).isoformat(),
        },
    )

    (event,) = await response.json()
    assert (event["uid"], event["summary"]) == (status.id, "Hello")


@pytest.mark.parametrize(
    "trigger",
    [
        {"trigger": "calendar", "entity_id": ENTITY_ID, "event": "end"},
        {"trigger": "calendar.event_ended", "target": {"entity_id": ENTITY_ID}},
    ],
)
async def test_end_triggers(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    trigger: dict[str, Any],
) -> None:
    """Test that the calendar's own triggers fire when a status expires."""
    await setup_integration(hass, config_entry)
    calls = await automate(
        hass,
        trigger,
        actions={
            "action": "test.told",
            "data": {"summary": "{{ trigger.calendar_event.summary }}"},
        },
    )
    instance.post_text("Hello", state="sent")
    await poll()
    for minutes in range(0, 24 * 60, 15):
        await move_to(hass, freezer, NOW + timedelta(minutes=minutes + 5))
    assert calls == []
    await move_to(hass, freezer, NOW + timedelta(days=1))

    assert [call.data for call in calls] == [{"summary": "Hello"}]
    # Nothing else stops the timers of the trigger.
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "automation.told"}, blocking=True
    )


async def test_state_trigger(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test that an automation can start with the first of the statuses."""
    await setup_integration(hass, config_entry)
    calls = await automate(
        hass,
        {"trigger": "state", "entity_id": ENTITY_ID, "from": "off", "to": "on"},
    )
    for text in ("First", "Second"):
        instance.post_text(text, state="sent")
        await poll()

    assert len(calls) == 1
