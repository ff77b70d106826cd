"""Keeps calls of one method on one instance apart, as GREEN-API's rate limiter asks."""

import asyncio
from typing import Final

# Seconds between two calls. https://green-api.com/en/docs/api/ratelimiter/ gives calls per second; a tenth is added
# because the limiter counts arrivals, not departures.
SPACING: Final = {
    "getOutgoingStatuses": 1.1,
    "getStatusStatistic": 1.1,
    "getContacts": 1.1,
    "getStateInstance": 1.1,
    "getWaSettings": 1.1,
    "getSettings": 1.1,
    "setSettings": 1.1,
    "sendTextStatus": 0.22,
    "sendMediaStatus": 0.22,
    "sendVoiceStatus": 0.22,
    "deleteStatus": 0.11,
    "uploadFile": 1.1,
}

# Of the whole process: the limit is the instance's, and a set-up form and a running entry may call the same one.
_next_call: dict[tuple[str, str], float] = {}


def reserve(id_instance: str, method: str) -> float:
    """Take the next free moment for a call and return the seconds until then."""
    now = asyncio.get_running_loop().time()
    start = max(now, _next_call.get((id_instance, method), now))
    _next_call[id_instance, method] = start + SPACING[method]
    return start - now


def release(id_instance: str, method: str) -> None:
    """Note that a call has ended, as late as it did.

    The first call may have been held up by its connection, and the second one not: by then it would come too soon.
    """
    end = asyncio.get_running_loop().time()
    key = id_instance, method
    _next_call[key] = max(_next_call.get(key, end), end + SPACING[method])
