"""Reads single fields of what GREEN-API answers: each may wobble in type, and be missing."""

import colorsys
import re
from typing import Any


def read_timestamp(value: Any) -> int | None:
    """Return unix seconds, from a number or its string; what is no time between 2001 and 2096 is none."""
    if value.__class__ is not int:
        try:
            value = int(float(value))
        except TypeError, ValueError, OverflowError:
            return None
    return value if 1_000_000_000 <= value < 4_000_000_000 else None


def read_text(value: Any, limit: int = 4096) -> str | None:
    """Return a text that can be stored and shown, None for a missing one."""
    if value.__class__ is not str:
        if value.__class__ is not int:
            return None
        value = str(value)
    if not value:
        return None
    if not value.isascii():
        # Half an emoji (a lone surrogate) would break the websocket to every browser.
        value = value.encode("utf-8", "replace").decode()
    text: str = value[:limit]
    return text


def read_url(value: Any) -> str | None:
    """Return a web address, None for anything else; half of one would lead nowhere."""
    text = read_text(value)
    if text is None or len(text) > 2048:
        return None
    return text if text.startswith(("https://", "http://")) else None


def read_flag(value: Any) -> bool | None:
    """Return a flag that may come as a boolean or as a word."""
    if value.__class__ is bool:
        flag: bool = value
        return flag
    if isinstance(value, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(
            value.lower()
        )
    return None


def read_audience(*places: Any) -> int | None:
    """Return how many recipients were chosen; the list stands in one of two places, and may be a single string."""
    for participants in places:
        if isinstance(participants, list) and participants:
            return len(participants)
        if isinstance(participants, str) and participants:
            return 1
    return 0 if any(isinstance(place, list) for place in places) else None


def read_color(value: Any) -> str | None:
    """Return a colour as `#RRGGBB`; GREEN-API passes on hex with or without `#`, with alpha, `rgb()` and `hsl()`."""
    if (text := read_text(value, 64)) is None:
        return None
    if match := re.fullmatch(r"#?([0-9a-fA-F]{6})([0-9a-fA-F]{2})?", text.strip()):
        return f"#{match[1].upper()}"
    match = re.match(
        r"(rgb|hsl)a?\(\s*(\d{1,3})[\s,]+(\d{1,3})%?[\s,]+(\d{1,3})%?", text.strip()
    )
    if match is None:
        return None
    one, two, three = (int(number) for number in match.groups()[1:])
    if match[1] == "hsl":
        channels = colorsys.hls_to_rgb(
            one / 360, min(three, 100) / 100, min(two, 100) / 100
        )
        one, two, three = (round(channel * 255) for channel in channels)
    return f"#{min(one, 255):02X}{min(two, 255):02X}{min(three, 255):02X}"
