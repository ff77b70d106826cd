"""Actions of an account."""

from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, cast

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_STATE, CONF_TYPE
from homeassistant.core import (
    Context,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, service
from homeassistant.helpers.selector import ConfigEntrySelector
from homeassistant.util import dt as dt_util

from .brief import brief_contact_statuses, brief_insights, brief_statuses, brief_viewers
from .client import Font, GreenApiError, Sender, StatusState, StatusType, Viewer
from .const import CONF_SENDER, DOMAIN
from .contacts import describe_contact_status, read_senders
from .coordinator import AccountData
from .data import GreenApiConfigEntry, GreenApiData
from .journal import (
    DAY,
    StatusRecord,
    build_insights,
    compared_records,
    describe_insights,
    newest_first,
)
from .permissions import POST, READ, READ_CONTACTS, Permission, async_check_context
from .posting import (
    action_error,
    async_delete,
    async_post_media,
    async_post_text,
    async_post_voice,
    async_with_loaded,
    refuse,
)
from .target import SENDERS, TYPES
from .util import clean_input, from_unix, unix_time

ATTR_BACKGROUND_COLOR: Final = "background_color"
ATTR_BRIEF: Final = "brief"
ATTR_CAPTION: Final = "caption"
ATTR_DAYS: Final = "days"
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
# For a script that is exposed to a language model, which pays by the word.
BRIEF: Final = {vol.Optional(ATTR_BRIEF, default=False): cv.boolean}
GET_VIEWERS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        **BRIEF,
        vol.Optional(ATTR_STATUS_ID): cv.string,
        vol.Optional(ATTR_NAMES, default=False): cv.boolean,
    }
)


