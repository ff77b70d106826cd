"""Tells the type of media by their first bytes, whatever they are said to be. Pure."""

from base64 import b64decode
from typing import Final

# So many bytes from the beginning are enough to tell.
HEAD_SIZE: Final = 512

# The types of pictures that are kept and shown, with the extensions of their files.
PICTURE_TYPES: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
}

_MAX_THUMBNAIL: Final = 48 * 1024
# 64 characters of base64 are 48 bytes.
_THUMBNAIL_HEAD: Final = 64

_SIGNATURES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"ID3": "audio/mpeg",
}
_RIFF_TYPES: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
# The MP4 family by major brand. Pictures use it too (HEIC, AVIF), so unknown brands are not accepted.
_BRANDS: Final = {
    **dict.fromkeys(
        (b"avc1", b"dash", b"f4v ", b"M4V ", b"M4VH", b"M4VP", b"mmp4", b"MSNV"),
        "video/mp4",
    ),
    **dict.fromkeys((b"iso%c" % digit for digit in b"m23456789"), "video/mp4"),
    **dict.fromkeys((b"mp41", b"mp42", b"mp71", b"XAVC"), "video/mp4"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}
_OGG_CODECS: Final = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")


def detect_type(head: bytes) -> str | None:
    """Return the media type that the first bytes show, None for everything that is not accepted."""
    for signature, content_type in _SIGNATURES.items():
        if head.startswith(signature):
            return content_type
    if head.startswith(b"RIFF"):
        return _RIFF_TYPES.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "video/3gpp" if brand[:2] == b"3g" else _BRANDS.get(brand)
    if head[4:8] in (b"moov", b"wide"):
        return "video/quicktime"
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return "video/webm"
    if head.startswith(b"OggS") and any(codec in head[:64] for codec in _OGG_CODECS):
        return "audio/ogg"
    return _detect_audio_frame(head)


def as_audio(content_type: str) -> str:
    """Return the type of a container that is known to hold sound only."""
    return content_type.replace("video/", "audio/")


def thumbnail_type(encoded: str) -> str | None:
    """Return the type of a thumbnail in base64 by its beginning, None if it is no picture."""
    try:
        content_type = detect_type(b64decode(encoded[:_THUMBNAIL_HEAD]))
    except ValueError:
        return None
    return content_type if content_type in PICTURE_TYPES else None


def decode_thumbnail(encoded: str) -> bytes | None:
    """Return the picture behind base64, None if it is broken, too large or no picture."""
    if thumbnail_type(encoded) is None:
        return None
    try:
        content = b64decode(encoded)
    except ValueError:
        return None
    return content if len(content) <= _MAX_THUMBNAIL else None


def read_thumbnail(encoded: str) -> tuple[bytes, str] | None:
    """Return the picture behind base64 and its type, None if it is none."""
    content, content_type = decode_thumbnail(encoded), thumbnail_type(encoded)
    return (content, content_type) if content and content_type else None


def _detect_audio_frame(head: bytes) -> str | None:
    """Return the type of sound that starts with a frame right away: MP3 or AAC."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    if layer == 1 and version != 1 and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3:
        return "audio/mpeg"
    return None
