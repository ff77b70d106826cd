"""What cannot be read, on a real disk: it is refused or set aside, and never overwritten."""

from datetime import datetime
from http import HTTPStatus
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.migration import MINOR_VERSION, VERSION
from custom_components.green_api.verdict import Issue
from demo.simulator import FIRST_ID, Instance, Simulator
from homeassistant.components.repairs import DOMAIN as REPAIRS_DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import DOMAIN as HOMEASSISTANT_DOMAIN, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .common import setup_integration
from .conftest import Poll
from .recorded import RECORDINGS, Account, complaints

PICTURE = "BAE58AB3BAD979940588"


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the disk as it is: it is what these tests are about."""
    return {}


@pytest.fixture(name="account")
def _account(
    hass: HomeAssistant,
    simulator: Simulator,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> Account:
    """Return the account at the time of its recording."""
    account = Account(hass, RECORDINGS[-1], simulator.url)
    freezer.move_to(dt_util.utc_from_timestamp(account.now))
    instance.set_items(account.reply)
    return account


async def test_journal_of_a_newer_major_version(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    """What cannot be understood is refused, with a reason, and not touched."""
    account.store["version"] = VERSION + 1
    before = account.write()
    for _ in range(2):
        await setup_integration(hass, account.entry)
        assert account.entry.state is ConfigEntryState.SETUP_ERROR
        assert account.entry.error_reason_translation_key == "stored_by_newer_version"
        assert account.entry.reason is not None
        assert account.entry.reason.startswith("A newer version of the integration")
        await hass.config_entries.async_unload(account.entry.entry_id)
    assert simulator.call_counts["getOutgoingStatuses"] == 0
    assert account.file.read_bytes() == before
    assert account.kept() == []


async def test_entry_of_a_newer_major_version(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    """Home Assistant itself does not load it; neither the entry nor the journal is touched."""
    before = account.write()
    account.entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(account.entry, version=2)
    data, options = dict(account.entry.data), dict(account.entry.options)
    await hass.config_entries.async_setup(account.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert account.entry.state is ConfigEntryState.MIGRATION_ERROR
    assert (account.entry.version, account.entry.minor_version) == (2, 1)
    assert (dict(account.entry.data), dict(account.entry.options)) == (data, options)
    assert account.file.read_bytes() == before
    assert simulator.call_counts["getOutgoingStatuses"] == 0


async def test_what_cannot_be_read_is_kept(
    hass: HomeAssistant,
    account: Account,
    poll: Poll,
    issue_registry: ir.IssueRegistry,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A file of another shape is set aside and learnt anew; the user is told where it is, until that was seen."""
    account.store["data"]["entries"][0]["steps"] = 3
    before = account.write()
    assert await async_setup_component(hass, REPAIRS_DOMAIN, {})
    await setup_integration(hass, account.entry)
    await poll()

    assert account.entry.state is ConfigEntryState.LOADED
    assert account.told() == []
    (kept,) = account.kept()
    assert kept.read_bytes() == before
    assert json.loads(account.file.read_bytes())["minor_version"] == MINOR_VERSION
    (message,) = complaints(caplog)
    assert kept.name in message
    issue_id = f"{Issue.JOURNAL_UNREADABLE}_{account.entry.entry_id}"
    issue = issue_registry.async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.is_persistent
    assert issue.translation_placeholders == {"account": FIRST_ID, "file": kept.name}
    assert str(issue.learn_more_url).endswith("/docs/upgrades.md")

    browser = await hass_client()
    path, data = "/api/repairs/issues/fix", {"handler": DOMAIN, "issue_id": issue_id}
    async with browser.post(path, json=data) as answer:
        assert answer.status == HTTPStatus.OK
        form = await answer.json()
    assert form["description_placeholders"] == issue.translation_placeholders
    async with browser.post(f"{path}/{form['flow_id']}", json={}) as answer:
        assert (await answer.json())["type"] == "create_entry"
    assert issue_registry.async_get_issue(DOMAIN, issue_id) is None


async def test_old_journal_that_cannot_be_read_is_kept(
    hass: HomeAssistant, simulator: Simulator, now: datetime
) -> None:
    """What fails to be brought up to date is set aside as it was."""
    account = Account(hass, "store_v1_1", simulator.url)
    del account.store["data"]["entries"][0]["state_changed_at"]
    before = account.write()
    await setup_integration(hass, account.entry)
    assert account.entry.state is ConfigEntryState.LOADED
    (kept,) = account.kept()
    assert kept.read_bytes() == before


async def test_home_assistant_keeps_what_is_not_even_json(
    hass: HomeAssistant,
    account: Account,
    poll: Poll,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Such a file has the same kind of name, and an issue of Home Assistant's own."""
    account.write('{"version": 1, "da')
    await setup_integration(hass, account.entry)
    await poll()
    assert account.entry.state is ConfigEntryState.LOADED
    assert account.told() == []
    (kept,) = account.kept()
    assert kept.read_text() == '{"version": 1, "da'
    assert [
        issue_id
        for domain, issue_id in issue_registry.issues
        if domain == HOMEASSISTANT_DOMAIN
        and issue_id.startswith(f"storage_corruption_{account.store['key']}")
    ]


async def test_what_cannot_be_kept_is_not_overwritten(
    hass: HomeAssistant, account: Account, poll: Poll
) -> None:
    """A disk that lets nothing be renamed costs the set-up, not the journal."""
    account.store["data"] = {}
    before = account.write()
    with patch.object(Path, "rename", side_effect=PermissionError):
        await setup_integration(hass, account.entry)
    assert account.entry.state is ConfigEntryState.SETUP_RETRY
    assert account.file.read_bytes() == before


async def test_what_was_kept_goes_with_its_entry(
    hass: HomeAssistant, account: Account
) -> None:
    """Nothing stays on disk of an account that was removed; that of others does."""
    account.write("[]")
    neighbour = account.file.with_name("green_api.other.corrupt.2026")
    neighbour.write_text("{}", encoding="utf-8")
    await setup_integration(hass, account.entry)
    assert len(account.kept()) == 1
    await hass.config_entries.async_remove(account.entry.entry_id)
    assert account.kept() == []
    assert not account.file.exists()
    assert neighbour.exists()
