"""Tests of the folder with the pictures."""

from base64 import b64encode
from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.green_api.media.files import PictureFolder

from ..media_server import HTML, JPEG

THUMBNAIL = b64encode(JPEG[:600]).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the folder will be; it is not there yet."""
    return tmp_path / ".storage" / "green_api.1.media"


@pytest.fixture
def folder(path: Path) -> PictureFolder:
    """Return the folder."""
    return PictureFolder(path)


@pytest.mark.parametrize(
    "status_id", ["BAE5", "../../secrets.yaml", "a/b", "x" * 4096, "שלום", "", "."]
)
def test_written_pictures_are_found_again(
    folder: PictureFolder, path: Path, status_id: str
) -> None:
    """A picture and a thumbnail are found again, whatever the id, and lie in the folder."""
    picture = folder.picture(status_id, "image/png")
    folder.write(picture, b"png")
    assert picture.path.parent == path
    assert picture.path.read_bytes() == b"png"
    assert picture.content_type == "image/png"
    thumbnails = folder.update([], {status_id: THUMBNAIL})
    assert thumbnails == {status_id: folder.thumbnail(status_id, "image/jpeg")}
    assert PictureFolder(path).load(["other", status_id]) == (
        {status_id: picture},
        thumbnails,
    )


def test_folder_is_private(folder: PictureFolder, path: Path) -> None:
    """Only Home Assistant's user may look into the folder."""
    folder.update([], {"1": THUMBNAIL})
    assert path.stat().st_mode & 0o777 == 0o700


def test_no_folder_without_pictures(folder: PictureFolder, path: Path) -> None:
    """An account without pictures has no folder."""
    assert folder.load(["1"]) == ({}, {})
    assert folder.update([], {}) == {}
    folder.delete()
    assert not path.exists()


def test_files_without_a_status_are_removed(folder: PictureFolder, path: Path) -> None:
    """What belongs to no known status, or is empty or unfinished, goes at the start."""
    kept = folder.picture("1", "image/gif")
    empty = folder.thumbnail("1", "image/gif")
    for picture in (kept, empty, folder.picture("2", "image/gif")):
        folder.write(picture, b"GIF8")
    empty.path.write_bytes(b"")
    kept.path.with_suffix(".unfinished").write_bytes(b"GI")
    kept.path.with_suffix("").write_bytes(b"GIF8")
    (path / "other.jpg").write_bytes(b"GIF8")
    assert folder.load(["1"]) == ({"1": kept}, {})
    assert list(path.iterdir()) == [kept.path]


def test_odd_things_in_the_folder_are_left_alone(
    folder: PictureFolder, path: Path, tmp_path: Path
) -> None:
    """A folder of a NAS, and links whether they lead anywhere or not, do not matter and stay."""
    kept = folder.picture("1", "image/gif")
    folder.write(kept, b"GIF8")
    (tmp_path / "outside.jpg").write_bytes(b"outside")
    (path / "@eaDir").mkdir()
    folder.thumbnail("1", "image/png").path.mkdir()
    (path / "dangling.jpg").symlink_to(path / "nowhere")
    folder.picture("1", "image/webp").path.symlink_to(tmp_path / "outside.jpg")
    assert folder.load(["1"]) == ({"1": kept}, {})
    assert len(list(path.iterdir())) == 5
    assert (tmp_path / "outside.jpg").read_bytes() == b"outside"


def test_link_in_the_place_of_a_picture_is_replaced(
    folder: PictureFolder, path: Path, tmp_path: Path
) -> None:
    """What is written goes into the folder, never to where a link leads."""
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(b"outside")
    picture = folder.picture("1", "image/gif")
    path.mkdir(parents=True)
    picture.path.symlink_to(outside)
    folder.write(picture, b"GIF8")
    assert outside.read_bytes() == b"outside"
    assert not picture.path.is_symlink()


def test_file_in_the_place_of_the_folder(folder: PictureFolder, path: Path) -> None:
    """Where a file has the folder's name, nothing is found or kept, and nothing fails."""
    path.parent.mkdir()
    path.write_bytes(b"a file")
    assert folder.load(["1"]) == ({}, {})
    assert folder.update([folder.picture("1", "image/gif")], {"1": THUMBNAIL}) == {}
    folder.delete()
    assert path.read_bytes() == b"a file"


@pytest.mark.parametrize("method", ["unlink", "stat"])
def test_unreadable_file(folder: PictureFolder, method: str) -> None:
    """A file that the disk cannot read or remove stops nothing."""
    picture = folder.picture("1", "image/gif")
    folder.write(picture, b"GIF8")
    folder.write(folder.picture("2", "image/gif"), b"GIF8")
    with patch.object(Path, method, side_effect=OSError(5, "Input/output error")):
        assert folder.load(["1"]) == ({"1": picture}, {})


def test_folder_that_cannot_be_listed(folder: PictureFolder) -> None:
    """Where the disk lets nobody in, there are no pictures."""
    folder.write(folder.picture("1", "image/gif"), b"GIF8")
    with patch("os.scandir", side_effect=PermissionError):
        assert folder.load(["1"]) == ({}, {})


def test_pictures_are_written_whole_or_not_at_all(folder: PictureFolder) -> None:
    """A picture that could not be written to the end leaves the one before in its place."""
    picture = folder.picture("1", "image/gif")
    folder.write(picture, b"GIF8")
    with (
        patch.object(Path, "replace", side_effect=OSError(28, "full")),
        pytest.raises(OSError, match="full"),
    ):
        folder.write(picture, b"GIF9")
    assert picture.path.read_bytes() == b"GIF8"


def test_update_says_what_is_no_picture(folder: PictureFolder, path: Path) -> None:
    """Thumbnails that are no pictures are not written, and told apart from what the disk did not take."""
    page = b64encode(HTML).decode()
    assert folder.update([], {"1": page, "2": "/9j/A"}) == {"1": None, "2": None}
    assert not path.exists()
    with patch.object(Path, "write_bytes", side_effect=OSError(28, "full")):
        assert folder.update([], {"1": page, "2": THUMBNAIL}) == {"1": None}


def test_one_failure_does_not_stop_the_others(folder: PictureFolder) -> None:
    """A thumbnail whose place is taken by a folder is left out; the others are written."""
    folder.thumbnail("1", "image/jpeg").path.mkdir(parents=True)
    written = folder.update([], {"1": THUMBNAIL, "2": THUMBNAIL})
    assert written == {"2": folder.thumbnail("2", "image/jpeg")}


def test_update_removes(folder: PictureFolder, path: Path) -> None:
    """Pictures are removed, whether they are there or not, also beside something odd."""
    pictures = [folder.picture(status_id, "image/gif") for status_id in "123"]
    folder.write(pictures[0], b"GIF8")
    pictures[1].path.mkdir()
    assert folder.update([pictures[1], pictures[2], pictures[0]], {}) == {}
    assert list(path.iterdir()) == [pictures[1].path]


def test_deletion(folder: PictureFolder, path: Path) -> None:
    """With the account, everything in the folder goes."""
    folder.write(folder.picture("1", "image/gif"), b"GIF8")
    (path / "@eaDir").mkdir()
    folder.delete()
    assert not path.exists()
