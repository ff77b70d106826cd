"""Run GREEN-API's own clients against the simulator, and print what was called and what came."""

import asyncio
from asyncio.subprocess import PIPE
import json
import os
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import Any, Final

from demo.simulator import (
    FIRST_ID,
    FIRST_TOKEN,
    SECOND_ID,
    SECOND_TOKEN,
    Drawn,
    LoggedCall,
    Simulator,
)
from demo.simulator.media import content_of

FOLDER: Final = Path(__file__).parent
CLIENT_SECONDS: Final = 120
# Short of what the clients wait before they read the list.
QUEUE_SECONDS: Final = 3
WIDTH: Final = 74

# Methods of the clients that the simulator does not have, because nobody else calls them.
NOT_SIMULATED: Final = {
    "getStateInstanceHistory",
    "updateApiToken",
}
# Calls that fail because of the client, not because of the simulator.
CLIENT_FAULTS: Final = {
    ("Python", "uploadFileAsync"): "it sends a coroutine instead of the file",
    ("Python", "getStatusStatisticAsync"): "its address has no host",
}


# A key that each result has; in a list, each of its rows.
RESULT_KEYS: Final = {
    "sendTextStatus": "idMessage",
    "sendMediaStatus": "idMessage",
    "sendVoiceStatus": "idMessage",
    "uploadFile": "urlFile",
    "getOutgoingStatuses": "statusMessage",
    "getIncomingStatuses": "senderId",
    "getStatusStatistic": "participant",
    "showMessagesQueue": "messageID",
    "getMessagesCount": "count",
    "clearMessagesQueue": "isCleared",
    "getStateInstance": "stateInstance",
    "getStatusInstance": "statusInstance",
    "getWaSettings": "deviceId",
    "getSettings": "outgoingWebhook",
    "setSettings": "saveSettings",
    "setProfilePicture": "setProfilePicture",
    "getContacts": "type",
    "getContactInfo": "chatId",
    "getAvatar": "available",
    "reboot": "isReboot",
    "qr": "type",
    "getQR": "type",
    "logout": "isLogout",
    "getAuthorizationCode": "code",
}


def remark_on(client: str, method: str, status: int | None, result: Any) -> str:
    """Return a remark on an outcome; FAILED if it is not the expected one."""
    name = method.removesuffix("Async")
    if reason := CLIENT_FAULTS.get((client, method)):
        return f"fault of the client: {reason}" if status is None else "FAILED"
    if name in NOT_SIMULATED:
        return "not simulated" if status == 404 else "FAILED"
    if status != 200:
        return "FAILED"
    if (key := RESULT_KEYS.get(name)) is None:
        return ""
    rows = result if isinstance(result, list) else [result]
    return "" if rows and all(key in row for row in rows) else "FAILED"


async def run_client(
    name: str, command: list[str], environment: dict[str, str]
) -> list[dict[str, Any]]:
    """Run one client and return its reports."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, env=os.environ | environment
    )
    try:
        async with asyncio.timeout(CLIENT_SECONDS):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        sys.stdout.write(f"The client for {name} ended with {process.returncode}.\n")
    return [json.loads(line) for line in output.splitlines()]


def print_row(*columns: str) -> None:
    """Print one row of the table."""
    client, method, status, result, remark = columns
    result = result if len(result) <= WIDTH else f"{result[: WIDTH - 1]}…"
    row = f"{client:<7} {method:<28} {status:<5} {result:<{WIDTH}} {remark}"
    sys.stdout.write(f"{row.rstrip()}\n")


def print_table(name: str, rows: list[dict[str, Any]], token: str) -> bool:
    """Print what a client reported; return whether all of it was expected."""
    good = bool(rows)
    for row in rows:
        remark = remark_on(name, row["method"], row["status"], row["result"])
        good = good and not remark.startswith("FAILED")
        result = json.dumps(row["result"], ensure_ascii=False).replace(token, "<token>")
        status = str(row["status"] or "-")
        print_row(name, row["method"], status, result, remark)
    return good


def print_calls(calls: list[LoggedCall]) -> None:
    """Print which methods reached the simulator, how often and with which statuses."""
    counts: dict[tuple[str, int], int] = {}
    for call in calls:
        counts[call.method, call.status] = counts.get((call.method, call.status), 0) + 1
    sys.stdout.write("\nReceived by the simulator (method, HTTP status, calls):\n")
    for (method, status), count in sorted(counts.items()):
        sys.stdout.write(f"  {method:<28} {status}  {count}\n")


async def check(python_packages: str, js_packages: str) -> bool:
    """Run both clients, each with an account of its own."""
    good = True
    async with Simulator(rate_limits=False, contacts=5) as simulator:
        with TemporaryDirectory() as folder:
            picture = Path(folder) / "picture.jpg"
            picture.write_bytes(content_of(Drawn("sea", 1)))
            for instance in simulator.instances.values():
                instance.configure(restart_seconds=0, queue_seconds=QUEUE_SECONDS)
            clients: tuple[tuple[str, list[str], dict[str, str], str], ...] = (
                (
                    "Python",
                    [
                        sys.executable,
                        str(FOLDER / "client_python.py"),
                        simulator.url,
                        FIRST_ID,
                        FIRST_TOKEN,
                        str(picture),
                    ],
                    # It leaves a coroutine behind, which would be a warning.
                    {"PYTHONPATH": python_packages, "PYTHONWARNINGS": "ignore"},
                    FIRST_TOKEN,
                ),
                (
                    "JS",
                    [
                        "node",
                        str(FOLDER / "client_js.mjs"),
                        js_packages,
                        simulator.url,
                        SECOND_ID,
                        SECOND_TOKEN,
                        str(picture),
                    ],
                    {},
                    SECOND_TOKEN,
                ),
            )
            print_row("Client", "Method", "HTTP", "Result", "Remark")
            for name, command, environment, token in clients:
                rows = await run_client(name, command, environment)
                good = print_table(name, rows, token) and good
        print_calls(list(simulator.calls))
    return good


if __name__ == "__main__":
    sys.exit(not asyncio.run(check(*sys.argv[1:])))
