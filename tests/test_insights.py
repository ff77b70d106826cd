"""The insights of an account: sensors, trigger and action, from what the simulator was given."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.client import StatusState, Viewer
from custom_components.green_api.const import DOMAIN
from demo.simulator import Instance
from homeassistant.core import HomeAssistant

from .automations import automate, device_of, no_view_counts, triggered_ids
from .common import setup_integration, state_of
from .conftest import Poll

HOUR = 3600
DAY = 24 * HOUR
SENSORS = (
    "latest_status_compared",
    "latest_status_view_rate",
    "usual_views",
    "best_time_to_post",
)


@pytest.fixture(autouse=True)
async def _month(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    entity_registry_enabled_by_default: None,
) -> AsyncGenerator[None]:
    """Set up an account with ten statuses: five from eleven, local time, with 20 views, five others with 10."""
    with no_view_counts():
        for day in range(2, 7):
            # The clock stops at noon, UTC.
            for age in (day * DAY, day * DAY - 7 * HOUR):
                instance.post_text("Earlier", state="read", age=age)
        await setup_integration(hass, config_entry)
        for status in list(instance.statuses.values()):
            is_evening = status.posted % DAY > 15 * HOUR
            see(config_entry, status.id, 20 if is_evening else 10)
        yield


def see(entry: MockConfigEntry, status_id: str, people: int) -> None:
    """Let so many people have seen a status, all after its first half hour."""
    coordinator = entry.runtime_data.coordinator
    record = coordinator.data.journal.records[status_id]
    viewers = tuple(
        Viewer(
            participant=f"{number}@lid",
            state=StatusState.READ,
            timestamp=record.posted_at + HOUR // 2,
        )
        for number in range(people)
    )
    coordinator.async_record_views(status_id, viewers)


async def post(hass: HomeAssistant, instance: Instance, poll: Poll) -> str:
    """Post a status that is first seen two hours later."""
    status = instance.post_text("New", state="delivered", age=2 * HOUR)
    await poll()
    await hass.async_block_till_done()
    return status.id


async def test_sensors(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """The usual is the median of all ten, the best time the hour of the better half."""
    see(config_entry, await post(hass, instance, poll), 18)
    assert [state_of(hass, key).state for key in SENSORS] == [
        "20",
        "100",
        "15.0",
        "11:00",
    ]
    attributes = state_of(hass, "best_time_to_post").attributes
    assert attributes["is_clear"]
    assert attributes["by_hour"]["11:00"] == 20


async def test_new_account_asks_once_for_all_that_is_kept(
    config_entry: MockConfigEntry, poll: Poll
) -> None:
    """The first list is of 30 days, later ones of the usual time."""
    coordinator = config_entry.runtime_data.coordinator
    assert coordinator.data.reply.minutes == 30 * 24 * 60
    await poll()
    assert coordinator.data.reply.minutes == 24 * 60


async def test_status_is_above_the_usual_once(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """When it is for the first time, whatever is counted later."""
    calls = await automate(
        hass,
        {
            "trigger": f"{DOMAIN}.status_above_usual",
            "target": {"device_id": device_of(hass, config_entry)},
            "options": {"threshold": 50},
        },
    )
    status_id = await post(hass, instance, poll)
    fired = []
    for people in (15, 22, 23, 40):
        see(config_entry, status_id, people)
        await hass.async_block_till_done()
        fired += [(people, one) for one in triggered_ids(calls)]
    # The usual is 15.
    assert fired == [(23, status_id)]


async def test_polls_change_no_insight(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """They are worked out anew after a count or an expiry, not with each poll."""
    await post(hass, instance, poll)
    before = config_entry.runtime_data.coordinator.data.insights
    instance.advance(instance.latest.id, "read")
    freezer.tick(timedelta(minutes=5))
    await poll()
    assert config_entry.runtime_data.coordinator.data.insights is before


@pytest.mark.parametrize(
    ("data", "statuses"),
    [({}, 10), ({"days": "3"}, 3), ({"type": "image"}, 0)],
    ids=["a month", "three days", "a type"],
)
async def test_action_returns_all_numbers(
    hass: HomeAssistant, data: dict[str, Any], statuses: int
) -> None:
    """For the days and types that are asked for."""
    response: Any = await hass.services.async_call(
        DOMAIN,
        "get_insights",
        data,
        blocking=True,
        return_response=True,
    )
    assert response["statuses"] == len(response["items"]) == statuses
