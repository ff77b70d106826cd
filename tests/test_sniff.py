"""Tests of what media bytes are taken for."""

import pytest

from custom_components.green_api.sniff import audible, sniff
from demo.simulator import ASSETS

from .hostile import HTML, SVG


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("waves.jpg", "image/jpeg"),
        ("waves.mp4", "video/mp4"),
        ("chime.ogg", "audio/ogg"),
        ("melody.mp3", "audio/mpeg"),
    ],
)
def test_files(name: str, content_type: str) -> None:
    """Real files are known."""
    assert sniff((ASSETS / name).read_bytes()[:512]) == content_type


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
def test_let_in(head: bytes, content_type: str) -> None:
    """These types are let in."""
    assert sniff(head) == content_type


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
def test_not_let_in(head: bytes) -> None:
    """Everything else is not, whatever it is said to be."""
    assert sniff(head) is None


def test_audible() -> None:
    """A voice message in a container for video is sound."""
    assert audible("video/mp4") == "audio/mp4"
    assert audible("audio/ogg") == "audio/ogg"
