"""Reads what GREEN-API answers, tolerantly: fields wobble in type and place, and may be missing."""

from collections.abc import Callable, Iterable, Mapping
import colorsys
from dataclasses import replace
from operator import attrgetter
import re
from typing import Any, Final

from .models import (
    Contact,
    InstanceState,
    ListItem,
    MessagesQueue,
    Sender,
    Settings,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
    WaSettings,
)

_TYPES: Final = {
    "extendedTextMessage": StatusType.TEXT,
    "textMessage": StatusType.TEXT,
    "imageMessage": StatusType.IMAGE,
    "videoMessage": StatusType.VIDEO,
    "audioMessage": StatusType.AUDIO,
}

# The vendor's SDKs know more ways of failing than its pages; `yellowCard` became `suspended` in release 5.44.37.12. In
# WhatsApp itself a voice message that was listened to is `played`.
_STATES: Final = {
    **{state.value: state for state in StatusState},
    "played": StatusState.READ,
    "noAccount": StatusState.FAILED,
    "notInGroup": StatusState.FAILED,
    "yellowCard": StatusState.FAILED,
    "suspended": StatusState.FAILED,
}
# Captured where GREEN-API has no state: an empty text, and this after a new authorization.
_NO_STATE: Final = ("", "UNKNOWN")

_INSTANCE_STATES: Final = {
    "authorized": InstanceState.AUTHORIZED,
    "notAuthorized": InstanceState.NOT_AUTHORIZED,
    "blocked": InstanceState.BLOCKED,
    "sleepMode": InstanceState.SLEEP_MODE,
    "starting": InstanceState.STARTING,
    "yellowCard": InstanceState.SUSPENDED,
    "suspended": InstanceState.SUSPENDED,
}

# What the vendor's pages and captured answers give a row of a list of statuses.
KNOWN_KEYS: Final = frozenset(
    {
        "caption",
        "chatId",
        "deletedMessageData",
        "deletedMessageId",
        "downloadUrl",
        "editedMessageId",
        "extendedTextMessage",
        "fileName",
        "forwardingScore",
        "idMessage",
        "isAnimated",
        "isDeleted",
        "isEdited",
        "isForwarded",
        "jpegThumbnail",
        "mimeType",
        "participants",
        "sendByApi",
        "senderContactName",
        "senderId",
        "senderName",
        "statusMessage",
        "textMessage",
        "timestamp",
        "type",
        "typeMessage",
        "videoNote",
    }
)

# Characters that an id, a media type or a font may have. They are recorded with each state, and the recorder drops
# attributes over 16 KiB.
_MAX_NAME: Final = 255
_MAX_TEXT: Final = 4096
_MAX_URL: Final = 2048
_MAX_THUMBNAIL: Final = 65_536
_MAX_QUEUE: Final = 500
# Unix seconds: in the year 2242.
_MAX_TIME: Final = 2**33 - 1
# From here on a time is in milliseconds, which a public user of the API has seen.
_MILLISECONDS: Final = 100_000_000_000


def list_of[T](parse: Callable[[list[Any]], T]) -> Callable[[Any], T]:
    """Return a reader of bodies that must be lists; `null` stands for an empty one. It raises TypeError."""

    def read(value: Any) -> T:
        if value is not None and not isinstance(value, list):
            raise TypeError
        return parse(value or [])

    return read


def parse_statuses(
    rows: Iterable[Any],
    minutes: int,
    body: bytes,
    last: StatusReply | None,
    *,
    incoming: bool = False,
) -> StatusReply:
    """Return the statuses of a decoded list, the account's own or those of contacts (`incoming`).

    Items that cannot be used are counted, not raised.

    An item that equals that of the last reply is not read again. A status that says what it said there is the same
    object.
    """
    known = {} if last is None else last.items
    known_statuses = (
        {} if last is None else {one.status_id: one for one in last.statuses}
    )
    items: dict[str, ListItem] = {}
    statuses: dict[str, Status] = {}
    thumbnails: dict[str, str] = {}
    senders: dict[str, Sender] = {}
    unknown_states: set[str] = set()
    unknown_keys: set[str] = set()
    skipped = 0
    for row in rows:
        if not isinstance(row, dict):
            skipped += 1
            continue
        key = row.get("idMessage")
        item = known.get(key) if isinstance(key, str) else None
        if item is None or item.raw != row:
            item = _read_item(row, incoming=incoming)
        if isinstance(key, str):
            items[key] = item
        if (status := item.status) is None:
            skipped += 1
            continue
        unknown_keys |= item.unknown_keys
        if (twin := statuses.get(status.status_id)) is not None:
            status = _merge(twin, status)
        statuses[status.status_id] = status
        if item.thumbnail is not None:
            thumbnails[status.status_id] = item.thumbnail
        if item.sender is not None and (
            item.sender.contact_id or status.status_id not in senders
        ):
            senders[status.status_id] = item.sender
        if item.unknown_state is not None:
            unknown_states.add(item.unknown_state)
    return StatusReply(
        minutes=minutes,
        body=body,
        items=items,
        statuses=tuple(
            same if (same := known_statuses.get(status.status_id)) == status else status
            for status in sorted(statuses.values(), key=attrgetter("timestamp"))
        ),
        thumbnails=thumbnails,
        skipped=skipped,
        unknown_states=frozenset(unknown_states),
        unknown_keys=frozenset(unknown_keys),
        senders=senders,
    )


