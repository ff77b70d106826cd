"""The GREEN-API integration: a WhatsApp account's own statuses."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import Platform
from homeassistant.core import CoreState, Event, HomeAssistant, async_noop, callback
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import (
    async_track_device_registry_updated_event,
    async_track_time_interval,
)
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.typing import ConfigType

from .client import GreenApiError, StatusState, StatusType
from .const import CONF_CONTACTS, CONF_ID_INSTANCE, CONF_VIEWS, DOMAIN
from .contacts import PART, ContactStatusesCoordinator
from .coordinator import GreenApiCoordinator
from .data import GreenApiConfigEntry, GreenApiData, account_title, create_client
from .frontend import async_add_module, async_remove_module, async_setup_frontend
from .frontend.websocket_api import async_setup_websocket_api
from .http import async_setup_views
from .issues import (
    Issue,
    async_check_delivery_receipts,
    async_close_issues_of_disabled_entries,
    async_rename_issues,
    async_set_issue,
)
from .journal import JournalStore, NewerVersionError
from .media import MediaLibrary, async_remove_media
from .services import async_setup_services
from .viewers import ContactNames, Schedule, ViewsCoordinator

PLATFORMS: list[Platform] = [
    Platform.BINARY_SENSOR,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NOTIFY,
    Platform.SENSOR,
]
# The entities that are gone while the statuses of contacts are not wanted.
CONTACT_ENTITIES: Final = (
    (Platform.SENSOR, "contact_statuses"),
    (Platform.SENSOR, "latest_contact_status"),
    (Platform.EVENT, "contact_status"),
    (Platform.IMAGE, "latest_contact_media"),
)
# Seconds for all that set-up waits for, while Home Assistant starts and waits for it.
START_TIMEOUT: Final = 10
# Asking counts against the plan.
SETTINGS_INTERVAL: Final = timedelta(hours=1)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what all accounts share."""
    async_setup_services(hass)
    async_setup_views(hass)
    async_setup_websocket_api(hass)
    await async_setup_frontend(hass)
    async_close_issues_of_disabled_entries(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Set up an account."""
    is_starting = hass.state is not CoreState.running
    try:
        async with asyncio.timeout(START_TIMEOUT) if is_starting else nullcontext():
            entry.runtime_data = await _async_load(hass, entry)
    except TimeoutError as error:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="cannot_connect"
        ) from error
    data = entry.runtime_data
    async_add_module(hass)
    # A coordinator polls only while something listens; triggers listen to what it announces.
    entry.async_on_unload(data.coordinator.async_add_listener(async_noop))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if data.views is not None:
        entry.async_on_unload(
            data.views.async_add_listener(data.coordinator.async_update_listeners)
        )
    if data.contact_statuses is not None:
        entry.async_on_unload(data.contact_statuses.async_add_listener(async_noop))
    if not entry.pref_disable_polling:
        _async_start_background_requests(hass, entry)
    _async_keep_one_name(hass, entry)
    # Only now, and only once automations listen, is there anyone to tell what happened.
    entry.async_on_unload(
        async_at_started(hass, data.coordinator.async_start_announcing)
    )
    if data.contact_statuses is not None:
        entry.async_on_unload(
            async_at_started(hass, data.contact_statuses.async_start_announcing)
        )


async def _async_load(hass: HomeAssistant, entry: GreenApiConfigEntry) -> GreenApiData:
    """Load what is known of an account, connect its parts and poll it once."""

    @callback
    def report_unreadable(file: str) -> None:
        async_set_issue(hass, entry, Issue.JOURNAL_UNREADABLE, {"file": file})

    client = create_client(hass, entry.data)
    store = JournalStore(hass, entry.entry_id, report_unreadable)
    entry.async_on_unload(store.async_close)
    try:
        stored = await store.async_load()
    except NewerVersionError as error:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="stored_by_newer_version"
        ) from error
    coordinator = GreenApiCoordinator(
        hass,
        entry,
        client,
        stored.journal,
        save=store.async_save,
        names=await _async_names(hass),
    )
    media = MediaLibrary(
        hass,
        entry,
        stored.parts.get("media"),
        save=partial(store.async_save_part, "media"),
    )
    await media.async_load(stored.journal)
    await coordinator.async_config_entry_first_refresh()

    @callback
    def update_media() -> None:
        media.async_update(coordinator.data.journal, coordinator.data.reply)

    update_media()
    entry.async_on_unload(coordinator.async_add_listener(update_media))
    views = None
    if entry.options.get(CONF_VIEWS, True):
        views = ViewsCoordinator(
            hass,
            entry,
            client,
            Schedule.from_dict(stored.parts.get("views")),
            get_journal=lambda: coordinator.data.journal,
            record=coordinator.async_record_views,
            save=partial(store.async_save_part, "views"),
        )
    contact_statuses = None
    if entry.options.get(CONF_CONTACTS, False):
        contact_statuses = ContactStatusesCoordinator(
            hass,
            entry,
            client,
            stored.parts.get(PART),
            save=partial(store.async_save_part, PART),
            own_list_works=lambda: coordinator.last_update_success,
        )
    else:
        store.async_remove_part(PART)
        _async_remove_contact_entities(hass, entry)
    return GreenApiData(
        client=client,
        coordinator=coordinator,
        views=views,
        contact_names=ContactNames(client),
        contact_statuses=contact_statuses,
        media=media,
    )


@callback
def _async_remove_contact_entities(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove the entities of contacts' statuses once these are not wanted any more."""
    registry = er.async_get(hass)
    for platform, key in CONTACT_ENTITIES:
        unique_id = f"{entry.data[CONF_ID_INSTANCE]}_{key}"
        if entity_id := registry.async_get_entity_id(platform, DOMAIN, unique_id):
            registry.async_remove(entity_id)


async def _async_names(
    hass: HomeAssistant,
) -> Mapping[StatusType | StatusState, str]:
    """Return the names of types and states in the language of Home Assistant."""
    texts = await async_get_translations(hass, hass.config.language, "entity", {DOMAIN})
    prefix = f"component.{DOMAIN}.entity.sensor.latest_status"
    return {
        **{state: texts[f"{prefix}.state.{state}"] for state in StatusState},
        **{
            kind: texts[f"{prefix}.state_attributes.type.state.{kind}"]
            for kind in StatusType
        },
    }


@callback
def _async_start_background_requests(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> None:
    """Count views, ask for contacts' statuses and check the instance's settings, now and from time to time."""
    data = entry.runtime_data
    if data.views is not None:
        entry.async_create_background_task(
            hass, data.views.async_refresh(), "count views"
        )
    if data.contact_statuses is not None:
        entry.async_create_background_task(
            hass, data.contact_statuses.async_refresh(), "fetch contacts' statuses"
        )

    @callback
    def check_settings(_now: datetime | None = None) -> None:
        entry.async_create_background_task(
            hass, _async_check_settings(hass, entry), "check settings"
        )

    check_settings()
    entry.async_on_unload(
        async_track_time_interval(hass, check_settings, SETTINGS_INTERVAL)
    )


async def _async_check_settings(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> None:
    """Check the settings of the instance, and name the account by its phone once that is known."""
    data = entry.runtime_data
    await async_check_delivery_receipts(
        hass, entry, data.client, lambda: data.coordinator.data.journal
    )
    id_instance = entry.data[CONF_ID_INSTANCE]
    if entry.title != account_title(hass, id_instance, None):
        return
    try:
        settings = await data.client.get_wa_settings()
    except GreenApiError:
        return
    if settings.phone is not None:
        hass.config_entries.async_update_entry(
            entry, title=account_title(hass, id_instance, settings.phone)
        )


@callback
def _async_keep_one_name(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Call the account by one name: device and issues follow the entry, which takes the name that the device gets."""
    registry = dr.async_get(hass)
    identifier = (DOMAIN, entry.data[CONF_ID_INSTANCE])
    device = registry.async_get_device_by_identifier(identifier, entry.entry_id)
    if device is None:
        return
    device_id = device.id

    @callback
    def follow_device(event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        device = registry.async_get(device_id)
        if (
            event.data["action"] == "update"
            and "name_by_user" in event.data["changes"]
            and device is not None
            and device.name_by_user
        ):
            hass.config_entries.async_update_entry(entry, title=device.name_by_user)

    @callback
    def follow_entry(change: ConfigEntryChange, changed: ConfigEntry) -> None:
        device = registry.async_get(device_id)
        if (
            changed.entry_id != entry.entry_id
            or change is not ConfigEntryChange.UPDATED
            or device is None
            or device.name == entry.title
        ):
            return
        registry.async_update_device(device_id, name=entry.title)
        async_rename_issues(hass, entry)

    entry.async_on_unload(
        async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, follow_entry)
    )
    entry.async_on_unload(
        async_track_device_registry_updated_event(hass, device_id, follow_device)
    )


async def async_unload_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Unload an account."""
    await hass.config_entries.async_unload_platforms_or_raise(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
    """Delete what is stored of an account."""
    await JournalStore(hass, entry.entry_id, lambda file: None).async_remove()
    await async_remove_media(hass, entry.entry_id)
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        async_remove_module(hass)
