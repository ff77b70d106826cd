"""How much an account may ask: calls per second, and calls per month."""

from collections import deque
from dataclasses import dataclass, field

WINDOW = 1.0

# Calls per second, per instance and method.
RATES = {
    "getOutgoingStatuses": 1,
    "getIncomingStatuses": 1,
    "getStatusStatistic": 1,
    "deleteStatus": 10,
    "sendTextStatus": 5,
    "sendVoiceStatus": 5,
    "sendMediaStatus": 5,
    "getStateInstance": 1,
    "getSettings": 1,
    "setSettings": 1,
    "getWaSettings": 1,
    "getContacts": 1,
    "getContactInfo": 1,
    "getAvatar": 10,
    "uploadFile": 5,
    "reboot": 1,
    "receiveNotification": 100,
    "deleteNotification": 100,
}

CORRESPONDENTS = "correspondents"


@dataclass(slots=True)
class RateLimit:
    """The calls of the last second, by method."""

    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def admits(self, method: str, now: float) -> bool:
        """Tell whether one more call fits, and count it if so."""
        rate = RATES[method]
        calls = self._calls.setdefault(method, deque(maxlen=rate))
        if len(calls) == rate and now - calls[0] < WINDOW:
            return False
        calls.append(now)
        return True


@dataclass(frozen=True, slots=True)
class Quota:
    """What a plan allows for one method in a month."""

    total: int
    used: int = 0

    @property
    def exhausted(self) -> bool:
        """Tell whether nothing is left."""
        return self.used >= self.total
