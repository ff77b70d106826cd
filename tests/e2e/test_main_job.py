"""The main job: added by the form, polled, read, announced, restarted; no secret is written anywhere."""

import asyncio
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.green_api.const import DOMAIN
from demo.client import HomeAssistant
from demo.process import HassProcess
from demo.simulator import FIRST_ID, FIRST_TOKEN, Simulator
from tests.e2e.conftest import Start

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

# A poll that is asked for may have to wait ten seconds for the one before it.
POLL_SECONDS = 20
TEXT = "Is anybody | <b>there</b>?"
PEOPLE = re.compile(rb"[0-9]{8,}@(c\.us|lid)")


class Account:
    """The account as its entities show it."""

    def __init__(self, home: HomeAssistant, entity_ids: dict[str, str]) -> None:
        """Read these entities."""
        self._home = home
        self.entity_ids = entity_ids

    async def state(self, key: str) -> str:
        """Return one state."""
        return str((await self._home.state(self.entity_ids[key]))["state"])

    async def states(self) -> dict[str, Any]:
        """Return the states and attributes of all entities."""
        known = {
            key: await self._home.state(entity_id)
            for key, entity_id in self.entity_ids.items()
            # Its picture has a new access token after each start.
            if not entity_id.startswith("image.")
        }
        return {
            key: {"state": state["state"], "attributes": state["attributes"]}
            for key, state in known.items()
        }

    async def poll_until(self, key: str, state: str) -> None:
        """Ask for a poll and wait for what it brings."""
        await self._home.post(
            "/api/services/homeassistant/update_entity",
            {"entity_id": self.entity_ids["latest_status"]},
        )
        await self.wait_until(key, state)

    async def wait_until(self, key: str, state: str) -> None:
        """Wait for a state."""
        for _ in range(POLL_SECONDS * 5):
            if (seen := await self.state(key)) == state:
                return
            await asyncio.sleep(0.2)
        pytest.fail(f"{key} is {seen}, not {state}")


async def _add(home: HomeAssistant, vendor: Simulator) -> tuple[str, Account]:
    added = await home.add_entry(
        DOMAIN,
        {
            "api_url": vendor.url,
            "id_instance": FIRST_ID,
            "api_token": FIRST_TOKEN,
        },
    )
    assert added["type"] == "create_entry"
    assert added["title"] == "WhatsApp 0001"
    entry_id = added["result"]["entry_id"]
    (entry,) = await home.entries(DOMAIN)
    assert entry["state"] == "loaded"
    return entry_id, Account(home, await home.entity_ids(FIRST_ID))


AUTOMATIONS = """\
- alias: When read
  triggers:
    - trigger: green_api.status_read
      target: {{device_id: {device}}}
  actions:
    - action: persistent_notification.create
      data:
        message: "{{{{ trigger.status.text }}}}"
"""


async def test_read_status_starts_an_automation(
    home: HomeAssistant,
    hass_process: HassProcess,
    start: Start,
    vendor: Simulator,
    tmp_path: Path,
) -> None:
    """A status is posted and read, an automation says so, and everything is as before after a restart."""
    instance = vendor.instances[FIRST_ID]
    _count_no_views(vendor)
    await start()
    entry_id, account = await _add(home, vendor)
    device = await home.device_id(FIRST_ID)
    (tmp_path / "automations.yaml").write_text(AUTOMATIONS.format(device=device))
    await home.post("/api/services/automation/reload")
    assert await account.state("connected") == "on"
    read = int(await account.state("read_statuses"))
    total = int(await account.state("total_statuses"))
    assert read > 0

    status = instance.post_text(TEXT, state="sent")
    await account.poll_until("latest_status_text", TEXT)
    assert await account.state("latest_status") == "sent"
    assert await account.state("total_statuses") == str(total + 1)

    # More often than a poll tries; the address of the request is in aiohttp's errors.
    vendor.fault(method="getOutgoingStatuses", drop="before", times=6)
    instance.advance(status.id, "read", viewers=3)
    await account.poll_until("latest_status", "unavailable")
    assert await home.command(type="persistent_notification/get") == []
    vendor.faults.clear()
    _count_no_views(vendor)
    await account.poll_until("latest_status", "read")
    assert await account.state("read_statuses") == str(read + 1)
    (notification,) = await home.command(type="persistent_notification/get")
    assert notification["message"] == TEXT

    before = await account.states()
    outputs = [
        json.dumps(await home.get("/api/states")).encode(),
        json.dumps(
            await home.get(f"/api/diagnostics/config_entry/{entry_id}")
        ).encode(),
    ]
    # What GREEN-API loses meanwhile is still known here.
    assert await hass_process.stop() == 0
    instance.clear()
    calls = vendor.call_counts["getOutgoingStatuses"]
    await start()
    assert vendor.call_counts["getOutgoingStatuses"] == calls + 1
    after = await account.states()
    assert {key: after[key] for key in before if after[key] != before[key]} == {}
    assert await home.command(type="persistent_notification/get") == []
    assert await hass_process.stop() == 0

    _assert_no_secrets(tmp_path, outputs)


def _count_no_views(vendor: Simulator) -> None:
    """Let no views come: they are counted in the background, so states would change at any time."""
    vendor.fault(method="getStatusStatistic", json=[], times=None)


def _assert_no_secrets(folder: Path, outputs: list[bytes]) -> None:
    """Assert that the token is in its own file only, and that people's numbers are nowhere."""
    token = FIRST_TOKEN.encode()
    phone = b"15550100001"
    logs = [file.read_bytes() for file in folder.glob("*.log*")]
    assert any(b" DEBUG " in log and b"green_api" in log for log in logs)
    files = (file for file in (folder / ".storage").rglob("*") if file.is_file())
    stored = {file.name: file.read_bytes() for file in files}
    entries = stored.pop("core.config_entries")
    assert token in entries
    assert phone not in entries
    database = [file.read_bytes() for file in folder.glob("*.db*")]
    for content in (*outputs, *logs, *stored.values(), *database):
        assert token not in content
        assert phone not in content
        assert not PEOPLE.search(content)
