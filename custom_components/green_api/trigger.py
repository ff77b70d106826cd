"""Triggers: something happened to a status, or a contact posted one."""

from abc import abstractmethod
from typing import Any, ClassVar, Final, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TYPE
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trace import variables_cv
from homeassistant.helpers.trigger import (
    NotTriggeredInfo,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType, VolDictType
from homeassistant.util.signal_type import SignalType

from .const import CONF_SENDER, DOMAIN
from .contacts import SIGNAL_ACCOUNT_CONTACT_CHANGES, is_from, read_senders
from .coordinator import SIGNAL_ACCOUNT_CHANGES
from .data import GreenApiConfigEntry
from .journal import Change, ChangeKind
from .target import SENDERS, TYPES, accounts, validate_config
from .util import clean_input, from_unix

CONF_STATUS_ID: Final = "status_id"
CONF_THRESHOLD: Final = "threshold"

OPTIONS: Final[VolDictType] = {
    vol.Optional(CONF_TYPE): TYPES,
    vol.Optional(CONF_STATUS_ID): cv.template,
}
CONTACT_OPTIONS: Final[VolDictType] = {
    vol.Optional(CONF_TYPE): TYPES,
    vol.Optional(CONF_SENDER): SENDERS,
}
THRESHOLD: Final[VolDictType] = {
    vol.Required(CONF_THRESHOLD): vol.All(vol.Coerce(int), vol.Range(min=1))
}


# The variable `trigger`, a description for traces, and the context of what led to the change.
type Action = tuple[dict[str, Any], str, Context | None]


class ChangeTrigger(Trigger):
    """Trigger when one kind of change is announced for one of the accounts."""

    kind: ChangeKind
    signal: ClassVar[SignalType[ConfigEntry, tuple[Change, ...]]]
    options: ClassVar[VolDictType]

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
        status_id = self._status_id()

        @callback
        def handle_changes(
            entry: GreenApiConfigEntry, changes: tuple[Change, ...]
        ) -> None:
            """Run the action for each change that is meant."""
            matching = [change for change in changes if change.kind is self.kind]
            if status_id is not None:
                matching = [
                    change
                    for change in matching
                    if status_id in (change.record.status_id, change.record.api_id)
                ]
            if not matching or entry.entry_id not in accounts(self._hass, self._target):
                return
            for change in matching:
                if (reason := self._mismatch(entry, change)) is None:
                    run_action(*self._action(entry, change))
                elif did_not_trigger is not None:
                    did_not_trigger(
                        NotTriggeredInfo(reason, {"status_id": change.record.status_id})
                    )

        return async_dispatcher_connect(self._hass, self.signal, handle_changes)

    def _status_id(self) -> str | None:
        """Return the only status that is meant, None for any."""
        return None

    def _mismatch(self, entry: GreenApiConfigEntry, change: Change) -> str | None:
        """Return why a change does not fire the trigger, None if it does."""
        types = self._options.get(CONF_TYPE)
        if types and change.record.status.type not in types:
            return "type_does_not_match"
        return None

    @abstractmethod
    def _action(self, entry: GreenApiConfigEntry, change: Change) -> Action:
        """Return what the action is run with for a change."""


class StatusTrigger(ChangeTrigger):
    """Trigger when one kind of change happens to a status of one of the accounts."""

    signal = SIGNAL_ACCOUNT_CHANGES
    options: ClassVar[VolDictType] = OPTIONS

    @override
    def _action(self, entry: GreenApiConfigEntry, change: Change) -> Action:
        return (
            payload(entry, change),
            f"status {change.kind} on {entry.title}",
            entry.runtime_data.coordinator.context_of(change),
        )

    @override
    def _status_id(self) -> str | None:
        """Return the only status that is meant, None for any.

        While a script waits for a trigger, its variables are those of the step that is traced.
        """
        if (template := self._options.get(CONF_STATUS_ID)) is None:
            return None
        rendered = template.async_render(variables_cv.get(), parse_result=False)
        if (status_id := clean_input(rendered)) in ("", "None"):
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="status_id_empty"
            )
        return status_id


