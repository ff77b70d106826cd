"""The folder with an account's pictures. Everything here reads or writes the disk: it is for the executor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
import os
from pathlib import Path
import shutil
from typing import Final

from ..const import LOGGER
from .mime import PICTURE_TYPES, decode_thumbnail, thumbnail_type

_THUMBNAIL: Final = ".thumbnail"
_TYPES_BY_EXTENSION: Final = {
    extension: content_type for content_type, extension in PICTURE_TYPES.items()
}


@dataclass(frozen=True, slots=True)
class Picture:
    """The file of a picture."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """Return where the file is."""
        return self.folder / self.name

    @property
    def content_type(self) -> str:
        """Return the type of the picture."""
        return _TYPES_BY_EXTENSION[self.name.rpartition(".")[2]]


class PictureFolder:
    """A folder with a picture and a thumbnail for each status.

    Status ids are text from outside, so the files are named by a hash of them. Something else may be in the folder,
    such as a NAS's index or a broken link: it is left alone.
    """

    def __init__(self, folder: Path) -> None:
        """Choose the folder. It is created with the first picture."""
        self._folder = folder

    def picture(self, status_id: str, content_type: str) -> Picture:
        """Return the file for the picture of a status."""
        name = f"{_stem(status_id)}.{PICTURE_TYPES[content_type]}"
        return Picture(self._folder, name)

    def thumbnail(self, status_id: str, content_type: str) -> Picture:
        """Return the file for the thumbnail of a status."""
        name = f"{_stem(status_id)}{_THUMBNAIL}.{PICTURE_TYPES[content_type]}"
        return Picture(self._folder, name)

    def load(
        self, status_ids: Iterable[str]
    ) -> tuple[dict[str, Picture], dict[str, Picture]]:
        """Return the pictures and the thumbnails of these statuses; other files are removed."""
        ids = {_stem(status_id): status_id for status_id in status_ids}
        pictures: dict[str, Picture] = {}
        thumbnails: dict[str, Picture] = {}
        try:
            with os.scandir(self._folder) as entries:
                names = [entry.name for entry in entries if _is_file(entry)]
        except FileNotFoundError:
            return pictures, thumbnails
        except OSError as error:
            LOGGER.debug("The pictures cannot be read: %s", type(error).__name__)
            return pictures, thumbnails
        for name in sorted(names):
            picture = Picture(self._folder, name)
            status_id = ids.get(name.partition(".")[0])
            extension = name.rpartition(".")[2]
            if status_id is None or extension not in _TYPES_BY_EXTENSION:
                self.remove([picture])
            elif _is_empty(picture.path):
                # A power cut may leave this.
                self.remove([picture])
            elif _THUMBNAIL in name:
                thumbnails[status_id] = picture
            else:
                pictures[status_id] = picture
        return pictures, thumbnails

    def write(self, picture: Picture, content: bytes) -> None:
        """Write a picture, all of it or nothing. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = picture.path.with_suffix(".unfinished")
        unfinished.write_bytes(content)
        unfinished.replace(picture.path)

    def update(
        self, obsolete: Iterable[Picture], encoded: Mapping[str, str]
    ) -> dict[str, Picture | None]:
        """Remove pictures, write thumbnails that are given in base64 by status id, and return the files of these.

        None stands for one that is no picture. What the disk does not take is left out.
        """
        self.remove(obsolete)
        written: dict[str, Picture | None] = {}
        for status_id, text in encoded.items():
            content_type = thumbnail_type(text)
            content = decode_thumbnail(text)
            if content is None or content_type is None:
                written[status_id] = None
                continue
            picture = self.thumbnail(status_id, content_type)
            try:
                self.write(picture, content)
            except OSError as error:
                LOGGER.debug("A thumbnail was not saved: %s", type(error).__name__)
                continue
            written[status_id] = picture
        return written

    def remove(self, pictures: Iterable[Picture]) -> None:
        """Remove pictures, whether they are there or not."""
        for picture in pictures:
            try:
                picture.path.unlink(missing_ok=True)
            except OSError as error:
                LOGGER.debug("A picture was not removed: %s", type(error).__name__)

    def delete(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _stem(status_id: str) -> str:
    """Return what the names of a status's files begin with."""
    return sha256(status_id.encode()).hexdigest()[:32]


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether this is a plain file, neither a folder nor a link."""
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _is_empty(path: Path) -> bool:
    """Return whether there is nothing in a file, as far as one can tell."""
    try:
        return not path.stat().st_size
    except OSError:
        return False
