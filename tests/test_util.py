"""Small helpers for times and texts."""

from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.green_api.util import clean_input, state_text, truncate

FAMILY: Final = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
THUMB: Final = "\U0001f44d\U0001f3fd"
HEART: Final = "\u2764\ufe0f"
E_ACUTE: Final = "e\u0301"
ISRAEL: Final = "\U0001f1ee\U0001f1f1"
BRAZIL: Final = "\U0001f1e7\U0001f1f7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("abcde", "abcde"),
        ("abcdef", "abcd…"),
        ("שלום עולם", "שלום…"),
        # A tone of skin, a joiner, a variation and an accent belong to what is before them.
        (f"abcd{THUMB}", "abcd…"),
        (f"abc{THUMB}", f"abc{THUMB}"),
        (f"abc{THUMB}d", "abc…"),
        (f"ab{THUMB}de", f"ab{THUMB}…"),
        (FAMILY, FAMILY),
        (f"{FAMILY}b", "…"),
        (f"a{FAMILY}b", "a…"),
        (f"abc{HEART}d", "abc…"),
        (f"abc{E_ACUTE}d", "abc…"),
        (f"ab{E_ACUTE}de", f"ab{E_ACUTE}…"),
        ("\u0301" * 10, "…"),
        # Flags pair up from the left.
        (f"abc{ISRAEL}d", "abc…"),
        (f"ab{ISRAEL}de", f"ab{ISRAEL}…"),
        (f"{ISRAEL}{BRAZIL}{ISRAEL}", f"{ISRAEL}{BRAZIL}…"),
        (f"a{ISRAEL}{BRAZIL}d", f"a{ISRAEL}…"),
        (f"abc{ISRAEL[0]}de", f"abc{ISRAEL[0]}…"),
    ],
)
def test_text_is_truncated_between_characters(text: str, expected: str) -> None:
    """No emoji and no flag is halved, and no letter loses its accent."""
    assert truncate(text, 5) == expected


@given(st.text(), st.integers(1, 20))
def test_truncated_text_is_the_beginning_of_the_text(text: str, limit: int) -> None:
    """It is never longer than asked for."""
    short = truncate(text, limit)
    assert len(short) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("Hello", "Hello"),
        ("unknown", "“unknown”"),
        (" Unavailable ", "“Unavailable”"),
        ("unknown to me", "unknown to me"),
    ],
)
def test_text_that_would_say_that_there_is_no_state_is_in_quotes(
    text: str | None, expected: str | None
) -> None:
    """People may post that one word."""
    assert state_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  1101000001\n", "1101000001"),
        ('"1101000001"', "1101000001"),
        ("“1101000001”", "1101000001"),
        ("' 1101000001 '", "1101000001"),
        # What a copied phone number brings along.
        ("\u202a+972\xa050\u2011123\u20134567\u202c", "+972 50-123-4567"),
        ("1101\u200b000\ufeff001\u00ad", "1101000001"),
        ("https://api.green-api.com", "https://api.green-api.com"),
    ],
)
def test_pasted_text_is_cleaned(text: str, expected: str) -> None:
    """Of what cannot be seen, of odd blanks and dashes, and of quotes around it."""
    assert clean_input(text) == expected
