"""Markdown tables, and the sections of the documentation that a benchmark writes.

python -m benchmarks.markdown PAGE SECTION    puts its input into a section of a page of docs/
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
import sys
from typing import Final

DOCS: Final = Path(__file__).parents[1] / "docs"
PERFORMANCE: Final = DOCS / "performance.md"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = (header, ["---"] * len(header), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def check(number: float, limit: float | None) -> str:
    """Return a limit and whether a number keeps to it."""
    return "–" if limit is None else f"{limit:g} {'✓' if number <= limit else '✗'}"


def replace_section(page: Path, name: str, text: str) -> None:
    """Replace what stands between the two comments of a section in a page."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    content = page.read_text("utf-8")
    if content.count(begin) != 1 or content.count(end) != 1:
        raise ValueError(f"{page.name} has no section {name}")
    before, _, rest = content.partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")


if __name__ == "__main__":
    replace_section(DOCS / sys.argv[1], sys.argv[2], sys.stdin.read())
