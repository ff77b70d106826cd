"""Repair issues: what the user has to see to, and the one thing that can be mended from here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_loaded_integration

from .client import GreenApiError, GreenApiQuotaError
from .const import CONF_ID_INSTANCE, CONSOLE_URL, DOMAIN
from .verdict import Issue, quota

if TYPE_CHECKING:
    from .coordinator import GreenApiConfigEntry

# The others are not for a poll to find, or to close.
POLL_ISSUES: Final = tuple(
    issue
    for issue in Issue
    if issue
    not in (
        Issue.DELIVERY_RECEIPTS_OFF,
        Issue.JOURNAL_UNREADABLE,
        Issue.VIEWS_QUOTA_EXCEEDED,
    )
)
UPGRADES: Final = "/blob/main/docs/upgrades.md"


@callback
def async_set_issues(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    issues: Mapping[Issue, Mapping[str, str]],
) -> None:
    """Open the issues that a poll found, with their placeholders, and close the others."""
    for issue in POLL_ISSUES:
        _async_set_issue(hass, entry, issue, issues.get(issue))


async def async_check_delivery_receipts(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> None:
    """Find out whether the instance is told about reads, and offer to mend it if not.

    What goes wrong here shows in the next poll, and costs it nothing.
    """
    try:
        settings = await entry.runtime_data.client.get_settings()
    except GreenApiError:
        return
    if settings.delivery_receipts is not None:
        _async_set_issue(
            hass,
            entry,
            Issue.DELIVERY_RECEIPTS_OFF,
            None if settings.delivery_receipts else {},
        )


@callback
def async_set_views_quota(
    hass: HomeAssistant, entry: GreenApiConfigEntry, error: GreenApiQuotaError | None
) -> None:
    """Say that views cannot be counted until next month, or that they can again."""
    _async_set_issue(
        hass, entry, Issue.VIEWS_QUOTA_EXCEEDED, None if error is None else quota(error)
    )


@callback
def async_set_journal_unreadable(hass: HomeAssistant, entry_id: str, file: str) -> None:
    """Say where the stored statuses are that could not be read, until the user has seen it."""
    entry = hass.config_entries.async_get_known_entry(entry_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{Issue.JOURNAL_UNREADABLE}_{entry_id}",
        config_entry_id=entry_id,
        is_fixable=True,
        is_persistent=True,
        learn_more_url=f"{async_get_loaded_integration(hass, DOMAIN).documentation}{UPGRADES}",
        severity=ir.IssueSeverity.WARNING,
        translation_key=Issue.JOURNAL_UNREADABLE,
        translation_placeholders={
            "account": entry.data[CONF_ID_INSTANCE],
            "file": file,
        },
    )


@callback
def _async_set_issue(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    issue: Issue,
    placeholders: Mapping[str, str] | None,
) -> None:
    """Open an issue, or close it when there are no placeholders for it."""
    issue_id = f"{issue}_{entry.entry_id}"
    if placeholders is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        config_entry_id=entry.entry_id,
        is_fixable=issue is Issue.DELIVERY_RECEIPTS_OFF,
        learn_more_url=CONSOLE_URL,
        severity=ir.IssueSeverity.WARNING
        if issue not in POLL_ISSUES
        else ir.IssueSeverity.ERROR,
        translation_key=issue,
        translation_placeholders={
            "account": entry.data[CONF_ID_INSTANCE],
            **placeholders,
        },
    )


class DeliveryReceiptsFlow(RepairsFlow):
    """Switch delivery receipts on, once the user knows that this restarts the instance."""

    def __init__(self, entry_id: str) -> None:
        """Remember the entry that the issue belongs to."""
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Handle the first step of the flow."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Say what will happen, then do it."""
        entry: GreenApiConfigEntry | None
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        errors = {}
        if user_input is not None:
            try:
                await entry.runtime_data.client.enable_delivery_receipts()
            except GreenApiError:
                errors["base"] = "cannot_connect"
            else:
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders={"account": entry.data[CONF_ID_INSTANCE]},
        )


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Create the flow for an issue that can be fixed from here, or that only has to be seen."""
    if issue_id.startswith(Issue.JOURNAL_UNREADABLE):
        return ConfirmRepairFlow()
    return DeliveryReceiptsFlow(
        issue_id.removeprefix(f"{Issue.DELIVERY_RECEIPTS_OFF}_")
    )
