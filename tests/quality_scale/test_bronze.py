"""The rules of the bronze tier."""

import ast
from collections.abc import Callable
from importlib.metadata import requires
import re
import struct
import sys
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api import CONFIG_SCHEMA, config_flow, coordinator
from custom_components.green_api.config_flow import OPTIONS_SCHEMA, USER_SCHEMA
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.entity import GreenApiEntity
from demo.simulator import FIRST_ID, Instance, Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.helpers.selector import Selector, TextSelector, TextSelectorType
from homeassistant.helpers.service import async_get_all_descriptions
from homeassistant.helpers.update_coordinator import (
    CoordinatorEntity,
    DataUpdateCoordinator,
)
from homeassistant.setup import async_setup_component
from tests.common import setup_integration
from tests.conftest import Poll

from .common import (
    COMPONENT,
    PLATFORM_MODULES,
    TREES,
    english,
    entities,
    functions,
    own_json,
    own_yaml,
    page,
    registered,
)

ACTIONS = own_yaml("services.yaml")


async def test_action_setup(hass: HomeAssistant, config_entry: MockConfigEntry) -> None:
    """The actions are there with no account, and after one was unloaded; then they say what is missing."""

    async def call() -> Any:
        return await hass.services.async_call(
            DOMAIN, "get_statuses", blocking=True, return_response=True
        )

    assert await async_setup_component(hass, DOMAIN, {})
    assert hass.services.async_services_for_domain(DOMAIN).keys() == ACTIONS.keys()
    with pytest.raises(ServiceValidationError):
        await call()

    await setup_integration(hass, config_entry)
    assert await call() == {"statuses": []}

    await hass.config_entries.async_unload(config_entry.entry_id)
    assert hass.services.async_services_for_domain(DOMAIN).keys() == ACTIONS.keys()
    with pytest.raises(ServiceValidationError):
        await call()


async def test_actions_are_described(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The editor offers each field that an action takes, with a selector, and no other."""
    await setup_integration(hass, config_entry)
    described = (await async_get_all_descriptions(hass))[DOMAIN]
    taken = hass.services.async_services_for_domain(DOMAIN)
    assert described.keys() == taken.keys()
    for name, description in described.items():
        schema: Any = taken[name].schema
        fields = description["fields"]
        assert fields.keys() == {str(key) for key in schema.schema}, name
        assert fields.keys() == english("services", name, "fields").keys()
        assert all(field["selector"] for field in fields.values())


async def test_appropriate_polling(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """By default there is one poll a minute, two requests; never more than two; and whoever wants one can have it."""
    assert own_json("manifest.json")["iot_class"] == "cloud_polling"
    assert coordinator.DEFAULT_SCAN_INTERVAL == 60
    form: Any = OPTIONS_SCHEMA
    with pytest.raises(Exception, match="too small at 'scan_interval'"):
        form({"scan_interval": 29})

    await setup_integration(hass, config_entry)
    simulator.clear_calls()
    for _ in range(5):
        await poll()
    assert simulator.call_counts["getOutgoingStatuses"] == 5
    assert simulator.call_counts["getStateInstance"] == 5

    assert await async_setup_component(hass, "homeassistant", {})
    await hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": f"sensor.green_api_{FIRST_ID}_latest_status"},
        blocking=True,
    )
    assert simulator.call_counts["getOutgoingStatuses"] == 6


@pytest.mark.parametrize("theme", ["", "dark_"])
def test_brands(theme: str) -> None:
    """Icons are square, logos are not too small, what is for fine screens is twice as large, and all have no ground."""

    def size(name: str) -> tuple[int, int]:
        content = (COMPONENT / "brand" / f"{theme}{name}.png").read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        width, height, depth, color = struct.unpack(">IIBB", content[16:26])
        assert (depth, color) == (8, 6), "red, green, blue and transparency"
        return width, height

    assert size("icon") == (256, 256)
    assert size("icon@2x") == (512, 512)
    width, height = size("logo")
    assert 128 <= min(width, height) <= 256
    assert size("logo@2x") == (2 * width, 2 * height)


async def test_common_modules(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The coordinator and the base entity are where one looks for them, and every entity is built on both."""
    assert issubclass(coordinator.GreenApiCoordinator, DataUpdateCoordinator)
    assert coordinator.GreenApiCoordinator.__module__.endswith(".coordinator")
    assert issubclass(GreenApiEntity, CoordinatorEntity)
    assert GreenApiEntity.__module__.endswith(".entity")
    await setup_integration(hass, config_entry)
    for entity in entities(hass, config_entry):
        assert isinstance(entity, GreenApiEntity)
        assert entity.coordinator is config_entry.runtime_data


async def test_config_flow(
    hass: HomeAssistant, simulator: Simulator, config_entry: MockConfigEntry
) -> None:
    """An account is added with forms alone: what it takes to connect is data, what one prefers is an option."""
    assert own_json("manifest.json")["config_flow"] is True
    assert CONFIG_SCHEMA({}) == {}
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], dict(config_entry.data)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"].keys() == {"api_url", "id_instance", "api_token"}
    assert result["options"] == {}

    for schema, texts in (
        (USER_SCHEMA, english("config", "step", "user")),
        (OPTIONS_SCHEMA, english("options", "step", "init")),
    ):
        fields = {str(key): value for key, value in schema.schema.items()}
        assert texts["data"].keys() == texts["data_description"].keys()
        assert texts["data"].keys() == fields.keys()
        for field in fields.values():
            parts = getattr(field, "validators", [field])
            assert isinstance(parts[0], Selector)
    token = USER_SCHEMA.schema["api_token"]
    assert isinstance(token, TextSelector)
    assert token.config["type"] == TextSelectorType.PASSWORD


