"""The dashboard module: served to browsers, and loaded by every page while there is an account."""

from hashlib import blake2s
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

FOLDER: Final = Path(__file__).parent / "dist"
ENTRY_MODULE: Final = "green-api.js"
URL: Final = f"/{DOMAIN}/frontend"

DATA_MODULE_URL: HassKey[str] = HassKey(f"{DOMAIN}_module_url")


async def async_setup_frontend(hass: HomeAssistant) -> None:
    """Serve the files; a path that is registered once stays until Home Assistant stops."""
    content = await hass.async_add_executor_job((FOLDER / ENTRY_MODULE).read_bytes)
    # Browsers cache the files for a month. The names of all others contain a hash of their content.
    version = blake2s(content, digest_size=4).hexdigest()
    hass.data[DATA_MODULE_URL] = f"{URL}/{ENTRY_MODULE}?v={version}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(URL, str(FOLDER), cache_headers=True)]
    )
    async_add_module(hass)


@callback
def async_add_module(hass: HomeAssistant) -> None:
    """Add the module to Home Assistant's pages; adding it again changes nothing."""
    if "frontend" in hass.config.components:
        add_extra_js_url(hass, hass.data[DATA_MODULE_URL])


@callback
def async_remove_module(hass: HomeAssistant) -> None:
    """Remove the module from Home Assistant's pages."""
    if "frontend" in hass.config.components and DATA_MODULE_URL in hass.data:
        remove_extra_js_url(hass, hass.data[DATA_MODULE_URL])
