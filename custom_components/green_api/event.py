"""Event entities of an account: what happens to its statuses and to those of contacts, one event per change."""

from abc import abstractmethod
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util.signal_type import SignalTypeFormat

from .contacts import SIGNAL_CONTACT_CHANGES, ContactStatusesCoordinator
from .coordinator import SIGNAL_CHANGES, GreenApiCoordinator
from .data import GreenApiConfigEntry
from .entity import AccountEntity, ContactsEntity, GreenApiEntity
from .journal import Change, ChangeKind
from .util import from_unix

PARALLEL_UPDATES = 0

STATUS = EventEntityDescription(
    key="status", translation_key="status", event_types=list(ChangeKind)
)

# What can happen to a status whose delivery is not ours.
CONTACT_KINDS: Final = (ChangeKind.POSTED, ChangeKind.DELETED, ChangeKind.EXPIRED)
CONTACT_STATUS = EventEntityDescription(
    key="contact_status",
    translation_key="contact_status",
    event_types=list(CONTACT_KINDS),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities of an account."""
    async_add_entities([GreenApiStatusEvent(entry, STATUS)])
    if (contacts := entry.runtime_data.contact_statuses) is not None:
        async_add_entities([ContactStatusEvent(entry, contacts, CONTACT_STATUS)])


class AccountEvent[C: DataUpdateCoordinator[Any]](AccountEntity[C], EventEntity):
    """An event entity that listens to what one of the coordinators of an account announces."""

    signal: SignalTypeFormat[tuple[Change, ...]]

    @property
    @override
    def available(self) -> bool:
        """Return true: the last event stays true in an outage, in which statuses go on to expire."""
        return True

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to what is announced for the account."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(
                self.hass,
                self.signal.format(self._entry.entry_id),
                self._handle_changes,
            )
        )

    @abstractmethod
    @callback
    def _handle_changes(self, changes: tuple[Change, ...]) -> None:
        """Write a state for each change, so that each is an event of its own."""


class GreenApiStatusEvent(AccountEvent[GreenApiCoordinator], GreenApiEntity):
    """What happens to the statuses of an account."""

    # What people wrote is for dashboards: the history keeps what happened.
    _unrecorded_attributes = frozenset({"media_url", "title"})

    signal = SIGNAL_CHANGES

    @callback
    @override
    def _handle_changes(self, changes: tuple[Change, ...]) -> None:
        """Write a state for each change."""
        data = self.coordinator.data
        for change in changes:
            record = change.record
            self._attribute_to(self.coordinator.context_of(change))
            self._trigger_event(
                change.kind,
                {
                    "account": data.account,
                    **data.snapshot.item(record),
                    "from_state": change.from_state,
                    "to_state": record.state,
                    "failure_reason": record.failure_reason,
                    # As it was counted, which is what the event is about.
                    "views": record.views,
                    "new_views": change.new_views,
                    "occurred_at": from_unix(change.occurred_at).isoformat(),
                    "caught_up": change.caught_up,
                },
            )
            self.async_write_ha_state()


class ContactStatusEvent(AccountEvent[ContactStatusesCoordinator], ContactsEntity):
    """What happens to the statuses of contacts.

    Home Assistant keeps the last event of an entity in a file, and so it tells neither who posted nor what: the trigger
    does.
    """

    signal = SIGNAL_CONTACT_CHANGES

    @callback
    @override
    def _handle_changes(self, changes: tuple[Change, ...]) -> None:
        """Write a state for each change."""
        for change in changes:
            record = change.record
            self._trigger_event(
                change.kind,
                {
                    "account": self._entry.unique_id,
                    "status_id": record.status_id,
                    "type": record.status.type,
                    "posted_at": from_unix(record.posted_at).isoformat(),
                    "occurred_at": from_unix(change.occurred_at).isoformat(),
                    "caught_up": change.caught_up,
                },
            )
            self.async_write_ha_state()
