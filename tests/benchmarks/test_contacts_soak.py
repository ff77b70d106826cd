"""What the soak of contacts' statuses expects, and when it is content."""

from benchmarks.contacts_soak.__main__ import is_good, render
from benchmarks.contacts_soak.run import Result, Sample
from benchmarks.contacts_soak.simulator import Session
from benchmarks.soak.analysis import Comparison

DAY = 86400


def test_what_has_to_be_announced() -> None:
    """What was there at the beginning was not posted, and ends all the same; nothing ends after the option is off."""
    session = Session(
        seeded=True,
        silent={"old"},
        posted={"old": 100, "new": 200, "gone": 300},
        deleted={"gone"},
    )
    posted = {("new", "posted"), ("gone", "posted"), ("gone", "deleted")}
    assert session.transitions(1000) == posted
    assert session.transitions(DAY + 100) == posted | {("old", "expired")}
    session.ended = DAY + 50
    assert session.transitions(2 * DAY) == posted


def test_result_with_something_lost_is_not_good() -> None:
    """Nor one that asked while the option was off."""
    fine = Comparison(happened=3, announced=3)
    result = Result(7, 500, announced={"event": {"posted": fine}})
    result.samples = [Sample(day, 200, 100, 5000, 50) for day in (2.5, 3.0, 6.5)]
    assert is_good(result)
    assert "| event | posted | 3 | 3 | 0 | 0 | 0 |" in render(result)
    assert "Their size in the files: 5.0 kB" in render(result)
    result.requests_while_off = 1
    assert not is_good(result)
    result.requests_while_off = 0
    result.announced["event"]["posted"] = Comparison(happened=3, announced=2, lost=1)
    assert not is_good(result)
