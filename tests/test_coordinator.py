"""Tests of a poll and all that it sets in motion."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
import json
import logging
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.coordinator import CAUGHT_UP
from custom_components.green_api.journal import Change
from custom_components.green_api.util import unix_time
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
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from .common import changes_of, reload, set_up_with_options, setup_integration, state_of
from .conftest import PassTime, Poll

LOGGER = "custom_components.green_api"
LIST = "getOutgoingStatuses"
STATE = "getStateInstance"
DAY = 24 * 3600

pytestmark = pytest.mark.usefixtures("no_view_counts")


def records(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return what the integration logged at a level."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == LOGGER and record.levelno == level
    ]


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return what the integration logged with a traceback; at debug level Home Assistant's coordinator does so."""
    return [
        record
        for record in caplog.records
        if record.exc_info
        and record.name.startswith(LOGGER)
        and record.levelno > logging.DEBUG
    ]


def stored(hass_storage: dict[str, Any], entry: MockConfigEntry) -> Any:
    """Return what is on disk, as the next start reads it."""
    return json.loads(json.dumps(hass_storage[f"green_api.{entry.entry_id}"]))


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
    hass.data.pop(CAUGHT_UP, None)
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
    assert changes_of(announced) == []
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
    for state in ("posted", "sent", "delivered", "read"):
        if state != "posted":
            instance.advance(status.id, state)
        await poll()
        assert changes_of(announced) == [(status.id, state)]
        await poll()
        assert changes_of(announced) == []


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
    assert changes_of(announced) == [(status.id, "posted")]

    await reload(hass, config_entry)
    await poll()
    assert changes_of(announced) == []

    instance.advance(status.id, "read")
    await reload(hass, config_entry)
    assert changes_of(announced) == [(status.id, "read")]


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
    changes_of(announced)

    instance.advance(status.id, "read")
    other = instance.post_text("b", state="sent")
    await restart(hass, hass_storage, config_entry)
    assert sorted(changes_of(announced)) == sorted(
        [(status.id, "read"), (other.id, "posted")]
    )
    await restart(hass, hass_storage, config_entry)
    await poll()
    assert changes_of(announced) == []


