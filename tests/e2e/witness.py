"""Automations that tell somebody outside of Home Assistant what happened to which status."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from demo.client import HomeAssistant
from demo.home import NO_LOG_IN
from demo.process import free_port

# As few integrations as it takes, so that a start is quick.
CONFIGURATION: Final = (
    NO_LOG_IN
    + """
config:
frontend:
logger:
  default: info
  logs:
    homeassistant.helpers.entity_registry: warning
automation: !include automations.yaml
rest_command:
  tell:
    url: "{url}"
    method: post
    content_type: application/json
    payload: "{{{{ told | to_json }}}}"
"""
)
AUTOMATIONS: Final = """\
- id: by_trigger
  alias: By trigger
  mode: queued
  max: 1000
  triggers:
{triggers}
  actions:
    - action: rest_command.tell
      data:
        told: ["trigger", "{{{{ trigger.status.status_id }}}}", "{{{{ trigger.id }}}}"]
- id: by_event
  alias: By event
  mode: queued
  max: 1000
  triggers:
    - trigger: event.received
      target: {{entity_id: [{events}]}}
      options: {{event_type: [{kinds}]}}
  actions:
    - action: rest_command.tell
      data:
        told:
          - event
          - "{{{{ trigger.to_state.attributes.status_id }}}}"
          - "{{{{ trigger.to_state.attributes.event_type }}}}"
"""
TRIGGER: Final = """\
    - id: {kind}
      trigger: green_api.status_{kind}
      target: {{device_id: [{devices}]}}
"""
KINDS: Final = ("posted", "delivered", "read", "failed", "deleted", "expired")
WAYS: Final = ("trigger", "event")

# How it was noticed, which status, what happened to it.
type Told = tuple[str, str, str]


@dataclass
class Witness:
    """Writes down what the automations tell, outside of Home Assistant."""

    url: str
    told: Counter[Told] = field(default_factory=Counter)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, request: web.Request) -> web.Response:
        """Take one transition."""
        how, status_id, kind = await request.json()
        self.told[how, status_id, kind] += 1
        self.heard.set()
        return web.Response()


@asynccontextmanager
async def listening() -> AsyncGenerator[Witness]:
    """Listen to the automations."""
    port = free_port()
    witness = Witness(f"http://127.0.0.1:{port}/")
    app = web.Application()
    app.router.add_post("/", witness.listen)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield witness
    finally:
        await runner.cleanup()


async def automations(home: HomeAssistant, accounts: Iterable[str]) -> str:
    """Return automations that tell what happens in these accounts."""
    devices = [await home.device_id(account) for account in accounts]
    events = [(await home.entity_ids(account))["status"] for account in accounts]
    return AUTOMATIONS.format(
        triggers="".join(
            TRIGGER.format(kind=kind, devices=", ".join(devices)) for kind in KINDS
        ),
        events=", ".join(events),
        kinds=", ".join(KINDS),
    )


async def idle(home: HomeAssistant) -> bool:
    """Tell whether no automation is running."""
    states = [
        await home.state(f"automation.{name}") for name in ("by_trigger", "by_event")
    ]
    return not any(state["attributes"]["current"] for state in states)
