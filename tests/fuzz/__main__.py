"""Fuzzes each target for a while, guided by coverage, and prints what came of it. `scripts/fuzz` starts it."""

import argparse
from pathlib import Path
import re
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from . import corpus
from .targets import TARGETS

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "fuzzing.md"
BEGIN: Final = "<!-- scripts/fuzz: begin -->\n"
END: Final = "<!-- scripts/fuzz: end -->\n"
HEADS: Final = ("Target", "Seconds", "Executions", "Edges", "Inputs kept", "Failures")
DEFAULT_SECONDS: Final = 600
MERGE_SECONDS: Final = 300
# Bytes of an input.
MAX_SIZE: Final = 1024


def main() -> int:
    """Fuzz, and return 1 if a target failed."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument(
        "seconds", nargs="?", type=int, default=DEFAULT_SECONDS, help="for each target"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="save the inputs in tests/fixtures/fuzz and the table in docs/fuzzing.md",
    )
    options = parser.parse_args()
    rows = [fuzz(name, options.seconds, write=options.write) for name in TARGETS]
    lines = (HEADS, ("---",) * len(HEADS), *rows)
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    sys.stdout.write(table)
    if options.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")
    return int(any(row[-1] != "0" for row in rows))


def fuzz(target: str, seconds: int, *, write: bool) -> tuple[str, ...]:
    """Fuzz a target until its time is over or it fails, and return its row of the table.

    An input that fails is always saved: the tests fail until the fault is mended.
    """
    with TemporaryDirectory() as name:
        inputs, smallest, failed = (Path(name) / part for part in ("i", "s", "f"))
        for folder in (inputs, smallest, failed):
            folder.mkdir()
        for number, data in enumerate(corpus.load(target)):
            (inputs / str(number)).write_bytes(data)
        log = _run(
            target,
            str(inputs),
            f"-max_total_time={seconds}",
            f"-max_len={MAX_SIZE}",
            f"-artifact_prefix={failed}/",
            "-print_final_stats=1",
            timeout=seconds + MERGE_SECONDS,
        )
        failures = list(failed.iterdir())
        if "DONE" not in log and not failures:
            raise RuntimeError(f"{target}: the fuzzer ended early:\n{log[-4000:]}")
        for failure in failures:
            corpus.add(target, failure.read_bytes())
            sys.stderr.write(f"{target} failed:\n{log[-4000:]}\n")
        kept = 0
        if write and not failures:
            _run(target, "-merge=1", str(smallest), str(inputs), timeout=MERGE_SECONDS)
            corpus.save(target, (path.read_bytes() for path in smallest.iterdir()))
            kept = len(corpus.load(target))
    executions = re.findall(r"number_of_executed_units: (\d+)", log)[-1:]
    edges = re.findall(r"cov: (\d+)", log)[-1:]
    numbers = (seconds, *map(int, (*executions, *edges)), kept)
    return f"`{target}`", *(f"{number:,}" for number in numbers), str(len(failures))


def _run(target: str, *arguments: str, timeout: int) -> str:
    """Run one process of the fuzzer and return its output."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.fuzz.guided", target, *arguments],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=timeout,
    )
    return done.stdout.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
