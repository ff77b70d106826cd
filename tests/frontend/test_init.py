"""Tests of how the dashboard module is served and loaded."""

import gzip
from typing import Any

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.const import CONF_ID_INSTANCE, DOMAIN
from custom_components.green_api.frontend import FOLDER
from demo.simulator import SECOND_ID, SECOND_TOKEN
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from ..common import setup_integration

MODULES = sorted(path.name for path in FOLDER.glob("*.js"))


@pytest.fixture
async def frontend(hass: HomeAssistant) -> None:
    """Set up Home Assistant's pages."""
    assert await async_setup_component(hass, "frontend", {})


def module_urls(hass: HomeAssistant) -> list[str]:
    """Return the modules of this integration that Home Assistant's pages load."""
    urls = hass.data[DATA_EXTRA_MODULE_URL].urls
    return [url for url in urls if url.startswith("/green_api/")]


async def get(
    client: TestClient[Any, Any], url: str, encoding: str
) -> tuple[str, bytes]:
    """Return the content encoding of a reply, and its body as it was sent."""
    async with client.get(url, headers={"Accept-Encoding": encoding}) as response:
        assert response.status == 200
        assert response.content_type.endswith("javascript")
        assert "max-age=2678400" in response.headers["Cache-Control"]
        return response.headers.get("Content-Encoding", ""), await response.read()


@pytest.mark.usefixtures("frontend")
async def test_pages_load_the_module_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The module is loaded by every page, also after a reload, in the version that is served."""
    await setup_integration(hass, config_entry)
    (url,) = module_urls(hass)
    client = await hass_client_no_auth()
    _, body = await get(client, url, "identity")
    assert body == (FOLDER / "green-api.js").read_bytes()

    await hass.config_entries.async_reload(config_entry.entry_id)
    assert module_urls(hass) == [url]


@pytest.mark.usefixtures("frontend")
async def test_module_goes_with_the_last_account(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The module is loaded as long as there is an account, and again with the next one."""
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
    (url,) = module_urls(hass)

    await hass.config_entries.async_remove(config_entry.entry_id)
    assert module_urls(hass) == [url]
    await hass.config_entries.async_remove(second.entry_id)
    assert module_urls(hass) == []

    third = MockConfigEntry(domain=DOMAIN, unique_id="3", data=config_entry.data)
    await setup_integration(hass, third)
    assert module_urls(hass) == [url]


async def test_without_frontend(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """An account works in a Home Assistant without pages."""
    await setup_integration(hass, config_entry)
    assert DATA_EXTRA_MODULE_URL not in hass.data
    await hass.config_entries.async_remove(config_entry.entry_id)


async def test_files_are_served_compressed(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    aiohttp_client: ClientSessionGenerator,
) -> None:
    """A browser gets each file in the best encoding it accepts."""
    await setup_integration(hass, config_entry)
    client = await aiohttp_client(hass.http.app, auto_decompress=False)
    assert "green-api.js" in MODULES
    for name in MODULES:
        url = f"/green_api/frontend/{name}"
        module = (FOLDER / name).read_bytes()
        assert await get(client, url, "identity") == ("", module)
        encoding, body = await get(client, url, "gzip")
        assert (encoding, gzip.decompress(body)) == ("gzip", module)
        brotli = (FOLDER / f"{name}.br").read_bytes()
        assert await get(client, url, "gzip, br") == ("br", brotli)
        assert len(brotli) < len(body)