def _read_item(row: Mapping[str, Any], *, incoming: bool) -> ListItem:
    """Return what an item of the list says."""
    return ListItem(
        raw=row,
        status=parse_status(row, incoming=incoming),
        sender=parse_sender(row) if incoming else None,
        thumbnail=_thumbnail(row),
        unknown_state=None if incoming else _unknown_state(row),
        unknown_keys=frozenset(row.keys() - KNOWN_KEYS),
    )


def parse_status(item: Mapping[str, Any], *, incoming: bool = False) -> Status | None:
    """Return the status that an item describes, None for one without a usable id or time, or of the other list.

    A status of a contact has no delivery state, recipients or way of sending.
    """
    timestamp = read_timestamp(item.get("timestamp"))
    if timestamp is None or item.get("type") == (
        "outgoing" if incoming else "incoming"
    ):
        return None
    type_message = item.get("typeMessage")
    if type_message == "deletedMessage":
        # A tombstone has an id of its own; the deleted status is named inside.
        data = item.get("deletedMessageData")
        status_id = read_text(
            (data.get("stanzaId") if isinstance(data, dict) else None)
            or item.get("deletedMessageId")
            or item.get("idMessage"),
            _MAX_NAME,
        )
        if status_id is None:
            return None
        return Status(status_id=status_id, timestamp=timestamp, deleted=True)
    if (status_id := read_text(item.get("idMessage"), _MAX_NAME)) is None:
        return None
    status_type = _TYPES.get(type_message) if isinstance(type_message, str) else None
    extended = item.get("extendedTextMessage")
    if not isinstance(extended, dict):
        extended = {}
    content: dict[str, Any]
    if status_type is StatusType.TEXT:
        content = {
            "background_color": read_color(extended.get("backgroundColor")),
            "font": read_text(extended.get("font"), _MAX_NAME),
        }
    else:
        content = {
            "caption": read_text(item.get("caption")),
            "media_url": read_url(item.get("downloadUrl")),
            "mime_type": read_text(item.get("mimeType"), _MAX_NAME),
            "file_name": read_text(item.get("fileName")),
        }
    if not incoming:
        state = item.get("statusMessage")
        content["state"] = _STATES.get(state) if isinstance(state, str) else None
        content["recipient_count"] = read_recipient_count(
            item.get("participants"), extended.get("participants")
        )
        content["sent_by_api"] = read_flag(item.get("sendByApi"))
    return Status(
        status_id=status_id,
        timestamp=timestamp,
        type=status_type,
        text=read_text(extended.get("text")) or read_text(item.get("textMessage")),
        deleted=read_flag(item.get("isDeleted")) is True,
        **content,
    )


