"""The folder in which an account's pictures are kept. What touches the disk is for the executor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from operator import attrgetter
import os
from pathlib import Path
import shutil
from typing import Final

EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
}
THUMBNAIL: Final = ".thumbnail"
_CONTENT_TYPES: Final = {name: kind for kind, name in EXTENSIONS.items()}
_MILLISECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a status. `size` is in bytes, `changed_at` in unix milliseconds."""

    folder: Path
    name: str
    content_type: str
    size: int
    changed_at: int

    @property
    def path(self) -> Path:
        """Return where it is. It is not kept: paths take a kilobyte each."""
        return self.folder / self.name

    @property
    def changed(self) -> datetime:
        """Return since when the status has this picture."""
        return datetime.fromtimestamp(self.changed_at / 1000, UTC)


class Shelf:
    """A folder with a picture and a thumbnail for each status.

    Ids are other people's text, so files go by their hash. When a picture came is kept as the time of its file.
    """

    def __init__(self, folder: Path) -> None:
        """Choose the folder. It comes with the first picture."""
        self._folder = folder

    def place(
        self,
        status_id: str,
        content_type: str,
        size: int,
        changed_at: int,
        *,
        thumbnail: bool = False,
    ) -> Picture:
        """Return a picture, or a thumbnail, that has its place and is not on disk yet."""
        suffix = f"{THUMBNAIL if thumbnail else ''}.{EXTENSIONS[content_type]}"
        return Picture(
            folder=self._folder,
            name=f"{_name(status_id)}{suffix}",
            content_type=content_type,
            size=size,
            changed_at=changed_at,
        )

    def load(
        self, status_ids: Iterable[str]
    ) -> tuple[dict[str, Picture], dict[str, Picture]]:
        """Return the pictures and the thumbnails of these statuses; other files are removed."""
        ids = {_name(status_id): status_id for status_id in status_ids}
        pictures: dict[str, Picture] = {}
        thumbnails: dict[str, Picture] = {}
        for file in _files(self._folder):
            status_id = ids.get(file.name.partition(".")[0])
            content_type = _CONTENT_TYPES.get(file.name.rpartition(".")[2])
            about = file.stat()
            if status_id is None or content_type is None or not about.st_size:
                # What a power cut left half written, too.
                Path(file).unlink()
                continue
            is_thumbnail = THUMBNAIL in file.name
            (thumbnails if is_thumbnail else pictures)[status_id] = Picture(
                folder=self._folder,
                name=file.name,
                content_type=content_type,
                size=about.st_size,
                changed_at=about.st_mtime_ns // _MILLISECOND,
            )
        return pictures, thumbnails

    def write(self, picture: Picture, content: bytes) -> None:
        """Put a picture in its place, all of it or nothing."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = picture.path.with_suffix(".unfinished")
        unfinished.write_bytes(content)
        _date(unfinished, picture.changed_at)
        unfinished.replace(picture.path)

    def date(self, picture: Picture) -> None:
        """Note on disk when a picture came."""
        _date(picture.path, picture.changed_at)

    def remove(self, picture: Picture) -> None:
        """Remove a picture, whether it is there or not."""
        picture.path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _files(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name; a thousand paths would take more than twice as long."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as files:
        return sorted(files, key=attrgetter("name"))


def _name(status_id: str) -> str:
    """Return the name for the files of a status."""
    return sha256(status_id.encode()).hexdigest()[:32]


def _date(path: Path, changed_at: int) -> None:
    """Set the time of a file, in milliseconds."""
    os.utime(path, ns=(changed_at * _MILLISECOND,) * 2)
