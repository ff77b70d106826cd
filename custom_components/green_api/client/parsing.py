"""Reads what GREEN-API answers, tolerantly: fields wobble in place and in presence, too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final, NamedTuple

from .fields import (
    read_audience,
    read_color,
    read_flag,
    read_text,
    read_timestamp,
    read_url,
)
from .models import (
    InstanceState,
    Settings,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
    WaSettings,
)

_TYPES = {
    "extendedTextMessage": StatusType.TEXT,
    "textMessage": StatusType.TEXT,
    "imageMessage": StatusType.IMAGE,
    "videoMessage": StatusType.VIDEO,
    "audioMessage": StatusType.AUDIO,
}

# The vendor's SDKs know more ways of failing than its pages; `yellowCard` became `suspended` in release 5.44.37.12.
_STATES = {
    **{state.value: state for state in StatusState},
    "noAccount": StatusState.FAILED,
    "notInGroup": StatusState.FAILED,
    "yellowCard": StatusState.FAILED,
    "suspended": StatusState.FAILED,
}

# Characters that an id, a media type or a font may have. They are recorded with each state, and many more would push
# everything beside that state out of the database (16 KiB).
_NAME_SIZE = 255

_INSTANCE_STATES = {
    "authorized": InstanceState.AUTHORIZED,
    "notAuthorized": InstanceState.NOT_AUTHORIZED,
    "blocked": InstanceState.BLOCKED,
    "sleepMode": InstanceState.SLEEP_MODE,
    "starting": InstanceState.STARTING,
    "yellowCard": InstanceState.SUSPENDED,
    "suspended": InstanceState.SUSPENDED,
}


class Row(NamedTuple):
    """What one item of a list says. `status` is None when it has no usable id or time."""

    status: Status | None
    unknown_state: str | None = None
    has_thumbnail: bool = False


UNUSABLE: Final = Row(None)


def parse_reply(items: Sequence[Any]) -> StatusReply:
    """Return the statuses of a decoded list; items without a usable id or time are counted, not raised."""
    rows = [parse_row(item) for item in items]
    return assemble(rows, thumbnails_of(rows, items))


def assemble(rows: Sequence[Row], thumbnails: Mapping[str, str]) -> StatusReply:
    """Return the reply that rows make: each id once, oldest first."""
    usable = [row.status for row in rows if row.status is not None]
    statuses = {status.status_id: status for status in usable}
    if len(statuses) < len(usable):
        statuses = {}
        for status in usable:
            twin = statuses.get(status.status_id)
            statuses[status.status_id] = (
                status if twin is None else _merge(twin, status)
            )
    return StatusReply(
        tuple(sorted(statuses.values(), key=attrgetter("timestamp"))),
        thumbnails,
        len(rows) - len(usable),
        frozenset(row.unknown_state for row in rows if row.unknown_state is not None),
    )


def thumbnails_of(rows: Sequence[Row], items: Sequence[Any]) -> dict[str, str]:
    """Return the thumbnails in the items of some rows, by the id of the status."""
    return {
        row.status.status_id: thumbnail
        for row, item in zip(rows, items, strict=True)
        if row.status is not None and (thumbnail := thumbnail_of(item)) is not None
    }


def parse_row(item: Any) -> Row:
    """Return what an item says."""
    if not isinstance(item, dict) or (status := parse_status(item)) is None:
        return UNUSABLE
    has_thumbnail = thumbnail_of(item) is not None
    if status.state is None:
        return Row(status, _unknown_state(item), has_thumbnail)
    return Row(status, None, has_thumbnail)


def thumbnail_of(item: Any) -> str | None:
    """Return an item's thumbnail in base64; they are about 3 kB, so one that is far larger is none."""
    value = item.get("jpegThumbnail") if isinstance(item, dict) else None
    if not isinstance(value, str) or not value.isascii():
        return None
    return value if 0 < len(value) <= 65_536 else None


