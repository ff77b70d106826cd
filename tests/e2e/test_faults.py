"""The fault matrix: each row of docs/reliability.md, in a real Home Assistant on the simulator.

`scripts/faults` runs all of it; otherwise a few rows of GREEN-API's faults, and the damaged files.
"""

import asyncio
from dataclasses import replace
import os
import re
from typing import Final

import pytest
import pytest_socket

from custom_components.green_api.issues import Issue

from .faults import local
from .faults.cases import (
    AFTERWARDS,
    BEFORE,
    DISCONNECTED,
    FAULTS,
    UP_TO_DATE,
    AccountView,
    Ends,
    Fault,
    Lines,
)
from .faults.home import lines_of
from .faults.local import STORAGE_FAULTS, StorageFault
from .faults.runner import Observed, Results, run_matrix
from .listener import SOURCES, expected_announcements

# Everything runs before the first test, side by side.
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("faults"),
]

FULL: Final = os.environ.get("GREEN_API_FAULTS") == "all"
RUN_FAULTS: Final = tuple(one for one in FAULTS if FULL or one.smoke)
full_matrix = pytest.mark.skipif(not FULL, reason="part of scripts/faults")

LOGGER: Final = "custom_components.green_api"
# What each token of the simulator begins with.
TOKEN_PREFIX: Final = "c0ffee"
ENTITIES: Final = 20

type LocalResults = tuple[local.ClockResults, local.DiskResults, local.SharedResults]


@pytest.fixture(scope="module")
def _all_results(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Results, LocalResults | None]:
    """Run everything: most of it is waiting, so it waits together."""
    folder = tmp_path_factory.mktemp("faults")
    pytest_socket.enable_socket()

    async def run() -> tuple[Results, LocalResults | None]:
        matrix = run_matrix(folder / "matrix", RUN_FAULTS, STORAGE_FAULTS)
        if not FULL:
            return await matrix, None
        results, clocks, disk, shared = await asyncio.gather(
            matrix,
            local.run_clocks(folder / "clock"),
            local.run_full_disk(folder / "disk"),
            local.run_shared_instance(folder / "shared"),
        )
        return results, (clocks, disk, shared)

    return asyncio.run(run())


@pytest.fixture
def results(_all_results: tuple[Results, LocalResults | None]) -> Results:
    """Return what was observed in the matrix."""
    return _all_results[0]


@pytest.fixture
def local_results(_all_results: tuple[Results, LocalResults | None]) -> LocalResults:
    """Return what was observed with clocks, a full disk and a shared instance."""
    found = _all_results[1]
    assert found is not None
    return found


@pytest.fixture(params=RUN_FAULTS, ids=lambda fault: fault.name)
def fault(request: pytest.FixtureRequest) -> Fault:
    """Return each fault of GREEN-API."""
    found = request.param
    assert isinstance(found, Fault)
    return found


@pytest.fixture
def observed(fault: Fault, results: Results) -> Observed:
    """Return what was observed on its account."""
    return results.faults[fault.name]


@pytest.fixture(params=STORAGE_FAULTS, ids=lambda fault: fault.name)
def storage_fault(request: pytest.FixtureRequest) -> StorageFault:
    """Return each way to damage a stored journal."""
    found = request.param
    assert isinstance(found, StorageFault)
    return found


# The faults of GREEN-API, and of the way to it.


def test_what_is_seen_while_it_lasts(fault: Fault, observed: Observed) -> None:
    """Entities, repairs, forms and the entry are as the table says, for as long as it lasts."""
    assert observed.views
    assert all(view == fault.seen for view in observed.views)


def test_all_is_as_before_afterwards(observed: Observed) -> None:
    """Nothing is left of it; repairs and forms are gone."""
    assert observed.view_afterwards == UP_TO_DATE


def test_nothing_is_lost_or_repeated(observed: Observed) -> None:
    """Everything is announced once by each source, over a restart, too."""
    assert observed.announced.keys() == expected_announcements(observed.transitions)
    assert observed.repeated == {}


def test_what_is_announced_while_it_lasts(fault: Fault, observed: Observed) -> None:
    """Changes are announced meanwhile or afterwards, as the table says."""
    assert bool(observed.announced_meanwhile) is fault.announced_meanwhile


def test_what_is_logged(fault: Fault, observed: Observed) -> None:
    """At most one line of the polls when it starts and one when it ends; counting views may add the same of its own."""
    views = [line for line in observed.lines if " views data" in line.text]
    polls = [line for line in observed.lines if line not in views]
    warnings = [line for line in polls if line.is_warning]
    recoveries = [line for line in polls if line.reports_recovery]
    assert (len(warnings), len(recoveries)) == fault.lines.counts
    assert all(line.logger == LOGGER for line in warnings)
    if fault.ends in (Ends.TEN_SECONDS, Ends.AFTER_PAUSE):
        assert "too many requests" in warnings[0].text
    # The user's part reloads the account, after which the views are still paused.
    is_reloaded = fault.ends in (Ends.TOKEN, Ends.RECONFIGURE)
    assert sum(line.is_warning for line in views) <= 1 + is_reloaded
    assert sum(line.reports_recovery for line in views) <= 1


