"""The binary sensor says whether new statuses can be expected."""

from collections.abc import Generator
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from demo.simulator import Instance
from homeassistant.const import STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .common import setup_integration, state_of
from .conftest import Poll


@pytest.fixture(autouse=True)
def _platforms() -> Generator[None]:
    """Set up this platform alone."""
    with patch("custom_components.green_api.PLATFORMS", [Platform.BINARY_SENSOR]):
        yield


async def test_entity(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """The entity and its registry entry are as recorded."""
    await setup_integration(hass, config_entry)
    await snapshot_platform(hass, entity_registry, snapshot, config_entry.entry_id)


@pytest.mark.parametrize(
    ("state", "connected"),
    [
        ("authorized", STATE_ON),
        ("yellowCard", STATE_ON),
        ("suspended", STATE_ON),
        ("notAuthorized", STATE_OFF),
        ("blocked", STATE_OFF),
        ("sleepMode", STATE_OFF),
        ("starting", STATE_OFF),
        (None, STATE_OFF),
        ("expired", STATE_OFF),
        ("deleted", STATE_OFF),
    ],
)
async def test_on_while_new_statuses_can_be_expected(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    state: str | None,
    connected: str,
) -> None:
    """An instance whose sending is limited still reports statuses."""
    await setup_integration(hass, config_entry)
    instance.set_state(state)
    await poll()
    assert state_of(hass, "connected", "binary_sensor").state == connected