# What a template gives, a list or nothing at all, is read where it is used.
PARTICIPANTS: Final = {vol.Optional(ATTR_PARTICIPANTS): object}
BACKGROUND: Final = {vol.Optional(ATTR_BACKGROUND_COLOR): object}
MEDIA: Final = {
    vol.Optional(ATTR_URL): vol.Any(None, cv.string),
    vol.Optional(ATTR_MEDIA): vol.Any(
        None,
        vol.Schema(
            {vol.Required(ATTR_MEDIA_CONTENT_ID): cv.string}, extra=vol.ALLOW_EXTRA
        ),
        cv.string,
    ),
    vol.Optional(ATTR_PATH): vol.Any(None, cv.string),
    vol.Optional(ATTR_FILE_NAME): vol.Any(None, cv.string),
}
GET_STATUSES_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        **BRIEF,
        vol.Optional(CONF_STATE): vol.All(cv.ensure_list, [vol.Coerce(StatusState)]),
        vol.Optional(CONF_TYPE): TYPES,
        vol.Optional(ATTR_SINCE): cv.datetime,
        vol.Optional(ATTR_THUMBNAILS, default=False): cv.boolean,
    }
)
GET_CONTACT_STATUSES_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        **BRIEF,
        vol.Optional(CONF_SENDER): SENDERS,
        vol.Optional(CONF_TYPE): TYPES,
    }
)
GET_INSIGHTS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        **BRIEF,
        vol.Optional(ATTR_DAYS, default=30): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=30)
        ),
        vol.Optional(CONF_TYPE): TYPES,
    }
)
SEND_TEXT_STATUS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        vol.Required(ATTR_MESSAGE): cv.string,
        **BACKGROUND,
        vol.Optional(ATTR_FONT): vol.All(vol.Upper, vol.Coerce(Font)),
        **PARTICIPANTS,
    }
)
SEND_MEDIA_STATUS_SCHEMA: Final = vol.Schema(
    {
        **ACCOUNT,
        **MEDIA,
        vol.Optional(ATTR_CAPTION): vol.Any(None, cv.string),
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
        (
            "get_contact_statuses",
            _async_get_contact_statuses,
            GET_CONTACT_STATUSES_SCHEMA,
            SupportsResponse.ONLY,
        ),
        (
            "get_insights",
            _async_get_insights,
            GET_INSIGHTS_SCHEMA,
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


async def _async_entry(
    call: ServiceCall, permission: Permission
) -> GreenApiConfigEntry:
    """Return the account that a call is about, the only one if it names none. Raises Unauthorized."""
    entry: GreenApiConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    await async_check_context(call.hass, call.context, entry, permission)
    return entry


def find_status(account: AccountData, status_id: str | None) -> StatusRecord:
    """Return the status of an id, the latest one for none. Raises ServiceValidationError."""
    if status_id is None:
        if account.snapshot.latest is None:
            refuse("no_statuses")
        return account.snapshot.latest
    if not (cleaned := clean_input(status_id)):
        refuse("status_id_needed")
    if (record := account.journal.find(cleaned)) is None:
        refuse("unknown_status", status_id=status_id)
    return record


def select_statuses(
    account: AccountData,
    *,
    states: Collection[StatusState] = (),
    types: Collection[StatusType] = (),
    posted_from: float = 0,
) -> list[StatusRecord]:
    """Return the statuses that are not deleted, newest first, of these states and types and from this time on."""
    return newest_first(
        record
        for record in account.journal.records.values()
        if not record.deleted
        and (not states or record.state in states)
        and (not types or record.status.type in types)
        and record.posted_at >= posted_from
    )


def select_contact_statuses(
    entry: GreenApiConfigEntry,
    senders: Iterable[str] = (),
    types: Collection[StatusType] = (),
) -> list[tuple[Sender, StatusRecord]]:
    """Return what some contacts show, or all, newest first. Raises ServiceValidationError where that is off."""
    if (contacts := entry.runtime_data.contact_statuses) is None:
        refuse("contacts_off")
    data = contacts.data
    chosen = data.chosen(read_senders(senders), types)
    return [(data.sender(record), record) for record in chosen]


async def async_ask_viewers(
    entry: GreenApiConfigEntry,
    record: StatusRecord,
    context: Context,
    *,
    with_names: bool,
) -> tuple[tuple[Viewer, ...], Mapping[str, str] | None]:
    """Ask GREEN-API whom a status reached, and for the names of the contacts. What it says is counted as well."""
    data = entry.runtime_data
    names: Mapping[str, str] | None = None
    try:
        viewers = await data.client.get_status_statistic(record.api_id)
        if with_names:
            names = await data.contact_names.async_names()
    except GreenApiError as error:
        raise action_error(error) from error

    def update(loaded: GreenApiData) -> None:
        if loaded.views is not None:
            loaded.views.async_record_request(record.status_id)
        loaded.coordinator.async_record_views(record.status_id, viewers, context)

    await async_with_loaded(entry, update)
    return viewers, names


async def _async_get_viewers(call: ServiceCall) -> ServiceResponse:
    """Return who has seen a status, and whom it has only reached."""
    entry = await _async_entry(call, POST)
    account = entry.runtime_data.coordinator.data
    record = find_status(account, call.data.get(ATTR_STATUS_ID))
    viewers, names = await async_ask_viewers(
        entry, record, call.context, with_names=call.data[ATTR_NAMES]
    )
    if call.data[ATTR_BRIEF]:
        return brief_viewers(account.snapshot, record, viewers, names, dt_util.now())
    return {
        "status_id": record.status_id,
        "viewers": _people(viewers, StatusState.READ, names),
        "reached": _people(viewers, StatusState.DELIVERED, names),
    }


def _people(
    viewers: Iterable[Viewer], state: StatusState, names: Mapping[str, str] | None
) -> list[Any]:
    """Return the recipients in one state, with their names if these were asked for."""
    return [
        {
            "id": viewer.participant,
            "at": viewer.timestamp and from_unix(viewer.timestamp).isoformat(),
            **({} if names is None else {"name": names.get(viewer.participant)}),
        }
        for viewer in viewers
        if viewer.state is state
    ]


async def _async_get_statuses(call: ServiceCall) -> ServiceResponse:
    """Return all known statuses, newest first."""
    data = (await _async_entry(call, READ)).runtime_data
    account = data.coordinator.data
    chosen = select_statuses(
        account,
        states=call.data.get(CONF_STATE, ()),
        types=call.data.get(CONF_TYPE, ()),
        posted_from=_timestamp(call.data.get(ATTR_SINCE)),
    )
    if call.data[ATTR_BRIEF]:
        return brief_statuses(account.snapshot, chosen, dt_util.now())
    statuses: list[Any] = []
    for record in chosen:
        status = account.snapshot.describe(record)
        if call.data[ATTR_THUMBNAILS]:
            thumbnail = await data.media.async_thumbnail(record.status_id)
            status["thumbnail"] = thumbnail and b64encode(thumbnail[0]).decode()
        statuses.append(status)
    return {"statuses": statuses}


async def _async_get_contact_statuses(call: ServiceCall) -> ServiceResponse:
    """Return the active statuses of contacts, newest first."""
    entry = await _async_entry(call, READ_CONTACTS)
    posts = select_contact_statuses(
        entry, call.data.get(CONF_SENDER, ()), call.data.get(CONF_TYPE, ())
    )
    if call.data[ATTR_BRIEF]:
        return brief_contact_statuses(posts, dt_util.now())
    return {
        "statuses": [
            describe_contact_status(record, sender) for sender, record in posts
        ]
    }


async def _async_get_insights(call: ServiceCall) -> ServiceResponse:
    """Return how the statuses of the last days do."""
    account = (await _async_entry(call, READ)).runtime_data.coordinator.data
    now = unix_time()
    period = call.data[ATTR_DAYS] * DAY
    types = call.data.get(CONF_TYPE, ())
    insights = build_insights(
        account.journal,
        now,
        dt_util.get_default_time_zone(),
        period=period,
        types=types,
    )
    records = compared_records(account.journal, now, period=period, types=types)
    described = (
        brief_insights(account.snapshot, insights, records, dt_util.now())
        if call.data[ATTR_BRIEF]
        else describe_insights(insights, records)
    )
    return {"days": call.data[ATTR_DAYS], **described}


def _timestamp(since: datetime | None) -> float:
    """Return a time in unix seconds, the beginning of time for none."""
    if since is None:
        return 0
    try:
        return dt_util.as_utc(since).timestamp()
    except OverflowError, ValueError:
        refuse("invalid_time")


async def _async_send_text_status(call: ServiceCall) -> ServiceResponse:
    """Queue a text status."""
    sent = await async_post_text(
        call.hass,
        await _async_entry(call, POST),
        call.data[ATTR_MESSAGE],
        context=call.context,
        **_given(call, ATTR_BACKGROUND_COLOR, ATTR_FONT, ATTR_PARTICIPANTS),
    )
    return sent.as_dict()


async def _async_send_media_status(call: ServiceCall) -> ServiceResponse:
    """Queue a picture or a video."""
    sent = await async_post_media(
        call.hass,
        await _async_entry(call, POST),
        _source(call),
        file_name=call.data.get(ATTR_FILE_NAME),
        caption=call.data.get(ATTR_CAPTION) or "",
        context=call.context,
        **_given(call, ATTR_PARTICIPANTS),
    )
    return sent.as_dict()


async def _async_send_voice_status(call: ServiceCall) -> ServiceResponse:
    """Queue a voice status."""
    sent = await async_post_voice(
        call.hass,
        await _async_entry(call, POST),
        _source(call),
        file_name=call.data.get(ATTR_FILE_NAME),
        context=call.context,
        **_given(call, ATTR_BACKGROUND_COLOR, ATTR_PARTICIPANTS),
    )
    return sent.as_dict()


async def _async_delete_status(call: ServiceCall) -> None:
    """Delete a status."""
    entry = await _async_entry(call, POST)
    await async_delete(call.hass, entry, call.data[ATTR_STATUS_ID], call.context)


def _given(call: ServiceCall, *names: str) -> dict[str, Any]:
    """Return the fields that a call has."""
    return {name: call.data[name] for name in names if name in call.data}


def _source(call: ServiceCall) -> str:
    """Return where the media of a call come from: a link, an item of a media source, or a file."""
    media = call.data.get(ATTR_MEDIA)
    if isinstance(media, dict):
        media = media[ATTR_MEDIA_CONTENT_ID]
    sources = [
        source
        for source in (call.data.get(ATTR_URL), media, call.data.get(ATTR_PATH))
        if source
    ]
    if len(sources) != 1:
        refuse("source_needed" if not sources else "one_source_only")
    return cast("str", sources[0])
