"""An entity writes a state when the state changed, not with each poll."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.simulator import Drawn, Instance, Simulator
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .common import setup_integration
from .conftest import Poll

pytestmark = pytest.mark.usefixtures("no_view_counts")


@pytest.fixture(name="written")
async def _written(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> list[str]:
    """Set up an account with two statuses, and collect the keys of the entities that write from then on."""
    instance.post_media(Drawn("sea", 1), caption="Picture", state="sent", age=60)
    instance.post_text("Text", state="sent")
    await setup_integration(hass, config_entry)
    keys = {
        entity.entity_id: entity.unique_id.partition("_")[2]
        for entity in er.async_get(hass).entities.values()
    }
    written: list[str] = []

    @callback
    def collect(event: Event[Any]) -> None:
        written.append(keys[event.data["entity_id"]])

    @callback
    def accept(_data: Any) -> bool:
        return True

    hass.bus.async_listen(EVENT_STATE_CHANGED, collect)
    hass.bus.async_listen(EVENT_STATE_REPORTED, collect, event_filter=accept)
    return written


async def test_change_writes_the_entities_that_show_it(
    written: list[str], instance: Instance, poll: Poll
) -> None:
    """Each once: a status that is read changes its own sensors, two counts, the calendar and the event."""
    instance.advance(instance.latest.id, "read")
    await poll()
    assert sorted(written) == [
        "active_statuses",
        "latest_status",
        "latest_status_views",
        "read_statuses",
        "status",
        "statuses",
        "views",
    ]


async def test_outage_writes_once(
    written: list[str], simulator: Simulator, poll: Poll
) -> None:
    """An entity becomes unavailable once, and comes back once; the event stays."""
    simulator.fault(method="getOutgoingStatuses", status=500, times=2)
    await poll()
    unavailable = sorted(written)
    assert len(unavailable) == len(set(unavailable))
    assert {"connected", "latest_status", "latest_media", "post"} <= set(unavailable)
    assert "status" not in unavailable
    await poll()
    assert sorted(written) == unavailable
    written.clear()
    await poll()
    assert sorted(written) == unavailable
