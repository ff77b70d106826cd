"""Automations that report every transition to a listener outside of Home Assistant."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from demo.client import HomeAssistant
from demo.config_folder import NO_LOG_IN
from demo.process import free_port

# As few integrations as possible, so that a start is quick.
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
  report:
    url: "{url}"
    method: post
    content_type: application/json
    payload: "{{{{ announcement | to_json }}}}"
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
    - action: rest_command.report
      data:
        announcement: ["trigger", "{{{{ trigger.status.status_id }}}}", "{{{{ trigger.id }}}}"]
- id: by_event
  alias: By event
  mode: queued
  max: 1000
  triggers:
    - trigger: event.received
      target: {{entity_id: [{events}]}}
      options: {{event_type: [{kinds}]}}
  actions:
    - action: rest_command.report
      data:
        announcement:
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
SOURCES: Final = ("trigger", "event")

# A status id and what happened to it; an announcement has the source before it.
type Transition = tuple[str, str]
type Announcement = tuple[str, str, str]


def expected_announcements(transitions: set[Transition]) -> set[Announcement]:
    """Return what both sources are to announce of some transitions."""
    return {(source, *one) for source in SOURCES for one in transitions}


@dataclass
class Listener:
    """Counts what the automations report."""

    url: str
    announced: Counter[Announcement] = field(default_factory=Counter)
    received: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        """Take one announcement."""
        source, status_id, kind = await request.json()
        self.announced[source, status_id, kind] += 1
        self.received.set()
        return web.Response()

    @property
    def repeated(self) -> dict[Announcement, int]:
        """Return what was announced more than once."""
        return {one: count for one, count in self.announced.items() if count > 1}


@asynccontextmanager
async def run_listener() -> AsyncGenerator[Listener]:
    """Listen until the block ends."""
    port = free_port()
    listener = Listener(f"http://127.0.0.1:{port}/")
    app = web.Application()
    app.router.add_post("/", listener.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield listener
    finally:
        await runner.cleanup()


async def build_automations(home: HomeAssistant, accounts: Sequence[str]) -> str:
    """Return automations that report what happens in some accounts."""
    devices = [await home.device_id(account) for account in accounts]
    events = [(await home.entity_ids(account))["status"] for account in accounts]
    return AUTOMATIONS.format(
        triggers="".join(
            TRIGGER.format(kind=kind, devices=", ".join(devices)) for kind in KINDS
        ),
        events=", ".join(events),
        kinds=", ".join(KINDS),
    )


async def automations_idle(home: HomeAssistant) -> bool:
    """Return whether no automation is running."""
    states = [
        await home.state(f"automation.{name}") for name in ("by_trigger", "by_event")
    ]
    return not any(state["attributes"]["current"] for state in states)
