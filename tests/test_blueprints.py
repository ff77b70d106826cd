"""The blueprints, each started by its trigger and by hand."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from datetime import datetime, timedelta
from pathlib import Path
import re
import shutil
from typing import Any, Final, override
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
    setup_test_component_platform,
)

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import CAUGHT_UP
from demo.simulator import Drawn, Instance, Simulator, Status, Text
from homeassistant.components import automation
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict

from .automations import device_of, no_view_counts, record_views, seen_by
from .common import entity_id, set_up_with_options, setup_integration, state_of
from .conftest import NOW, Poll

REPOSITORY: Final = Path(__file__).parent.parent
BLUEPRINTS: Final = REPOSITORY / "blueprints" / "automation" / DOMAIN
NAMES: Final = sorted(file.name for file in BLUEPRINTS.iterdir())
URL: Final = f"https://github.com/seed-738e5622/ha-green-api/blob/main/blueprints/automation/{DOMAIN}/"
DAY: Final = 86400
# Those that answer sentences are in test_ask_about_statuses.py.
ASKING: Final = {name for name in NAMES if name.startswith("ask_about_statuses_")}
POSTING: Final = ("calendar_events.yaml", "camera_snapshot.yaml")
ONE_ACCOUNT: Final = (
    "daily_digest.yaml",
    "not_delivered.yaml",
    "weekly_report.yaml",
    *POSTING,
)
# What each blueprint needs beside the account.
INPUTS: Final[dict[str, dict[str, Any]]] = {
    "daily_digest.yaml": {"at": "20:00:00"},
    "weekly_report.yaml": {"at": "18:00:00", "weekday": "sun"},
    "views_reached.yaml": {"threshold": 2},
}

type Use = Callable[..., Coroutine[Any, Any, None]]
type Minutes = Callable[[float], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Ask for no statistics, so that views come from the test alone."""
    with no_view_counts(), patch("custom_components.green_api.posting.POLL_DELAY", 0):
        yield


@pytest.fixture
def notified(hass: HomeAssistant) -> list[ServiceCall]:
    """Return the notifications that are shown in Home Assistant."""
    return async_mock_service(hass, "persistent_notification", "create")


@pytest.fixture
async def use(
    hass: HomeAssistant, tmp_path: Path, config_entry: MockConfigEntry
) -> AsyncGenerator[Use]:
    """Return what makes an automation from a blueprint; what it waits for ends with the test."""
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / DOMAIN)

    async def _use(name: str, **values: Any) -> None:
        device_id = device_of(hass, config_entry)
        account = (
            {"account": device_id} if name in ONE_ACCOUNT else {"accounts": [device_id]}
        )
        inputs = {**account, **INPUTS.get(name, {}), **values}
        assert await async_setup_component(
            hass,
            automation.DOMAIN,
            {
                automation.DOMAIN: {
                    "id": "test",
                    "alias": "Test",
                    "use_blueprint": {"path": f"{DOMAIN}/{name}", "input": inputs},
                }
            },
        )
        await hass.async_block_till_done()
        state = hass.states.get("automation.test")
        assert state is not None
        assert state.state == "on"

    yield _use
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "automation.test"}, blocking=True
    )


