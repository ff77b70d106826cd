"""Small helpers for times and texts. Pure but for the clock."""

from datetime import UTC, datetime
import time
import unicodedata


def unix_time() -> int:
    """Return the time in unix seconds."""
    return int(time.time())


def from_unix(timestamp: int) -> datetime:
    """Return unix seconds as an aware time."""
    return datetime.fromtimestamp(timestamp, UTC)


def clean_input(text: str) -> str:
    """Return a pasted text without what cannot be seen, and without blanks or quotes around it."""
    text = "".join(
        " "
        if category == "Zs"
        else "-"
        if category == "Pd"
        else ""
        if category == "Cf"
        else character
        for character in text
        for category in (unicodedata.category(character),)
    )
    return text.strip().strip("\"'`´‘’‚‛“”„‟«»‹›").strip()


def truncate(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters that does not end in part of an emoji or of an accented letter."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end and (
        _extends(text[end])
        or text[end - 1] == "\N{ZERO WIDTH JOINER}"
        or _is_within_flag(text, end)
    ):
        end -= 1
    return f"{text[:end]}…"


def state_text(text: str | None) -> str | None:
    """Return a text as the state of a sensor: in quotes where it would say that there is no state."""
    if text is not None and text.strip().lower() in ("unavailable", "unknown"):
        return f"“{text.strip()}”"
    return text


def percent(share: float | None) -> int | None:
    """Return a share in percent."""
    return None if share is None else round(100 * share)


def _extends(character: str) -> bool:
    """Return whether a character is drawn together with the one before it."""
    return (
        unicodedata.category(character) in {"Mn", "Me", "Cf"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _is_within_flag(text: str, end: int) -> bool:
    """Return whether a cut would part the two letters of a flag: flags in a row pair up from the left."""
    letters = 0
    while end - letters and _is_flag_letter(text[end - letters - 1]):
        letters += 1
    return letters % 2 == 1 and _is_flag_letter(text[end])


def _is_flag_letter(character: str) -> bool:
    """Return whether a character is a regional indicator, two of which make a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
