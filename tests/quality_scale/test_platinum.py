"""The rules of the platinum tier."""

import ast
import inspect
import re
import tomllib
from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.client import GreenApiClient
from demo.simulator import Instance
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from tests.common import setup_integration
from tests.conftest import Poll

from .common import COMPONENT, PACKAGE, TREES, page


def test_async_dependency() -> None:
    """Every method of the client is awaited, and none waits in another way."""
    methods = {
        name: method
        for name, method in inspect.getmembers(GreenApiClient, inspect.isfunction)
        if not name.startswith("_")
    }
    assert "get_outgoing_statuses" in methods
    assert all(inspect.iscoroutinefunction(method) for method in methods.values())
    blocking = {"requests", "urllib", "urllib3", "socket", "subprocess", "time"}
    for name, tree in TREES.items():
        if not name.startswith(f"{PACKAGE}.client"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & blocking
            if isinstance(node, ast.ImportFrom):
                assert node.module not in blocking - {"time"}
                names = {alias.name for alias in node.names}
                assert node.module != "time" or names == {"monotonic"}


async def test_inject_websession(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """All calls go through the session that Home Assistant shares, and no other is ever opened."""
    parameters = list(inspect.signature(GreenApiClient).parameters.values())
    assert parameters[0].annotation is ClientSession

    shared = async_get_clientsession(hass)
    instance.post_text("a")
    with (
        patch.object(
            ClientSession, "__init__", side_effect=AssertionError("another session")
        ),
        patch(f"{PACKAGE}.coordinator.GreenApiClient", wraps=GreenApiClient) as made,
    ):
        await setup_integration(hass, config_entry)
        await poll()
    assert config_entry.runtime_data.last_update_success
    assert [call.args[0] for call in made.call_args_list] == [shared]
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                assert "ClientSession" not in ast.unparse(node.func)


def test_strict_typing() -> None:
    """`scripts/test` checks all types strictly, and others who use the integration can, too."""
    assert (COMPONENT / "py.typed").is_file()
    mypy: dict[str, Any] = tomllib.loads(page("pyproject.toml"))["tool"]["mypy"]
    assert mypy["strict"] is True
    assert "custom_components" in mypy["files"]
    assert "explicit-override" in mypy["enable_error_code"]
    assert not mypy.get("exclude")
    for override in mypy["overrides"]:
        assert "ignore_errors" not in override
        assert not any("custom_components" in each for each in override["module"])
    assert "\n.venv/bin/mypy\n" in page("scripts/test")


def test_our_entries_are_typed() -> None:
    """Whoever is given an entry of ours says so, and thereby what runs for it."""
    annotations = [
        ast.unparse(annotation)
        for tree in TREES.values()
        for node in ast.walk(tree)
        for annotation in (
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
        )
        if annotation is not None
    ]
    assert annotations.count("GreenApiConfigEntry") > 20
    assert [each for each in annotations if re.search(r"\bConfigEntry\b", each)] == []
