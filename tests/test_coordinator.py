"""Tests of a poll and all that it sets in motion."""

import asyncio
from collections.abc import Generator, Mapping
from datetime import timedelta
import json
import logging
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.client import StatusReply
from custom_components.green_api.coordinator import SIGNAL_CHANGES
from custom_components.green_api.journal import Change
from demo.simulator import Drawn, Instance, Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_HOMEASSISTANT_STARTED,
    EVENT_STATE_CHANGED,
    EVENT_STATE_REPORTED,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from .automations import no_view_counts
from .common import setup_integration, state_of
from .conftest import Poll

LIST = "getOutgoingStatuses"
STATE = "getStateInstance"
DAY = 24 * 3600
LOGGER_NAME = "custom_components.green_api"
# In a test, Home Assistant's stores are in memory.
LOAD_FROM_DISK = Store._async_load


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Leave views, which are counted apart, out of it."""
    with no_view_counts():
        yield


@pytest.fixture(name="announced")
def _announced(hass: HomeAssistant, config_entry: MockConfigEntry) -> list[Change]:
    """Collect what is announced."""
    announced: list[Change] = []

    @callback
    def collect(changes: tuple[Change, ...]) -> None:
        announced.extend(changes)

    async_dispatcher_connect(
        hass, SIGNAL_CHANGES.format(config_entry.entry_id), collect
    )
    return announced


def told(announced: list[Change]) -> list[tuple[str, str]]:
    """Return what happened to which status, and forget it."""
    changes = [(change.entry.status_id, change.kind.value) for change in announced]
    announced.clear()
    return changes


def records(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return what the integration logged at a level."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == LOGGER_NAME and record.levelno == level
    ]


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return what the integration logged with a traceback; at debug level Home Assistant's coordinator does so."""
    return [
        record
        for record in caplog.records
        if record.exc_info
        and record.name.startswith(LOGGER_NAME)
        and record.levelno > logging.DEBUG
    ]


def stored(hass_storage: dict[str, Any], entry: MockConfigEntry) -> Any:
    """Return what is on disk, as the next start reads it."""
    return json.loads(json.dumps(hass_storage[f"green_api.{entry.entry_id}"]))


def write(path: str, text: str) -> None:
    """Put a file where Home Assistant keeps its stores."""
    file = Path(path)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


async def pass_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let time pass."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def restart(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    *,
    started: bool = True,
) -> None:
    """Stop and start again with nothing but what is on disk."""
    key = f"green_api.{entry.entry_id}"
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    hass_storage[key] = stored(hass_storage, entry)
    hass.data.pop("green_api_polled", None)
    hass.set_state(CoreState.starting)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    if started:
        await start(hass)


async def start(hass: HomeAssistant) -> None:
    """Finish the start of Home Assistant."""
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)


# What is announced.


async def test_first_poll_is_silent(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
) -> None:
    """What was there before the account was added is shown, not announced."""
    instance.post_text("a", state="read")
    instance.post_text("b", state="failed", age=2 * DAY)
    await setup_integration(hass, config_entry)
    assert told(announced) == []
    assert state_of(hass, "active_statuses").state == "1"


async def test_each_change_is_announced_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """Every step of a status is one change, and the poll after it none."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="pending")
    steps = []
    for state in (None, "sent", "delivered", "read"):
        if state is not None:
            instance.advance(status.id, state)
        for _ in range(2):
            await poll()
            steps.append(told(announced))
    assert steps == [
        [(status.id, "posted")],
        [],
        [(status.id, "sent")],
        [],
        [(status.id, "delivered")],
        [],
        [(status.id, "read")],
        [],
    ]


async def test_changes_come_in_order(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Several changes in one poll are announced together, oldest first."""
    await setup_integration(hass, config_entry)
    instance.configure(shuffle=True)
    expected = []
    for text in "abcde":
        status = instance.post_text(text)
        expected.append((status.id, "posted"))
        freezer.tick(timedelta(seconds=5))
    await poll()
    assert told(announced) == expected


