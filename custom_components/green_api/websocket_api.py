"""Websocket command for dashboards: the statuses of one account, and then whatever changes about them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.components import websocket_api
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval

from .const import CONF_ID_INSTANCE, DOMAIN
from .coordinator import GreenApiConfigEntry
from .http import Kind, signed_url
from .journal import Entry

MAX_STATUSES: Final = 200
# A dashboard may hang on a wall for weeks: its links are renewed before they end.
LINK_LIFETIME: Final = timedelta(hours=24)
LINK_RENEWAL: Final = timedelta(hours=12)


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Set up the command."""
    websocket_api.async_register_command(hass, ws_subscribe)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/subscribe",
        vol.Exclusive(ATTR_CONFIG_ENTRY_ID, "account"): cv.string,
        vol.Exclusive(ATTR_DEVICE_ID, "account"): cv.string,
        vol.Optional("limit", default=MAX_STATUSES): vol.All(
            int, vol.Range(1, MAX_STATUSES)
        ),
        vol.Optional("recent", default=False): bool,
    }
)
@callback
def ws_subscribe(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Send what is up, and go on until the browser leaves. Without an account it is the first one."""
    if (entry := _entry(hass, msg)) is None:
        connection.send_error(
            msg["id"], websocket_api.ERR_NOT_FOUND, "There is no such account"
        )
        return
    subscription = Subscription(
        hass, connection, msg["id"], entry, msg["limit"], recent=msg["recent"]
    )
    connection.subscriptions[msg["id"]] = subscription.stop
    connection.send_result(msg["id"])
    subscription.start()


def _entry(hass: HomeAssistant, msg: Mapping[str, Any]) -> GreenApiConfigEntry | None:
    """Return the entry that a message is about."""
    if (device_id := msg.get(ATTR_DEVICE_ID)) is not None:
        return dr.async_get_device_and_config_entry_for_domain(
            hass, device_id, domain=DOMAIN
        )[1]
    entries: list[GreenApiConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    if (entry_id := msg.get(ATTR_CONFIG_ENTRY_ID)) is not None:
        entries = [entry for entry in entries if entry.entry_id == entry_id]
    return entries[0] if entries else None


class Subscription:
    """One browser's view of one account. It outlives the entry's reloads."""

    def __init__(
        self,
        hass: HomeAssistant,
        connection: websocket_api.ActiveConnection,
        message_id: int,
        entry: GreenApiConfigEntry,
        limit: int,
        *,
        recent: bool,
    ) -> None:
        """Prepare; nothing is sent before the start."""
        self._hass = hass
        self._connection = connection
        self._id = message_id
        self._entry = entry
        self._limit = limit
        self._recent = recent
        self._account: dict[str, Any] = {}
        # What the browser has; None before the first event, or after one that took everything away.
        self._known: dict[str, Entry] | None = None
        self._unsubscribe: CALLBACK_TYPE | None = None
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Send everything, and follow the entry and its account."""
        self._stops = [
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._handle_entry
            ),
            async_track_time_interval(
                self._hass, self._renew_links, LINK_RENEWAL, cancel_on_shutdown=True
            ),
        ]
        self._follow()

    @callback
    def stop(self) -> None:
        """Send nothing any more."""
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._leave()

    @callback
    def _handle_entry(
        self, change: ConfigEntryChange, entry: GreenApiConfigEntry
    ) -> None:
        """Follow the entry through reloads; where it is gone, say so."""
        if entry.entry_id != self._entry.entry_id:
            return
        self._entry = entry
        self._follow(removed=change is ConfigEntryChange.REMOVED)

    @callback
    def _follow(self, *, removed: bool = False) -> None:
        """Listen to the account while it is there."""
        if self._entry.state is not ConfigEntryState.LOADED or removed:
            self._leave()
            self._known = None
            self._send_if_new({"available": False, "removed": removed}, (), ())
            return
        if self._unsubscribe is None:
            self._unsubscribe = self._entry.runtime_data.async_add_listener(self._send)
        self._send()

    @callback
    def _leave(self) -> None:
        """Stop listening to the account."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @callback
    def _renew_links(self, _now: datetime) -> None:
        """Send everything again, with links that hold."""
        self._known = None
        self._follow()

    @callback
    def _send(self) -> None:
        """Send what is new: the account, what changed about a status, and which there are."""
        coordinator = self._entry.runtime_data
        overview = coordinator.data.overview
        # Both begin with the newest, so that one is the beginning of the other.
        statuses = overview.active
        if self._recent and len(overview.recent) > len(statuses):
            statuses = overview.recent
        shown = statuses[: self._limit]
        account = {
            "available": True,
            "removed": False,
            "connected": coordinator.connected,
            "counts_views": coordinator.counts_views,
            "active": len(overview.active),
            "views": overview.views,
            "total": len(statuses),
        }
        known = self._known or {}
        news = [one for one in shown if known.get(one.status_id) is not one]
        ids = [one.status_id for one in shown]
        if not news and self._known is not None and ids == list(known):
            self._send_if_new(account, (), None)
            return
        self._known = {one.status_id: one for one in shown}
        self._account = {}
        self._send_if_new(account, news, ids)

    @callback
    def _send_if_new(
        self,
        account: dict[str, Any],
        news: list[Entry] | tuple[()],
        ids: list[str] | tuple[()] | None,
    ) -> None:
        """Send an event, unless it would tell nothing. Without ids, the statuses stay as they are."""
        account = {
            "title": self._entry.title,
            "account": self._entry.data[CONF_ID_INSTANCE],
            "config_entry_id": self._entry.entry_id,
            **account,
        }
        if account == self._account:
            return
        self._account = account
        event = dict(account)
        if ids is not None:
            event["ids"] = ids
            event["statuses"] = [self._describe(entry) for entry in news]
        self._connection.send_event(self._id, event)

    def _describe(self, entry: Entry) -> dict[str, Any]:
        """Return a status as a browser shows it; all of it is text, and times are unix seconds."""
        status = entry.status
        return {
            "status_id": entry.status_id,
            "type": status.type,
            "state": entry.state,
            "text": status.text,
            "caption": status.caption,
            "posted_at": entry.posted_at,
            "expires_at": entry.expires_at,
            "steps": entry.steps,
            "counts": entry.counts,
            "views": entry.views,
            "delivered_to": entry.delivered_to,
            "background_color": status.background_color,
            "font": status.font,
            "mime_type": status.mime_type,
            "sent_by_api": status.sent_by_api,
            "thumbnail": self._link(entry, "thumbnail"),
            "media": self._link(entry, "media"),
        }

    def _link(self, entry: Entry, kind: Kind) -> str | None:
        """Return where this browser, as long as it is logged in, gets what belongs to a status."""
        library = self._entry.runtime_data.media
        if not (
            library.has_thumbnail(entry.status_id)
            if kind == "thumbnail"
            else entry.status.media_url or entry.status_id in library.pictures
        ):
            return None
        # Most events answer no message, but a link has to end with the login of somebody.
        token = websocket_api.current_connection.set(self._connection)
        try:
            return signed_url(
                self._hass, self._entry, entry.status_id, kind, LINK_LIFETIME
            )
        finally:
            websocket_api.current_connection.reset(token)
