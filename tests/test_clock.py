"""An alarm rings once, at the moment that was set last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock, patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.green_api.clock import Alarm
from homeassistant.core import HomeAssistant

type After = Callable[[int], list[int]]


@pytest.fixture(name="start")
def _start(now: datetime) -> int:
    """Return the time at which each test begins, in unix seconds."""
    return int(now.timestamp())


@pytest.fixture(name="rung")
def _rung() -> list[int]:
    """Return when the alarm rang, in seconds from the start."""
    return []


@pytest.fixture(name="alarm")
def _alarm(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, start: int, rung: list[int]
) -> Alarm:
    """Return an alarm that is not set."""
    return Alarm(hass, lambda: rung.append(int(freezer().timestamp()) - start))


@pytest.fixture(name="after")
def _after(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, rung: list[int]
) -> After:
    """Return what lets seconds pass one by one, and returns when the alarm rang until then."""

    def after(seconds: int) -> list[int]:
        for _ in range(seconds):
            freezer.tick(timedelta(seconds=1))
            # It comes half a second late, so that no timer is too early.
            async_fire_time_changed(hass)
        return rung

    return after


async def test_rings_once(alarm: Alarm, start: int, after: After) -> None:
    """At its moment, not before, and not again."""
    alarm.async_set(start + 5)
    assert after(4) == []
    assert after(1) == [5]
    assert after(10) == [5]


async def test_set_to_the_same_moment(alarm: Alarm, start: int, after: After) -> None:
    """That changes nothing."""
    alarm.async_set(start + 5)
    after(3)
    alarm.async_set(start + 5)
    assert after(10) == [5]


@pytest.mark.parametrize("moment", [4, 8])
async def test_set_to_another_moment(
    alarm: Alarm, start: int, after: After, moment: int
) -> None:
    """Only the last one counts, be it sooner or later."""
    alarm.async_set(start + 6)
    after(1)
    alarm.async_set(start + moment)
    assert after(10) == [moment]


async def test_set_to_none(alarm: Alarm, start: int, after: After) -> None:
    """It does not ring, and can be set to the same moment again."""
    alarm.async_set(start + 5)
    alarm.async_set(None)
    assert after(4) == []
    alarm.async_set(start + 5)
    assert after(5) == [5]


async def test_set_to_the_past(alarm: Alarm, start: int, after: After) -> None:
    """What was missed is made up for, each time that it is set: time may have gone back."""
    alarm.async_set(start - 5)
    assert after(1) == [1]
    alarm.async_set(start - 5)
    assert after(1) == [1, 2]


async def test_clock_put_forward(
    hass: HomeAssistant, start: int, freezer: FrozenDateTimeFactory
) -> None:
    """A timer counts seconds, so it is late then; whoever sets the alarm again gets it right."""
    alarm = Alarm(hass, Mock())
    with patch("custom_components.green_api.clock.async_track_point_in_utc_time") as at:
        alarm.async_set(start + 100)
        freezer.tick(99)
        alarm.async_set(start + 100)
        assert at.call_count == 1
        freezer.tick(1)
        alarm.async_set(start + 100)
    assert at.call_count == 2
    at.return_value.assert_called_once_with()


async def test_set_while_it_rings(
    hass: HomeAssistant, start: int, after: After, rung: list[int]
) -> None:
    """What it does may be to set it."""

    def snooze() -> None:
        rung.append(3)
        alarm.async_set(start + 5)

    alarm = Alarm(hass, snooze)
    alarm.async_set(start + 3)
    assert after(4) == [3]
    alarm.async_set(None)
    assert after(4) == [3]
