"""The dashboard module: served once, and listed among the dashboard resources as long as there is an account."""

import asyncio
from hashlib import blake2s
from pathlib import Path
from typing import Final

from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_integration
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

FILE: Final = Path(__file__).parent / "frontend" / "green-api.js"
URL: Final = f"/{DOMAIN}/green-api.js"
DOCUMENTATION: Final = "/blob/main/docs/dashboard.md"
ISSUE: Final = "dashboard_resource"

# Accounts are set up at the same time, and only one of them may add the resource.
LOCK: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_dashboard")


async def async_setup_dashboard(hass: HomeAssistant) -> None:
    """Serve the module; what is served once is served until Home Assistant stops."""
    hass.data[LOCK] = asyncio.Lock()
    await hass.http.async_register_static_paths([StaticPathConfig(URL, str(FILE))])


async def async_add_resource(hass: HomeAssistant) -> None:
    """List the module among the dashboard resources, in the version that is served."""
    if (lovelace := hass.data.get(LOVELACE_DATA)) is None:
        # Without dashboards, nobody misses the module.
        return
    url = f"{URL}?v={await _version(hass)}"
    resources = lovelace.resources
    if not isinstance(resources, ResourceStorageCollection):
        await _explain(hass, url, [item["url"] for item in resources.async_items()])
        return
    ir.async_delete_issue(hass, DOMAIN, ISSUE)
    async with hass.data[LOCK]:
        listed = await _listed(resources)
        if not listed:
            await resources.async_create_item({"res_type": "module", "url": url})
        for item in listed[:1]:
            if item["url"] != url or item["type"] != "module":
                await resources.async_update_item(
                    item["id"], {"res_type": "module", "url": url}
                )
        for item in listed[1:]:
            await resources.async_delete_item(item["id"])


async def async_remove_resource(hass: HomeAssistant) -> None:
    """Take the module off the list."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE)
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is None or not isinstance(
        resources := lovelace.resources, ResourceStorageCollection
    ):
        return
    for item in await _listed(resources):
        await resources.async_delete_item(item["id"])


async def _listed(resources: ResourceStorageCollection) -> list[dict[str, str]]:
    """Return the resources that are this module, in whatever version."""
    # This loads the list, unless somebody has looked at it already.
    await resources.async_get_info()
    return [item for item in resources.async_items() if _is_ours(item["url"])]


def _is_ours(url: str) -> bool:
    return url.partition("?")[0] == URL


async def _version(hass: HomeAssistant) -> str:
    """Return what changes with every change of the module, for browsers keep it for a month."""
    integration = await async_get_integration(hass, DOMAIN)
    content = await hass.async_add_executor_job(FILE.read_bytes)
    return f"{integration.version}-{blake2s(content, digest_size=4).hexdigest()}"


async def _explain(hass: HomeAssistant, url: str, listed: list[str]) -> None:
    """Say what to write where resources are kept in YAML, until it is written there."""
    if any(_is_ours(each) for each in listed):
        ir.async_delete_issue(hass, DOMAIN, ISSUE)
        return
    integration = await async_get_integration(hass, DOMAIN)
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE,
        is_fixable=False,
        learn_more_url=f"{integration.documentation}{DOCUMENTATION}",
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        translation_placeholders={"url": url},
    )
