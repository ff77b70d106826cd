"""What time it is, and a call when a time has come."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from .overview import moment


def unix_time() -> int:
    """Return the time in unix seconds."""
    return int(dt_util.utcnow().timestamp())


class Alarm:
    """Waits for one moment at most."""

    def __init__(self, hass: HomeAssistant, action: Callable[[], None]) -> None:
        """Take what is to be done then."""
        self._hass = hass
        self._action = action
        self._at: int | None = None
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def async_set(self, at: int | None) -> None:
        """Wait for a unix second instead of any other; None waits for nothing.

        Setting it again is for a clock that was put forward, or slept: the timer does not notice.
        """
        if at == self._at and (at is None or unix_time() < at):
            return
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        self._at = at
        if at is not None:
            self._cancel = async_track_point_in_utc_time(
                self._hass, self._ring, moment(at)
            )

    @callback
    def _ring(self, _now: datetime) -> None:
        """Wait no longer."""
        self._at = self._cancel = None
        self._action()
