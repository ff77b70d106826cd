"""What GREEN-API's answers look like, and how they go wrong: all choices are those of a `Random`.

Hypothesis brings one that it can shrink, the coverage-guided fuzzer a seeded one.
"""

from collections.abc import Iterator
import json
from random import Random
from typing import Any, Final

TIME: Final = 1_710_134_811

# What a reader of JSON in pieces may trip over, and what a state or a browser may not take.
TEXTS: Final = (
    "",
    "Hello",
    "a},{b",
    "}]",
    '"',
    "\\",
    '\\"},{"idMessage":"X',
    "[{",
    "a\nb\tc",
    "שלום",
    "👨‍👩‍👧",
    "\ud83d",
    "\ufeff",
    "\u0000",
    "e\u0301" * 200,
    "\u0001" * 300,
    "😀" * 5000,
    "x" * 5000,
    "https://sw-media.storage.greenapi.net/a.jpg",
    "#228B22",
    "228B22FF",
    "rgb(34, 139, 34)",
    "hsla(400, 300%, 300%, 1)",
    "read",
    "1710134811",
    "1e400",
    "nan",
    "9" * 5000,
)
NUMBERS: Final = (
    0,
    -1,
    1,
    401,
    TIME,
    TIME + 0.5,
    float(TIME),
    999_999_999,
    3_999_999_999,
    4_000_000_000,
    2**53,
    2**64,
    10**30,
    1e308,
    True,
    False,
    None,
)
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
    "failed",
    "noAccount",
    "notInGroup",
    "yellowCard",
    "suspended",
    "",
    "seen",
)
FIELDS: Final = (
    "type",
    "idMessage",
    "timestamp",
    "typeMessage",
    "statusMessage",
    "sendByApi",
    "chatId",
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
)
# What comes between two values, as people, programs and bad days would have it.
GAPS: Final = ("", "", "", " ", "\n", "\r\n\t", " " * 70)


def value(random: Random, depth: int = 2) -> Any:
    """Return any JSON value."""
    kind = random.randrange(6 if depth else 3)
    if kind <= 1:
        return random.choice(TEXTS)
    if kind == 2:
        return random.choice(NUMBERS)
    if kind == 3:
        return [value(random, depth - 1) for _ in range(random.randrange(3))]
    names = ("text", "idMessage", "stanzaId", "participants", "timestamp")
    inner = {
        random.choice(names): value(random, depth - 1)
        for _ in range(random.randrange(3))
    }
    return [inner, {"idMessage": "N"}] if kind == 4 else inner


def row(random: Random) -> dict[str, Any]:
    """Return an item of a list, as documented or as met."""
    kind = random.choice(TYPES)
    item: dict[str, Any] = {
        "type": "outgoing",
        "idMessage": f"BAE5{random.randrange(12):04}",
        "timestamp": TIME + random.randrange(-90_000, 90_000),
        "typeMessage": kind,
        "chatId": "70000000001@c.us",
        "statusMessage": random.choice(STATES),
        "sendByApi": random.random() < 0.5,
    }
    if kind == "deletedMessage":
        item["deletedMessageData"] = {"stanzaId": f"BAE5{random.randrange(12):04}"}
    elif kind in {"extendedTextMessage", "textMessage"}:
        item["textMessage"] = random.choice(TEXTS)
        item["extendedTextMessage"] = {
            "text": random.choice(TEXTS),
            "backgroundColor": random.choice(TEXTS),
            "font": "SERIF",
            "participants": ["70000000001@c.us"] * random.randrange(3),
        }
    else:
        item["participants"] = []
        item["downloadUrl"] = "https://sw-media.storage.greenapi.net/a.jpg"
        item["caption"] = random.choice(TEXTS)
        item["fileName"] = "a.jpg"
        item["jpegThumbnail"] = "/9j/2wCEABALDA4MChAODQ4SERATGCgaGBYWGDEjJ"
        item["mimeType"] = "image/jpeg"
    return item


def change_row(random: Random, item: dict[str, Any]) -> dict[str, Any]:
    """Return an item that differs in one field, or in the order of all."""
    item = dict(item)
    match random.randrange(6):
        case 0:
            item["statusMessage"] = random.choice(STATES)
        case 1:
            item["timestamp"] = TIME + random.randrange(-90_000, 90_000)
        case 2:
            item.pop(random.choice(FIELDS), None)
        case 3:
            names = list(item)
            random.shuffle(names)
            item = {name: item[name] for name in names}
        case _:
            item[random.choice(FIELDS)] = value(random)
    return item


