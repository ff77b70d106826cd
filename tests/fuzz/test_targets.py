"""The targets see what they are there to see: each fault below is one that they must not let pass."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import orjson
import pytest

from custom_components.green_api.client import (
    GreenApiClient,
    GreenApiResponseError,
    Status,
    StatusReply,
)
from custom_components.green_api.journal import Change, Journal, advance

from .life import Bytes, Life
from .targets import (
    LARGE,
    NEXT_CHUNK,
    check_answer,
    check_polls,
    read_answer,
    read_polls,
    write_answer,
    write_polls,
)
from .wire import FAILURES, LIST, TOKEN, own_loop

ROW: dict[str, Any] = {
    "idMessage": "BAE5A",
    "timestamp": 1_710_134_811,
    "typeMessage": "textMessage",
    "statusMessage": "sent",
    "textMessage": "Hello",
}
GET = GreenApiClient.get_outgoing_statuses
READ = orjson.dumps([{**ROW, "statusMessage": "read"}])
SENT = orjson.dumps([ROW])

type Faulty = Callable[[GreenApiClient, int], Any]


async def _silent(client: GreenApiClient, minutes: int) -> StatusReply | None:
    """Say that there is no news when there is."""
    reply = await GET(client, minutes)
    return reply if vars(client).setdefault("first", reply) is reply else None


async def _forgetful(client: GreenApiClient, minutes: int) -> StatusReply | None:
    """Say the same once more."""
    reply = await GET(client, minutes) or vars(client)["kept"]
    vars(client)["kept"] = reply
    return reply


async def _sticky(client: GreenApiClient, minutes: int) -> StatusReply | None:
    """Keep the first list for ever."""
    reply = await GET(client, minutes)
    kept: StatusReply | None = vars(client).setdefault("kept", reply)
    return reply and kept


async def _crashing(client: GreenApiClient, minutes: int) -> StatusReply | None:
    """Raise what is no GreenApiError."""
    await GET(client, minutes)
    raise KeyError("idMessage")


async def _leaking(client: GreenApiClient, minutes: int) -> StatusReply | None:
    """Say where the call went."""
    await GET(client, minutes)
    raise GreenApiResponseError(LIST) from ValueError(f"https://example.org/{TOKEN}")


async def _long(client: GreenApiClient, minutes: int) -> StatusReply | None:
    """Let through what is too large to be recorded."""
    reply = await GET(client, minutes)
    assert reply is not None
    (status,) = reply.statuses
    return replace(reply, statuses=(replace(status, font="x" * 20_000),))


@pytest.mark.parametrize("faulty", [_silent, _forgetful, _sticky, _crashing, _leaking])
def test_faulty_reading_is_found(faulty: Faulty) -> None:
    """Two lists, and the second one twice, are enough."""
    data = write_polls([[SENT], [READ], [READ]])
    with own_loop() as loop:
        check_polls(loop, data)
        with (
            patch.object(GreenApiClient, "get_outgoing_statuses", faulty),
            pytest.raises((AssertionError, KeyError)),
        ):
            check_polls(loop, data)


def test_large_attributes_are_found() -> None:
    """The recorder would drop them, with all the others of that state."""
    data = write_answer(LIST, [SENT])
    with own_loop() as loop:
        check_answer(loop, data)
        with (
            patch.object(GreenApiClient, "get_outgoing_statuses", _long),
            pytest.raises(AssertionError, match="too large"),
        ):
            check_answer(loop, data)


def _twice(*arguments: Any) -> tuple[Journal, tuple[Change, ...]]:
    """Announce everything twice."""
    journal, changes = advance(*arguments)
    return journal, changes * 2


def _anew(*arguments: Any) -> tuple[Journal, tuple[Change, ...]]:
    """Return another journal that says the same."""
    journal, changes = advance(*arguments)
    return replace(journal), changes


def _backwards(
    journal: Journal, statuses: list[Status], now: int
) -> tuple[Journal, tuple[Change, ...]]:
    """Believe whatever comes."""
    journal, changes = advance(journal, statuses, now)
    entries = {
        each.status_id: replace(journal.entries[each.status_id], state=each.state)
        for each in statuses
    }
    return replace(journal, entries={**journal.entries, **entries}), changes


def _live() -> None:
    """Live some lives."""
    for number in range(50):
        Life(Bytes(bytes(range(number, number + 200)))).live()


@pytest.mark.parametrize("faulty", [_twice, _anew, _backwards])
def test_faulty_journals_are_found(faulty: Callable[..., Any]) -> None:
    """In some of the first lives that there are."""
    with (
        patch("tests.fuzz.life.advance", faulty),
        pytest.raises(AssertionError),
    ):
        _live()


def test_cases_are_written_as_they_are_read() -> None:
    """A case that somebody reads in a file says what happens."""
    method, answer = read_answer(write_answer("getSettings", [b"{", b"}"], 429, "7"))

    assert (method, answer.status, answer.retry_after) == ("getSettings", 429, "7")
    assert answer.chunks == (b"{", b"}")
    polls = read_polls(b"\x01[\x1e\x02no\x1e\x03[]\x1e[" + NEXT_CHUNK + b"]")
    assert [poll.answer.body for poll in polls] == [b"[", b"no", b"[]", b"[]"]
    assert polls[0].answer.failure in FAILURES
    assert polls[1].answer.status == 500
    assert polls[2].minutes != polls[3].minutes
    assert polls[3].answer.chunks == (b"[", b"]")


@pytest.mark.parametrize("body", [b"[]", b" [ ] ", SENT, b"[" + NEXT_CHUNK + b"1]"])
def test_large_lists_hold_the_small_ones(body: bytes) -> None:
    """The same items stand around what a case has."""
    (poll,) = read_polls(LARGE + body)
    whole = orjson.loads(poll.answer.body)
    inner = orjson.loads(body.replace(NEXT_CHUNK, b""))

    assert len(poll.answer.body) > 128 * 1024
    assert whole[6:-6] == inner
