"""Websocket command of the dashboard cards: what contacts post."""

from typing import Any, override

import voluptuous as vol

from homeassistant.components import websocket_api
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv

from ..const import CONF_ID_INSTANCE, DOMAIN
from ..contacts import ContactStatuses, ContactStatusesCoordinator
from ..data import GreenApiConfigEntry
from ..journal import StatusRecord
from ..permissions import READ, READ_CONTACTS, check_user, is_allowed
from .subscription import AccountSubscription, find_entry, link


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/contact_statuses",
        vol.Exclusive(ATTR_CONFIG_ENTRY_ID, "account"): cv.string,
        vol.Exclusive(ATTR_DEVICE_ID, "account"): cv.string,
    }
)
@callback
def ws_contact_statuses(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Send what contacts post until the browser unsubscribes; the default is the first account."""
    if (entry := find_entry(hass, connection.user, msg)) is None:
        connection.send_error(
            msg["id"], websocket_api.ERR_NOT_FOUND, "Account not found"
        )
        return
    permission = READ if _coordinator(entry) is None else READ_CONTACTS
    check_user(hass, connection.user, entry, permission)
    subscription = ContactsSubscription(hass, connection, msg["id"], entry)
    connection.subscriptions[msg["id"]] = subscription.stop
    connection.send_result(msg["id"])
    subscription.start()


def _coordinator(entry: GreenApiConfigEntry) -> ContactStatusesCoordinator | None:
    """Return what knows the statuses of contacts, None while they are not wanted or the account is not loaded."""
    if entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data.contact_statuses


class ContactsSubscription(AccountSubscription):
    """One browser's subscription to the statuses of an account's contacts."""

    def __init__(
        self,
        hass: HomeAssistant,
        connection: websocket_api.ActiveConnection,
        message_id: int,
        entry: GreenApiConfigEntry,
    ) -> None:
        """Initialize the subscription."""
        super().__init__(hass, connection, message_id, entry)
        self._sent: dict[str, Any] | None = None
        # What was sent of each status: its links stay the same, so that pictures are not loaded again.
        self._described: dict[str, tuple[StatusRecord, dict[str, Any]]] = {}

    @override
    def _listen(self) -> CALLBACK_TYPE | None:
        if (coordinator := _coordinator(self._entry)) is None:
            return None
        return coordinator.async_add_listener(self._handle_coordinator_update)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        coordinator = _coordinator(self._entry)
        contacts: list[dict[str, Any]] = []
        # The option may have been switched on, and the permission taken away, since the page was opened.
        available = coordinator is None or is_allowed(
            self._hass, self._connection.user, self._entry, READ_CONTACTS
        )
        if coordinator is not None and available:
            known, self._described = self._described, {}
            contacts = [
                self._contact(coordinator, contact, known)
                for contact in coordinator.data.contacts
            ]
        self._send(
            available=available,
            removed=False,
            enabled=coordinator is not None,
            failing_since=coordinator and coordinator.failing_since,
            contacts=contacts,
        )

    @override
    def _forget_sent(self) -> None:
        self._described = {}

    @override
    def _send_unavailable(self, *, removed: bool) -> None:
        self._send(
            available=False,
            removed=removed,
            enabled=False,
            failing_since=None,
            contacts=[],
        )

    def _send(self, **values: Any) -> None:
        """Send an event, unless it is the one before."""
        event = {
            "title": self._entry.title,
            "account": self._entry.data[CONF_ID_INSTANCE],
            "config_entry_id": self._entry.entry_id,
            **values,
        }
        if event != self._sent:
            self._sent = event
            self._connection.send_event(self._message_id, event)

    def _contact(
        self,
        coordinator: ContactStatusesCoordinator,
        contact: ContactStatuses,
        known: dict[str, tuple[StatusRecord, dict[str, Any]]],
    ) -> dict[str, Any]:
        """Return the fields that describe a contact."""
        for record in contact.records:
            record_and_fields = known.get(record.status_id)
            if record_and_fields is None or record_and_fields[0] is not record:
                record_and_fields = record, self._describe(coordinator, record)
            self._described[record.status_id] = record_and_fields
        return {
            "contact_id": contact.sender.contact_id,
            "name": contact.sender.name,
            "phone": contact.sender.phone,
            "statuses": [
                self._described[record.status_id][1] for record in contact.records
            ],
        }

    def _describe(
        self, coordinator: ContactStatusesCoordinator, record: StatusRecord
    ) -> dict[str, Any]:
        """Return the fields that describe a status; times are unix timestamps."""
        status = record.status
        target = self._hass, self._connection, self._entry, record.status_id
        has_thumbnail = coordinator.thumbnail(record.status_id) is not None
        return {
            "status_id": record.status_id,
            "type": status.type,
            "text": status.text,
            "caption": status.caption,
            "posted_at": record.posted_at,
            "expires_at": record.expires_at,
            "background_color": status.background_color,
            "font": status.font,
            "mime_type": status.mime_type,
            "deleted": record.deleted,
            "thumbnail_url": link(*target, "contact_thumbnail")
            if has_thumbnail
            else None,
            "media_url": link(*target, "contact_media") if status.media_url else None,
        }
