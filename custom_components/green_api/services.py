"""Actions of an account."""

from base64 import b64encode
from typing import Any, Final, cast

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_STATE, CONF_TYPE
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.helpers.selector import ConfigEntrySelector
from homeassistant.util import dt as dt_util

from .audience import describe_viewer
from .client import Font, GreenApiError, StatusState, StatusType
from .const import DOMAIN
from .coordinator import GreenApiConfigEntry, GreenApiCoordinator
from .overview import describe
from .posting import (
    DEFAULT_BACKGROUND,
    async_delete,
    async_post_media,
    async_post_text,
    async_post_voice,
)
from .verdict import explain

ATTR_BACKGROUND_COLOR: Final = "background_color"
ATTR_CAPTION: Final = "caption"
ATTR_FILE_NAME: Final = "file_name"
ATTR_FONT: Final = "font"
ATTR_MEDIA: Final = "media"
ATTR_MEDIA_CONTENT_ID: Final = "media_content_id"
ATTR_MESSAGE: Final = "message"
ATTR_NAMES: Final = "names"
ATTR_PARTICIPANTS: Final = "participants"
ATTR_PATH: Final = "path"
ATTR_SINCE: Final = "since"
ATTR_STATUS_ID: Final = "status_id"
ATTR_THUMBNAILS: Final = "thumbnails"
ATTR_URL: Final = "url"

ACCOUNT: Final = {
    vol.Optional(ATTR_CONFIG_ENTRY_ID): ConfigEntrySelector({"integration": DOMAIN})
}
GET_VIEWERS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        vol.Optional(ATTR_STATUS_ID): cv.string,
        vol.Optional(ATTR_NAMES, default=False): cv.boolean,
    }
)