async def test_entities_are_updated_before_it_is_announced(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """An automation that a change starts sees the new states."""
    await setup_integration(hass, config_entry)
    seen = []

    @callback
    def look(_changes: tuple[Change, ...]) -> None:
        seen.append(
            (
                state_of(hass, "latest_status").state,
                state_of(hass, "read_statuses").state,
            )
        )

    async_dispatcher_connect(hass, SIGNAL_CHANGES.format(config_entry.entry_id), look)
    status = instance.post_text("a", state="sent")
    await poll()
    instance.advance(status.id, "read")
    await poll()
    assert seen == [("sent", "0"), ("read", "1")]


async def test_reload_repeats_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """A reload is not a new beginning."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await poll()
    assert told(announced) == [(status.id, "posted")]

    await hass.config_entries.async_reload(config_entry.entry_id)
    await poll()
    assert told(announced) == []

    instance.advance(status.id, "read")
    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told(announced) == [(status.id, "read")]


async def test_restart_repeats_nothing_and_loses_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """What happened while Home Assistant was down is announced after it has started, once."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await poll()
    told(announced)

    instance.advance(status.id, "read")
    other = instance.post_text("b", state="sent")
    await restart(hass, hass_storage, config_entry)
    assert sorted(told(announced)) == sorted(
        [(status.id, "read"), (other.id, "posted")]
    )
    await restart(hass, hass_storage, config_entry)
    await poll()
    assert told(announced) == []


async def test_nothing_is_announced_before_anyone_listens(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """Changes wait until Home Assistant has started, and are not on disk as told before."""
    await setup_integration(hass, config_entry)
    await poll()
    before = stored(hass_storage, config_entry)
    status = instance.post_text("a", state="sent")
    await restart(hass, hass_storage, config_entry, started=False)
    instance.advance(status.id, "read")
    await poll()
    assert told(announced) == []
    assert stored(hass_storage, config_entry) == before

    await start(hass)
    assert told(announced) == [(status.id, "posted"), (status.id, "read")]
    # Automations have a moment to do what was announced before it counts as told.
    assert stored(hass_storage, config_entry) == before
    await poll()
    assert stored(hass_storage, config_entry) != before


async def test_stop_before_the_start_is_over_loses_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
) -> None:
    """What could not be announced in this run is announced in the next."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await restart(hass, hass_storage, config_entry, started=False)
    assert told(announced) == []
    await restart(hass, hass_storage, config_entry)
    assert told(announced) == [(status.id, "posted")]


# What is written.


async def test_unchanged_polls_write_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """An hour in which nothing happens is not a single state, and not a byte on disk."""
    instance.post_media(Drawn("sea", 1), caption="a", state="read")
    instance.post_text("b", state="sent")
    await setup_integration(hass, config_entry)
    await poll()
    writes = []

    @callback
    def ours(data: Mapping[str, Any]) -> bool:
        # Home Assistant itself renews the access token of an image now and then.
        entity_id: str = data["entity_id"]
        return "green_api" in entity_id and not entity_id.startswith("image.")

    @callback
    def collect(event: Event[Any]) -> None:
        writes.append(event.data["entity_id"])

    for event_type in (EVENT_STATE_CHANGED, EVENT_STATE_REPORTED):
        hass.bus.async_listen(event_type, collect, event_filter=ours)
    del hass_storage[f"green_api.{config_entry.entry_id}"]
    simulator.clear_calls()

    for _ in range(60):
        await poll()

    assert simulator.call_counts[LIST] == 60
    assert simulator.call_counts[STATE] == 60
    assert writes == []
    assert f"green_api.{config_entry.entry_id}" not in hass_storage

    # And this is how one would notice.
    instance.post_text("c")
    await poll()
    assert writes
    await poll()
    assert f"green_api.{config_entry.entry_id}" in hass_storage


async def test_journal_goes_with_its_entry(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """Nothing stays on disk of an account that was removed."""
    instance.post_text("a")
    await setup_integration(hass, config_entry)
    await poll()
    assert f"green_api.{config_entry.entry_id}" in hass_storage
    await hass.config_entries.async_remove(config_entry.entry_id)
    assert f"green_api.{config_entry.entry_id}" not in hass_storage


@pytest.mark.parametrize("end", ["later", "stop"])
async def test_full_disk_costs_nothing_once_there_is_room(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    end: str,
) -> None:
    """What was told and could not be saved is saved later, or before a stop; else it would be told again."""
    key = f"green_api.{config_entry.entry_id}"
    await setup_integration(hass, config_entry)
    await pass_time(hass, freezer, 6)
    assert stored(hass_storage, config_entry)["data"]["entries"] == []
    with patch.object(Store, "_async_write_data", side_effect=WriteError("full")):
        instance.post_text("a", state="sent")
        await poll()
        await pass_time(hass, freezer, 6)
    assert stored(hass_storage, config_entry)["data"]["entries"] == []

    if end == "later":
        await pass_time(hass, freezer, 16 * 60)
    else:
        hass.set_state(CoreState.final_write)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert len(hass_storage[key]["data"]["entries"]) == 1


async def test_full_disk_outlasts_no_reload(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What an account could not save before it was unloaded does not replace what was saved since."""
    await setup_integration(hass, config_entry)
    instance.post_text("a", state="sent")
    await poll()
    with patch.object(Store, "_async_write_data", side_effect=WriteError("full")):
        await hass.config_entries.async_unload(config_entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    await hass.config_entries.async_setup(config_entry.entry_id)
    instance.post_text("b", state="sent")
    await poll()
    await pass_time(hass, freezer, 6)
    assert len(stored(hass_storage, config_entry)["data"]["entries"]) == 2
    await pass_time(hass, freezer, 16 * 60)
    assert len(stored(hass_storage, config_entry)["data"]["entries"]) == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        "journal",
        {"entries": None},
        {"entries": [1], "since": 1, "total_statuses": 1, "total_views": None},
        {"entries": [{"status": {}}], "since": 1, "total_statuses": 1},
        {"entries": [{"status": {"type": "hologram", "state": None}}]},
    ],
)
async def test_unreadable_journal_is_learnt_anew(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    caplog: pytest.LogCaptureFixture,
    data: Any,
) -> None:
    """A file that is not a journal costs a warning and the history."""
    hass_storage[f"green_api.{config_entry.entry_id}"] = {
        "version": 1,
        "minor_version": 1,
        "key": f"green_api.{config_entry.entry_id}",
        "data": data,
    }
    instance.post_text("a", state="read")
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "latest_status").state == "read"
    assert told(announced) == []
    assert len(records(caplog, logging.WARNING)) == 1
    assert records(caplog, logging.ERROR) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("since",), "yesterday"),
        (("total_statuses",), None),
        (("entries", 0, "posted_at"), "soon"),
        (("entries", 0, "posted_at"), None),
        (("entries", 0, "state_changed_at"), []),
        (("total_views",), "many"),
        (("entries", 0, "status", "timestamp"), "soon"),
    ],
)
async def test_journal_with_values_of_the_wrong_kind_is_learnt_anew(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    caplog: pytest.LogCaptureFixture,
    place: tuple[Any, ...],
    value: Any,
) -> None:
    """A journal that only looks like one costs no more than one that does not."""
    instance.post_text("a", state="read")
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    journal = stored(hass_storage, config_entry)
    holder = journal["data"]
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    hass_storage[f"green_api.{config_entry.entry_id}"] = journal
    caplog.clear()

    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "latest_status").state == "read"
    assert len(records(caplog, logging.WARNING)) == 1
    assert records(caplog, logging.ERROR) == []


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "null",
        '"journal"',
        '{"journal": []}',
        '{"version": 1, "data": []}',
        '{"version": 0, "data": {}}',
    ],
)
async def test_file_that_is_no_store_is_learnt_anew(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    caplog: pytest.LogCaptureFixture,
    text: str,
) -> None:
    """JSON that Home Assistant never wrote in this way costs no more than a journal that cannot be read."""
    write(hass.config.path(".storage", f"green_api.{config_entry.entry_id}"), text)
    instance.post_text("a", state="read")
    with patch.object(Store, "_async_load", LOAD_FROM_DISK):
        await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "latest_status").state == "read"
    assert len(records(caplog, logging.WARNING)) == 1
    assert records(caplog, logging.ERROR) == []


