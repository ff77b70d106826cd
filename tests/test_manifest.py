"""What the stores and Home Assistant read before any code: manifest.json and hacs.json."""

import re
import tomllib
from typing import Any, Final

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
import pytest

from custom_components.green_api.const import DOMAIN
from homeassistant.const import Platform, __version__
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration

from .quality_scale.common import COMPONENT, PACKAGE, ROOT, TREES, load_json, page
from .test_architecture import imports

MANIFEST: Final[dict[str, Any]] = load_json(f"custom_components/{DOMAIN}/manifest.json")
HACS: Final[dict[str, Any]] = load_json("hacs.json")

# What Home Assistant's own checker lets a custom integration have. Two newer keys it may not know yet.
ALLOWED: Final = {
    "after_dependencies",
    "codeowners",
    "config_flow",
    "dependencies",
    "disabled",
    "documentation",
    "domain",
    "import_executor",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "loggers",
    "name",
    "preview_features",
    "quality_scale",
    "requirements",
    "single_config_entry",
    "version",
}
NEEDED: Final = {
    "codeowners",
    "documentation",
    "domain",
    "iot_class",
    "issue_tracker",
    "name",
    "version",
}
HACS_ALLOWED: Final = {
    "content_in_root",
    "country",
    "filename",
    "hacs",
    "hide_default_branch",
    "homeassistant",
    "name",
    "persistent_directory",
    "render_readme",
    "zip_release",
}
# What may be imported without being waited for.
ALWAYS_THERE: Final = {"diagnostics", "repairs", "system_health", "websocket_api"} | {
    str(platform) for platform in Platform
}


def test_keys() -> None:
    """All that is needed is there, nothing that is not known, and in the order that is asked for."""
    assert NEEDED <= MANIFEST.keys() <= ALLOWED
    first, second, *others = MANIFEST
    assert (first, second) == ("domain", "name")
    assert others == sorted(others)


def test_domain_is_that_of_the_folder() -> None:
    """There is one integration, and it is called like its folder."""
    (folder,) = (ROOT / "custom_components").glob("*/manifest.json")
    assert MANIFEST["domain"] == folder.parent.name == COMPONENT.name == DOMAIN


def test_version() -> None:
    """The version is one that can be compared, and the same everywhere."""
    version = AwesomeVersion(
        MANIFEST["version"], ensure_strategy=[AwesomeVersionStrategy.SEMVER]
    )
    project = tomllib.loads(page("pyproject.toml"))["project"]
    assert project["version"] == version
    assert f"## [{version}]" in page("CHANGELOG.md")


@pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
def test_addresses(key: str) -> None:
    """Who looks for help is led to this repository, over https."""
    address = MANIFEST[key]
    assert re.fullmatch(r"https://github\.com/[\w-]+/ha-green-api(/issues)?", address)
    assert address.endswith("/issues") is (key == "issue_tracker")
    assert address in page("README.md")


def test_kind() -> None:
    """It is a service in a cloud that is asked now and then."""
    assert MANIFEST["integration_type"] == "service"
    assert MANIFEST["iot_class"] == "cloud_polling"


async def test_dependencies(hass: HomeAssistant) -> None:
    """What is imported of other integrations is set up before, and they exist."""
    declared = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    for domain in declared:
        assert (await async_get_integration(hass, domain)).is_built_in
    names = [name.removeprefix(PACKAGE).removeprefix(".") for name in TREES]
    used = {
        match[1]
        for name in names
        for each in imports(name)
        if (match := re.match(r"homeassistant\.components\.(\w+)", each))
    }
    assert {"http", "sensor"} <= used
    assert used - ALWAYS_THERE <= declared


async def test_home_assistant_loads_it(hass: HomeAssistant) -> None:
    """The loader takes the manifest as it is."""
    integration = await async_get_integration(hass, DOMAIN)
    assert not integration.is_built_in
    assert integration.name == MANIFEST["name"]
    assert integration.version == MANIFEST["version"]
    assert integration.config_flow
    assert integration.disabled is None


def test_hacs() -> None:
    """The store knows every key, shows the same name, and lets nobody install what would not run."""
    assert {"name"} <= HACS.keys() <= HACS_ALLOWED
    assert HACS["name"] == MANIFEST["name"]
    assert AwesomeVersion(HACS["homeassistant"]) <= AwesomeVersion(__version__)
    assert f"Home Assistant {HACS['homeassistant'].removesuffix('.0')}" in page(
        "README.md"
    )


def test_licence() -> None:
    """The store takes what is under a licence that it recognizes."""
    assert page("LICENSE").startswith("MIT License\n")
