"""Repair issues: what opens and closes them, and the flows that fix them."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from http import HTTPStatus
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.const import CONSOLE_URL, DOMAIN
from custom_components.green_api.issues import Issue
from demo.simulator import Instance, Simulator
from homeassistant.components.repairs import DOMAIN as REPAIRS_DOMAIN
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .common import setup_integration
from .conftest import PassTime, Poll

LIST = "getOutgoingStatuses"
NOT_AUTHORIZED = {"status": 400, "body": "instance is starting or not authorized"}

type Fix = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def open_issues(issue_registry: ir.IssueRegistry) -> dict[str, ir.IssueEntry]:
    """Return the active issues of the integration by translation key."""
    return {
        str(issue.translation_key): issue
        for (domain, _), issue in issue_registry.issues.items()
        if domain == DOMAIN and issue.active
    }


# Found and closed by polls.


@pytest.mark.parametrize("at_setup", [True, False], ids=["at set-up", "later"])
@pytest.mark.parametrize(
    ("state", "issue"),
    [
        ("notAuthorized", Issue.NOT_AUTHORIZED),
        ("blocked", Issue.BLOCKED),
        ("expired", Issue.EXPIRED),
        ("deleted", Issue.DELETED),
    ],
)
async def test_instance_that_needs_the_user_is_an_issue_until_it_works(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
    state: str,
    issue: Issue,
    at_setup: bool,
) -> None:
    """The issue names the account by its title, and closes without the user."""
    if at_setup:
        instance.set_state(state)
    await setup_integration(hass, config_entry)
    instance.set_state(state)
    await poll()
    (entry,) = open_issues(issue_registry).items()
    assert entry[0] == issue
    assert entry[1].translation_placeholders == {
        "account": config_entry.title,
        "console_url": CONSOLE_URL,
    }
    assert entry[1].severity is ir.IssueSeverity.ERROR
    assert not entry[1].is_fixable
    assert entry[1].learn_more_url

    instance.set_state("authorized")
    await pass_time(16 * 60)
    assert open_issues(issue_registry) == {}


@pytest.mark.parametrize(
    ("state", "issue"),
    [("starting", Issue.STARTING), ("sleepMode", Issue.SLEEP_MODE)],
)
async def test_instance_that_stays_unready_is_an_issue_after_15_minutes(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
    state: str,
    issue: Issue,
) -> None:
    """A restart or a phone that is off for a moment is none."""
    await setup_integration(hass, config_entry)
    instance.set_state(state)
    await poll()
    await pass_time(14 * 60)
    assert open_issues(issue_registry) == {}
    await pass_time(2 * 60)
    assert list(open_issues(issue_registry)) == [issue]

    instance.set_state("authorized")
    await poll()
    assert open_issues(issue_registry) == {}


async def test_list_that_says_twice_that_no_phone_is_linked_is_an_issue(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    simulator: Simulator,
    poll: Poll,
) -> None:
    """The instance state may go on saying "authorized"."""
    await setup_integration(hass, config_entry)
    simulator.fault(method=LIST, times=None, **NOT_AUTHORIZED)
    await poll()
    assert open_issues(issue_registry) == {}
    await poll()
    assert list(open_issues(issue_registry)) == [Issue.NOT_AUTHORIZED]

    simulator.faults.clear()
    await poll()
    assert open_issues(issue_registry) == {}


async def test_status_methods_that_are_not_enabled_are_an_issue(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
) -> None:
    """It closes once the vendor has enabled them."""
    await setup_integration(hass, config_entry)
    instance.configure(beta_access=False)
    await poll()
    assert list(open_issues(issue_registry)) == [Issue.METHODS_NOT_ENABLED]
    instance.configure(beta_access=True)
    await pass_time(16 * 60)
    assert open_issues(issue_registry) == {}


async def test_quota_that_is_used_up_is_an_issue_with_its_numbers(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
) -> None:
    """The vendor's text has phone numbers in it; the issue has none."""
    await setup_integration(hass, config_entry)
    instance.set_quota(LIST, 1000, 1000)
    await poll()
    (entry,) = open_issues(issue_registry).items()
    assert entry[0] == Issue.QUOTA_EXCEEDED
    assert entry[1].translation_placeholders == {
        "account": config_entry.title,
        "console_url": CONSOLE_URL,
        "used": "1000",
        "total": "1000",
    }
    assert instance.phone not in repr(entry[1])

    instance.set_quota(LIST, None)
    await pass_time(61 * 60)
    assert open_issues(issue_registry) == {}


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429}, {"body": "x"}])
async def test_outage_neither_opens_nor_closes_issues(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
    fault: dict[str, Any],
) -> None:
    """A poll that fails says nothing about the instance."""
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, **fault)
    await poll()
    assert list(open_issues(issue_registry)) == [Issue.NOT_AUTHORIZED]


