"""What earlier versions stored becomes a journal of today."""

from copy import deepcopy
from dataclasses import replace
import json
from typing import Any

import pytest

from custom_components.green_api.client import StatusState, StatusType
from custom_components.green_api.journal import Journal, count
from custom_components.green_api.journal_json import to_dict
from custom_components.green_api.migration import MINOR_VERSION, VERSION, migrate

from .recorded import FOLDER, RECORDINGS, recorded
from .stored import from_dict


def stored(name: str) -> Any:
    """Return the journal of a recording, as it was stored."""
    return recorded(name)["store"]["data"]


def journal_of(name: str) -> Journal:
    """Return the journal of a recording."""
    store = recorded(name)["store"]
    return from_dict(migrate(store["data"], store["minor_version"]))


@pytest.mark.parametrize("name", RECORDINGS)
def test_all_of_it_is_known(name: str) -> None:
    """No status, and nothing about one, is lost."""
    journal = journal_of(name)
    assert (journal.since, journal.total_statuses) == (1710158400, 7)
    assert {
        (entry.status.type, entry.state, entry.deleted, entry.expired, entry.posted_at)
        for entry in journal.entries.values()
    } == {
        (StatusType.TEXT, StatusState.READ, False, True, 1710147600),
        (StatusType.TEXT, StatusState.DELIVERED, False, True, 1710050400),
        (StatusType.TEXT, StatusState.READ, False, True, 1710158400),
        (StatusType.IMAGE, StatusState.DELIVERED, False, False, 1710241322),
        (StatusType.TEXT, StatusState.PENDING, False, False, 1710241505),
        (StatusType.TEXT, StatusState.SENT, True, False, 1710241505),
        (StatusType.AUDIO, StatusState.FAILED, False, False, 1710241505),
    }
    assert {entry.status.text for entry in journal.entries.values()} >= {
        "Here before",
        "A slip",
    }


def test_last_step_is_the_only_one_known() -> None:
    """The first versions kept when the state was reached, and nothing of the way there."""
    for entry in journal_of("store_v1_1").entries.values():
        assert entry.steps == ((entry.state, entry.state_changed_at),)


def test_no_state_is_no_step() -> None:
    """A status of an unknown state has been nowhere."""
    data = stored("store_v1_1")
    data["entries"][0]["state"] = data["entries"][0]["status"]["state"] = None
    first, *_ = from_dict(migrate(data, 1)).entries.values()
    assert first.steps == ()


def test_views_are_not_counted_yet() -> None:
    """Not counted is not zero."""
    journal = journal_of("store_v1_1")
    assert journal.total_views is None
    for entry in journal.entries.values():
        assert (entry.views, entry.delivered_to, entry.counts) == (None, None, ())


def test_views_from_before_the_upgrade_are_no_news() -> None:
    """The first count of a status is shown and added up; only what comes after it is told."""
    journal = journal_of("store_v1_1")
    for status_id in journal.entries:
        journal, changes = count(journal, status_id, delivered_to=5, views=3, now=1)
        assert changes == ()
        journal, changes = count(journal, status_id, delivered_to=5, views=4, now=2)
        assert [change.new_views for change in changes] == [1]
    assert journal.total_views == 28


@pytest.mark.parametrize("name", RECORDINGS[1:])
@pytest.mark.parametrize("minor_version", range(1, MINOR_VERSION + 2))
def test_what_is_there_stays(name: str, minor_version: int) -> None:
    """A journal that has everything is left as it is, whatever its number says."""
    assert migrate(stored(name), minor_version) == stored(name)


@pytest.mark.parametrize("name", RECORDINGS)
def test_migrating_is_done_once(name: str) -> None:
    """What is up to date does not change any more, and the original never does."""
    data = stored(name)
    before = deepcopy(data)
    once = migrate(data, 1)
    assert migrate(once, 1) == once
    assert data == before


def test_newest_recording_is_what_is_written() -> None:
    """Whoever changes what is stored raises the version, migrates, and records the new shape: docs/upgrades.md."""
    newest = recorded(RECORDINGS[-1])["store"]
    assert (newest["version"], newest["minor_version"]) == (VERSION, MINOR_VERSION)
    assert json.loads(json.dumps(to_dict(from_dict(newest["data"])))) == newest["data"]
    assert sorted(path.stem for path in FOLDER.glob("store_*.json")) == sorted(
        RECORDINGS
    )


def test_what_a_newer_version_added_is_left_out() -> None:
    """An older version reads what it knows."""
    data = stored("store_v1_2")
    known = from_dict(data)
    data["mood"] = "good"
    for entry in data["entries"]:
        entry["mood"] = entry["status"]["mood"] = ["good"]
    assert from_dict(migrate(data, MINOR_VERSION + 1)) == known


@pytest.mark.parametrize(
    "data", [{}, [], "journal", {"entries": None}, {"entries": [1]}, {"entries": [{}]}]
)
def test_refuses_what_is_no_journal(data: Any) -> None:
    """Whoever loads it can catch this."""
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        migrate(data, 1)


def test_recordings_differ_in_their_views_alone() -> None:
    """The recordings are of one and the same day, so that they can be compared."""
    old, new = journal_of("store_v1_1"), journal_of("store_v1_2")
    assert list(old.entries.values()) == [
        replace(
            entry,
            views=None,
            delivered_to=None,
            counts=(),
            silent=True,
            steps=entry.steps[-1:],
        )
        for entry in new.entries.values()
    ]
