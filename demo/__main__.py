"""Run the demo until it is stopped."""

import argparse
import asyncio
from contextlib import suppress
from pathlib import Path
import shutil
import signal
import sys

from .config_folder import REPOSITORY
from .process import RESTART_EXIT_CODE, StartError
from .setup import Demo, run_demo


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Home Assistant with everything set up, on a simulated account.",
    )
    parser.add_argument("--port", type=int, default=8123, help="default: 8123")
    parser.add_argument("--reset", action="store_true", help="start afresh")
    parser.add_argument(
        "--data", type=Path, default=REPOSITORY / ".demo", help="default: .demo"
    )
    return parser.parse_args()


async def _wait(demo: Demo) -> int:
    """Wait until Home Assistant ends; start it again when it asks for a restart."""
    while True:
        code = await demo.hass.wait()
        await demo.hass.stop()
        if code != RESTART_EXIT_CODE:
            _say(f"Home Assistant has stopped (exit code {code}).")
            return 1 if code else 0
        _say("Restarting Home Assistant ...")
        await demo.hass.start()


async def _run(arguments: argparse.Namespace) -> int:
    async with run_demo(arguments.data.absolute(), arguments.port, _say) as demo:
        _say(
            "\n"
            "Two simulated accounts are set up. What the simulator can do to them, such as\n"
            "losing a status: demo/simulator/README.md\n"
            f"  API address   {demo.simulator.url}\n"
            "\n"
            f"Ready: {demo.url} (Ctrl-C stops it)"
        )
        return await _wait(demo)


async def _until_stopped(arguments: argparse.Namespace) -> int:
    """Run, and stop properly at Ctrl-C, a signal or when the terminal is closed."""
    task = asyncio.create_task(_run(arguments))
    loop = asyncio.get_running_loop()

    def stop() -> None:
        # A second Ctrl-C must not interrupt the stop.
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_IGN)
        _say("Stopping ...")
        task.cancel()

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, stop)
    with suppress(asyncio.CancelledError):
        return await task
    return 0


def main() -> int:
    """Run the demo and return its exit code."""
    arguments = _arguments()
    if arguments.reset:
        shutil.rmtree(arguments.data, ignore_errors=True)
    try:
        return asyncio.run(_until_stopped(arguments))
    except StartError as err:
        sys.stderr.write(f"{err}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
