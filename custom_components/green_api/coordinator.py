"""Polls an account, feeds the journal, stores it and announces what changed. Owns the client."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import inf
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_TOKEN, CONF_SCAN_INTERVAL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType, SignalTypeFormat

from .audience import Audience
from .client import (
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
from .clock import Alarm, unix_time
from .const import (
    CONF_API_URL,
    CONF_ID_INSTANCE,
    CONF_VIEWS,
    CONF_WINDOW,
    DOMAIN,
    LOGGER,
)
from .counter import ViewCounter
from .journal import LIFETIME, Change, Journal, advance, count, expire
from .media import MediaLibrary
from .overview import Overview, look
from .repairs import async_set_issues
from .storage import JournalStore
from .verdict import Issue, judge

DEFAULT_SCAN_INTERVAL: Final = 60
DEFAULT_WINDOW: Final = 1440

type GreenApiConfigEntry = ConfigEntry[GreenApiCoordinator]

# For the entities of one account, by entry id, and for triggers, which outlive entries and their reloads.
SIGNAL_CHANGES: SignalTypeFormat[tuple[Change, ...]] = SignalTypeFormat(
    f"{DOMAIN}_{{}}_changes"
)
SIGNAL_ACCOUNT_CHANGES: SignalType[GreenApiConfigEntry, tuple[Change, ...]] = (
    SignalType(f"{DOMAIN}_account_changes")
)

# The entries that were polled since Home Assistant started: what the first poll finds happened while it was down.
POLLED: HassKey[set[str]] = HassKey(f"{DOMAIN}_polled")


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenApiData:
    """What the entities of an account show."""

    account: str
    journal: Journal
    overview: Overview
    instance_state: InstanceState | None
    connected: bool


class GreenApiCoordinator(DataUpdateCoordinator[GreenApiData]):
    """Keeps what is known of one account."""

    config_entry: GreenApiConfigEntry

    def __init__(self, hass: HomeAssistant, entry: GreenApiConfigEntry) -> None:
        """Initialize the coordinator."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{DOMAIN}_{entry.unique_id}",
            update_interval=timedelta(
                seconds=entry.options.get(CONF_SCAN_INTERVAL, DEFAULT_SCAN_INTERVAL)
            ),
            always_update=False,
        )
        self.client = GreenApiClient(
            async_get_clientsession(hass),
            entry.data[CONF_API_URL],
            entry.data[CONF_ID_INSTANCE],
            entry.data[CONF_API_TOKEN],
        )
        self.audience = Audience(self.client)
        self.media = MediaLibrary(hass, entry)
        self.counter: ViewCounter | None = None
        if entry.options.get(CONF_VIEWS, True):
            self.counter = ViewCounter(hass, entry, self)
        self.last_reply: StatusReply | None = None
        # By the clock of the event loop: when a poll last found that the account was not connected.
        self.away_at = -inf
        self._account: str = entry.data[CONF_ID_INSTANCE]
        self._window: int = entry.options.get(CONF_WINDOW, DEFAULT_WINDOW)
        self._store = JournalStore(hass, entry.entry_id)
        self._journal = self._saved_journal = Journal()
        self._changes: tuple[Change, ...] = ()
        self._announcing = False
        self._names: Mapping[StatusType | StatusState, str] = {}
        self._unknown_states: frozenset[str] = frozenset()
        self._issues: Mapping[Issue, Mapping[str, str]] | None = None
        self._boundary = Alarm(hass, self._handle_boundary)

    @override
    async def _async_setup(self) -> None:
        """Load what was known when Home Assistant stopped."""
        translations = await async_get_translations(
            self.hass, self.hass.config.language, "entity", {DOMAIN}
        )
        prefix = f"component.{DOMAIN}.entity.sensor.latest_status"
        self._names = {
            **{each: translations[f"{prefix}.state.{each}"] for each in StatusState},
            **{
                each: translations[f"{prefix}.state_attributes.type.state.{each}"]
                for each in StatusType
            },
        }
        self._journal = self._saved_journal = await self._store.async_load()
        await self.media.async_load(self._journal)

    @override
    async def _async_update_data(self) -> GreenApiData:
        """Ask for the statuses and the instance state, and enter what is new in the journal."""
        # What people can still see is asked for in any case: late reads are what matters.
        reply = await _outcome(
            self.client.get_outgoing_statuses(max(self._window, LIFETIME // 60))
        )
        if isinstance(reply, StatusReply):
            # At once: the client shows each reply only once, and what follows may fail, or be cancelled.
            self._learn(reply)
        # Only now: so the second request goes over the connection of the first, or does not go where there is none.
        state = (
            reply
            if isinstance(reply, GreenApiConnectionError)
            else await _outcome(self.client.get_state_instance())
        )
        verdict = judge(state, reply)
        if verdict.issues is not None and verdict.issues != self._issues:
            self._issues = verdict.issues
            async_set_issues(self.hass, self.config_entry, verdict.issues)
        if verdict.error is not None:
            raise verdict.error
        return self._data(verdict.instance_state, connected=verdict.connected)

    def _learn(self, reply: StatusReply) -> None:
        """Enter a reply in the journal."""
        self.last_reply = reply
        self._journal, changes = advance(self._journal, reply.statuses, unix_time())
        polled = self.hass.data.setdefault(POLLED, set())
        if self.config_entry.entry_id not in polled:
            polled.add(self.config_entry.entry_id)
            changes = tuple(replace(change, caught_up=True) for change in changes)
        self._changes += changes
        for state in reply.unknown_states - self._unknown_states:
            LOGGER.warning("GREEN-API reports a state that is not known: %r", state)
        self._unknown_states |= reply.unknown_states

    def _data(
        self, instance_state: InstanceState | None, *, connected: bool
    ) -> GreenApiData:
        """Return what the entities show; looking is left out while it would show the same."""
        now = unix_time()
        overview = self.data.overview if self.data is not None else None
        if (
            overview is None
            or self.data.journal is not self._journal
            or (overview.changes_at is not None and overview.changes_at <= now)
        ):
            overview = look(self._journal, self._window * 60, now, self._names)
        return GreenApiData(
            account=self._account,
            journal=self._journal,
            overview=overview,
            instance_state=instance_state,
            connected=connected,
        )

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Wait for the moment at which the data stop being true by themselves."""
        if not self.connected:
            self.away_at = self.hass.loop.time()
        if self.data is None or self._shutdown_requested:
            return
        self.media.async_update(self.data.journal, self.data.overview, self.last_reply)
        self._boundary.async_set(self.data.overview.changes_at)

    @callback
    def _handle_boundary(self) -> None:
        """Let a status expire, or leave the window, without asking GREEN-API."""
        self._renew(*expire(self._journal, unix_time()))

    @callback
    def async_count(self, status_id: str, viewers: tuple[Viewer, ...]) -> bool:
        """Enter whom a status reached, and return whether that is more than was known. No viewers are no news."""
        if not viewers:
            return False
        ranks = [viewer.state.rank for viewer in viewers]
        journal, changes = count(
            self._journal,
            status_id,
            delivered_to=sum(rank >= StatusState.DELIVERED.rank for rank in ranks),
            views=sum(rank >= StatusState.READ.rank for rank in ranks),
            now=unix_time(),
        )
        if journal is self._journal:
            return False
        self._renew(journal, changes)
        return True

    @callback
    def async_deleted(self, status_id: str) -> None:
        """Enter that we deleted a status: afterwards some lists show a tombstone, others nothing."""
        now = unix_time()
        gone = Status(status_id=status_id, timestamp=now, deleted=True)
        self._renew(*advance(self._journal, (gone,), now))

    @callback
    def _renew(self, journal: Journal, changes: tuple[Change, ...]) -> None:
        """Show and announce what became known without a poll."""
        self._journal = journal
        self._changes += changes
        self.data = self._data(self.data.instance_state, connected=self.data.connected)
        self._async_refresh_finished()
        self.async_update_listeners()

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Update the entities, then announce what changed: an automation that this starts sees the new states."""
        super().async_update_listeners()
        self._announce()

    @property
    def connected(self) -> bool:
        """Return whether GREEN-API answers and the phone is linked."""
        return self.last_update_success and self.data.connected

    @property
    def counts_views(self) -> bool:
        """Return whether the views shown are being kept up."""
        return self.counter is not None and self.counter.last_update_success

    @callback
    def async_start_announcing(self, _hass: HomeAssistant) -> None:
        """Announce from now on, beginning with what happened while nobody was listening."""
        self._announcing = True
        self._announce()

    @callback
    def _announce(self) -> None:
        """Announce what changed, then save: a power cut in between makes it happen twice, rather than not at all."""
        if not self._announcing:
            return
        changes, self._changes = self._changes, ()
        if changes:
            async_dispatcher_send(
                self.hass, SIGNAL_CHANGES.format(self.config_entry.entry_id), changes
            )
            async_dispatcher_send(
                self.hass, SIGNAL_ACCOUNT_CHANGES, self.config_entry, changes
            )
        if self._journal is not self._saved_journal:
            self._saved_journal = self._journal
            self._store.async_save_later(self._journal)

    @override
    async def async_shutdown(self) -> None:
        """Stop polling and waiting."""
        await super().async_shutdown()
        self._boundary.async_set(None)
        await self._store.async_save_now()


async def _outcome[T](call: Coroutine[Any, Any, T]) -> T | GreenApiError:
    """Return what a call returns or, as a value, the error that it raises."""
    try:
        return await call
    except GreenApiError as error:
        return error
