"""Triggers: something happened to a status."""

from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.const import CONF_TYPE
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    NotTriggeredInfo,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType, VolDictType

from .client import StatusType
from .coordinator import SIGNAL_ACCOUNT_CHANGES, GreenApiConfigEntry
from .journal import Change, ChangeKind
from .overview import describe, moment
from .target import accounts, validate_config

CONF_THRESHOLD: Final = "threshold"

OPTIONS: Final[VolDictType] = {
    vol.Optional(CONF_TYPE): vol.All(cv.ensure_list, [vol.Coerce(StatusType)])
}
THRESHOLD: Final[VolDictType] = {
    vol.Required(CONF_THRESHOLD): vol.All(vol.Coerce(int), vol.Range(min=1))
}


class StatusTrigger(Trigger):
    """Trigger when one kind of change happens to a status of one of the accounts."""

    kind: ChangeKind
    options: ClassVar[VolDictType] = OPTIONS

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the target and the options."""
        return validate_config(hass, config, cls.options)

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._options = config.options or {}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen to all accounts: what the target names may change, and entries may be reloaded."""

        @callback
        def changed(entry: GreenApiConfigEntry, changes: tuple[Change, ...]) -> None:
            """Run the action for each change that is meant."""
            happened = [change for change in changes if change.kind is self.kind]
            if not happened or entry.entry_id not in accounts(self._hass, self._target):
                return
            for change in happened:
                if (reason := self._objection(change)) is None:
                    run_action(
                        payload(entry, change),
                        # Not the title: this is recorded, and a title holds a phone number.
                        f"status {change.kind} on GREEN-API {entry.unique_id}",
                    )
                elif did_not_trigger is not None:
                    did_not_trigger(
                        NotTriggeredInfo(reason, {"status_id": change.entry.status_id})
                    )

        return async_dispatcher_connect(self._hass, SIGNAL_ACCOUNT_CHANGES, changed)

    def _objection(self, change: Change) -> str | None:
        """Return why a change does not fire the trigger, None if it does."""
        types = self._options.get(CONF_TYPE)
        if types and change.entry.status.type not in types:
            return "type_does_not_match"
        return None


class StatusViewsReachedTrigger(StatusTrigger):
    """Trigger when the views of a status cross a threshold, which they do once: they never go down."""

    kind = ChangeKind.VIEWED
    options: ClassVar[VolDictType] = {**OPTIONS, **THRESHOLD}

    @override
    def _objection(self, change: Change) -> str | None:
        """Return why a change does not fire the trigger, None if it does."""
        if (objection := super()._objection(change)) is not None:
            return objection
        views = change.entry.views or 0
        if views - change.new_views < self._options[CONF_THRESHOLD] <= views:
            return None
        return "threshold_not_crossed"


def payload(entry: GreenApiConfigEntry, change: Change) -> dict[str, Any]:
    """Return what a change puts into the variable `trigger`."""
    return {
        "account": entry.unique_id,
        "status": describe(change.entry),
        "from_state": change.from_state,
        "to_state": change.entry.state,
        "occurred_at": moment(change.occurred_at).isoformat(),
        "views": change.entry.views,
        "new_views": change.new_views,
        "caught_up": change.caught_up,
    }


def _trigger(of: ChangeKind) -> type[Trigger]:
    """Return the trigger for a kind of change."""

    class StatusChangedTrigger(StatusTrigger):
        """Trigger when this kind of change happens."""

        kind = of

    return StatusChangedTrigger


TRIGGERS: dict[str, type[Trigger]] = {
    "status_posted": _trigger(ChangeKind.POSTED),
    "status_delivered": _trigger(ChangeKind.DELIVERED),
    "status_read": _trigger(ChangeKind.READ),
    "status_failed": _trigger(ChangeKind.FAILED),
    "status_viewed": _trigger(ChangeKind.VIEWED),
    "status_deleted": _trigger(ChangeKind.DELETED),
    "status_expired": _trigger(ChangeKind.EXPIRED),
    "status_views_reached": StatusViewsReachedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of accounts."""
    return TRIGGERS