async def test_nothing_is_announced_before_anyone_listens(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """Changes wait until Home Assistant has started, and are not saved before."""
    await setup_integration(hass, config_entry)
    await poll()
    before = stored(hass_storage, config_entry)
    status = instance.post_text("a", state="sent")
    await restart(hass, hass_storage, config_entry, started=False)
    instance.advance(status.id, "read")
    await poll()
    assert changes_of(announced) == []
    assert stored(hass_storage, config_entry) == before

    await start(hass)
    assert changes_of(announced) == [(status.id, "posted"), (status.id, "read")]
    # Automations have a moment to do what was announced before it is saved.
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
    assert changes_of(announced) == []
    await restart(hass, hass_storage, config_entry)
    assert changes_of(announced) == [(status.id, "posted")]


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
        return "whatsapp_0001" in entity_id and not entity_id.startswith("image.")

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


@pytest.mark.parametrize("end", ["later", "stop"])
async def test_full_disk_costs_nothing_once_there_is_room(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
    end: str,
) -> None:
    """What was announced and could not be saved is saved later, or before a stop."""
    key = f"green_api.{config_entry.entry_id}"
    await setup_integration(hass, config_entry)
    await pass_time(6)
    assert stored(hass_storage, config_entry)["data"]["records"] == []
    with patch.object(Store, "_async_write_data", side_effect=WriteError("full")):
        instance.post_text("a", state="sent")
        await poll()
        await pass_time(6)
    assert stored(hass_storage, config_entry)["data"]["records"] == []

    if end == "later":
        await pass_time(16 * 60)
    else:
        hass.set_state(CoreState.final_write)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert len(hass_storage[key]["data"]["records"]) == 1


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
    journal = config_entry.runtime_data.coordinator.data.journal
    simulator.fault(method=LIST, times=None, **fault)
    instance.advance(status.id, "read")
    caplog.clear()

    for _ in range(3):
        await poll()
        assert state_of(hass, "latest_status").state == STATE_UNAVAILABLE
        assert state_of(hass, "connected", "binary_sensor").state == STATE_OFF
    assert config_entry.runtime_data.coordinator.data.journal is journal
    assert changes_of(announced) == []
    assert len(records(caplog, logging.ERROR)) == 1

    simulator.faults.clear()
    await poll()
    await poll()
    assert state_of(hass, "latest_status").state == "read"
    assert state_of(hass, "connected", "binary_sensor").state == STATE_ON
    assert changes_of(announced) == [(status.id, "read")]
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
    assert changes_of(announced) == []


@pytest.mark.parametrize("http_status", [500, 401])
async def test_reply_counts_although_the_state_failed(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    poll: Poll,
    http_status: int,
) -> None:
    """The list of a poll is not lost because the other call of it went wrong, or was refused."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="read")
    simulator.fault(method=STATE, status=http_status)
    await poll()
    assert changes_of(announced) == [(status.id, "posted"), (status.id, "read")]
    assert state_of(hass, "latest_status").state == "read"
    assert state_of(hass, "instance_state").state == STATE_UNKNOWN
    assert hass.config_entries.flow.async_progress() == []
    await poll()
    assert changes_of(announced) == []
    assert state_of(hass, "instance_state").state == "authorized"


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
    """The first list that comes seeds the journal silently."""
    instance.post_text("a", state="read")
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "latest_status").state == STATE_UNAVAILABLE
    instance.set_state("authorized")
    await poll()
    assert state_of(hass, "latest_status").state == "read"
    assert changes_of(announced) == []


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"status": 401}, ConfigEntryState.SETUP_RETRY),
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


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ({"status": 429, "headers": {"Retry-After": "300"}}, 300),
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
    pass_time: PassTime,
    poll: Poll,
    fault: dict[str, Any],
    seconds: int,
) -> None:
    """Where asking again does not help, the next poll is later, and then all is as before."""
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, **fault)
    await poll()
    simulator.clear_calls()
    await pass_time(seconds - 10)
    assert simulator.call_counts[LIST] == 0
    await pass_time(12)
    assert simulator.call_counts[LIST] == 1
    await poll()
    assert simulator.call_counts[LIST] == 2


async def test_expiry_needs_no_call(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    pass_time: PassTime,
) -> None:
    """A status expires to the second, between two polls."""
    first = instance.post_text("a", age=DAY - 20)
    second = instance.post_text("b", age=DAY - 40)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "active_statuses").state == "2"
    simulator.clear_calls()

    await pass_time(19)
    assert changes_of(announced) == []
    await pass_time(2)
    assert changes_of(announced) == [(first.id, "expired")]
    assert state_of(hass, "active_statuses").state == "1"
    await pass_time(20)
    assert changes_of(announced) == [(second.id, "expired")]
    assert state_of(hass, "active_statuses").state == "0"
    assert simulator.call_counts[LIST] == 0


async def test_end_of_the_window_needs_no_call(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    pass_time: PassTime,
) -> None:
    """The counts are over the window, to the second; what people see is not touched by it."""
    instance.post_text("a", state="read", age=3600 - 20)
    await set_up_with_options(hass, config_entry, window=60)
    assert state_of(hass, "read_statuses").state == "1"
    simulator.clear_calls()
    await pass_time(21)
    assert state_of(hass, "read_statuses").state == "0"
    assert state_of(hass, "active_statuses").state == "1"
    assert changes_of(announced) == []
    assert simulator.call_counts[LIST] == 0


async def test_cancelled_poll_loses_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
) -> None:
    """A poll may be cancelled in the middle, by an automation that is restarted."""
    await setup_integration(hass, config_entry)
    data = config_entry.runtime_data
    asked = asyncio.Event()

    async def never(**_: Any) -> None:
        asked.set()
        await asyncio.Event().wait()

    status = instance.post_text("a", state="sent")
    with patch.object(data.client, "get_state_instance", never):
        task = asyncio.create_task(data.coordinator.async_refresh())
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await poll()
    assert changes_of(announced) == [(status.id, "posted")]


async def test_refused_token_starts_a_reauthentication_and_polling_goes_on(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    poll: Poll,
) -> None:
    """After a 401 there is one form and a poll in a quarter of an hour; one that is accepted ends the form."""
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, status=401)
    await poll()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    assert flow["context"]["entry_id"] == config_entry.entry_id
    simulator.clear_calls()
    await pass_time(13 * 60)
    assert simulator.call_counts[LIST] == 0
    await pass_time(2 * 60)
    assert simulator.call_counts[LIST] == 1
    assert hass.config_entries.flow.async_progress() == []
    assert state_of(hass, "connected", "binary_sensor").state == STATE_ON


async def test_refused_token_at_the_start_is_tried_again(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """A 401 by mistake does not stop an account until a person comes."""
    simulator.fault(method=LIST, status=401)
    await setup_integration(hass, config_entry)
    assert config_entry.state.name == "SETUP_RETRY"
    assert len(hass.config_entries.flow.async_progress()) == 1
    await pass_time(16 * 60)
    assert config_entry.state.name == "LOADED"
    assert hass.config_entries.flow.async_progress() == []


async def test_unknown_states_are_a_few_warnings_without_their_text(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A state that is not known is unknown; the log says so once for each value, five times at most."""
    for number in range(20):
        status = instance.post_text(str(number))
        instance.patch(status.id, {"statusMessage": f"+1555010{number:05}"})
    await setup_integration(hass, config_entry)
    assert state_of(hass, "latest_status").state == STATE_UNKNOWN
    await reload(hass, config_entry)
    await poll()
    warnings = records(caplog, logging.WARNING)
    assert len(warnings) == 5
    assert "1555010" not in caplog.text


async def test_clock_that_is_set_ahead_and_back_shows_what_is_active(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """What is shown is worked out anew when the clock jumps, either way."""
    await setup_integration(hass, config_entry)
    instance.post_text("a", state="sent")
    await poll()
    coordinator = config_entry.runtime_data.coordinator
    clock = "custom_components.green_api.coordinator.unix_time"
    with patch(clock, return_value=unix_time() + 2 * DAY):
        await coordinator.async_refresh()
    assert state_of(hass, "active_statuses").state == "0"
    await coordinator.async_refresh()
    assert state_of(hass, "active_statuses").state == "1"


async def test_clock_that_is_set_ahead_in_an_outage_lets_statuses_expire(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
) -> None:
    """The poll that fails finds out that their time is over."""
    status = instance.post_text("a", state="sent")
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, status=500, times=None)
    clock = "custom_components.green_api.coordinator.unix_time"
    with patch(clock, return_value=unix_time() + 2 * DAY):
        await config_entry.runtime_data.coordinator.async_refresh()
    assert changes_of(announced) == [(status.id, "expired")]


async def test_expiry_does_not_wait_for_the_phone(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    pass_time: PassTime,
) -> None:
    """A status that expired while Home Assistant was down is announced although no phone is linked now."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await poll()
    await pass_time(6)
    announced.clear()
    instance.set_state("notAuthorized")
    freezer.tick(timedelta(hours=25))
    await restart(hass, hass_storage, config_entry)
    assert state_of(hass, "active_statuses").state == "0"
    (change,) = announced
    assert (change.record.status_id, change.kind) == (status.id, "expired")
    assert change.caught_up


async def test_what_happened_while_down_is_caught_up_after_a_failed_set_up(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
) -> None:
    """The first attempt at the start fails; what the second one finds still happened while Home Assistant was down."""
    await setup_integration(hass, config_entry)
    instance.post_text("a", state="sent")
    simulator.fault(method=LIST, status=400, body="Instance account is expired")
    await restart(hass, hass_storage, config_entry, started=False)
    assert config_entry.state is ConfigEntryState.SETUP_RETRY
    await start(hass)
    await reload(hass, config_entry)
    assert [(change.kind, change.caught_up) for change in announced] == [
        ("posted", True)
    ]


async def test_a_day_is_asked_for_whatever_the_window_is(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """What people can still see changes, also where a shorter look-back period is chosen."""
    await set_up_with_options(hass, config_entry, window=60)
    await poll()
    instance.post_text("a")
    await poll()
    assert config_entry.runtime_data.coordinator.data.reply.minutes == 24 * 60