async def test_one_request_after_the_other(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """They share a connection: GREEN-API closes it before the next poll, and to open two takes twice as long."""
    await setup_integration(hass, config_entry)
    client = config_entry.runtime_data.client
    get_outgoing_statuses = client.get_outgoing_statuses
    calls_before_answer = []

    async def listed(minutes: int) -> StatusReply | None:
        reply: StatusReply | None = await get_outgoing_statuses(minutes)
        for _ in range(20):
            await asyncio.sleep(0)
        calls_before_answer.append(dict(simulator.call_counts))
        return reply

    simulator.clear_calls()
    with patch.object(client, "get_outgoing_statuses", listed):
        await poll()
    assert calls_before_answer == [{LIST: 1}]
    assert simulator.call_counts == {LIST: 1, STATE: 1}


# What goes wrong.


async def test_cancelled_poll_loses_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """Who asks for a poll may be stopped in the middle of it, as an automation that starts again is."""
    await setup_integration(hass, config_entry)
    coordinator = config_entry.runtime_data
    asked = asyncio.Event()

    async def never() -> None:
        asked.set()
        await asyncio.Event().wait()

    status = instance.post_text("a")
    with patch.object(coordinator.client, "get_state_instance", never):
        task = asyncio.create_task(coordinator.async_refresh())
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await poll()
    assert told(announced) == [(status.id, "posted")]
    assert state_of(hass, "latest_status_text").state == "a"


async def test_no_further_request_without_a_connection(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """After three tries for the list nothing is to be had."""
    await setup_integration(hass, config_entry)
    simulator.clear_calls()
    simulator.fault(method=LIST, status=502, times=3)
    await poll()
    assert simulator.call_counts == {LIST: 3}
    assert state_of(hass, "latest_status").state == STATE_UNAVAILABLE


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502},
        {"status": 500, "body": "<html>"},
        {"status": 404},
        {"status": 429},
        {"status": 400, "body": "bad request data"},
        {"body": "<html>"},
        {"body": "[{"},
        {"json": {"code": 500}},
        {"json": {"statuses": []}},
        {"drop": "mid"},
    ],
    ids=str,
)
async def test_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
) -> None:
    """An outage changes nothing that is known, says so once at each end, and is over by itself."""
    status = instance.post_text("a", state="sent")
    await setup_integration(hass, config_entry)
    journal = config_entry.runtime_data.data.journal
    simulator.fault(method=LIST, times=None, **fault)
    instance.advance(status.id, "read")
    caplog.clear()

    for _ in range(3):
        await poll()
        assert state_of(hass, "latest_status").state == STATE_UNAVAILABLE
        assert state_of(hass, "connected", "binary_sensor").state == STATE_OFF
    assert config_entry.runtime_data.data.journal is journal
    assert told(announced) == []
    assert len(records(caplog, logging.ERROR)) == 1

    simulator.faults.clear()
    await poll()
    await poll()
    assert state_of(hass, "latest_status").state == "read"
    assert state_of(hass, "connected", "binary_sensor").state == STATE_ON
    assert told(announced) == [(status.id, "read")]
    assert len(records(caplog, logging.ERROR)) == 1
    recovered = [text for text in records(caplog, logging.INFO) if "recovered" in text]
    assert len(recovered) == 1
    assert records(caplog, logging.WARNING) == []
    assert tracebacks(caplog) == []


