"""The journal keeps its rules in any life, and comes back from the disk as it was."""

from random import Random
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.green_api.journal import Journal, advance, expire
from custom_components.green_api.journal_json import to_dict
from custom_components.green_api.overview import describe, look
from tests.stored import from_dict

from .common import JSON, fuzzed
from .life import NOW, Bytes, Life
from .shown import NAMES

RANDOMS = st.randoms(use_true_random=False)
# What JournalStore takes as a file that cannot be read.
UNREADABLE = (KeyError, TypeError, ValueError)


@fuzzed(80)
@given(RANDOMS)
def test_any_life(random: Random) -> None:
    """Replies, counts, deletions, expiries, restarts, and clocks that go back."""
    Life(random).live()


@fuzzed(100)
@given(st.binary(min_size=20, max_size=400))
def test_any_life_in_bytes(data: bytes) -> None:
    """What the coverage-guided fuzzer does."""
    Life(Bytes(data)).live()


@fuzzed(100)
@given(JSON)
def test_any_json_is_a_journal_or_unreadable(value: Any) -> None:
    """A file may hold anything."""
    for data in (
        value,
        {"since": 1, "total_statuses": 0, "total_views": None, "entries": value},
        {"since": 1, "total_statuses": 0, "total_views": None, "entries": [value]},
    ):
        use(data)


@fuzzed(150)
@given(RANDOMS, JSON)
def test_a_damaged_journal_can_be_used_or_is_unreadable(
    random: Random, value: Any
) -> None:
    """What is read with something else in one place is a journal that shows, or none."""
    life = Life(random)
    life.live()
    life.poll()
    data = orjson.loads(orjson.dumps(to_dict(life.journal)))
    place: Any = data
    while True:
        keys = list(place if isinstance(place, dict) else range(len(place)))
        if not keys:
            break
        key = random.choice(keys)
        if not isinstance(place[key], dict | list) or random.randrange(4) == 0:
            place[key] = value
            break
        place = place[key]
    use(data)


def use(data: Any) -> None:
    """Read a journal, and do with it all that is done with journals."""
    try:
        # A file comes through orjson, which takes neither half an emoji nor a number of more than 64 bits.
        data = orjson.loads(orjson.dumps(data))
        journal = from_dict(data)
    except UNREADABLE:
        return
    assert isinstance(journal, Journal)
    assert from_dict(orjson.loads(orjson.dumps(to_dict(journal)))) == journal
    journal, _ = advance(journal, (), NOW)
    journal, _ = expire(journal, NOW)
    overview = look(journal, 86_400, NOW, NAMES)
    orjson.dumps([overview.items(), overview.read_media_urls(), overview.views])
    overview.title(overview.latest, 255)
    for entry in journal.entries.values():
        orjson.dumps(describe(entry))
        orjson.dumps([entry.steps, entry.counts, entry.views, entry.delivered_to])


def test_a_life_can_be_spelt() -> None:
    """Without bytes, the first of all choices is made, and it ends."""
    life = Life(Bytes(b""))
    life.live()

    assert life.journal.since == NOW


@pytest.mark.parametrize("data", [None, [], "x", 1])
def test_no_json_object_is_unreadable(data: Any) -> None:
    """It raises what the store catches."""
    with pytest.raises(UNREADABLE):
        from_dict(data)
