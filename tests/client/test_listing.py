"""A list is read item by item, and of the next one only what is different; nobody can tell but by the time it takes."""

import asyncio
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

from hypothesis import given, settings, strategies as st
import orjson
import pytest

from custom_components.green_api.client import (
    GreenApiClient,
    GreenApiError,
    GreenApiResponseError,
    StatusReply,
    StatusState,
)
from custom_components.green_api.client.listing import Listing, read_listing
from custom_components.green_api.client.parsing import parse_row
from custom_components.green_api.client.slices import SLICE
from demo.simulator import Instance, Simulator

MODULE: Final = "custom_components.green_api.client.listing"
LIST: Final = "getOutgoingStatuses"
NOW: Final = 1_800_000_000


def row(number: int, **fields: Any) -> dict[str, Any]:
    """Return an item of a list."""
    return {
        "type": "outgoing",
        "idMessage": f"BAE5{number}",
        "timestamp": NOW + number,
        "typeMessage": "imageMessage",
        "statusMessage": "sent",
        "jpegThumbnail": f"/9j/{number}",
        **fields,
    }


def body_of(*items: Any) -> bytes:
    """Return the body that holds some items."""
    return orjson.dumps(items)


async def alone(body: bytes) -> Listing:
    """Read a body without having read another."""
    return await read_listing(LIST, body, Listing())


async def parsed(body: bytes, last: Listing) -> tuple[Listing, int]:
    """Read a body after another, and return how many items were looked at."""
    with patch(f"{MODULE}.parse_row", wraps=parse_row) as parse:
        listing = await read_listing(LIST, body, last)
    return listing, parse.call_count


ROWS: Final = [row(number) for number in range(20)]
READ: Final = row(7, statusMessage="read")
# What is put for the items that are not looked at again is looked at: one at each end.
FRAME: Final = 2
# Items begin alike, so that one beside a new one, or beside a gap, seems to have changed.
BESIDE: Final = 1


@pytest.mark.parametrize(
    ("items", "looked_at"),
    [
        pytest.param([*ROWS[:7], READ, *ROWS[8:]], 1 + FRAME, id="one changed"),
        pytest.param([row(99), *ROWS], 1 + BESIDE + 1, id="one more at the beginning"),
        pytest.param([*ROWS, row(99)], 1 + BESIDE + 1, id="one more at the end"),
        pytest.param(
            [*ROWS[:9], row(99), *ROWS[9:]], 1 + BESIDE + FRAME, id="one more within"
        ),
        pytest.param(ROWS[1:], BESIDE + 1, id="one less at the beginning"),
        pytest.param(ROWS[:-1], BESIDE + 1, id="one less at the end"),
        pytest.param([*ROWS[:9], *ROWS[11:]], BESIDE + FRAME, id="two less within"),
        pytest.param([row(99), *ROWS[:-1]], 20, id="both ends are new"),
    ],
)
async def test_only_what_is_different_is_looked_at(
    items: list[Any], looked_at: int
) -> None:
    """A change costs what it is, not what the list is."""
    body = body_of(*items)
    listing, count = await parsed(body, await alone(body_of(*ROWS)))
    assert count == looked_at
    assert listing == await alone(body)
    assert listing.reply() == (await alone(body)).reply()


async def test_places_are_those_of_the_items() -> None:
    """Each item stands in the body where the listing says, however many bodies it has come through."""
    listing = await alone(body_of(*ROWS))
    for items in (
        [*ROWS[:7], READ, *ROWS[8:]],
        [row(99), *ROWS[:7], READ, *ROWS[8:]],
        [row(99), *ROWS[:7], READ, *ROWS[12:]],
    ):
        listing = await read_listing(LIST, body_of(*items), listing)
        places = zip(listing.starts, listing.ends, strict=True)
        assert [orjson.loads(listing.body[start:end]) for start, end in places] == items


async def test_thumbnails_are_read_when_they_are_wanted() -> None:
    """They are most of the body, and nothing of them is copied before."""
    body = body_of(
        row(1), row(2, jpegThumbnail=""), row(3), row(4, jpegThumbnail="/9j/ä")
    )
    reply = (await alone(body)).reply()
    assert dict(reply.thumbnails) == {"BAE51": "/9j/1", "BAE53": "/9j/3"}
    assert "BAE52" not in reply.thumbnails
    with pytest.raises(KeyError):
        reply.thumbnails["BAE52"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(orjson.dumps(ROWS, option=orjson.OPT_INDENT_2), id="indented"),
        pytest.param(b" \n[ " + body_of(*ROWS)[1:-1] + b"\t]\r\n ", id="blanks"),
        pytest.param(body_of(row(1, caption="},{"), row(2)), id="a comma in a text"),
        pytest.param(body_of(row(1, caption='"},{"'), row(2)), id="a quoted one"),
        pytest.param(body_of(row(1, caption="\\"), row(2)), id="a backslash"),
        pytest.param(
            body_of(*(row(n, more=[{"a": 1}, {"b": [{}, {}]}]) for n in range(9))),
            id="objects in objects",
        ),
        pytest.param(body_of(row(1), None, 7, "x", [], row(2)), id="no objects"),
        pytest.param(body_of(), id="empty"),
        pytest.param(b"null", id="null"),
        pytest.param(b'[{"idMessage":"\\ud83d","timestamp":1800000000}]', id="half"),
    ],
)
async def test_reads_what_json_is(body: bytes) -> None:
    """However a list is written, it is read."""
    listing = await alone(body)
    items = orjson.loads(body.replace(b"\\ud83d", b"?")) or []
    assert len(listing.rows) == len(items)
    assert [each.status for each in listing.rows] == [
        parse_row(item).status for item in items
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"]",
        b"[]]",
        b"[] []",
        b"[{}",
        b"[{},]",
        b"[,{}]",
        b"[{},,{}]",
        b"[{}{}]",
        b"[{}]x",
        b'{"a":[]}',
        b'"[]"',
        b"\xef\xbb\xbf[]",
        b"[\x0c{}]",
        b"[" * 100_000,
        b'[{"a":1},{"a":1' + b"},{" * 5000,
    ],
)
@pytest.mark.parametrize("known", [[], ROWS[:2]])
async def test_refuses_what_json_is_not(body: bytes, known: list[Any]) -> None:
    """A body that is no list is an error, whatever was read before it."""
    last = await alone(body_of(*known))
    with pytest.raises(GreenApiResponseError):
        await read_listing(LIST, body, last)