@pytest.mark.parametrize("body", ["[]", "null"])
async def test_empty_reply_keeps_what_is_known(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    poll: Poll,
    body: str,
) -> None:
    """GREEN-API is known to answer with nothing wrongly."""
    instance.post_text("a", state="read")
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, body=body, times=2)
    for _ in range(3):
        await poll()
        assert state_of(hass, "latest_status").state == "read"
        assert state_of(hass, "active_statuses").state == "1"
    assert told(announced) == []


async def test_reply_counts_although_the_state_failed(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    poll: Poll,
) -> None:
    """The list of a poll is not lost because the other call of it went wrong."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="read")
    simulator.fault(method=STATE, status=500)
    await poll()
    assert told(announced) == [(status.id, "posted"), (status.id, "read")]
    assert state_of(hass, "latest_status").state == "read"
    assert state_of(hass, "instance_state").state == STATE_UNKNOWN
    await poll()
    assert told(announced) == []
    assert state_of(hass, "instance_state").state == "authorized"


async def test_reply_is_not_lost_in_a_poll_that_fails(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    poll: Poll,
) -> None:
    """The client shows each reply once, so one that came with a failure is not forgotten."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="read")
    simulator.fault(
        method=STATE, status=400, body="Instance account is expired", times=1
    )
    await poll()
    assert state_of(hass, "latest_status").state == STATE_UNAVAILABLE
    simulator.clear_calls()
    for _ in range(16):
        await poll()
    assert state_of(hass, "latest_status").state == "read"
    assert told(announced) == [(status.id, "posted"), (status.id, "read")]


