"""An entity writes a state when there is something new in it, and not for each thing that its account learns."""

from collections.abc import Generator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.simulator import Drawn, Instance, Simulator
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback

from .automations import no_view_counts
from .common import setup_integration
from .conftest import Poll


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Leave views out of it."""
    with no_view_counts():
        yield


@pytest.fixture(name="written")
async def _written(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> list[str]:
    """Set up an account with two statuses, and return whose states are written from then on."""
    instance.post_media(Drawn("sea", 1), caption="Picture", state="sent", age=60)
    instance.post_text("Text", state="sent")
    await setup_integration(hass, config_entry)
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        written.append(event.data["entity_id"].partition("_1101000001_")[2])

    @callback
    def every(_data: Any) -> bool:
        return True

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    hass.bus.async_listen(EVENT_STATE_REPORTED, note, event_filter=every)
    return written


async def test_no_news_write_nothing(written: list[str], poll: Poll) -> None:
    """A poll that brings nothing leaves the state machine alone."""
    await poll()
    assert written == []


async def test_news_write_what_they_change(
    written: list[str], instance: Instance, poll: Poll
) -> None:
    """A status that is read changes its own sensors and the counts, and tells the event; nothing else is written."""
    instance.advance(instance.latest.id, "read")
    await poll()
    assert sorted(written) == sorted(
        ("active_statuses", "latest_status", "read_statuses", "status", "statuses")
    )


async def test_an_outage_writes_once(
    hass: HomeAssistant, written: list[str], simulator: Simulator, poll: Poll
) -> None:
    """What becomes unavailable says so once, and once that it is back."""
    simulator.fault(method="getOutgoingStatuses", status=500, times=2)
    await poll()
    unavailable = sorted(written)
    await poll()
    assert sorted(written) == unavailable
    assert {"connected", "latest_status", "latest_media", "post"} <= set(unavailable)
    assert "status" not in unavailable
    written.clear()
    await poll()
    assert sorted(written) == unavailable
