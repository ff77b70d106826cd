"""Counting views, against the simulator: what it shows, what stops it, and what it never touches."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
import logging
from typing import Any, Final
from unittest.mock import patch

from aiohttp import ClientResponse, ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from yarl import URL

from custom_components.green_api.client import GreenApiConnectionError, Viewer
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import SIGNAL_CHANGES
from custom_components.green_api.counter import DEFAULT_VIEWS_PER_HOUR, ViewCounter
from custom_components.green_api.journal import Change, Journal, count
from custom_components.green_api.schedule import HOUR, MAX_CALLS_PER_CYCLE, Schedule
from demo.simulator import Instance, Simulator
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .common import setup_integration, state_of
from .conftest import Poll

STATISTIC: Final = "getStatusStatistic"
VIEW_SENSORS: Final = ("latest_status_views", "views", "total_views")
LIST_SENSORS: Final = ("latest_status", "active_statuses", "total_statuses")
LOGGER_NAME: Final = "custom_components.green_api"

type Later = Callable[[float], Coroutine[Any, Any, None]]


@pytest.fixture(name="later")
def _later(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Later:
    """Return what lets minutes pass at once, and with them one poll and one cycle."""

    async def _pass(minutes: float) -> None:
        freezer.tick(timedelta(minutes=minutes, seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return _pass


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


def outages(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged of the counting, from information upwards, and forget it."""
    told = [
        record.levelname
        for record in caplog.records
        if record.name == LOGGER_NAME
        and record.levelno >= logging.INFO
        and " views " in record.message
    ]
    caplog.clear()
    return told


def issue_of(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the issue that views cannot be counted, if it is open."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"views_quota_exceeded_{entry.entry_id}"
    )


async def test_views_are_counted(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, later: Later
) -> None:
    """Of each status, of all that are up, and of all there ever were; apart from whom it reached."""
    instance.post_text("One", viewers=3, age=60)
    two = instance.post_text("Two", viewers=2)
    await setup_integration(hass, config_entry)

    assert views(hass) == ["2", "5", "5"]
    # A row for each of the 500 contacts; these two got it on their phones.
    assert state_of(hass, "latest_status_views").attributes["delivered_to"] == 2
    assert state_of(hass, "latest_status").attributes["views"] == 2
    (latest, first) = state_of(hass, "active_statuses").attributes["statuses"]
    assert (latest["views"], first["views"]) == (2, 3)

    instance.advance(two.id, viewers=4)
    await later(10)
    assert views(hass) == ["6", "9", "9"]
    # A day later they are over, but they were seen.
    await later(24 * 60)
    assert views(hass) == ["6", "0", "9"]


async def test_unknown_until_the_first_statistic(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, later: Later
) -> None:
    """GREEN-API answers with nothing where it knows nothing: that is not nobody."""
    instance.configure(statistics_lost=True)
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)

    assert views(hass) == [STATE_UNKNOWN] * 3
    assert state_of(hass, "latest_status_views").attributes["delivered_to"] is None

    instance.configure(statistics_lost=False)
    await later(20)
    assert views(hass) == ["3", "3", "3"]


async def test_nobody_is_a_number(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A status that reached people of whom none has looked was seen by nobody."""
    instance.post_text("Hello", state="delivered")
    await setup_integration(hass, config_entry)

    assert views(hass) == ["0", "0", "0"]
    assert state_of(hass, "latest_status_views").attributes["delivered_to"] == 1


@pytest.mark.parametrize(
    "rows", [[], None, [{"participant": "1@lid", "status": "read"}], ["nonsense"]]
)
async def test_never_lowered(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    rows: object,
) -> None:
    """GREEN-API forgets its statistics when a phone is linked anew, and at other times."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    instance.set_statistic(status.id, rows)
    await later(20)

    assert views(hass) == ["3", "3", "3"]
    assert state_of(hass, "latest_status_views").attributes["delivered_to"] == 3


async def test_reauthorization_lowers_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    viewed: list[Change],
) -> None:
    """And what was counted before does not count again afterwards."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    instance.configure(statistics_lost=True)
    await later(20)
    assert views(hass) == ["3", "3", "3"]

    instance.configure(statistics_lost=False)
    await later(20)
    assert views(hass) == ["3", "3", "3"]
    assert viewed == []
    instance.advance(status.id, viewers=1)
    await later(40)
    assert views(hass) == ["4", "4", "4"]
    assert [change.new_views for change in viewed] == [1]


async def test_new_views_are_announced(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    viewed: list[Change],
) -> None:
    """With their number, once, when the sensors show them."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("Hello", viewers=3)
    shown: list[list[str]] = []
    async_dispatcher_connect(
        hass,
        SIGNAL_CHANGES.format(config_entry.entry_id),
        callback(lambda _changes: shown.append(views(hass))),
    )
    await later(1)
    await later(1)
    assert [(change.entry.status_id, change.new_views) for change in viewed] == [
        (status.id, 3)
    ]
    assert shown[-1] == ["3", "3", "3"]

    viewed.clear()
    instance.advance(status.id, viewers=2)
    await later(10)
    await later(10)
    assert [(change.entry.views, change.new_views) for change in viewed] == [(5, 2)]