async def test_instance_that_is_not_linked_keeps_its_data(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """Without its phone an account is disconnected, not unavailable."""
    instance.post_text("a", state="read")
    await setup_integration(hass, config_entry)
    instance.set_state("notAuthorized")
    await poll()
    assert state_of(hass, "connected", "binary_sensor").state == STATE_OFF
    assert state_of(hass, "instance_state").state == "not_authorized"
    assert state_of(hass, "latest_status").state == "read"
    instance.set_state("authorized")
    await poll()
    assert state_of(hass, "connected", "binary_sensor").state == STATE_ON


async def test_instance_that_is_not_linked_can_be_set_up(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """The first list that comes is the one that is learnt silently."""
    instance.post_text("a", state="read")
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "latest_status").state == STATE_UNKNOWN
    instance.set_state("authorized")
    await poll()
    assert state_of(hass, "latest_status").state == "read"
    assert told(announced) == []


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"status": 401}, ConfigEntryState.SETUP_ERROR),
        ({"status": 403}, ConfigEntryState.SETUP_ERROR),
        ({"status": 404}, ConfigEntryState.SETUP_RETRY),
        ({"status": 429}, ConfigEntryState.SETUP_RETRY),
        ({"status": 466}, ConfigEntryState.SETUP_RETRY),
        ({"status": 500}, ConfigEntryState.SETUP_RETRY),
        ({"status": 502}, ConfigEntryState.SETUP_RETRY),
        ({"body": "<html>"}, ConfigEntryState.SETUP_RETRY),
        (
            {"status": 400, "body": "Instance is deleted"},
            ConfigEntryState.SETUP_RETRY,
        ),
    ],
    ids=str,
)
async def test_setup_that_fails(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
    state: ConfigEntryState,
) -> None:
    """What can pass is tried again, what the user must mend is not; none of it is a traceback."""
    simulator.fault(times=None, **fault)
    await setup_integration(hass, config_entry)
    assert config_entry.state is state
    assert tracebacks(caplog) == []


async def test_refused_token_asks_for_another(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """A token that stops working starts one form, and no more polls."""
    await setup_integration(hass, config_entry)
    instance.set_token("0" * 50)
    await poll()
    simulator.clear_calls()
    for _ in range(3):
        await poll()
    assert simulator.call_counts[LIST] == 0
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    assert flow["context"]["entry_id"] == config_entry.entry_id


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ({"status": 429, "headers": {"Retry-After": "300"}}, 300),
        (
            {
                "status": 429,
                # Five minutes after the poll, which is a minute after noon.
                "headers": {"Retry-After": "Mon, 11 Mar 2024 12:06:01 GMT"},
            },
            300,
        ),
        ({"status": 429, "headers": {"Retry-After": "100000"}}, 900),
        ({"status": 429, "headers": {"Retry-After": "soon"}}, 10),
        ({"status": 429}, 10),
        ({"status": 404}, 60),
        ({"status": 500}, 60),
        ({"status": 502, "times": 3}, 60),
        ({"body": "<html>"}, 60),
        ({"status": 403}, 900),
        ({"status": 400, "body": "Instance account is expired"}, 900),
        ({"status": 400, "body": "Instance is deleted"}, 900),
        ({"status": 466}, 3600),
    ],
    ids=str,
)
async def test_green_api_is_left_alone_for_a_while(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    poll: Poll,
    fault: dict[str, Any],
    seconds: int,
) -> None:
    """Where asking again does not help, the next poll is later, and then all is as before."""
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, **fault)
    await poll()
    simulator.clear_calls()
    await pass_time(hass, freezer, seconds - 10)
    assert simulator.call_counts[LIST] == 0
    await pass_time(hass, freezer, 12)
    assert simulator.call_counts[LIST] == 1
    await poll()
    assert simulator.call_counts[LIST] == 2


