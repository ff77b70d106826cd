"""The notify entity: a message becomes a text status for all contacts."""

from collections.abc import Generator
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from demo.simulator import Instance, Simulator
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .common import entity_id, setup_integration, state_of


@pytest.fixture(autouse=True)
def _platforms() -> Generator[None]:
    """Set up this platform alone, and poll after a send without a pause."""
    with (
        patch("custom_components.green_api.PLATFORMS", [Platform.NOTIFY]),
        patch("custom_components.green_api.posting.POLL_DELAY", 0),
    ):
        yield


async def send(hass: HomeAssistant, **data: Any) -> None:
    """Send a message to the entity."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": entity_id(hass, "post", "notify"), **data},
        blocking=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_entity(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """The entity and its registry entry are as recorded."""
    await setup_integration(hass, config_entry)
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


async def test_message_becomes_a_status(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A title is left out; the state is the time of the message."""
    await setup_integration(hass, config_entry)
    assert state_of(hass, "post", "notify").state == STATE_UNKNOWN
    await send(hass, message="Hello", title="Title")
    latest = config_entry.runtime_data.coordinator.data.snapshot.latest
    assert latest.status_id == instance.latest.id
    assert latest.status.text == "Hello"
    assert latest.status.recipient_count == 0
    assert state_of(hass, "post", "notify").state.startswith("2024-03-11T12:00:00")


async def test_failure_is_reported(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """As with the action."""
    await setup_integration(hass, config_entry)
    simulator.fault(method="sendTextStatus", status=466)
    with pytest.raises(HomeAssistantError) as raised:
        await send(hass, message="Hello")
    assert raised.value.translation_key == "quota_exceeded"