async def test_one_issue_replaces_another(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
) -> None:
    """An account has the issue that it has now."""
    await setup_integration(hass, config_entry)
    instance.set_state("notAuthorized")
    await poll()
    instance.set_state("blocked")
    await poll()
    assert list(open_issues(issue_registry)) == [Issue.BLOCKED]


@pytest.fixture(name="account_with_issues")
async def _account_with_issues(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
) -> MockConfigEntry:
    """Set up an account with an issue of a poll and one of its settings."""
    instance.set_state("notAuthorized")
    instance.set_settings({"outgoingWebhook": "no"})
    await setup_integration(hass, config_entry)
    assert set(open_issues(issue_registry)) == {
        Issue.NOT_AUTHORIZED,
        Issue.DELIVERY_RECEIPTS_OFF,
    }
    return config_entry


async def test_issues_go_with_an_account_that_is_removed(
    hass: HomeAssistant,
    account_with_issues: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Nobody is asked to repair what is gone."""
    await hass.config_entries.async_remove(account_with_issues.entry_id)
    await hass.async_block_till_done()
    assert open_issues(issue_registry) == {}


async def test_issues_go_with_an_account_that_is_disabled_and_come_back_with_it(
    hass: HomeAssistant,
    account_with_issues: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Nobody is asked to repair what was switched off on purpose."""
    entry_id = account_with_issues.entry_id
    await hass.config_entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert open_issues(issue_registry) == {}

    await hass.config_entries.async_set_disabled_by(entry_id, None)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert Issue.NOT_AUTHORIZED in open_issues(issue_registry)


# Delivery receipts.


async def test_delivery_receipts_that_are_off_are_an_issue_until_they_are_on(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
) -> None:
    """The settings are read once an hour, whoever changed them."""
    instance.set_settings({"outgoingWebhook": "no"})
    await setup_integration(hass, config_entry)
    issue = open_issues(issue_registry)[Issue.DELIVERY_RECEIPTS_OFF]
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.WARNING

    instance.set_settings({"outgoingWebhook": "yes"})
    await poll()
    assert open_issues(issue_registry)
    await pass_time(3600)
    assert open_issues(issue_registry) == {}

    instance.set_settings({"outgoingWebhook": "no"})
    await pass_time(3601)
    assert list(open_issues(issue_registry)) == [Issue.DELIVERY_RECEIPTS_OFF]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 403},
        {"body": "<html>"},
        {"json": {}},
        {"json": {"outgoingWebhook": ""}},
    ],
)
async def test_settings_that_are_not_known_neither_open_nor_close_the_issue(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    fault: dict[str, Any],
) -> None:
    """Polls go on meanwhile."""
    simulator.fault(method="getSettings", **fault)
    await setup_integration(hass, config_entry)
    assert open_issues(issue_registry) == {}
    assert config_entry.runtime_data.coordinator.last_update_success

    instance.set_settings({"outgoingWebhook": "no"})
    await pass_time(3601)
    simulator.fault(method="getSettings", **fault)
    await pass_time(3601)
    assert list(open_issues(issue_registry)) == [Issue.DELIVERY_RECEIPTS_OFF]


async def test_read_that_comes_in_proves_that_delivery_receipts_are_on(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
) -> None:
    """The settings that GREEN-API shows may be out of date."""
    instance.set_settings({"outgoingWebhook": "no"})
    await setup_integration(hass, config_entry)
    status = instance.post_text("a", state="sent")
    await poll()
    assert list(open_issues(issue_registry)) == [Issue.DELIVERY_RECEIPTS_OFF]

    instance.patch(status.id, {"statusMessage": "read"})
    await poll()
    assert open_issues(issue_registry) == {}
    await pass_time(3601)
    assert open_issues(issue_registry) == {}


# The flows.