class StatusViewsReachedTrigger(StatusTrigger):
    """Trigger when the views of a status cross a threshold, which they do once: they never go down."""

    kind = ChangeKind.VIEWED
    options: ClassVar[VolDictType] = {**OPTIONS, **THRESHOLD}

    @override
    def _mismatch(self, entry: GreenApiConfigEntry, change: Change) -> str | None:
        """Return why a change does not fire the trigger, None if it does."""
        if (mismatch := super()._mismatch(entry, change)) is not None:
            return mismatch
        views = change.record.views or 0
        if views - change.new_views < self._options[CONF_THRESHOLD] <= views:
            return None
        return "threshold_not_crossed"


class StatusAboveUsualTrigger(StatusTrigger):
    """Trigger when a status is above the usual at its age for the first time, by so many percent."""

    kind = ChangeKind.VIEWED
    options: ClassVar[VolDictType] = {**OPTIONS, **THRESHOLD}

    @override
    def _mismatch(self, entry: GreenApiConfigEntry, change: Change) -> str | None:
        """Return why a change does not fire the trigger, None if it does."""
        if (mismatch := super()._mismatch(entry, change)) is not None:
            return mismatch
        insights = entry.runtime_data.coordinator.data.insights
        views = change.record.views or 0
        before, after = (
            insights.best_comparison(change.record, count)
            for count in (views - change.new_views, views)
        )
        threshold = self._options[CONF_THRESHOLD] / 100
        if after is not None and after >= threshold and (before or 0) < threshold:
            return None
        return "threshold_not_crossed"


class ContactStatusPostedTrigger(ChangeTrigger):
    """Trigger when a contact of one of the accounts posts a status."""

    kind = ChangeKind.POSTED
    signal = SIGNAL_ACCOUNT_CONTACT_CHANGES
    options: ClassVar[VolDictType] = CONTACT_OPTIONS

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._senders = read_senders(self._options.get(CONF_SENDER, ()))

    @override
    def _action(self, entry: GreenApiConfigEntry, change: Change) -> Action:
        return (
            contact_payload(entry, change),
            f"contact's status posted on {entry.title}",
            None,
        )

    @override
    def _mismatch(self, entry: GreenApiConfigEntry, change: Change) -> str | None:
        """Return why a status does not fire the trigger, None if it does."""
        if (mismatch := super()._mismatch(entry, change)) is not None:
            return mismatch
        contacts = entry.runtime_data.contact_statuses
        if self._senders and not (
            contacts and is_from(contacts.data.sender(change.record), self._senders)
        ):
            return "sender_does_not_match"
        return None


def contact_payload(entry: GreenApiConfigEntry, change: Change) -> dict[str, Any]:
    """Return what a status of a contact puts into the variable `trigger`."""
    contacts = entry.runtime_data.contact_statuses
    return {
        "account": entry.unique_id,
        "status": contacts and contacts.data.describe(change.record),
        "occurred_at": from_unix(change.occurred_at).isoformat(),
        "caught_up": change.caught_up,
    }


def payload(entry: ConfigEntry, change: Change) -> dict[str, Any]:
    """Return what a change puts into the variable `trigger`."""
    described = entry.runtime_data.coordinator.data.snapshot.describe(change.record)
    return {
        "account": entry.unique_id,
        # As it was counted, which is what the trigger is about.
        "status": {**described, "views": change.record.views},
        "from_state": change.from_state,
        "to_state": change.record.state,
        "occurred_at": from_unix(change.occurred_at).isoformat(),
        "views": change.record.views,
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
    "status_above_usual": StatusAboveUsualTrigger,
    "contact_status_posted": ContactStatusPostedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of accounts."""
    return TRIGGERS
