"""What is fuzzed: bytes in, and what must hold of the client behind them. An AssertionError is a fault found."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import orjson

from custom_components.green_api.client import GreenApiError, StatusReply

from .life import Bytes, Life
from .shown import check_shown
from .wire import FAILURES, HOST, LIST, METHODS, MINUTES, TOKEN, Answer, Line

STATUSES: Final = (200, 400, 401, 403, 404, 418, 429, 466, 500, 502, 301, 204, 0, 999)

# Between two answers, and between two chunks of one: neither can stand in JSON.
NEXT_ANSWER: Final = b"\x1e"
NEXT_CHUNK: Final = b"\x1f"
# At the start of an answer: something other than 200, as many calls as a fuzz case may make.
CUT_OFF: Final = b"\x01"
REFUSED: Final = b"\x02"
OTHER_MINUTES: Final = b"\x03"
# At the start of a case: its lists are long ones, which may be read in another way.
LARGE: Final = b"\x04"
MAX_ANSWERS: Final = 16
# Bytes of a case.
MAX_SIZE: Final = 16 * 1024
FRONT, BACK = (
    # Together more than it takes for a list to be decoded in a thread.
    b",".join(
        b'{"idMessage":"%c%d","timestamp":%d,"typeMessage":"imageMessage",'
        b'"statusMessage":"sent","jpegThumbnail":"%s"}'
        % (end, number, 1_710_000_000 + number, b"/9j/" * 3500)
        for number in range(6)
    )
    for end in b"FB"
)


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll for the list: how far back it asks, and what it is answered."""

    answer: Answer
    minutes: int = MINUTES


def check_answer(loop: asyncio.AbstractEventLoop, data: bytes) -> None:
    """Give one answer to one method: there is data that can be shown, or a GreenApiError."""
    method, answer = read_answer(data)
    outcome = outcome_of(Line(loop), method, answer)
    if isinstance(outcome, StatusReply):
        check_shown(outcome)


def check_polls(loop: asyncio.AbstractEventLoop, data: bytes) -> None:
    """Poll again and again: what a client says must not depend on what it was told before."""
    check_sequence(loop, read_polls(data))


def check_journal(_loop: asyncio.AbstractEventLoop, data: bytes) -> None:
    """Let a journal live through what the bytes spell."""
    Life(Bytes(data)).live()


def check_sequence(loop: asyncio.AbstractEventLoop, polls: Iterable[Poll]) -> None:
    """Let one client read all answers, and a new client each of them.

    Both make the same of it, or the answer is, byte for byte, the last one that was good: then there is no news.
    """
    line = Line(loop)
    last: tuple[int, bytes] | None = None
    previous: tuple[int, bytes] | None = None
    for poll in polls:
        outcome = outcome_of(line, LIST, poll.answer, poll.minutes)
        alone = outcome_of(Line(loop), LIST, poll.answer, poll.minutes)
        now = poll.minutes, poll.answer.body
        assert alone is not None, "no news for a client that knows nothing"
        if outcome is None:
            assert now == last, "no news, although the list is another one"
        else:
            assert not (now == previous and isinstance(alone, StatusReply)), (
                "the same list was news again"
            )
            assert _comparable(outcome) == _comparable(alone), (
                "a list was read differently because of the ones before it"
            )
        previous = None
        if isinstance(alone, StatusReply):
            last = previous = now


def outcome_of(
    line: Line, method: str, answer: Answer, minutes: int = MINUTES
) -> object:
    """Return what a client makes of an answer: data, or an error that gives nothing away."""
    try:
        outcome = line.get(method, answer, minutes)
    except GreenApiError as error:
        told = "".join(_told(error))
        assert TOKEN not in told, "the token is in an error"
        assert HOST not in told, "the address is in an error"
        return error
    repr(outcome).encode()
    orjson.dumps(outcome, default=_plain)
    return outcome


