"""The conditions, each through a real automation."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.green_api.condition import CONDITIONS
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import LIFETIME
from demo.simulator import SECOND_ID, Drawn, Instance, Simulator
from homeassistant.components import automation
from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import async_get_all_descriptions
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .automations import accept_documented, automate, device_of, second_entry
from .common import entity_id, set_up_with_options, setup_integration
from .conftest import PassTime, Poll

type Test = Callable[[], Coroutine[Any, Any, bool]]


async def condition(
    hass: HomeAssistant, key: str, target: dict[str, Any], **options: Any
) -> Test:
    """Set up an automation with a condition, and return what tests it."""
    calls = await automate(
        hass,
        {"trigger": "event", "event_type": "test"},
        conditions={
            "condition": f"{DOMAIN}.{key}",
            "target": target,
            **({"options": options} if options else {}),
        },
    )
    state = hass.states.get("automation.test")
    assert state is not None
    assert state.state == "on"

    async def test() -> bool:
        calls.clear()
        hass.bus.async_fire("test")
        await hass.async_block_till_done()
        return bool(calls)

    return test


@pytest.mark.parametrize("states", ["read", ["delivered", "read"]])
async def test_latest_status_has_one_of_the_states(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    states: Any,
) -> None:
    """The latest is the one posted last that is not deleted."""
    await setup_integration(hass, config_entry)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "is_latest_status", target, state=states)
    assert not await test()

    older = instance.post_text("Older", state="sent", age=60)
    instance.advance(older.id, "read")
    latest = instance.post_text("Latest", state="sent")
    await poll()
    assert not await test()

    instance.advance(latest.id, "read")
    await poll()
    assert await test()

    # What was posted last is deleted, so the older one is the latest again.
    instance.patch(older.id, {"statusMessage": "failed"})
    instance.delete(latest.id)
    await poll()
    assert await test()


async def test_status_is_active_until_it_expires(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    pass_time: PassTime,
) -> None:
    """To the second."""
    await setup_integration(hass, config_entry)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "is_status_active", target)
    assert not await test()

    instance.post_text("Hello", state="sent")
    expires_at = dt_util.utcnow() + timedelta(seconds=LIFETIME)
    await poll()
    assert await test()

    freezer.move_to(expires_at - timedelta(seconds=1))
    await pass_time(0)
    assert await test()
    await pass_time(1)
    assert not await test()


@pytest.mark.parametrize(
    ("types", "result"),
    [("text", True), (["image", "text"], True), (["image"], False), ([], True)],
)
async def test_active_status_of_the_chosen_types(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    types: Any,
    result: bool,
) -> None:
    """None chosen means all; a deleted status is not active."""
    instance.post_text("Hello", state="sent", age=60)
    picture = instance.post_media(Drawn("sea", 1), state="sent", age=30)
    instance.configure(deletion="flag")
    instance.delete(picture.id)
    await setup_integration(hass, config_entry)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "is_status_active", target, type=types)

    assert await test() is result


async def test_window_does_not_make_a_status_active(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A longer one shows statuses that are over."""
    instance.post_text("Hello", state="read", age=LIFETIME + 60)
    await set_up_with_options(hass, config_entry, window=2880)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "is_status_active", target)

    assert config_entry.runtime_data.coordinator.data.snapshot.recent
    assert not await test()


async def test_account_is_connected_while_it_is_linked_and_answers(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
) -> None:
    """By an entity as target."""
    await setup_integration(hass, config_entry)
    target = {"entity_id": entity_id(hass, "connected", "binary_sensor")}
    test = await condition(hass, "is_connected", target)
    assert await test()

    instance.set_state("notAuthorized")
    await poll()
    assert not await test()

    instance.set_state("authorized")
    await poll()
    assert await test()

    simulator.fault(status=500, times=None)
    await poll()
    assert not await test()


