"""What GREEN-API answers: the JSON of its replies, and the switches that change it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Literal

import orjson

from . import statuses
from .statuses import Contact, Content, Status, Text

DEFAULT_WINDOW = 1440
_MAX_CACHED_WINDOWS = 8

STARTING = "instance in starting process try later"
NOT_AUTHORIZED = "instance is starting or not authorized"
EXPIRED = "Instance account is expired. Renew your instance from personal area"
DELETED = "Instance is deleted"
MESSAGE_NOT_FOUND = "ID message notfound"

CORRESPONDENTS = "correspondents"

TYPES = {"image": "imageMessage", "video": "videoMessage", "audio": "audioMessage"}

DEFAULT_SETTINGS: Mapping[str, str | int] = {
    "typeInstance": "whatsapp",
    "countryInstance": "",
    "typeAccount": "",
    "webhookUrl": "",
    "webhookUrlToken": "",
    "delaySendMessagesMilliseconds": 1000,
    "markIncomingMessagesReaded": "no",
    "markIncomingMessagesReadedOnReply": "no",
    "sharedSession": "no",
    "proxyInstance": "",
    "outgoingWebhook": "yes",
    "outgoingMessageWebhook": "yes",
    "outgoingAPIMessageWebhook": "yes",
    "incomingWebhook": "yes",
    "deviceWebhook": "no",
    "statusInstanceWebhook": "no",
    "stateWebhook": "no",
    "enableMessagesHistory": "no",
    "keepOnlineStatus": "no",
    "pollMessageWebhook": "no",
    "incomingBlockWebhook": "no",
    "incomingCallWebhook": "no",
    "incomingMessageStatusWebhook": "no",
    "editedMessageWebhook": "no",
    "deletedMessageWebhook": "no",
    "catalogWebhook": "no",
    "autoTyping": 0,
    "linkPreview": "yes",
    "enableLidMode": "no",
}
# In the answer of getSettings only.
READ_ONLY_SETTINGS = frozenset({"typeInstance"})

type Item = dict[str, object]
type Patch = tuple[dict[str, object], tuple[str, ...]]
type ShownId = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Switches of one account, for what differs or is undocumented. README.md explains them."""

    # Sending.
    queue_seconds: float = 0.0
    publication: Literal["normal", "lost", "new_id"] = "normal"
    # Lists.
    list_lag_seconds: float = 0.0
    list_queued: bool = False
    timestamps: Literal["posted", "last_action"] = "posted"
    deletion: Literal["vanish", "flag", "tombstone"] = "tombstone"
    shuffle: bool = False
    stale_lists: bool = False
    statistics_lost: bool = False
    incoming_names: bool = True
    contacts_post: bool = False
    # Access.
    beta_access: bool = True
    incoming_access: bool = True
    # Connection.
    claims_authorized: bool = False
    restart_seconds: float = 3.0
    suspension_seconds: float = 24 * 3600.0
    # Quotas.
    quota_shape: Literal["invokeStatus", "bare", "quotaData"] = "invokeStatus"
    quota_numbers: Literal["number", "string"] = "number"
    quota_http_status: int = 466

    def __post_init__(self) -> None:
        """Refuse unknown values."""
        for name, known in (
            ("publication", ("normal", "lost", "new_id")),
            ("timestamps", ("posted", "last_action")),
            ("deletion", ("vanish", "flag", "tombstone")),
            ("quota_shape", ("invokeStatus", "bare", "quotaData")),
            ("quota_numbers", ("number", "string")),
            ("quota_http_status", (200, 466)),
        ):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is one of {', '.join(map(str, known))}")


def _content_fields(
    content: Content, shown_id: ShownId | None, *, empty_caption: bool = True
) -> Item:
    """Return the fields of a content; without `shown_id` there are no participants."""
    if isinstance(content, Text):
        text: Item = {
            "text": content.text,
            "backgroundColor": content.background,
            "font": content.font,
        }
        if shown_id is not None:
            text["participants"] = [shown_id(one) for one in content.participants]
        return {
            "typeMessage": "extendedTextMessage",
            "textMessage": content.text,
            "extendedTextMessage": text,
        }
    item: Item = {"typeMessage": TYPES[content.kind]}
    if shown_id is not None:
        item["participants"] = [shown_id(one) for one in content.participants]
    item["downloadUrl"] = content.url
    if content.kind != "audio" and (empty_caption or content.caption):
        item["caption"] = content.caption
    item["fileName"] = content.file_name
    if content.kind != "audio":
        item["jpegThumbnail"] = content.thumbnail
    item["mimeType"] = content.mime
    return item


def outgoing_item(
    status: Status, chat_id: str, state: str, timestamp: float, shown_id: ShownId
) -> Item:
    """Return one item of getOutgoingStatuses."""
    return {
        "type": "outgoing",
        "idMessage": status.id,
        "timestamp": int(timestamp),
        "chatId": chat_id,
        **_content_fields(status.content, shown_id),
        "statusMessage": state,
        "sendByApi": status.by_api,
    }


def tombstone(status: Status, chat_id: str, deleted: float) -> Item:
    """Return the item that replaces a deleted status."""
    return {
        "type": "outgoing",
        # An id of its own, and the same one in each reply.
        "idMessage": f"{status.id[:4]}DE1E7ED{status.id[-9:]}",
        "timestamp": int(deleted),
        "typeMessage": "deletedMessage",
        "chatId": chat_id,
        "deletedMessageData": {"stanzaId": status.id},
        "statusMessage": "sent",
        "sendByApi": status.by_api,
    }


