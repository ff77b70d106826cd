"""A custom integration that lets time pass, and looks at what there is, on command."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
import time
from typing import Any, Final, TextIO

import orjson

from benchmarks.soak.clock import JumpingSelector
from benchmarks.soak.hass import SOCKET, TOLD
from homeassistant.components.recorder import get_instance
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, ServiceCall
from homeassistant.helpers.typing import ConfigType

from .look import look

DOMAIN: Final = "soak_probe"
OURS: Final = "green_api"
# Virtual seconds that a reload, or a post, may take.
PATIENCE: Final = 600
# Real seconds, as time does not jump here; in all, half a minute.
LOOK_SECONDS: Final = 0.01
LOOKS: Final = 3000

type Answer = dict[str, Any]
type Command = Callable[[HomeAssistant, dict[str, Any]], Awaitable[Answer]]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Listen to the one who runs this: a websocket would want to hear a pong by a clock that jumps."""
    recorder = get_instance(hass)
    JumpingSelector.clock.wait_for(lambda: recorder.backlog > 0)
    path = hass.config.path(SOCKET)
    await hass.async_add_executor_job(partial(Path(path).unlink, missing_ok=True))
    server = await asyncio.start_unix_server(partial(_serve, hass), path)
    told = await hass.async_add_executor_job(_open, hass.config.path(TOLD))

    async def tell(call: ServiceCall) -> None:
        """Write down what an automation tells."""
        told.write(f"{orjson.dumps(call.data['told']).decode()}\n")

    async def close(_event: Event) -> None:
        server.close()
        told.close()

    hass.services.async_register(DOMAIN, "tell", tell)
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close)
    return True


def _open(path: str) -> TextIO:
    """Open the file line by line, so that nothing is lost."""
    return Path(path).open("a", buffering=1, encoding="utf-8")


async def _serve(
    hass: HomeAssistant, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the commands of one visitor."""
    async for line in reader:
        message = orjson.loads(line)
        try:
            answer = await COMMANDS[message["do"]](hass, message)
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
    """Set the account up anew."""
    (entry,) = hass.config_entries.async_entries(OURS)
    with JumpingSelector.clock.jumping(PATIENCE):
        return {"reloaded": await hass.config_entries.async_reload(entry.entry_id)}


async def _post(hass: HomeAssistant, message: dict[str, Any]) -> Answer:
    """Post a text, as an automation does."""
    with JumpingSelector.clock.jumping(PATIENCE):
        answer = await hass.services.async_call(
            OURS,
            "send_text_status",
            {"message": message["text"]},
            blocking=True,
            return_response=True,
        )
    return dict(answer or {})


async def _look(hass: HomeAssistant, _message: dict[str, Any]) -> Answer:
    """Look at what there is, once all that is due was done."""
    await hass.async_block_till_done()
    for _ in range(LOOKS):
        if not JumpingSelector.clock.busy:
            break
        await asyncio.sleep(LOOK_SECONDS)
    return await look(hass, OURS)


COMMANDS: Final[dict[str, Command]] = {
    "advance": _advance,
    "reload": _reload,
    "post": _post,
    "look": _look,
}
