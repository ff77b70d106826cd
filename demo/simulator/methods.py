"""The methods of GREEN-API: each takes an account and a call, and returns an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from .drawing import THEMES, thumbnail
from .instance import AUTHORIZED, LINKED, Instance
from .media import Drawn, File, Sample, Upload, kind_of, mime_of, mime_of_file
from .replies import (
    CORRESPONDENTS,
    DEFAULT_WINDOW,
    MESSAGE_NOT_FOUND,
    READ_ONLY_SETTINGS,
    quota_body,
)
from .status_store import MAX_QUEUE_ROWS
from .statuses import Contact, Kind, Text

JSON = "application/json"
MAX_TEXT = 500
MAX_CAPTION = 1024
AVATAR = "avatar.jpg"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. For an error, the HTTP side makes the body from its message."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None


def as_json(data: object, status: int = 200) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, orjson.dumps(data))


def invalid(details: str) -> Answer:
    """Return the 400 for wrong parameters."""
    return Answer(400, error=f"Validation failed. Details: '{details}'")


@dataclass(frozen=True, slots=True)
class Call:
    """One call, decoded."""

    query: Mapping[str, str]
    body: Mapping[str, Any]
    upload: Upload | None = None
    upload_name: str = ""


type Handler = Callable[[Instance, Call], Answer]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its verb, its calls per second, and which checks come before it.

    `lists` needs a linked phone, `sends` an account that is not starting,
    `status_method` access to the beta. The body of `uploads` is a file.
    """

    verb: str
    handler: Handler
    rate: int = 1
    status_method: bool = False
    lists: bool = False
    sends: bool = False
    uploads: bool = False


def refused(instance: Instance, name: str, now: float | None) -> Answer | None:
    """Return why a call is refused, if it is; without `now` there is no rate limit."""
    method = METHODS[name]
    behaviour = instance.behaviour
    if now is not None and not instance.within_rate_limit(name, method.rate, now):
        return Answer(429)
    if method.status_method and not behaviour.beta_access:
        return Answer(403)
    if name == "getIncomingStatuses" and not behaviour.incoming_access:
        return Answer(403)
    if text := instance.refusal(lists=method.lists, sends=method.sends):
        return Answer(400, error=text)
    quota_names = [name, CORRESPONDENTS] if method.sends else [name]
    for quota_name in quota_names:
        quota = instance.quotas.get(quota_name)
        if quota is not None and quota.exhausted:
            phones = [instance.phone]
            if quota_name == CORRESPONDENTS:
                phones += [c.id.split("@")[0] for c in instance.contacts[: quota.total]]
            body = quota_body(quota_name, quota.total, quota.used, phones, behaviour)
            return as_json(body, behaviour.quota_http_status)
    for quota_name in quota_names:
        if quota := instance.quotas.get(quota_name):
            instance.set_quota(quota_name, quota.total, quota.used + 1)
    return None


# Statuses.


def _minutes(call: Call) -> int | None:
    text = call.query.get("minutes", str(DEFAULT_WINDOW))
    return int(text) if text.isascii() and text.isdigit() and int(text) > 0 else None


def _outgoing(instance: Instance, call: Call) -> Answer:
    if (minutes := _minutes(call)) is None:
        return invalid("'minutes' must be a positive number")
    return Answer(body=instance.outgoing(minutes))


def _incoming(instance: Instance, call: Call) -> Answer:
    if (minutes := _minutes(call)) is None:
        return invalid("'minutes' must be a positive number")
    return Answer(body=instance.incoming(minutes))


def _statistic(instance: Instance, call: Call) -> Answer:
    if not (status_id := call.query.get("idMessage")):
        return invalid("'idMessage' is required")
    return Answer(body=instance.statistic(status_id))


def _participants(body: Mapping[str, Any]) -> tuple[str, ...] | None:
    listed = body.get("participants") or []
    if not isinstance(listed, list) or not all(isinstance(who, str) for who in listed):
        return None
    return tuple(listed)


def _is_text_or_null(value: object) -> bool:
    return value is None or isinstance(value, str)


def _send_text(instance: Instance, call: Call) -> Answer:
    text = call.body.get("message")
    background = call.body.get("backgroundColor", "#FFFFFF")
    font = call.body.get("font", "SERIF")
    participants = _participants(call.body)
    if not isinstance(text, str) or not text:
        return invalid("'message' is required")
    if len(text) > MAX_TEXT:
        return invalid(f"'message' length must be less than or equal to {MAX_TEXT}")
    if not _is_text_or_null(background) or not _is_text_or_null(font):
        return invalid("'backgroundColor' and 'font' must be strings")
    if participants is None:
        return invalid("'participants' must be an array of strings")
    content = Text(text, background, font, participants)
    return as_json({"idMessage": instance.send("sendTextStatus", content, call.body)})


