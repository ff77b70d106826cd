"""A custom integration that measures the others from within their Home Assistant, on command.

The benchmarks copy this file into the custom components of the Home Assistant that they start.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
import ctypes
from functools import wraps
import gc
from time import process_time_ns
from typing import Any

import orjson
import psutil
import voluptuous as vol

from homeassistant.components import websocket_api
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.core import HomeAssistant, StateMachine, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

DOMAIN = "probe"
# Seconds for the answer to the previous command to be sent, and for its connection to close.
SETTLE = 0.05


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the measurements as websocket commands."""
    hass.data[DOMAIN] = count_states()
    for command in (
        websocket_poll,
        websocket_baseline,
        websocket_idle,
        websocket_memory,
        websocket_commit,
    ):
        websocket_api.async_register_command(hass, command)
    return True


@websocket_api.websocket_command(
    {vol.Required("type"): "probe/poll", vol.Required("domain"): str}
)
@websocket_api.async_response
async def websocket_poll(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Poll, and return the CPU time and the number of states that were written.

    What the recorder and the storage do later is not included; `probe/idle` measures that.
    """
    await asyncio.sleep(SETTLE)
    written = hass.data[DOMAIN]
    before = written()
    async with _cpu_time() as cpu:
        await _coordinator(hass, msg["domain"]).async_refresh()
        await hass.async_block_till_done()
    connection.send_result(msg["id"], {"cpu": cpu(), "states": written() - before})


@websocket_api.websocket_command(
    {
        vol.Required("type"): "probe/baseline",
        vol.Required("list_url"): str,
        vol.Required("state_url"): str,
    }
)
@websocket_api.async_response
async def websocket_baseline(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Return the CPU time of one bare GET and of two, of comparing bytes with earlier ones, and of decoding them."""
    session = async_get_clientsession(hass)

    async def get(url: str) -> bytes:
        async with session.get(url) as response:
            return await response.read()

    # A poll comes after a rest, so the measured requests do, too.
    await asyncio.sleep(1)
    started = process_time_ns()
    earlier = await get(msg["list_url"])
    await get(msg["state_url"])
    both = process_time_ns() - started
    await asyncio.sleep(1)
    started = process_time_ns()
    body = await get(msg["list_url"])
    received = process_time_ns()
    same = body == earlier
    compared = process_time_ns()
    items = orjson.loads(body)
    decoded = process_time_ns()
    if not same or not isinstance(items, list):
        raise ValueError("the list changed, or is none")
    connection.send_result(
        msg["id"],
        {
            "get": (received - started) / 1e6,
            "get both": both / 1e6,
            "compare": (compared - received) / 1e6,
            "decode": (decoded - compared) / 1e6,
        },
    )


@websocket_api.websocket_command(
    {vol.Required("type"): "probe/idle", vol.Required("seconds"): vol.Coerce(float)}
)
@websocket_api.async_response
async def websocket_idle(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Return the CPU time that Home Assistant takes in a while, without any command."""
    await asyncio.sleep(SETTLE)
    async with _cpu_time() as cpu:
        await asyncio.sleep(msg["seconds"])
    connection.send_result(msg["id"], {"cpu": cpu()})


@websocket_api.websocket_command({vol.Required("type"): "probe/memory"})
@callback
def websocket_memory(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Return the megabytes that only this process uses."""
    connection.send_result(msg["id"], {"memory": memory()})


@websocket_api.websocket_command({vol.Required("type"): "probe/commit"})
@websocket_api.async_response
async def websocket_commit(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    msg: dict[str, Any],
) -> None:
    """Return when the recorder has written everything to the database."""
    # `async_block_till_done` does not wait for what the recorder is working on.
    done = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    await done
    connection.send_result(msg["id"])


def memory() -> float:
    """Return the megabytes that only this process uses, after unused memory was given back."""
    gc.collect()
    # Only glibc has this function.
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return float(psutil.Process().memory_full_info().uss) / 1e6


def count_states() -> Callable[[], int]:
    """Count the states that are written from now on, changed or not."""
    written = 0
    machine: Any = StateMachine
    original = machine.async_set_internal

    @wraps(original)
    def async_set_internal(*args: Any) -> None:
        nonlocal written
        written += 1
        original(*args)

    machine.async_set_internal = async_set_internal
    return lambda: written


def _coordinator(hass: HomeAssistant, domain: str) -> DataUpdateCoordinator[Any]:
    """Return the coordinator of an integration: `rest` keeps it in hass.data, we in the entry."""
    coordinator: DataUpdateCoordinator[Any]
    if entries := hass.config_entries.async_loaded_entries(domain):
        coordinator = entries[0].runtime_data.coordinator
    else:
        (coordinator,) = hass.data[domain]["coordinator"]
    return coordinator


@asynccontextmanager
async def _cpu_time() -> AsyncGenerator[Callable[[], float]]:
    """Measure the CPU time of the process in milliseconds, all threads."""
    ended = 0
    started = process_time_ns()
    yield lambda: (ended - started) / 1e6
    ended = process_time_ns()
