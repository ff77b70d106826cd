"""Tests of the dashboard module's resource."""

from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api import dashboard
from custom_components.green_api.const import CONF_ID_INSTANCE, DOMAIN
from demo.simulator import SECOND_ID, SECOND_TOKEN
from homeassistant.components.lovelace import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .common import setup_integration

OTHER = {"res_type": "module", "url": "/local/other.js"}


@pytest.fixture
async def lovelace(hass: HomeAssistant) -> None:
    """Set up the dashboards."""
    assert await async_setup_component(hass, "lovelace", {})


def collection_of(hass: HomeAssistant) -> ResourceStorageCollection:
    """Return the resources as they can be edited."""
    collection = hass.data[LOVELACE_DATA].resources
    assert isinstance(collection, ResourceStorageCollection)
    return collection


def resources(hass: HomeAssistant) -> list[str]:
    """Return the addresses of the resources."""
    return [item["url"] for item in hass.data[LOVELACE_DATA].resources.async_items()]


@pytest.mark.usefixtures("lovelace")
async def test_resource(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The module is listed once, served to browsers, and kept by them until its version changes."""
    await collection_of(hass).async_create_item(OTHER)
    await setup_integration(hass, config_entry)

    other, url = resources(hass)
    assert other == OTHER["url"]
    assert url.startswith("/green_api/green-api.js?v=0.1.0-")
    client = await hass_client_no_auth()
    response = await client.get(url)
    assert response.status == 200
    assert "javascript" in response.headers["Content-Type"]
    assert "max-age" in response.headers["Cache-Control"]
    assert b"green-api-status-card" in await response.read()

    await hass.config_entries.async_reload(config_entry.entry_id)
    assert resources(hass) == [other, url]


@pytest.mark.usefixtures("lovelace")
async def test_new_version(
    hass: HomeAssistant, config_entry: MockConfigEntry, tmp_path: Path
) -> None:
    """An update changes the resource that is there, and clears up what is there twice."""
    collection = collection_of(hass)
    for version in ("0.0.1", "0.0.2"):
        await collection.async_create_item(
            {"res_type": "js", "url": f"/green_api/green-api.js?v={version}"}
        )
    before = collection.async_items()[0]["id"]
    file = tmp_path / "green-api.js"
    file.write_text("export {};")
    with patch.object(dashboard, "FILE", file):
        await setup_integration(hass, config_entry)

    (item,) = collection.async_items()
    assert item["id"] == before
    assert item["type"] == "module"
    assert item["url"].startswith("/green_api/green-api.js?v=0.1.0-")
    first = item["url"]

    await hass.config_entries.async_reload(config_entry.entry_id)
    (item,) = collection.async_items()
    assert item["id"] == before
    assert item["url"] != first


@pytest.mark.usefixtures("lovelace")
async def test_removal(hass: HomeAssistant, config_entry: MockConfigEntry) -> None:
    """The resource goes with the last account, and comes back with the next one."""
    second = MockConfigEntry(
        domain=DOMAIN,
        unique_id=SECOND_ID,
        data={
            **config_entry.data,
            CONF_ID_INSTANCE: SECOND_ID,
            "api_token": SECOND_TOKEN,
        },
    )
    second.add_to_hass(hass)
    await setup_integration(hass, config_entry)
    assert len(resources(hass)) == 1

    await hass.config_entries.async_remove(config_entry.entry_id)
    assert len(resources(hass)) == 1
    await hass.config_entries.async_remove(second.entry_id)
    assert resources(hass) == []

    third = MockConfigEntry(domain=DOMAIN, unique_id="3", data=config_entry.data)
    await setup_integration(hass, third)
    assert len(resources(hass)) == 1


async def test_without_dashboards(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Home Assistant without dashboards has accounts all the same."""
    await setup_integration(hass, config_entry)
    assert LOVELACE_DATA not in hass.data
    await hass.config_entries.async_remove(config_entry.entry_id)


@pytest.mark.parametrize(
    ("listed", "explained"),
    [([], True), ([{"url": "/green_api/green-api.js?v=1", "type": "module"}], False)],
)
async def test_yaml(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    listed: list[dict[str, str]],
    explained: bool,
) -> None:
    """Where resources are in YAML, an issue says what to write, until it is written."""
    assert await async_setup_component(
        hass,
        "lovelace",
        {"lovelace": {"resource_mode": "yaml", "resources": listed}},
    )
    await setup_integration(hass, config_entry)

    assert resources(hass) == [item["url"] for item in listed]
    issue = ir.async_get(hass).async_get_issue(DOMAIN, dashboard.ISSUE)
    assert (issue is not None) is explained
    if issue is not None:
        assert issue.translation_placeholders is not None
        assert issue.translation_placeholders["url"].startswith("/green_api/")

    await hass.config_entries.async_remove(config_entry.entry_id)
    assert ir.async_get(hass).async_get_issue(DOMAIN, dashboard.ISSUE) is None