def parse_sender(item: Mapping[str, Any]) -> Sender:
    """Return who posted a status of a contact; the names are often absent."""
    return Sender(
        contact_id=read_text(item.get("senderId"), _MAX_NAME)
        or read_text(item.get("chatId"), _MAX_NAME)
        or "",
        contact_name=read_text(item.get("senderContactName"), _MAX_NAME),
        own_name=read_text(item.get("senderName"), _MAX_NAME),
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
        if not isinstance(participants, list):
            participants = [participants]
        for value in participants:
            if (participant := read_text(value, _MAX_NAME)) is None:
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


def parse_queue(rows: list[Any]) -> MessagesQueue:
    """Return the ids in a `showMessagesQueue` answer, which shows 500 rows at most."""
    ids = (
        read_text(row.get("messageID") or row.get("idMessage"), _MAX_NAME)
        for row in rows
        if isinstance(row, dict)
    )
    return MessagesQueue(
        status_ids=frozenset(one for one in ids if one is not None),
        complete=len(rows) < _MAX_QUEUE,
    )


def parse_contacts(rows: Iterable[Any]) -> tuple[Contact, ...]:
    """Return the contacts in a `getContacts` answer; rows without any id are left out."""
    contacts = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        ids = [read_text(row.get(key), _MAX_NAME) for key in ("id", "chatId")]
        if (phone := read_text(row.get("phoneNumber"), 40)) is not None:
            digits = re.sub(r"\D", "", phone)
            ids.append(f"{digits}@c.us" if digits else None)
        # Without duplicates, and phone numbers first.
        unique = sorted(
            dict.fromkeys(each for each in ids if each is not None),
            key=lambda each: not each.endswith("@c.us"),
        )
        if not unique:
            continue
        contact_name = read_text(row.get("contactName"))
        contacts.append(
            Contact(
                ids=tuple(unique),
                name=contact_name or read_text(row.get("name")),
                in_phone_book=contact_name is not None,
                is_group=row.get("type") == "group" or unique[0].endswith("@g.us"),
            )
        )
    return tuple(contacts)


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
    if (status_id := read_text(given, _MAX_NAME)) is None:
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
    phone = read_text(value.get("phone"), 40) if isinstance(value, dict) else None
    return WaSettings(
        state=parse_instance_state(value),
        phone=phone if phone is not None and phone.isdecimal() else None,
    )


def parse_settings(value: Any) -> Settings:
    """Return the settings in a `getSettings` answer, whose flags are the strings `"yes"` and `"no"`."""
    settings = value if isinstance(value, dict) else {}
    return Settings(
        delivery_receipts=read_flag(settings.get("outgoingWebhook")),
        marks_as_viewed=read_flag(settings.get("markIncomingMessagesReaded")),
    )


def read_timestamp(value: Any) -> int | None:
    """Return unix seconds, from a number or its string, None for what is no number above zero."""
    if isinstance(value, bool):
        return None
    if not isinstance(value, int):
        try:
            value = int(float(value))
        except TypeError, ValueError, OverflowError:
            return None
    if value >= _MILLISECONDS:
        value //= 1000
    return min(value, _MAX_TIME) if value > 0 else None


def read_text(value: Any, limit: int = _MAX_TEXT) -> str | None:
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


def read_url(value: Any) -> str | None:
    """Return a web address, None for anything else; half of one would lead nowhere."""
    text = read_text(value)
    if text is None or len(text) > _MAX_URL:
        return None
    return text if text.startswith(("https://", "http://")) else None


def read_flag(value: Any) -> bool | None:
    """Return a flag that may come as a boolean or as a word."""
    if value.__class__ is bool:
        flag: bool = value
        return flag
    if isinstance(value, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(
            value.lower()
        )
    return None


def read_recipient_count(*places: Any) -> int | None:
    """Return how many recipients were chosen; the list stands in one of two places, and may be a single string."""
    for participants in places:
        if isinstance(participants, list) and participants:
            return len(participants)
        if isinstance(participants, str) and participants:
            return 1
    return 0 if any(isinstance(place, list) for place in places) else None


def read_color(value: Any) -> str | None:
    """Return a colour as `#RRGGBB`; GREEN-API passes on hex with or without `#`, with alpha, `rgb()` and `hsl()`."""
    if (text := read_text(value, 64)) is None:
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


def _thumbnail(item: Mapping[str, Any]) -> str | None:
    """Return an item's thumbnail in base64; they are about 3 kB, so one that is far larger is none."""
    value = item.get("jpegThumbnail")
    if not isinstance(value, str) or not value.isascii():
        return None
    return value if 0 < len(value) <= _MAX_THUMBNAIL else None


def _unknown_state(item: Mapping[str, Any]) -> str | None:
    """Return the state that an item gives, if it is none that we know."""
    state = item.get("statusMessage")
    if not isinstance(state, str) or state in _STATES or state in _NO_STATE:
        return None
    return read_text(state, 50)


def _merge(one: Status, other: Status) -> Status:
    """Return one status from two rows with its id: earliest time, furthest state, deleted if either says so."""
    first, last = sorted((one, other), key=attrgetter("timestamp"))
    content = first if last.type is None else last
    states = [status.state for status in (one, other) if status.state is not None]
    return replace(
        content,
        timestamp=first.timestamp,
        state=max(states, key=attrgetter("rank"), default=None),
        deleted=one.deleted or other.deleted,
    )
