"""The calendar: each published status is an event from its posting to its expiry."""

from collections.abc import Generator
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

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import LIFETIME
from demo.simulator import Drawn, Instance, Sample, Simulator
from homeassistant.components import automation
from homeassistant.components.calendar import DOMAIN as CALENDAR_DOMAIN
from homeassistant.const import STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er

from .automations import automate, no_view_counts, record_views
from .common import entity_id, setup_integration, state_of
from .conftest import NOW, Poll

# The entity is named in the parameters of a test before there is a registry.
ENTITY_ID = "calendar.whatsapp_0001_status_calendar"


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Ask for no statistics."""
    with no_view_counts():
        yield


def calendar(hass: HomeAssistant) -> State:
    """Return the state of the calendar."""
    return state_of(hass, "statuses", "calendar")


async def events(
    hass: HomeAssistant, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return what an automation gets between two times."""
    calendar_id = entity_id(hass, "statuses", "calendar")
    response: Any = await hass.services.async_call(
        CALENDAR_DOMAIN,
        "get_events",
        {"entity_id": calendar_id, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    return list(response[calendar_id]["events"])


async def move_to(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: datetime
) -> None:
    """Set the clock."""
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
    """The entity and its registry entry, with one status, are as recorded."""
    instance.post_text("Hello", state="read", age=3600)
    with patch("custom_components.green_api.PLATFORMS", [Platform.CALENDAR]):
        await setup_integration(hass, config_entry)
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns", "Asia/Kathmandu"])
async def test_status_is_an_event_in_local_time(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, zone: str
) -> None:
    """With its text, caption or type as summary, and its state, views and type in words, but no link."""
    await hass.config.async_set_time_zone(zone)
    instance.post_text("A *text*\nof two lines", state="delivered", age=7200)
    picture = instance.post_media(Drawn("sea", 1), caption="The sea", age=3600)
    instance.patch(picture.id, {"downloadUrl": "https://media.example.org/sea.jpg"})
    instance.post_media(Sample("melody.mp3"), state="read", age=1800)
    await setup_integration(hass, config_entry)
    await record_views(hass, config_entry, picture.id, 12)

    found = await events(hass, NOW - timedelta(days=2), NOW + timedelta(days=2))
    assert [event["summary"] for event in found] == [
        "A *text*\nof two lines",
        "The sea",
        "Voice",
    ]
    assert [event["description"] for event in found] == [
        "Delivered · Text",
        "Pending · 12 views · Picture",
        "Read · 1 view · Voice",
    ]
    tz = ZoneInfo(zone)
    for event, age in zip(found, (7200, 3600, 1800), strict=True):
        posted = NOW - timedelta(seconds=age)
        assert event["start"] == posted.astimezone(tz).isoformat()
        assert event["end"] == (posted + timedelta(days=1)).astimezone(tz).isoformat()


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
async def test_range_has_what_overlaps_with_it(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    start: float,
    end: float,
    found: list[str],
) -> None:
    """The end of an event, and that of the range, are not part of it."""
    instance.post_text("A", state="sent", age=20 * 3600)
    instance.post_text("B", state="sent", age=2 * 3600)
    await setup_integration(hass, config_entry)
    assert [
        event["summary"]
        for event in await events(
            hass, NOW + timedelta(hours=start), NOW + timedelta(hours=end)
        )
    ] == found


async def test_state_shows_the_newest_active_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Until none is left; a deleted status is no event, one that is over still is."""
    await setup_integration(hass, config_entry)
    assert calendar(hass).state == STATE_OFF

    instance.post_text("Older", state="sent")
    await poll()
    newer = instance.post_text("Newer", state="sent")
    await poll()
    assert calendar(hass).state == STATE_ON
    assert calendar(hass).attributes["message"] == "Newer"

    instance.delete(newer.id)
    await poll()
    assert calendar(hass).attributes["message"] == "Older"

    await move_to(hass, freezer, NOW + timedelta(seconds=LIFETIME))
    assert calendar(hass).state == STATE_OFF
    found = await events(hass, NOW, NOW + timedelta(hours=1))
    assert [event["summary"] for event in found] == ["Older"]


async def test_status_that_waits_to_be_published_is_no_event(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Nobody can see it."""
    await setup_integration(hass, config_entry)
    simulator.fault(method="getOutgoingStatuses", json=[], times=None)
    await hass.services.async_call(
        DOMAIN, "send_text_status", {"message": "Hello"}, blocking=True
    )
    assert state_of(hass, "latest_status").state == "pending"
    assert calendar(hass).state == STATE_OFF
    assert await events(hass, NOW - timedelta(hours=1), NOW + timedelta(hours=1)) == []


async def test_status_of_unknown_content_goes_by_its_id(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """An event needs a summary."""
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


async def test_description_is_in_the_language_of_home_assistant(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Numbers of views included."""
    hass.config.language = "he"
    status = instance.post_text("Hello", state="read")
    await setup_integration(hass, config_entry)
    await record_views(hass, config_entry, status.id, 2)
    (event,) = await events(hass, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert event["description"] == "נקרא · 2 צפיות · טקסט"


async def test_panel_gets_the_id(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
) -> None:
    """The calendar panel tells events apart by it."""
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
async def test_end_triggers_of_the_calendar_fire_at_the_expiry(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    trigger: dict[str, Any],
) -> None:
    """To the second, once."""
    await setup_integration(hass, config_entry)
    calls = await automate(
        hass,
        trigger,
        actions={
            "action": "test.triggered",
            "data": {"summary": "{{ trigger.calendar_event.summary }}"},
        },
    )
    instance.post_text("Hello", state="sent")
    await poll()
    # The triggers look for events every quarter of an hour.
    for minutes in range(0, 24 * 60, 15):
        await move_to(hass, freezer, NOW + timedelta(minutes=minutes + 5))
    assert calls == []
    await move_to(hass, freezer, NOW + timedelta(days=1))
    assert [call.data for call in calls] == [{"summary": "Hello"}]
    # Nothing else stops the timers of the trigger.
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "automation.test"}, blocking=True
    )
