"""Run the simulator until it is stopped."""

import argparse
import asyncio
import signal
import sys

from .server import Simulator


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.simulator")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--speed", type=float, default=1.0, help="shortens all waiting by this factor"
    )
    parser.add_argument("--no-limits", action="store_true", help="no rate limits")
    parser.add_argument("--still", action="store_true", help="nothing moves by itself")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    async with Simulator(
        host=arguments.host,
        port=arguments.port,
        seed=arguments.seed,
        speed=arguments.speed,
        evolve=not arguments.still,
        rate_limits=not arguments.no_limits,
    ) as simulator:
        sys.stdout.write(f"GREEN-API simulator on {simulator.url} (Ctrl-C stops it)\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> int:
    """Run, and return the exit code."""
    try:
        asyncio.run(_run(_arguments()))
    except (OSError, ValueError) as err:
        sys.stderr.write(f"{err}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
