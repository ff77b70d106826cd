"""A clock that is off, for a Home Assistant to be started with."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
import time
from typing import Any, override

_time, _time_ns = time.time, time.time_ns


class ShiftedDatetime(datetime):
    """What says which time it is by the clock that is off."""

    @classmethod
    @override
    def now(cls, tz: tzinfo | None = None) -> Any:
        """Return the time by that clock."""
        return datetime.fromtimestamp(time.time(), tz)


def shift(offset: Callable[[], float]) -> None:
    """Let everybody ask a clock that is off by so many seconds. To be called before anything else is imported."""
    time.time = lambda: _time() + offset()
    time.time_ns = lambda: _time_ns() + round(offset() * 1e9)

    # Imported in this order, each takes the time from what was replaced before it.
    from homeassistant.util import dt  # noqa: PLC0415

    ours: Any = dt
    ours.utcnow = lambda: datetime.fromtimestamp(time.time(), UTC)
    ours.now = lambda time_zone=None: datetime.fromtimestamp(
        time.time(), time_zone or dt.get_default_time_zone()
    )
    # A session's token is good from now on, by the same clock.
    from jwt import api_jwt  # noqa: PLC0415

    theirs: Any = api_jwt
    theirs.datetime = ShiftedDatetime
