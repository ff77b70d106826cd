"""Calendar of an account: each status from its posting to its expiry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN
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
    texts = await async_get_translations(hass, hass.config.language, "common", {DOMAIN})
    async_add_entities([GreenApiCalendar(entry, STATUSES, texts)])


class GreenApiCalendar(GreenApiEntity, CalendarEntity):
    """The statuses of an account, as far back as they are known."""

    def __init__(
        self,
        entry: GreenApiConfigEntry,
        description: CalendarEntityDescription,
        texts: Mapping[str, str],
    ) -> None:
        """Initialize the calendar, with words for numbers of views."""
        super().__init__(entry, description)
        self._texts = texts

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the newest status that people can see."""
        snapshot = self.coordinator.data.snapshot
        return self._event(snapshot.active[0], snapshot) if snapshot.active else None

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
            self._event(record, data.snapshot)
            for record in sorted(
                data.journal.records.values(), key=lambda record: record.posted_at
            )
            if not record.deleted
            and record.is_published
            and record.posted_at < end
            and record.expires_at > start
        ]

    def _event(self, record: StatusRecord, snapshot: Snapshot) -> CalendarEvent:
        """Return a status as an event, its state, views and type in words."""
        status = record.status
        facts = [
            record.state and snapshot.names[record.state],
            self._views(snapshot.views_of(record)),
            status.type and snapshot.names[status.type],
        ]
        return CalendarEvent(
            start=dt_util.as_local(from_unix(record.posted_at)),
            end=dt_util.as_local(from_unix(record.expires_at)),
            summary=snapshot.title(record, MAX_SUMMARY) or record.status_id,
            description=" · ".join(fact for fact in facts if fact),
            uid=record.status_id,
        )

    def _views(self, count: int | None) -> str | None:
        """Return a number of views in words."""
        if count is None:
            return None
        form = "one" if count == 1 else "other"
        return self._texts[f"component.{DOMAIN}.common.views_{form}"].format(
            count=count
        )
