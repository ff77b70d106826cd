"""Counts views, one status a call, in a failure domain of its own: nothing here touches the list of statuses."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .client import (
    GreenApiError,
    GreenApiQuotaError,
    GreenApiRateLimitError,
    GreenApiRequestError,
)
from .clock import unix_time
from .const import CONF_VIEWS_PER_HOUR, DOMAIN, LOGGER
from .journal import Entry
from .repairs import async_set_views_quota
from .schedule import (
    PAUSE_AFTER_ERROR,
    PAUSE_AFTER_RATE_LIMIT,
    Schedule,
    after_call,
    choose,
    forget,
    is_waiting,
    next_month,
)

if TYPE_CHECKING:
    from .coordinator import GreenApiConfigEntry, GreenApiCoordinator

DEFAULT_VIEWS_PER_HOUR: Final = 12
CYCLE: Final = timedelta(minutes=1)


class ViewCounter(DataUpdateCoordinator[None]):
    """Asks for the statistics of the statuses that are due, and tells the account's coordinator."""

    config_entry: GreenApiConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GreenApiConfigEntry,
        account: GreenApiCoordinator,
    ) -> None:
        """Initialize the counter."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{DOMAIN}_{entry.unique_id} views",
            update_interval=CYCLE,
            always_update=False,
        )
        self.schedule = Schedule(since=unix_time())
        self._account = account
        self._per_hour: int = entry.options.get(
            CONF_VIEWS_PER_HOUR, DEFAULT_VIEWS_PER_HOUR
        )

    @override
    async def _async_update_data(self) -> None:
        """Count the views of the statuses that are due."""
        active = self._account.data.overview.active
        self.schedule = forget(self.schedule, active)
        due = choose(self.schedule, active, unix_time(), self._per_hour)
        paused = unix_time() < self.schedule.paused_until
        failing = not due and not self.last_update_success
        if paused or (failing and is_waiting(self.schedule, active)):
            # Nothing was asked, so nothing was recovered from.
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="views_paused"
            )
        # A month that begins ends the stop, whether or not there is a status to ask for.
        async_set_views_quota(self.hass, self.config_entry, None)
        for entry in due:
            await self._async_count(entry)

    @override
    async def async_shutdown(self) -> None:
        """Stop counting: views that are not counted have no quota to see to."""
        await super().async_shutdown()
        async_set_views_quota(self.hass, self.config_entry, None)

    async def _async_count(self, entry: Entry) -> None:
        """Count the views of one status."""
        moved = False
        began = self.hass.loop.time()
        try:
            viewers = await self._account.client.get_status_statistic(entry.status_id)
        except GreenApiRequestError:
            # GREEN-API does not know this one status; the others may do better.
            pass
        except GreenApiError as error:
            self.schedule = after_call(
                self.schedule, entry.status_id, unix_time(), moved=None
            )
            if await self._async_is_told(error, began):
                return
            self._pause(error)
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="views_failed"
            ) from error
        else:
            moved = self._account.async_count(entry.status_id, viewers)
        self.schedule = after_call(
            self.schedule, entry.status_id, unix_time(), moved=moved
        )

    async def _async_is_told(self, error: GreenApiError, began: float) -> bool:
        """Return whether the account itself says so: one outage is one line in the log.

        It may not have noticed yet, and is asked; or it is well again, and was not when the call began.
        """
        if not self.last_update_success or isinstance(
            error, (GreenApiQuotaError, GreenApiRateLimitError)
        ):
            return False
        account = self._account
        if account.connected and account.away_at < began:
            await account.async_refresh()
        return not account.connected or account.away_at >= began

    def _pause(self, error: GreenApiError) -> None:
        """Leave GREEN-API alone for as long as the error asks for."""
        now = unix_time()
        match error:
            case GreenApiQuotaError():
                until = next_month(now)
                async_set_views_quota(self.hass, self.config_entry, error)
            case GreenApiRateLimitError():
                # No Retry-After that the client believes is longer.
                until = now + PAUSE_AFTER_RATE_LIMIT
            case _:
                until = now + PAUSE_AFTER_ERROR
        self.schedule = replace(self.schedule, paused_until=until)
