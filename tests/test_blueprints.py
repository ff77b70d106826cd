"""Tests of the blueprints: imported as a user does, and fired by the simulator."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from datetime import timedelta
from pathlib import Path
import shutil
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import POLLED
from demo.simulator import Drawn, Instance, Simulator
from homeassistant.components import automation
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict

from .automations import device_of, no_view_counts, seen_by
from .common import setup_integration
from .conftest import Poll

REPOSITORY = Path(__file__).parent.parent
BLUEPRINTS = REPOSITORY / "blueprints" / "automation" / DOMAIN
NAMES = sorted(file.name for file in BLUEPRINTS.iterdir())
URL = f"https://github.com/seed-738e5622/ha-green-api/blob/main/blueprints/automation/{DOMAIN}/"

type Use = Callable[..., Coroutine[Any, Any, None]]
type Pass = Callable[[float], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def uncounted() -> Generator[None]:
    """Ask for no statistics, so that nothing is viewed but by the test."""
    with no_view_counts():
        yield


@pytest.fixture
def notified(hass: HomeAssistant) -> list[ServiceCall]:
    """Return the notifications that are shown in Home Assistant."""
    return async_mock_service(hass, "persistent_notification", "create")


@pytest.fixture
async def use(hass: HomeAssistant, tmp_path: Path) -> AsyncGenerator[Use]:
    """Return what makes an automation from a blueprint; what it waits for ends with the test."""
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / DOMAIN)

    async def _use(name: str, **values: Any) -> None:
        assert await async_setup_component(
            hass,
            automation.DOMAIN,
            {
                automation.DOMAIN: {
                    "id": "told",
                    "alias": "Told",
                    "use_blueprint": {"path": f"{DOMAIN}/{name}", "input": values},
                }
            },
        )
        await hass.async_block_till_done()
        state = hass.states.get("automation.told")
        assert state is not None
        assert state.state == "on"

    yield _use
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "automation.told"}, blocking=True
    )


@pytest.fixture
def minutes(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Pass:
    """Return what lets minutes pass, without waiting for automations that wait."""

    async def _pass(number: float) -> None:
        freezer.tick(timedelta(minutes=number))
        async_fire_time_changed(hass)
        for entry in hass.config_entries.async_loaded_entries(DOMAIN):
            await entry.runtime_data.async_refresh()
        for _ in range(100):
            await asyncio.sleep(0)

    return _pass


def messages(calls: list[ServiceCall]) -> list[str]:
    """Return what was told so far, and forget it."""
    found = [call.data["message"] for call in calls]
    calls.clear()
    return found


def test_names() -> None:
    """Test that these are all that there are."""
    assert NAMES == [
        "daily_digest.yaml",
        "not_delivered.yaml",
        "status_read.yaml",
        "views_reached.yaml",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_addresses(name: str) -> None:
    """Test that each knows where it came from, which lets it be updated."""
    document = load_yaml_dict(str(BLUEPRINTS / name))["blueprint"]

    assert document["source_url"] == URL + name
    assert document["name"].startswith("WhatsApp status")
    docs = (REPOSITORY / "docs" / "blueprints.md").read_text()
    quoted = document["source_url"].replace(":", "%3A").replace("/", "%2F")
    assert f"blueprint_import/?blueprint_url={quoted}" in docs


async def test_status_read(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    minutes: Pass,
    notified: list[ServiceCall],
) -> None:
    """Test that each status that is read is told once, with nothing but an account chosen."""
    await setup_integration(hass, config_entry)
    await use("status_read.yaml", accounts=[device_of(hass, config_entry)])
    text = instance.post_text("Hello {{ world }}", state="sent")
    picture = instance.post_media(Drawn("sea", 1), caption="The sea", state="sent")
    voice = instance.post_media(Drawn("sea", 2), state="sent")
    await poll()
    assert messages(notified) == []

    await minutes(58)
    for status in (text, picture, voice):
        instance.advance(status.id, "read")
    await poll()
    assert {call.data["notification_id"] for call in notified} == {
        f"green_api_read_{status.id}" for status in (text, picture, voice)
    }
    assert sorted(messages(notified)) == [
        "“Hello {{ world }}” was read for the first time, 1 hour after it was posted.",
        "“The sea” was read for the first time, 1 hour after it was posted.",
        "“image” was read for the first time, 1 hour after it was posted.",
    ]
    await poll()
    assert messages(notified) == []


async def test_status_read_with_everything(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """Test each input."""
    await setup_integration(hass, config_entry)
    sent = async_mock_service(hass, "notify", "send_message")
    more = async_mock_service(hass, "light", "turn_on")

    async def slow(call: ServiceCall) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    hass.services.async_register("test", "slow", slow)
    await use(
        "status_read.yaml",
        accounts=[device_of(hass, config_entry)],
        types=["image"],
        notify_entities=["notify.phone", "notify.tablet"],
        title="Seen {{ trigger.status.type }}",
        message="{{ trigger.status.caption }}!",
        more_actions=[
            {"action": "test.slow"},
            {
                "action": "light.turn_on",
                "target": {"entity_id": "light.lamp"},
                "data": {"effect": "{{ trigger.status.state }}"},
            },
        ],
    )
    instance.post_text("Hello", state="read")
    instance.post_media(Drawn("sea", 1), caption="The sea", state="read")
    instance.post_media(Drawn("sea", 2), caption="The sea", state="read")
    await poll()

    first, second = sent
    assert first.data == second.data
    assert first.data == {
        "entity_id": ["notify.phone", "notify.tablet"],
        "title": "Seen image",
        "message": "The sea!",
    }
    assert [call.data["effect"] for call in more] == ["read", "read"]
    assert messages(notified) == []


async def test_views_reached(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """Test that the number is told when it is reached, once."""
    await setup_integration(hass, config_entry)
    await use(
        "views_reached.yaml", accounts=[device_of(hass, config_entry)], threshold=3
    )
    status = instance.post_text("Hello", state="sent")
    await poll()
    for people in (2, 4, 5):
        config_entry.runtime_data.async_count(status.id, seen_by(people))
        await hass.async_block_till_done()

    assert messages(notified) == ["“Hello” was seen by 4 people."]


async def test_not_delivered(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Pass,
    notified: list[ServiceCall],
) -> None:
    """Test that only what did not arrive in time is told, when the time is up."""
    await setup_integration(hass, config_entry)
    await use("not_delivered.yaml", account=device_of(hass, config_entry), minutes=15)
    stuck = instance.post_text("Stuck", state="sent")
    failed = instance.post_text("Failed", state="failed")
    arrived = instance.post_text("Arrived", state="sent")
    deleted = instance.post_text("Deleted", state="sent")
    await minutes(1)
    await minutes(5)
    instance.advance(arrived.id, "delivered")
    instance.delete(deleted.id)
    await minutes(1)
    await minutes(6)
    assert messages(notified) == []

    await minutes(2)
    assert {call.data["notification_id"] for call in notified} == {
        f"green_api_not_delivered_{status.id}" for status in (stuck, failed)
    }
    assert sorted(messages(notified)) == [
        "“Failed” was not delivered within 15 minutes. It is failed.",
        "“Stuck” was not delivered within 15 minutes. It is sent.",
    ]
    await minutes(60)
    assert messages(notified) == []


async def test_not_delivered_after_restart(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    use: Use,
    minutes: Pass,
    notified: list[ServiceCall],
) -> None:
    """Test that the wait goes on after a restart, even if GREEN-API is away for a while then."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    long_ago = instance.post_text("Long ago", state="sent")
    await minutes(20)
    instance.post_text("Time was up while it was down", state="sent")
    await minutes(10)
    instance.post_text("Time is not up", state="sent")
    arrived = instance.post_text("Arrived meanwhile", state="sent")
    await minutes(1)
    await hass.config_entries.async_unload(config_entry.entry_id)
    hass.data[POLLED].clear()
    hass.set_state(CoreState.not_running)
    await minutes(7)
    instance.advance(arrived.id, "delivered")
    instance.post_text("Posted while it was down", state="sent")
    assert long_ago.id in instance.statuses

    await use("not_delivered.yaml", account=device_id, minutes=15)
    simulator.fault(status=500, times=None)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_start()
    await minutes(0.5)
    assert messages(notified) == []
    simulator.faults.clear()
    await hass.config_entries.async_reload(config_entry.entry_id)
    await minutes(0.5)
    assert messages(notified) == [
        "“Time was up while it was down” was not delivered within 15 minutes. It is sent."
    ]
    told = []
    for _ in range(20):
        await minutes(1)
        told += [message.split("”")[0] for message in messages(notified)]
    assert told == ["“Time is not up", "“Posted while it was down"]


