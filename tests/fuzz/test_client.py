"""Whatever comes back, the client gives data or one of its errors, and gives nothing away."""

import json
from random import Random
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from .common import JSON, fuzzed
from .shapes import bodies, change_list, chunks, damaged, row, written
from .targets import (
    CUT_OFF,
    LARGE,
    NEXT_ANSWER,
    OTHER_MINUTES,
    REFUSED,
    STATUSES,
    check_answer,
    check_polls,
    write_answer,
    write_polls,
)
from .wire import FAILURES, LIST, METHODS, own_loop

RANDOMS = st.randoms(use_true_random=False)
FIELDS = ("idMessage", "timestamp", "stateInstance", "phone", "urlFile", "status")


@fuzzed(300)
@given(
    st.sampled_from(METHODS),
    st.binary(max_size=200),
    st.sampled_from(STATUSES),
    st.none() | st.text(st.characters(codec="utf-8"), max_size=30),
)
@example(LIST, b"[" * 5000, 200, None)
@example(LIST, b'{"a":' * 5000, 200, None)
@example("getStateInstance", b"\xff\xfe", 200, None)
@example(LIST, b"", 429, "Tue, 99 Nov 99999999999999999999 99:99:99 +9999")
def test_any_bytes(method: str, body: bytes, status: int, header: str | None) -> None:
    """Any body, of any status, with any Retry-After."""
    with own_loop() as loop:
        check_answer(loop, write_answer(method, [body], status, header))


@fuzzed(120)
@given(st.sampled_from(METHODS), JSON)
def test_any_json(method: str, value: Any) -> None:
    """Any JSON, alone, in a list, and under the names that GREEN-API uses."""
    named = dict.fromkeys(FIELDS, value)
    with own_loop() as loop:
        for each in (value, [value], named, [named]):
            check_answer(loop, write_answer(method, [json.dumps(each).encode()]))


@fuzzed(100)
@given(RANDOMS)
def test_any_list(random: Random) -> None:
    """Lists as GREEN-API makes them, with something wrong."""
    items = change_list(random, change_list(random, [row(random), row(random)]))
    body = damaged(random, written(random, items))
    with own_loop() as loop:
        check_answer(loop, write_answer(LIST, chunks(random, body)))


@fuzzed(20)
@given(
    st.sampled_from(METHODS), st.integers(1, len(FAILURES) - 1), st.binary(max_size=20)
)
def test_any_failure(method: str, failure: int, body: bytes) -> None:
    """The connection fails before the body, or in it, with the address in aiohttp's error."""
    head = bytes([METHODS.index(method), 0, failure])
    with own_loop() as loop:
        check_answer(loop, head + body)


@pytest.mark.parametrize("depth", [20_000, 60_000, 100_000])
@pytest.mark.parametrize(("start", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_any_depth(depth: int, start: bytes, end: bytes) -> None:
    """Where the stack ends differs from one thing that is done with an answer to the next."""
    error = b'{"code":400,"a":NaN,"b":%b}' % (start * depth + b"1" + end * depth)
    item = error.replace(b"code", b"idMessage")
    with own_loop() as loop:
        check_answer(loop, write_answer("getSettings", [error]))
        check_polls(loop, write_polls([[b"[%b]" % item], [b"[%b,%b]" % (item, item)]]))


@fuzzed(100)
@given(RANDOMS, st.sampled_from((b"", b"", b"", LARGE)))
def test_a_list_reads_the_same_whatever_came_before(
    random: Random, size: bytes
) -> None:
    """One client reads answer after answer as a new client reads each of them."""
    answers = write_polls(chunks(random, body) for body in bodies(random))
    with own_loop() as loop:
        check_polls(loop, size + answers)


@fuzzed(40)
@given(RANDOMS)
def test_a_failed_poll_changes_nothing(random: Random) -> None:
    """A poll between two others is cut off or refused, or asks for another period."""
    records = []
    for body in bodies(random):
        record = write_polls([chunks(random, body)])
        kind = random.choice((CUT_OFF, REFUSED, OTHER_MINUTES, b""))
        records += [record, kind + record, record]
    with own_loop() as loop:
        check_polls(loop, NEXT_ANSWER.join(records))