def test_quota_issue_has_the_numbers_of_the_plan(results: Results) -> None:
    """The phone numbers in GREEN-API's text are dropped."""
    faults = [one for one in RUN_FAULTS if Issue.QUOTA_EXCEEDED in one.seen.issues]
    assert faults
    for one in faults:
        issues = results.faults[one.name].issues
        assert "'used': '1000', 'total': '1000'" in issues
        assert "1555010" not in issues


def test_token_is_not_sent_to_another_host(results: Results) -> None:
    """A redirect is not followed."""
    assert results.calls_to_other_host == 0


def test_log_has_no_secrets(results: Results) -> None:
    """Neither a token nor an address that holds one."""
    assert TOKEN_PREFIX not in results.log
    assert "waInstance" not in results.log


def test_only_home_assistant_logs_tracebacks(results: Results) -> None:
    """The one with our logger is added by Home Assistant to a setup that it does not try again."""
    blocks = re.findall(r"^.*\n(?=Traceback )", results.log, re.MULTILINE)
    ours = [block for block in blocks if "green_api" in block]
    expected = [one for one in RUN_FAULTS if one.lines is Lines.TRACEBACK]
    assert len([block for block in ours if LOGGER in block]) == len(expected)
    assert all(
        "[homeassistant." in block or "Error setting up entry" in block
        for block in ours
    )


# The faults on the side of Home Assistant.


def test_changes_during_a_restart_are_announced(results: Results) -> None:
    """They are among what each account announces once."""
    for observed in results.faults.values():
        read = {one for one in observed.announced if one[2] == "read"}
        # One from before the fault and one from the restart, by both sources.
        assert len(read) == 4


def test_damaged_journal(storage_fault: StorageFault, results: Results) -> None:
    """The account is set up from the first list, and announces only what comes then."""
    observed = results.storage_faults[storage_fault.name]
    issues = frozenset({storage_fault.issue})
    assert observed.views == [AccountView(latest=BEFORE, issues=issues)]
    assert observed.view_afterwards == AccountView(latest=AFTERWARDS, issues=issues)
    assert observed.announced.keys() == expected_announcements(observed.transitions)
    assert observed.repeated == {}
    loggers = tuple(line.logger for line in observed.lines if line.is_warning)
    assert loggers == storage_fault.loggers


def test_journal_of_a_newer_version(results: Results) -> None:
    """The account waits for the version that can read the file; then everything is announced once."""
    observed = results.newer_version
    assert observed.views == [replace(DISCONNECTED, entry="setup_error")]
    assert results.newer_file_untouched
    assert observed.view_afterwards == AccountView(latest=BEFORE)
    assert observed.announced.keys() == expected_announcements(observed.transitions)
    assert observed.repeated == {}
    assert [line.logger for line in observed.lines if line.is_warning] == [
        "homeassistant.config_entries"
    ]


def test_same_instance_twice(results: Results) -> None:
    """The form refuses an instance that is configured already."""
    assert results.added_twice["type"] == "abort"
    assert results.added_twice["reason"] == "already_configured"


@full_matrix
def test_full_disk(local_results: LocalResults) -> None:
    """Everything is announced once; the file stays whole and is written as soon as it can be."""
    _, disk, _ = local_results
    assert disk.view is not None
    assert (disk.view.connected, disk.view.latest) == (True, "Number 1")
    before, during, after, later = disk.stored
    first, second, third = disk.posted
    assert first in before
    assert during == before
    assert after == before | {second}
    assert later == after | {third}
    assert disk.temporary_files == []
    assert disk.announced.keys() == disk.expected
    assert max(disk.announced.values()) == 1
    loggers = [line.logger for line in disk.lines if ".entry" in line.text]
    assert loggers == ["homeassistant.util.file", "homeassistant.helpers.storage"]


@full_matrix
def test_clocks_that_jump(local_results: LocalResults) -> None:
    """Whichever clock jumps, in whichever direction, everything is announced at the next poll, and once."""
    clocks, _, _ = local_results
    expected = expected_announcements(clocks.transitions)
    assert clocks.late == []
    assert expected <= clocks.announced.keys()
    others = clocks.announced.keys() - expected
    assert others
    assert {kind for _, _, kind in others} == {"expired"}
    assert {source for source, _, _ in others} == set(SOURCES)
    assert max(clocks.announced.values()) == 1
    assert [line for line in lines_of(clocks.log) if line.logger == LOGGER] == []
    assert TOKEN_PREFIX not in clocks.log


@full_matrix
def test_shared_instance(local_results: LocalResults) -> None:
    """Both announce everything once, and recover from polls that GREEN-API refuses."""
    _, _, shared = local_results
    assert shared.refused > 0
    for announced in shared.announced:
        assert announced.keys() == expected_announcements(shared.transitions)
        assert max(announced.values()) == 1
    assert [view.latest for view in shared.views] == ["Next", "Next"]
    first, second = shared.logs
    lines = [line for line in lines_of(first) if line.logger == LOGGER]
    lines = [line for line in lines if line.is_warning or line.reports_recovery]
    assert all(line.is_warning for line in lines[::2])
    assert all(line.reports_recovery for line in lines[1::2])
    refused = [
        line for line in lines_of(second) if "does not generate unique IDs" in line.text
    ]
    assert len(refused) == ENTITIES
    assert TOKEN_PREFIX not in first + second
