"""Fuzzes for a while and says what came of it. `scripts/fuzz` starts it.

The tests of this folder run first, with twenty times their examples; then each target is fuzzed, guided by coverage.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
import os
from pathlib import Path
import subprocess
import sys

from .campaign import ROOT, Result, fuzz
from .report import PAGE, inserted, table
from .targets import TARGETS

DEFAULT_SECONDS = 600
# For one test at length, on a slow machine.
TEST_SECONDS = 1800


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, and return whether something was found."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument(
        "seconds", nargs="?", type=int, default=DEFAULT_SECONDS, help="for each target"
    )
    parser.add_argument(
        "--target", action="append", choices=TARGETS, help="not all targets; repeatable"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="put the numbers into docs/fuzzing.md, and the corpus into tests/fixtures/fuzz",
    )
    parser.add_argument(
        "--guided", action="store_true", help="without the tests beforehand"
    )
    options = parser.parse_args(arguments)
    failed = not options.guided and _test()
    with ThreadPoolExecutor(os.process_cpu_count()) as pool:
        results: list[Result] = list(
            pool.map(
                partial(fuzz, seconds=options.seconds, write=options.write),
                options.target or TARGETS,
            )
        )
    text = table(results)
    sys.stdout.write(text)
    if options.write:
        PAGE.write_text(inserted(PAGE.read_text("utf-8"), text), "utf-8")
    return int(failed or any(result.crashes for result in results))


def _test() -> bool:
    """Run the tests of this folder at length, and return whether one failed."""
    command = [sys.executable, "-m", "pytest", "-q", "--hypothesis-profile=fuzz"]
    command += ["-o", f"timeout={TEST_SECONDS}"]
    folder = Path(__file__).parent.relative_to(ROOT)
    return subprocess.run([*command, str(folder)], cwd=ROOT, check=False).returncode > 0  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
