"""Tests of the folder with the pictures."""

from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.green_api.shelf import Shelf

NOW = 1_710_160_000_123


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is not there yet."""
    return tmp_path / ".storage" / "green_api.1.media"


@pytest.fixture
def shelf(folder: Path) -> Shelf:
    """Return the shelf in the folder."""
    return Shelf(folder)


@pytest.mark.parametrize(
    "status_id", ["BAE5", "../../secrets.yaml", "a/b", "x" * 4096, "שלום", "", "."]
)
def test_round_trip(shelf: Shelf, folder: Path, status_id: str) -> None:
    """What is written is found again, whatever the id."""
    picture = shelf.place(status_id, "image/png", 3, NOW)
    thumbnail = shelf.place(status_id, "image/jpeg", 5, NOW + 1, thumbnail=True)
    shelf.write(picture, b"png")
    shelf.write(thumbnail, b"thumb")
    assert picture.path.parent == thumbnail.path.parent == folder
    assert picture.path.read_bytes() == b"png"
    assert picture.changed == datetime(2024, 3, 11, 12, 26, 40, 123000, UTC)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert Shelf(folder).load(["other", status_id]) == (
        {status_id: picture},
        {status_id: thumbnail},
    )


def test_nothing(shelf: Shelf, folder: Path) -> None:
    """An account without pictures has no folder."""
    assert shelf.load(["1"]) == ({}, {})
    shelf.clear()
    assert not folder.exists()


def test_strangers(shelf: Shelf, folder: Path) -> None:
    """What belongs to no status, or is broken, is cleared away."""
    kept = shelf.place("1", "image/gif", 4, NOW)
    gone = shelf.place("2", "image/gif", 4, NOW)
    empty = shelf.place("1", "image/gif", 4, NOW, thumbnail=True)
    for each in (kept, gone, empty):
        shelf.write(each, b"GIF8")
    empty.path.write_bytes(b"")
    kept.path.with_suffix(".unfinished").write_bytes(b"GI")
    kept.path.with_suffix("").write_bytes(b"GIF8")
    (folder / "stranger.jpg").write_bytes(b"GIF8")
    assert shelf.load(["1"]) == ({"1": kept}, {})
    assert list(folder.iterdir()) == [kept.path]


def test_all_or_nothing(shelf: Shelf, folder: Path) -> None:
    """A picture that could not be written to the end leaves the one before in its place."""
    picture = shelf.place("1", "image/gif", 4, NOW)
    shelf.write(picture, b"GIF8")
    with (
        patch(
            "custom_components.green_api.shelf.Path.replace",
            side_effect=OSError(28, "full"),
        ),
        pytest.raises(OSError, match="full"),
    ):
        shelf.write(picture, b"GIF9")
    assert picture.path.read_bytes() == b"GIF8"
    assert shelf.load(["1"]) == ({"1": picture}, {})
    assert list(folder.iterdir()) == [picture.path]


def test_dates(shelf: Shelf) -> None:
    """A picture can have come later."""
    picture = shelf.place("1", "image/gif", 4, NOW)
    shelf.write(picture, b"GIF8")
    later = shelf.place("1", "image/gif", 4, NOW + 1000)
    shelf.date(later)
    assert shelf.load(["1"]) == ({"1": later}, {})


def test_removal(shelf: Shelf, folder: Path) -> None:
    """Pictures can be removed, once or twice."""
    picture = shelf.place("1", "image/gif", 4, NOW)
    shelf.write(picture, b"GIF8")
    shelf.remove(picture)
    shelf.remove(picture)
    assert shelf.load(["1"]) == ({}, {})
    shelf.clear()
    assert not folder.exists()
