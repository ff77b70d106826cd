"""Repair flows: what can be fixed from here, or only has to be confirmed."""

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .client import GreenApiError
from .data import GreenApiConfigEntry
from .issues import Issue


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
            description_placeholders={"account": entry.title},
        )


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Create the flow for an issue that can be fixed from here, or only has to be confirmed."""
    if issue_id.startswith(Issue.JOURNAL_UNREADABLE):
        return ConfirmRepairFlow()
    return DeliveryReceiptsFlow(
        issue_id.removeprefix(f"{Issue.DELIVERY_RECEIPTS_OFF}_")
    )
