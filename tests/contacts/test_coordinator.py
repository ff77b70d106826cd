"""What contacts post, against the simulator: what is announced and kept, and what fails alone."""

import asyncio
import json
from typing import Any, Final
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.client import GreenApiClient, StatusReply
from custom_components.green_api.const import CONSOLE_URL, DOMAIN
from custom_components.green_api.contacts import SIGNAL_ACCOUNT_CONTACT_CHANGES
from custom_components.green_api.contacts.coordinator import CAUGHT_UP
from custom_components.green_api.journal import Change
from demo.simulator import Drawn, Instance, Simulator
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_component import async_update_entity

from ..common import (
    changes_of,
    entity_id,
    reload,
    set_up_with_options,
    setup_integration,
    state_of,
)
from ..conftest import PassTime
from .common import HOUR, INTERVAL, post

METHOD: Final = "getIncomingStatuses"
DAY: Final = 24 * HOUR
KEYS: Final = {
    ("sensor", "contact_statuses"),
    ("sensor", "latest_contact_status"),
    ("event", "contact_status"),
    ("image", "latest_contact_media"),
}


@pytest.fixture
def told(hass: HomeAssistant) -> list[Change]:
    """Collect what is announced of contacts' statuses, over reloads."""
    told: list[Change] = []

    @callback
    def collect(_entry: ConfigEntry, changes: tuple[Change, ...]) -> None:
        told.extend(changes)

    async_dispatcher_connect(hass, SIGNAL_ACCOUNT_CONTACT_CHANGES, collect)
    return told


def requests(simulator: Simulator) -> int:
    """Return how often the list of contacts' statuses was asked for."""
    return simulator.call_counts[METHOD]


def issues_of(hass: HomeAssistant) -> set[str]:
    """Return the issues that are open, without the account."""
    return {
        issue.translation_key or ""
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


def shown(hass: HomeAssistant) -> list[str]:
    """Return what the sensors of contacts show."""
    keys = ("contact_statuses", "latest_contact_status")
    return [state_of(hass, key).state for key in keys]


# Where nobody wants them.


async def test_without_the_option_there_is_no_request_and_no_entity(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """The option is off by default."""
    post(instance)
    await setup_integration(hass, config_entry)
    await pass_time(2 * HOUR)
    assert requests(simulator) == 0
    entities = er.async_entries_for_config_entry(
        er.async_get(hass), config_entry.entry_id
    )
    assert entities
    assert not [one for one in entities if "contact" in one.unique_id]


async def test_switched_off_everything_is_forgotten(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    told: list[Change],
) -> None:
    """Nothing is asked or kept; switched on again, what is there is no news, and ends once."""
    status_id = post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)
    await pass_time(INTERVAL)
    asked = requests(simulator)

    hass.config_entries.async_update_entry(config_entry, options={})
    await reload(hass, config_entry)
    await pass_time(HOUR)
    assert requests(simulator) == asked
    stored = hass_storage[f"{DOMAIN}.{config_entry.entry_id}"]["data"]
    assert "contact_statuses" not in stored["parts"]
    assert not [one for one in er.async_get(hass).entities if "contact" in one]

    hass.config_entries.async_update_entry(config_entry, options={"contacts": True})
    await reload(hass, config_entry)
    assert shown(hass) == ["1", "text"]
    assert told == []
    await pass_time(DAY)
    assert changes_of(told) == [(status_id, "expired")]


# What is announced.


async def test_what_was_there_is_no_news_and_the_rest_is_told_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    told: list[Change],
) -> None:
    """Over polls and reloads."""
    post(instance, "before", age=60)
    await set_up_with_options(hass, config_entry, contacts=True)
    assert told == []
    assert shown(hass) == ["1", "text"]

    new = post(instance, "new", sender=3)
    await pass_time(INTERVAL)
    assert changes_of(told) == [(new, "posted")]
    assert state_of(hass, "latest_contact_status").attributes["text"] == "new"
    await pass_time(INTERVAL)
    await reload(hass, config_entry)
    await pass_time(INTERVAL)
    assert told == []
    assert shown(hass) == ["2", "text"]
    assert state_of(hass, "latest_contact_status").attributes["text"] == "new"


