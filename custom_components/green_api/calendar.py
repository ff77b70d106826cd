"""Calendar of an account: each status from its posting to its expiry."""

from datetime import datetime
from typing import Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .data import GreenApiConfigEntry
from .entity import GreenApiEntity
from .journal import Snapshot, StatusRecord
from .util import from_unix

PARALLEL_UPDATES = 0

MAX_SUMMARY: Final = 100

STATUSES = CalendarEntityDescription(key="statuses", translation_key="statuses")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendar of an account."""
    async_add_entities([GreenApiCalendar(entry, STATUSES)])


class GreenApiCalendar(GreenApiEntity, CalendarEntity):
    """The statuses of an account, as far back as they are known."""

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the newest status that people can see."""
        snapshot = self.coordinator.data.snapshot
        return calendar_event(snapshot.active[0], snapshot) if snapshot.active else None

    @override
    def _state_inputs(self) -> object:
        """Return all that the state is made of; an event checks what it is given, which takes longer than all else."""
        active = self.coordinator.data.snapshot.active
        return self.available, active and (
            active[0].status,
            active[0].posted_at,
            active[0].state,
        )

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the statuses that could be seen between two times."""
        data = self.coordinator.data
        start, end = start_date.timestamp(), end_date.timestamp()
        return [
            calendar_event(record, data.snapshot)
            for record in sorted(
                data.journal.records.values(), key=lambda record: record.posted_at
            )
            if not record.deleted
            and record.is_published
            and record.posted_at < end
            and record.expires_at > start
        ]


def calendar_event(record: StatusRecord, snapshot: Snapshot) -> CalendarEvent:
    """Return a status as an event."""
    lines = [record.state and snapshot.names[record.state], record.status.media_url]
    return CalendarEvent(
        start=dt_util.as_local(from_unix(record.posted_at)),
        end=dt_util.as_local(from_unix(record.expires_at)),
        summary=snapshot.title(record, MAX_SUMMARY) or record.status_id,
        description="\n".join(line for line in lines if line),
        uid=record.status_id,
    )