async def test_daily_digest(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    freezer: FrozenDateTimeFactory,
    notified: list[ServiceCall],
) -> None:
    """Test that a day is summed up at its time, in local time, and an empty one is not."""
    await hass.config.async_set_time_zone("Asia/Jerusalem")
    await setup_integration(hass, config_entry)
    await use("daily_digest.yaml", account=device_of(hass, config_entry), at="20:00:00")

    async def evening() -> list[str]:
        today = dt_util.now()
        freezer.move_to(
            today.replace(hour=20, minute=0, second=0) + timedelta(days=today.hour > 19)
        )
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        return messages(notified)

    assert await evening() == []
    freezer.tick(timedelta(hours=1))
    seen = instance.post_text("Hello", state="read")
    instance.post_media(Drawn("sea", 1), caption="The sea", state="delivered", age=60)
    instance.post_media(Drawn("sea", 2), state="failed", age=120)
    instance.post_text("Yesterday's", state="read", age=86400)
    await config_entry.runtime_data.async_refresh()
    config_entry.runtime_data.async_count(seen.id, seen_by(7))
    (digest,) = await evening()
    assert digest.splitlines() == [
        "3 posted, 2 delivered, 1 read, 1 failed; seen 7 times.",
        "21:00 Hello: read, 7 views",
        "20:59 The sea: delivered",
        "20:58 image: failed",
    ]
    assert await evening() == []


async def test_empty_digest(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    use: Use,
    freezer: FrozenDateTimeFactory,
    notified: list[ServiceCall],
) -> None:
    """Test that silence can be told, too."""
    await setup_integration(hass, config_entry)
    await use(
        "daily_digest.yaml",
        account=device_of(hass, config_entry),
        at="12:00:00",
        skip_empty=False,
    )
    freezer.tick(timedelta(days=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert messages(notified) == [
        "0 posted, 0 delivered, 0 read, 0 failed; seen 0 times."
    ]
