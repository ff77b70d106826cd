"""Counts views, one status a request, separately from the list of statuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from ..client import (
    GreenApiClient,
    GreenApiError,
    GreenApiQuotaError,
    GreenApiRateLimitError,
    GreenApiRequestError,
    Viewer,
)
from ..const import CONF_VIEWS_PER_HOUR, DEFAULT_VIEWS_PER_HOUR, DOMAIN, LOGGER
from ..issues import Issue, async_set_issue
from ..journal import Journal, StatusRecord
from ..util import unix_time
from .schedule import (
    PAUSE_AFTER_ERROR,
    PAUSE_AFTER_RATE_LIMIT,
    Schedule,
    after_request,
    choose,
    forget_unknown,
    is_paused,
    is_waiting,
    next_month,
)

CYCLE: Final = timedelta(minutes=1)


class ViewsCoordinator(DataUpdateCoordinator[None]):
    """Asks for the statistics of the statuses that are due, and passes them on."""

    config_entry: ConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: GreenApiClient,
        schedule: Schedule,
        *,
        get_journal: Callable[[], Journal],
        record: Callable[[str, tuple[Viewer, ...]], None],
        save: Callable[[dict[str, Any]], None],
    ) -> None:
        """Initialize the coordinator. `record` takes the viewers of a status, `save` the schedule."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{DOMAIN}_{entry.unique_id} views",
            update_interval=CYCLE,
            always_update=False,
        )
        self._client = client
        self._schedule = schedule
        self._get_journal = get_journal
        self._record = record
        self._save = save
        self._per_hour: int = entry.options.get(
            CONF_VIEWS_PER_HOUR, DEFAULT_VIEWS_PER_HOUR
        )

    @override
    async def _async_update_data(self) -> None:
        """Count the views of the statuses that are due."""
        records = self._get_journal().records
        now = unix_time()
        self._schedule = forget_unknown(self._schedule, records)
        due = choose(self._schedule, records.values(), now, self._per_hour)
        is_failing = not due and not self.last_update_success
        if is_paused(self._schedule, now) or (
            is_failing and is_waiting(records.values(), now)
        ):
            # Nothing was asked, so nothing was recovered from.
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="views_paused"
            )
        # A month that begins ends the pause, whether or not there is a status to ask for.
        async_set_issue(self.hass, self.config_entry, Issue.VIEWS_QUOTA_EXCEEDED, None)
        for record in due:
            if not self._shutdown_requested:
                await self._async_count(record)

    async def _async_count(self, record: StatusRecord) -> None:
        """Count the views of one status."""
        viewers: tuple[Viewer, ...] = ()
        try:
            viewers = await self._client.get_status_statistic(record.api_id)
        except GreenApiRequestError:
            # GREEN-API does not know this one status; the others may do better.
            pass
        except GreenApiError as error:
            self.async_record_request(record.status_id, answered=False)
            self._pause(error)
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="views_failed"
            ) from error
        self.async_record_request(record.status_id)
        self._record(record.status_id, viewers)

    @callback
    def async_record_request(self, status_id: str, *, answered: bool = True) -> None:
        """Note that a statistic was asked for, whoever did: the hourly cap is for all."""
        if not self._shutdown_requested:
            self._set_schedule(
                after_request(self._schedule, status_id, unix_time(), answered=answered)
            )

    def _pause(self, error: GreenApiError) -> None:
        """Ask nothing for as long as the error calls for."""
        if self._shutdown_requested:
            return
        now = unix_time()
        match error:
            case GreenApiQuotaError():
                until = next_month(now)
                async_set_issue(
                    self.hass,
                    self.config_entry,
                    Issue.VIEWS_QUOTA_EXCEEDED,
                    error.translation_placeholders,
                )
            case GreenApiRateLimitError():
                # No Retry-After that the client believes is longer.
                until = now + PAUSE_AFTER_RATE_LIMIT
            case _:
                until = now + PAUSE_AFTER_ERROR
        self._set_schedule(replace(self._schedule, paused_until=until))

    def _set_schedule(self, schedule: Schedule) -> None:
        """Take over a schedule and save it, so that the cap holds over a restart."""
        self._schedule = schedule
        self._save(schedule.to_dict())

    @override
    async def async_shutdown(self) -> None:
        """Stop counting: views that are not counted have no quota to see to."""
        await super().async_shutdown()
        async_set_issue(self.hass, self.config_entry, Issue.VIEWS_QUOTA_EXCEEDED, None)
