"""Home Assistant starts although GREEN-API does not answer."""

from pathlib import Path
from typing import Final

import pytest

from benchmarks.environment import (
    CONFIGURATION,
    start_hass,
    store_entries,
    stored_entry,
)
from demo.client import HomeAssistant
from demo.config_folder import prepare
from demo.process import HassProcess, free_port
from demo.simulator import DEFAULT_ACCOUNTS, Simulator

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

# Two accounts are set up at the same time, ten seconds at most; a request that nobody limits takes thirty.
LONGER_SECONDS: Final = 25
# A try that is in progress waits for half a minute.
RETRY_SECONDS: Final = 90


async def test_start_beside_a_service_that_hangs(
    tmp_path: Path,
    hass_process: HassProcess,
    vendor: Simulator,
) -> None:
    """The start takes at most some seconds longer, and the accounts are set up once GREEN-API answers."""
    port = free_port()
    configuration = CONFIGURATION.replace("probe:\n", "")
    (tmp_path / "configuration.yaml").write_text(configuration)
    prepare(tmp_path, port)
    store_entries(
        tmp_path,
        [
            stored_entry(vendor.url, account.id, account.token, {})
            for account in DEFAULT_ACCOUNTS
        ],
    )

    async with HomeAssistant(f"http://127.0.0.1:{port}") as home:
        healthy = await start_hass(hass_process, home)
        entries = await home.entries("green_api")
        assert {entry["state"] for entry in entries} == {"loaded"}
        await hass_process.stop()

        vendor.fault(delay=600, times=None)
        hanging = await start_hass(hass_process, home)
        print(  # noqa: T201
            f"\nstart: {healthy:.1f} s, {hanging:.1f} s beside a service that hangs"
        )
        entries = await home.entries("green_api")
        assert {entry["state"] for entry in entries} <= {
            "setup_retry",
            "setup_in_progress",
        }
        assert hanging - healthy < LONGER_SECONDS

        vendor.faults.clear()

        async def all_loaded() -> bool:
            entries = await home.entries("green_api")
            return {entry["state"] for entry in entries} == {"loaded"}

        await hass_process.wait_until(all_loaded, RETRY_SECONDS)