async def test_an_item_that_ends_elsewhere_is_not_taken_for_a_known_one() -> None:
    """What looks like the known end of the list may be within a text now."""
    known = body_of(ROWS[1], ROWS[2])
    tail = known[1:]
    body = b'[{"idMessage":"BAE59","timestamp":1800000000,"caption":"' + tail
    last = await alone(known)
    with pytest.raises(GreenApiResponseError):
        await read_listing(LIST, body, last)


async def test_other_things_get_their_turn(
    client: GreenApiClient, instance: Instance
) -> None:
    """A list of thousands does not hold up Home Assistant."""
    instance.bulk(3000, 10)
    body = instance.outgoing()
    turns = 0
    reading = asyncio.create_task(alone(body))
    start = perf_counter()
    while not reading.done():
        turns += 1
        await asyncio.sleep(0)
    slices = (perf_counter() - start) / SLICE
    assert turns > slices / 4
    assert turns > 3


# Against a reading of each body alone.

JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('},{"\\[]x🌊', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text('},{"ab', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
STATES: Final = st.sampled_from([*StatusState, "lost", "", None])
ITEMS: Final = st.builds(
    lambda number, state, caption, extra: row(
        number, statusMessage=state, caption=caption, extra=extra
    ),
    st.integers(0, 9),
    STATES,
    st.text('},{"\\[]x🌊', max_size=6),
    JSON,
)
LISTS: Final = st.lists(ITEMS | JSON, max_size=8)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Draw a body: a list as it is, written in one way or another, or damaged."""
    option = draw(st.sampled_from([0, orjson.OPT_INDENT_2]))
    body = orjson.dumps(draw(LISTS | JSON), option=option)
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(body)))
        gone = draw(st.integers(0, 3))
        new = draw(
            st.sampled_from(
                [b"", b",", b"}", b"{", b"]", b"[", b'"', b" ", b"\\", b"},{", b"\xff"]
            )
        )
        body = body[:at] + new + body[at + gone :]
    return body


@st.composite
def sequences(draw: st.DrawFn) -> list[bytes]:
    """Draw bodies that follow each other, most of them much like the one before."""
    sequence = [draw(bodies())]
    for _ in range(draw(st.integers(1, 4))):
        body = sequence[-1]
        match draw(st.integers(0, 3)):
            case 0:
                body = draw(bodies())
            case 1:
                start = draw(st.integers(0, len(body)))
                end = draw(st.integers(start, min(len(body), start + 40)))
                body = (
                    body[:start]
                    + draw(
                        st.sampled_from(
                            [body[start:end] * 2, b"", b"{},", b",{}", b'"']
                        )
                    )
                    + body[end:]
                )
            case _:
                try:
                    items = orjson.loads(body)
                except orjson.JSONDecodeError:
                    items = []
                if isinstance(items, list):
                    at = draw(st.integers(0, len(items)))
                    gone = draw(st.integers(0, 2))
                    items[at : at + gone] = draw(st.lists(ITEMS | JSON, max_size=2))
                    body = orjson.dumps(items)
        sequence.append(body)
    return sequence


async def outcome(body: bytes, last: Listing) -> Listing | type[GreenApiError]:
    """Return what comes of reading a body."""
    try:
        return await read_listing(LIST, body, last)
    except GreenApiError as error:
        return type(error)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(sequences())
async def test_reads_as_if_it_were_alone(sequence: list[bytes]) -> None:
    """What was read before makes no difference."""
    last = Listing()
    for body in sequence:
        listing = await outcome(body, last)
        expected = await outcome(body, Listing())
        if isinstance(listing, Listing):
            assert isinstance(expected, Listing)
            assert listing.reply() == expected.reply()
            assert dict(listing.reply().thumbnails) == dict(expected.reply().thumbnails)
            last = listing
        else:
            assert listing == expected


# As the client does it.


async def test_same_bytes_are_no_news(
    client: GreenApiClient, instance: Instance, simulator: Simulator
) -> None:
    """A body that comes in other pieces is the same body, and an error in between changes nothing."""
    instance.bulk(50)
    first = await client.get_outgoing_statuses(1440)
    assert isinstance(first, StatusReply)
    simulator.fault(method=LIST, drip=(7001, 0.0))
    assert await client.get_outgoing_statuses(1440) is None
    simulator.fault(method=LIST, body="[{}")
    with pytest.raises(GreenApiResponseError):
        await client.get_outgoing_statuses(1440)
    assert await client.get_outgoing_statuses(1440) is None
    changed = instance.advance(next(iter(instance.statuses)), "read")
    second = await client.get_outgoing_statuses(1440)
    assert isinstance(second, StatusReply)
    kept = {id(status) for status in first.statuses}
    new = [status.status_id for status in second.statuses if id(status) not in kept]
    assert new == [changed.id]
