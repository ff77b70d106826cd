"""The vendor's methods, each a decision from an account and a call to an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .answer import Answer, as_json, as_text
from .instance import CONNECTED, Instance
from .limits import CORRESPONDENTS
from .listing import DEFAULT_WINDOW
from .media import Drawn, Sample, Upload, kind_of, mime_of
from .scenes import THEMES
from .wire import MESSAGE_NOT_FOUND, quota_body
from .world import Text

MAX_TEXT = 500
MAX_CAPTION = 1024
AVATAR = "avatar.jpg"


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
    """One method: its verb, and which checks come before it."""

    verb: str
    handler: Handler
    status_method: bool = False
    lists: bool = False
    writes: bool = False


def invalid(details: str) -> Answer:
    """Return the 400 for parameters that do not fit."""
    return as_json({"message": f"Validation failed. Details: '{details}'"}, 400)


def refused(instance: Instance, name: str, now: float | None) -> Answer | None:
    """Return why this call is not answered, if so; without `now` no rate limit holds."""
    method = METHODS[name]
    if now is not None and not instance.limit.admits(name, now):
        return as_text("Too Many Requests", 429)
    if method.status_method and not instance.behaviour.beta_access:
        return as_text("Forbidden", 403)
    if text := instance.refusal(lists=method.lists, writes=method.writes):
        return as_text(text, 400)
    quota_names = [name, CORRESPONDENTS] if method.writes else [name]
    for quota_name in quota_names:
        quota = instance.quotas.get(quota_name)
        if quota is not None and quota.exhausted:
            phones = [instance.phone]
            if quota_name == CORRESPONDENTS:
                phones += [c.id.split("@")[0] for c in instance.contacts[: quota.total]]
            return as_json(quota_body(quota_name, quota, phones), 466)
    for quota_name in quota_names:
        if quota := instance.quotas.get(quota_name):
            instance.set_quota(quota_name, quota.total, quota.used + 1)
    return None


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


def _send_text(instance: Instance, call: Call) -> Answer:
    text = call.body.get("message")
    participants = _participants(call.body)
    if not isinstance(text, str) or not text:
        return invalid("'message' is required")
    if len(text) > MAX_TEXT:
        return invalid(f"'message' length must be less than or equal to {MAX_TEXT}")
    if participants is None:
        return invalid("'participants' must be an array of strings")
    status = instance.post(
        Text(
            text,
            str(call.body.get("backgroundColor", "#FFFFFF")),
            str(call.body.get("font", "SERIF")),
            participants,
        )
    )
    return as_json({"idMessage": status.id})


def _send_file(instance: Instance, call: Call) -> Answer:
    url, name = call.body.get("urlFile"), call.body.get("fileName")
    caption = call.body.get("caption", "")
    participants = _participants(call.body)
    for key, value in (("urlFile", url), ("fileName", name)):
        if not isinstance(value, str) or not value:
            return invalid(f"'{key}' is required")
    if not isinstance(caption, str) or len(caption) > MAX_CAPTION:
        return invalid(f"'caption' length must be less than or equal to {MAX_CAPTION}")
    if participants is None:
        return invalid("'participants' must be an array of strings")
    # A file from elsewhere is never fetched: something of its kind stands in.
    file = instance.studio.shelf.get(str(url).rpartition("/")[2])
    if file is None:
        match kind_of(mime_of(str(name))):
            case "image":
                number = sum(str(url).encode())
                file = Drawn(THEMES[number % len(THEMES)], number)
            case "video":
                file = Sample("waves.mp4")
            case "audio":
                file = Sample("melody.mp3")
            case _:
                return invalid("'fileName' must have the extension of a media file")
    content = instance.studio.show(file, caption=caption, participants=participants)
    return as_json({"idMessage": instance.post(content).id})


def _delete(instance: Instance, call: Call) -> Answer:
    status = instance.statuses.get(str(call.body.get("idMessage", "")))
    if status is None or status.deleted is not None:
        return as_json({"message": MESSAGE_NOT_FOUND}, 400)
    instance.delete(status.id)
    return Answer()


def _state(instance: Instance, _call: Call) -> Answer:
    state = instance.state
    return as_json(None if state is None else {"stateInstance": state})


def _wa_settings(instance: Instance, _call: Call) -> Answer:
    linked = instance.state in CONNECTED | {"sleepMode"}
    phone = instance.phone
    return as_json(
        {
            "avatar": f"{instance.studio.media_url}/{AVATAR}" if linked else "",
            "phone": phone if linked else "",
            "stateInstance": instance.state,
            "deviceId": f"{phone}:8@s.whatsapp.net" if linked else "",
        }
    )


def _get_settings(instance: Instance, _call: Call) -> Answer:
    return as_json({"wid": instance.chat_id, **instance.settings})


def _set_settings(instance: Instance, call: Call) -> Answer:
    if wrong := sorted(set(call.body) - set(instance.settings)):
        return invalid(f"{wrong[0]!r} is not allowed".replace("'", '"'))
    instance.change_settings(dict(call.body))
    return as_json({"saveSettings": True})


def _reboot(instance: Instance, _call: Call) -> Answer:
    instance.reboot()
    return as_json({"isReboot": True})


def _contacts(instance: Instance, call: Call) -> Answer:
    rows: list[dict[str, str]] = []
    group = call.query.get("group")
    for contact in instance.contacts:
        if group == "true" and contact.kind != "group":
            continue
        if group == "false" and contact.kind == "group":
            continue
        row = {"id": contact.id, "name": contact.name, "type": contact.kind}
        if contact.kind == "user":
            row["contactName"] = contact.name
        rows.append(row)
    count = call.query.get("count", "")
    return as_json(rows[: int(count)] if count.isdigit() else rows)


def _contact_info(instance: Instance, call: Call) -> Answer:
    for contact in instance.contacts:
        if contact.id == call.body.get("chatId"):
            avatar = f"{instance.studio.media_url}/{AVATAR}" if contact.avatar else ""
            return as_json(
                {
                    "avatar": avatar,
                    "name": contact.name,
                    "contactName": contact.name,
                    "email": "",
                    "category": "",
                    "description": "",
                    "products": [],
                    "chatId": contact.id,
                    "lastSeen": None,
                    "isBusiness": False,
                    "isArchive": False,
                    "isDisappearing": False,
                    "isMute": False,
                }
            )
    return invalid("'chatId' is not a known contact")


def _avatar(instance: Instance, call: Call) -> Answer:
    for contact in instance.contacts:
        if contact.id == call.body.get("chatId") and contact.avatar:
            avatar = f"{instance.studio.media_url}/{AVATAR}"
            return as_json({"urlAvatar": avatar, "available": True})
    return as_json({"urlAvatar": "", "available": False})


def _upload(instance: Instance, call: Call) -> Answer:
    if call.upload is None or not call.upload.content:
        return invalid("'file' is required")
    extension = (
        call.upload_name.rpartition(".")[2] if "." in call.upload_name else "bin"
    )
    name = instance.studio.file_name(extension)
    instance.studio.shelf.put(name, call.upload)
    return as_json({"urlFile": f"{instance.studio.media_url}/{name}"})


def _no_notification(_instance: Instance, _call: Call) -> Answer:
    return as_json(None)


def _notification_deleted(_instance: Instance, _call: Call) -> Answer:
    return as_json({"result": True, "reason": ""})


METHODS = {
    "getOutgoingStatuses": Method("GET", _outgoing, status_method=True, lists=True),
    "getIncomingStatuses": Method("GET", _incoming, status_method=True, lists=True),
    "getStatusStatistic": Method("GET", _statistic, status_method=True, lists=True),
    "sendTextStatus": Method("POST", _send_text, status_method=True, writes=True),
    "sendVoiceStatus": Method("POST", _send_file, status_method=True, writes=True),
    "sendMediaStatus": Method("POST", _send_file, status_method=True, writes=True),
    "deleteStatus": Method("POST", _delete, status_method=True, lists=True),
    "getStateInstance": Method("GET", _state),
    "getWaSettings": Method("GET", _wa_settings),
    "getSettings": Method("GET", _get_settings),
    "setSettings": Method("POST", _set_settings),
    "reboot": Method("GET", _reboot),
    "getContacts": Method("GET", _contacts, lists=True),
    "getContactInfo": Method("POST", _contact_info, lists=True),
    "getAvatar": Method("POST", _avatar, lists=True),
    "uploadFile": Method("POST", _upload),
    "receiveNotification": Method("GET", _no_notification),
    "deleteNotification": Method("DELETE", _notification_deleted),
}