def change_list(random: Random, items: list[Any]) -> list[Any]:
    """Return a list in which one thing is different."""
    items = list(items)
    where = random.randrange(len(items) + 1)
    here = where % len(items) if items else None
    match random.randrange(9):
        case 0:
            items.insert(where, row(random))
        case 1:
            items.insert(where, value(random))
        case 2 if here is not None:
            del items[here]
        case 3 if here is not None:
            items.insert(where, items[random.randrange(len(items))])
        case 4 if here is not None:
            items.insert(where % len(items), items.pop(here))
        case 5:
            random.shuffle(items)
        case 6:
            items += [row(random) for _ in range(random.randrange(4))]
        case _ if here is not None:
            item = items[here]
            items[here] = (
                change_row(random, item) if isinstance(item, dict) else value(random)
            )
        case _:
            pass
    return items


def written(random: Random, items: list[Any]) -> bytes:
    """Return a list as JSON, in one of the ways in which it may be written."""
    pretty = random.random() < 0.3
    readable = random.random() < 0.5

    def dump(item: Any) -> str:
        return json.dumps(item, indent=2 if pretty else None, ensure_ascii=not readable)

    if random.random() < 0.5:
        text = json.dumps(
            items,
            indent=2 if pretty else None,
            ensure_ascii=not readable,
            separators=None if pretty else (",", ":"),
        )
    else:
        text = ",".join(
            f"{random.choice(GAPS)}{dump(item)}{random.choice(GAPS)}" for item in items
        )
        text = f"{random.choice(GAPS)}[{text}]{random.choice(GAPS)}"
    return text.encode("utf-8", "surrogatepass")


def damaged(random: Random, body: bytes) -> bytes:
    """Return a body that something happened to on its way, or an answer that is none."""
    where = random.randrange(len(body) + 1)
    match random.randrange(12):
        case 0:
            return body[:where]
        case 1:
            return b"\xef\xbb\xbf" + body
        case 2:
            return body + random.choice((b"]", b",", b"\0", b" x", b"[]", body))
        case 3:
            return random.choice(OTHERS)
        case 4:
            return body[:where] + bytes([random.randrange(256)]) + body[where + 1 :]
        case 5:
            return body[:where] + body[where + random.randrange(1, 40) :]
        case 6:
            piece = random.choice(PIECES)
            return body[:where] + piece + body[where:]
        case 7:
            end = min(len(body), where + random.randrange(1, 40))
            return body[:end] + body[where:end] + body[end:]
        case _:
            return body


def chunks(random: Random, body: bytes) -> tuple[bytes, ...]:
    """Return a body as a network may deliver it."""
    if not body:
        return ()
    cuts = sorted(
        {random.randrange(1, len(body) + 1) for _ in range(random.randrange(5))}
        | {len(body)}
    )
    return tuple(body[start:end] for start, end in zip((0, *cuts), cuts, strict=False))


def bodies(random: Random, most: int = 8) -> Iterator[bytes]:
    """Return what a client is answered, poll after poll: mostly the list before, with one thing changed."""
    items = [row(random) for _ in range(random.randrange(6))]
    body = written(random, items)
    for _ in range(random.randrange(1, most)):
        yield damaged(random, body)
        if random.random() < 0.8:
            items = change_list(random, items)
            body = written(random, items)


OTHERS: Final = (
    b"",
    b"null",
    b"[]",
    b"[ ]",
    b"{}",
    b'""',
    b"0",
    b"[[]]",
    b"[null,{}]",
    b'{"code":401,"description":"Unauthorized"}',
    b'{"code":466}',
    b'{"invokeStatus":{"used":"100","total":100,"status":"QUOTE_EXCEEDED"}}',
    b"<html>",
    b"\xff\xfe[\0]\0",
    b"[" * 3000,
)
PIECES: Final = (
    b"},{",
    b"}",
    b"]",
    b"[",
    b'"',
    b"\\",
    b",",
    b" ",
    b"\n",
    b"\xed\xa0\x80",
    b"NaN",
)
