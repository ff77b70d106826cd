"""An account that is reloaded, removed or stopped in the middle of a call says and stores nothing more."""

import asyncio
import json
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api import START_TIMEOUT
from custom_components.green_api.client.transport import Transport
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import Change
from demo.simulator import Instance, Simulator, Upload
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.entity_component import async_update_entity

from .common import changes_of, entity_id, setup_integration, state_of
from .conftest import PassTime, Poll
from .media_server import JPEG


class HeldAnswer:
    """Holds back the next answer of one method until it is released."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        """Hold back the answer to a method."""
        self.release = asyncio.Event()
        self.arrived = asyncio.Event()
        request = Transport._request

        async def held(
            transport: Transport, verb: str, name: str, *args: Any, **kwargs: Any
        ) -> bytes:
            body = await request(transport, verb, name, *args, **kwargs)
            if name == method and not self.arrived.is_set():
                self.arrived.set()
                await self.release.wait()
            return body

        monkeypatch.setattr(Transport, "_request", held)


def saved_ids(hass_storage: dict[str, Any], entry: MockConfigEntry) -> list[str] | None:
    """Return the ids of the statuses in the file of an account, None where there is no file."""
    file = hass_storage.get(f"{DOMAIN}.{entry.entry_id}")
    if file is None:
        return None
    records = json.loads(json.dumps(file))["data"]["records"]
    return [record["status"]["status_id"] for record in records]


def refresh(hass: HomeAssistant) -> asyncio.Task[None]:
    """Start a poll as the action homeassistant.update_entity does."""
    return hass.async_create_task(
        async_update_entity(hass, entity_id(hass, "latest_status"))
    )


async def test_poll_in_flight_during_a_reload_is_reported_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    pass_time: PassTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The poll of the old account ends after the new one has announced the change."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    answer = HeldAnswer(monkeypatch, "getOutgoingStatuses")
    task = refresh(hass)
    await answer.arrived.wait()
    await hass.config_entries.async_reload(config_entry.entry_id)
    answer.release.set()
    await task
    await pass_time(61)
    assert changes_of(announced) == [(status.id, "posted")]


@pytest.mark.parametrize("kind", ["reload", "remove"])
async def test_deletion_in_flight(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
    pass_time: PassTime,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    """After a reload the new account reports the deletion, once; after a removal nobody does."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await poll()
    announced.clear()
    answer = HeldAnswer(monkeypatch, "deleteStatus")
    task = hass.async_create_task(
        hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": status.id}, blocking=True
        )
    )
    await answer.arrived.wait()
    if kind == "reload":
        await hass.config_entries.async_reload(config_entry.entry_id)
    else:
        await hass.config_entries.async_remove(config_entry.entry_id)
    answer.release.set()
    await task
    await pass_time(61)
    await pass_time(6)
    if kind == "reload":
        assert changes_of(announced) == [(status.id, "deleted")]
    else:
        assert announced == []
        assert saved_ids(hass_storage, config_entry) is None


