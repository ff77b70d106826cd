"""What the coordinators of both lists have in common: changes are announced once, and statuses expire by themselves."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType, SignalTypeFormat

from .client import StatusReply
from .const import LOGGER
from .journal import Change, Journal
from .util import from_unix, unix_time


class JournalCoordinator[T](DataUpdateCoordinator[T]):
    """Keeps the journal of a list of statuses, and announces its changes once somebody can listen.

    `signal` is for the entities of one account, by entry id, `account_signal` for triggers, which outlive entries and
    their reloads. `caught_up` keeps the entries whose list was announced since Home Assistant started: what comes
    before that happened while it was down.
    """

    config_entry: ConfigEntry
    signal: ClassVar[SignalTypeFormat[tuple[Change, ...]]]
    account_signal: ClassVar[SignalType[ConfigEntry, tuple[Change, ...]]]
    caught_up: ClassVar[HassKey[set[str]]]

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        journal: Journal,
        *,
        name: str,
        update_interval: timedelta,
    ) -> None:
        """Initialize the coordinator with what is stored."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=name,
            update_interval=update_interval,
            always_update=False,
        )
        self._journal = journal
        self._reply: StatusReply | None = None
        self._created_at = unix_time()
        self._changes: tuple[Change, ...] = ()
        self._announcing = False
        self._cancel_expiry: CALLBACK_TYPE | None = None

    @property
    def _is_over(self) -> bool:
        """Return whether the account was shut down, so that nothing may be entered or announced any more."""
        return self._shutdown_requested or self.hass.is_stopping

    @callback
    def _enter(
        self, journal: Journal, changes: Sequence[Change], *, from_list: bool = False
    ) -> None:
        """Take over a journal and keep its changes until they are announced."""
        if self.config_entry.entry_id not in self.hass.data.setdefault(
            self.caught_up, set()
        ):
            changes = [
                replace(
                    change,
                    caught_up=from_list or change.occurred_at < self._created_at,
                )
                for change in changes
            ]
        self._journal = journal
        self._changes = (*self._changes, *changes)

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Update the entities, then announce what changed: an automation that this starts sees the new states."""
        super().async_update_listeners()
        self._announce()

    @callback
    def async_start_announcing(self, _hass: HomeAssistant) -> None:
        """Announce from now on, beginning with what happened while nobody was listening."""
        self._announcing = True
        self._announce()

    @callback
    def _announce(self) -> None:
        """Announce what changed, then save: a power cut in between repeats a few changes rather than losing them."""
        if not self._announcing or self._is_over:
            return
        if self._reply is not None:
            self.hass.data[self.caught_up].add(self.config_entry.entry_id)
        changes, self._changes = self._changes, ()
        if changes:
            async_dispatcher_send(
                self.hass, self.signal.format(self.config_entry.entry_id), changes
            )
            async_dispatcher_send(
                self.hass, self.account_signal, self.config_entry, changes
            )
        self._save_journal()

    @abstractmethod
    def _save_journal(self) -> None:
        """Save the journal if it is another one than was saved."""

    def _wait_for_expiry(self, at: int | None) -> None:
        """Wait until something expires; anew each time, since timers do not notice a clock that is put forward."""
        self._stop_waiting_for_expiry()
        if at is not None:
            self._cancel_expiry = async_track_point_in_utc_time(
                self.hass, self._handle_expiry, from_unix(at)
            )

    def _stop_waiting_for_expiry(self) -> None:
        """Wait for no expiry any more."""
        if self._cancel_expiry is not None:
            self._cancel_expiry()
            self._cancel_expiry = None

    @abstractmethod
    @callback
    def _handle_expiry(self, _now: datetime) -> None:
        """Let a status expire without asking GREEN-API."""

    @override
    async def async_shutdown(self) -> None:
        """Stop polling, announcing and waiting."""
        await super().async_shutdown()
        self._stop_waiting_for_expiry()