def incoming_item(
    status: Status, sender: str, name: str, *, contact_name: bool
) -> Item:
    """Return one item of getIncomingStatuses; an empty caption is left out."""
    item: Item = {
        "type": "incoming",
        "idMessage": status.id,
        "timestamp": int(status.posted),
        "chatId": sender,
        "senderId": sender,
        "senderName": name.split(maxsplit=1)[0],
    }
    if contact_name:
        item["senderContactName"] = name
    return item | _content_fields(status.content, None, empty_caption=False)


def incoming_items(
    listed: Iterable[tuple[Status, Contact]],
    behaviour: Behaviour,
    now: float,
    window: float,
    shown_id: ShownId,
) -> list[Item]:
    """Return the items of what contacts posted within a window, in seconds."""
    items: list[Item] = []
    for status, sender in listed:
        sender_id = shown_id(sender.id)
        deleted = status.deleted is not None and status.deleted <= now
        at = status.posted
        if deleted and behaviour.deletion != "flag":
            at = status.deleted or at
        if not now - window <= at <= now or status.posted > now:
            continue
        if deleted and behaviour.deletion == "vanish":
            continue
        if deleted and behaviour.deletion == "tombstone":
            row = tombstone(status, sender_id, at)
            del row["statusMessage"], row["sendByApi"]
            items.append(row | {"type": "incoming", "senderId": sender_id})
            continue
        item = incoming_item(
            status, sender_id, sender.name, contact_name=behaviour.incoming_names
        )
        items.append(item | {"isDeleted": True} if deleted else item)
    return items


def quota_body(
    method: str, total: int, used: int, phones: list[str], behaviour: Behaviour
) -> Item:
    """Return the body for a used-up quota; its description has phone numbers, as the real one."""
    numbers: type[int | str] = str if behaviour.quota_numbers == "string" else int
    word = "QUOTA" if behaviour.quota_shape == "quotaData" else "QUOTE"
    listed = ", ".join(phones)

    def part(name: str, used: int, total: int, status: str, description: str) -> Item:
        return {
            "method": name,
            "used": numbers(used),
            "total": numbers(total),
            "status": status,
            "description": description,
        }

    if method == CORRESPONDENTS:
        exceeded = part(
            CORRESPONDENTS,
            used,
            total,
            f"CORRESPONDENTS_{word}_EXCEEDED",
            f"Monthly quota of correspondents is used up. Allowed: {listed}",
        )
        if behaviour.quota_shape == "invokeStatus":
            allowed = part("sendstatus", 1, 1000, "QUOTE_ALLOWED", "")
            return {"invokeStatus": allowed, "correspondentsStatus": exceeded}
    else:
        exceeded = part(
            method.lower(),
            used,
            total,
            f"{word}_EXCEEDED",
            f"Monthly quota of {method} is used up for {listed}",
        )
    if behaviour.quota_shape == "bare":
        return exceeded
    return {behaviour.quota_shape: exceeded}


def listed_items(
    listed: Iterable[Status],
    chat_id: str,
    behaviour: Behaviour,
    minutes: int,
    now: float,
    *,
    lag: float,
    reporting: bool,
    shown_id: ShownId,
) -> tuple[list[Item], float]:
    """Return the items of a window as they were `lag` seconds ago, and until when they hold."""
    until = inf
    as_of = now - lag
    window = min(minutes * 60, statuses.JOURNAL)
    found: list[Item] = []
    for status in listed:
        until = min(until, statuses.next_change(status, as_of) + lag)
        if status.posted > as_of:
            until = min(until, status.posted + lag)
            if lag:
                continue
        state, since = statuses.state_at(status, as_of)
        if not reporting and state in statuses.STEPS:
            state, since = "sent", status.steps[0][0]
        at = since if behaviour.timestamps == "last_action" else status.posted
        deleted = (
            status.deleted
            if status.deleted is not None and status.deleted <= as_of
            else None
        )
        if deleted is not None and behaviour.deletion != "flag":
            at = deleted
        if at < now - window:
            continue
        until = min(until, at + window)
        if deleted is None:
            found.append(outgoing_item(status, chat_id, state, at, shown_id))
        elif behaviour.deletion == "flag":
            item = outgoing_item(status, chat_id, state, at, shown_id)
            found.append(item | {"isDeleted": True})
        elif behaviour.deletion == "tombstone":
            found.append(tombstone(status, chat_id, at))
    return found, until


def with_patches(items: object, patches: Mapping[str, Patch]) -> object:
    """Return the items with raw fields overwritten and removed."""
    if not isinstance(items, list) or not patches:
        return items
    result: list[object] = []
    for item in items:
        key = item.get("idMessage") if isinstance(item, dict) else None
        if isinstance(key, str) and key in patches:
            fields, removed = patches[key]
            raw = {**item, **fields}
            result.append({k: v for k, v in raw.items() if k not in removed})
        else:
            result.append(item)
    return result


@dataclass(frozen=True, slots=True)
class _CachedBody:
    content: bytes
    since: float
    until: float


@dataclass(slots=True)
class BodyCache:
    """Encoded lists by window, so that benchmarks measure the client and not the simulator."""

    _bodies: dict[int, _CachedBody] = field(default_factory=dict)

    def get(
        self, minutes: int, now: float, build: Callable[[], tuple[object, float]]
    ) -> bytes:
        """Return the body for a window, built again only when the last one is outdated."""
        known = self._bodies.get(minutes)
        if known is not None and known.since <= now < known.until:
            return known.content
        items, until = build()
        if len(self._bodies) >= _MAX_CACHED_WINDOWS:
            self._bodies.clear()
        body = _CachedBody(orjson.dumps(items), now, until)
        self._bodies[minutes] = body
        return body.content

    def clear(self) -> None:
        """Drop all bodies."""
        self._bodies.clear()