def _send_media(instance: Instance, call: Call) -> Answer:
    return _send_file(instance, call, "sendMediaStatus", ("image", "video"))


def _send_voice(instance: Instance, call: Call) -> Answer:
    return _send_file(instance, call, "sendVoiceStatus", ("audio",))


def _send_file(
    instance: Instance, call: Call, method: str, kinds: tuple[Kind, ...]
) -> Answer:
    url, name = call.body.get("urlFile"), call.body.get("fileName")
    caption = call.body.get("caption", "")
    participants = _participants(call.body)
    for key, value in (("urlFile", url), ("fileName", name)):
        if not isinstance(value, str) or not value:
            return invalid(f"'{key}' is required")
    if not _is_text_or_null(caption) or len(caption or "") > MAX_CAPTION:
        return invalid(f"'caption' length must be less than or equal to {MAX_CAPTION}")
    if participants is None:
        return invalid("'participants' must be an array of strings")
    file = instance.files.get(str(url).rpartition("/")[2])
    kind = kind_of(mime_of(str(name)))
    if file is not None:
        kind = kind_of(mime_of_file(file)) or kind
    if kind not in kinds:
        return invalid(f"'fileName' must be of type {' or '.join(kinds)}")
    if file is None:
        file = _substitute(str(url), kind)
    content = instance.files.media_status(
        file, caption=caption, participants=participants, kind=kind
    )
    return as_json({"idMessage": instance.send(method, content, call.body)})


def _substitute(url: str, kind: Kind) -> File:
    """Return a file of this kind; a link to somewhere else is never followed."""
    match kind:
        case "video":
            return Sample("waves.mp4")
        case "audio":
            return Sample("melody.mp3")
    number = sum(url.encode())
    return Drawn(THEMES[number % len(THEMES)], number)


def _delete(instance: Instance, call: Call) -> Answer:
    instance.update(instance.clock())
    status = instance.statuses.get(str(call.body.get("idMessage", "")))
    if status is None or status.deleted is not None:
        return Answer(400, error=MESSAGE_NOT_FOUND)
    instance.delete(status.id)
    return Answer()


# The queue.


def _queue(instance: Instance, _call: Call) -> Answer:
    return as_json(instance.queue_rows()[:MAX_QUEUE_ROWS])


def _queue_count(instance: Instance, _call: Call) -> Answer:
    return as_json({"count": len(instance.queue_rows())})


def _clear_queue(instance: Instance, _call: Call) -> Answer:
    instance.clear_queue()
    return as_json({"isCleared": True})


# The account.


def _state(instance: Instance, _call: Call) -> Answer:
    state = instance.reported_state
    return as_json(None if state is None else {"stateInstance": state})


def _status(instance: Instance, _call: Call) -> Answer:
    online = instance.state == AUTHORIZED
    return as_json({"statusInstance": "online" if online else "offline"})


def _avatar_number(instance: Instance) -> int:
    return int(instance.id[-4:])


def _wa_settings(instance: Instance, _call: Call) -> Answer:
    state, phone = instance.reported_state, instance.phone
    linked = state in LINKED
    settings: dict[str, object] = {
        "avatar": f"{instance.files.media_url}/{AVATAR}" if linked else "",
        "phone": phone if linked else "",
        "stateInstance": state,
        "deviceId": f"{phone}:8@s.whatsapp.net" if linked else "",
        "chatId": instance.shown_id(instance.chat_id) if linked else "",
        "base64Avatar": thumbnail("meadow", _avatar_number(instance)) if linked else "",
        "historySyncProgress": 100 if linked else 0,
    }
    if (until := instance.suspended_until) is not None:
        settings["suspendedUntil"] = until
    return as_json(settings)


def _get_settings(instance: Instance, _call: Call) -> Answer:
    return as_json({"wid": instance.chat_id, **instance.settings})


def _set_settings(instance: Instance, call: Call) -> Answer:
    known = set(instance.settings) - READ_ONLY_SETTINGS
    if unknown := sorted(set(call.body) - known):
        return invalid(f'"{unknown[0]}" is not allowed')
    instance.change_settings(dict(call.body))
    return as_json({"saveSettings": True})


def _reboot(instance: Instance, _call: Call) -> Answer:
    instance.change_settings({})
    return as_json({"isReboot": True})


def _logout(instance: Instance, _call: Call) -> Answer:
    instance.set_state("notAuthorized")
    return as_json({"isLogout": True})


