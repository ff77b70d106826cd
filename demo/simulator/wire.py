"""The JSON shapes of the vendor."""

from collections.abc import Mapping

from .limits import CORRESPONDENTS, Quota
from .world import Content, Status, Text

type Item = dict[str, object]

STARTING = "instance in starting process try later"
NOT_AUTHORIZED = "instance is starting or not authorized"
EXPIRED = "Instance account is expired. Renew your instance from personal area"
DELETED = "Instance is deleted"
MESSAGE_NOT_FOUND = "ID message notfound"

TYPES = {"image": "imageMessage", "video": "videoMessage", "audio": "audioMessage"}

DEFAULT_SETTINGS: Mapping[str, str | int] = {
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
    "editedMessageWebhook": "no",
    "deletedMessageWebhook": "no",
}


def _content(content: Content, *, outgoing: bool) -> Item:
    """Return the part of an item that both lists share."""
    if isinstance(content, Text):
        style: Item = {
            "text": content.text,
            "backgroundColor": content.background,
            "font": content.font,
        }
        if outgoing:
            style["participants"] = list(content.participants)
        return {
            "typeMessage": "extendedTextMessage",
            "textMessage": content.text,
            "extendedTextMessage": style,
        }
    item: Item = {"typeMessage": TYPES[content.kind]}
    if outgoing:
        item["participants"] = list(content.participants)
    item["downloadUrl"] = content.url
    if content.kind != "audio":
        item["caption"] = content.caption
    item["fileName"] = content.file_name
    if content.kind != "audio":
        item["jpegThumbnail"] = content.thumbnail
    item["mimeType"] = content.mime
    return item


def outgoing_item(status: Status, chat_id: str, state: str, timestamp: float) -> Item:
    """Return one item of getOutgoingStatuses."""
    return {
        "type": "outgoing",
        "idMessage": status.id,
        "timestamp": int(timestamp),
        "chatId": chat_id,
        **_content(status.content, outgoing=True),
        "statusMessage": state,
        "sendByApi": status.by_api,
    }


def tombstone(status: Status, chat_id: str, deleted: float) -> Item:
    """Return the item that a deleted status leaves behind."""
    return {
        "type": "outgoing",
        # Its own id, derived so that it is the same in each reply.
        "idMessage": f"{status.id[:4]}DE1E7ED{status.id[-9:]}",
        "timestamp": int(deleted),
        "typeMessage": "deletedMessage",
        "chatId": chat_id,
        "deletedMessageData": {"stanzaId": status.id},
        "statusMessage": "sent",
        "sendByApi": status.by_api,
    }


def incoming_item(status: Status, sender: str, name: str) -> Item:
    """Return one item of getIncomingStatuses."""
    return {
        "type": "incoming",
        "idMessage": status.id,
        "timestamp": int(status.posted),
        "chatId": sender,
        "senderId": sender,
        "senderName": name.split(maxsplit=1)[0],
        "senderContactName": name,
        **_content(status.content, outgoing=False),
    }


def quota_body(method: str, quota: Quota, phones: list[str]) -> Item:
    """Return the body of a 466; its description carries phone numbers, as the real one."""
    numbers = ", ".join(phones)
    if method == CORRESPONDENTS:
        return {
            "invokeStatus": {
                "method": "sendstatus",
                "used": 1,
                "total": 1000,
                "status": "QUOTE_ALLOWED",
                "description": "",
            },
            "correspondentsStatus": {
                "method": CORRESPONDENTS,
                "used": quota.used,
                "total": quota.total,
                "status": "CORRESPONDENTS_QUOTE_EXCEEDED",
                "description": f"Monthly quota of correspondents is used up. Allowed: {numbers}",
            },
        }
    return {
        "invokeStatus": {
            "method": method.lower(),
            "used": quota.used,
            "total": quota.total,
            "status": "QUOTE_EXCEEDED",
            "description": f"Monthly quota of {method} is used up for {numbers}",
        }
    }
