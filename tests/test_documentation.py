"""The automations that the documentation shows."""

from pathlib import Path
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components import automation
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from .automations import YAML_BLOCK, device_of
from .common import setup_integration

ROOT: Final = Path(__file__).parents[1]
# What stands for the devices of accounts.
DEVICE_IDS: Final = ("0123456789abcdef" * 2, "fedcba9876543210" * 2)


def shown_automations(page: str, device_id: str) -> list[dict[str, Any]]:
    """Return the automations that a page shows, for a device."""
    text = (ROOT / page).read_text()
    for shown in DEVICE_IDS:
        text = text.replace(shown, device_id)
    blocks: list[Any] = [parse_yaml(block) for block in YAML_BLOCK.findall(text)]
    return [
        block for block in blocks if isinstance(block, dict) and "triggers" in block
    ]


@pytest.mark.parametrize(
    "page",
    ["README.md", "docs/automations.md", "docs/contacts.md", "docs/media.md"],
)
async def test_shown_automations_are_accepted(
    hass: HomeAssistant, config_entry: MockConfigEntry, page: str
) -> None:
    """Home Assistant takes each as it stands."""
    await setup_integration(hass, config_entry)
    shown = shown_automations(page, device_of(hass, config_entry))
    assert shown
    config = [
        {**one, "alias": str(number), "initial_state": True}
        for number, one in enumerate(shown)
    ]
    assert await async_setup_component(
        hass, automation.DOMAIN, {automation.DOMAIN: config}
    )
    for number in range(len(shown)):
        state = hass.states.get(f"automation.{number}")
        assert state is not None
        assert state.state == "on"
    # Nothing else stops the timers of those that go by the clock.
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "all"}, blocking=True
    )