def read_answer(data: bytes) -> tuple[str, Answer]:
    """Return the method, and the answer to it, that a fuzz case stands for."""
    head, rest = data[:3].ljust(3, b"\0"), data[3:]
    failure = head[2] % (2 * len(FAILURES))
    header, found, body = rest.partition(NEXT_ANSWER)
    return METHODS[head[0] % len(METHODS)], Answer(
        _chunks(body if found else rest),
        STATUSES[head[1] % len(STATUSES)],
        header.decode("utf-8", "surrogateescape") if found else None,
        FAILURES[failure] if failure < len(FAILURES) and head[2] else None,
    )


def write_answer(
    method: str, chunks: Sequence[bytes], status: int = 200, header: str | None = None
) -> bytes:
    """Return the fuzz case of an answer."""
    head = bytes([METHODS.index(method), STATUSES.index(status), 0])
    before = b"" if header is None else header.encode() + NEXT_ANSWER
    return head + before + NEXT_CHUNK.join(chunks)


def read_polls(data: bytes) -> list[Poll]:
    """Return the polls that a fuzz case stands for."""
    polls = [
        _poll(each)
        for each in data.removeprefix(LARGE).split(NEXT_ANSWER)[:MAX_ANSWERS]
    ]
    return [_filled(poll) for poll in polls] if data.startswith(LARGE) else polls


def write_polls(polls: Iterable[Sequence[bytes]]) -> bytes:
    """Return the fuzz case of answers that come in these chunks."""
    return NEXT_ANSWER.join(NEXT_CHUNK.join(chunks) for chunks in polls)


def _poll(data: bytes) -> Poll:
    """Return one poll."""
    kind, body = data[:1], data[1:]
    if kind == CUT_OFF:
        return Poll(Answer(_chunks(body), failure=FAILURES[1]))
    if kind == REFUSED:
        return Poll(Answer(_chunks(body), status=500))
    if kind == OTHER_MINUTES:
        return Poll(Answer(_chunks(body)), MINUTES * 7)
    return Poll(Answer(_chunks(data)))


def _filled(poll: Poll) -> Poll:
    """Return a poll whose list has more items at both ends, the same ones in each list."""
    body = poll.answer.body.strip()
    if not body.startswith(b"[") or not body.endswith(b"]") or len(body) < 2:
        return poll
    between = b"," if body[1:-1].strip() else b""
    filled = list(poll.answer.chunks)
    last = max(at for at, chunk in enumerate(filled) if b"]" in chunk)
    before, end, after = filled[last].rpartition(b"]")
    filled[last] = before + b"," + BACK + end + after
    first = min(at for at, chunk in enumerate(filled) if b"[" in chunk)
    before, start, after = filled[first].partition(b"[")
    filled[first] = before + start + FRONT + between + after
    return replace(poll, answer=replace(poll.answer, chunks=tuple(filled)))


def _chunks(data: bytes) -> tuple[bytes, ...]:
    """Return the chunks of a body; a network delivers no empty ones."""
    return tuple(chunk for chunk in data.split(NEXT_CHUNK) if chunk)


def _told(error: BaseException | None) -> Iterator[str]:
    """Return all that a log could say of an error, and of those that it came from."""
    while error is not None:
        yield f"{error} {error!r} {error.args!r} {error.__dict__!r}"
        error = error.__cause__ or error.__context__


def _comparable(outcome: object) -> object:
    """Return what two clients have to agree on."""
    if isinstance(outcome, GreenApiError):
        return type(outcome), outcome.__dict__
    if isinstance(outcome, StatusReply):
        return (
            tuple(outcome.statuses),
            dict(outcome.thumbnails),
            outcome.skipped,
            frozenset(outcome.unknown_states),
        )
    return outcome


def _plain(value: object) -> object:
    """Return what JSON can hold for what it cannot."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value))


TARGETS: Final[dict[str, Callable[[asyncio.AbstractEventLoop, bytes], None]]] = {
    "answers": check_answer,
    "polls": check_polls,
    "journal": check_journal,
}
