"""The GREEN-API integration: a WhatsApp account's own statuses."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, async_noop, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .coordinator import GreenApiConfigEntry, GreenApiCoordinator
from .dashboard import async_add_resource, async_remove_resource, async_setup_dashboard
from .http import async_setup_views
from .media import async_remove_media
from .repairs import async_check_delivery_receipts
from .services import async_setup_services
from .storage import JournalStore
from .websocket_api import async_setup_websocket_api

PLATFORMS: list[Platform] = [
    Platform.BINARY_SENSOR,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NOTIFY,
    Platform.SENSOR,
]
# Asking counts against the plan.
SETTINGS_INTERVAL: Final = timedelta(hours=1)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all accounts share."""
    async_setup_services(hass)
    async_setup_views(hass)
    async_setup_websocket_api(hass)
    await async_setup_dashboard(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Set up an account."""
    coordinator = GreenApiCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await async_add_resource(hass)
    # A coordinator polls only while something listens; triggers listen to what it announces.
    entry.async_on_unload(coordinator.async_add_listener(async_noop))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if coordinator.counter is not None:
        entry.async_on_unload(
            coordinator.counter.async_add_listener(coordinator.async_update_listeners)
        )
        entry.async_create_background_task(
            hass, coordinator.counter.async_refresh(), "count views"
        )
    _async_watch_delivery_receipts(hass, entry)
    # Only now, and only once automations listen, is there anyone to tell what happened.
    entry.async_on_unload(async_at_started(hass, coordinator.async_start_announcing))


@callback
def _async_watch_delivery_receipts(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> None:
    """Check the instance's settings now and then: they hardly ever change."""

    @callback
    def check(_now: datetime | None = None) -> None:
        entry.async_create_background_task(
            hass, async_check_delivery_receipts(hass, entry), "check settings"
        )

    check()
    entry.async_on_unload(async_track_time_interval(hass, check, SETTINGS_INTERVAL))


async def async_unload_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Unload an account."""
    await hass.config_entries.async_unload_platforms_or_raise(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Forget an account's statuses."""
    await JournalStore(hass, entry.entry_id).async_remove()
    await async_remove_media(hass, entry.entry_id)
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        await async_remove_resource(hass)
