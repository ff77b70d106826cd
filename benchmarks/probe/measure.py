"""The measurements: CPU time of the process, turns of the event loop, states written, memory held."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
import ctypes
import gc
from time import perf_counter_ns, process_time_ns
from typing import Any

import orjson
import psutil

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

# Seconds for the answer to the command before to leave, and for its socket to close.
QUIET = 0.05
# Seconds after which the client does not wait for its turn.
SPACING = 1.2

type Numbers = dict[str, float]


async def cpu_of_poll(hass: HomeAssistant, domain: str) -> Numbers:
    """Return the CPU time of one poll in milliseconds, of all threads, and how many states it wrote.

    What comes later (the recorder's commit, the saved journal) is not in it: `cpu_of_idling` sees that.
    """
    await asyncio.sleep(QUIET)
    async with _states(hass) as written, _cpu() as cpu:
        await _poll(hass, domain)
    return {"cpu": cpu(), "states": written()}


async def stall_of_poll(hass: HomeAssistant, domain: str) -> Numbers:
    """Return the longest time in milliseconds for which one poll kept everything else waiting."""
    await asyncio.sleep(QUIET)
    # What the poll leaves behind is collected with it, not what was there before.
    gc.collect()
    async with _turns() as longest:
        await _poll(hass, domain)
    return {"stall": longest()}


async def cpu_of_idling(seconds: float) -> Numbers:
    """Return the CPU time in milliseconds that the process took in a while."""
    await asyncio.sleep(QUIET)
    async with _cpu() as cpu:
        await asyncio.sleep(seconds)
    return {"cpu": cpu()}


async def cpu_of_setup(hass: HomeAssistant, domain: str) -> Numbers:
    """Return the CPU time in milliseconds in which an entry is set up, with its first poll, and the longest stall."""
    (entry,) = hass.config_entries.async_loaded_entries(domain)
    numbers = {}
    for name, measure in (("cpu", _cpu), ("stall", _turns)):
        await hass.config_entries.async_unload(entry.entry_id)
        await asyncio.sleep(SPACING)
        gc.collect()
        async with measure() as measured:
            await hass.config_entries.async_setup(entry.entry_id)
        numbers[name] = measured()
    return numbers


async def floor(hass: HomeAssistant, url: str) -> Numbers:
    """Return the CPU time in milliseconds of a bare request, of comparing its bytes, and of decoding them.

    The first request comes after a rest, like a poll; the second right after it, when everything is in the caches.
    """
    await asyncio.sleep(QUIET)
    session = async_get_clientsession(hass)

    async def get() -> bytes:
        async with session.get(url) as response:
            return await response.read()

    begun = process_time_ns()
    body = await get()
    got = process_time_ns()
    again = await get()
    got_again = process_time_ns()
    same = again == body
    compared = process_time_ns()
    decoded = orjson.loads(body)
    done = process_time_ns()
    if not same or not isinstance(decoded, list):
        raise ValueError("the world moved, or is none")
    return {
        "get": (got - begun) / 1e6,
        "warm get": (got_again - got) / 1e6,
        "compare": (compared - got_again) / 1e6,
        "loads": (done - compared) / 1e6,
    }


def memory() -> Numbers:
    """Return the megabytes that only this process has, after everything that is not needed was given back."""
    gc.collect()
    # Another C library keeps what it keeps.
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return {"memory": psutil.Process().memory_full_info().uss / 1e6}


async def committed(hass: HomeAssistant) -> None:
    """Wait until everything that the recorder was told is in the database."""
    # `async_block_till_done` does not wait for what the recorder has in hand just now.
    done = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    await done


async def _poll(hass: HomeAssistant, domain: str) -> None:
    """Poll, and wait for all that follows at once."""
    await _coordinator(hass, domain).async_refresh()
    await hass.async_block_till_done()


def _coordinator(hass: HomeAssistant, domain: str) -> DataUpdateCoordinator[Any]:
    """Return what polls."""
    found: DataUpdateCoordinator[Any]
    if entries := hass.config_entries.async_loaded_entries(domain):
        found = entries[0].runtime_data
    else:
        (found,) = hass.data[domain]["coordinator"]
    return found


@asynccontextmanager
async def _cpu() -> AsyncGenerator[Callable[[], float]]:
    """Take the CPU time in milliseconds, of all threads."""
    after = 0
    before = process_time_ns()
    yield lambda: (after - before) / 1e6
    after = process_time_ns()


@asynccontextmanager
async def _states(hass: HomeAssistant) -> AsyncGenerator[Callable[[], int]]:
    """Count the states that are written, be they new or the same."""
    written = 0

    @callback
    def count(_event: Event[Any]) -> None:
        nonlocal written
        written += 1

    @callback
    def every(_data: Any) -> bool:
        return True

    stops = (
        hass.bus.async_listen(EVENT_STATE_CHANGED, count),
        hass.bus.async_listen(EVENT_STATE_REPORTED, count, event_filter=every),
    )
    yield lambda: written
    for stop in stops:
        stop()


@asynccontextmanager
async def _turns() -> AsyncGenerator[Callable[[], float]]:
    """Turn the event loop round without a pause, and remember the longest turn."""
    loop = asyncio.get_running_loop()
    longest = 0
    last = perf_counter_ns()
    turning = True

    def turn() -> None:
        nonlocal last, longest
        now = perf_counter_ns()
        longest = max(longest, now - last)
        last = now
        if turning:
            loop.call_soon(turn)

    loop.call_soon(turn)
    yield lambda: longest / 1e6
    turning = False