async def test_views_from_before_are_no_news(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    viewed: list[Change],
) -> None:
    """What a status had when the account was added happened before anybody watched."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    assert views(hass) == ["3", "3", "3"]
    assert viewed == []

    instance.advance(status.id, viewers=1)
    await later(10)
    assert [change.new_views for change in viewed] == [1]


async def test_rate_limit_is_a_pause(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """A quarter of an hour for this method; the others go on."""
    for number in range(3):
        instance.post_text(str(number), viewers=1)
    simulator.fault(method=STATISTIC, status=429, headers={"Retry-After": "3600"})
    await setup_integration(hass, config_entry)

    assert views(hass) == [STATE_UNAVAILABLE] * 3
    polls = simulator.call_counts["getOutgoingStatuses"]
    for _ in range(13):
        await later(1)
    assert simulator.call_counts[STATISTIC] == 1
    assert simulator.call_counts["getOutgoingStatuses"] == polls + 13
    await later(2)
    assert simulator.call_counts[STATISTIC] == 4
    assert views(hass) == ["1", "3", "3"]


async def test_quota_stops_until_next_month(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    later: Later,
) -> None:
    """A quota that is used up comes back on the first, and so do the views."""
    instance.post_text("Hello", viewers=1)
    instance.set_quota(STATISTIC, 1000, used=1000)
    await setup_integration(hass, config_entry)

    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert lists(hass) == ["read", "1", "1"]
    issue = issue_of(hass, config_entry)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.WARNING
    assert not issue.is_fixable
    assert issue.translation_placeholders == {
        "account": "1101000001",
        "used": "1000",
        "total": "1000",
    }

    freezer.move_to(datetime(2024, 3, 31, 23, 58, tzinfo=UTC))
    instance.post_text("Later", viewers=2)
    await later(0)
    assert simulator.call_counts[STATISTIC] == 1
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert issue_of(hass, config_entry) is not None

    instance.set_quota(STATISTIC, 1000)
    await later(2)
    assert views(hass) == ["2", "2", "2"]
    assert issue_of(hass, config_entry) is None


async def test_quota_issue_goes_without_a_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
    later: Later,
) -> None:
    """Nor does the stop end early because nothing is up, nor late because nothing is to be counted."""
    instance.post_text("Hello", viewers=1)
    instance.set_quota(STATISTIC, 0)
    await setup_integration(hass, config_entry)
    await later(2 * 24 * 60)
    await later(1)
    assert issue_of(hass, config_entry) is not None
    assert views(hass) == [STATE_UNAVAILABLE] * 3

    freezer.move_to(datetime(2024, 4, 1, tzinfo=UTC))
    await later(0)
    assert issue_of(hass, config_entry) is None
    assert views(hass) == [STATE_UNKNOWN, "0", STATE_UNKNOWN]


async def test_quota_issue_goes_with_the_option(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Who does not count views needs no quota for it."""
    instance.post_text("Hello", viewers=1)
    instance.set_quota(STATISTIC, 0)
    await setup_integration(hass, config_entry)
    assert issue_of(hass, config_entry) is not None

    await _set_options(hass, config_entry, views=False)
    assert issue_of(hass, config_entry) is None


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401},
        {"status": 403},
        {"status": 404},
        {"status": 400, "body": "instance in starting process try later"},
        {"status": 500},
        {"status": 502},
        {"status": 503},
        {"status": 504},
        {"drop": "before"},
        {"drop": "mid"},
        {"body": "<html>"},
        {"json": {"code": 401}},
        {"json": {"unexpected": True}},
        {"location": "http://127.0.0.1/elsewhere"},
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
    """However statistics fail, for however long, the list is untouched; it is logged once, and so is the end."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    before = lists(hass)
    assert before == ["read", "1", "1"]
    assert outages(caplog) == []

    simulator.fault(method=STATISTIC, times=None, **fault)
    instance.advance(status.id, viewers=1)
    for minutes in (10, 1, 1, 5, 1, 30):
        await later(minutes)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
        assert lists(hass) == before
        assert state_of(hass, "connected", "binary_sensor").state == "on"
    assert outages(caplog) == ["ERROR"]
    assert not hass.config_entries.flow.async_progress()
    assert issue_of(hass, config_entry) is None

    simulator.faults.clear()
    await later(5)
    assert views(hass) == ["4", "4", "4"]
    assert outages(caplog) == ["INFO"]


async def test_timeout(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """An answer that does not come is a failure like the others."""
    instance.post_text("Hello", viewers=3)
    request = ClientSession._request
    tries = []

    async def too_slow(
        session: ClientSession, method: str, url: URL, **options: Any
    ) -> ClientResponse:
        if STATISTIC in url.parts:
            tries.append(url)
            raise TimeoutError
        return await request(session, method, url, **options)

    with patch.object(ClientSession, "_request", too_slow):
        await setup_integration(hass, config_entry)

    assert len(tries) == 3
    assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert lists(hass) == ["read", "1", "1"]


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


@pytest.mark.parametrize("fault", [{"status": 502}, {"status": 401}], ids=str)
async def test_outage_of_everything_is_told_by_the_list_alone(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
) -> None:
    """One outage is one line at its start; views that come late to it have nothing to add, nor at its end."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, **fault)
    await later(1)
    asked = simulator.call_counts[STATISTIC]
    outages(caplog)
    for _ in range(3):
        await later(10)
        assert outages(caplog) == []
    assert simulator.call_counts[STATISTIC] > asked

    simulator.faults.clear()
    instance.advance(instance.latest.id, viewers=1)
    await config_entry.runtime_data.async_refresh()
    await later(10)
    assert outages(caplog) == []
    assert views(hass) == ["4", "4", "4"]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502},
        {"status": 500},
        {"status": 404},
        {"status": 403},
        {"status": 401},
    ],
    ids=str,
)
async def test_outage_that_views_notice_first_is_told_by_the_list_alone(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
) -> None:
    """It is one line, whoever is first; the account is asked at once, so that its sensors are right, too."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    counter = await _due(hass, config_entry, instance, later)
    simulator.fault(times=None, **fault)
    caplog.clear()
    await counter.async_refresh()

    told = [each.message for each in caplog.records if each.levelno >= logging.INFO]
    assert [" views " in message for message in told] == [False]
    assert lists(hass) == [STATE_UNAVAILABLE] * 3
    assert counter.last_update_success


@pytest.mark.parametrize("state", ["notAuthorized", "starting", "blocked"])
async def test_views_say_nothing_while_the_phone_is_away(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    caplog: pytest.LogCaptureFixture,
    state: str,
) -> None:
    """It is for *Connected* to say, and for a repair."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    counter = await _due(hass, config_entry, instance, later)
    instance.set_state(state)
    caplog.clear()
    await counter.async_refresh()

    assert [
        each.message for each in caplog.records if each.levelno >= logging.INFO
    ] == []
    assert state_of(hass, "connected", "binary_sensor").state == "off"
    assert views(hass) == ["3", "3", "3"]


