"""Polls the statuses of contacts, in a failure domain of its own: nothing here touches the account's own list."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType, SignalTypeFormat

from ..client import (
    GreenApiClient,
    GreenApiError,
    GreenApiForbiddenError,
    GreenApiQuotaError,
    Sender,
    StatusReply,
)
from ..const import CONF_CONTACTS_INTERVAL, DEFAULT_CONTACTS_INTERVAL, DOMAIN
from ..issues import Issue, async_set_issue
from ..journal import LIFETIME, Change, apply_reply, expire
from ..journal_coordinator import JournalCoordinator
from ..util import unix_time
from .snapshot import ContactsSnapshot, build_contacts
from .storage import journal_to_part, read_part

# Minutes that are asked for: what contacts show.
WINDOW: Final = LIFETIME // 60
# Seconds for which a status is remembered after it was last listed, and how old a row may be. The list holds a day.
RETENTION: Final = 2 * LIFETIME

# For the entity of one account, by entry id, and for triggers, which outlive entries and their reloads.
SIGNAL_CONTACT_CHANGES: SignalTypeFormat[tuple[Change, ...]] = SignalTypeFormat(
    f"{DOMAIN}_{{}}_contact_changes"
)
SIGNAL_ACCOUNT_CONTACT_CHANGES: SignalType[ConfigEntry, tuple[Change, ...]] = (
    SignalType(f"{DOMAIN}_account_contact_changes")
)

CAUGHT_UP: HassKey[set[str]] = HassKey(f"{DOMAIN}_contacts_caught_up")

ISSUES: Final = (Issue.CONTACTS_NOT_ENABLED, Issue.CONTACTS_QUOTA_EXCEEDED)


class ContactStatusesCoordinator(JournalCoordinator[ContactsSnapshot]):
    """Keeps what the contacts of one account post up to date."""

    signal = SIGNAL_CONTACT_CHANGES
    account_signal = SIGNAL_ACCOUNT_CONTACT_CHANGES
    caught_up = CAUGHT_UP

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: GreenApiClient,
        stored: object,
        *,
        save: Callable[[dict[str, Any]], None],
        own_list_works: Callable[[], bool],
    ) -> None:
        """Initialize the coordinator with what `save` was given in the last run, or anything else."""
        super().__init__(
            hass,
            entry,
            read_part(stored),
            name=f"{DOMAIN}_{entry.unique_id} contacts' statuses",
            update_interval=timedelta(
                minutes=entry.options.get(
                    CONF_CONTACTS_INTERVAL, DEFAULT_CONTACTS_INTERVAL
                )
            ),
        )
        self.data = ContactsSnapshot()
        self.failing_since: int | None = None
        self._client = client
        self._save = save
        self._own_list_works = own_list_works
        self._saved = journal_to_part(self._journal)
        self._senders: Mapping[str, Sender] = {}

    @property
    def is_available(self) -> bool:
        """Return whether what contacts show is known and up to date."""
        return self.last_update_success and self.data.is_loaded

    @property
    def reply(self) -> StatusReply | None:
        """Return the last list that was accepted."""
        return self._reply

    def thumbnail(self, status_id: str) -> str | None:
        """Return the small picture of a status in base64. It is kept in memory, with the list that it came with."""
        return None if self._reply is None else self._reply.thumbnails.get(status_id)

    @override
    async def _async_update_data(self) -> ContactsSnapshot:
        """Ask for the statuses of contacts, and find out what is new."""
        try:
            reply = await self._client.get_incoming_statuses(WINDOW, self._reply)
        except GreenApiError as error:
            if self._is_over:
                return self.data
            raise self._update_failed(error) from error
        if self._is_over:
            # What came belongs to whoever comes next.
            return self.data
        for issue in ISSUES:
            async_set_issue(self.hass, self.config_entry, issue, None)
        self.failing_since = None
        now = unix_time()
        if reply is not self._reply:
            self._reply = reply
            self._enter(
                *apply_reply(
                    self._journal,
                    reply.statuses,
                    now,
                    oldest=now - RETENTION,
                    retention=RETENTION,
                ),
                from_list=True,
            )
            self._senders = {
                status_id: sender
                for status_id, sender in {**self._senders, **reply.senders}.items()
                if status_id in self._journal.records
            }
        self._enter(*expire(self._journal, now))
        return self._snapshot(now)

    def _update_failed(self, error: GreenApiError) -> UpdateFailed:
        """Return what an error is to Home Assistant, and open the issue that is about contacts' statuses alone."""
        if self.failing_since is None:
            self.failing_since = unix_time()
        if isinstance(error, (GreenApiForbiddenError, GreenApiQuotaError)):
            opened: dict[Issue, Mapping[str, str]] = {}
            if isinstance(error, GreenApiQuotaError):
                opened[Issue.CONTACTS_QUOTA_EXCEEDED] = error.translation_placeholders
            elif self._own_list_works():
                opened[Issue.CONTACTS_NOT_ENABLED] = {}
            for issue in ISSUES:
                async_set_issue(self.hass, self.config_entry, issue, opened.get(issue))
        retry_after = error.retry_after
        if retry_after is not None and self.update_interval is not None:
            # Nobody waits for these: asking more often than usual would only use up the plan.
            retry_after = max(retry_after, self.update_interval.total_seconds())
        return UpdateFailed(
            retry_after=retry_after,
            translation_domain=DOMAIN,
            translation_key=error.translation_key,
            translation_placeholders=error.translation_placeholders,
        )

    def _snapshot(self, now: int) -> ContactsSnapshot:
        """Return what the entities show; built anew only if it would be another one."""
        if (
            self.data.journal is self._journal
            and self.data.senders is self._senders
            and self.data.holds_at(now)
            and self.data.is_loaded
        ):
            return self.data
        return build_contacts(
            self._journal, self._senders, now, is_loaded=self._reply is not None
        )

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Let time go on where the poll failed, and wait for the next expiry."""
        if self._is_over:
            return
        if not self.last_update_success and not self.data.holds_at(unix_time()):
            self._handle_expiry()
        else:
            self._wait_for_expiry(self.data.changes_at)

    @callback
    @override
    def _handle_expiry(self, _now: datetime | None = None) -> None:
        """Let a status expire without asking GREEN-API."""
        now = unix_time()
        self._enter(*expire(self._journal, now))
        self.data = self._snapshot(now)
        self._wait_for_expiry(self.data.changes_at)
        self.async_update_listeners()

    @override
    def _save_journal(self) -> None:
        """Save what is kept of the journal if that changed."""
        if (part := journal_to_part(self._journal)) != self._saved:
            self._saved = part
            self._save(part)

    @override
    async def async_shutdown(self) -> None:
        """Stop polling, announcing and waiting, and close the issues, which are about nothing any more."""
        await super().async_shutdown()
        for issue in ISSUES:
            async_set_issue(self.hass, self.config_entry, issue, None)