def parse_status(item: dict[str, Any]) -> Status | None:
    """Return the status that an item describes, or None when it has no usable id or time."""
    type_message = item.get("typeMessage")
    if (timestamp := read_timestamp(item.get("timestamp"))) is None:
        return None
    if type_message == "deletedMessage":
        # A tombstone has an id of its own; the deleted status is named inside.
        data = item.get("deletedMessageData")
        status_id = read_text(
            (data.get("stanzaId") if isinstance(data, dict) else None)
            or item.get("deletedMessageId")
            or item.get("idMessage"),
            _NAME_SIZE,
        )
        if status_id is None:
            return None
        return Status(status_id=status_id, timestamp=timestamp, deleted=True)
    if (status_id := read_text(item.get("idMessage"), _NAME_SIZE)) is None:
        return None
    status_type = _TYPES.get(type_message) if isinstance(type_message, str) else None
    raw_state = item.get("statusMessage")
    extended = item.get("extendedTextMessage")
    if not isinstance(extended, dict):
        extended = {}
    is_text = status_type is StatusType.TEXT
    return Status(
        status_id=status_id,
        timestamp=timestamp,
        type=status_type,
        state=_STATES.get(raw_state) if isinstance(raw_state, str) else None,
        text=read_text(extended.get("text")) or read_text(item.get("textMessage")),
        caption=None if is_text else read_text(item.get("caption")),
        media_url=None if is_text else read_url(item.get("downloadUrl")),
        mime_type=None if is_text else read_text(item.get("mimeType"), _NAME_SIZE),
        file_name=None if is_text else read_text(item.get("fileName")),
        background_color=read_color(extended.get("backgroundColor"))
        if is_text
        else None,
        font=read_text(extended.get("font"), _NAME_SIZE) if is_text else None,
        audience=read_audience(item.get("participants"), extended.get("participants")),
        sent_by_api=read_flag(item.get("sendByApi")),
        deleted=read_flag(item.get("isDeleted")) is True,
    )


def parse_statistic(rows: Iterable[Any]) -> tuple[Viewer, ...]:
    """Return the recipients in a `getStatusStatistic` answer, each once, in the furthest state reported."""
    viewers: dict[str, Viewer] = {}
    for row in rows:
        if not isinstance(row, dict) or not isinstance(state := row.get("status"), str):
            continue
        if (known_state := _STATES.get(state)) is None:
            continue
        # The page's table says array, its example string.
        participants = row.get("participant")
        for each in participants if isinstance(participants, list) else [participants]:
            if (participant := read_text(each)) is None:
                continue
            viewer = Viewer(
                participant=participant,
                state=known_state,
                timestamp=read_timestamp(row.get("timestamp")),
            )
            known = viewers.get(participant)
            if known is None or known.state.rank < viewer.state.rank:
                viewers[participant] = viewer
    return tuple(viewers.values())


def parse_contacts(rows: Iterable[Any]) -> dict[str, str]:
    """Return the names in a `getContacts` answer by id: the phone book's, or else the one people gave themselves."""
    return {
        contact: name
        for row in rows
        if isinstance(row, dict)
        and (contact := read_text(row.get("id"))) is not None
        and (name := read_text(row.get("contactName")) or read_text(row.get("name")))
        is not None
    }


def parse_instance_state(value: Any) -> InstanceState | None:
    """Return the state in a `getStateInstance` answer, None if it is not one we know.

    The body is `null` while a new instance is being created (vendor's page on creating an instance).
    """
    if value is None:
        return InstanceState.STARTING
    state = value.get("stateInstance") if isinstance(value, dict) else None
    return _INSTANCE_STATES.get(state) if isinstance(state, str) else None


def parse_sent(value: Any) -> str:
    """Return the id of a status that was accepted. Raises TypeError if there is none."""
    given = value.get("idMessage") if isinstance(value, dict) else None
    status_id = read_text(given, _NAME_SIZE)
    if status_id is None:
        raise TypeError
    return status_id


def parse_uploaded(value: Any) -> str:
    """Return the address of a file that was uploaded. Raises TypeError if there is none."""
    url = read_url(value.get("urlFile")) if isinstance(value, dict) else None
    if url is None:
        raise TypeError
    return url


def parse_wa_settings(value: Any) -> WaSettings:
    """Return the account in a `getWaSettings` answer; the phone is `""` while none is linked."""
    phone = read_text(value.get("phone")) if isinstance(value, dict) else None
    return WaSettings(
        state=parse_instance_state(value),
        phone=phone if phone is not None and phone.isdecimal() else None,
    )


def parse_settings(value: Any) -> Settings:
    """Return the settings in a `getSettings` answer, whose flags are the strings `"yes"` and `"no"`."""
    return Settings(
        delivery_receipts=read_flag(
            value.get("outgoingWebhook") if isinstance(value, dict) else None
        )
    )


def _unknown_state(item: dict[str, Any]) -> str | None:
    """Return the state that an item gives, if it is none that we know."""
    state = item.get("statusMessage")
    if not isinstance(state, str) or state in _STATES:
        return None
    return read_text(state, 50)


def _merge(one: Status, other: Status) -> Status:
    """Return one status from two rows with its id: earliest time, furthest state, deleted if either says so."""
    first, last = sorted((one, other), key=lambda status: status.timestamp)
    content = first if last.type is None else last
    states = [status.state for status in (one, other) if status.state is not None]
    return replace(
        content,
        timestamp=first.timestamp,
        state=max(states, key=lambda state: state.rank, default=None),
        deleted=one.deleted or other.deleted,
    )
