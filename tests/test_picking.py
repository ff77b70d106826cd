"""Tests of which pictures are kept, fetched and given up."""

from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.green_api.client import Status, StatusType
from custom_components.green_api.journal import LIFETIME, Entry, Journal
from custom_components.green_api.overview import look
from custom_components.green_api.picking import (
    NEVER,
    PAUSES,
    Attempts,
    after_failure,
    choose,
    evict,
    keep,
)
from custom_components.green_api.shelf import Picture

NOW = 1_710_160_000


def entry(
    status_id: str,
    age: int = 0,
    kind: StatusType | None = StatusType.IMAGE,
    *,
    deleted: bool = False,
    link: bool = True,
) -> Entry:
    """Return a status that was posted so many seconds ago."""
    return Entry(
        status=Status(
            status_id=status_id,
            timestamp=NOW - age,
            type=kind,
            media_url=f"https://media.example/{status_id}" if link else None,
        ),
        posted_at=NOW - age,
        state=None,
        state_changed_at=NOW - age,
        deleted=deleted,
    )


def kept(*entries: Entry) -> list[str]:
    """Return the ids of the statuses whose pictures are kept, out of these."""
    journal = Journal(entries={each.status_id: each for each in entries})
    return [each.status_id for each in keep(journal, look(journal, LIFETIME, NOW, {}))]


def picture(size: int) -> Picture:
    """Return a picture of a size."""
    return Picture(
        folder=Path(), name="", content_type="image/jpeg", size=size, changed_at=0
    )


def test_keep() -> None:
    """Kept is what people can see, newest first."""
    assert kept() == []
    assert kept(
        entry("old", LIFETIME),
        entry("image", 20),
        entry("video", 10, StatusType.VIDEO),
        entry("audio", 5, StatusType.AUDIO),
        entry("text", 4, StatusType.TEXT),
        entry("unknown", 3, None),
        entry("deleted", 2, deleted=True),
    ) == ["video", "image"]


def test_keep_latest() -> None:
    """When nothing is up any more, the latest stays."""
    assert kept(
        entry("older", LIFETIME + 9),
        entry("latest", LIFETIME + 5),
        entry("text", 4, StatusType.TEXT),
        entry("deleted", LIFETIME + 2, deleted=True),
    ) == ["latest"]


def test_keep_not_too_many() -> None:
    """There is an end to everything."""
    with patch("custom_components.green_api.picking.MAX_STATUSES", 2):
        assert kept(*(entry(str(age), age) for age in range(5))) == ["0", "1"]


def test_choose() -> None:
    """The newest picture that is missing is fetched first; nothing else is."""
    entries = [
        entry("linkless", 0, link=False),
        entry("video", 1, StatusType.VIDEO),
        entry("there", 2),
        entry("failed", 3),
        entry("refused", 4),
        entry("new", 5),
        entry("older", 6),
    ]
    attempts = {
        "https://media.example/failed": Attempts(1, NOW + 60),
        "https://media.example/refused": NEVER,
    }
    there = {"there"}
    assert choose(entries, there, attempts, 0, NOW) == (entries[5], None)
    assert choose(entries, there, attempts, 0, NOW + 60) == (entries[3], None)
    # What is as old as what had to give way has no room.
    assert choose(entries, there, attempts, NOW - 5, NOW) == (None, NOW + 60)
    assert choose(entries, there, {}, NOW - 3, NOW) == (None, None)
    assert choose((), there, {}, 0, NOW) == (None, None)


def test_pauses_grow() -> None:
    """A link that fails is tried again after growing pauses, and then never."""
    attempts = None
    pauses = []
    for _ in range(10):
        attempts = after_failure(attempts, NOW)
        if attempts.again_at is None:
            break
        pauses.append(attempts.again_at - NOW)
    assert pauses == list(PAUSES) == sorted(set(PAUSES))
    assert attempts is NEVER


@pytest.mark.parametrize(
    ("sizes", "thumbnails", "evicted"),
    [
        ([40, 40, 20], [], []),
        ([40, 40, 21], [], ["2"]),
        ([40, 70, 10], [], ["2", "1"]),
        ([40, None, 61], [], ["2"]),
        ([50, 40], [10], []),
        ([50, 40], [11], ["1"]),
        ([101], [], ["0"]),
        ([], [101], []),
    ],
)
def test_evict(
    sizes: list[int | None], thumbnails: list[int], evicted: list[str]
) -> None:
    """The oldest pictures give way when there are too many bytes."""
    entries = [entry(str(age), age) for age in range(len(sizes))]
    pictures = {
        str(age): picture(size) for age, size in enumerate(sizes) if size is not None
    }
    small = {str(age): picture(size) for age, size in enumerate(thumbnails)}
    with patch("custom_components.green_api.picking.MAX_TOTAL", 100):
        found = [each.status_id for each in evict(entries, pictures, small)]
    assert found == evicted
