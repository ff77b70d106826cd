"""What the subscriptions of the cards have in common: which account, its reloads, links that are renewed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.components import websocket_api
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval

from ..const import DOMAIN
from ..data import GreenApiConfigEntry
from ..http import Kind, signed_url
from ..permissions import READ, is_allowed

# A page may stay open for weeks, so links are renewed before they expire.
LINK_LIFETIME: Final = timedelta(hours=24)
LINK_RENEWAL: Final = timedelta(hours=12)


@callback
def find_entry(
    hass: HomeAssistant, user: User, msg: Mapping[str, Any]
) -> GreenApiConfigEntry | None:
    """Return the config entry that a message names, the first that the user may read if it names none."""
    entries: list[GreenApiConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    if (device_id := msg.get(ATTR_DEVICE_ID)) is not None:
        entry: GreenApiConfigEntry | None = (
            dr.async_get_device_and_config_entry_for_domain(
                hass, device_id, domain=DOMAIN
            )[1]
        )
        return entry
    if (entry_id := msg.get(ATTR_CONFIG_ENTRY_ID)) is not None:
        return next((one for one in entries if one.entry_id == entry_id), None)
    return next((one for one in entries if is_allowed(hass, user, one, READ)), None)


def link(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    entry: GreenApiConfigEntry,
    status_id: str,
    kind: Kind,
) -> str:
    """Return a link to a file of a status, valid as long as this browser is logged in."""
    # Links are signed for the login of the current connection, which is not set outside of messages.
    token = websocket_api.current_connection.set(connection)
    try:
        return signed_url(hass, entry, status_id, kind, LINK_LIFETIME)
    finally:
        websocket_api.current_connection.reset(token)


class AccountSubscription(ABC):
    """One browser's subscription to one account. It stays when the entry is reloaded."""

    def __init__(
        self,
        hass: HomeAssistant,
        connection: websocket_api.ActiveConnection,
        message_id: int,
        entry: GreenApiConfigEntry,
    ) -> None:
        """Initialize the subscription."""
        self._hass = hass
        self._connection = connection
        self._message_id = message_id
        self._entry = entry
        self._remove_listener: CALLBACK_TYPE | None = None
        self._remove_trackers: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Send the first event, and listen to the config entry and its coordinator."""
        self._remove_trackers = [
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._handle_entry_change
            ),
            async_track_time_interval(
                self._hass, self._renew_links, LINK_RENEWAL, cancel_on_shutdown=True
            ),
        ]
        self._update()

    @callback
    def stop(self) -> None:
        """Stop listening."""
        for remove in self._remove_trackers:
            remove()
        self._remove_trackers.clear()
        self._stop_listening()

    @callback
    def _stop_listening(self) -> None:
        """Stop listening to the coordinator."""
        if self._remove_listener is not None:
            self._remove_listener()
            self._remove_listener = None

    @callback
    def _handle_entry_change(
        self, change: ConfigEntryChange, entry: GreenApiConfigEntry
    ) -> None:
        """Handle a reload, a change or the removal of the config entry."""
        if entry.entry_id != self._entry.entry_id:
            return
        self._entry = entry
        self._update(removed=change is ConfigEntryChange.REMOVED)

    @callback
    def _renew_links(self, _now: datetime) -> None:
        """Send everything again, with new links."""
        self._forget_sent()
        self._update()

    @callback
    def _update(self, *, removed: bool = False) -> None:
        """Listen to the coordinator while the entry is loaded, and send what changed."""
        if self._entry.state is not ConfigEntryState.LOADED or removed:
            self._stop_listening()
            self._forget_sent()
            self._send_unavailable(removed=removed)
            return
        if self._remove_listener is None:
            self._remove_listener = self._listen()
        self._handle_coordinator_update()

    @abstractmethod
    def _listen(self) -> CALLBACK_TYPE | None:
        """Listen to the coordinator, and return how to stop; None if there is none."""

    @abstractmethod
    def _handle_coordinator_update(self) -> None:
        """Send what changed."""

    @abstractmethod
    def _send_unavailable(self, *, removed: bool) -> None:
        """Send that the account is not loaded, or gone, unless that was sent."""

    @abstractmethod
    def _forget_sent(self) -> None:
        """Send everything next time."""