@pytest.fixture
def minutes(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Minutes:
    """Return what lets minutes pass and polls, without waiting for automations that wait."""

    async def _pass(number: float) -> None:
        freezer.tick(timedelta(minutes=number))
        async_fire_time_changed(hass)
        for entry in hass.config_entries.async_loaded_entries(DOMAIN):
            await entry.runtime_data.coordinator.async_refresh()
        for _ in range(500):
            await asyncio.sleep(0)

    return _pass


async def run_by_hand(hass: HomeAssistant) -> None:
    """Run the automation as *Run actions* does."""
    await hass.services.async_call(
        automation.DOMAIN,
        "trigger",
        {"entity_id": "automation.test", "skip_condition": True},
        blocking=True,
    )
    await hass.async_block_till_done()


def messages(calls: list[ServiceCall]) -> list[str]:
    """Return the messages so far, and forget them. Each text of a status in them stands isolated in quotes."""
    found = [call.data["message"] for call in calls]
    calls.clear()
    assert not any(re.search("“(?!\u2068)|(?<!\u2069)”", message) for message in found)
    return [re.sub("[\u2068\u2069]", "", message) for message in found]


def make_unknown(instance: Instance, status: Status) -> None:
    """Make a status one of a type that is not known, without a text."""
    instance.patch(
        status.id,
        {"typeMessage": "locationMessage"},
        remove=["textMessage", "extendedTextMessage"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_import_link_of_the_documentation_leads_to_the_blueprint(name: str) -> None:
    """So does the address in the blueprint, from which it is updated."""
    document = load_yaml_dict(str(BLUEPRINTS / name))["blueprint"]
    assert document["source_url"] == URL + name
    page = "assist.md" if name in ASKING else "automations.md"
    docs = (REPOSITORY / "docs" / page).read_text()
    quoted = document["source_url"].replace(":", "%3A").replace("/", "%2F")
    assert f"blueprint_import/?blueprint_url={quoted}" in docs


async def test_status_read(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """A notification for each status that is read, once, with nothing chosen but an account."""
    await setup_integration(hass, config_entry)
    await use("status_read.yaml")
    statuses = [
        instance.post_text("Hello", state="sent"),
        instance.post_media(Drawn("sea", 1), caption="The sea", state="sent"),
        instance.post_media(Drawn("sea", 2), state="sent"),
        instance.post_text("Somewhere", state="sent"),
    ]
    make_unknown(instance, statuses[-1])
    await poll()
    assert messages(notified) == []

    await minutes(58)
    for status in statuses:
        instance.advance(status.id, "read")
    await poll()
    assert {call.data["notification_id"] for call in notified} == {
        f"green_api_read_{status.id}" for status in statuses
    }
    posted_at = dt_util.as_local(dt_util.utc_from_timestamp(statuses[0].posted))
    assert sorted(messages(notified)) == [
        f"“{name}” was read for the first time. It was posted at {posted_at:%H:%M}."
        for name in ("Hello", "Picture", "The sea", "status")
    ]
    await poll()
    assert messages(notified) == []


async def test_more_statuses_at_once_than_an_automation_queues_by_default(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """None is dropped, although each takes a while."""
    await setup_integration(hass, config_entry)
    register_slow_action(hass)
    await use("status_read.yaml", more_actions=[{"action": "test.slow"}])
    for number in range(120):
        instance.post_text(f"Number {number}", state="read")
    await poll()
    assert len(messages(notified)) == 120


def register_slow_action(hass: HomeAssistant) -> None:
    """Register an action that lets others run while it does."""

    async def wait(call: ServiceCall) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    hass.services.async_register("test", "slow", wait)


async def test_every_input(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """Whom to notify, title, message, types, and more actions, with the variables of the blueprint."""
    await setup_integration(hass, config_entry)
    sent = async_mock_service(hass, "notify", "send_message")
    more = async_mock_service(hass, "light", "turn_on")
    register_slow_action(hass)
    await use(
        "status_read.yaml",
        types=["image"],
        notify_entities=["notify.phone", "notify.tablet"],
        title="Seen {{ status.type }}",
        message="{{ status.caption }}!",
        more_actions=[
            {"action": "test.slow"},
            {
                "action": "light.turn_on",
                "target": {"entity_id": "light.lamp"},
                "data": {"effect": "{{ name }} {{ status.state }}"},
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
    assert [call.data["effect"] for call in more] == ["“\u2068The sea\u2069” read"] * 2
    assert messages(notified) == []


@pytest.mark.parametrize(
    ("text", "in_home_assistant", "on_a_phone"),
    [
        ("Hello {{ world }}", r"Hello \{\{ world \}\}", "Hello {{ world }}"),
        ("*Bold* <b>_too_</b>", r"\*Bold\* \<b\>\_too\_\<\/b\>", "*Bold* ‹b>_too_‹/b>"),
        ("![x](http://a.b)", r"\!\[x\]\(http\:\/\/a\.b\)", "![x](http://a.b)"),
        ("one\n\n# two", r"one \# two", "one # two"),
        ("I <3 you \\o/ `x`", r"I \<3 you \\o\/ \`x\`", "I ‹3 you \\o/ `x`"),
        ("[1, 2]", r"\[1\, 2\]", "[1, 2]"),
        ("None", "None", "None"),
    ],
)
@pytest.mark.parametrize("notify_entities", [[], ["notify.phone"]])
@pytest.mark.parametrize(
    "name", ["status_read.yaml", "daily_digest.yaml", "weekly_report.yaml"]
)
async def test_text_of_a_status_is_no_markup(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    notified: list[ServiceCall],
    text: str,
    in_home_assistant: str,
    on_a_phone: str,
    name: str,
    notify_entities: list[str],
) -> None:
    """Home Assistant renders Markdown, a phone may render HTML."""
    status = instance.post_text(text, state="read")
    await setup_integration(hass, config_entry)
    await record_views(hass, config_entry, status.id, 1)
    sent = async_mock_service(hass, "notify", "send_message")
    await use(name, notify_entities=notify_entities)
    await run_by_hand(hass)
    (message,) = messages(sent if notify_entities else notified)
    assert f"“{on_a_phone if notify_entities else in_home_assistant}”" in message


async def test_views_reached(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """A notification when the number is reached, once for each status."""
    await setup_integration(hass, config_entry)
    await use("views_reached.yaml", threshold=3)
    status = instance.post_text("Hello", state="sent")
    unknown = instance.post_text("Somewhere", state="sent")
    make_unknown(instance, unknown)
    await poll()
    for people in (2, 4, 5):
        await record_views(hass, config_entry, status.id, people)
        await record_views(hass, config_entry, unknown.id, people)
    assert messages(notified) == [
        "“Hello” was seen by 4 people.",
        "“status” was seen by 4 people.",
    ]


async def test_not_published(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """A notification for what was sent and is found nowhere, not for what failed otherwise; by hand as well."""
    await setup_integration(hass, config_entry)
    await use("not_published.yaml")
    instance.configure(publication="lost")
    await hass.services.async_call(
        DOMAIN, "send_text_status", {"message": "Lost"}, blocking=True
    )
    await minutes(1)
    instance.post_text("Failed", state="failed")
    for _ in range(9):
        await minutes(1)
    assert messages(notified) == []
    for _ in range(3):
        await minutes(1)
    message = (
        "“Lost” was sent but not published. Look in WhatsApp before you post it again."
    )
    assert messages(notified) == [message]
    await run_by_hand(hass)
    assert messages(notified) == [message]


async def test_not_delivered(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """A notification when the time is up, for what was not delivered and not deleted, once."""
    await setup_integration(hass, config_entry)
    await use("not_delivered.yaml", minutes=15)
    stuck = instance.post_text("Stuck", state="sent")
    failed = instance.post_text("Failed", state="failed")
    unknown = instance.post_text("Somewhere", state="sent")
    make_unknown(instance, unknown)
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
        f"green_api_not_delivered_{status.id}" for status in (stuck, failed, unknown)
    }
    assert sorted(messages(notified)) == [
        "“Failed” was not delivered within 15 minutes. It is failed.",
        "“Stuck” was not delivered within 15 minutes. It is sent.",
        "“status” was not delivered within 15 minutes. It is sent.",
    ]
    await minutes(60)
    assert messages(notified) == []


async def test_not_delivered_waits_while_the_account_is_not_loaded(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """What became of the status is only known afterwards."""
    await setup_integration(hass, config_entry)
    await use("not_delivered.yaml", minutes=15)
    instance.post_text("Stuck", state="sent")
    await minutes(1)
    await hass.config_entries.async_unload(config_entry.entry_id)
    await minutes(20)
    assert messages(notified) == []
    await hass.config_entries.async_setup(config_entry.entry_id)
    await minutes(1)
    assert len(messages(notified)) == 1


@pytest.mark.parametrize(("moved", "waits"), [(-5, 14), (600, 24)])
async def test_not_delivered_follows_a_posting_time_that_moves(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
    moved: int,
    waits: int,
) -> None:
    """A status that is pending gets its time when it is sent."""
    await setup_integration(hass, config_entry)
    await use("not_delivered.yaml", minutes=15)
    status = instance.post_text("Stuck", state="pending")
    await minutes(1)
    await minutes(11)
    instance.patch(
        status.id,
        {"statusMessage": "sent", "timestamp": int(status.posted) + moved},
    )
    await minutes(0)
    found = []
    for minute in range(12, 30):
        found += [minute] * len(messages(notified))
        await minutes(1)
    assert found == [waits + 1]


async def test_not_delivered_after_a_restart(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """The wait goes on, even if GREEN-API cannot be reached for a while then."""
    await setup_integration(hass, config_entry)
    instance.post_text("Long ago", state="sent")
    await minutes(20)
    instance.post_text("Time was up while it was down", state="sent")
    await minutes(10)
    instance.post_text("Time is not up", state="sent")
    arrived = instance.post_text("Arrived meanwhile", state="sent")
    await minutes(1)
    await hass.config_entries.async_unload(config_entry.entry_id)
    hass.data[CAUGHT_UP].clear()
    hass.set_state(CoreState.not_running)
    await minutes(7)
    instance.advance(arrived.id, "delivered")
    instance.post_text("Posted while it was down", state="sent")

    await use("not_delivered.yaml", minutes=15)
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
    names = []
    for _ in range(20):
        await minutes(1)
        names += [message.split("”")[0] for message in messages(notified)]
    assert names == ["“Time is not up", "“Posted while it was down"]


async def test_not_delivered_once_after_a_slow_start(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """For a status that was found after the first poll and before the start was over."""
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    hass.data[CAUGHT_UP].clear()
    hass.set_state(CoreState.not_running)
    await use("not_delivered.yaml", minutes=15)
    hass.set_state(CoreState.starting)
    await hass.config_entries.async_setup(config_entry.entry_id)
    instance.post_text("Stuck", state="sent")
    await minutes(1)
    hass.set_state(CoreState.not_running)
    await hass.async_start()
    found = []
    for _ in range(20):
        await minutes(1)
        found += messages(notified)
    assert found == ["“Stuck” was not delivered within 15 minutes. It is sent."]


async def test_status_that_waits_in_the_queue_is_not_reported_as_not_delivered(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """Not after a restart, and not by hand: it was not posted yet."""
    await setup_integration(hass, config_entry)
    simulator.fault(method="getOutgoingStatuses", json=[], times=None)
    await hass.services.async_call(
        DOMAIN, "send_text_status", {"message": "Waiting"}, blocking=True
    )
    hass.set_state(CoreState.not_running)
    await use("not_delivered.yaml", minutes=2)
    await hass.async_start()
    for _ in range(5):
        await minutes(1)
    await run_by_hand(hass)
    assert messages(notified) == []


async def test_daily_digest(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    freezer: FrozenDateTimeFactory,
    notified: list[ServiceCall],
) -> None:
    """A day in local time, at its time of day; a day without statuses is passed over."""
    await hass.config.async_set_time_zone("Asia/Jerusalem")
    await setup_integration(hass, config_entry)
    await use("daily_digest.yaml")

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
    make_unknown(instance, instance.post_text("Somewhere", state="sent", age=180))
    instance.post_text("Yesterday's", state="read", age=86400)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    await record_views(hass, config_entry, seen.id, 7)
    (digest,) = await evening()
    assert digest.splitlines() == [
        "4 statuses: 2 delivered, 1 read, 1 failed; seen 7 times.",
        "21:00 “Hello”: read, 7 views",
        "20:59 “The sea”: delivered",
        "20:58 “Picture”: failed",
        "20:57 “status”: sent",
    ]
    assert await evening() == []


async def test_weekly_report(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    freezer: FrozenDateTimeFactory,
    notified: list[ServiceCall],
) -> None:
    """On its day, in local time, and by hand: the week, the usual and the best time of a month."""
    await hass.config.async_set_time_zone("Asia/Jerusalem")
    # A Sunday.
    freezer.move_to("2026-11-29T15:00:00+00:00")
    statuses = [
        (instance.post_text(f"Day {day}", state="read", age=age), views)
        for day in (2, 3, 4, 5, 6)
        for age, views in ((day * DAY, 10 + day), ((day + 6) * DAY - 21600, 8))
    ]
    statuses.append((instance.post_text("New", state="read", age=7200), 1))
    await setup_integration(hass, config_entry)
    for status, views in statuses:
        seen = seen_by(views, at=int(status.posted) + 60)
        config_entry.runtime_data.coordinator.async_record_views(status.id, seen)
    await use("weekly_report.yaml")
    await run_by_hand(hass)
    by_hand = messages(notified)
    freezer.move_to("2026-11-29T16:00:00+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    reports = messages(notified)
    assert reports == by_hand
    assert reports[0].splitlines() == [
        "6 statuses, seen 71 times.",
        "A status usually has 14 views, +75 % against the week before.",
        "The best time to post is around 17:00.",
        "23.11. 17:00 “Day 6”: 16 views, +60 % against the usual",
        "24.11. 17:00 “Day 5”: 15 views, +50 % against the usual",
        "25.11. 17:00 “Day 4”: 14 views, +40 % against the usual",
        "26.11. 17:00 “Day 3”: 13 views, +30 % against the usual",
        "27.11. 17:00 “Day 2”: 12 views, +20 % against the usual",
    ]
    freezer.move_to("2026-11-30T16:00:00+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert messages(notified) == []


async def test_weekly_report_of_few_statuses(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """A week without statuses is passed over, and few statuses have no usual."""
    instance.post_text("Old", state="read", age=8 * DAY)
    await setup_integration(hass, config_entry)
    await use("weekly_report.yaml")
    await run_by_hand(hass)
    assert messages(notified) == []
    status = instance.post_text("Hello", state="read")
    await config_entry.runtime_data.coordinator.async_refresh()
    await record_views(hass, config_entry, status.id, 3)
    await run_by_hand(hass)
    (report,) = messages(notified)
    assert re.fullmatch(
        r"1 status, seen 3 times.\n\d\d.\d\d. \d\d:\d\d “Hello”: 3 views", report
    )


async def test_digest_of_a_day_without_statuses(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """It can be chosen."""
    await setup_integration(hass, config_entry)
    await use("daily_digest.yaml", skip_empty=False)
    await run_by_hand(hass)
    assert messages(notified) == [
        "0 statuses: 0 delivered, 0 read, 0 failed; seen 0 times."
    ]


BY_HAND: Final = {
    "daily_digest.yaml": "3 statuses: 1 delivered, 1 read, 0 failed; seen 2 times.\n"
    "11:59 “Sent”: sent\n11:58 “Read”: read, 2 views\n11:57 “status”: sent",
    "not_delivered.yaml": "“Sent” was not delivered within 1 minutes. It is sent.",
    "status_read.yaml": "“Read” was read for the first time. It was posted at 11:58.",
    "views_reached.yaml": "“Read” was seen by 2 people.",
}


@pytest.mark.parametrize("name", BY_HAND)
@pytest.mark.parametrize("helper", [False, True])
async def test_run_by_hand(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    notified: list[ServiceCall],
    name: str,
    helper: bool,
) -> None:
    """It takes the newest status that fits. A helper that belongs to the device does not matter."""
    await hass.config.async_set_time_zone("UTC")
    instance.post_text("Sent", state="sent", age=60)
    read = instance.post_text("Read", state="read", age=120)
    make_unknown(instance, instance.post_text("Somewhere", state="sent", age=180))
    await setup_integration(hass, config_entry)
    await record_views(hass, config_entry, read.id, 2)
    if helper:
        add_helper(hass, device_of(hass, config_entry))
    inputs = {"minutes": 1} if name == "not_delivered.yaml" else {}
    await use(name, **inputs)
    await run_by_hand(hass)
    assert BY_HAND[name] == messages(notified)[-1]


def add_helper(hass: HomeAssistant, device_id: str) -> None:
    """Add an entity of another integration to the device, as its first one."""
    other = MockConfigEntry(domain="utility_meter")
    other.add_to_hass(hass)
    entities = er.async_get(hass)
    entities.async_get_or_create(
        "sensor", "utility_meter", "1", config_entry=other, device_id=device_id
    )
    for entity in er.async_entries_for_device(entities, device_id):
        if entity.platform == DOMAIN:
            entities.async_update_entity(entity.entity_id, icon="mdi:whatsapp")
    first, *_ = er.async_entries_for_device(entities, device_id)
    assert first.platform == "utility_meter"


@pytest.mark.parametrize("name", sorted({*NAMES} - {*POSTING} - ASKING))
async def test_run_by_hand_without_statuses(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    use: Use,
    notified: list[ServiceCall],
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    """It stops, without an error."""
    await set_up_with_options(hass, config_entry, contacts=True)
    await use(name)
    await run_by_hand(hass)
    assert messages(notified) == []
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
    assert "Stop script sequence" in caplog.text


# The blueprint about contacts.


async def test_contact_posted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """A notification for each status of a contact, once, with nothing chosen but an account."""
    await set_up_with_options(hass, config_entry, contacts=True)
    await use("contact_posted.yaml")
    names = [instance.contacts[number].name for number in (1, 2)]
    instance.post_incoming(Text("Hello *you*"), sender=1)
    instance.post_incoming(
        instance.files.media_status(Drawn("sea", 1), caption=""), sender=2
    )
    instance.post_text("Our own")
    for _ in range(2):
        await minutes(6)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert sorted(messages(notified)) == sorted(
        [f"{names[0]}: “Hello \\*you\\*”", f"{names[1]}: “image”"]
    )


async def test_contact_posted_with_its_picture_on_phones(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    minutes: Minutes,
    notified: list[ServiceCall],
) -> None:
    """For the contacts and types that were chosen; a text has no picture."""
    await set_up_with_options(hass, config_entry, contacts=True)
    phone = async_mock_service(hass, "notify", "mobile_app_pixel")
    sent = async_mock_service(hass, "notify", "send_message")
    more = async_mock_service(hass, "light", "turn_on")
    image = entity_id(hass, "latest_contact_media", "image")
    await use(
        "contact_posted.yaml",
        senders=[instance.contacts[1].name],
        types=["text", "image"],
        phones=["notify.mobile_app_pixel"],
        picture=image,
        notify_entities=["notify.tablet"],
        title="From {{ status.name }}",
        more_actions=[{"action": "light.turn_on", "data": {"effect": "{{ name }}"}}],
    )
    picture = instance.files.media_status(Drawn("sea", 1), caption="The <b>sea</b>")
    instance.post_incoming(Text("Hello"), sender=1)
    await minutes(2)
    instance.post_incoming(picture, sender=1)
    instance.post_incoming(picture, sender=2)
    await minutes(4)
    await hass.async_block_till_done(wait_background_tasks=True)

    name = instance.contacts[1].name
    assert [call.data["data"] for call in phone] == [
        {},
        {"image": f"/api/image_proxy/{image}"},
    ]
    assert [call.data["title"] for call in phone] == [f"From {name}"] * 2
    assert messages(phone) == [f"{name}: “Hello”", f"{name}: “The ‹b>sea‹/b>”"]
    assert len(messages(sent)) == len(more) == 2
    assert notified == []


async def test_contact_posted_run_by_hand(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    notified: list[ServiceCall],
) -> None:
    """It takes the newest status that fits."""
    instance.post_incoming(Text("Older"), sender=1, age=120)
    instance.post_incoming(Text("Newer"), sender=2, age=60)
    await set_up_with_options(hass, config_entry, contacts=True)
    await use("contact_posted.yaml", senders=[instance.contacts[1].name])
    await run_by_hand(hass)
    assert messages(notified) == [f"{instance.contacts[1].name}: “Older”"]


# The blueprints that post.


class Events(CalendarEntity):
    """A calendar with two events: the first one begins in an hour."""

    _attr_name = "Events"
    event = None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return those that are going on between two times."""
        return [
            event
            for event in (
                CalendarEvent(
                    NOW + timedelta(days=2), NOW + timedelta(days=3), "Later"
                ),
                CalendarEvent(
                    NOW + timedelta(hours=1),
                    NOW + timedelta(hours=2),
                    "[1, 2]",
                    location="On the *square*",
                ),
            )
            if event.start < end_date and event.end > start_date
        ]


@pytest.fixture
async def calendar(hass: HomeAssistant) -> str:
    """Return a calendar."""
    setup_test_component_platform(hass, "calendar", [Events()])
    assert await async_setup_component(
        hass, "calendar", {"calendar": {"platform": "test"}}
    )
    return "calendar.events"


def posted(instance: Instance) -> tuple[str, tuple[str, ...]]:
    """Return the words of the newest status, and to whom it went."""
    content: Any = instance.latest.content
    words = content.text if isinstance(content, Text) else content.caption
    return words, content.participants


@pytest.mark.parametrize("by_hand", [False, True])
async def test_calendar_event_is_posted_when_it_begins(
    hass: HomeAssistant,
    calendar: str,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    freezer: FrozenDateTimeFactory,
    by_hand: bool,
) -> None:
    """Once, to all contacts, with the chosen colour; by hand, the next one of the week."""
    await setup_integration(hass, config_entry)
    await use(
        "calendar_events.yaml", calendars=[calendar], background_color=[139, 30, 63]
    )
    if by_hand:
        await run_by_hand(hass)
    else:
        # The trigger looks for events every quarter of an hour.
        for minutes in (1, 16, 31, 46, 59, 61, 76, 91):
            freezer.move_to(NOW + timedelta(minutes=minutes))
            async_fire_time_changed(hass)
            await hass.async_block_till_done(wait_background_tasks=True)
            assert bool(instance.statuses) is (minutes >= 60)
    assert len(instance.statuses) == 1
    assert posted(instance) == ("📅 [1, 2]\n📍 On the *square*", ())
    assert state_of(hass, "latest_status").attributes["background_color"] == "#8B1E3F"


async def test_nothing_to_post_in_the_calendar(
    hass: HomeAssistant,
    calendar: str,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By hand, it stops without an error."""
    await setup_integration(hass, config_entry)
    await use("calendar_events.yaml", calendars=[calendar])
    freezer.tick(timedelta(days=4))
    await run_by_hand(hass)
    assert not instance.statuses
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> str:
    """Return a folder that Home Assistant may use."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    return str(tmp_path / "whatsapp")


async def take_pictures(call: ServiceCall) -> None:
    """Save a picture as a camera does."""
    file = Path(call.data["filename"])
    await asyncio.to_thread(file.parent.mkdir, exist_ok=True)
    await asyncio.to_thread(file.write_bytes, b"\xff\xd8\xff picture")


@pytest.mark.parametrize("by_hand", [False, True])
async def test_snapshot_is_posted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    folder: str,
    by_hand: bool,
) -> None:
    """When the user's own trigger fires, and at once by hand: one new picture each time, with the caption."""
    await setup_integration(hass, config_entry)
    hass.services.async_register("camera", "snapshot", take_pictures)
    await use(
        "camera_snapshot.yaml",
        camera="camera.door",
        when=[{"trigger": "event", "event_type": "ring"}],
        caption="At {{ now().strftime('%H:%M') }}",
        folder=folder,
    )
    if by_hand:
        await run_by_hand(hass)
    else:
        hass.bus.async_fire("ring")
        await hass.async_block_till_done()
    assert len(instance.statuses) == 1
    assert posted(instance) == (f"At {dt_util.now():%H:%M}", ())
    assert state_of(hass, "latest_status").attributes["type"] == "image"


async def test_snapshot_of_an_image_entity(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    folder: str,
) -> None:
    """By its own action; where it has no picture, none is posted, not even an older one."""
    await setup_integration(hass, config_entry)
    image = entity_id(hass, "latest_media", "image")
    await use("camera_snapshot.yaml", camera=image, when=[], folder=folder)
    await run_by_hand(hass)
    assert not instance.statuses

    instance.post_media(Drawn("sea", 1), state="sent")
    await config_entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    await run_by_hand(hass)
    assert len(instance.statuses) == 2


@pytest.mark.parametrize("name", POSTING)
@pytest.mark.parametrize(
    ("recipients", "ids", "refusal"),
    [
        (["+1 555 010 0001"], ("15550100001@c.us",), ""),
        (["15550100001", "15550100002"], ("15550100001@c.us", "15550100002@c.us"), ""),
        ([], None, "The list of recipients is empty"),
        ("", None, "The list of recipients is empty"),
        (["all", "15550100001"], None, "all is neither"),
    ],
)
async def test_post_goes_to_whom_the_user_chose(
    hass: HomeAssistant,
    calendar: str,
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    folder: str,
    caplog: pytest.LogCaptureFixture,
    name: str,
    recipients: Any,
    ids: tuple[str, ...] | None,
    refusal: str,
) -> None:
    """To nobody else: nothing is posted where nobody is left, or where it is not clear who is meant."""
    await setup_integration(hass, config_entry)
    hass.services.async_register("camera", "snapshot", take_pictures)
    inputs: dict[str, Any] = (
        {"calendars": [calendar]}
        if name == "calendar_events.yaml"
        else {"camera": "camera.door", "when": [], "folder": folder}
    )
    await use(name, recipients=recipients, **inputs)
    await run_by_hand(hass)
    if ids is None:
        assert not instance.statuses
        assert refusal in caplog.text
    else:
        assert posted(instance)[1] == ids
