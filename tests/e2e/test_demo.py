"""The demo: it says when it is ready, shows something, and leaves nothing running."""

import asyncio
from asyncio.subprocess import PIPE
from contextlib import suppress
import os
from pathlib import Path
import signal
import sys

import pytest

from demo.client import HomeAssistant
from demo.config_folder import DASHBOARD, REPOSITORY
from demo.process import port_is_free
from demo.simulator import FIRST_ID

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

READY_SECONDS = 120
STOP_SECONDS = 40
# Within a minute, on a machine that has little else to do.
VISIT_SECONDS = 150


@pytest.mark.usefixtures("socket_enabled")
async def test_ready_and_stopped(tmp_path: Path) -> None:
    """The page answers once the demo is ready, an automation runs within a minute, and all is gone after Ctrl-C."""
    # Outside the range of ephemeral ports: at the end, both ports must be free again.
    port = next(
        one
        for one in range(20_000, 30_000, 2)
        if port_is_free(one) and port_is_free(one + 1)
    )
    command = ("-m", "demo", "--data", str(tmp_path), "--port", str(port))
    demo = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=REPOSITORY, stdout=PIPE, start_new_session=True
    )
    try:
        assert demo.stdout is not None
        async with asyncio.timeout(READY_SECONDS):
            output = await demo.stdout.readuntil(b"Ready: ")
            line = await demo.stdout.readline()
        assert line == f"http://127.0.0.1:{port} (Ctrl-C stops it)\n".encode()
        assert b"API address" in output

        async with HomeAssistant(f"http://127.0.0.1:{port}") as client:
            assert await client.answers()
            await client.log_in()
            assert [one["state"] for one in await client.entries("green_api")] == [
                "loaded",
                "loaded",
            ]
            entities = await client.entity_ids(FIRST_ID)
            dashboard = await client.dashboard(DASHBOARD)
            assert dashboard is not None
            assert dashboard["strategy"]["type"] == "custom:green-api-demo"
            assert int((await client.state(entities["contact_statuses"]))["state"]) > 20
            for key in ("latest_status", "active_statuses", "connected"):
                assert (await client.state(entities[key]))["state"] != "unavailable"
            total = await client.state(entities["total_statuses"])
            assert int(total["state"]) > 60
            assert await client.command(type="persistent_notification/get") == []
            assert await client.command(type="recorder/validate_statistics") == {}
            await _wait_for_the_visit(client)

        demo.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP_SECONDS):
            assert await demo.wait() == 0
        assert port_is_free(port)
        assert port_is_free(port + 1)
    finally:
        if demo.returncode is None:
            demo.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await demo.wait()
            with suppress(ProcessLookupError):
                os.killpg(demo.pid, signal.SIGKILL)
            await demo.wait()


async def _wait_for_the_visit(client: HomeAssistant) -> None:
    """Wait until the automation has run, and the problem of the second account is found."""
    async with asyncio.timeout(VISIT_SECONDS):
        while True:
            listed = await client.command(type="repairs/list_issues")
            issues = [one for one in listed["issues"] if one["domain"] == "green_api"]
            sign = await client.state("automation.light_the_cafe_sign")
            if issues and sign["attributes"]["last_triggered"] is not None:
                break
            await asyncio.sleep(1)
    assert [one["is_fixable"] for one in issues] == [True]
    assert (await client.state("input_text.cafe_sign"))["state"] != "Nothing yet"


@pytest.mark.usefixtures("socket_enabled")
async def test_port_taken(tmp_path: Path) -> None:
    """A taken port is reported without a traceback."""
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        demo = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "demo", "--data", str(tmp_path), "--port", str(port)),
            cwd=REPOSITORY,
            stderr=PIPE,
        )
        async with asyncio.timeout(STOP_SECONDS):
            _, output = await demo.communicate()
    assert demo.returncode == 1
    assert output.startswith(f"Port {port} is taken".encode())
    assert b"Traceback" not in output
