"""What there is of everything that could grow."""

import asyncio
from contextlib import suppress
import ctypes
import gc
from pathlib import Path
import sys

import psutil

from benchmarks.probe.measure import memory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.util.async_ import get_scheduled_timer_handles

PACKAGE = "custom_components.green_api"
STATUS = Path("/proc/self/status")
ANONYMOUS = "RssAnon:"


async def look(hass: HomeAssistant, domain: str) -> dict[str, float]:
    """Count it. Memory is in megabytes."""
    # First, as it collects what is not needed any more.
    held = memory()["memory"]
    process = await hass.async_add_executor_job(_process)
    objects = gc.get_objects()
    ours = sum(str(type(each).__module__).startswith(PACKAGE) for each in objects)
    entities = er.async_get(hass).entities.values()
    listeners = sum(hass.bus.async_listeners().values())
    signals = hass.data.get(DATA_DISPATCHER, {})
    return {
        "memory": held,
        "sqlite": _sqlite(),
        "blocks": sys.getallocatedblocks(),
        "objects": len(objects),
        "our_objects": ours,
        "entities": len(entities),
        "our_entities": sum(each.platform == domain for each in entities),
        "devices": len(dr.async_get(hass).devices),
        "states": len(hass.states.async_all()),
        "issues": len(ir.async_get(hass).issues),
        "tasks": len(asyncio.all_tasks()),
        "timers": sum(
            not each.cancelled() for each in get_scheduled_timer_handles(hass.loop)
        ),
        "listeners": listeners + sum(len(each) for each in signals.values()),
        **process,
    }


def _process() -> dict[str, float]:
    """Count what the operating system knows of."""
    process = psutil.Process()
    found: dict[str, float] = {
        "threads": process.num_threads(),
        "files": process.num_fds(),
    }
    with suppress(OSError):
        for line in STATUS.read_text("utf-8").splitlines():
            if line.startswith(ANONYMOUS):
                # Without the pages of programs: whether these are ours alone depends on what else is running.
                found["memory"] = int(line.split()[1]) * 1024 / 1e6
    return found


def _sqlite() -> float:
    """Return the megabytes that SQLite holds: it caches the database."""
    with suppress(OSError, AttributeError):
        used = ctypes.CDLL("libsqlite3.so.0").sqlite3_memory_used
        used.restype = ctypes.c_int64
        return int(used()) / 1e6
    return 0.0
