"""Tests of the type that media have by their first bytes."""

from base64 import b64encode

import pytest

from custom_components.green_api.media.mime import (
    decode_thumbnail,
    detect_type,
    thumbnail_type,
)
from demo.simulator import ASSETS

from ..media_server import HTML, JPEG, MP4, SVG


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("waves.jpg", "image/jpeg"),
        ("waves.mp4", "video/mp4"),
        ("chime.ogg", "audio/ogg"),
        ("melody.mp3", "audio/mpeg"),
    ],
)
def test_real_files(name: str, content_type: str) -> None:
    """Files as programs write them are recognized."""
    assert detect_type((ASSETS / name).read_bytes()[:512]) == content_type


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x20ftypiso5", "video/mp4"),
        (b"\x00\x00\x00\x20ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x20ftyp3gp4", "video/3gpp"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypqt  ", "video/quicktime"),
        (b"\x00\x00\x00\x20moov", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x01\x00B\x82\x84webm", "video/webm"),
        (b"OggS" + bytes(24) + b"OpusHead", "audio/ogg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\xff\xf9\x50\x80", "audio/aac"),
    ],
)
def test_accepted_types(head: bytes, content_type: str) -> None:
    """Pictures, videos and sound that browsers play are accepted."""
    assert detect_type(head) == content_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        HTML,
        SVG,
        b"  <svg onload=alert(1)>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"\x1f\x8b\x08\x00",
        b"BM\x00\x00",
        b"II*\x00",
        # Pictures that look like video, other containers, and text in UTF-16.
        b"\x00\x00\x00\x20ftypavif",
        b"\x00\x00\x00\x20ftypheic",
        b"\x00\x00\x00\x20ftyp<svg",
        b"RIFF\x00\x00\x00\x00AVI ",
        b"\x1aE\xdf\xa3\x01\x00B\x82\x88matroska",
        b"OggS" + bytes(24) + b"\x80theora",
        b"\xff\xfe<\x00h\x00t\x00",
        b"\xff\xe3\xf0\x00",
        b"\xff\xeb\x90\x00",
        b"\xff\xfb\x9c\x00",
        b"just a text",
    ],
)
def test_everything_else_is_refused(head: bytes) -> None:
    """Pages, programs, archives and unknown containers are refused."""
    assert detect_type(head) is None


def encode(content: bytes) -> str:
    """Return bytes as a list has them."""
    return b64encode(content).decode()


def test_thumbnail_is_decoded() -> None:
    """A thumbnail is a picture in base64."""
    assert thumbnail_type(encode(JPEG[:600])) == "image/jpeg"
    assert decode_thumbnail(encode(JPEG[:600])) == JPEG[:600]


@pytest.mark.parametrize("content", [b"", HTML, SVG, MP4[:600], b"ID3\x04", b"<"])
def test_thumbnail_that_is_no_picture(content: bytes) -> None:
    """Whatever is no picture is no thumbnail."""
    assert thumbnail_type(encode(content)) is None
    assert decode_thumbnail(encode(content)) is None


@pytest.mark.parametrize("encoded", ["/9j/A", "/9j/" + "A" * 61, "no base64", "="])
def test_thumbnail_with_broken_base64(encoded: str) -> None:
    """What cannot be decoded to its end is no thumbnail."""
    assert decode_thumbnail(encoded) is None


def test_thumbnail_of_limited_size() -> None:
    """A thumbnail has 48 kB at most."""
    content = b"\xff\xd8\xff".ljust(48 * 1024, b"x")
    assert decode_thumbnail(encode(content)) == content
    assert decode_thumbnail(encode(content + b"x")) is None
