"""The numbers of a run, as docs/fuzzing.md has them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .campaign import Result

PAGE: Final = Path(__file__).parents[2] / "docs" / "fuzzing.md"
BEGIN: Final = "<!-- scripts/fuzz: begin -->\n"
END: Final = "<!-- scripts/fuzz: end -->\n"
HEADS: Final = (
    "Target",
    "Seconds",
    "Executions",
    "Executions/s",
    "Edges",
    "Features",
    "Inputs that reach them",
    "Crashes",
)


def table(results: Iterable[Result]) -> str:
    """Return a Markdown table of the runs."""
    rows = (
        (
            f"`{result.target}`",
            f"{result.seconds:,}",
            f"{result.executions:,}",
            f"{result.executions / max(1, result.seconds):,.0f}",
            f"{result.edges:,}",
            f"{result.features:,}",
            f"{result.inputs:,} ({result.size / 1000:,.0f} kB)",
            str(result.crashes),
        )
        for result in results
    )
    lines = (HEADS, ["---"] * len(HEADS), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def inserted(page: str, text: str) -> str:
    """Return a page with a text between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{text}\n{END}{after}"
