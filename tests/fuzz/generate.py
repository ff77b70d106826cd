"""Generates answers as GREEN-API might send them, from the bytes of a fuzzer."""

import json
from random import Random
from typing import Any, Final, override

TIME: Final = 1_710_160_000

TEXTS: Final = (
    "",
    "Hello",
    "שלום",
    "👨‍👩‍👧",
    "half \ud83d",
    "\u0000",
    '"}],[{',
    "😀" * 5000,
    "https://example.org/a.jpg",
    "javascript:alert(1)",
    "#228B22",
    "hsl(400, 300%, 300%)",
    str(TIME),
    "1e400",
    "nan",
    "Instance is deleted",
)
NUMBERS: Final = (0, -1, 1, 401, 466, TIME, TIME * 1000, TIME + 0.5, 2**53, 10**30)
TYPES: Final = (
    "extendedTextMessage",
    "textMessage",
    "imageMessage",
    "videoMessage",
    "audioMessage",
    "deletedMessage",
    "pollMessage",
)
STATES: Final = (
    "pending",
    "sent",
    "delivered",
    "read",
    "played",
    "failed",
    "noAccount",
    "",
    "UNKNOWN",
    "seen",
)
# The fields of all answers.
FIELDS: Final = (
    "type",
    "idMessage",
    "timestamp",
    "typeMessage",
    "statusMessage",
    "sendByApi",
    "participants",
    "textMessage",
    "extendedTextMessage",
    "downloadUrl",
    "caption",
    "fileName",
    "jpegThumbnail",
    "mimeType",
    "isDeleted",
    "deletedMessageId",
    "deletedMessageData",
    "participant",
    "status",
    "id",
    "chatId",
    "phoneNumber",
    "name",
    "contactName",
    "messageID",
    "stateInstance",
    "phone",
    "outgoingWebhook",
    "urlFile",
    "code",
    "description",
    "message",
    "reason",
    "invokeStatus",
    "correspondentsStatus",
    "quotaData",
    "used",
    "total",
)


class Choices(Random):
    """Makes the choices that some bytes stand for; when they are used up, always the first one."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes."""
        super().__init__(0)
        self._bytes = iter(data)

    @override
    def random(self) -> float:
        """Return a byte as a fraction."""
        return next(self._bytes, 0) / 256

    @override
    def getrandbits(self, k: int, /) -> int:
        """Return some bits, each eight of them from a byte."""
        number = 0
        for _ in range((k + 7) // 8):
            number = number << 8 | next(self._bytes, 0)
        return number & ((1 << k) - 1)

    def rest(self) -> bytes:
        """Return the bytes that were not used."""
        return bytes(self._bytes)


def json_value(random: Random, depth: int = 2) -> Any:
    """Return any JSON value."""
    match random.randrange(7 if depth else 4):
        case 0:
            return random.choice((None, True, False))
        case 1:
            return random.choice(NUMBERS)
        case 2 | 3:
            return random.choice(TEXTS)
        case 4:
            return [json_value(random, depth - 1) for _ in range(random.randrange(3))]
        case _:
            names = (*FIELDS, "text", "backgroundColor", "font", "stanzaId")
            return {
                random.choice(names): json_value(random, depth - 1)
                for _ in range(random.randrange(4))
            }


def list_row(random: Random) -> dict[str, Any]:
    """Return a row of the list of statuses, with up to two odd fields."""
    row = {
        "type": "outgoing",
        "idMessage": f"BAE5{random.randrange(8)}",
        "timestamp": TIME + random.randrange(-200_000, 200_000),
        "typeMessage": random.choice(TYPES),
        "statusMessage": random.choice(STATES),
        "extendedTextMessage": {"text": random.choice(TEXTS)},
        "caption": random.choice(TEXTS),
        "jpegThumbnail": "/9j/2wCE",
    }
    for _ in range(random.randrange(3)):
        row[random.choice(FIELDS)] = json_value(random)
    return row


def answer(random: Random) -> bytes:
    """Return a body: a list of statuses, other rows, an object or any value, sometimes cut off."""
    value: Any
    match random.randrange(6):
        case 0 | 1 | 2:
            value = [list_row(random) for _ in range(random.randrange(6))]
        case 3:
            fields = random.choices(FIELDS, k=random.randrange(8))
            value = {field: json_value(random) for field in fields}
        case 4:
            value = [json_value(random) for _ in range(random.randrange(4))]
        case _:
            value = json_value(random)
    text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    body = text.encode("utf-8", "surrogatepass")
    if random.random() > 0.9:
        body = body[: random.randrange(len(body) + 1)]
    return body
