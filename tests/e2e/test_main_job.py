"""The main job: added by the form, polled, read, restarted, and nothing told to others."""

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

pytestmark = pytest.mark.e2e

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
        """Return all of them, with what stands beside them."""
        known = {
            key: await self._home.state(entity_id)
            for key, entity_id in self.entity_ids.items()
            # A picture gets a new token with each start.
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
    assert added["title"] == "WhatsApp +15550100001"
    entry_id = added["result"]["entry_id"]
    (entry,) = await home.entries(DOMAIN)
    assert entry["state"] == "loaded"
    return entry_id, Account(home, await home.entity_ids(FIRST_ID))


async def test_read_and_restarted(
    home: HomeAssistant,
    hass_process: HassProcess,
    start: Start,
    vendor: Simulator,
    tmp_path: Path,
) -> None:
    """Test the way of a status through polls, an outage and a restart."""
    instance = vendor.instances[FIRST_ID]
    _leave_out_views(vendor)
    await start()
    entry_id, account = await _add(home, vendor)
    assert await account.state("connected") == "on"
    read = int(await account.state("read_statuses"))
    total = int(await account.state("total_statuses"))
    assert read > 0

    status = instance.post_text(TEXT, state="sent")
    await account.poll_until("latest_status_text", TEXT)
    assert await account.state("latest_status") == "sent"
    assert await account.state("total_statuses") == str(total + 1)

    # More often than a poll tries, so that it shows, and with the address in the errors.
    vendor.fault(method="getOutgoingStatuses", drop="before", times=6)
    instance.advance(status.id, "read", viewers=3)
    await account.poll_until("latest_status", "unavailable")
    vendor.faults.clear()
    _leave_out_views(vendor)
    await account.poll_until("latest_status", "read")
    assert await account.state("read_statuses") == str(read + 1)

    before = await account.states()
    told = [
        json.dumps(await home.get("/api/states")).encode(),
        json.dumps(
            await home.get(f"/api/diagnostics/config_entry/{entry_id}")
        ).encode(),
    ]
    # What GREEN-API forgets meanwhile, as it is known to do, is not lost here.
    assert await hass_process.stop() == 0
    instance.clear()
    calls = vendor.call_counts["getOutgoingStatuses"]
    await start()
    assert vendor.call_counts["getOutgoingStatuses"] == calls + 1
    after = await account.states()
    assert {key: after[key] for key in before if after[key] != before[key]} == {}
    assert await hass_process.stop() == 0

    _assert_discreet(tmp_path, told)


def _leave_out_views(vendor: Simulator) -> None:
    """Let no views come: they are counted now and then, so nobody could tell when."""
    vendor.fault(method="getStatusStatistic", json=[], times=None)


def _assert_discreet(folder: Path, told: list[bytes]) -> None:
    """Assert that nothing tells the token, or who is behind the account."""
    token = FIRST_TOKEN.encode()
    phone = b"15550100001"
    logs = [file.read_bytes() for file in folder.glob("*.log*")]
    assert any(b" DEBUG " in log and b"green_api" in log for log in logs)
    files = (file for file in (folder / ".storage").rglob("*") if file.is_file())
    stored = {file.name: file.read_bytes() for file in files}
    assert token in stored.pop("core.config_entries")
    database = [file.read_bytes() for file in folder.glob("*.db*")]
    for content in (*told, *logs, *stored.values(), *database):
        assert token not in content
        assert not PEOPLE.search(content)
    # The title of the entry has it, in that one file.
    for content in (*told, *logs, *stored.values(), *database):
        assert phone not in content
