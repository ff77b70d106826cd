"""The rules of the gold tier."""

import ast
from collections import Counter
from datetime import datetime
from enum import StrEnum
import inspect
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.config_flow import GreenApiConfigFlow
from custom_components.green_api.const import CONSOLE_URL, DOMAIN
from demo.simulator import FIRST_ID, Instance
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.config_entries import ConfigFlow
from homeassistant.const import EVENT_STATE_CHANGED, EntityCategory
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.icon import async_get_icons
from tests.common import setup_integration
from tests.conftest import Poll

from .common import (
    TREES,
    english,
    entities,
    functions,
    module_of,
    own_json,
    own_yaml,
    registered,
)

# What tells about the connection rather than about statuses.
DIAGNOSTIC = {"connected", "instance_state"}


async def test_devices(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """An account is one device: a service, with a name, a maker, a model and a way to its settings."""
    await setup_integration(hass, config_entry)
    (device,) = dr.async_entries_for_config_entry(
        device_registry, config_entry.entry_id
    )
    assert device.identifiers == {(DOMAIN, FIRST_ID)}
    assert device.name == f"GREEN-API {FIRST_ID}"
    assert device.manufacturer == "GREEN-API"
    assert device.model == "WhatsApp instance"
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.configuration_url == CONSOLE_URL
    for entity in registered(hass, config_entry):
        assert entity.device_id == device.id


@pytest.mark.parametrize("rule", ["discovery", "discovery-update-info"])
def test_discovery(rule: str) -> None:
    """The exemptions hold: what is in a cloud is not in the network, and nothing is looked for there."""
    manifest = own_json("manifest.json")
    assert manifest["iot_class"].startswith("cloud_")
    rules = own_yaml("quality_scale.yaml")["rules"]
    assert rules[rule]["status"] == "exempt"
    ways = {
        name.removeprefix("async_step_")
        for name, _ in inspect.getmembers(ConfigFlow, inspect.isfunction)
        if name.startswith("async_step_")
    } - {"user", "reauth", "reconfigure", "import", "ignore", "system"}
    assert {"dhcp", "ssdp", "zeroconf"} <= ways
    assert not manifest.keys() & ways
    assert not vars(GreenApiConfigFlow).keys() & {f"async_step_{way}" for way in ways}


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_dynamic_devices(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    instance: Instance,
    poll: Poll,
) -> None:
    """The exemption holds: whatever is posted, an account stays one device with the same entities."""
    await setup_integration(hass, config_entry)
    before = len(entities(hass, config_entry))
    for text in "abc":
        instance.post_text(text, state="read")
        await poll()
    assert len(entities(hass, config_entry)) == before
    assert len(device_registry.devices) == 1


async def test_stale_devices(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """The exemption holds: the one device goes with its account."""
    await setup_integration(hass, config_entry)
    assert len(device_registry.devices) == 1
    await hass.config_entries.async_remove(config_entry.entry_id)
    assert len(device_registry.devices) == 0


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entity_category(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """What is about the connection is diagnostic; what is about statuses is what one came for."""
    await setup_integration(hass, config_entry)
    categories = {
        entity.translation_key: entity.entity_category
        for entity in registered(hass, config_entry)
    }
    assert categories.keys() >= DIAGNOSTIC
    for key, category in categories.items():
        expected = EntityCategory.DIAGNOSTIC if key in DIAGNOSTIC else None
        assert category is expected, key


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entity_device_class(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """What a value is decides on the class: a time, one of several, or a number to be kept in statistics."""
    instance.post_text("a", state="read", viewers=1)
    await setup_integration(hass, config_entry)
    await poll()
    seen: list[Any] = []
    for entity in entities(hass, config_entry):
        if not isinstance(entity, SensorEntity):
            continue
        value = entity.native_value
        key = entity.entity_description.key
        assert value is not None, key
        seen.append(entity.device_class)
        match value:
            case datetime():
                assert entity.device_class is SensorDeviceClass.TIMESTAMP, key
            case StrEnum():
                assert entity.device_class is SensorDeviceClass.ENUM, key
                assert entity.options == list(type(value)), key
            case int():
                assert entity.device_class is None, key
                assert entity.state_class is not None, key
            case _:
                assert entity.device_class is None, key
                assert entity.state_class is None, key
    assert set(seen) == {SensorDeviceClass.TIMESTAMP, SensorDeviceClass.ENUM, None}
    (connected,) = [
        entity
        for entity in entities(hass, config_entry)
        if entity.entity_id.startswith("binary_sensor.")
    ]
    assert connected.device_class == "connectivity"


async def test_entity_disabled_by_default(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """The exemption holds: there are few entities, and on a day like any other they hardly write a state."""
    await setup_integration(hass, config_entry)
    assert len(registered(hass, config_entry)) <= 20
    assert all(not entity.disabled for entity in registered(hass, config_entry))
    writes: Counter[str] = Counter()

    @callback
    def note(event: Event[Any]) -> None:
        # Home Assistant itself renews the access token of an image now and then.
        if "green_api" in (entity_id := event.data["entity_id"]):
            writes[entity_id] += not entity_id.startswith("image.")

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    status = instance.post_text("a", state="sent")
    await poll()
    instance.advance(status.id, "read", viewers=3)
    for _ in range(58):
        await poll()
    assert writes
    assert {key: count for key, count in writes.items() if count > 6} == {}


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entity_translations(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """No entity has a name in code."""
    await setup_integration(hass, config_entry)
    for entity in registered(hass, config_entry):
        assert entity.translation_key is not None
        name = english("entity", entity.domain, entity.translation_key, "name")
        assert entity.original_name == name
    for tree in TREES.values():
        assert "_attr_name" not in ast.unparse(tree)


def _helpers(tree: ast.Module) -> dict[str, int]:
    """Return which functions of a module take a key of a text, and at which place."""
    helpers: dict[str, int] = {}
    while True:
        found = dict(helpers)
        for function in functions(tree):
            places = {arg.arg: place for place, arg in enumerate(function.args.args)}
            for value in _keys(function, helpers):
                if isinstance(value, ast.Name) and value.id in places:
                    found[function.name] = places[value.id]
        if found == helpers:
            return helpers
        helpers = found


def _keys(tree: ast.AST, helpers: dict[str, int]) -> list[ast.expr]:
    """Return what is given as the key of a text, be it to an error or to a helper that makes one."""
    keys: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            keys += [
                each.value for each in node.keywords if each.arg == "translation_key"
            ]
            if isinstance(node.func, ast.Name) and node.func.id in helpers:
                keys.append(node.args[helpers[node.func.id]])
        elif isinstance(node, ast.Dict):
            keys += [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "translation_key"
            ]
    return keys


def _is_error(node: ast.expr, module: Any) -> bool:
    """Return whether a name stands for an error that Home Assistant shows to users."""
    kind = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
    return inspect.isclass(kind) and issubclass(kind, HomeAssistantError)


@pytest.mark.parametrize("name", TREES)
def test_exception_translations(name: str) -> None:
    """Whatever is raised for users to see has a text in their language, and that text exists."""
    tree, module = TREES[name], module_of(name)
    helpers = _helpers(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            assert not _is_error(node.exc, module), "raised without a text"
        if isinstance(node, ast.Call) and _is_error(node.func, module):
            assert not node.args, ast.unparse(node)
            given = {each.arg for each in node.keywords}
            unpacked = [
                each.value.func.id
                for each in node.keywords
                if each.arg is None
                and isinstance(each.value, ast.Call)
                and isinstance(each.value.func, ast.Name)
            ]
            assert {"translation_domain", "translation_key"} <= given or (
                unpacked and set(unpacked) <= helpers.keys()
            ), ast.unparse(node)
    texts = english("exceptions").keys()
    keys = {
        key.value
        for function in functions(tree)
        if "Error" in ast.unparse(function) or "Failed" in ast.unparse(function)
        for key in _keys(function, helpers)
        if isinstance(key, ast.Constant)
    }
    assert keys <= texts


def test_errors_are_looked_at() -> None:
    """The rule above finds errors where there are some, however they are made."""
    assert _helpers(TREES[f"custom_components.{DOMAIN}.verdict"]) == {
        "_text": 0,
        "_update_failed": 0,
    }
    assert _helpers(TREES[f"custom_components.{DOMAIN}.posting"]) == {"_refuse": 0}
    assert _helpers(TREES[f"custom_components.{DOMAIN}.media_source"]) == {"_error": 1}


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_icon_translations(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Whatever is shown has an icon, of its class or of its own, and none is in code."""
    await setup_integration(hass, config_entry)
    icons = (await async_get_icons(hass, "entity", {DOMAIN}))[DOMAIN]
    for entity in entities(hass, config_entry):
        platform = entity.entity_id.split(".", maxsplit=1)[0]
        icon = icons.get(platform, {}).get(entity.translation_key)
        assert icon or entity.device_class, entity.entity_id
        for state, its in (icon or {}).get("state", {}).items():
            assert its != icon["default"], f"{entity.entity_id}: {state}"
    for kind in ("services", "triggers", "conditions"):
        its = (await async_get_icons(hass, kind, {DOMAIN}))[DOMAIN]
        assert its.keys() == own_yaml(f"{kind}.yaml").keys()
    for tree in TREES.values():
        source = ast.unparse(tree)
        assert "_attr_icon" not in source
        assert "icon=" not in source
