"""Every text that code asks for is there, in every language, and nothing more."""

import ast
from collections.abc import Generator, Iterable, Iterator
import json
from pathlib import Path
import re
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.green_api
from custom_components.green_api import issues
from custom_components.green_api.client import (
    InstanceState,
    StatusState,
    StatusType,
    errors,
)
from custom_components.green_api.issues import Issue
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .automations import no_view_counts
from .common import set_up_with_options, setup_integration

COMPONENT = Path(custom_components.green_api.__file__).parent
LANGUAGES = sorted(path.stem for path in COMPONENT.glob("translations/*.json"))
MODULES = sorted(COMPONENT.rglob("*.py"))
# Home Assistant's own texts, which an integration uses without repeating them.
COMMON_ABORTS = {"reauth_successful", "reconfigure_successful"}

type Texts = dict[str, str]


def load(path: str) -> Any:
    """Return a JSON file of the component."""
    return json.loads((COMPONENT / path).read_text(encoding="utf-8"))


def flat(tree: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Return the leaves of a tree by their path."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def texts(language: str) -> Texts:
    """Return the texts of a language by key."""
    return dict(flat(load(f"translations/{language}.json")))


def section(*path: str) -> Any:
    """Return a part of the English texts."""
    found = load("translations/en.json")
    for key in path:
        found = found[key]
    return found


def keywords(name: str) -> set[str]:
    """Return the constants that are passed anywhere in the component under this keyword."""
    return {
        keyword.value.value
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == name
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def is_written_out(key: str) -> bool:
    """Return whether a key is a constant anywhere in the component."""
    return any(f'"{key}"' in module.read_text(encoding="utf-8") for module in MODULES)


def placeholders(text: str) -> set[str]:
    """Return what stands in braces in a text."""
    return set(re.findall(r"{(\w+)}", text))


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Leave views out of it."""
    with no_view_counts():
        yield


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_a_language_are_those_of_english(language: str) -> None:
    """A language has the texts that English has, and fills in what English fills in."""
    english = texts("en")
    assert texts(language).keys() == english.keys()
    for key, text in texts(language).items():
        assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_tidy(language: str) -> None:
    """A text has words, no blanks at its ends, no address, no markup of a page, and no brace that is left open."""
    for key, text in texts(language).items():
        assert text, key
        assert text == text.strip(), key
        assert not re.search(r"\S {2}", text), key
        assert "http://" not in text, key
        assert "https://" not in text, key
        assert not re.search(r"</?\w+[^>]*>", text), key
        assert "{" not in re.sub(r"{\w+}", "", text), key
        assert "}" not in re.sub(r"{\w+}", "", text), key


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_texts_are_translated(language: str) -> None:
    """A language is not English under another name."""
    own = texts(language)
    english = {
        key: text for key, text in texts("en").items() if " " in text and key in own
    }
    same = [key for key, text in english.items() if own[key] == text]
    assert len(same) <= len(english) / 20, same


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_every_entity_has_a_name(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """The entities that there are, and the names that there are, are the same."""
    await set_up_with_options(hass, config_entry, contacts=True)
    entities = {
        (entity.domain, entity.translation_key)
        for entity in er.async_entries_for_config_entry(
            entity_registry, config_entry.entry_id
        )
    }
    named = {
        (platform, key)
        for platform, keys in section("entity").items()
        for key, entity in keys.items()
        if entity.get("name")
    }
    assert entities == named


def test_every_icon_is_of_an_entity() -> None:
    """An icon belongs to something that has a name, and so do its states."""
    icons = load("icons.json")
    for platform, keys in icons["entity"].items():
        for key, icon in keys.items():
            named = section("entity", platform, key)
            assert icon.get("state", {}).keys() <= named.get("state", {}).keys()
            for attribute, its in icon.get("state_attributes", {}).items():
                states = named["state_attributes"][attribute].get("state", {})
                assert its.get("state", {}).keys() <= states.keys()
    for kind in ("services", "triggers", "conditions"):
        assert icons.get(kind, {}).keys() == section(kind).keys()
    for key, icon in flat(icons):
        assert re.fullmatch(r"mdi:[a-z0-9-]+", icon), key


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (("latest_status", "state"), StatusState),
        (("latest_status", "state_attributes", "type", "state"), StatusType),
        (("instance_state", "state"), InstanceState),
    ],
)
def test_every_value_has_a_text(path: tuple[str, ...], values: Iterable[str]) -> None:
    """What a sensor can show, it can say."""
    assert section("entity", "sensor", *path).keys() == set(values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["triggers", "conditions", "services"])
def test_what_is_searched_says_whatsapp(language: str, kind: str) -> None:
    """In the name or the description."""
    shown = texts(language)
    for key in section(kind):
        found = (shown[f"{kind}.{key}.name"], shown[f"{kind}.{key}.description"])
        assert any("WhatsApp" in text for text in found), key


def test_what_others_wrote_does_not_turn_a_hebrew_sentence_round() -> None:
    """Names, paths, ids and phone numbers are isolated from the Hebrew around them."""
    foreign = r"{(account|source|participant|color|file_name|status_id|identifier)}"
    for key, text in texts("he").items():
        for match in re.finditer(foreign, text):
            around = text[match.start() - 1] + text[match.end()]
            assert around == "\u2068\u2069", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_can_be_told_apart(language: str) -> None:
    """No two states of a sensor are called the same."""
    sensors = load(f"translations/{language}.json")["entity"]["sensor"]
    for sensor in sensors.values():
        states = list(sensor.get("state", {}).values())
        assert len(states) == len(set(states))
    names = [sensor["name"] for sensor in sensors.values() if "name" in sensor]
    assert len(names) == len(set(names))


def test_every_exception_has_a_text() -> None:
    """Whatever a poll or an action can fail with has a message, and each message can happen."""
    kinds = [
        kind
        for module in (errors, issues)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, errors.GreenApiError)
    ]
    used = {kind.translation_key for kind in kinds}
    exceptions = section("exceptions").keys()
    assert used <= exceptions
    assert [
        key for key in exceptions if key not in used and not is_written_out(key)
    ] == []


def test_every_translation_key_in_code_exists() -> None:
    """A key that is written out somewhere in the code is that of an exception, an issue or an entity."""
    known = section("exceptions").keys() | section("issues").keys()
    for keys in section("entity").values():
        known |= keys.keys()
    known |= section("selector").keys()
    used = keywords("translation_key")
    assert used
    assert used <= known


def test_every_issue_has_a_text() -> None:
    """The issues that there are, and the texts that there are, are the same."""
    texts_of_issues = section("issues")
    assert set(Issue) == texts_of_issues.keys()
    for key in Issue:
        issue = texts_of_issues[key]
        fixable = key in {Issue.DELIVERY_RECEIPTS_OFF, Issue.JOURNAL_UNREADABLE}
        assert ("fix_flow" in issue) is fixable
        assert ("description" in issue) is not fixable
        # A user with two accounts has to see which one it is.
        assert "{account}" in issue["title"]


def test_every_error_of_the_form_has_a_text() -> None:
    """What a form can say, it says in words, and nothing else is translated."""
    assert section("config", "error").keys() == {
        "cannot_connect",
        "expired",
        "forbidden",
        "invalid_auth",
        "invalid_instance_id",
        "invalid_url",
        "quota_exceeded",
        "unknown",
    }
    assert section("config", "abort").keys() >= {
        "already_configured",
        "unique_id_mismatch",
    }


async def test_every_field_has_a_name(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Each field of each form is named and explained."""
    with patch(
        "custom_components.green_api.config_flow.GreenApiConfigFlow._async_check"
    ):
        await setup_integration(hass, config_entry)
        forms = [
            await hass.config_entries.flow.async_init(
                "green_api", context={"source": "user"}
            ),
            await config_entry.start_reauth_flow(hass),
            await config_entry.start_reconfigure_flow(hass),
            await hass.config_entries.options.async_init(config_entry.entry_id),
        ]
    for form, part in zip(
        forms, ("config", "config", "config", "options"), strict=True
    ):
        step_id, schema = form["step_id"], form["data_schema"]
        assert step_id is not None
        assert schema is not None
        fields = {str(field) for field in schema.schema}
        step = section(part, "step", step_id)
        assert step["data"].keys() == fields
        assert step["data_description"].keys() == fields
        used = placeholders(json.dumps(step))
        assert used <= (form["description_placeholders"] or {}).keys()
    assert {str(form["step_id"]) for form in forms[:3]} == section(
        "config", "step"
    ).keys()
    assert CONF_API_TOKEN in section("config", "step", "reauth_confirm", "data")


async def test_texts_reach_home_assistant(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The device speaks the language of Home Assistant."""
    hass.config.language = "de"
    await setup_integration(hass, config_entry)
    german = load("translations/de.json")["entity"]["sensor"]["active_statuses"]
    names = {state.attributes.get("friendly_name") for state in hass.states.async_all()}
    assert f"WhatsApp 0001 {german['name']}" in names