@pytest.mark.parametrize("deletion", ["tombstone", "flag"])
async def test_deletion_is_told_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    told: list[Change],
    deletion: str,
) -> None:
    """However the list shows it; a deleted status does not expire."""
    instance.configure(deletion=deletion)
    status_id = post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)
    instance.delete(status_id)
    await pass_time(INTERVAL)
    assert changes_of(told) == [(status_id, "deleted")]
    assert shown(hass) == ["0", STATE_UNAVAILABLE]
    await reload(hass, config_entry)
    await pass_time(DAY + INTERVAL)
    assert told == []


async def test_a_status_that_vanishes_from_the_list_stays_until_it_expires(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    told: list[Change],
) -> None:
    """GREEN-API's lists lose statuses for a while; what comes again is no news."""
    instance.configure(deletion="vanish")
    status_id = post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)
    instance.delete(status_id)
    await pass_time(INTERVAL)
    assert shown(hass) == ["1", "text"]
    await pass_time(DAY)
    assert changes_of(told) == [(status_id, "expired")]


async def test_expiry_comes_to_the_second_even_in_an_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    told: list[Change],
) -> None:
    """WhatsApp stops showing it whatever GREEN-API answers."""
    status_id = post(instance, age=DAY - HOUR)
    await set_up_with_options(hass, config_entry, contacts=True)
    simulator.fault(method=METHOD, status=500, times=None)
    await pass_time(INTERVAL)
    assert shown(hass) == [STATE_UNAVAILABLE] * 2
    await pass_time(HOUR - INTERVAL - 1)
    assert told == []
    await pass_time(1)
    assert changes_of(told) == [(status_id, "expired")]


async def test_what_happened_while_home_assistant_was_down_is_told_as_such(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    told: list[Change],
) -> None:
    """With the time at which it happened."""
    old = post(instance, age=DAY - HOUR)
    await set_up_with_options(hass, config_entry, contacts=True)
    await pass_time(10)
    await hass.config_entries.async_unload(config_entry.entry_id)
    hass.data[CAUGHT_UP].clear()
    await pass_time(2 * HOUR)
    new = post(instance, age=HOUR)
    await setup_integration(hass, config_entry)
    assert all(change.caught_up for change in told)
    assert sorted((one.record.status_id, one.kind) for one in told) == sorted(
        [(old, "expired"), (new, "posted")]
    )
    told.clear()
    later = post(instance)
    await pass_time(INTERVAL)
    assert [(one.record.status_id, one.caught_up) for one in told] == [(later, False)]


async def test_an_account_that_was_shut_down_tells_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    told: list[Change],
) -> None:
    """What an answer brings that comes late is told by whoever comes next."""
    await set_up_with_options(hass, config_entry, contacts=True)
    contacts = config_entry.runtime_data.contact_statuses
    status_id = post(instance)
    unloaded = asyncio.Event()
    get_statuses = GreenApiClient.get_incoming_statuses

    async def answer_late(*args: Any, **options: Any) -> StatusReply:
        reply = await get_statuses(*args, **options)
        await unloaded.wait()
        return reply

    with patch.object(GreenApiClient, "get_incoming_statuses", answer_late):
        late = hass.async_create_task(contacts.async_refresh(), eager_start=True)
        await hass.config_entries.async_unload(config_entry.entry_id)
        unloaded.set()
        await late
    assert told == []
    assert contacts.data.active == ()
    await setup_integration(hass, config_entry)
    assert changes_of(told) == [(status_id, "posted")]


# What is kept.


