"""The saved inputs of each target, one in hexadecimal a line: they reach what a run reached, or once failed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "fixtures" / "fuzz"
# Inputs that are kept of a run: enough to replay in a second.
MAX_INPUTS: Final = 200


def load(target: str) -> list[bytes]:
    """Return the saved inputs of a target."""
    path = FOLDER / f"{target}.txt"
    if not path.exists():
        return []
    return [bytes.fromhex(line) for line in path.read_text("utf-8").splitlines()]


def save(target: str, inputs: Iterable[bytes]) -> None:
    """Save the shortest of some inputs in the place of those that were there."""
    shortest = sorted(set(inputs), key=lambda data: (len(data), data))[:MAX_INPUTS]
    _write(target, shortest)


def add(target: str, data: bytes) -> None:
    """Save one more input."""
    _write(target, [*load(target), data])


def _write(target: str, inputs: Iterable[bytes]) -> None:
    lines = "".join(f"{data.hex()}\n" for data in inputs)
    (FOLDER / f"{target}.txt").write_text(lines, "utf-8")
