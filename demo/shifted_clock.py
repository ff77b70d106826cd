"""A clock that is off by some seconds, for a Home Assistant that is started with it."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
import time
from typing import Any, override

_time, _time_ns = time.time, time.time_ns


class ShiftedDatetime(datetime):
    """A datetime whose now() follows the shifted clock."""

    @classmethod
    @override
    def now(cls, tz: tzinfo | None = None) -> Any:
        """Return the shifted time."""
        return datetime.fromtimestamp(time.time(), tz)


def shift_clock(offset: Callable[[], float]) -> None:
    """Shift the time of this process. Call it before anything of Home Assistant is imported."""
    time.time = lambda: _time() + offset()
    time.time_ns = lambda: _time_ns() + round(offset() * 1e9)

    # In this order, each takes the time from what was replaced before it.
    from homeassistant.util import dt  # noqa: PLC0415

    ours: Any = dt
    ours.utcnow = lambda: datetime.fromtimestamp(time.time(), UTC)
    ours.now = lambda time_zone=None: datetime.fromtimestamp(
        time.time(), time_zone or dt.get_default_time_zone()
    )
    # The tokens of sessions are checked against the same clock.
    from jwt import api_jwt  # noqa: PLC0415

    theirs: Any = api_jwt
    theirs.datetime = ShiftedDatetime