async def test_ids_and_times_are_kept_and_nothing_else(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """Not what was posted, and not by whom; two days later not even that."""
    picture = instance.files.media_status(Drawn("sea", 1), caption="The sea")
    instance.post_incoming(picture, sender=2)
    status_id = post(instance, "A secret", sender=3)
    await set_up_with_options(hass, config_entry, contacts=True)
    await pass_time(10)

    def stored() -> dict[str, Any]:
        data: dict[str, Any] = hass_storage[f"{DOMAIN}.{config_entry.entry_id}"]
        part: dict[str, Any] = data["data"]["parts"]["contact_statuses"]
        return part

    kept = stored()["statuses"]
    assert len(kept) == 2
    assert all(
        value is None or type(value) in (int, bool)
        for values in kept.values()
        for value in values
    )
    assert status_id in kept
    assert "secret" not in json.dumps(stored())
    for _ in range(3):
        await pass_time(DAY)
        post(instance)
        await pass_time(INTERVAL)
    assert status_id not in stored()["statuses"]
    assert len(stored()["statuses"]) <= 3


# What fails alone.


async def test_403_to_this_method_alone_concerns_nothing_else(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """A repair issue says so and clears itself; it is asked for less often."""
    instance.configure(incoming_access=False)
    instance.post_text("Our own")
    post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "active_statuses").state == "1"
    assert state_of(hass, "connected", "binary_sensor").state == "on"
    assert shown(hass) == [STATE_UNAVAILABLE] * 2
    assert issues_of(hass) == {"contacts_not_enabled"}
    asked = requests(simulator)
    await pass_time(14 * 60)
    assert requests(simulator) == asked
    instance.configure(incoming_access=True)
    await pass_time(2 * 60)
    assert issues_of(hass) == set()
    assert shown(hass) == ["1", "text"]


async def test_403_to_all_methods_is_not_about_contacts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """The issue is the one of the account's own list."""
    await set_up_with_options(hass, config_entry, contacts=True)
    instance.configure(beta_access=False)
    await pass_time(INTERVAL)
    await pass_time(16 * 60)
    assert issues_of(hass) == {"methods_not_enabled"}


async def test_quota_of_this_method_has_a_pause_of_its_own(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """The account's own list goes on; the issue has the numbers, and clears itself."""
    await set_up_with_options(hass, config_entry, contacts=True)
    instance.set_quota(METHOD, 100, 100)
    await pass_time(INTERVAL)
    assert issues_of(hass) == {"contacts_quota_exceeded"}
    (issue,) = (one for (d, _), one in ir.async_get(hass).issues.items() if d == DOMAIN)
    assert issue.translation_placeholders == {
        "account": config_entry.title,
        "used": "100",
        "total": "100",
        "console_url": CONSOLE_URL,
    }
    asked, own = requests(simulator), simulator.call_counts["getOutgoingStatuses"]
    await pass_time(55 * 60)
    assert requests(simulator) == asked
    assert simulator.call_counts["getOutgoingStatuses"] > own
    instance.set_quota(METHOD, None)
    await pass_time(6 * 60)
    assert issues_of(hass) == set()
    assert shown(hass)[0] == "0"


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401},
        {"status": 429},
        {"status": 502},
        {"body": "<html>"},
        {"json": 1},
    ],
)
async def test_no_failure_keeps_the_account_from_being_set_up(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    fault: dict[str, Any],
) -> None:
    """The sensors of contacts are unavailable until the next answer, and no issue is open."""
    instance.post_text("Our own")
    post(instance)
    simulator.fault(method=METHOD, times=None, **fault)
    await set_up_with_options(hass, config_entry, contacts=True)
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "active_statuses").state == "1"
    assert shown(hass) == [STATE_UNAVAILABLE] * 2
    assert issues_of(hass) == set()
    assert not hass.config_entries.flow.async_progress()
    simulator.faults.clear()
    await pass_time(16 * 60)
    assert shown(hass) == ["1", "text"]


async def test_issues_close_when_the_option_is_switched_off(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Whoever does not want them has nothing to see to."""
    instance.configure(incoming_access=False)
    await set_up_with_options(hass, config_entry, contacts=True)
    assert issues_of(hass) == {"contacts_not_enabled"}
    hass.config_entries.async_update_entry(config_entry, options={})
    await reload(hass, config_entry)
    assert issues_of(hass) == set()


# How often it is asked.


async def test_the_interval_is_an_option(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """In minutes."""
    await set_up_with_options(hass, config_entry, contacts=True, contacts_interval=30)
    asked = requests(simulator)
    assert asked == 1
    await pass_time(29 * 60)
    assert requests(simulator) == asked
    await pass_time(61)
    assert requests(simulator) == asked + 1


async def test_without_polling_nothing_is_asked_until_somebody_does(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """The action `update_entity` asks once."""
    post(instance)
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        config_entry, pref_disable_polling=True, options={"contacts": True}
    )
    await setup_integration(hass, config_entry)
    await pass_time(2 * HOUR)
    assert requests(simulator) == 0
    await async_update_entity(hass, entity_id(hass, "contact_statuses"))
    await pass_time(2 * HOUR)
    assert requests(simulator) == 1
    assert shown(hass) == ["1", "text"]


async def test_entities_are_there_with_the_option(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Four of them."""
    await set_up_with_options(hass, config_entry, contacts=True)
    for platform, key in KEYS:
        assert entity_id(hass, key, platform)
