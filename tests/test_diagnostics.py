"""Tests of the diagnostics."""

from collections.abc import Generator
import json

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from demo.simulator import FIRST_ID, FIRST_TOKEN, Drawn, Instance, Simulator
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .automations import no_view_counts
from .common import setup_integration
from .conftest import Poll

# The clock stops before anybody logs in.
pytestmark = pytest.mark.usefixtures("now")

WORDS = "What nobody else is to read"


@pytest.fixture(autouse=True)
async def _diagnostics(hass: HomeAssistant) -> None:
    """Set up the page."""
    assert await async_setup_component(hass, "diagnostics", {})


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Leave views out of it."""
    with no_view_counts():
        yield


@pytest.fixture(name="world")
def _world(instance: Instance) -> None:
    """Put up something of everything."""
    instance.post_text(
        WORDS, participants=[instance.contacts[0].id], state="read", age=60
    )
    odd = instance.post_media(Drawn("sea", 1), caption=WORDS, state="sent", age=30)
    instance.patch(odd.id, {"statusMessage": "played"})


def stable(diagnostics: object, simulator: Simulator) -> object:
    """Return diagnostics without what is different in each run."""
    return json.loads(json.dumps(diagnostics).replace(simulator.url, "URL"))


@pytest.mark.usefixtures("world")
async def test_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    snapshot: SnapshotAssertion,
) -> None:
    """The diagnostics are as they were."""
    await setup_integration(hass, config_entry)
    diagnostics = await get_diagnostics_for_config_entry(
        hass, hass_client, config_entry
    )
    assert stable(diagnostics, simulator) == snapshot


@pytest.mark.usefixtures("world")
async def test_nobody_is_given_away(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Who posted what, and for whom, cannot be told from diagnostics."""
    await setup_integration(hass, config_entry)
    shown = json.dumps(
        await get_diagnostics_for_config_entry(hass, hass_client, config_entry)
    )
    for secret in (
        FIRST_TOKEN,
        FIRST_ID,
        instance.phone,
        instance.contacts[0].id,
        instance.contacts[0].id.split("@", maxsplit=1)[0],
        WORDS,
        "/media/",
        "/9j/",
        *instance.statuses,
    ):
        assert secret not in shown


async def test_failure_is_told_by_its_kind(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """During an outage the diagnostics say so, and have what was known."""
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, status=500)
    await poll()
    diagnostics = await get_diagnostics_for_config_entry(
        hass, hass_client, config_entry
    )
    assert diagnostics["last_update_success"] is False
    assert diagnostics["last_exception"] == "UpdateFailed"


async def test_account_that_never_had_a_list(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """An account whose phone was never linked has diagnostics too."""
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    diagnostics = await get_diagnostics_for_config_entry(
        hass, hass_client, config_entry
    )
    assert diagnostics["last_reply"] is None
    assert diagnostics["instance_state"] == "not_authorized"
