"""Counting views in the background, against the simulator: what it shows, what stops it, and what it never touches."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
import logging
from typing import Any, Final
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.client import (
    GreenApiClient,
    GreenApiQuotaError,
    Viewer,
)
from custom_components.green_api.const import DEFAULT_VIEWS_PER_HOUR, DOMAIN
from custom_components.green_api.coordinator import SIGNAL_CHANGES
from custom_components.green_api.journal import Change
from custom_components.green_api.viewers.schedule import HOUR, MAX_REQUESTS_PER_CYCLE
from demo.simulator import Instance, Simulator
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_component import async_update_entity

from ..common import entity_id, setup_integration, state_of

STATISTIC: Final = "getStatusStatistic"
VIEW_SENSORS: Final = ("latest_status_views", "views", "total_views")
LIST_SENSORS: Final = ("latest_status", "active_statuses", "total_statuses")
LOGGER_NAME: Final = "custom_components.green_api"

type Later = Callable[[float], Coroutine[Any, Any, None]]


@pytest.fixture(name="later")
def _later(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Later:
    """Return what lets minutes pass at once, and with them one poll and one cycle."""

    async def pass_time(minutes: float) -> None:
        freezer.tick(timedelta(minutes=minutes, seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return pass_time


@pytest.fixture(name="viewed")
def _viewed(hass: HomeAssistant, config_entry: MockConfigEntry) -> list[Change]:
    """Collect the new views that are announced."""
    viewed: list[Change] = []

    @callback
    def collect(changes: tuple[Change, ...]) -> None:
        viewed.extend(change for change in changes if change.kind == "viewed")

    async_dispatcher_connect(
        hass, SIGNAL_CHANGES.format(config_entry.entry_id), collect
    )
    return viewed


def views(hass: HomeAssistant) -> list[str]:
    """Return what the view sensors show."""
    return [state_of(hass, key).state for key in VIEW_SENSORS]


def lists(hass: HomeAssistant) -> list[str]:
    """Return what some of the sensors show that come from the list."""
    return [state_of(hass, key).state for key in LIST_SENSORS]


def issue_of(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the issue that views cannot be counted, if it is open."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"views_quota_exceeded_{entry.entry_id}"
    )


def most_in_an_hour(simulator: Simulator) -> int:
    """Return the most requests for statistics in any hour."""
    times = [call.at for call in simulator.calls if call.method == STATISTIC]
    return max(sum(at - HOUR < other <= at for other in times) for at in times)


# What is counted.


async def test_views_are_counted_and_announced(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    viewed: list[Change],
) -> None:
    """Of each status, of all active ones, and of all there ever were; what was there before is no news."""
    instance.post_text("One", viewers=3, age=60)
    two = instance.post_text("Two", viewers=2)
    await setup_integration(hass, config_entry)
    assert views(hass) == ["2", "5", "5"]
    assert viewed == []

    instance.advance(two.id, viewers=4)
    await later(10)
    assert views(hass) == ["6", "9", "9"]
    assert [(one.record.status_id, one.new_views) for one in viewed] == [(two.id, 4)]
    # A day later they are over, but they were seen.
    await later(24 * 60)
    assert views(hass) == ["6", "0", "9"]


async def test_statistic_that_is_lost_lowers_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    viewed: list[Change],
) -> None:
    """GREEN-API forgets its statistics when a phone is linked anew; what was counted is not counted again."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    for lost in (True, False):
        instance.configure(statistics_lost=lost)
        await later(20)
        assert views(hass) == ["3", "3", "3"]
    assert viewed == []


async def test_views_are_unknown_until_the_first_statistic(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, later: Later
) -> None:
    """An empty answer does not mean nobody; one that reached people whom none has looked at does, and is complete."""
    instance.configure(statistics_lost=True)
    status = instance.post_text("Hello", state="delivered")
    await setup_integration(hass, config_entry)
    assert views(hass) == [STATE_UNKNOWN, STATE_UNKNOWN, "0"]
    assert not any(state_of(hass, key).attributes["complete"] for key in VIEW_SENSORS)
    instance.configure(statistics_lost=False)
    await later(20)
    assert views(hass) == ["0", "0", "0"]
    assert all(state_of(hass, key).attributes["complete"] for key in VIEW_SENSORS)
    instance.advance(status.id, viewers=1)
    await later(40)
    assert views(hass) == ["1", "1", "1"]


