"""Reads what GREEN-API answers, tolerantly: fields wobble in type, in place and in presence."""

from collections.abc import Iterable
import colorsys
from dataclasses import replace
import re
from typing import Any

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


def parse_reply(items: Iterable[Any]) -> StatusReply:
    """Return the statuses of a decoded list; items without a usable id or time are counted, not raised."""
    statuses: dict[str, Status] = {}
    thumbnails: dict[str, str] = {}
    skipped = 0
    unknown_states: set[str] = set()
    for item in items:
        if not isinstance(item, dict) or (status := parse_status(item)) is None:
            skipped += 1
            continue
        if (
            status.state is None
            and isinstance(raw_state := item.get("statusMessage"), str)
            and raw_state not in _STATES
            and (state := _text(raw_state, 50)) is not None
        ):
            unknown_states.add(state)
        if (thumbnail := _thumbnail(item.get("jpegThumbnail"))) is not None:
            thumbnails[status.status_id] = thumbnail
        if (twin := statuses.get(status.status_id)) is not None:
            status = _merge(twin, status)
        statuses[status.status_id] = status
    return StatusReply(
        tuple(sorted(statuses.values(), key=lambda status: status.timestamp)),
        thumbnails,
        skipped,
        frozenset(unknown_states),
    )


def parse_status(item: dict[str, Any]) -> Status | None:
    """Return the status that an item describes, or None when it has no usable id or time."""
    type_message = item.get("typeMessage")
    if (timestamp := _timestamp(item.get("timestamp"))) is None:
        return None
    if type_message == "deletedMessage":
        # A tombstone has an id of its own; the deleted status is named inside.
        data = item.get("deletedMessageData")
        status_id = _text(
            (data.get("stanzaId") if isinstance(data, dict) else None)
            or item.get("deletedMessageId")
            or item.get("idMessage"),
            _NAME_SIZE,
        )
        if status_id is None:
            return None
        return Status(status_id=status_id, timestamp=timestamp, deleted=True)
    if (status_id := _text(item.get("idMessage"), _NAME_SIZE)) is None:
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
        text=_text(extended.get("text")) or _text(item.get("textMessage")),
        caption=None if is_text else _text(item.get("caption")),
        media_url=None if is_text else _url(item.get("downloadUrl")),
        mime_type=None if is_text else _text(item.get("mimeType"), _NAME_SIZE),
        file_name=None if is_text else _text(item.get("fileName")),
        background_color=_color(extended.get("backgroundColor")) if is_text else None,
        font=_text(extended.get("font"), _NAME_SIZE) if is_text else None,
        audience=_audience(item.get("participants"), extended.get("participants")),
        sent_by_api=_flag(item.get("sendByApi")),
        deleted=_flag(item.get("isDeleted")) is True,
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
            if (participant := _text(each)) is None:
                continue
            viewer = Viewer(
                participant=participant,
                state=known_state,
                timestamp=_timestamp(row.get("timestamp")),
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
        and (contact := _text(row.get("id"))) is not None
        and (name := _text(row.get("contactName")) or _text(row.get("name")))
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
    status_id = _text(given, _NAME_SIZE)
    if status_id is None:
        raise TypeError
    return status_id


def parse_uploaded(value: Any) -> str:
    """Return the address of a file that was uploaded. Raises TypeError if there is none."""
    url = _url(value.get("urlFile")) if isinstance(value, dict) else None
    if url is None:
        raise TypeError
    return url


def parse_wa_settings(value: Any) -> WaSettings:
    """Return the account in a `getWaSettings` answer; the phone is `""` while none is linked."""
    phone = _text(value.get("phone")) if isinstance(value, dict) else None
    return WaSettings(
        state=parse_instance_state(value),
        phone=phone if phone is not None and phone.isdecimal() else None,
    )


def parse_settings(value: Any) -> Settings:
    """Return the settings in a `getSettings` answer, whose flags are the strings `"yes"` and `"no"`."""
    return Settings(
        delivery_receipts=_flag(
            value.get("outgoingWebhook") if isinstance(value, dict) else None
        )
    )


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


def _timestamp(value: Any) -> int | None:
    """Return unix seconds, from a number or its string; what is no time between 2001 and 2096 is none."""
    if value.__class__ is not int:
        try:
            value = int(float(value))
        except TypeError, ValueError, OverflowError:
            return None
    return value if 1_000_000_000 <= value < 4_000_000_000 else None


def _text(value: Any, limit: int = 4096) -> str | None:
    """Return a text that can be stored and shown, None for a missing one."""
    if value.__class__ is not str:
        if value.__class__ is not int:
            return None
        value = str(value)
    if not value:
        return None
    if not value.isascii():
        # Half an emoji (a lone surrogate) would break the websocket to every browser.
        value = value.encode("utf-8", "replace").decode()
    text: str = value[:limit]
    return text


def _url(value: Any) -> str | None:
    """Return a web address, None for anything else; half of one would lead nowhere."""
    text = _text(value)
    if text is None or len(text) > 2048:
        return None
    return text if text.startswith(("https://", "http://")) else None


def _thumbnail(value: Any) -> str | None:
    """Return a thumbnail in base64; they are about 3 kB, so one that is far larger is not kept."""
    if not isinstance(value, str) or not value.isascii():
        return None
    return value if 0 < len(value) <= 65_536 else None


def _flag(value: Any) -> bool | None:
    """Return a flag that may come as a boolean or as a word."""
    if value.__class__ is bool:
        flag: bool = value
        return flag
    if isinstance(value, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(
            value.lower()
        )
    return None


def _audience(*places: Any) -> int | None:
    """Return how many recipients were chosen; the list stands in one of two places, and may be a single string."""
    for participants in places:
        if isinstance(participants, list) and participants:
            return len(participants)
        if isinstance(participants, str) and participants:
            return 1
    return 0 if any(isinstance(place, list) for place in places) else None


def _color(value: Any) -> str | None:
    """Return a colour as `#RRGGBB`; GREEN-API passes on hex with or without `#`, with alpha, `rgb()` and `hsl()`."""
    if (text := _text(value, 64)) is None:
        return None
    if match := re.fullmatch(r"#?([0-9a-fA-F]{6})([0-9a-fA-F]{2})?", text.strip()):
        return f"#{match[1].upper()}"
    match = re.match(
        r"(rgb|hsl)a?\(\s*(\d{1,3})[\s,]+(\d{1,3})%?[\s,]+(\d{1,3})%?", text.strip()
    )
    if match is None:
        return None
    one, two, three = (int(number) for number in match.groups()[1:])
    if match[1] == "hsl":
        channels = colorsys.hls_to_rgb(
            one / 360, min(three, 100) / 100, min(two, 100) / 100
        )
        one, two, three = (round(channel * 255) for channel in channels)
    return f"#{min(one, 255):02X}{min(two, 255):02X}{min(three, 255):02X}"
