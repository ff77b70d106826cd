"""What a soak wrote down, and the file that keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

DIGITS: Final = 4


@dataclass(slots=True)
class Record:
    """One soak. Times are days since its start.

    `samples` are the numbers by name, one for each time in `at`. `polls` are those of each whole day. `answers` count
    what the simulator answered, by method and HTTP status. `told` are the verdicts by way and kind.
    """

    command: str = ""
    days: float = 0.0
    lead_in: float = 0.0
    minutes: float = 0.0
    home_assistant: str = ""
    posts: int = 0
    at: list[float] = field(default_factory=list)
    samples: dict[str, list[float]] = field(default_factory=dict)
    restarts: list[float] = field(default_factory=list)
    reloads: list[float] = field(default_factory=list)
    outages: list[float] = field(default_factory=list)
    polls: list[int] = field(default_factory=list)
    longest_gap: float = 0.0
    answers: dict[str, int] = field(default_factory=dict)
    told: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=dict)
    complaints: dict[str, int] = field(default_factory=dict)

    def look(self, at: float, numbers: Mapping[str, float]) -> None:
        """Enter what was found at a time."""
        self.at.append(at)
        for name, number in numbers.items():
            self.samples.setdefault(name, []).append(number)
        # What is left when SQLite's cache is taken away.
        rest = numbers["memory"] - numbers["sqlite"]
        self.samples.setdefault("rest", []).append(rest)

    def write(self, file: Path) -> None:
        """Write it, line by line, so that a difference can be read."""
        rounded: dict[str, Any] = _rounded(asdict(self))
        lines = (
            f'"{key}": {orjson.dumps(value).decode()}' for key, value in rounded.items()
        )
        file.parent.mkdir(exist_ok=True)
        file.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")

    @classmethod
    def read(cls, file: Path) -> Record:
        """Read it."""
        return cls(**orjson.loads(file.read_bytes()))


def _rounded(value: Any) -> Any:
    """Return a value with fewer digits: nobody needs the others."""
    match value:
        case float():
            return round(value, DIGITS)
        case list():
            return [_rounded(each) for each in value]
        case dict():
            return {key: _rounded(each) for key, each in value.items()}
    return value
