"""What the rules look at: source, texts, documentation, entities."""

import ast
from collections.abc import Iterator
from importlib import import_module
import json
from pathlib import Path
import re
from types import ModuleType
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.green_api
from custom_components.green_api import PLATFORMS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.util.yaml import load_yaml_dict

COMPONENT: Final = Path(custom_components.green_api.__file__).parent
ROOT: Final = COMPONENT.parents[1]
PACKAGE: Final = custom_components.green_api.__name__
PATHS: Final = {
    ".".join((PACKAGE, *path.relative_to(COMPONENT).with_suffix("").parts)): path
    for path in sorted(COMPONENT.rglob("*.py"))
}
TREES: Final = {
    name.removesuffix(".__init__"): ast.parse(path.read_text(encoding="utf-8"))
    for name, path in PATHS.items()
}
# Every module of a platform, by its name.
PLATFORM_MODULES: Final = {
    str(platform): import_module(f"{PACKAGE}.{platform}") for platform in PLATFORMS
}


def load_json(path: str) -> Any:
    """Return a JSON file of the project."""
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def own_json(path: str) -> Any:
    """Return a JSON file of the component."""
    return json.loads((COMPONENT / path).read_text(encoding="utf-8"))


def own_yaml(path: str) -> dict[str, Any]:
    """Return a YAML file of the component, without the parts that begin with a dot."""
    content = load_yaml_dict(str(COMPONENT / path))
    return {key: value for key, value in content.items() if not key.startswith(".")}


def english(*path: str) -> Any:
    """Return a part of the English texts."""
    found = own_json("translations/en.json")
    for key in path:
        found = found[key]
    return found


def page(path: str) -> str:
    """Return a page of the documentation."""
    return (ROOT / path).read_text(encoding="utf-8")


def part(path: str, title: str) -> str:
    """Return what stands under a heading, down to the next one of its rank."""
    text = page(path)
    heading = re.search(rf"^(#+) {re.escape(title)}\n", text, re.MULTILINE)
    assert heading is not None, f"{path} has no part {title}"
    rest = text[heading.end() :]
    end = re.search(rf"^#{{1,{len(heading[1])}}} ", rest, re.MULTILINE)
    found = rest[: end.start()] if end else rest
    assert found.strip(), f"{path}: {title} is empty"
    return found


def rows(text: str) -> dict[str, str]:
    """Return the rows of the tables of a text by what is in their first column."""
    return {
        cells[1].strip(): line
        for line in text.splitlines()
        if line.startswith("|") and len(cells := line.split("|")) > 2
    }


def steps(text: str) -> int:
    """Return how many numbered steps a text has."""
    return len(re.findall(r"^\d+\. ", text, re.MULTILINE))


def module_of(name: str) -> ModuleType:
    """Return a module of the component."""
    return import_module(name)


def functions(
    tree: ast.AST,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions and methods of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def registered(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Return the registry's entries for the entities of an account."""
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> list[Entity]:
    """Return the entities of an account."""
    return [
        entity
        for platform in async_get_platforms(hass, entry.domain)
        if platform.config_entry is entry
        for entity in platform.entities.values()
    ]
