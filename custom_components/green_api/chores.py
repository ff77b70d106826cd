"""Work on the disk, in order and off the event loop."""

import asyncio
from collections.abc import Callable
from functools import partial

from homeassistant.core import HomeAssistant, callback

from .const import LOGGER


class Chores:
    """Small jobs that block, put off until somebody does them all."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self._hass = hass
        self._waiting: list[Callable[[], None]] = []

    def __bool__(self) -> bool:
        """Return whether there is something to do."""
        return bool(self._waiting)

    @callback
    def add[*Ts](self, job: Callable[[*Ts], None], *args: *Ts) -> None:
        """Put off a job. What the disk does not allow is left undone."""
        self._waiting.append(partial(job, *args))

    async def async_do(self) -> None:
        """Do what has been put off until now."""
        jobs, self._waiting = self._waiting, []
        await self.async_run(_do, jobs)

    async def async_run[*Ts, T](self, job: Callable[[*Ts], T], *args: *Ts) -> T:
        """Return what a job returns. Who is cancelled meanwhile waits for its end: it may be writing."""
        future = self._hass.async_add_executor_job(job, *args)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise


def _do(jobs: list[Callable[[], None]]) -> None:
    for job in jobs:
        try:
            job()
        except OSError as error:
            LOGGER.debug("A picture was not kept: %s", type(error).__name__)