async def test_status_that_green_api_does_not_know_stops_no_other(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """It is asked for again in its time."""
    instance.post_text("One", state="delivered", age=60)
    instance.post_text("Two", state="delivered")
    simulator.fault(method=STATISTIC, status=400, body="Validation failed.")
    await setup_integration(hass, config_entry)
    assert simulator.call_counts[STATISTIC] == 2
    assert views(hass) == [STATE_UNKNOWN, "0", "0"]
    await later(20)
    assert views(hass) == ["0", "0", "0"]


# The caps.


@pytest.mark.parametrize("reload_every", [5, 1000])
async def test_hourly_cap_holds_over_reloads(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
    reload_every: int,
) -> None:
    """What was asked when is stored."""
    instance.bulk(30)
    await setup_integration(hass, config_entry)
    for minute in range(70):
        before = simulator.call_counts[STATISTIC]
        await later(1)
        if minute % reload_every == 0:
            await hass.config_entries.async_reload(config_entry.entry_id)
            await hass.async_block_till_done(wait_background_tasks=True)
        # A cycle before the reload, and one after it.
        assert simulator.call_counts[STATISTIC] - before <= 2 * MAX_REQUESTS_PER_CYCLE
    assert most_in_an_hour(simulator) == DEFAULT_VIEWS_PER_HOUR


async def test_request_of_an_action_or_update_counts_against_the_cap(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """Whoever asks: the limit is the instance's."""
    for number in range(12):
        instance.post_text(str(number), state="sent")
    await setup_integration(hass, config_entry)
    for _ in range(10):
        await hass.services.async_call(
            DOMAIN, "get_viewers", {}, blocking=True, return_response=True
        )
    for _ in range(10):
        await async_update_entity(hass, entity_id(hass, "views"))
        await later(1)
    assert simulator.call_counts[STATISTIC] == MAX_REQUESTS_PER_CYCLE + 10


# Failures.


async def test_rate_limit_is_a_pause(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """A quarter of an hour for this method, over reloads; the list goes on."""
    for number in range(3):
        instance.post_text(str(number), viewers=1)
    simulator.fault(method=STATISTIC, status=429)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert lists(hass) == ["read", "3", "3"]
    await later(14)
    assert simulator.call_counts[STATISTIC] == 1
    await later(2)
    assert simulator.call_counts[STATISTIC] == 4
    assert views(hass) == ["1", "3", "3"]


async def test_quota_pauses_until_next_month(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    later: Later,
) -> None:
    """With an issue, which goes on the first even where there is no status to count."""
    instance.post_text("Hello", viewers=1)
    instance.set_quota(STATISTIC, 1000, used=1000)
    await setup_integration(hass, config_entry)
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    issue = issue_of(hass, config_entry)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.translation_placeholders == {
        "account": "WhatsApp 0001",
        "used": "1000",
        "total": "1000",
    }

    freezer.move_to(datetime(2024, 3, 31, 23, 58, tzinfo=UTC))
    await later(0)
    assert simulator.call_counts[STATISTIC] == 1
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert issue_of(hass, config_entry) is not None
    instance.set_quota(STATISTIC, None)
    await later(2)
    assert issue_of(hass, config_entry) is None
    assert views(hass)[1] == "0"


async def test_quota_issue_goes_with_the_option(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """Who does not count views needs no quota for it, nor are they asked for any more."""
    instance.post_text("Hello", viewers=1)
    instance.set_quota(STATISTIC, 0)
    await setup_integration(hass, config_entry)
    assert issue_of(hass, config_entry) is not None
    requests = simulator.call_counts[STATISTIC]
    hass.config_entries.async_update_entry(config_entry, options={"views": False})
    await hass.config_entries.async_reload(config_entry.entry_id)
    await later(60)
    assert issue_of(hass, config_entry) is None
    assert simulator.call_counts[STATISTIC] == requests
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert lists(hass) == ["read", "1", "1"]


@pytest.mark.parametrize("error", [GreenApiQuotaError(STATISTIC), None])
async def test_answer_after_an_unload_is_the_last(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    error: GreenApiQuotaError | None,
) -> None:
    """The request was on its way: it is followed by no other, and opens no issue, which nobody would close."""
    await setup_integration(hass, config_entry)
    instance.post_text("Hello", viewers=1)
    instance.post_text("Hello again", viewers=1)
    coordinator = config_entry.runtime_data.coordinator
    await coordinator.async_refresh()
    requests: list[str] = []
    arrived, release = asyncio.Event(), asyncio.Event()

    async def hang(_client: GreenApiClient, status_id: str) -> tuple[Viewer, ...]:
        requests.append(status_id)
        arrived.set()
        await release.wait()
        if error is not None:
            raise error
        return ()

    with patch.object(GreenApiClient, "get_status_statistic", hang):
        update = hass.async_create_task(
            async_update_entity(hass, entity_id(hass, "views"))
        )
        await arrived.wait()
        await hass.config_entries.async_unload(config_entry.entry_id)
        release.set()
        await update
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issue_of(hass, config_entry) is None
    assert len(requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401},
        {"status": 403},
        {"status": 404},
        {"status": 400, "body": "instance in starting process try later"},
        {"status": 500},
        {"status": 502},
        {"drop": "mid"},
        {"body": "<html>"},
        {"json": {"unexpected": True}},
    ],
    ids=str,
)
async def test_failure_stays_in_its_domain(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
) -> None:
    """However statistics fail, for however long, the list is untouched; start and end are logged once."""

    def log() -> list[str]:
        levels = [
            record.levelname
            for record in caplog.records
            if record.name == LOGGER_NAME and record.levelno >= logging.INFO
        ]
        caplog.clear()
        return levels

    caplog.set_level(logging.INFO, LOGGER_NAME)
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    simulator.fault(method=STATISTIC, times=None, **fault)
    instance.advance(status.id, viewers=1)
    log()
    for minutes in (10, 1, 5, 30):
        await later(minutes)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
        assert lists(hass) == ["read", "1", "1"]
        assert state_of(hass, "connected", "binary_sensor").state == "on"
    assert log() == ["ERROR"]
    assert not hass.config_entries.flow.async_progress()

    simulator.faults.clear()
    await later(5)
    assert views(hass) == ["4", "4", "4"]
    assert log() == ["INFO"]


async def test_failure_ends_with_an_answer_only(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """While the cap forbids to ask, nothing says that GREEN-API is well again."""
    status = instance.post_text("Hello", viewers=3)
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"views_per_hour": 1})
    simulator.fault(method=STATISTIC, status=500)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(5):
        await later(10)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
    await later(10)
    assert views(hass) == ["3", "3", "3"]
    assert simulator.call_counts[STATISTIC] == 2

    # Where there is nothing to count any more, nothing is amiss.
    simulator.fault(method=STATISTIC, status=500)
    await later(60)
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    instance.delete(status.id)
    await later(1)
    await later(5)
    assert views(hass) == ["0", "0", "3"]


async def test_outage_of_the_list_does_not_stop_the_views(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """What people can see goes on being seen."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    simulator.fault(method="getOutgoingStatuses", times=None, status=500)
    instance.advance(status.id, viewers=1)
    await later(10)
    assert lists(hass) == [STATE_UNAVAILABLE] * 3
    simulator.faults.clear()
    await later(1)
    assert simulator.call_counts[STATISTIC] == 2
    assert views(hass) == ["4", "4", "4"]


# The end.


async def test_unload_stops_counting(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """No timer is left behind."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    await later(30)
    assert simulator.call_counts[STATISTIC] == 1


async def test_totals_survive_a_restart_but_not_a_removal(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, later: Later
) -> None:
    """Whoever adds an account again begins anew."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    await later(24 * 60)
    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert views(hass) == ["3", "0", "3"]
    await hass.config_entries.async_remove(config_entry.entry_id)
    instance.clear()
    again = MockConfigEntry(
        domain=DOMAIN, unique_id=config_entry.unique_id, data=config_entry.data
    )
    await setup_integration(hass, again)
    assert state_of(hass, "total_views").state == "0"
    assert state_of(hass, "total_statuses").state == "0"