async def test_account_that_cannot_be_reached_passes_no_test(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor one that is not loaded; and it is no error."""
    instance.post_text("Hello", state="read")
    await setup_integration(hass, config_entry)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "is_status_active", target)
    assert await test()

    await hass.config_entries.async_unload(config_entry.entry_id)
    assert not await test()
    await hass.config_entries.async_setup(config_entry.entry_id)
    assert await test()

    simulator.fault(method="getOutgoingStatuses", status=500, times=None)
    await poll()
    assert not await test()
    await hass.config_entries.async_reload(config_entry.entry_id)
    assert not await test()
    simulator.faults.clear()
    await hass.config_entries.async_unload(config_entry.entry_id)
    await hass.config_entries.async_setup(config_entry.entry_id)
    assert await test()
    assert "AttributeError" not in caplog.text


@pytest.mark.parametrize(
    ("options", "results"),
    [
        ({}, [False, True, True]),
        ({"behavior": "any"}, [False, True, True]),
        ({"behavior": "all"}, [False, False, True]),
    ],
)
async def test_any_or_all_of_several_accounts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
    options: dict[str, str],
    results: list[bool],
) -> None:
    """One that was removed is not asked any more, one that fails is."""
    other_entry = second_entry(config_entry)
    await setup_integration(hass, config_entry)
    await setup_integration(hass, other_entry)
    devices = [device_of(hass, config_entry), device_of(hass, other_entry)]
    test = await condition(hass, "is_status_active", {"device_id": devices}, **options)
    assert await test() is results[0]
    instance.post_text("Mine", state="sent")
    await poll()
    assert await test() is results[1]
    simulator.instances[SECOND_ID].post_text("Yours", state="sent")
    await poll()
    assert await test() is results[2]

    await hass.config_entries.async_remove(other_entry.entry_id)
    assert await test()
    simulator.fault(status=500, times=None)
    await poll()
    assert not await test()


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_target_without_accounts_passes_no_test(
    hass: HomeAssistant, config_entry: MockConfigEntry, behavior: str
) -> None:
    """Not even "all of them"."""
    await setup_integration(hass, config_entry)
    test = await condition(
        hass, "is_connected", {"area_id": "nowhere"}, behavior=behavior
    )

    assert not await test()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"condition": "green_api.is_latest_status"}, "'options.state'"),
        (
            {"condition": "green_api.is_latest_status", "options": {"state": []}},
            "'options.state'",
        ),
        (
            {"condition": "green_api.is_latest_status", "options": {"state": "seen"}},
            "'options.state",
        ),
        ({"options": {"behavior": "first"}}, "'options.behavior'"),
        (
            {"target": {"device_id": "nobody"}},
            "Device nobody is not a WhatsApp account",
        ),
        ({"target": {"entity_id": "sun.sun"}}, "Entity sun.sun is not one of"),
    ],
)
async def test_wrong_configuration_is_refused(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    config_entry: MockConfigEntry,
    config: dict[str, Any],
    message: str,
) -> None:
    """In words that help."""
    await setup_integration(hass, config_entry)
    await automate(
        hass,
        {"trigger": "event", "event_type": "test"},
        conditions={
            "condition": "green_api.is_connected",
            "target": {"device_id": device_of(hass, config_entry)},
            **config,
        },
    )
    state = hass.states.get("automation.test")
    assert state is not None
    assert state.state == "unavailable"
    assert message in caplog.text


async def test_editor_offers_the_conditions_under_the_device(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """With their fields."""
    assert await async_setup_component(hass, automation.DOMAIN, {})
    await setup_integration(hass, config_entry)
    ours = {f"{DOMAIN}.{key}" for key in CONDITIONS}
    descriptions = await async_get_all_descriptions(hass)
    assert ours == {key for key in descriptions if key.startswith(f"{DOMAIN}.")}
    fields = {
        key: set(description["fields"])
        for key in ours
        if (description := descriptions[key]) is not None
    }
    assert fields == {
        "green_api.is_latest_status": {"behavior", "state"},
        "green_api.is_status_active": {"behavior", "type"},
        "green_api.is_connected": {"behavior"},
        "green_api.has_contact_status": {"behavior", "sender", "type"},
    }

    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "get_conditions_for_target",
            "target": {"device_id": device_of(hass, config_entry)},
        }
    )
    assert ours < set((await client.receive_json())["result"])


async def test_documented_examples_are_accepted(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The page has one for each condition."""
    await setup_integration(hass, config_entry)
    shown = await accept_documented(
        hass, "conditions.md", device_of(hass, config_entry)
    )
    for key in CONDITIONS:
        assert sum(f"{DOMAIN}.{key}'" in str(each) for each in shown) == 1
