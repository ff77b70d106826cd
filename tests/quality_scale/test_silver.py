"""The rules of the silver tier."""

from datetime import timedelta
import inspect
import logging
import re
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.const import DOMAIN
from demo.simulator import Instance, Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity import Entity
from tests.automations import no_view_counts
from tests.common import setup_integration
from tests.conftest import Poll

from .common import PLATFORM_MODULES, entities, own_json, own_yaml, page

# What an outage does not touch, and why.
ALWAYS_AVAILABLE = {
    "connected": "tells of the outage",
    "status": "statuses go on to expire, and the last event stays true",
}


# What each action that calls GREEN-API is called with, and what is wrong instead.
ACTIONS: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "get_viewers": ({}, {"status_id": "nowhere"}),
    "send_text_status": ({"message": "Hello"}, {"message": " "}),
    "send_media_status": (
        {"url": "https://example.com/a.jpg"},
        {"url": "http://example.com/a.jpg"},
    ),
    "send_voice_status": ({"url": "https://example.com/a.mp3"}, {}),
    "delete_status": ({"status_id": "3EB0"}, {"config_entry_id": "nowhere"}),
}


@pytest.mark.parametrize("action", own_yaml("services.yaml"))
async def test_action_exceptions(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    action: str,
) -> None:
    """An action says whether it was asked for something wrong, or could not do it."""
    instance.post_text("a")
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, status=500)
    answers = action != "delete_status"
    # What answers from memory can only be asked for another account.
    right, wrong = ACTIONS.get(action, ({}, {"config_entry_id": "nowhere"}))

    async def call(data: dict[str, Any]) -> None:
        if action == "delete_status":
            data = {"status_id": "3EB0", **data}
        await hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=answers
        )

    with pytest.raises(ServiceValidationError) as refused:
        await call(wrong)
    assert refused.value.translation_key
    if action in ACTIONS:
        with pytest.raises(HomeAssistantError) as failed:
            await call(right)
        assert not isinstance(failed.value, ServiceValidationError)
        assert failed.value.translation_domain == DOMAIN
    else:
        await call(right)


async def test_config_entry_unloading(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An account that is unloaded leaves no entity, listener or timer behind, and can be loaded again."""

    def listeners() -> dict[Any, int]:
        return dict(hass.bus.async_listeners())

    def state() -> ConfigEntryState:
        return config_entry.state

    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    before = listeners()
    for _ in range(3):
        await hass.config_entries.async_setup(config_entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert state() is ConfigEntryState.LOADED
        assert entities(hass, config_entry)
        assert await hass.config_entries.async_unload(config_entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert state() is ConfigEntryState.NOT_LOADED
        assert entities(hass, config_entry) == []
    assert listeners() == before

    simulator.clear_calls()
    freezer.tick(timedelta(hours=2))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not simulator.calls


async def test_entity_unavailable(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """While GREEN-API cannot be reached, entities are unavailable; a value that is merely missing is unknown."""
    await setup_integration(hass, config_entry)
    states = {
        entity.entity_description.key: hass.states.get(entity.entity_id)
        for entity in entities(hass, config_entry)
    }
    assert STATE_UNAVAILABLE not in {state and state.state for state in states.values()}
    latest = states["latest_status"]
    assert latest is not None
    assert latest.state == "unknown"

    simulator.fault(times=None, status=500)
    await poll()

    def away() -> set[str]:
        return {
            entity.entity_description.key
            for entity in entities(hass, config_entry)
            if (state := hass.states.get(entity.entity_id)) is not None
            and state.state == STATE_UNAVAILABLE
        }

    assert away() == states.keys() - ALWAYS_AVAILABLE
    simulator.faults.clear()
    await poll()
    await poll()
    assert away() == set()


def test_integration_owner() -> None:
    """There is somebody to turn to."""
    owners = own_json("manifest.json")["codeowners"]
    assert owners
    assert all(re.fullmatch(r"@[\w-]+", owner) for owner in owners)


async def test_log_when_unavailable(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An outage is one line when it begins and one when it is over, however long it was."""

    def lines() -> list[str]:
        found = [
            record.levelname
            for record in caplog.records
            if record.name.startswith(f"custom_components.{DOMAIN}")
            and record.levelno >= logging.INFO
        ]
        caplog.clear()
        return found

    with no_view_counts():
        await setup_integration(hass, config_entry)
        caplog.clear()
        simulator.fault(times=None, status=500)
        await poll()
        assert lines() == ["ERROR"]
        for _ in range(5):
            await poll()
        assert lines() == []
        simulator.faults.clear()
        await poll()
        assert lines() == ["INFO"]
        await poll()
        assert lines() == []


@pytest.mark.parametrize("platform", PLATFORM_MODULES)
def test_parallel_updates(platform: str) -> None:
    """Where only the coordinator asks, nothing is limited; where an entity itself calls, one call is made at a time."""
    module = PLATFORM_MODULES[platform]
    calls = any(
        name.startswith("async_send")
        for _, entity in inspect.getmembers(module, inspect.isclass)
        if issubclass(entity, Entity) and entity.__module__ == module.__name__
        for name in vars(entity)
    )
    assert calls is (platform == "notify")
    assert vars(module)["PARALLEL_UPDATES"] == (1 if calls else 0)


def test_test_coverage() -> None:
    """`scripts/test` demands 95 % of the whole component, branches included."""
    command = re.search(
        r"^\.venv/bin/pytest .*--cov .*$", page("scripts/test"), re.MULTILINE
    )
    assert command is not None
    needed = re.search(r"--cov-fail-under=(\d+)", command[0])
    assert needed is not None
    assert int(needed[1]) >= 95
    settings = page("pyproject.toml")
    assert f'source = ["custom_components/{DOMAIN}"]' in settings
    assert "branch = true" in settings
    assert "omit" not in settings