PARTICIPANTS: Final = {
    vol.Optional(ATTR_PARTICIPANTS, default=list): vol.All(cv.ensure_list, [cv.string])
}
BACKGROUND: Final = {
    vol.Optional(ATTR_BACKGROUND_COLOR, default=DEFAULT_BACKGROUND): vol.Any(
        cv.string,
        vol.All([vol.All(vol.Coerce(int), vol.Range(0, 255))], vol.Length(3, 3)),
    )
}
MEDIA: Final = {
    vol.Exclusive(ATTR_URL, "source"): cv.string,
    vol.Exclusive(ATTR_MEDIA, "source"): vol.Any(
        cv.string,
        vol.Schema(
            {vol.Required(ATTR_MEDIA_CONTENT_ID): cv.string}, extra=vol.ALLOW_EXTRA
        ),
    ),
    vol.Exclusive(ATTR_PATH, "source"): cv.string,
    vol.Optional(ATTR_FILE_NAME): cv.string,
}
GET_STATUSES_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        vol.Optional(CONF_STATE): vol.All(cv.ensure_list, [vol.Coerce(StatusState)]),
        vol.Optional(CONF_TYPE): vol.All(cv.ensure_list, [vol.Coerce(StatusType)]),
        vol.Optional(ATTR_SINCE): cv.datetime,
        vol.Optional(ATTR_THUMBNAILS, default=False): cv.boolean,
    }
)
SEND_TEXT_STATUS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        vol.Required(ATTR_MESSAGE): cv.string,
        **BACKGROUND,
        vol.Optional(ATTR_FONT, default=Font.SANS_SERIF): vol.All(
            vol.Upper, vol.Coerce(Font)
        ),
        **PARTICIPANTS,
    }
)
SEND_MEDIA_STATUS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        **MEDIA,
        vol.Optional(ATTR_CAPTION, default=""): cv.string,
        **PARTICIPANTS,
    }
)
SEND_VOICE_STATUS_SCHEMA: Final = vol.Schema(
    {**ACCOUNT, **MEDIA, **BACKGROUND, **PARTICIPANTS}
)
DELETE_STATUS_SCHEMA: Final = vol.Schema(
    {**ACCOUNT, vol.Required(ATTR_STATUS_ID): cv.string}
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Set up the actions."""
    for name, action, schema, supports_response in (
        (
            "get_statuses",
            _async_get_statuses,
            GET_STATUSES_SCHEMA,
            SupportsResponse.ONLY,
        ),
        ("get_viewers", _async_get_viewers, GET_VIEWERS_SCHEMA, SupportsResponse.ONLY),
        (
            "send_text_status",
            _async_send_text_status,
            SEND_TEXT_STATUS_SCHEMA,
            SupportsResponse.OPTIONAL,
        ),
        (
            "send_media_status",
            _async_send_media_status,
            SEND_MEDIA_STATUS_SCHEMA,
            SupportsResponse.OPTIONAL,
        ),
        (
            "send_voice_status",
            _async_send_voice_status,
            SEND_VOICE_STATUS_SCHEMA,
            SupportsResponse.OPTIONAL,
        ),
        (
            "delete_status",
            _async_delete_status,
            DELETE_STATUS_SCHEMA,
            SupportsResponse.NONE,
        ),
    ):
        hass.services.async_register(
            DOMAIN, name, action, schema=schema, supports_response=supports_response
        )


def _account(call: ServiceCall) -> GreenApiCoordinator:
    """Return the account that a call is about: the only one, if it names none."""
    entry: GreenApiConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    return entry.runtime_data


def _status_id(call: ServiceCall, account: GreenApiCoordinator) -> str:
    """Return the id of the status that a call is about: the latest one, if it names none."""
    status_id = call.data.get(ATTR_STATUS_ID)
    if status_id is None and (latest := account.data.overview.latest) is not None:
        return latest.status_id
    if status_id not in account.data.journal.entries:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_status",
            translation_placeholders={"status_id": status_id or "-"},
        )
    return cast("str", status_id)


async def _async_get_viewers(call: ServiceCall) -> ServiceResponse:
    """Tell whom a status reached."""
    account = _account(call)
    status_id = _status_id(call, account)
    try:
        viewers = await account.client.get_status_statistic(status_id)
        account.async_count(status_id, viewers)
        names = await account.audience.async_names() if call.data[ATTR_NAMES] else None
    except GreenApiError as error:
        raise explain(error) from error
    described: list[Any] = [describe_viewer(viewer, names) for viewer in viewers]
    return {"status_id": status_id, "viewers": described}


async def _async_get_statuses(call: ServiceCall) -> ServiceResponse:
    """Tell everything that is known of the statuses, newest first."""
    account = _account(call)
    entries = account.data.journal.entries.values()
    states = call.data.get(CONF_STATE)
    types = call.data.get(CONF_TYPE)
    since = call.data.get(ATTR_SINCE)
    posted_from = 0 if since is None else dt_util.as_utc(since).timestamp()
    chosen = [
        entry
        for entry in entries
        if not entry.deleted
        and (not states or entry.state in states)
        and (not types or entry.status.type in types)
        and entry.posted_at >= posted_from
    ]
    chosen.sort(key=lambda entry: entry.posted_at, reverse=True)
    described: list[Any] = [describe(entry) for entry in chosen]
    if call.data[ATTR_THUMBNAILS]:
        for each in described:
            thumbnail = await account.media.async_thumbnail(each["status_id"])
            each["thumbnail"] = thumbnail and b64encode(thumbnail[0]).decode()
    return {"statuses": described}


async def _async_send_text_status(call: ServiceCall) -> ServiceResponse:
    """Queue a text status."""
    return _queued(
        await async_post_text(
            _account(call),
            call.data[ATTR_MESSAGE],
            background_color=call.data[ATTR_BACKGROUND_COLOR],
            font=call.data[ATTR_FONT],
            participants=call.data[ATTR_PARTICIPANTS],
        )
    )


async def _async_send_media_status(call: ServiceCall) -> ServiceResponse:
    """Queue a picture or a video."""
    return _queued(
        await async_post_media(
            _account(call),
            _source(call),
            file_name=call.data.get(ATTR_FILE_NAME),
            caption=call.data[ATTR_CAPTION],
            participants=call.data[ATTR_PARTICIPANTS],
        )
    )


async def _async_send_voice_status(call: ServiceCall) -> ServiceResponse:
    """Queue a voice status."""
    return _queued(
        await async_post_voice(
            _account(call),
            _source(call),
            file_name=call.data.get(ATTR_FILE_NAME),
            background_color=call.data[ATTR_BACKGROUND_COLOR],
            participants=call.data[ATTR_PARTICIPANTS],
        )
    )


async def _async_delete_status(call: ServiceCall) -> None:
    """Delete a status, be it known here or not: it may have been queued a moment ago."""
    await async_delete(_account(call), call.data[ATTR_STATUS_ID])


def _source(call: ServiceCall) -> str:
    """Return where the media of a call come from: a link, an item of a media source, or a file."""
    media = call.data.get(ATTR_MEDIA)
    if isinstance(media, dict):
        media = media[ATTR_MEDIA_CONTENT_ID]
    if (source := call.data.get(ATTR_URL) or media or call.data.get(ATTR_PATH)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="source_needed"
        )
    return cast("str", source)


def _queued(status_id: str) -> ServiceResponse:
    """Return what a send answers: GREEN-API took the status, which does not mean that it was published."""
    return {"status_id": status_id, "queued": True}
