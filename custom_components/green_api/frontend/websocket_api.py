"""Websocket commands of the dashboard cards: statuses and what happened to them, insights, contacts, posting a file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.auth.models import User
from homeassistant.components import websocket_api
from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, service

from ..client import GreenApiError, StatusState
from ..const import CONF_ID_INSTANCE, DOMAIN
from ..data import GreenApiConfigEntry
from ..http import Kind
from ..journal import (
    HOURS,
    MIN_AGE,
    Activity,
    StatusRecord,
    compared_records,
    describe_insights,
    has_exact_views,
    newest_first,
    recent_activity,
    views_after,
)
from ..permissions import POST, READ, check_user, is_allowed
from ..posting import (
    OpenFile,
    action_error,
    async_post_media,
    async_post_voice,
    open_file,
    refuse,
)
from ..util import clean_input, unix_time
from .contact_statuses import ws_contact_statuses
from .subscription import AccountSubscription, find_entry, link

MAX_STATUSES: Final = 200
MAX_ACTIVITY: Final = 200
# How many of the newest statuses, and of those with the most views, insights are sent of.
MAX_INSIGHTS: Final = 5


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (
        ws_subscribe,
        ws_insights,
        ws_contacts,
        ws_contact_statuses,
        ws_post_file,
    ):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/subscribe",
        vol.Exclusive(ATTR_CONFIG_ENTRY_ID, "account"): cv.string,
        vol.Exclusive(ATTR_DEVICE_ID, "account"): cv.string,
        vol.Optional("limit", default=MAX_STATUSES): vol.All(
            int, vol.Range(0, MAX_STATUSES)
        ),
        vol.Optional("recent", default=False): bool,
        vol.Optional("activity", default=0): vol.All(int, vol.Range(0, MAX_ACTIVITY)),
    }
)
@callback
def ws_subscribe(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Send the statuses and their changes until the browser unsubscribes; the default is the first account."""
    if (entry := _entry(hass, connection.user, msg)) is None:
        connection.send_error(
            msg["id"], websocket_api.ERR_NOT_FOUND, "Account not found"
        )
        return
    subscription = Subscription(
        hass,
        connection,
        msg["id"],
        entry,
        msg["limit"],
        recent=msg["recent"],
        activity=msg["activity"],
    )
    connection.subscriptions[msg["id"]] = subscription.stop
    connection.send_result(msg["id"])
    subscription.start()


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/insights",
        vol.Exclusive(ATTR_CONFIG_ENTRY_ID, "account"): cv.string,
        vol.Exclusive(ATTR_DEVICE_ID, "account"): cv.string,
    }
)
@callback
def ws_insights(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Send how the statuses of the last 30 days do; the default is the first account."""
    entry = _entry(hass, connection.user, msg)
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        connection.send_error(
            msg["id"], websocket_api.ERR_NOT_FOUND, "Account not found"
        )
        return
    data = entry.runtime_data.coordinator.data
    records = compared_records(data.journal, unix_time())
    # A status in its first hour is compared with nothing yet: of these, the newest only.
    newest = [
        record
        for record in records
        if record is records[0] or (record.counted_after or 0) >= MIN_AGE
    ][:MAX_INSIGHTS]
    seen = [record for record in records if record.views]
    # Of equally many views, the newest.
    top = sorted(seen, key=lambda record: record.views or 0, reverse=True)
    top = top[:MAX_INSIGHTS]
    listed = {record.status_id: record for record in (*newest, *top)}
    connection.send_result(
        msg["id"],
        {
            **describe_insights(data.insights, listed.values()),
            "newest": [record.status_id for record in newest],
            "top": [record.status_id for record in top],
            "hourly_views": {
                record.status_id: views_after(record, HOURS) for record in newest
            },
            "listed": [
                _describe(hass, connection, entry, record) for record in listed.values()
            ],
        },
    )


def _entry(
    hass: HomeAssistant, user: User, msg: Mapping[str, Any]
) -> GreenApiConfigEntry | None:
    """Return the account that a message asks for. Raises Unauthorized if the user may not read it."""
    if (entry := find_entry(hass, user, msg)) is not None:
        check_user(hass, user, entry, READ)
    return entry


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/contacts",
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
    }
)
@websocket_api.async_response
async def ws_contacts(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Send the people in the phone book, by name, to choose who gets a status."""
    entry = _entry_to_post_to(hass, connection.user, msg)
    try:
        contacts = await entry.runtime_data.contact_names.async_contacts()
    except GreenApiError as error:
        raise action_error(error) from error
    people = [
        {"id": contact.ids[0], "name": contact.name}
        for contact in contacts
        if contact.can_get_statuses and contact.name
    ]
    people.sort(key=lambda person: person["name"].casefold())
    connection.send_result(msg["id"], {"contacts": people})


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/post_file",
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required("file_id"): cv.string,
        vol.Required("file_name"): cv.string,
        vol.Required("kind"): vol.In(("media", "voice")),
        vol.Optional("caption", default=""): cv.string,
        vol.Optional("participants"): [cv.string],
    }
)
@websocket_api.async_response
async def ws_post_file(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Post a file that the browser has uploaded to Home Assistant, which is gone afterwards, also after an error."""
    entry = _entry_to_post_to(hass, connection.user, msg)

    def take() -> OpenFile:
        with process_uploaded_file(hass, msg["file_id"]) as path:
            file, size = open_file(path)
            return OpenFile(file, size, clean_input(msg["file_name"]))

    try:
        source = await hass.async_add_executor_job(take)
    except ValueError:
        refuse("upload_gone")
    options: dict[str, Any] = {"context": connection.context(msg)}
    if "participants" in msg:
        options["participants"] = msg["participants"]
    try:
        if msg["kind"] == "media":
            sent = await async_post_media(
                hass, entry, source, caption=msg["caption"], **options
            )
        else:
            sent = await async_post_voice(hass, entry, source, **options)
    finally:
        await hass.async_add_executor_job(source.file.close)
    connection.send_result(msg["id"], sent.as_dict())


def _entry_to_post_to(
    hass: HomeAssistant, user: User, msg: Mapping[str, Any]
) -> GreenApiConfigEntry:
    """Return the loaded account that a message names. Raises Unauthorized if the user may not post there."""
    entry: GreenApiConfigEntry = service.async_get_config_entry(
        hass, DOMAIN, msg[ATTR_CONFIG_ENTRY_ID]
    )
    check_user(hass, user, entry, POST)
    return entry


class Subscription(AccountSubscription):
    """One browser's subscription to the statuses of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        connection: websocket_api.ActiveConnection,
        message_id: int,
        entry: GreenApiConfigEntry,
        limit: int,
        *,
        recent: bool,
        activity: int,
    ) -> None:
        """Initialize the subscription to statuses, or to the given number of lines of what happened to them."""
        super().__init__(hass, connection, message_id, entry)
        self._limit = limit
        self._recent = recent
        self._activity = activity
        self._sent_activity: tuple[Activity, ...] = ()
        self._sent_account: dict[str, Any] = {}
        # The statuses as they were sent, newest first; None if all have to be sent.
        self._sent_statuses: dict[str, StatusRecord] | None = None

    @override
    def _listen(self) -> CALLBACK_TYPE:
        return self._entry.runtime_data.coordinator.async_add_listener(
            self._handle_coordinator_update
        )

    @override
    def _forget_sent(self) -> None:
        self._sent_statuses = None

    @override
    def _send_unavailable(self, *, removed: bool) -> None:
        account = self._account(available=False, removed=removed)
        if account != self._sent_account:
            self._send(account, {"ids": [], "statuses": []})

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Send the account and the statuses that changed."""
        coordinator = self._entry.runtime_data.coordinator
        journal, snapshot = coordinator.data.journal, coordinator.data.snapshot
        statuses: Sequence[StatusRecord] = newest_first(
            snapshot.active + snapshot.unpublished
        )
        limit = self._limit
        activity: tuple[Activity, ...] = ()
        if self._activity:
            activity = recent_activity(journal.records.values(), self._activity)
            named = {line.status_id for line in activity}
            statuses = newest_first(journal.records[status_id] for status_id in named)
            limit = len(statuses)
        # The recent statuses are these, followed by those that expired.
        elif self._recent and len(snapshot.recent) > len(statuses):
            statuses = snapshot.recent
        shown = {status.status_id: status for status in statuses[:limit]}
        reached, seen = snapshot.reach or (None, None)
        latest, insights = snapshot.latest, coordinator.data.insights
        compared = insights.compare(latest)
        account = self._account(
            available=True,
            removed=False,
            connected=coordinator.connected,
            failing_since=coordinator.failing_since,
            counts_views=self._entry.runtime_data.counts_views,
            active=len(snapshot.active),
            views=snapshot.views,
            complete=snapshot.views_complete,
            reached=reached,
            seen=seen,
            delivered=snapshot.count_active(StatusState.DELIVERED, StatusState.READ),
            read=snapshot.count_active(StatusState.READ),
            failed=snapshot.count(StatusState.FAILED),
            total=len(statuses),
            total_statuses=journal.total_statuses,
            total_views=journal.total_views,
            compared=None if compared is None else round(compared, 2),
            compared_after=None if latest is None else latest.counted_after,
            usual_views=insights.final and insights.final.median,
        )
        sent = self._sent_statuses
        changed = [
            status
            for status_id, status in shown.items()
            if sent is None or sent.get(status_id) is not status
        ]
        if (
            sent is not None
            and not changed
            and list(sent) == list(shown)
            and activity == self._sent_activity
        ):
            if account != self._sent_account:
                self._send(account, {})
            return
        self._sent_statuses = shown
        self._sent_activity = activity
        statuses_and_activity: dict[str, Any] = {
            "ids": list(shown),
            "statuses": [
                _describe(self._hass, self._connection, self._entry, status)
                for status in changed
            ],
        }
        if self._activity:
            statuses_and_activity["activity"] = [asdict(line) for line in activity]
        self._send(account, statuses_and_activity)

    def _account(self, **values: Any) -> dict[str, Any]:
        """Return the fields that describe the account."""
        return {
            "title": self._entry.title,
            "account": self._entry.data[CONF_ID_INSTANCE],
            "config_entry_id": self._entry.entry_id,
            "disabled": self._entry.disabled_by is not None,
            "may_post": is_allowed(
                self._hass, self._connection.user, self._entry, POST
            ),
            **values,
        }

    @callback
    def _send(self, account: dict[str, Any], statuses: dict[str, Any]) -> None:
        """Send an event."""
        self._sent_account = account
        self._connection.send_event(self._message_id, {**account, **statuses})


def _describe(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    entry: GreenApiConfigEntry,
    record: StatusRecord,
) -> dict[str, Any]:
    """Return the fields that describe a status; times are unix timestamps."""
    status = record.status
    return {
        "status_id": record.status_id,
        "type": status.type,
        "state": record.state,
        "text": status.text,
        "caption": status.caption,
        "posted_at": record.posted_at,
        "expires_at": record.expires_at,
        "state_history": record.timed_states,
        "view_history": record.view_history,
        "views": entry.runtime_data.coordinator.data.snapshot.views_of(record),
        "complete": has_exact_views(record),
        "delivered_to": record.delivered_to,
        "background_color": status.background_color,
        "font": status.font,
        "mime_type": status.mime_type,
        "sent_by_api": status.sent_by_api,
        "failure_reason": record.failure_reason,
        "deleted": record.deleted,
        "waiting": record.waiting,
        "thumbnail_url": _link(hass, connection, entry, record, "thumbnail"),
        "media_url": _link(hass, connection, entry, record, "media"),
    }


def _link(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    entry: GreenApiConfigEntry,
    record: StatusRecord,
    kind: Kind,
) -> str | None:
    """Return a link to a file of a status, None where there is none."""
    library = entry.runtime_data.media
    if record.deleted or not (
        library.has_thumbnail(record.status_id)
        if kind == "thumbnail"
        else record.status.media_url or record.status_id in library.pictures
    ):
        return None
    return link(hass, connection, entry, record.status_id, kind)
