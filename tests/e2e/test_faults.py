"""The fault matrix: each row of docs/reliability.md, in a real Home Assistant on the simulator."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import re
from typing import Final

import pytest
import pytest_socket

from custom_components.green_api.verdict import Issue

from .faults import clock, disk, pair
from .faults.house import lines_of
from .faults.matrix import AFTERWARDS, AWAY, BEFORE, RECOVERED, Lines, Row, Seen
from .faults.ours import (
    CLOCK,
    COPIED,
    FULL,
    NEWER,
    OURS,
    RESTART,
    SHARED,
    SPOILT,
    TWICE,
    VENDOR_CLOCK,
    Ours,
    Spoilt,
)
from .faults.play import Observed, Report, play
from .faults.rows import ROWS
from .faults.table import PAGE, inserted
from .witness import WAYS, Told

# All is played before the first test, side by side.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


LOGGER: Final = "custom_components.green_api"
# What each token of the simulator begins with.
TOKEN_STEM: Final = "c0ffee"
ENTITIES: Final = 17
PLAYED: Final = set[Ours]()


def plays[T](*rows: Ours) -> Callable[[T], T]:
    """Note that a test is about these rows."""
    PLAYED.update(rows)
    return lambda test: test


@dataclass(frozen=True, slots=True)
class Played:
    """What came of everything."""

    matrix: Report
    clock: clock.ClockReport
    disk: disk.DiskReport
    pair: pair.PairReport


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play it: most of it is waiting, so it waits together."""
    folder = tmp_path_factory.mktemp("faults")
    pytest_socket.enable_socket()

    async def play_all() -> Played:
        return Played(
            *await asyncio.gather(
                play(folder / "matrix", ROWS, SPOILT),
                clock.jump(folder / "clock"),
                disk.fill(folder / "disk"),
                pair.share(folder / "pair"),
            )
        )

    return asyncio.run(play_all())


@pytest.fixture
def matrix(played: Played) -> Report:
    """Return what came of the rows that share a Home Assistant."""
    return played.matrix


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def row(request: pytest.FixtureRequest) -> Row:
    """Return each of these rows."""
    found = request.param
    assert isinstance(found, Row)
    return found


@pytest.fixture
def observed(row: Row, matrix: Report) -> Observed:
    """Return what came of it."""
    return matrix.rows[row.name]


@pytest.fixture(params=SPOILT, ids=lambda row: row.name)
def spoilt(request: pytest.FixtureRequest) -> Spoilt:
    """Return each way to spoil a stored journal."""
    found = request.param
    assert isinstance(found, Spoilt)
    return found


def repeated(told: Mapping[Told, int]) -> dict[Told, int]:
    """Return what was told more than once."""
    return {each: times for each, times in told.items() if times > 1}


# What GREEN-API, or the way to it, is to blame for.


def test_what_is_seen_while_it_lasts(row: Row, observed: Observed) -> None:
    """Entities, repairs, forms and the entry say what the table says, for as long as it lasts."""
    assert observed.meanwhile
    assert all(each == row.seen for each in observed.meanwhile)


def test_all_is_as_before_once_it_is_over(observed: Observed) -> None:
    """It takes what the table says and nothing else; repairs and forms are gone."""
    assert observed.after == RECOVERED


def test_nothing_is_lost_and_nothing_repeated(observed: Observed) -> None:
    """What happened before the end is told, once by each way, and so is what happened since; restarts included."""
    assert observed.told.keys() == observed.expected
    assert repeated(observed.told) == {}


def test_what_is_told_while_it_lasts(row: Row, observed: Observed) -> None:
    """News arrives meanwhile or afterwards, as the table says."""
    assert bool(observed.told_meanwhile) is row.told_meanwhile


def test_what_is_logged(row: Row, observed: Observed) -> None:
    """It is one line when it starts, and one when it ends, at most."""
    complaints = [line for line in observed.lines if line.complains]
    reliefs = [line for line in observed.lines if line.relieves]
    assert (len(complaints), len(reliefs)) == row.lines.counts
    assert all(line.logger == LOGGER for line in complaints)


def test_a_used_up_quota_is_told_in_numbers(matrix: Report) -> None:
    """The repair has those of the plan; the phone numbers in GREEN-API's text are dropped."""
    (observed,) = (
        matrix.rows[row.name] for row in ROWS if Issue.QUOTA_EXCEEDED in row.seen.issues
    )
    assert "'used': '1000', 'total': '1000'" in observed.repairs
    assert "1555010" not in observed.repairs


def test_no_token_goes_elsewhere(matrix: Report) -> None:
    """A redirect is not followed: the token would go with it."""
    assert matrix.redirected == 0


def test_log_tells_no_secrets(played: Played) -> None:
    """Whatever goes wrong: no token, and no address that holds one."""
    for log in (played.matrix.log, played.clock.log, *played.pair.logs):
        assert TOKEN_STEM not in log
        assert "waInstance" not in log


def test_only_home_assistant_prints_tracebacks(matrix: Report) -> None:
    """And of us only one: the one that it adds to each setup that it must not try again."""
    blocks = re.findall(r"^.*\n(?=Traceback )", matrix.log, re.MULTILINE)
    ours = [block for block in blocks if "green_api" in block]
    expected = [row for row in ROWS if row.lines is Lines.TRACEBACK]
    assert len([block for block in ours if LOGGER in block]) == len(expected)
    assert all(
        "[homeassistant." in block or "Error setting up entry" in block
        for block in ours
    )


