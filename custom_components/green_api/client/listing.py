"""Reads the list of statuses item by item and, where it resembles the one before, only what is different.

A list of thousands of statuses is megabytes, of which one state changes. So each item is remembered with its place in
the body; of the next body, whatever it begins and ends with that the last one did is not looked at again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
import re
from typing import Any, Final, cast, override

from .decoding import list_of, loads, parse_body
from .models import StatusReply
from .parsing import Row, assemble, parse_row, thumbnail_of, thumbnails_of
from .slices import in_slices

# Bytes that are compared at once.
STEP: Final = 64 * 1024
# Where one item may end and the next begin; it may as well be within a text, or within an item.
SEPARATOR: Final = re.compile(rb"\}[ \t\n\r]*,[ \t\n\r]*\{")
OPENING: Final = re.compile(rb"[ \t\n\r]*\[[ \t\n\r]*")
BLANK: Final = b" \t\n\r"
# What stands for the items to the left and to the right that are not looked at again.
LEFT: Final = b"[{}"
RIGHT: Final = b"{}]"

type Item = tuple[int, int, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A body that was read. Item `n` is `body[starts[n]:ends[n]]`, and says `rows[n]`.

    Without places, nothing is known of them, and the thumbnails are kept beside.
    """

    body: bytes = b""
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    rows: Sequence[Row] = ()
    loose_thumbnails: Mapping[str, str] | None = None

    def reply(self) -> StatusReply:
        """Return what the list says."""
        thumbnails = self.loose_thumbnails
        return assemble(
            self.rows, Thumbnails(self) if thumbnails is None else thumbnails
        )


class Thumbnails(Mapping[str, str]):
    """The thumbnails of a list, left where they are until somebody wants one: they are most of the body."""

    __slots__ = ("_listing", "_places")

    def __init__(self, listing: Listing) -> None:
        """Note which statuses have one."""
        self._listing = listing
        self._places = {
            row.status.status_id: place
            for place, row in enumerate(listing.rows)
            if row.has_thumbnail and row.status is not None
        }

    @override
    def __getitem__(self, status_id: str) -> str:
        """Return the JPEG of a status in base64."""
        place = self._places[status_id]
        start, end = self._listing.starts[place], self._listing.ends[place]
        return cast("str", thumbnail_of(loads(self._listing.body[start:end])))

    @override
    def __contains__(self, status_id: object) -> bool:
        """Return whether a status has one, without decoding it."""
        return status_id in self._places

    @override
    def __iter__(self) -> Iterator[str]:
        """Return the ids of the statuses that have one."""
        return iter(self._places)

    @override
    def __len__(self) -> int:
        """Return how many have one."""
        return len(self._places)


async def read_listing(method: str, body: bytes, last: Listing) -> Listing:
    """Read a body that may resemble the last one. Raises a GreenApiError if it is no list.

    This gives the same as reading the body alone: JSON is read from the left, so that what follows the same beginning,
    up to the end of an item, is the rest of a list in any case; and so it is if the stand-in for the same end fits.
    """
    if len(last.starts) < len(last.rows):
        last = Listing()
    left, right = _shared(last, body)
    count = len(last.starts)
    shift = len(body) - len(last.body)
    start = last.ends[left - 1] if left else 0
    end = last.starts[count - right] + shift if right else len(body)
    text = body
    if left or right:
        text = (LEFT if left else b"") + body[start:end] + (RIGHT if right else b"")
        start -= len(LEFT) if left else 0
    starts, ends, rows = [], [], []
    try:
        async for item_start, item_end, item in in_slices(_items(text)):
            starts.append(start + item_start)
            ends.append(start + item_end)
            rows.append(parse_row(item))
    except ValueError, RecursionError:
        items = await parse_body(method, body, list_of(list))
        return _without_places(body, items)
    new = slice(bool(left), -1 if right else None)
    tail = slice(count - right, None)
    return Listing(
        body,
        [
            *last.starts[:left],
            *starts[new],
            *(each + shift for each in last.starts[tail]),
        ],
        [*last.ends[:left], *ends[new], *(each + shift for each in last.ends[tail])],
        [*last.rows[:left], *rows[new], *last.rows[tail]],
    )


def _without_places(body: bytes, items: Sequence[Any]) -> Listing:
    """Return the listing of a body that was decoded as a whole."""
    rows = [parse_row(item) for item in items]
    return Listing(body, rows=rows, loose_thumbnails=thumbnails_of(rows, items))


def _items(text: bytes) -> Generator[Item]:
    """Decode a list item by item, with the place of each. Raises ValueError for what is not a list of objects.

    What looks like the end of an item and does not decode goes on to the next such place; a list in which that costs
    more than decoding it all is refused, too. Items that decode, with commas between them and brackets around, are a
    list, and there is only one way to read it.
    """
    opening = OPENING.match(text)
    close = text.rfind(b"]")
    if opening is None or text[close + 1 :].strip(BLANK):
        raise ValueError("not a list")
    view = memoryview(text)
    start = opening.end()
    if start == close:
        return
    wasted = 0
    separators = SEPARATOR.finditer(text, start, close)
    for end, next_start in chain(
        ((match.start() + 1, match.end() - 1) for match in separators),
        ((close, close),),
    ):
        try:
            item = loads(view[start:end])
        except ValueError:
            wasted += end - start
            if end == close or wasted > len(text):
                raise
            continue
        yield start, end, item
        start = next_start


def _shared(last: Listing, body: bytes) -> tuple[int, int]:
    """Return how many items at the beginning and at the end are those of the last body, delimiters included."""
    beginning = _same_beginning(last.body, body)
    longest = min(len(last.body), len(body)) - beginning
    ending = _same_ending(last.body, body, longest)
    return (
        bisect_left(last.ends, beginning),
        len(last.starts) - bisect_right(last.starts, len(last.body) - ending),
    )


def _same_beginning(one: bytes, other: bytes) -> int:
    """Return how many bytes two bodies have in common from the left."""
    length = min(len(one), len(other))
    at, step = 0, STEP
    while at < length and step:
        size = min(step, length - at)
        if one.startswith(other[at : at + size], at):
            at += size
        else:
            step = size // 2
    return at


def _same_ending(one: bytes, other: bytes, length: int) -> int:
    """Return how many bytes, `length` at most, two bodies have in common from the right."""
    at, step = 0, STEP
    while at < length and step:
        size = min(step, length - at)
        end = len(other) - at
        if one.endswith(other[end - size : end], 0, len(one) - at):
            at += size
        else:
            step = size // 2
    return at