async def test_views_say_nothing_of_an_outage_that_is_over(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A call that hung in it may fail when the account is well again already."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    counter = await _due(hass, config_entry, instance, later)
    account = config_entry.runtime_data
    outages(caplog)

    async def hang(status_id: str) -> tuple[Viewer, ...]:
        simulator.fault(times=None, status=502)
        await account.async_refresh()
        simulator.faults.clear()
        await account.async_refresh()
        raise GreenApiConnectionError(STATISTIC)

    with patch.object(account.client, "get_status_statistic", hang):
        await counter.async_refresh()

    assert outages(caplog) == []
    assert counter.last_update_success
    assert lists(hass) == ["read", "1", "1"]


async def _due(
    hass: HomeAssistant, entry: MockConfigEntry, instance: Instance, later: Later
) -> ViewCounter:
    """Return the counter of an account that is well, when it is time to count again."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, entry)
    await later(10)
    counter: ViewCounter = entry.runtime_data.counter
    counter.schedule = Schedule()
    return counter


async def test_outage_ends_with_an_answer_only(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While the cap forbids to ask, nothing says that GREEN-API is well again."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    instance.post_text("Hello", viewers=3)
    entry = _with_options(config_entry, views_per_hour=1)
    simulator.fault(method=STATISTIC, status=500)
    await setup_integration(hass, entry)
    for _ in range(5):
        await later(10)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
    assert outages(caplog) == ["ERROR"]

    await later(10)
    assert views(hass) == ["3", "3", "3"]
    assert simulator.call_counts[STATISTIC] == 2
    assert outages(caplog) == ["INFO"]


async def test_outage_ends_with_the_last_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """Where there is nothing to count, nothing is amiss."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    simulator.fault(method=STATISTIC, times=None, status=500)
    await later(10)
    assert views(hass) == [STATE_UNAVAILABLE] * 3

    instance.delete(status.id)
    await later(1)
    await later(5)
    assert views(hass) == [STATE_UNKNOWN, "0", "3"]
    assert simulator.call_counts[STATISTIC] == 2


async def test_status_that_green_api_does_not_know(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """It is left out, the others are counted, and it is asked for again in its time."""
    instance.post_text("One", viewers=1, age=60)
    instance.post_text("Two", viewers=2)
    simulator.fault(method=STATISTIC, status=400, body="Validation failed.")
    await setup_integration(hass, config_entry)

    assert simulator.call_counts[STATISTIC] == 2
    assert views(hass) == [STATE_UNKNOWN, "1", "1"]
    await later(20)
    assert views(hass) == ["2", "3", "3"]


async def test_option_off_takes_the_load_away(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    later: Later,
) -> None:
    """At once; and what comes from the list stays."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    assert views(hass) == ["3", "3", "3"]
    calls = simulator.call_counts[STATISTIC]

    await _set_options(hass, config_entry, views=False)
    for minutes in (1, 10, 60):
        await later(minutes)
        assert views(hass) == [STATE_UNAVAILABLE] * 3
        assert lists(hass) == ["read", "1", "1"]
    assert simulator.call_counts[STATISTIC] == calls

    await _set_options(hass, config_entry, views=True)
    assert views(hass) == ["3", "3", "3"]
    assert simulator.call_counts[STATISTIC] == calls + 1


async def test_unloading_stops_counting(
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


async def test_totals_survive_a_restart(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    later: Later,
    viewed: list[Change],
) -> None:
    """They are stored; and views are not counted again."""
    status = instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    await later(24 * 60)
    assert views(hass) == ["3", "0", "3"]
    instance.configure(statistics_lost=True)
    instance.post_text("Another")
    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, "total_views").state == "3"
    assert state_of(hass, "total_statuses").state == "2"

    instance.configure(statistics_lost=False)
    instance.advance(status.id, viewers=2)
    await later(20)
    assert state_of(hass, "total_views").state == "3"
    assert viewed == []


async def test_removed_account_starts_anew(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, later: Later
) -> None:
    """Whoever adds it again asks for a clean slate."""
    instance.post_text("Hello", viewers=3)
    await setup_integration(hass, config_entry)
    await later(24 * 60)
    assert state_of(hass, "total_views").state == "3"
    await hass.config_entries.async_remove(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    instance.clear()
    again = MockConfigEntry(
        domain=DOMAIN, unique_id=config_entry.unique_id, data=config_entry.data
    )
    await setup_integration(hass, again)
    assert state_of(hass, "total_views").state == STATE_UNKNOWN
    assert state_of(hass, "total_statuses").state == "0"
    instance.post_text("Hello again", viewers=1)
    await later(1)
    await later(1)
    assert state_of(hass, "total_views").state == "1"


def test_status_forgotten_meanwhile() -> None:
    """An answer may come after its status has gone."""
    journal = Journal()

    assert count(journal, "A", delivered_to=1, views=1, now=0) == (journal, ())


async def test_calls_of_a_busy_stretch(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """Two hours of an account that posts 30 statuses a day to 500 people, as Home Assistant lives them."""
    for hours in range(24):
        instance.post_text(str(hours), viewers=hours, age=hours * HOUR + 60)
    await setup_integration(hass, config_entry)
    instance.evolve(True)
    minutes = 120
    busiest_cycle = simulator.call_counts[STATISTIC]
    for _ in range(minutes):
        before = simulator.call_counts[STATISTIC]
        await poll()
        busiest_cycle = max(busiest_cycle, simulator.call_counts[STATISTIC] - before)

    counts = simulator.call_counts
    assert counts["getOutgoingStatuses"] == counts["getStateInstance"] == minutes + 1
    assert counts["getSettings"] == 3
    calls = [call.at for call in simulator.calls if call.method == STATISTIC]
    assert busiest_cycle <= MAX_CALLS_PER_CYCLE
    in_an_hour = max(sum(at - HOUR < call <= at for call in calls) for at in calls)
    assert in_an_hour == DEFAULT_VIEWS_PER_HOUR
    # Where more is due than the cap allows, all of it is used.
    assert 2 * DEFAULT_VIEWS_PER_HOUR <= len(calls) <= 3 * DEFAULT_VIEWS_PER_HOUR
    # Media are files, not methods.
    assert set(counts) - {"media"} == {
        "getOutgoingStatuses",
        "getStateInstance",
        "getSettings",
        STATISTIC,
    }


def _with_options(entry: MockConfigEntry, **options: Any) -> MockConfigEntry:
    """Return the entry with other options."""
    return MockConfigEntry(
        domain=DOMAIN, unique_id=entry.unique_id, data=entry.data, options=options
    )


async def _set_options(
    hass: HomeAssistant, entry: MockConfigEntry, **options: Any
) -> None:
    """Enter options in their form."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(flow["flow_id"], options)
    await hass.async_block_till_done(wait_background_tasks=True)
