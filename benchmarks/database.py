"""Looks into the database of a running Home Assistant."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
import sqlite3

type Ask = Callable[[str], int]


@contextmanager
def opened(folder: Path) -> Generator[Ask]:
    """Open that of a configuration folder, only to read, and yield what answers a query for one number."""
    file = folder / "home-assistant_v2.db"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:

        def ask(query: str) -> int:
            (number,) = database.execute(query).fetchone()
            return int(number)

        yield ask


def size(ask: Ask) -> int:
    """Return how large it is, in bytes."""
    return ask("PRAGMA page_count") * ask("PRAGMA page_size")


def rows_of_states(ask: Ask) -> int:
    """Return how many states were recorded."""
    return ask("SELECT count(*) FROM states")
