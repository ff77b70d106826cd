"""A custom integration that lets time pass and counts everything that could grow, on command.

The soak copies this file into the custom components of its Home Assistant.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
import ctypes
from functools import partial
import gc
from pathlib import Path
import sys
import time
from typing import Any, Final, TextIO

import orjson
import psutil

from benchmarks.probe import count_states, memory
from benchmarks.soak.jumping_clock import JumpingSelector
from homeassistant.components.recorder import get_instance
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, ServiceCall
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.async_ import get_scheduled_timer_handles

DOMAIN: Final = "soak_probe"
GREEN_API: Final = "green_api"
# In the configuration folder: where commands are taken, and what automations wrote.
SOCKET: Final = "soak.sock"
ANNOUNCEMENTS: Final = "announcements.txt"
# Simulated seconds that a reload or a post may take.
JUMP_LIMIT: Final = 600
# Real seconds and tries until no work is in progress any more; the clock does not jump meanwhile.
WAIT_SECONDS: Final = 0.01
WAIT_TRIES: Final = 3000

type Answer = dict[str, Any]
type Command = Callable[[HomeAssistant, dict[str, Any]], Awaitable[Answer]]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Take commands over a socket: a websocket would time out by a clock that jumps."""
    hass.data[DOMAIN] = count_states()
    recorder = get_instance(hass)
    JumpingSelector.clock.add_busy_check(lambda: recorder.backlog > 0)
    path = hass.config.path(SOCKET)
    await hass.async_add_executor_job(partial(Path(path).unlink, missing_ok=True))
    server = await asyncio.start_unix_server(partial(_serve, hass), path)
    file = await hass.async_add_executor_job(_open, hass.config.path(ANNOUNCEMENTS))

    async def write(call: ServiceCall) -> None:
        """Write down what an automation reports."""
        file.write(f"{orjson.dumps(call.data['announcement']).decode()}\n")

    async def close(_event: Event) -> None:
        server.close()
        file.close()

    hass.services.async_register(DOMAIN, "write", write)
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close)
    return True


def _open(path: str) -> TextIO:
    """Open the file line by line, so that nothing is lost."""
    return Path(path).open("a", buffering=1, encoding="utf-8")


async def _serve(
    hass: HomeAssistant, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the commands of one connection."""
    async for line in reader:
        message = orjson.loads(line)
        try:
            answer = await COMMANDS[message["command"]](hass, message)
        except Exception as error:  # noqa: BLE001
            answer = {"error": repr(error)}
        writer.write(orjson.dumps(answer) + b"\n")
        await writer.drain()
    writer.close()


async def _advance(_hass: HomeAssistant, message: dict[str, Any]) -> Answer:
    """Let time pass until a moment."""
    seconds = message["to"] - time.time()
    if seconds > 0:
        with JumpingSelector.clock.jumping(seconds):
            await asyncio.sleep(seconds)
    return {}


async def _reload(hass: HomeAssistant, _message: dict[str, Any]) -> Answer:
    """Reload the accounts."""
    with JumpingSelector.clock.jumping(JUMP_LIMIT):
        return {
            "reloaded": all(
                [
                    await hass.config_entries.async_reload(entry.entry_id)
                    for entry in hass.config_entries.async_entries(GREEN_API)
                ]
            )
        }


async def _options(hass: HomeAssistant, message: dict[str, Any]) -> Answer:
    """Change options of one account, which is reloaded with them."""
    (entry,) = (
        one
        for one in hass.config_entries.async_entries(GREEN_API)
        if one.unique_id == message["instance"]
    )
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, **message["options"]}
    )
    with JumpingSelector.clock.jumping(JUMP_LIMIT):
        return {"reloaded": await hass.config_entries.async_reload(entry.entry_id)}


async def _post(hass: HomeAssistant, message: dict[str, Any]) -> Answer:
    """Post a text, as an automation does."""
    with JumpingSelector.clock.jumping(JUMP_LIMIT):
        answer = await hass.services.async_call(
            GREEN_API,
            "send_text_status",
            {"message": message["text"]},
            blocking=True,
            return_response=True,
        )
    return dict(answer or {})


async def _wait(hass: HomeAssistant) -> None:
    """Wait until all work that is due is done."""
    await hass.async_block_till_done()
    for _ in range(WAIT_TRIES):
        if not JumpingSelector.clock.busy:
            break
        await asyncio.sleep(WAIT_SECONDS)


async def _count(hass: HomeAssistant, _message: dict[str, Any]) -> Answer:
    """Return the CPU seconds of this process and the states that were written, since the start."""
    await _wait(hass)
    return {"cpu": time.process_time(), "states": hass.data[DOMAIN]()}


async def _measure(hass: HomeAssistant, _message: dict[str, Any]) -> Answer:
    """Count everything that could grow. Memory is in megabytes."""
    await _wait(hass)
    # Measured first, because it collects garbage.
    used = memory()
    process = await hass.async_add_executor_job(_process_numbers)
    objects = gc.get_objects()
    entities = er.async_get(hass).entities.values()
    listeners = sum(hass.bus.async_listeners().values())
    signals = hass.data.get(DATA_DISPATCHER, {})
    return {
        "memory": used,
        "sqlite": _sqlite_megabytes(),
        "blocks": sys.getallocatedblocks(),
        "our_objects": sum(
            str(type(one).__module__).startswith(f"custom_components.{GREEN_API}")
            for one in objects
        ),
        "entities": len(entities),
        "our_entities": sum(entity.platform == GREEN_API for entity in entities),
        "devices": len(dr.async_get(hass).devices),
        "states": len(hass.states.async_all()),
        "issues": len(ir.async_get(hass).issues),
        "tasks": len(asyncio.all_tasks()),
        "timers": sum(
            not timer.cancelled() for timer in get_scheduled_timer_handles(hass.loop)
        ),
        "listeners": listeners + sum(len(targets) for targets in signals.values()),
        **process,
    }


def _process_numbers() -> dict[str, float]:
    """Return what the operating system knows of the process."""
    process = psutil.Process()
    numbers: dict[str, float] = {
        "threads": process.num_threads(),
        "files": process.num_fds(),
        "cpu": sum(process.cpu_times()[:2]),
    }
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("RssAnon:"):
                # Without the pages of programs, which other processes may share.
                numbers["memory"] = int(line.split()[1]) * 1024 / 1e6
    return numbers


def _sqlite_megabytes() -> float:
    """Return the megabytes that SQLite uses, most of it for its cache of the database."""
    with suppress(OSError, AttributeError):
        used = ctypes.CDLL("libsqlite3.so.0").sqlite3_memory_used
        used.restype = ctypes.c_int64
        return int(used()) / 1e6
    return 0.0


COMMANDS: Final[dict[str, Command]] = {
    "advance": _advance,
    "reload": _reload,
    "options": _options,
    "post": _post,
    "count": _count,
    "measure": _measure,
}
