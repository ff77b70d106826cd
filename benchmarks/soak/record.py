"""What a soak wrote down, and the file that keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import kept


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
        """Keep it."""
        kept.write(file, self)

    @classmethod
    def read(cls, file: Path) -> Record:
        """Return what was kept."""
        return cls(**kept.read(file))
