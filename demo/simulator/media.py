"""Files behind the links: drawn pictures, samples, uploads."""

import base64
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from .catalogue import Idea, Theme
from .pictures import SIZE, picture, preview, thumbnail
from .world import Kind

ASSETS: Final = Path(__file__).with_name("assets")
# The folder of an account keeps so many files, oldest out first.
MAX_FILES = 2000
MAX_UPLOADS = 50
MAX_UPLOAD_BYTES = 32 * 1024 * 1024

TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
}
EXTENSIONS = {mime: name for name, mime in reversed(TYPES.items())}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is drawn when it is asked for."""

    theme: Theme
    number: int
    size: tuple[int, int] = SIZE


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that comes with the simulator."""

    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent."""

    content: bytes
    mime: str


type File = Drawn | Sample | Upload


@cache
def asset(name: str) -> bytes:
    """Return the bytes of a file that comes with the simulator."""
    return (ASSETS / name).read_bytes()


def mime_of(name: str) -> str:
    """Return the media type that a file name stands for."""
    return TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def kind_of(mime: str) -> Kind | None:
    """Return what a media type shows itself as, if it can."""
    match mime.partition("/")[0]:
        case "image":
            return "image"
        case "video":
            return "video"
        case "audio":
            return "audio"
    return None


def mime_of_file(file: File) -> str:
    """Return the media type of a file."""
    match file:
        case Drawn():
            return "image/jpeg"
        case Sample(name):
            return mime_of(name)
        case Upload(mime=mime):
            return mime


def content_of(file: File) -> bytes:
    """Return the bytes of a file; drawing takes a moment."""
    match file:
        case Drawn(theme, number, size):
            return picture(theme, number, size)
        case Sample(name):
            return asset(name)
        case Upload(content):
            return content


def thumbnail_of(file: File) -> str:
    """Return the preview of a file, or nothing where it has none."""
    match file:
        case Drawn(theme, number):
            return thumbnail(theme, number)
        case Sample(name) if name.endswith(".mp4"):
            still = ASSETS / name.replace(".mp4", ".jpg")
            return base64.b64encode(asset(still.name)).decode()
        case Upload(content, mime) if mime.startswith("image/"):
            return preview(content)
    return ""


def file_of(idea: Idea, number: int) -> File | None:
    """Return the file that an idea is about, if it is about one."""
    if idea.theme is not None:
        return Drawn(idea.theme, number)
    if idea.sample is not None:
        return Sample(idea.sample)
    return None


@dataclass(slots=True)
class Shelf:
    """The files of one account, by name."""

    _files: dict[str, File] = field(default_factory=dict)

    def put(self, name: str, file: File) -> None:
        """Keep a file, and let the oldest go when there are too many."""
        self._files[name] = file
        uploads = [n for n, kept in self._files.items() if isinstance(kept, Upload)]
        for old in uploads[:-MAX_UPLOADS]:
            del self._files[old]
        while len(self._files) > MAX_FILES:
            del self._files[next(iter(self._files))]

    def get(self, name: str) -> File | None:
        """Return a file."""
        return self._files.get(name)
