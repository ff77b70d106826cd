"""Tests of the repair issues."""

from collections.abc import Generator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.verdict import Issue
from demo.simulator import FIRST_ID, Instance, Simulator
from homeassistant.components.repairs import DOMAIN as REPAIRS_DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .automations import no_view_counts
from .common import setup_integration
from .conftest import Poll

LIST = "getOutgoingStatuses"


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Leave views, and their own issue, out of it."""
    with no_view_counts():
        yield


def open_issues(issue_registry: ir.IssueRegistry) -> dict[str, ir.IssueEntry]:
    """Return the issues of the integration by translation key."""
    return {
        str(issue.translation_key): issue
        for (domain, _), issue in issue_registry.issues.items()
        if domain == DOMAIN
    }


async def let_pass(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: int
) -> None:
    """Let time pass."""
    freezer.tick(seconds)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize("setup", [True, False], ids=["at set-up", "later"])
@pytest.mark.parametrize(
    ("state", "issue"),
    [
        ("notAuthorized", Issue.NOT_AUTHORIZED),
        ("blocked", Issue.BLOCKED),
        ("expired", Issue.EXPIRED),
        ("deleted", Issue.DELETED),
    ],
)
async def test_state_of_the_instance(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    state: str,
    issue: Issue,
    setup: bool,
) -> None:
    """What the user must see to is an issue, and it closes by itself."""
    if setup:
        instance.set_state(state)
    await setup_integration(hass, config_entry)
    instance.set_state(state)
    await poll()
    (entry,) = open_issues(issue_registry).items()
    assert entry[0] == issue
    assert entry[1].translation_placeholders == {"account": FIRST_ID}
    assert entry[1].severity is ir.IssueSeverity.ERROR
    assert not entry[1].is_fixable
    assert entry[1].learn_more_url

    instance.set_state("authorized")
    await let_pass(hass, freezer, 16 * 60)
    assert open_issues(issue_registry) == {}


async def test_methods_not_enabled(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An instance without the beta says so, and needs nothing but the vendor's help."""
    await setup_integration(hass, config_entry)
    instance.configure(beta_access=False)
    await let_pass(hass, freezer, 61)
    assert list(open_issues(issue_registry)) == [Issue.METHODS_NOT_ENABLED]
    instance.configure(beta_access=True)
    await let_pass(hass, freezer, 16 * 60)
    assert open_issues(issue_registry) == {}