def test_config_flow_test_coverage() -> None:
    """`scripts/test` lets no line and no branch of the forms go untested."""
    script = page("scripts/test")
    command = re.search(r"^\.venv/bin/coverage report .*$", script, re.MULTILINE)
    assert command is not None
    assert command[0].endswith("--fail-under 100")
    for module in (config_flow.__name__, f"{config_flow.__package__}.form"):
        file = f"*/{'/'.join(module.split('.')[-2:])}.py"
        assert file in command[0]
    assert "branch = true" in page("pyproject.toml")
    assert "no cover" not in page("custom_components/green_api/config_flow.py")


def test_dependency_transparency() -> None:
    """There is no dependency but Home Assistant, and what is imported comes with it."""
    assert own_json("manifest.json")["requirements"] == []
    provided = {
        re.split(r"[^\w-]", requirement)[0].lower()
        for requirement in requires("homeassistant") or ()
    }
    # Home Assistant gives its own validator out under this name.
    provided |= {"homeassistant", "voluptuous"}
    # What is called otherwise where it is installed from.
    imported_as = {"pil": "pillow"}
    used = {
        name.split(".", maxsplit=1)[0].lower()
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if not node.level
            else []
        )
    } - {name.lower() for name in sys.stdlib_module_names}
    assert "aiohttp" in used
    assert {imported_as.get(name, name) for name in used} <= provided


async def test_entity_event_setup(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Entities begin to listen when they are added, and none listens any more when they are gone."""

    def listening() -> list[str]:
        signals: dict[Any, dict[Any, Any]] = hass.data.get(DATA_DISPATCHER, {})
        return [
            str(name) for name, its in signals.items() if its and DOMAIN in str(name)
        ]

    await setup_integration(hass, config_entry)
    assert listening()
    await hass.config_entries.async_unload(config_entry.entry_id)
    assert listening() == []

    for name in PLATFORM_MODULES:
        for function in functions(TREES[f"custom_components.{DOMAIN}.{name}"]):
            source = ast.unparse(function)
            if "async_dispatcher_connect(" in source:
                assert function.name == "async_added_to_hass"
                assert "self.async_on_remove(async_dispatcher_connect(" in source


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_entity_unique_id(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Each entity has an id that no other has, made of the instance's and its own key."""
    await setup_integration(hass, config_entry)
    known = registered(hass, config_entry)
    assert len(known) == len(entities(hass, config_entry))
    unique_ids = [entity.unique_id for entity in known]
    assert len(unique_ids) == len(set(unique_ids))
    for unique_id in unique_ids:
        assert re.fullmatch(rf"{FIRST_ID}_[a-z_]+", unique_id)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_has_entity_name(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Home Assistant puts the names of device and entity together."""
    await setup_integration(hass, config_entry)
    for entity in registered(hass, config_entry):
        assert entity.has_entity_name, entity.entity_id
        assert entity.original_name
        assert "GREEN-API" not in entity.original_name


async def test_runtime_data(hass: HomeAssistant, config_entry: MockConfigEntry) -> None:
    """What runs for an account is in its entry, and in nothing global."""
    await setup_integration(hass, config_entry)
    assert type(config_entry.runtime_data) is coordinator.GreenApiCoordinator
    assert DOMAIN not in hass.data


@pytest.mark.parametrize(
    "break_it",
    [
        lambda simulator, instance: simulator.fault(times=None, status=500),
        lambda simulator, instance: instance.set_token("another"),
        lambda simulator, instance: instance.configure(beta_access=False),
    ],
    ids=["down", "refused", "not enabled"],
)
async def test_test_before_configure(
    hass: HomeAssistant,
    simulator: Simulator,
    instance: Instance,
    config_entry: MockConfigEntry,
    break_it: Callable[[Simulator, Instance], None],
) -> None:
    """No account is added that would not work."""
    break_it(simulator, instance)
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], dict(config_entry.data)
    )
    assert result["type"] is FlowResultType.FORM
    assert result["errors"]
    assert simulator.calls
    assert hass.config_entries.async_entries(DOMAIN) == []


@pytest.mark.parametrize(
    ("break_it", "state"),
    [
        (
            lambda simulator, instance: simulator.fault(times=None, status=500),
            ConfigEntryState.SETUP_RETRY,
        ),
        (
            lambda simulator, instance: instance.set_token("another"),
            ConfigEntryState.SETUP_ERROR,
        ),
    ],
    ids=["down", "refused"],
)
async def test_test_before_setup(
    hass: HomeAssistant,
    simulator: Simulator,
    instance: Instance,
    config_entry: MockConfigEntry,
    break_it: Callable[[Simulator, Instance], None],
    state: ConfigEntryState,
) -> None:
    """An account that does not work is not set up, and says whether it helps to wait."""
    break_it(simulator, instance)
    await setup_integration(hass, config_entry)
    assert config_entry.state is state
    assert config_entry.reason
    assert entities(hass, config_entry) == []
