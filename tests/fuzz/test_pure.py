"""What decides on bytes and names from outside takes any, and answers only what it may."""

from datetime import UTC, datetime
from math import isfinite

from hypothesis import example, given, strategies as st

from custom_components.green_api.client import GreenApiError
from custom_components.green_api.client.reactions import (
    MAX_RETRY_AFTER,
    MIN_RETRY_AFTER,
    error_for_answer,
    parse_retry_after,
)
from custom_components.green_api.hosts import is_loopback, is_public
from custom_components.green_api.sniff import HEAD_SIZE, audible, decode, sniff

from .common import TEXTS, fuzzed

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HEADS = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\0\0\0\0WEBP",
    b"\0\0\0\x18ftyp",
    b"\x1aE\xdf\xa3",
    b"OggS",
    b"\xff\xfb\x90\0",
    b"\xff\xf1\x50\x80",
)
# Numbers of any length where a date has numbers.
DATES = st.builds(
    "{}, {} {} {} {}:{}:{} {}".format,
    st.sampled_from(("Tue", "", "x")),
    st.integers(-1, 10**25),
    st.sampled_from(("Nov", "Feb", "0", "")),
    st.integers(-1, 10**25),
    st.integers(-1, 10**25),
    st.integers(-1, 99),
    st.integers(-1, 99),
    st.sampled_from(("GMT", "+0000", "-9999", f"+{10**25}", "")),
)


@fuzzed(200)
@given(st.sampled_from((b"", *HEADS)), st.binary(max_size=HEAD_SIZE))
def test_media_are_pictures_video_sound_or_nothing(head: bytes, rest: bytes) -> None:
    """Nothing that a browser would run is let in."""
    content_type = sniff(head + rest)

    assert content_type is None or content_type.startswith(
        ("image/", "video/", "audio/")
    )
    assert content_type is None or "svg" not in audible(content_type)


@fuzzed(100)
@given(TEXTS | st.text("+/=Aa09 \n", max_size=30))
def test_base64_is_bytes_or_broken(raw: str) -> None:
    """Half an emoji and missing padding are no more than broken."""
    assert isinstance(decode(raw), bytes | None)


@fuzzed(200)
@given(
    TEXTS | st.ip_addresses().map(str) | st.text("0123456789abcdef:.%/", max_size=30)
)
@example("fe80::1%eth0")
@example("::ffff:127.0.0.1")
@example("64:ff9b::127.0.0.1")
def test_no_host_is_both_public_and_this_machine(host: str) -> None:
    """Any text may stand where a host is expected."""
    assert not (is_public(host) and is_loopback(host))


@fuzzed(300)
@given(TEXTS | DATES | st.floats().map(str) | st.integers().map(str))
@example("Tue, 24 Nov 99999999999999999999 08:00:00 GMT")
@example("Tue, 24 Nov 2026 08:00:00 +99999999999999999999")
def test_waiting_has_bounds(header: str) -> None:
    """Whatever a server asks for, and however it writes it."""
    seconds = parse_retry_after(header, NOW)

    assert seconds is None or MIN_RETRY_AFTER <= seconds <= MAX_RETRY_AFTER
    assert seconds is None or isfinite(seconds)


@fuzzed(200)
@given(st.integers(0, 999), st.binary(max_size=100), st.none() | TEXTS | DATES)
@example(466, b'{"invokeStatus":{"status":"QUOTE_EXCEEDED","used":1e308}}', None)
@example(466, b"[" * 5000, None)
def test_every_answer_has_a_reaction(
    status: int, body: bytes, header: str | None
) -> None:
    """Each is one error, and it can be told."""
    error = error_for_answer("getSettings", status, body, header)

    assert isinstance(error, GreenApiError)
    assert str(error).startswith("getSettings: ")