async def test_removed_account_writes_no_file(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
    pass_time: PassTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A poll that ends after the removal brings nothing back to disk."""
    await setup_integration(hass, config_entry)
    instance.post_text("private", state="sent")
    await poll()
    await pass_time(6)
    assert saved_ids(hass_storage, config_entry)
    instance.post_text("private, too", state="sent")
    answer = HeldAnswer(monkeypatch, "getOutgoingStatuses")
    task = refresh(hass)
    await answer.arrived.wait()
    await hass.config_entries.async_remove(config_entry.entry_id)
    announced.clear()
    answer.release.set()
    await task
    await pass_time(6)
    assert announced == []
    assert saved_ids(hass_storage, config_entry) is None


async def test_action_of_the_old_account_does_not_replace_the_newer_journal(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    poll: Poll,
    pass_time: PassTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Views that an action found before a reload are entered in the journal of the account that is loaded now."""
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await poll()
    await pass_time(6)
    instance.set_statistic(
        status.id,
        [{"participant": "1@lid", "status": "read", "timestamp": 1_710_158_400}],
    )
    answer = HeldAnswer(monkeypatch, "getStatusStatistic")
    task = hass.async_create_task(
        hass.services.async_call(
            DOMAIN,
            "get_viewers",
            {"status_id": status.id},
            blocking=True,
            return_response=True,
        )
    )
    await answer.arrived.wait()
    await hass.config_entries.async_reload(config_entry.entry_id)
    other = instance.post_text("b", state="sent")
    await async_update_entity(hass, entity_id(hass, "latest_status"))
    answer.release.set()
    await task
    await pass_time(6)
    assert (status.id, "viewed") in changes_of(announced)
    assert saved_ids(hass_storage, config_entry) == [status.id, other.id]


async def test_poll_that_ends_after_the_final_write_reports_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    announced: list[Change],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What cannot be saved any more is left to the next start."""
    await setup_integration(hass, config_entry)
    instance.post_text("a", state="sent")
    answer = HeldAnswer(monkeypatch, "getOutgoingStatuses")
    task = refresh(hass)
    await answer.arrived.wait()
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await asyncio.sleep(0)
    answer.release.set()
    await task
    hass.set_state(CoreState.running)
    assert announced == []


async def test_set_up_waits_ten_seconds_while_home_assistant_starts(
    hass: HomeAssistant, config_entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """A service that hangs does not hold up the start, and is asked once."""
    asked = asyncio.Event()

    async def hang(*_: Any, **__: Any) -> None:
        assert not asked.is_set()
        asked.set()
        await asyncio.Event().wait()

    hass.set_state(CoreState.starting)
    config_entry.add_to_hass(hass)
    with patch.object(Transport, "_request", hang):
        task = hass.async_create_task(
            hass.config_entries.async_setup(config_entry.entry_id)
        )
        await asked.wait()
        freezer.tick(START_TIMEOUT - 1)
        async_fire_time_changed(hass)
        await asyncio.sleep(0)
        assert not task.done()
        freezer.tick(2)
        async_fire_time_changed(hass)
        await task
    hass.set_state(CoreState.running)
    assert config_entry.state is ConfigEntryState.SETUP_RETRY


async def test_one_try_for_each_request_while_home_assistant_starts(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The tries that take time are for later, when nobody waits."""
    hass.set_state(CoreState.starting)
    simulator.fault(method="getOutgoingStatuses", status=502, times=None)
    await setup_integration(hass, config_entry)
    hass.set_state(CoreState.running)
    assert simulator.call_counts["getOutgoingStatuses"] == 1


async def test_device_follows_the_title(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """An account that is renamed has one name everywhere, but not where the user gave another; ids stay."""
    await setup_integration(hass, config_entry)
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, config_entry.entry_id)
    assert device.name == "WhatsApp 0001"
    before = entity_id(hass, "latest_status")
    hass.config_entries.async_update_entry(config_entry, title="Bakery")
    await hass.async_block_till_done()
    renamed = registry.async_get(device.id)
    assert renamed is not None
    assert renamed.name == "Bakery"
    assert state_of(hass, "latest_status").entity_id == before


async def test_account_takes_the_name_that_its_device_gets(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """So do its open issues; a later name of the entry leaves it alone."""
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, config_entry.entry_id)
    registry.async_update_device(device.id, name_by_user="מאפייה")
    await hass.async_block_till_done()
    assert config_entry.title == "מאפייה"
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"not_authorized_{config_entry.entry_id}"
    )
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["account"] == "מאפייה"

    hass.config_entries.async_update_entry(config_entry, title="Bakery")
    await hass.async_block_till_done()
    renamed = registry.async_get(device.id)
    assert renamed is not None
    assert (renamed.name, renamed.name_by_user) == ("Bakery", "מאפייה")


async def test_account_is_named_by_its_phone_once_that_is_known(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """An account that was added before a phone was linked gets the last four digits of it."""
    config_entry = MockConfigEntry(
        domain=DOMAIN,
        title=f"WhatsApp {config_entry.unique_id}",
        unique_id=config_entry.unique_id,
        data=dict(config_entry.data),
    )
    await setup_integration(hass, config_entry)
    assert config_entry.title == f"WhatsApp {instance.phone[-4:]}"
    (device,) = dr.async_entries_for_config_entry(
        dr.async_get(hass), config_entry.entry_id
    )
    assert device.name == config_entry.title


async def test_account_that_is_unloaded_asks_and_announces_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    announced: list[Change],
    pass_time: PassTime,
) -> None:
    """Neither for lists, views or pictures, nor when a status expires."""
    instance.post_text("a", viewers=3, age=24 * 3600 - 20)
    instance.post_media(Upload(JPEG, "image/jpeg"))
    simulator.fault(method="media", status=503, times=None)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    assert config_entry.state is ConfigEntryState.NOT_LOADED
    simulator.clear_calls()
    for seconds in (21, 61, 3601, 24 * 3600):
        await pass_time(seconds)
    assert not simulator.calls
    assert announced == []


async def test_nothing_goes_out_by_a_timer_with_polling_off(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
) -> None:
    """Set-up asks once; afterwards there is no request for three hours, and statuses still expire."""
    instance.post_text("a", state="sent", age=24 * 3600 - 3600)
    picture = instance.post_media(Upload(JPEG, "image/jpeg"), age=24 * 3600 - 3600)
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, pref_disable_polling=True)
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert simulator.call_counts == {"getOutgoingStatuses": 1, "getStateInstance": 1}
    assert config_entry.runtime_data.media.has_thumbnail(picture.id)
    assert state_of(hass, "active_statuses").state == "2"
    simulator.clear_calls()
    for _ in range(18):
        await pass_time(600)
    assert simulator.call_counts == {}
    assert state_of(hass, "active_statuses").state == "0"