async def test_quota(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A plan that is used up is an issue with its numbers, and no phone number."""
    await setup_integration(hass, config_entry)
    instance.set_quota(LIST, 1000, 1000)
    await let_pass(hass, freezer, 61)
    (entry,) = open_issues(issue_registry).items()
    assert entry[0] == Issue.QUOTA_EXCEEDED
    assert entry[1].translation_placeholders == {
        "account": FIRST_ID,
        "used": "1000",
        "total": "1000",
    }
    assert instance.phone not in repr(entry[1])
    instance.set_quota(LIST, None)
    await let_pass(hass, freezer, 61 * 60)
    assert open_issues(issue_registry) == {}


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429}, {"body": "x"}])
async def test_outage_leaves_issues_alone(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    simulator: Simulator,
    poll: Poll,
    fault: dict[str, Any],
) -> None:
    """A poll that fails tells nothing about what the user has to see to."""
    instance.set_state("notAuthorized")
    await setup_integration(hass, config_entry)
    simulator.fault(times=None, **fault)
    await poll()
    assert list(open_issues(issue_registry)) == [Issue.NOT_AUTHORIZED]


async def test_one_issue_follows_another(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
) -> None:
    """An account has the issue that it has now."""
    await setup_integration(hass, config_entry)
    for state, issue in (
        ("notAuthorized", Issue.NOT_AUTHORIZED),
        ("blocked", Issue.BLOCKED),
    ):
        instance.set_state(state)
        await poll()
        assert list(open_issues(issue_registry)) == [issue]


async def test_issues_go_with_their_entry(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
) -> None:
    """Nobody is asked to repair an account that was removed."""
    instance.set_state("notAuthorized")
    instance.set_settings({"outgoingWebhook": "no"})
    await setup_integration(hass, config_entry)
    assert open_issues(issue_registry)
    await hass.config_entries.async_remove(config_entry.entry_id)
    await hass.async_block_till_done()
    assert open_issues(issue_registry) == {}


# Delivery receipts.


async def test_delivery_receipts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An instance that is not told about reads is an issue until it is, whoever switched that on."""
    instance.set_settings({"outgoingWebhook": "no"})
    await setup_integration(hass, config_entry)
    issue = open_issues(issue_registry)[Issue.DELIVERY_RECEIPTS_OFF]
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.WARNING

    instance.set_settings({"outgoingWebhook": "yes"})
    await poll()
    assert open_issues(issue_registry)
    await let_pass(hass, freezer, 3600)
    assert open_issues(issue_registry) == {}

    instance.set_settings({"outgoingWebhook": "no"})
    await let_pass(hass, freezer, 3601)
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
async def test_settings_that_are_not_told(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    fault: dict[str, Any],
) -> None:
    """As long as GREEN-API does not say, an issue is neither opened nor closed, and polls go on."""
    simulator.fault(method="getSettings", **fault)
    await setup_integration(hass, config_entry)
    assert open_issues(issue_registry) == {}
    assert config_entry.runtime_data.last_update_success

    instance.set_settings({"outgoingWebhook": "no"})
    await let_pass(hass, freezer, 3601)
    simulator.fault(method="getSettings", **fault)
    await let_pass(hass, freezer, 3601)
    assert list(open_issues(issue_registry)) == [Issue.DELIVERY_RECEIPTS_OFF]


@pytest.fixture(name="fix")
async def _fix(
    hass: HomeAssistant,
    now: datetime,
    hass_client: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> Any:
    """Set up an account without delivery receipts, and return what sends the repair's forms."""
    instance.configure(restart_seconds=120.0)
    instance.set_settings({"outgoingWebhook": "no"})
    assert await async_setup_component(hass, REPAIRS_DOMAIN, {})
    await setup_integration(hass, config_entry)
    browser = await hass_client()

    async def fix(flow_id: str | None = None) -> dict[str, Any]:
        path, data = "/api/repairs/issues/fix", {}
        if flow_id is None:
            data = {
                "handler": DOMAIN,
                "issue_id": f"{Issue.DELIVERY_RECEIPTS_OFF}_{config_entry.entry_id}",
            }
        else:
            path = f"{path}/{flow_id}"
        async with browser.post(path, json=data) as answer:
            assert answer.status == HTTPStatus.OK
            form: dict[str, Any] = await answer.json()
        await hass.async_block_till_done(wait_background_tasks=True)
        return form

    return fix


async def test_fix(
    fix: Any,
    issue_registry: ir.IssueRegistry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """The setting is switched on when the user has confirmed, not before, and the issue is gone."""
    form = await fix()
    assert form["type"] == "form"
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"] == {"account": FIRST_ID}
    assert simulator.call_counts["setSettings"] == 0

    result = await fix(form["flow_id"])
    assert result["type"] == "create_entry"
    assert simulator.call_counts["setSettings"] == 1
    assert instance.state == "starting"
    assert open_issues(issue_registry) == {}


async def test_fix_that_fails(
    fix: Any, issue_registry: ir.IssueRegistry, instance: Instance, simulator: Simulator
) -> None:
    """A setting that could not be changed can be tried again."""
    simulator.fault(method="setSettings", status=500)
    form = await fix((await fix())["flow_id"])
    assert form["type"] == "form"
    assert form["errors"] == {"base": "cannot_connect"}
    assert list(open_issues(issue_registry)) == [Issue.DELIVERY_RECEIPTS_OFF]

    result = await fix(form["flow_id"])
    assert result["type"] == "create_entry"
    assert open_issues(issue_registry) == {}


async def test_fix_of_an_account_that_is_not_running(
    hass: HomeAssistant,
    fix: Any,
    config_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    simulator: Simulator,
) -> None:
    """Nothing is changed behind the back of an account that is switched off."""
    form = await fix()
    await hass.config_entries.async_unload(config_entry.entry_id)
    result = await fix(form["flow_id"])
    assert result["type"] == "abort"
    assert result["reason"] == "not_loaded"
    assert simulator.call_counts["setSettings"] == 0
