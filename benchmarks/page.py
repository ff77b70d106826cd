"""Tables, and their place in the documentation."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).parents[1] / "docs"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def begin(module: str) -> str:
    """Return the mark before what a module wrote."""
    return f"<!-- {module}: begin -->\n"


def end(module: str) -> str:
    """Return the mark after it."""
    return f"<!-- {module}: end -->\n"


def inserted(page: str, module: str, text: str) -> str:
    """Return a page with a module's text between its marks."""
    before, _, rest = page.partition(begin(module))
    _, _, after = rest.partition(end(module))
    return f"{before}{begin(module)}\n{text}\n{end(module)}{after}"