def _qr(instance: Instance, _call: Call) -> Answer:
    if instance.state == "notAuthorized":
        return as_json({"type": "qrCode", "message": thumbnail("night", 1)})
    text = "instance account already authorized"
    return as_json({"type": "alreadyLogged", "message": text})


def _authorization_code(instance: Instance, call: Call) -> Answer:
    if not isinstance(call.body.get("phoneNumber"), int):
        return invalid("'phoneNumber' must be a number")
    if instance.state != "notAuthorized":
        return as_json({"status": False, "code": ""})
    return as_json({"status": True, "code": "DEMO0000"})


# Contacts.


def _contacts(instance: Instance, call: Call) -> Answer:
    rows: list[dict[str, str]] = []
    group = call.query.get("group")
    for contact in instance.contacts:
        if group == "true" and contact.kind != "group":
            continue
        if group == "false" and contact.kind == "group":
            continue
        shown = instance.shown_id(contact.id)
        row = {"id": shown, "name": contact.name, "type": contact.kind, "chatId": shown}
        if contact.kind == "user":
            row["contactName"] = contact.name
            row["phoneNumber"] = contact.id
        rows.append(row)
    count = call.query.get("count", "")
    return as_json(rows[: int(count)] if count.isdigit() else rows)


def _find_contact(instance: Instance, call: Call) -> Contact | None:
    wanted = call.body.get("chatId")
    return next((c for c in instance.contacts if wanted in (c.id, c.lid)), None)


def _contact_info(instance: Instance, call: Call) -> Answer:
    contact = _find_contact(instance, call)
    if contact is None:
        return invalid("'chatId' is not a known contact")
    avatar = f"{instance.files.media_url}/{AVATAR}" if contact.avatar else ""
    return as_json(
        {
            "avatar": avatar,
            "name": contact.name,
            "contactName": contact.name,
            "email": "",
            "category": "",
            "description": "",
            "products": [],
            "chatId": instance.shown_id(contact.id),
            "lastSeen": None,
            "isBusiness": False,
            "isArchive": False,
            "isDisappearing": False,
            "isMute": False,
        }
    )


def _avatar(instance: Instance, call: Call) -> Answer:
    contact = _find_contact(instance, call)
    if contact is None or not contact.avatar:
        return as_json({"urlAvatar": "", "available": False})
    avatar = f"{instance.files.media_url}/{AVATAR}"
    return as_json({"urlAvatar": avatar, "available": True})


# Files.


def _upload(instance: Instance, call: Call) -> Answer:
    if call.upload is None or not call.upload.content:
        return invalid("'file' is required")
    _, dot, extension = call.upload_name.rpartition(".")
    url = instance.files.store(call.upload, extension if dot else "bin")
    return as_json({"urlFile": url})


def _profile_picture(instance: Instance, call: Call) -> Answer:
    if call.upload is None or not call.upload.content:
        return invalid("'file' is required")
    url = instance.files.store(call.upload, "jpg")
    return as_json({"reason": None, "urlAvatar": url, "setProfilePicture": True})


METHODS = {
    "getOutgoingStatuses": Method("GET", _outgoing, status_method=True, lists=True),
    "getIncomingStatuses": Method("GET", _incoming, status_method=True, lists=True),
    "getStatusStatistic": Method("GET", _statistic, status_method=True, lists=True),
    "sendTextStatus": Method("POST", _send_text, 5, status_method=True, sends=True),
    "sendVoiceStatus": Method("POST", _send_voice, 5, status_method=True, sends=True),
    "sendMediaStatus": Method("POST", _send_media, 5, status_method=True, sends=True),
    "deleteStatus": Method("POST", _delete, 10, status_method=True, lists=True),
    "showMessagesQueue": Method("GET", _queue),
    "getMessagesCount": Method("GET", _queue_count),
    "clearMessagesQueue": Method("GET", _clear_queue),
    "getStateInstance": Method("GET", _state),
    "getStatusInstance": Method("GET", _status),
    "getWaSettings": Method("GET", _wa_settings),
    "getSettings": Method("GET", _get_settings),
    "setSettings": Method("POST", _set_settings),
    "reboot": Method("GET", _reboot),
    "logout": Method("GET", _logout),
    "qr": Method("GET", _qr),
    "getAuthorizationCode": Method("POST", _authorization_code),
    "getContacts": Method("GET", _contacts, lists=True),
    "getContactInfo": Method("POST", _contact_info, lists=True),
    "getAvatar": Method("POST", _avatar, 10, lists=True),
    "uploadFile": Method("POST", _upload, 5, uploads=True),
    "setProfilePicture": Method("POST", _profile_picture, uploads=True),
}
