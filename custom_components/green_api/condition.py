"""Conditions: how the statuses of an account stand."""

from typing import ClassVar, Final, Unpack, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_STATE, CONF_TYPE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.typing import ConfigType, VolDictType

from .client import StatusState
from .const import CONF_SENDER
from .contacts import read_senders
from .coordinator import AccountData
from .data import GreenApiConfigEntry
from .target import SENDERS, TYPES, accounts, validate_config

BEHAVIOR: Final[VolDictType] = {
    vol.Optional(ATTR_BEHAVIOR, default=BEHAVIOR_ANY): vol.In(
        [BEHAVIOR_ANY, BEHAVIOR_ALL]
    )
}


class AccountCondition(Condition):
    """Test any, or all, of the accounts that a target names. One that cannot be reached passes no test."""

    options: ClassVar[VolDictType] = BEHAVIOR

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the target and the options."""
        return validate_config(hass, config, cls.options)

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Initialize the condition."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._options = config.options or {}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Check the condition."""
        results = [
            self._check_account(self._hass.config_entries.async_get_entry(entry_id))
            for entry_id in accounts(self._hass, self._target)
        ]
        if self._options[ATTR_BEHAVIOR] == BEHAVIOR_ALL:
            return bool(results) and all(results)
        return any(results)

    def _check_account(self, entry: GreenApiConfigEntry | None) -> bool:
        """Test one account."""
        return (
            entry is not None
            and entry.state is ConfigEntryState.LOADED
            and (coordinator := entry.runtime_data.coordinator).last_update_success
            and self._test(coordinator.data)
        )

    def _test(self, data: AccountData) -> bool:
        """Test what is known of an account."""
        raise NotImplementedError


class IsLatestStatus(AccountCondition):
    """Test if the latest status is in one of some states."""

    options: ClassVar[VolDictType] = {
        **BEHAVIOR,
        vol.Required(CONF_STATE): vol.All(
            cv.ensure_list, vol.Length(min=1), [vol.Coerce(StatusState)]
        ),
    }

    @override
    def _test(self, data: AccountData) -> bool:
        """Test the latest status."""
        latest = data.snapshot.latest
        return latest is not None and latest.state in self._options[CONF_STATE]


class IsStatusActive(AccountCondition):
    """Test if people can see a status, of certain types or of any."""

    options: ClassVar[VolDictType] = {
        **BEHAVIOR,
        vol.Optional(CONF_TYPE): TYPES,
    }

    @override
    def _test(self, data: AccountData) -> bool:
        """Test the active statuses."""
        types = self._options.get(CONF_TYPE)
        return any(
            not types or record.status.type in types for record in data.snapshot.active
        )


class IsConnected(AccountCondition):
    """Test if the instance is connected."""

    @override
    def _test(self, data: AccountData) -> bool:
        """Test the instance."""
        return data.connected


class HasContactStatus(AccountCondition):
    """Test if a contact has an active status: some contacts or any, of certain types or of any."""

    options: ClassVar[VolDictType] = {
        **BEHAVIOR,
        vol.Optional(CONF_TYPE): TYPES,
        vol.Optional(CONF_SENDER): SENDERS,
    }

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Initialize the condition."""
        super().__init__(hass, config)
        self._senders = read_senders(self._options.get(CONF_SENDER, ()))

    @override
    def _check_account(self, entry: GreenApiConfigEntry | None) -> bool:
        """Test the contacts of one account."""
        return (
            entry is not None
            and entry.state is ConfigEntryState.LOADED
            and (contacts := entry.runtime_data.contact_statuses) is not None
            and contacts.is_available
            and bool(
                contacts.data.chosen(self._senders, self._options.get(CONF_TYPE, ()))
            )
        )


CONDITIONS: dict[str, type[Condition]] = {
    "is_latest_status": IsLatestStatus,
    "is_status_active": IsStatusActive,
    "is_connected": IsConnected,
    "has_contact_status": HasContactStatus,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions of accounts."""
    return CONDITIONS
