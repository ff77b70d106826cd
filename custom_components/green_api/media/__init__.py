"""Pictures and other media of statuses: which are kept, where, and how they are fetched."""

from .download import (
    Downloader,
    MediaDeadLinkError,
    MediaError,
    MediaRefusedError,
    MediaSource,
)
from .library import SIGNAL_LATEST_PICTURE, MediaLibrary, async_remove_media
from .mime import PICTURE_TYPES, read_thumbnail

__all__ = [
    "PICTURE_TYPES",
    "SIGNAL_LATEST_PICTURE",
    "Downloader",
    "MediaDeadLinkError",
    "MediaError",
    "MediaLibrary",
    "MediaRefusedError",
    "MediaSource",
    "async_remove_media",
    "read_thumbnail",
]
