"""Calendar of an account: each status from its posting to its expiry."""

from datetime import datetime
from typing import override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import GreenApiConfigEntry
from .entity import GreenApiEntity
from .journal import Entry
from .overview import MAX_ITEM_TITLE, Overview, moment

PARALLEL_UPDATES = 0

STATUSES = CalendarEntityDescription(key="statuses", translation_key="statuses")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendar of an account."""
    async_add_entities([GreenApiCalendar(entry.runtime_data, STATUSES)])


class GreenApiCalendar(GreenApiEntity, CalendarEntity):
    """The statuses of an account, as far back as they are known."""

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the newest status that people can see."""
        overview = self.coordinator.data.overview
        return calendar_event(overview.active[0], overview) if overview.active else None

    @override
    def _shows(self) -> object:
        """Return all that the state is made of; an event checks what it is given, which takes longer than all else."""
        active = self.coordinator.data.overview.active
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
            calendar_event(entry, data.overview)
            for entry in sorted(
                data.journal.entries.values(), key=lambda entry: entry.posted_at
            )
            if not entry.deleted and entry.posted_at < end and entry.expires_at > start
        ]


def calendar_event(entry: Entry, overview: Overview) -> CalendarEvent:
    """Return a status as an event."""
    lines = [entry.state and overview.names[entry.state], entry.status.media_url]
    return CalendarEvent(
        start=dt_util.as_local(moment(entry.posted_at)),
        end=dt_util.as_local(moment(entry.expires_at)),
        summary=overview.title(entry, MAX_ITEM_TITLE) or entry.status_id,
        description="\n".join(line for line in lines if line),
        uid=entry.status_id,
    )