# What happens at home.


@plays(RESTART)
def test_restart(matrix: Report) -> None:
    """What happened while Home Assistant was down is among what each row tells once."""
    for observed in matrix.rows.values():
        down = {each for each in observed.told if each[2] == "read"}
        # The one from before the fault, and the last one, in both ways.
        assert len(down) == 4


@plays(*SPOILT)
def test_spoilt_journal(spoilt: Spoilt, matrix: Report) -> None:
    """The account is set up from the first list; nothing is told twice, and what comes then is told."""
    observed = matrix.spoilt[spoilt.name]
    issues = frozenset({spoilt.issue})
    assert observed.meanwhile == [Seen(latest=BEFORE, issues=issues)]
    assert observed.after == Seen(latest=AFTERWARDS, issues=issues)
    assert observed.told.keys() == observed.expected
    assert repeated(observed.told) == {}


@plays(*SPOILT)
def test_spoilt_journal_is_logged(spoilt: Spoilt, matrix: Report) -> None:
    """Home Assistant has its own lines for a file that is no JSON; else there is ours."""
    lines = matrix.spoilt[spoilt.name].lines
    assert tuple(line.logger for line in lines if line.complains) == spoilt.loggers


@plays(NEWER)
def test_journal_of_a_newer_version(matrix: Report) -> None:
    """The account waits for the version that can read the file; then all is told once."""
    assert matrix.newer.meanwhile == [replace(AWAY, entry="setup_error")]
    assert matrix.newer_untouched
    assert matrix.newer.after == Seen(latest=BEFORE)
    assert matrix.newer.told.keys() == matrix.newer.expected
    assert repeated(matrix.newer.told) == {}


@plays(NEWER)
def test_journal_of_a_newer_version_is_logged(matrix: Report) -> None:
    """Home Assistant says why it did not set the account up; we add no line."""
    lines = matrix.newer.lines
    assert [line.logger for line in lines if line.complains] == [
        "homeassistant.config_entries"
    ]


@plays(FULL)
def test_full_disk(played: Played) -> None:
    """All is told once, over a restart too; the file stays whole and is written as soon as it can be."""
    disk = played.disk
    assert disk.seen is not None
    assert (disk.seen.connected, disk.seen.latest) == (True, "Number 1")
    before, during, after, later = disk.stored
    first, second, third = (status_id for status_id, _ in disk.happened)
    assert first in before
    assert during == before
    assert after == before | {second}
    assert later == after | {third}
    assert disk.left_behind == []
    assert disk.told.keys() == disk.expected
    assert repeated(disk.told) == {}


@plays(FULL)
def test_full_disk_is_logged(played: Played) -> None:
    """Home Assistant says that it could not write, in two lines; we add none."""
    told = [line.logger for line in played.disk.lines if ".entry" in line.text]
    assert told == ["homeassistant.util.file", "homeassistant.helpers.storage"]


@plays(CLOCK, VENDOR_CLOCK)
def test_clocks_that_jump(played: Played) -> None:
    """Whichever clock it is, in whichever direction: at each time, all is told at the next poll, and once."""
    clock = played.clock
    assert clock.late == []
    assert clock.expected <= clock.told.keys()
    assert {each for each in clock.told if each[1:] not in clock.happened} == {
        (how, status_id, "expired") for how in WAYS for status_id in clock.expired
    }
    assert clock.expired
    assert repeated(clock.told) == {}
    assert [line for line in lines_of(clock.log) if line.logger == LOGGER] == []


@plays(TWICE)
def test_same_instance_twice(matrix: Report) -> None:
    """The form refuses an instance that is there."""
    assert matrix.twice["type"] == "abort"
    assert matrix.twice["reason"] == "already_configured"


@plays(SHARED, COPIED)
def test_shared_instance(played: Played) -> None:
    """Whoever polls beside us, each tells everything once, and recovers from what GREEN-API refuses."""
    pair = played.pair
    assert pair.refused > 0
    for told in pair.told:
        assert told.keys() == pair.expected
        assert repeated(told) == {}
    assert [seen.latest for seen in pair.seen] == ["Next", "Next"]


@plays(SHARED)
def test_shared_instance_is_logged(played: Played) -> None:
    """An outage is a line at its start and one at its end, each time."""
    first, _ = played.pair.logs
    lines = [line for line in lines_of(first) if line.logger == LOGGER]
    lines = [line for line in lines if line.complains or line.relieves]
    assert all(line.complains for line in lines[::2])
    assert all(line.relieves for line in lines[1::2])


@plays(COPIED)
def test_copied_entry_is_logged(played: Played) -> None:
    """Home Assistant says of each entity that it is there already."""
    _, log = played.pair.logs
    told = [
        line for line in lines_of(log) if "does not generate unique IDs" in line.text
    ]
    assert len(told) == ENTITIES


# The page.


def test_page_says_what_is_played() -> None:
    """Run python -m tests.e2e.faults.table --write."""
    page = PAGE.read_text("utf-8")
    assert inserted(page) == page


def test_each_row_at_home_is_played() -> None:
    """No row is in the page that no test is about."""
    assert set(OURS) == PLAYED
