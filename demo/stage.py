"""Simulator and Home Assistant together: started, set up once, stopped."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .furnish import Say, furnish
from .home import prepare
from .process import HassProcess, StartError, free_port, port_is_free
from .simulator import Simulator
from .world import World


@dataclass(frozen=True, slots=True)
class Stage:
    """What is running."""

    url: str
    hass: HassProcess
    simulator: Simulator


@asynccontextmanager
async def stage(folder: Path, port: int, say: Say) -> AsyncGenerator[Stage]:
    """Run both until the block ends; nothing is left running then, whatever happens."""
    if not port_is_free(port):
        raise StartError(
            f"Port {port} is taken: stop what listens there, or choose another --port."
        )
    file = folder / "world.json"
    world = World.load(file, port + 1 if port_is_free(port + 1) else free_port())
    async with AsyncExitStack() as stack:
        say("Starting a simulated GREEN-API ...")
        simulator = world.simulator()
        try:
            await stack.enter_async_context(simulator)
        except OSError:
            # The entries hold the address, so that it cannot just be another one.
            raise StartError(
                f"Port {world.port}, where the accounts of this demo are, is taken: "
                "stop what listens there, or start afresh with --reset."
            ) from None
        world.resume(simulator)

        say("Starting Home Assistant ...")
        prepare(folder, port)
        hass = HassProcess(folder)
        stack.push_async_callback(hass.stop)
        await hass.start()
        url = f"http://127.0.0.1:{port}"
        await furnish(hass, url, simulator.url, say)
        world.visit(simulator)
        world.save(file)
        yield Stage(url, hass, simulator)
