"""Counting views in the background, against the simulator: what it shows, what stops it, and what it never touches."""

import asyncio
from datetime import UTC, datetime
import logging
from typing import Any, Final
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.client import (
    GreenApiClient,
    GreenApiQuotaError,
    Viewer,
)
from custom_components.green_api.const import (
    CONSOLE_URL,
    DEFAULT_VIEWS_PER_HOUR,
    DOMAIN,
)
from custom_components.green_api.journal import Change
from custom_components.green_api.viewers.schedule import HOUR, MAX_REQUESTS_PER_CYCLE
from demo.simulator import Instance, Simulator
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.entity_component import async_update_entity

from ..common import entity_id, reload, set_up_with_options, setup_integration, state_of
from ..conftest import PassTime

STATISTIC: Final = "getStatusStatistic"
VIEW_SENSORS: Final = ("latest_status_views", "views", "total_views")
LIST_SENSORS: Final = ("latest_status", "active_statuses", "total_statuses")
LOGGER_NAME: Final = "custom_components.green_api"


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
    pass_time: PassTime,
    announced: list[Change],
) -> None:
    """Of each status, of all active ones, and of all there ever were; what was there before is no news."""
    instance.post_text("One", viewers=3, age=60)
    two = instance.post_text("Two", viewers=2)
    await setup_integration(hass, config_entry)
    assert views(hass) == ["2", "5", "5"]
    assert announced == []

    instance.advance(two.id, viewers=4)
    await pass_time(10 * 60 + 1)
    assert views(hass) == ["6", "9", "9"]
    assert [(one.kind, one.record.status_id, one.new_views) for one in announced] == [
        ("viewed", two.id, 4)
    ]
    # A day later they are over, but they were seen.
    await pass_time(24 * 60 * 60 + 1)
    assert views(hass) == ["6", "0", "9"]


