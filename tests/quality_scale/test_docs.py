"""The rules that are about documentation, of all tiers: the texts that users see stand there, word for word."""

import re

import pytest

from custom_components.green_api.config_flow import OPTIONS_SCHEMA
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import DEFAULT_SCAN_INTERVAL
from custom_components.green_api.counter import DEFAULT_VIEWS_PER_HOUR
from homeassistant.helpers.selector import BooleanSelector

from .common import (
    ROOT,
    english,
    load_json,
    own_json,
    own_yaml,
    page,
    part,
    rows,
    steps,
)

ACTIONS = own_yaml("services.yaml")


@pytest.mark.parametrize("action", ACTIONS)
def test_docs_actions(action: str) -> None:
    """Each action has a part of its own, under the name that the editor shows, with its fields and an example."""
    title = english("services", action, "name")
    text = part("docs/actions.md", title)
    assert f"`{DOMAIN}.{action}`" in text
    assert f"action: {DOMAIN}.{action}" in text
    listed = rows(text)
    shared = part("docs/actions.md", "All actions")
    for field in ACTIONS[action]["fields"]:
        assert any(f"`{field}`" in first for first in listed), field
    assert "config_entry_id" in shared
    assert f"[{title}]" in page("docs/actions.md").split("\n## ", maxsplit=1)[0]
    assert f"`{DOMAIN}.{action}`" in part("README.md", "Actions")


def _check_automation_page(file: str, kind: str, key: str, keyword: str) -> None:
    """Check that a trigger or a condition has a part of its own, for the editor and for YAML."""
    title = english(kind, key, "name")
    text = part(file, title)
    assert f"`{DOMAIN}.{key}`" in text
    assert f"{keyword}: {DOMAIN}.{key}" in text
    assert steps(text) >= 2, "how to do it in the editor"
    assert f"**{title}**" in text, "what to choose there"
    assert f"[{title}]" in page(file).split("\n## ", maxsplit=1)[0]
    shared = f"{text}{part(file, f'All {kind}')}"
    for field in own_yaml(f"{kind}.yaml")[key].get("fields", {}):
        assert re.search(rf"`{field}\b|^ +{field}: ", shared, re.MULTILINE), field
        name = english(kind, key, "fields", field, "name")
        assert f"**{name}**" in shared, "where to enter it"


@pytest.mark.parametrize("key", own_yaml("triggers.yaml"))
def test_docs_triggers(key: str) -> None:
    """Each trigger has a part of its own, for the editor and for YAML."""
    _check_automation_page("docs/triggers.md", "triggers", key, "trigger")


@pytest.mark.parametrize("key", own_yaml("conditions.yaml"))
def test_docs_conditions(key: str) -> None:
    """Each condition has a part of its own, for the editor and for YAML."""
    _check_automation_page("docs/conditions.md", "conditions", key, "condition")


def test_docs_high_level_description() -> None:
    """The README begins with what this is, and with a link to the service."""
    introduction = page("README.md").split("\n## ", maxsplit=1)[0]
    assert "WhatsApp" in introduction
    assert "[GREEN-API](https://green-api.com" in introduction


def test_docs_installation_instructions() -> None:
    """It can be installed in the Marketplace and by hand, and is then added step by step."""
    text = part("README.md", "Installation")
    assert steps(text) >= 2
    assert "Marketplace" in text
    assert "**By hand:**" in text
    assert "custom_components/green_api" in text
    assert own_json("manifest.json")["name"] in part("README.md", "Set up")


def test_docs_removal_instructions() -> None:
    """It can be got rid of step by step, here and at GREEN-API."""
    text = part("README.md", "Removal")
    assert steps(text) >= 2
    assert own_json("manifest.json")["name"] in text


def test_docs_installation_parameters() -> None:
    """Each field of the form is explained, under the name that it has there and in the console."""
    text = part("README.md", "Set up")
    fields = english("config", "step", "user", "data")
    listed = rows(text)
    for label in fields.values():
        name, _, in_console = label.removesuffix(")").partition(" (")
        assert f"`{in_console}`" in listed[name]


