"""What Home Assistant, its stores and its editors read of the integration: manifest, actions, devices, entities."""

import ast
import json
from pathlib import Path
import re
import struct
import tomllib
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.green_api
from custom_components.green_api.const import CONSOLE_URL, DOMAIN
from demo.simulator import FIRST_ID, Instance, Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.service import async_get_all_descriptions
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from .common import setup_integration
from .conftest import Poll

COMPONENT: Final = Path(custom_components.green_api.__file__).parent
ROOT: Final = COMPONENT.parents[1]
# What may be imported without being waited for.
ALWAYS_THERE: Final = {
    "diagnostics",
    "frontend",
    "repairs",
    "system_health",
    "websocket_api",
    *map(str, Platform),
    "homeassistant",
    "llm",
}
# What stays available in an outage: it says so, or it stays true.
ALWAYS_AVAILABLE: Final = {"connected", "status"}


def registered(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Return the entities of an account."""
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


async def test_manifest_is_loaded(hass: HomeAssistant) -> None:
    """Home Assistant takes the manifest; its version is that of the project and of the changelog."""
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.config_flow
    assert integration.disabled is None
    assert integration.name.startswith("WhatsApp")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == integration.version
    assert f"## [{integration.version}]" in (ROOT / "CHANGELOG.md").read_text()
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert hacs["name"] == integration.name


async def test_imported_integrations_are_declared(hass: HomeAssistant) -> None:
    """What is imported of other integrations is set up before, and exists."""
    integration = await async_get_integration(hass, DOMAIN)
    declared = {*integration.dependencies, *integration.after_dependencies}
    for domain in declared:
        assert (await async_get_integration(hass, domain)).is_built_in
    used = {
        match[1]
        for path in COMPONENT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (match := re.match(r"homeassistant\.components\.(\w+)", node.module or ""))
    }
    assert {"http", "sensor"} <= used
    assert used - ALWAYS_THERE <= declared


async def test_actions_exist_without_an_account(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Actions are there before an account is added and after it was unloaded; then they say what is missing."""

    async def call() -> Any:
        return await hass.services.async_call(
            DOMAIN, "get_statuses", blocking=True, return_response=True
        )

    assert await async_setup_component(hass, DOMAIN, {})
    with pytest.raises(ServiceValidationError):
        await call()
    await setup_integration(hass, config_entry)
    assert await call() == {"statuses": []}
    await hass.config_entries.async_unload(config_entry.entry_id)
    with pytest.raises(ServiceValidationError):
        await call()


async def test_editor_offers_the_fields_of_each_action(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Each field that an action takes has a selector and a text, and no other is offered."""
    await setup_integration(hass, config_entry)
    described = (await async_get_all_descriptions(hass))[DOMAIN]
    taken = hass.services.async_services_for_domain(DOMAIN)
    english = json.loads((COMPONENT / "translations/en.json").read_text())["services"]
    assert described.keys() == taken.keys() == english.keys()
    for name, description in described.items():
        schema: Any = taken[name].schema
        fields = description["fields"]
        assert fields.keys() == {str(key) for key in schema.schema}, name
        assert fields.keys() == english[name]["fields"].keys()
        assert all(field["selector"] for field in fields.values())


async def test_account_is_one_device(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """An account is a service with the name of its entry; all entities belong to it, and it goes with them."""
    await setup_integration(hass, config_entry)
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, config_entry.entry_id)
    assert device.identifiers == {(DOMAIN, FIRST_ID)}
    assert device.name == config_entry.title
    assert device.manufacturer == "GREEN-API"
    assert device.serial_number == FIRST_ID
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.configuration_url == CONSOLE_URL
    entities = registered(hass, config_entry)
    assert {entity.device_id for entity in entities} == {device.id}
    assert all(entity.unique_id.startswith(f"{FIRST_ID}_") for entity in entities)
    assert all(entity.has_entity_name for entity in entities)
    await hass.config_entries.async_remove(config_entry.entry_id)
    assert len(registry.devices) == 0


async def test_unloading_leaves_nothing_behind(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """An account can be loaded again and again, without listeners that pile up."""
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    before = dict(hass.bus.async_listeners())
    for _ in range(3):
        await hass.config_entries.async_setup(config_entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert await hass.config_entries.async_unload(config_entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert config_entry.state is ConfigEntryState.NOT_LOADED
    assert hass.bus.async_listeners() == before


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entities_are_unavailable_in_an_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """While GREEN-API cannot be reached, entities are unavailable, but those that say so or stay true."""
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, status=500)
    await poll()
    available = {
        entity.unique_id.removeprefix(f"{FIRST_ID}_")
        for entity in registered(hass, config_entry)
        if (state := hass.states.get(entity.entity_id))
        and state.state != STATE_UNAVAILABLE
    }
    assert available == ALWAYS_AVAILABLE


async def test_a_usual_day_writes_few_states(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Posting, delivery and three viewers change each entity a few times in an hour."""
    await setup_integration(hass, config_entry)
    writes: dict[str, int] = {}

    def count(event: Any) -> None:
        entity_id: str = event.data["entity_id"]
        # Home Assistant itself renews the access token of an image now and then.
        if not entity_id.startswith("image."):
            writes[entity_id] = writes.get(entity_id, 0) + 1

    hass.bus.async_listen("state_changed", count)
    status = instance.post_text("a", state="sent")
    await poll()
    instance.advance(status.id, "read", viewers=3)
    for _ in range(58):
        await poll()
    assert writes
    assert max(writes.values()) <= 6


@pytest.mark.parametrize("theme", ["", "dark_"])
def test_brand_images(theme: str) -> None:
    """Icons are square, those for fine screens are twice as large, and all are transparent."""

    def size(name: str) -> tuple[int, int]:
        content = (COMPONENT / "brand" / f"{theme}{name}.png").read_bytes()
        width, height, depth, color = struct.unpack(">IIBB", content[16:26])
        assert (depth, color) == (8, 6)
        return width, height

    assert size("icon") == (256, 256)
    assert size("icon@2x") == (512, 512)
    width, height = size("logo")
    assert size("logo@2x") == (2 * width, 2 * height)


def test_quality_scale_is_judged_rule_by_rule() -> None:
    """Each rule is done or exempt with a reason."""
    rules = load_yaml_dict(str(COMPONENT / "quality_scale.yaml"))["rules"]
    assert len(rules) == 54
    for rule, judged in rules.items():
        if isinstance(judged, dict):
            assert judged["status"] in ("done", "exempt"), rule
            assert judged["status"] == "done" or judged["comment"], rule
        else:
            assert judged == "done", rule
