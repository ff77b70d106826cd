"""What the tests of automation surfaces need."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
import re
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.green_api.client import StatusState, Viewer
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.viewers import coordinator, schedule
from demo.simulator import SECOND_ID, SECOND_TOKEN
from homeassistant.components import automation
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

# In the pages of the documentation.
YAML_BLOCK: Final = re.compile("```yaml\n(.*?)```", re.DOTALL)


@contextmanager
def no_view_counts() -> Generator[None]:
    """Ask for no statistics, so that views come from the test alone."""
    # Restored to the function itself, whatever else replaced it meanwhile.
    coordinator.choose = lambda *_: []  # type: ignore[attr-defined]
    try:
        yield
    finally:
        coordinator.choose = schedule.choose  # type: ignore[attr-defined]


async def automate(
    hass: HomeAssistant, *triggers: dict[str, Any], **automation_config: Any
) -> list[ServiceCall]:
    """Set up one automation with these triggers, and return the calls that it will make."""
    calls = async_mock_service(hass, "test", "triggered")
    assert await async_setup_component(
        hass,
        automation.DOMAIN,
        {
            automation.DOMAIN: {
                "id": "test",
                "alias": "Test",
                "mode": "queued",
                "triggers": list(triggers),
                "actions": {
                    "action": "test.triggered",
                    "data": {"trigger": "{{ trigger }}"},
                },
                **automation_config,
            }
        },
    )
    await hass.async_block_till_done()
    return calls


def triggered(calls: list[ServiceCall]) -> list[dict[str, Any]]:
    """Return the variable `trigger` of each run so far, and forget the runs."""
    payloads = [call.data["trigger"] for call in calls]
    calls.clear()
    return payloads


def triggered_ids(calls: list[ServiceCall]) -> list[str]:
    """Return the id of the status of each run so far, and forget the runs."""
    return [payload["status"]["status_id"] for payload in triggered(calls)]


async def record_views(
    hass: HomeAssistant, entry: MockConfigEntry, status_id: str, people: int
) -> None:
    """Let the account find out that so many people have seen a status."""
    entry.runtime_data.coordinator.async_record_views(status_id, seen_by(people))
    await hass.async_block_till_done()


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that a script does, but not for the end of the script. The clock stands still."""
    for _ in range(100_000):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("It did not happen")


def device_of(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the id of the device of an account."""
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return device.id


def second_entry(entry: MockConfigEntry) -> MockConfigEntry:
    """Return an entry for the other account of the simulator."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="WhatsApp 0002",
        unique_id=SECOND_ID,
        data={**entry.data, "id_instance": SECOND_ID, "api_token": SECOND_TOKEN},
    )


def seen_by(people: int, at: int | None = None) -> tuple[Viewer, ...]:
    """Return a statistic with so many people who have seen the status."""
    return tuple(
        Viewer(participant=f"{number}@lid", state=StatusState.READ, timestamp=at)
        for number in range(people)
    )