def test_docs_configuration_parameters() -> None:
    """Each option is explained, with its default and its range."""
    listed = rows(part("README.md", "Options"))
    for field, schema in OPTIONS_SCHEMA.schema.items():
        row = listed[english("options", "step", "init", "data", str(field))]
        if isinstance(schema, BooleanSelector):
            assert "| on |" in row
            continue
        config = schema.validators[0].config
        assert f"| {field.default()}" in row
        assert f"| {config['min']:.0f}–{config['max']:.0f}" in row


def test_docs_data_update() -> None:
    """It is said how often GREEN-API is asked, by each method that is called without being told to."""
    text = part("README.md", "How data is updated")
    assert f"**Every {DEFAULT_SCAN_INTERVAL} seconds**" in text
    for method in (
        "getStateInstance",
        "getOutgoingStatuses",
        "getStatusStatistic",
        "getSettings",
    ):
        assert f"`{method}`" in text
    assert f"up to {DEFAULT_VIEWS_PER_HOUR} an hour" in text
    assert "homeassistant.update_entity" in text


def test_docs_examples() -> None:
    """There are automations to copy, and blueprints to import; that Home Assistant takes them is tested elsewhere."""
    text = part("README.md", "Automations")
    assert text.count("```yaml") >= 3
    blueprints = sorted((ROOT / "blueprints").rglob("*.yaml"))
    assert blueprints
    for blueprint in blueprints:
        assert f"({blueprint.relative_to(ROOT)})" in text
        assert blueprint.name in page("docs/blueprints.md")


def test_docs_known_limitations() -> None:
    """It is said what cannot be expected."""
    assert part("README.md", "Known limitations").count("\n- ") >= 5


def test_docs_supported_devices() -> None:
    """It is said which accounts work, and which do not."""
    text = part("README.md", "Requirements and supported accounts")
    assert "WhatsApp" in text
    assert "not\n  supported" in text or "not supported" in text
    assert load_json("hacs.json")["homeassistant"].removesuffix(".0") in text


def test_docs_supported_functions() -> None:
    """Each entity is explained under its name, with its platform where it is no sensor, and each surface has a page."""
    listed = rows(part("README.md", "Entities"))
    for platform, its in english("entity").items():
        for key, entity in its.items():
            name, kind = entity["name"], platform.replace("_", " ")
            names = (
                (name, f"{name} (diagnostic)")
                if platform == "sensor"
                else (f"{name} ({kind})", f"{name} ({kind}, diagnostic)")
            )
            (row,) = [listed[each] for each in names if each in listed]
            for attribute in entity.get("state_attributes", {}):
                where = page("docs/events.md") if platform == "event" else row
                assert f"`{attribute}`" in where, f"{key}: {attribute}"
            if platform == "sensor":
                for state in entity.get("state", {}):
                    assert f"`{state}`" in row, f"{key}: {state}"


def test_docs_troubleshooting() -> None:
    """Whatever a form or a repair says is in the list of what to do, in the words of the form or the repair."""
    text = part("README.md", "Troubleshooting")
    messages = rows(part("README.md", "Messages in the form"))
    repairs = rows(part("README.md", "Repairs"))
    for said in (
        *english("config", "error").values(),
        *english("config", "abort").values(),
    ):
        assert any(_is_said(first, said) for first in messages), said
    for issue in english("issues").values():
        assert any(_is_said(first, issue["title"]) for first in repairs), issue["title"]
    assert "debug logging" in text
    assert "diagnostics" in text


def test_docs_use_cases() -> None:
    """It is said what one can do with it."""
    assert part("README.md", "Use cases").count("\n- ") >= 3


def _is_said(shortened: str, text: str) -> bool:
    """Return whether a text begins as the README has it, which leaves out something at an ellipsis."""
    if len(shortened) < 10:
        return False
    words = [re.escape(each.strip()) for each in shortened.split("…")]
    return re.match(r".*?".join(words), text) is not None