async def test_statistic_that_is_lost_lowers_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
    announced: list[Change],
) -> None:
    """GREEN-API forgets its statistics when a phone is linked anew; what was counted is not counted again."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    for lost in (True, False):
        instance.configure(statistics_lost=lost)
        await pass_time(20 * 60 + 1)
        assert views(hass) == ["3", "3", "3"]
    assert announced == []


async def test_views_are_unknown_until_the_first_statistic(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """An empty answer does not mean nobody; one that reached people whom none has looked at does, and is complete."""
    instance.configure(statistics_lost=True)
    status = instance.post_text("Hello", state="delivered")
    await setup_integration(hass, config_entry)
    assert views(hass) == [STATE_UNKNOWN, STATE_UNKNOWN, "0"]
    assert not any(state_of(hass, key).attributes["complete"] for key in VIEW_SENSORS)
    instance.configure(statistics_lost=False)
    await pass_time(20 * 60 + 1)
    assert views(hass) == ["0", "0", "0"]
    assert all(state_of(hass, key).attributes["complete"] for key in VIEW_SENSORS)
    instance.advance(status.id, viewers=1)
    await pass_time(40 * 60 + 1)
    assert views(hass) == ["1", "1", "1"]


async def test_status_that_green_api_does_not_know_stops_no_other(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """It is asked for again in its time."""
    instance.post_text("One", state="delivered", age=60)
    instance.post_text("Two", state="delivered")
    simulator.fault(method=STATISTIC, status=400, body="Validation failed.")
    await setup_integration(hass, config_entry)
    assert simulator.call_counts[STATISTIC] == 2
    assert views(hass) == [STATE_UNKNOWN, "0", "0"]
    await pass_time(20 * 60 + 1)
    assert views(hass) == ["0", "0", "0"]


# The caps.


async def test_hourly_cap_holds_over_reloads(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """What was asked when is stored."""
    instance.bulk(30)
    await setup_integration(hass, config_entry)
    for minute in range(70):
        before = simulator.call_counts[STATISTIC]
        await pass_time(61)
        if minute % 5 == 0:
            await reload(hass, config_entry)
        # A cycle before the reload, and one after it.
        assert simulator.call_counts[STATISTIC] - before <= 2 * MAX_REQUESTS_PER_CYCLE
    assert most_in_an_hour(simulator) == DEFAULT_VIEWS_PER_HOUR


async def test_request_of_an_action_or_update_counts_against_the_cap(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
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
        await pass_time(61)
    assert simulator.call_counts[STATISTIC] == MAX_REQUESTS_PER_CYCLE + 10


# Failures.


async def test_rate_limit_is_a_pause(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """A quarter of an hour for this method, over reloads; the list goes on."""
    for number in range(3):
        instance.post_text(str(number), viewers=1)
    simulator.fault(method=STATISTIC, status=429)
    await setup_integration(hass, config_entry)
    await reload(hass, config_entry)
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert lists(hass) == ["read", "3", "3"]
    await pass_time(14 * 60 + 1)
    assert simulator.call_counts[STATISTIC] == 1
    await pass_time(2 * 60 + 1)
    assert simulator.call_counts[STATISTIC] == 4
    assert views(hass) == ["1", "3", "3"]


async def test_quota_pauses_until_next_month(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    pass_time: PassTime,
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
        "console_url": CONSOLE_URL,
    }

    freezer.move_to(datetime(2024, 3, 31, 23, 58, tzinfo=UTC))
    await pass_time(0 * 60 + 1)
    assert simulator.call_counts[STATISTIC] == 1
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert issue_of(hass, config_entry) is not None
    instance.set_quota(STATISTIC, None)
    await pass_time(2 * 60 + 1)
    assert issue_of(hass, config_entry) is None
    assert views(hass)[1] == "0"


async def test_quota_issue_goes_with_the_option(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """Who does not count views needs no quota for it, nor are they asked for any more."""
    instance.post_text("Hello", viewers=1)
    instance.set_quota(STATISTIC, 0)
    await setup_integration(hass, config_entry)
    assert issue_of(hass, config_entry) is not None
    requests = simulator.call_counts[STATISTIC]
    hass.config_entries.async_update_entry(config_entry, options={"views": False})
    await hass.config_entries.async_reload(config_entry.entry_id)
    await pass_time(60 * 60 + 1)
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
    pass_time: PassTime,
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
        await pass_time(minutes * 60 + 1)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
        assert lists(hass) == ["read", "1", "1"]
        assert state_of(hass, "connected", "binary_sensor").state == "on"
    assert log() == ["ERROR"]
    assert not hass.config_entries.flow.async_progress()

    simulator.faults.clear()
    await pass_time(5 * 60 + 1)
    assert views(hass) == ["4", "4", "4"]
    assert log() == ["INFO"]


async def test_failure_ends_with_an_answer_only(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """While the cap forbids to ask, nothing says that GREEN-API is well again."""
    status = instance.post_text("Hello", viewers=3)
    simulator.fault(method=STATISTIC, status=500)
    await set_up_with_options(hass, config_entry, views_per_hour=1)
    for _ in range(5):
        await pass_time(10 * 60 + 1)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
    await pass_time(10 * 60 + 1)
    assert views(hass) == ["3", "3", "3"]
    assert simulator.call_counts[STATISTIC] == 2

    # Where there is nothing to count any more, nothing is amiss.
    simulator.fault(method=STATISTIC, status=500)
    await pass_time(60 * 60 + 1)
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    instance.delete(status.id)
    await pass_time(61)
    await pass_time(5 * 60 + 1)
    assert views(hass) == ["0", "0", "3"]


async def test_outage_of_the_list_does_not_stop_the_views(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """What people can see goes on being seen."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    simulator.fault(method="getOutgoingStatuses", times=None, status=500)
    instance.advance(status.id, viewers=1)
    await pass_time(10 * 60 + 1)
    assert lists(hass) == [STATE_UNAVAILABLE] * 3
    simulator.faults.clear()
    await pass_time(61)
    assert simulator.call_counts[STATISTIC] == 2
    assert views(hass) == ["4", "4", "4"]


# The end.


async def test_totals_survive_a_restart_but_not_a_removal(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """Whoever adds an account again begins anew."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    await pass_time(24 * 60 * 60 + 1)
    await reload(hass, config_entry)
    assert views(hass) == ["3", "0", "3"]
    await hass.config_entries.async_remove(config_entry.entry_id)
    instance.clear()
    again = MockConfigEntry(
        domain=DOMAIN, unique_id=config_entry.unique_id, data=config_entry.data
    )
    await setup_integration(hass, again)
    assert state_of(hass, "total_views").state == "0"
    assert state_of(hass, "total_statuses").state == "0"
