"""The tables of the day, of the accounts and of the starts say what is within its limit."""

import pytest

from benchmarks.accounts import Result as Accounts, render as render_accounts
from benchmarks.day import BARE, REST, VIEWS_COUNTED, VIEWS_OFF, Counts, Result, render

BARE_CPU = 10.0


def day_of(size: int, cpu: float, database: int) -> Result:
    """Return a day in which `rest` took ten seconds more than a bare Home Assistant, and we took so many."""
    ours = Counts(BARE_CPU + cpu, 100, database, 2880)
    return Result(
        size,
        {
            BARE: Counts(BARE_CPU, 0, 1000, 0),
            REST: Counts(BARE_CPU + 10, 17280, 200_000, 1440),
            VIEWS_OFF: ours,
            VIEWS_COUNTED: ours,
        },
    )


@pytest.mark.parametrize(
    ("size", "cpu", "expected"),
    [
        (30, 6.0, ("0.60 × | 0.6 ✓", "0.60 × | 1 ✓")),
        (30, 6.1, ("0.61 × | 0.6 ✗", "0.61 × | 1 ✓")),
        (30, 10.1, ("1.01 × | 0.6 ✗", "1.01 × | 1 ✗")),
        (100, 10.1, ("1.01 × | –", "1.01 × | –")),
    ],
)
def test_cpu_beyond_a_bare_home_assistant_is_compared(
    size: int, cpu: float, expected: tuple[str, str]
) -> None:
    """What Home Assistant takes by itself is nobody's."""
    *_, off, counted = render([day_of(size, cpu, 1)]).splitlines()

    assert expected[0] in off
    assert expected[1] in counted


@pytest.mark.parametrize(
    ("database", "expected"),
    [(200_000, "200 | 1.00 × | 1 ✓ |"), (201_000, "201 | 1.00 × | 1 ✗ |")],
)
def test_database_is_compared(database: int, expected: str) -> None:
    """It may grow as much as that of `rest`."""
    assert render([day_of(30, 1, database)]).count(expected) == 2


def test_a_day_counts_from_its_beginning() -> None:
    """The start is not part of it."""
    earlier = Counts(1.0, 10, 100, 5)

    assert Counts(3.0, 14, 160, 12).since(earlier) == Counts(2.0, 4, 60, 7)


def test_accounts_and_starts_have_limits() -> None:
    """Medians of the starts are compared."""
    text = render_accounts(
        Accounts({50: 0.5, 500: 4.1, 10: 0.1}, [4.0, 5.0, 90.0], [20.0, 20.5, 21.0])
    )

    assert "| 50 | 0.50 | 0.5 ✓ |" in text
    assert "| 500 | 4.10 | 4 ✗ |" in text
    assert "| 10 | 0.10 | – |" in text
    assert "| 5.0 | 20.5 | 15.5 | 15 ✗ |" in text
