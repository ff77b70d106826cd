"""Polls an account, enters what comes in the journal, shows it and announces what changed."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_SCAN_INTERVAL
from homeassistant.core import Context, CoreState, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, HomeAssistantError
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType, SignalTypeFormat

from .client import (
    GreenApiAuthError,
    GreenApiClient,
    GreenApiConnectionError,
    GreenApiError,
    InstanceState,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
)
from .const import (
    CONF_ID_INSTANCE,
    CONF_VIEWS,
    CONF_WINDOW,
    DEFAULT_SCAN_INTERVAL,
    DEFAULT_WINDOW,
    DOMAIN,
    LOGGER,
)
from .issues import (
    Issue,
    Issues,
    PollResult,
    WrongInstanceError,
    async_set_issue,
    async_set_poll_issues,
    evaluate_poll,
)
from .journal import (
    LIFETIME,
    NO_INSIGHTS,
    AccountInsights,
    Change,
    ChangeKind,
    Journal,
    Snapshot,
    apply_reply,
    build_insights,
    build_snapshot,
    expire,
    record_deleted,
    record_queue,
    record_sent,
    record_views,
)
from .journal_coordinator import JournalCoordinator
from .util import unix_time

# Seconds that a row may be older than the window that was asked for: more than that is a wrong time.
WINDOW_TOLERANCE: Final = 24 * 60 * 60
# Minutes for which GREEN-API keeps its lists.
FIRST_WINDOW: Final = 30 * 24 * 60
# Warnings about delivery states that are not known, in one run of Home Assistant.
MAX_STATE_WARNINGS: Final = 5

# For the entities of one account, by entry id, and for triggers, which outlive entries and their reloads.
SIGNAL_CHANGES: SignalTypeFormat[tuple[Change, ...]] = SignalTypeFormat(
    f"{DOMAIN}_{{}}_changes"
)
SIGNAL_ACCOUNT_CHANGES: SignalType[ConfigEntry, tuple[Change, ...]] = SignalType(
    f"{DOMAIN}_account_changes"
)

CAUGHT_UP: HassKey[set[str]] = HassKey(f"{DOMAIN}_caught_up")
UNKNOWN_STATES: HassKey[set[str]] = HassKey(f"{DOMAIN}_unknown_states")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountData:
    """What the entities of an account show. `reply` is the last list that was accepted."""

    account: str
    journal: Journal
    snapshot: Snapshot
    insights: AccountInsights
    reply: StatusReply | None
    instance_state: InstanceState | None
    connected: bool


class GreenApiCoordinator(JournalCoordinator[AccountData]):
    """Keeps what is known of one account up to date."""

    signal = SIGNAL_CHANGES
    account_signal = SIGNAL_ACCOUNT_CHANGES
    caught_up = CAUGHT_UP

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: GreenApiClient,
        journal: Journal,
        *,
        save: Callable[[Journal], None],
        names: Mapping[StatusType | StatusState, str],
    ) -> None:
        """Initialize the coordinator with what is stored, and with names of types and states."""
        super().__init__(
            hass,
            entry,
            journal,
            name=f"{DOMAIN}_{entry.unique_id}",
            update_interval=timedelta(
                seconds=entry.options.get(CONF_SCAN_INTERVAL, DEFAULT_SCAN_INTERVAL)
            ),
        )
        self._client = client
        self._saved_journal = journal
        self._save = save
        self._names = names
        self._window: int = entry.options.get(CONF_WINDOW, DEFAULT_WINDOW)
        self._counts_views: bool = entry.options.get(CONF_VIEWS, True)
        self._result = PollResult()
        self._open_issues: Issues | None = None
        self._queue_read_at: int | None = None
        self._insights = NO_INSIGHTS
        # Of the action whose outcome is shown and announced just now.
        self._context: Context | None = None
        # Of the actions that sent what is not published yet, by the id of the status.
        self._senders: dict[str, Context] = {}

    @property
    def connected(self) -> bool:
        """Return whether GREEN-API answers and the phone is linked."""
        return self.last_update_success and self.data.connected

    @property
    def failing_since(self) -> int | None:
        """Return when the first of the polls failed that have failed since, None if the last one did not fail."""
        return self._result.failing_since

    @override
    async def _async_update_data(self) -> AccountData:
        """Ask for the statuses and the instance state, and enter what is new in the journal."""
        # While Home Assistant starts it waits for this; later tries have the time to repeat.
        retry = self.hass.state is CoreState.running
        # What people can still see is asked for in any case: late reads are what matters. A new account asks once for
        # all that GREEN-API keeps, so that there is something to compare with.
        minutes = max(self._window, LIFETIME // 60)
        if self._journal.since is None:
            minutes = max(minutes, FIRST_WINDOW)
        reply = await _result(
            self._client.get_outgoing_statuses(minutes, self._reply, retry=retry)
        )
        # The second request goes over the connection of the first, or does not go where there is none.
        state = (
            reply
            if isinstance(reply, GreenApiConnectionError)
            else await _result(self._client.get_state_instance(retry=retry))
        )
        queued = await self._async_queued_ids(reply, state)
        if self._is_over:
            # The account was shut down meanwhile. The answer is dropped.
            if self.data is None:
                raise UpdateFailed(
                    translation_domain=DOMAIN, translation_key="cannot_connect"
                )
            return self.data
        now = unix_time()
        self._result = evaluate_poll(reply, state, self._result, now)
        self._update_issues()
        if isinstance(reply, StatusReply):
            self._enter_reply(reply, queued, now)
        else:
            self._queue_read_at = None
        if self._result.error is not None:
            raise self._update_failed(self._result.error)
        self._enter(*expire(self._journal, now))
        if self._insights is NO_INSIGHTS:
            self._update_insights(now)
        return self._data(now)

    async def _async_queued_ids(
        self, reply: object, state: object
    ) -> frozenset[str] | None:
        """Return the ids that wait in GREEN-API's queue, asked for only while one of ours does; None if unknown."""
        if (
            not any(record.waiting for record in self._journal.records.values())
            or not isinstance(reply, StatusReply)
            or state is not InstanceState.AUTHORIZED
            or self.config_entry.pref_disable_polling
        ):
            return None
        queue = await _result(self._client.show_messages_queue())
        if isinstance(queue, GreenApiError) or not queue.complete:
            return None
        return queue.status_ids

    def _enter_reply(
        self, reply: StatusReply, queued: frozenset[str] | None, now: int
    ) -> None:
        """Enter a list, and the queue that was read with it, in the journal."""
        if queued is None:
            self._queue_read_at = None
        else:
            elapsed = 0 if self._queue_read_at is None else now - self._queue_read_at
            self._queue_read_at = now
            listed = {status.status_id for status in reply.statuses}
            self._enter(
                *record_queue(self._journal, queued | listed, now, max(0, elapsed))
            )
        if reply is self._reply:
            return
        self._reply = reply
        oldest = now - reply.minutes * 60 - WINDOW_TOLERANCE
        self._enter(
            *apply_reply(self._journal, reply.statuses, now, oldest=oldest),
            from_list=True,
        )
        self._warn_of_unknown_states(reply.unknown_states)

    @callback
    @override
    def _enter(
        self, journal: Journal, changes: Sequence[Change], *, from_list: bool = False
    ) -> None:
        """Take over a journal, and close the issue that its changes disprove."""
        super()._enter(journal, changes, from_list=from_list)
        if any(
            change.kind in (ChangeKind.DELIVERED, ChangeKind.READ) for change in changes
        ):
            # Only an instance that gets read receipts reports them.
            async_set_issue(
                self.hass, self.config_entry, Issue.DELIVERY_RECEIPTS_OFF, None
            )

    def _update_issues(self) -> None:
        """Open and close the issues that the poll was about, and end a reauthentication that is not needed."""
        error = self._result.error
        if isinstance(error, GreenApiAuthError):
            self.config_entry.async_start_reauth(self.hass)
        elif error is None:
            for flow in list(
                self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})
            ):
                self.hass.config_entries.flow.async_abort(flow["flow_id"])
        issues = self._result.issues
        if issues is not None and issues != self._open_issues:
            self._open_issues = issues
            async_set_poll_issues(self.hass, self.config_entry, issues)

    def _update_failed(self, error: GreenApiError) -> HomeAssistantError:
        """Return what the failure of a poll is to Home Assistant."""
        text: dict[str, Any] = {
            "translation_domain": DOMAIN,
            "translation_key": error.translation_key,
            "translation_placeholders": error.translation_placeholders,
        }
        if isinstance(error, WrongInstanceError):
            return ConfigEntryError(**text)
        return UpdateFailed(retry_after=error.retry_after, **text)

    def _warn_of_unknown_states(self, states: frozenset[str]) -> None:
        """Say once for each unknown state that there is one, without other people's text, a few times at most."""
        warned = self.hass.data.setdefault(UNKNOWN_STATES, set())
        for state in states - warned:
            if len(warned) >= MAX_STATE_WARNINGS:
                return
            warned.add(state)
            LOGGER.warning(
                "GREEN-API reports a delivery state of %d characters that is not known",
                len(state),
            )

    def _update_insights(self, now: int) -> None:
        """Work out how the statuses do, after a count or an expiry: a poll alone adds nothing to it."""
        self._insights = build_insights(
            self._journal, now, dt_util.get_default_time_zone()
        )

    def _data(self, now: int) -> AccountData:
        """Return what the entities show; the snapshot is rebuilt only if it changes."""
        snapshot = None if self.data is None else self.data.snapshot
        if (
            snapshot is None
            or self.data.journal is not self._journal
            or not snapshot.holds_at(now)
        ):
            snapshot = build_snapshot(
                self._journal,
                now,
                window=self._window * 60,
                counts_views=self._counts_views,
                names=self._names,
            )
        return AccountData(
            account=self.config_entry.data[CONF_ID_INSTANCE],
            journal=self._journal,
            snapshot=snapshot,
            insights=self._insights,
            reply=self._reply,
            instance_state=self._result.instance_state,
            connected=self._result.connected,
        )

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Let time go on where the poll failed, and wait for the next expiry."""
        if self.data is None or self._is_over:
            return
        now = unix_time()
        if not self.last_update_success:
            journal, changes = expire(self._journal, now)
            if changes or not self.data.snapshot.holds_at(now):
                self._publish(journal, changes, now)
                return
        self._wait_for_expiry(self.data.snapshot.changes_at)

    @callback
    @override
    def _handle_expiry(self, _now: datetime) -> None:
        """Let a status expire, or leave the window, without asking GREEN-API."""
        now = unix_time()
        self._publish(*expire(self._journal, now), now)

    @callback
    def async_record_views(
        self,
        status_id: str,
        viewers: tuple[Viewer, ...],
        context: Context | None = None,
    ) -> None:
        """Enter whom a status reached. No viewers are no news."""
        if not self._is_over:
            now = unix_time()
            self._publish(
                *record_views(self._journal, status_id, viewers, now), now, context
            )

    @callback
    def async_record_sent(self, status: Status, context: Context | None = None) -> None:
        """Enter that GREEN-API has queued a status."""
        if self._is_over:
            return
        journal = record_sent(self._journal, status)
        if context is not None:
            self._senders = {
                status_id: sender
                for status_id, sender in self._senders.items()
                if status_id in journal.records and journal.records[status_id].waiting
            }
            self._senders[status.status_id] = context
        self._publish(journal, (), unix_time(), context)

    @callback
    def async_record_deleted(
        self, status_id: str, context: Context | None = None
    ) -> None:
        """Enter that a status was deleted from here: afterwards some lists show a tombstone, others nothing."""
        if not self._is_over:
            now = unix_time()
            self._publish(*record_deleted(self._journal, status_id, now), now, context)

    @callback
    def context_of(self, change: Change | None = None) -> Context | None:
        """Return the context of the action that led to what is shown now, or to a change; None for a poll."""
        if (
            self._context is None
            and change is not None
            and change.kind is ChangeKind.POSTED
        ):
            return self._senders.get(change.record.status_id)
        return self._context

    @callback
    def _publish(
        self,
        journal: Journal,
        changes: Sequence[Change],
        now: int,
        context: Context | None = None,
    ) -> None:
        """Show and announce what became known without a poll, as done by the action whose context it is."""
        self._enter(journal, changes)
        self._update_insights(now)
        self.data = self._data(now)
        self._wait_for_expiry(self.data.snapshot.changes_at)
        self._context = context
        try:
            self.async_update_listeners()
        finally:
            self._context = None

    @override
    def _save_journal(self) -> None:
        """Save the journal if it is another one than was saved."""
        if self._journal is not self._saved_journal:
            self._saved_journal = self._journal
            self._save(self._journal)


async def _result[T](call: Coroutine[Any, Any, T]) -> T | GreenApiError:
    """Return what a call returns or, as a value, the error that it raises."""
    try:
        return await call
    except GreenApiError as error:
        return error