@pytest.fixture(name="fix")
async def _fix(
    hass: HomeAssistant,
    now: datetime,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
) -> Fix:
    """Return what sends the forms of a repair as a browser does."""
    assert await async_setup_component(hass, REPAIRS_DOMAIN, {})

    async def fix(issue: Issue, flow_id: str | None = None) -> dict[str, Any]:
        path, data = "/api/repairs/issues/fix", {}
        if flow_id is None:
            issue_id = f"{issue}_{config_entry.entry_id}"
            data = {"handler": DOMAIN, "issue_id": issue_id}
        else:
            path = f"{path}/{flow_id}"
        browser = await hass_client()
        async with browser.post(path, json=data) as answer:
            assert answer.status == HTTPStatus.OK
            form: dict[str, Any] = await answer.json()
        await hass.async_block_till_done(wait_background_tasks=True)
        return form

    return fix


@pytest.fixture(name="receipts_off")
async def _receipts_off(
    hass: HomeAssistant, fix: Fix, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Set up an account without delivery receipts, whose instance takes its time to restart."""
    instance.configure(restart_seconds=120.0)
    instance.set_settings({"outgoingWebhook": "no"})
    await setup_integration(hass, config_entry)


@pytest.mark.usefixtures("receipts_off")
async def test_delivery_receipts_are_switched_on_once_confirmed(
    fix: Fix,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """This restarts the instance, so nothing is changed before, and the issue is gone afterwards."""
    form = await fix(Issue.DELIVERY_RECEIPTS_OFF)
    assert form["type"] == "form"
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"] == {"account": config_entry.title}
    assert simulator.call_counts["setSettings"] == 0

    result = await fix(Issue.DELIVERY_RECEIPTS_OFF, form["flow_id"])
    assert result["type"] == "create_entry"
    assert simulator.call_counts["setSettings"] == 1
    assert instance.state == "starting"
    assert open_issues(issue_registry) == {}


@pytest.mark.usefixtures("receipts_off")
async def test_delivery_receipts_that_could_not_be_switched_on_can_be_tried_again(
    fix: Fix, issue_registry: ir.IssueRegistry, simulator: Simulator
) -> None:
    """The issue stays until it worked."""
    form = await fix(Issue.DELIVERY_RECEIPTS_OFF)
    simulator.fault(method="setSettings", status=500)
    form = await fix(Issue.DELIVERY_RECEIPTS_OFF, form["flow_id"])
    assert form["type"] == "form"
    assert form["errors"] == {"base": "cannot_connect"}
    assert list(open_issues(issue_registry)) == [Issue.DELIVERY_RECEIPTS_OFF]

    result = await fix(Issue.DELIVERY_RECEIPTS_OFF, form["flow_id"])
    assert result["type"] == "create_entry"
    assert open_issues(issue_registry) == {}


@pytest.mark.usefixtures("receipts_off")
async def test_account_that_is_not_loaded_is_not_changed(
    hass: HomeAssistant, fix: Fix, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The flow aborts when the account was unloaded while the form was open."""
    form = await fix(Issue.DELIVERY_RECEIPTS_OFF)
    await hass.config_entries.async_unload(config_entry.entry_id)
    result = await fix(Issue.DELIVERY_RECEIPTS_OFF, form["flow_id"])
    assert result["type"] == "abort"
    assert result["reason"] == "not_loaded"
    assert simulator.call_counts["setSettings"] == 0


async def test_stored_statuses_that_cannot_be_read_are_an_issue_until_confirmed(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    fix: Fix,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """It names the copy, lasts over a restart, and is closed by the user alone."""
    key = f"{DOMAIN}.{config_entry.entry_id}"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": {}}
    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    issue = open_issues(issue_registry)[Issue.JOURNAL_UNREADABLE]
    assert issue.is_fixable
    assert issue.is_persistent
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["account"] == config_entry.title
    assert issue.translation_placeholders["file"].startswith(f"{key}.corrupt.")

    await hass.config_entries.async_reload(config_entry.entry_id)
    assert Issue.JOURNAL_UNREADABLE in open_issues(issue_registry)

    form = await fix(Issue.JOURNAL_UNREADABLE)
    assert form["type"] == "form"
    assert form["step_id"] == "confirm"
    result = await fix(Issue.JOURNAL_UNREADABLE, form["flow_id"])
    assert result["type"] == "create_entry"
    assert open_issues(issue_registry) == {}
