"""Changes fuzz cases where bytes flipped at random would only break them: whole items, fields, chunks and answers."""

from collections.abc import Callable
import json
from random import Random
from typing import Any, Final

import orjson

from .shapes import (
    bodies,
    change_list,
    change_row,
    chunks,
    damaged,
    row,
    value,
    written,
)
from .targets import CUT_OFF, LARGE, NEXT_ANSWER, NEXT_CHUNK, OTHER_MINUTES, REFUSED
from .wire import METHODS


def mutated_polls(random: Random, data: bytes) -> bytes:
    """Return polls of which one is another, or after which there is one more."""
    large, records = data.startswith(LARGE), data.removeprefix(LARGE).split(NEXT_ANSWER)
    here = random.randrange(len(records))
    body = _bare(records[here])
    match random.randrange(10):
        case 0:
            records = [_sent(random, each) for each in bodies(random)]
        case 1:
            records[here] = _sent(random, damaged(random, body))
        case 2:
            records[here] = _sent(random, body)
        case 3:
            records.insert(here, random.choice(records))
        case 4:
            del records[here]
        case 5:
            large = not large and random.random() < 0.2
        case 6:
            kind = random.choice((CUT_OFF, REFUSED, OTHER_MINUTES))
            records.insert(here, kind + records[here])
        case _:
            records.insert(here + 1, _sent(random, _next(random, body)))
    return (LARGE if large else b"") + NEXT_ANSWER.join(records)


def mutated_answer(random: Random, data: bytes) -> bytes:
    """Return an answer that is another."""
    head, body = data[:3].ljust(3, b"\0"), _bare(data[3:].rpartition(NEXT_ANSWER)[2])
    match random.randrange(6):
        case 0:
            place = random.randrange(3)
            new = random.randrange(len(METHODS) if place == 0 else 16)
            head = head[:place] + bytes([new]) + head[place + 1 :]
        case 1:
            body = damaged(random, body)
        case 2:
            header = random.choice(HEADERS)
            return head + header + NEXT_ANSWER + body
        case _:
            body = _next(random, body)
    return head + NEXT_CHUNK.join(chunks(random, body))


def _next(random: Random, body: bytes) -> bytes:
    """Return what GREEN-API might answer after a body: the same, but for something."""
    try:
        decoded: Any = orjson.loads(body)
    except ValueError:
        decoded = [row(random)]
    if isinstance(decoded, list):
        return written(random, change_list(random, decoded))
    if isinstance(decoded, dict):
        decoded = change_row(random, decoded) | {
            random.choice(tuple(decoded) or ("idMessage",)): value(random)
        }
    return json.dumps(decoded).encode() if random.randrange(16) else b"null"


def _sent(random: Random, body: bytes) -> bytes:
    """Return a body in chunks, with nothing in it that a fuzz case needs for itself."""
    return NEXT_CHUNK.join(chunks(random, body.replace(NEXT_ANSWER, b"")))


def _bare(record: bytes) -> bytes:
    """Return the body in a record."""
    return record.lstrip(CUT_OFF + REFUSED + OTHER_MINUTES).replace(NEXT_CHUNK, b"")


HEADERS: Final = (
    b"",
    b"0",
    b"120",
    b"-1",
    b"1e9",
    b"nan",
    b"inf",
    b"Tue, 24 Nov 2026 08:00:00 GMT",
    b"Tue, 24 Nov 2026 08:00:00",
    b"Tue, 99 Nov 99999 99:99:99 +9999",
)
MUTATORS: Final[dict[str, Callable[[Random, bytes], bytes]]] = {
    "answers": mutated_answer,
    "polls": mutated_polls,
}
