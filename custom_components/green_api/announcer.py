"""Announces the changes of one list of statuses, in order, once somebody can listen."""

from collections.abc import Sequence
from dataclasses import replace

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType, SignalTypeFormat

from .journal import Change
from .util import unix_time


class Announcer:
    """Keeps the changes of an account until automations listen, and announces them.

    `caught_up` keeps the entries whose list was announced since Home Assistant started: what comes before that happened
    while it was down.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        signal: SignalTypeFormat[tuple[Change, ...]],
        account_signal: SignalType[ConfigEntry, tuple[Change, ...]],
        caught_up: HassKey[set[str]],
    ) -> None:
        """Initialize with the signal for the entities of the account, and with the one for triggers."""
        self._hass = hass
        self._entry = entry
        self._signal = signal.format(entry.entry_id)
        self._account_signal = account_signal
        self._caught_up = hass.data.setdefault(caught_up, set())
        self._created_at = unix_time()
        self._changes: tuple[Change, ...] = ()
        self._started = False

    @callback
    def add(self, changes: Sequence[Change], *, from_list: bool = False) -> None:
        """Keep changes until they are announced."""
        if self._entry.entry_id not in self._caught_up:
            changes = [
                replace(
                    change,
                    caught_up=from_list or change.occurred_at < self._created_at,
                )
                for change in changes
            ]
        self._changes = (*self._changes, *changes)

    @callback
    def start(self) -> None:
        """Announce from now on."""
        self._started = True

    @callback
    def announce(self, *, has_list: bool) -> bool:
        """Announce what is kept, and return whether that was done. `has_list` says whether a list was read."""
        if not self._started:
            return False
        if has_list:
            self._caught_up.add(self._entry.entry_id)
        changes, self._changes = self._changes, ()
        if changes:
            async_dispatcher_send(self._hass, self._signal, changes)
            async_dispatcher_send(
                self._hass, self._account_signal, self._entry, changes
            )
        return True
