"""Polls an account, feeds the journal, stores it and announces what changed. Owns the client."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_TOKEN, CONF_SCAN_INTERVAL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.storage import Store
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalTypeFormat

from .client import (
    GreenApiClient,
    GreenApiError,
    InstanceState,
    StatusReply,
    StatusType,
)
from .const import CONF_API_URL, CONF_ID_INSTANCE, CONF_WINDOW, DOMAIN, LOGGER
from .journal import Change, Journal, advance, expire, from_dict, to_dict
from .overview import Overview, look, moment
from .repairs import async_set_delivery_receipts, async_set_issues
from .verdict import judge

DEFAULT_SCAN_INTERVAL: Final = 60
DEFAULT_WINDOW: Final = 1440
# The settings of an instance hardly ever change, and asking counts against the plan.
SETTINGS_INTERVAL: Final = timedelta(hours=1)

# Keyed by entry id, so that a trigger keeps listening while the entry is reloaded.
SIGNAL_CHANGES: SignalTypeFormat[tuple[Change, ...]] = SignalTypeFormat(
    f"{DOMAIN}_{{}}_changes"
)

type GreenApiConfigEntry = ConfigEntry[GreenApiCoordinator]


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenApiData:
    """What the entities of an account show."""

    account: str
    journal: Journal
    overview: Overview
    instance_state: InstanceState | None
    connected: bool


def journal_store(
    hass: HomeAssistant, entry: GreenApiConfigEntry
) -> Store[dict[str, Any]]:
    """Return where the journal of an entry is kept."""
    return Store(
        hass,
        version=1,
        key=f"{DOMAIN}.{entry.entry_id}",
        private=True,
        atomic_writes=True,
        serialize_in_event_loop=False,
    )


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
        self.last_reply: StatusReply | None = None
        self._account: str = entry.data[CONF_ID_INSTANCE]
        self._window: int = entry.options.get(CONF_WINDOW, DEFAULT_WINDOW)
        self._store = journal_store(hass, entry)
        self._journal = self._saved_journal = Journal()
        self._changes: tuple[Change, ...] = ()
        self._announcing = False
        self._type_names: Mapping[StatusType, str] = {}
        self._unknown_states: frozenset[str] = frozenset()
        self._settings_due = dt_util.utcnow()
        self._cancel_boundary: CALLBACK_TYPE | None = None

    @override
    async def _async_setup(self) -> None:
        """Load what was known when Home Assistant stopped."""
        translations = await async_get_translations(
            self.hass, self.hass.config.language, "entity", {DOMAIN}
        )
        prefix = f"component.{DOMAIN}.entity.sensor.latest_status.state_attributes.type"
        self._type_names = {
            each: translations[f"{prefix}.state.{each}"] for each in StatusType
        }
        if (stored := await self._store.async_load()) is None:
            return
        try:
            self._journal = self._saved_journal = from_dict(stored)
        except AttributeError, KeyError, TypeError, ValueError:
            LOGGER.warning(
                "The stored statuses of %s cannot be read and are learnt anew",
                self.name,
            )

    @override
    async def _async_update_data(self) -> GreenApiData:
        """Ask for the instance state and the statuses, and enter what is new in the journal."""
        state, reply = await asyncio.gather(
            _outcome(self.client.get_state_instance()),
            _outcome(self.client.get_outgoing_statuses(self._window)),
        )
        if isinstance(reply, StatusReply):
            # Whatever the state was: the client shows each reply only once.
            self._learn(reply)
        verdict = judge(state, reply)
        if verdict.issues is not None:
            async_set_issues(self.hass, self.config_entry, verdict.issues)
        if verdict.error is not None:
            raise verdict.error
        self._check_delivery_receipts()
        return self._data(verdict.instance_state, connected=verdict.connected)

    def _learn(self, reply: StatusReply) -> None:
        """Enter a reply in the journal."""
        self.last_reply = reply
        self._journal, changes = advance(self._journal, reply.statuses, _now())
        self._changes += changes
        for state in reply.unknown_states - self._unknown_states:
            LOGGER.warning("GREEN-API reports a state that is not known: %r", state)
        self._unknown_states |= reply.unknown_states

    def _data(
        self, instance_state: InstanceState | None, *, connected: bool
    ) -> GreenApiData:
        """Return what the entities show; looking is left out while it would show the same."""
        now = _now()
        overview = self.data.overview if self.data is not None else None
        if (
            overview is None
            or self.data.journal is not self._journal
            or (overview.changes_at is not None and overview.changes_at <= now)
        ):
            overview = look(self._journal, self._window * 60, now, self._type_names)
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
        self._cancel_timer()
        if self.data is None or self._shutdown_requested:
            return
        if (changes_at := self.data.overview.changes_at) is not None:
            self._cancel_boundary = async_track_point_in_utc_time(
                self.hass, self._handle_boundary, moment(changes_at)
            )

    @callback
    def _handle_boundary(self, _now_: datetime) -> None:
        """Let a status expire, or leave the window, without asking GREEN-API."""
        self._cancel_boundary = None
        self._journal, changes = expire(self._journal, _now())
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

    @callback
    def async_start_announcing(self, _hass: HomeAssistant) -> None:
        """Announce from now on, beginning with what happened while nobody was listening."""
        self._announcing = True
        self._announce()

    @callback
    def _announce(self) -> None:
        """Announce what changed, then save at once: only a power cut in between can make it happen twice."""
        if not self._announcing:
            return
        changes, self._changes = self._changes, ()
        if changes:
            async_dispatcher_send(
                self.hass, SIGNAL_CHANGES.format(self.config_entry.entry_id), changes
            )
        if self._journal is not self._saved_journal:
            self._saved_journal = self._journal
            # Unlike a poll, a task of the entry is waited for when the entry is unloaded.
            self.config_entry.async_create_task(
                self.hass, self._async_save(self._journal), "save journal"
            )

    async def _async_save(self, journal: Journal) -> None:
        """Write the journal to disk."""
        await self._store.async_save(
            await self.hass.async_add_executor_job(to_dict, journal)
        )

    def _check_delivery_receipts(self) -> None:
        """Find out, now and then, whether the instance is told about reads at all."""
        if (now := dt_util.utcnow()) < self._settings_due:
            return
        self._settings_due = now + SETTINGS_INTERVAL
        self.config_entry.async_create_background_task(
            self.hass, self._async_check_delivery_receipts(), "check settings"
        )

    async def _async_check_delivery_receipts(self) -> None:
        """Ask for the settings. What goes wrong here shows in the next poll, and costs it nothing."""
        settings = await _outcome(self.client.get_settings())
        if not isinstance(settings, GreenApiError):
            async_set_delivery_receipts(
                self.hass, self.config_entry, settings.delivery_receipts
            )

    @callback
    def _cancel_timer(self) -> None:
        """Stop waiting for the boundary."""
        if self._cancel_boundary is not None:
            self._cancel_boundary()
            self._cancel_boundary = None

    @override
    async def async_shutdown(self) -> None:
        """Stop polling and waiting."""
        await super().async_shutdown()
        self._cancel_timer()


async def _outcome[T](call: Coroutine[Any, Any, T]) -> T | GreenApiError:
    """Return what a call returns or, as a value, the error that it raises."""
    try:
        return await call
    except GreenApiError as error:
        return error


def _now() -> int:
    """Return the time in unix seconds."""
    return int(dt_util.utcnow().timestamp())
