"""Diagnostics: in every state of an account, and nothing that tells who it is or what was posted."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.diagnostics import async_get_config_entry_diagnostics
from demo.simulator import FIRST_ID, FIRST_TOKEN, Drawn, Instance, Simulator, Text
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .common import set_up_with_options, setup_integration
from .conftest import Poll

# The clock stops before anybody logs in.
pytestmark = pytest.mark.usefixtures("now", "no_view_counts")

WORDS = "What nobody else is to read"


@pytest.fixture(autouse=True)
async def _diagnostics(hass: HomeAssistant) -> None:
    """Set up the page."""
    assert await async_setup_component(hass, "diagnostics", {})


@pytest.fixture(name="statuses")
def _statuses(instance: Instance) -> None:
    """Post a text for one contact, and a picture whose state is not known."""
    instance.post_text(
        WORDS, participants=[instance.contacts[0].id], state="read", age=60
    )
    odd = instance.post_media(Drawn("sea", 1), caption=WORDS, state="sent", age=30)
    instance.patch(odd.id, {"statusMessage": WORDS})


@pytest.fixture(name="download")
def _download(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
) -> Any:
    """Return what downloads the diagnostics of the account."""

    async def download() -> dict[str, Any]:
        return dict(
            await get_diagnostics_for_config_entry(hass, hass_client, config_entry)
        )

    return download


@pytest.mark.usefixtures("statuses")
async def test_loaded_account(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    download: Any,
    snapshot: SnapshotAssertion,
) -> None:
    """The journal is there without its texts, the last list in numbers."""
    await setup_integration(hass, config_entry)
    diagnostics = json.dumps(await download()).replace(simulator.url, "URL")
    diagnostics = json.loads(diagnostics)
    assert diagnostics["last_reply"].pop("size") > 0
    assert diagnostics == snapshot


@pytest.mark.usefixtures("statuses")
async def test_nobody_is_given_away(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    download: Any,
) -> None:
    """Who posted what, and for whom, cannot be told from diagnostics."""
    await setup_integration(hass, config_entry)
    shown = json.dumps(await download())
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


async def test_odd_rows_are_counted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    download: Any,
) -> None:
    """Rows that could not be used, and unknown states by the lengths of their names."""
    for state in ("played too", WORDS):
        status = instance.post_text("a", state="sent")
        instance.patch(status.id, {"statusMessage": state})
    instance.patch(instance.post_text("b", state="sent").id, {"timestamp": "soon"})
    await setup_integration(hass, config_entry)
    reply = (await download())["last_reply"]
    assert reply["skipped"] == 1
    assert reply["unknown_states"] == [10, len(WORDS)]


async def test_failed_poll_is_named_by_its_kind(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    poll: Poll,
    download: Any,
) -> None:
    """During an outage the diagnostics say so, and have what was known."""
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, status=500)
    await poll()
    diagnostics = await download()
    assert diagnostics["state"] == "loaded"
    assert diagnostics["poll"]["last_update_success"] is False
    assert diagnostics["poll"]["last_exception"] == "UpdateFailed"
    assert diagnostics["poll"]["last_exception_key"] == "invalid_response"
    assert diagnostics["last_reply"] is not None


async def test_account_that_never_had_a_list(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    download: Any,
) -> None:
    """An account whose phone was never linked has diagnostics."""
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    diagnostics = await download()
    assert diagnostics["last_reply"] is None
    assert diagnostics["instance_state"] == "not_authorized"


async def test_account_that_counts_no_views(
    hass: HomeAssistant, config_entry: MockConfigEntry, download: Any
) -> None:
    """There is nothing to tell about counts that are switched off."""
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"views": False})
    await setup_integration(hass, config_entry)
    diagnostics = await download()
    assert diagnostics["options"] == {"views": False}
    assert diagnostics["views"] is None


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        ({"status": 500}, ConfigEntryState.SETUP_RETRY, "invalid_response"),
        ({"status": 401}, ConfigEntryState.SETUP_RETRY, "invalid_auth"),
        ({"status": 403}, ConfigEntryState.SETUP_ERROR, "wrong_instance"),
    ],
)
async def test_account_that_could_not_be_set_up(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    download: Any,
    fault: dict[str, Any],
    state: ConfigEntryState,
    reason: str,
) -> None:
    """The diagnostics say why, and hold no secret."""
    simulator.fault(times=None, **fault)
    await setup_integration(hass, config_entry)
    assert config_entry.state is state
    diagnostics = await download()
    assert diagnostics["state"] == state.value
    assert diagnostics["reason"] == reason
    assert FIRST_TOKEN not in json.dumps(diagnostics)


async def test_account_that_is_not_loaded_any_more(
    hass: HomeAssistant, config_entry: MockConfigEntry, download: Any
) -> None:
    """What a disabled account left behind is not shown as if it held."""
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_set_disabled_by(
        config_entry.entry_id, ConfigEntryDisabler.USER
    )
    diagnostics = await download()
    assert diagnostics["state"] == "not_loaded"
    assert diagnostics["data"]["api_token"] == "**REDACTED**"
    assert "journal" not in diagnostics


async def test_contacts_statuses_are_counted_only(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """How many, and whether asking for them works; nothing of who posted what."""
    instance.post_incoming(Text("A secret"), sender=1)
    await set_up_with_options(hass, config_entry, contacts=True)
    diagnostics = await async_get_config_entry_diagnostics(hass, config_entry)
    contacts = diagnostics["contact_statuses"]
    assert contacts["last_update_success"]
    assert (contacts["known"], contacts["active"], contacts["contacts"]) == (1, 1, 1)
    assert contacts["last_reply"]["statuses"] == 1
    text = json.dumps(diagnostics)
    assert "secret" not in text
    assert instance.contacts[1].name not in text