@pytest.mark.parametrize("value", ["0", "-5", "Mon, 11 Mar 2024 11:00:00 GMT"])
async def test_pause_is_never_shorter_than_two_seconds(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    poll: Poll,
    value: str,
) -> None:
    """A pause that is over already is no reason to ask at once."""
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, status=429, headers={"Retry-After": value})
    await poll()
    simulator.clear_calls()
    await pass_time(hass, freezer, 1)
    assert simulator.call_counts[LIST] == 0
    await pass_time(hass, freezer, 2)
    assert simulator.call_counts[LIST] == 1


async def test_unknown_state_is_logged_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A state that is not known is unknown, and one line in the log."""
    status = instance.post_text("a", state="sent")
    instance.patch(status.id, {"statusMessage": "played"})
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status").state == STATE_UNKNOWN
    for text in "bc":
        other = instance.post_text(text)
        instance.patch(other.id, {"statusMessage": "played"})
        await poll()
    assert records(caplog, logging.WARNING) == [
        "GREEN-API reports a state that is not known: 'played'"
    ]


# What happens by the clock.


async def test_expiry_needs_no_call(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    freezer: FrozenDateTimeFactory,
) -> None:
    """A status expires to the second, between two polls."""
    first = instance.post_text("a", age=DAY - 20)
    second = instance.post_text("b", age=DAY - 40)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "active_statuses").state == "2"
    simulator.clear_calls()

    await pass_time(hass, freezer, 19)
    assert told(announced) == []
    await pass_time(hass, freezer, 2)
    assert told(announced) == [(first.id, "expired")]
    assert state_of(hass, "active_statuses").state == "1"
    await pass_time(hass, freezer, 20)
    assert told(announced) == [(second.id, "expired")]
    assert state_of(hass, "active_statuses").state == "0"
    assert simulator.call_counts[LIST] == 0


async def test_expiry_is_announced_once(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An expiry is on disk as soon as it was announced."""
    status = instance.post_text("a", age=DAY - 20)
    await setup_integration(hass, config_entry)
    await pass_time(hass, freezer, 21)
    assert told(announced) == [(status.id, "expired")]
    await poll()
    await restart(hass, hass_storage, config_entry)
    assert told(announced) == []


async def test_expiry_during_an_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The clock runs on while GREEN-API is away."""
    status = instance.post_text("a", age=DAY - 200)
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, status=500, times=None)
    await poll()
    await pass_time(hass, freezer, 145)
    assert told(announced) == [(status.id, "expired")]
    assert state_of(hass, "active_statuses").state == STATE_UNAVAILABLE


async def test_end_of_the_window_needs_no_call(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    freezer: FrozenDateTimeFactory,
) -> None:
    """The counts are over the window, to the second; what people see is not touched by it."""
    config_entry = _with_options(config_entry, window=60)
    instance.post_text("a", state="read", age=3600 - 20)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "read_statuses").state == "1"
    simulator.clear_calls()
    await pass_time(hass, freezer, 21)
    assert state_of(hass, "read_statuses").state == "0"
    assert state_of(hass, "active_statuses").state == "1"
    assert told(announced) == []
    assert simulator.call_counts[LIST] == 0


async def test_interval_is_an_option(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Polls are as far apart as the user wants."""
    await setup_integration(hass, _with_options(config_entry, scan_interval=300))
    simulator.clear_calls()
    await pass_time(hass, freezer, 290)
    assert simulator.call_counts[LIST] == 0
    await pass_time(hass, freezer, 12)
    assert simulator.call_counts[LIST] == 1


async def test_unload_stops_everything(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    freezer: FrozenDateTimeFactory,
) -> None:
    """An account that is not loaded is neither asked for nor waited for."""
    instance.post_text("a", age=DAY - 20)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    assert config_entry.state is ConfigEntryState.NOT_LOADED
    simulator.clear_calls()
    for seconds in (21, 61, 3601):
        await pass_time(hass, freezer, seconds)
    assert not simulator.calls
    assert told(announced) == []


def _with_options(entry: MockConfigEntry, **options: Any) -> MockConfigEntry:
    """Return the same entry with other options."""
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        unique_id=entry.unique_id,
        entry_id=entry.entry_id,
        data=dict(entry.data),
        options=options,
    )
