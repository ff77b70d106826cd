"""What a run of the speed benchmark measured, to be kept and read again."""

from contextlib import suppress
from dataclasses import dataclass, field
import os
from pathlib import Path
import platform
import re
from statistics import median

from homeassistant.const import __version__ as ha_version
from homeassistant.util import dt as dt_util

from . import kept


@dataclass(slots=True)
class Result:
    """What was measured at one size: series by name, one number a round. `body` is in bytes."""

    size: int
    body: int = 0
    series: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, number: float) -> None:
        """Add a number to a series."""
        self.series.setdefault(name, []).append(number)

    def middle(self, name: str) -> float:
        """Return the median of a series."""
        return median(self.series[name])

    def ratios(self, over: str, *under: str) -> list[float]:
        """Return a series as multiples of the sum of others, round by round."""
        rows = zip(
            self.series[over], *(self.series[name] for name in under), strict=True
        )
        return [first / sum(rest) for first, *rest in rows]


@dataclass(frozen=True, slots=True)
class Run:
    """All sizes, measured in one run. `machine` says on what."""

    machine: str
    rounds: int
    results: tuple[Result, ...]

    def write(self, file: Path) -> None:
        """Keep it."""
        kept.write(file, self)

    @classmethod
    def read(cls, file: Path) -> Run:
        """Return what was kept."""
        fields = kept.read(file)
        results = tuple(Result(**each) for each in fields.pop("results"))
        return cls(**fields, results=results)


def about_this_machine() -> str:
    """Return what the numbers hang on, and when they were taken."""
    model = platform.machine()
    with suppress(OSError):
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
        model = found[1] if found else model
    return (
        f"{dt_util.utcnow():%Y-%m-%d}, {os.cpu_count()} × {model}, "
        f"Python {platform.python_version()}, Home Assistant {ha_version}"
    )
