"""The files that `downloadUrl` and `urlFile` point to: drawn pictures, samples, uploads."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
import hashlib
from pathlib import Path
from random import Random
from typing import Final

from .drawing import SIZE, Theme, picture, preview, thumbnail
from .statuses import Kind, Media

ASSETS: Final = Path(__file__).with_name("assets")
# Per account; the oldest go first.
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
_JPEG_START = "/9j/4AAQSkZJRgABAQAA"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is drawn when it is requested."""

    theme: Theme
    number: int
    size: tuple[int, int] = SIZE


@dataclass(frozen=True, slots=True)
class Sample:
    """A file in the folder `assets`."""

    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded."""

    content: bytes
    mime: str


type File = Drawn | Sample | Upload


@cache
def asset(name: str) -> bytes:
    """Return the bytes of a file in the folder `assets`."""
    return (ASSETS / name).read_bytes()


def mime_of(name: str) -> str:
    """Return the media type for a file name."""
    return TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def kind_of(mime: str) -> Kind | None:
    """Return the kind of status that a media type makes, if any."""
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
    """Return the base64 thumbnail of a file, or nothing for audio."""
    match file:
        case Drawn(theme, number):
            return thumbnail(theme, number)
        case Sample(name) if name.endswith(".mp4"):
            still = ASSETS / name.replace(".mp4", ".jpg")
            return base64.b64encode(asset(still.name)).decode()
        case Upload(content, mime) if mime.startswith("image/"):
            return preview(content)
    return ""


class MediaFiles:
    """The files of one account, and its generator of file names and status ids.

    Both are drawn from one sequence, so that the same seed gives the same ids.
    """

    def __init__(self, seed: str, media_url: str) -> None:
        """Start without files."""
        self.media_url = media_url
        self._seed = seed
        self._generated = 0
        self._files: dict[str, File] = {}

    def status_id(self, by_api: bool) -> str:
        """Return a new status id in the format of GREEN-API."""
        return f"{'BAE5' if by_api else '3EB0'}{self._digits(16).upper()}"

    def file_name(self, extension: str) -> str:
        """Return a new file name in the format of GREEN-API."""
        raw = self._digits(32)
        stem = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))
        return f"{stem}.{extension}"

    def get(self, name: str) -> File | None:
        """Return a file."""
        return self._files.get(name)

    def store(self, file: File, extension: str) -> str:
        """Store a file under a new name and return its address."""
        name = self.file_name(extension)
        self._files[name] = file
        uploads = [n for n, kept in self._files.items() if isinstance(kept, Upload)]
        for old in uploads[:-MAX_UPLOADS]:
            del self._files[old]
        while len(self._files) > MAX_FILES:
            del self._files[next(iter(self._files))]
        return f"{self.media_url}/{name}"

    def media_status(
        self,
        file: File,
        *,
        caption: str | None = "",
        participants: Sequence[str] = (),
        kind: Kind | None = None,
    ) -> Media:
        """Store a file and return the content of a status that shows it."""
        mime = mime_of_file(file)
        url = self.store(file, EXTENSIONS.get(mime, "bin"))
        return Media(
            kind=kind or kind_of(mime) or "image",
            url=url,
            file_name=url.rpartition("/")[2],
            mime=mime,
            caption=caption,
            thumbnail=thumbnail_of(file),
            participants=tuple(participants),
        )

    def placeholder(self, index: int, thumbnail_length: int) -> Media:
        """Return the content of a status in a long list; its file does not exist."""
        video = index % 3 == 0
        name = self.file_name("mp4" if video else "jpg")
        key = f"{self._seed}:{index}".encode()
        fake = _JPEG_START + hashlib.shake_128(key).hexdigest(thumbnail_length)
        return Media(
            kind="video" if video else "image",
            url=f"{self.media_url}/{name}",
            file_name=name,
            mime=mime_of(name),
            caption=f"Status number {index}" + (" 🌊" if index % 7 == 0 else ""),
            thumbnail=fake[:thumbnail_length],
        )

    def _digits(self, length: int) -> str:
        self._generated += 1
        digits = Random(f"{self._seed}:made:{self._generated}").getrandbits(length * 4)
        return f"{digits:0{length}x}"
