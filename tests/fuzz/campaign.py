"""A coverage-guided run against one target, and what is left of it."""

from dataclasses import dataclass
from pathlib import Path
import re
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
import time
from typing import Final

from .corpus import CRASHES, keep, seeds
from .shapes import FIELDS, STATES, TYPES
from .targets import MAX_SIZE

ROOT: Final = Path(__file__).parents[2]
# After so many crashes a run ends: they will be the same.
MAX_CRASHES: Final = 3
MERGE_SECONDS: Final = 300


@dataclass(slots=True)
class Result:
    """What a run came to. `edges` and `features` are libFuzzer's `cov` and `ft`."""

    target: str
    seconds: int = 0
    executions: int = 0
    edges: int = 0
    features: int = 0
    inputs: int = 0
    size: int = 0
    crashes: int = 0


def fuzz(target: str, *, seconds: int, write: bool) -> Result:
    """Fuzz a target for so many seconds; a crash ends up as a fixture, and what was learnt if it is to be kept."""
    result = Result(target)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("corpus", "least", "crashes"):
            (folder / part).mkdir()
        for number, seed in enumerate(seeds(target)):
            (folder / "corpus" / f"seed-{number:04}").write_bytes(seed)
        words = "".join(f'"{word}"\n' for word in (*FIELDS, *TYPES, *STATES) if word)
        (folder / "words").write_text(words, "utf-8")
        began = time.monotonic()
        left = seconds
        while left > 0 and result.crashes < MAX_CRASHES:
            _run(target, folder, result, left)
            left = seconds - int(time.monotonic() - began)
        least = _least(target, folder)
        result.inputs, result.size = len(least), sum(map(len, least))
        # After a crash, much was not reached that once was.
        if write and not result.crashes:
            keep(target, least)
    return result


def _run(target: str, folder: Path, result: Result, seconds: int) -> None:
    """Let libFuzzer run until its time is over, or something is found."""
    found = folder / "crashes"
    began = time.monotonic()
    log = _libfuzzer(
        target,
        str(folder / "corpus"),
        f"-max_total_time={seconds}",
        f"-max_len={MAX_SIZE}",
        f"-dict={folder / 'words'}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
        timeout=seconds + MERGE_SECONDS,
    )
    for edges, features in re.findall(r"cov: (\d+) ft: (\d+)", log)[-1:]:
        result.edges = max(result.edges, int(edges))
        result.features = max(result.features, int(features))
    # Without the start, in which all that is measured gets its counters. After a crash, nothing is said of the time.
    spent = re.findall(r"Done \d+ runs in (\d+) second", log)
    result.seconds += int(spent[0]) if spent else int(time.monotonic() - began)
    for executions in re.findall(r"number_of_executed_units: (\d+)", log):
        result.executions += int(executions)
    crashes = list(found.iterdir())
    if "DONE" not in log and not crashes:
        raise RuntimeError(f"{target}: the fuzzer ended early:\n{log[-4000:]}")
    for crash in crashes:
        result.crashes += 1
        kept = CRASHES / f"{target}-{crash.name[-12:]}"
        shutil.move(crash, kept)
        sys.stderr.write(f"{kept.relative_to(ROOT)}:\n{_told(log)}\n")


def _told(log: str) -> str:
    """Return what a log says of a crash."""
    return log.partition("=== Uncaught Python exception: ===")[2].partition("==")[0]


def _least(target: str, folder: Path) -> list[bytes]:
    """Return as few of the inputs as reach all that was reached."""
    least = folder / "least"
    _libfuzzer(
        target, "-merge=1", str(least), str(folder / "corpus"), timeout=MERGE_SECONDS
    )
    return [path.read_bytes() for path in least.iterdir()]


def _libfuzzer(target: str, *arguments: str, timeout: int) -> str:
    """Run one process of the fuzzer and return what it says."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.fuzz.guided", target, *arguments],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=timeout,
    )
    return done.stdout.decode(errors="replace")
