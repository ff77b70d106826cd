"""What a journal shows at one moment."""

from dataclasses import replace
from typing import Any, Final

import orjson
import pytest

from custom_components.green_api.client import Status, StatusState, StatusType
from custom_components.green_api.journal import (
    LIFETIME,
    Journal,
    Snapshot,
    apply_reply,
    build_snapshot,
    describe,
    record_sent,
    record_views,
)

from .common import (
    DAY,
    DELIVERED,
    FAILED,
    HOUR,
    MINUTE,
    NOW,
    PENDING,
    READ,
    SEEDED,
    SENT,
    status,
    viewers,
)

NAMES: Final = {one: one.value.title() for one in (*StatusType, *StatusState)}


def snapshot_of(
    journal: Journal,
    *,
    now: int = NOW,
    window: int = LIFETIME,
    counts_views: bool = True,
) -> Snapshot:
    """Return what a journal shows."""
    return build_snapshot(
        journal, now, window=window, counts_views=counts_views, names=NAMES
    )


def shown(*statuses: Status, **how: Any) -> Snapshot:
    """Return what these statuses show."""
    return snapshot_of(apply_reply(Journal(), statuses, NOW)[0], **how)


def aged(status_id: str, age: int, state: StatusState = SENT, **values: Any) -> Status:
    """Return a picture that was posted so many seconds ago."""
    return status(
        status_id, state, **{"at": NOW - age, "type": StatusType.IMAGE, **values}
    )


def ids(snapshot: Snapshot) -> tuple[str | None, list[str], list[str]]:
    """Return which status is the latest, which are active and which recent."""
    return (
        None if snapshot.latest is None else snapshot.latest.status_id,
        [record.status_id for record in snapshot.active],
        [record.status_id for record in snapshot.recent],
    )


def test_nothing() -> None:
    """Without statuses there is nothing to show, and nothing to wait for."""
    snapshot = shown()
    assert ids(snapshot) == (None, [], [])
    assert snapshot.title(None, 255) is None
    assert snapshot.items() == []
    assert snapshot.read_media_urls() == []
    assert snapshot.views == 0
    assert snapshot.views_complete
    assert snapshot.changes_at is None


def test_newest_first() -> None:
    """Latest is the most recently posted one, even when it is over."""
    snapshot = shown(aged("B", 60), aged("C", 10), aged("A", 600))
    assert ids(snapshot) == ("C", ["C", "B", "A"], ["C", "B", "A"])
    assert ids(shown(aged("A", LIFETIME))) == ("A", [], [])


def test_counts_are_by_state() -> None:
    """Each status counts in the state it is in, one in an unknown state in none."""
    rows = [
        status(str(number), state)
        for number, state in enumerate([*StatusState, READ, None])
    ]
    snapshot = shown(*rows)
    assert [
        snapshot.count(state) for state in (PENDING, SENT, DELIVERED, READ, FAILED)
    ] == [1, 1, 1, 2, 1]


def test_waiting_status_is_the_latest_but_not_active() -> None:
    """It is pending; people see it once it is published."""
    sent = status("B", PENDING, at=NOW + 1, sent_by_api=True)
    journal = record_sent(apply_reply(Journal(), [status()], NOW)[0], sent)
    snapshot = snapshot_of(journal, now=NOW + 1)
    assert ids(snapshot) == ("B", ["A"], ["B", "A"])
    assert snapshot.count(PENDING) == 1
    assert snapshot.views_complete is False
    journal, _ = apply_reply(journal, [replace(sent, state=SENT)], NOW + 2)
    assert ids(snapshot_of(journal, now=NOW + 2))[1] == ["B", "A"]


# How long it holds.


@pytest.mark.parametrize("window", [HOUR, LIFETIME, 7 * DAY])
def test_nothing_changes_before_the_next_change(window: int) -> None:
    """A snapshot is good up to its last second, and no longer."""
    rows = [aged(str(age), age) for age in range(0, 2 * LIFETIME, 5000)]
    snapshot = shown(*rows, window=window)
    assert snapshot.changes_at is not None
    before = shown(*rows, window=window, now=snapshot.changes_at - 1)
    later = shown(*rows, window=window, now=snapshot.changes_at)
    assert ids(before) == ids(snapshot)
    assert ids(later) != ids(snapshot)
    assert snapshot.holds_at(snapshot.changes_at - 1)
    assert not snapshot.holds_at(snapshot.changes_at)


# Views.


def test_reach_is_that_of_the_statistics_that_report_it() -> None:
    """Some list nobody but those who saw the status."""
    journal, _ = apply_reply(Journal(), [status("A"), status("B"), status("C")], NOW)
    journal, _ = record_views(journal, "A", viewers(NOW, NOW), NOW)
    assert snapshot_of(journal).reach is None
    journal, _ = record_views(journal, "B", viewers(NOW, delivered=3), NOW)
    assert snapshot_of(journal).reach == (6, 3)
    read, _ = apply_reply(journal, [status("C", READ)], NOW)
    journal, _ = record_views(read, "C", viewers(delivered=2), NOW)
    assert snapshot_of(journal).reach == (8, 4)


@pytest.mark.parametrize("statistic", [(), viewers(delivered=2)])
def test_status_that_was_read_is_shown_with_one_view_at_least(statistic: Any) -> None:
    """Where views are counted; nothing of that is stored."""
    journal, _ = apply_reply(Journal(), [aged("A", 0, READ)], NOW)
    journal, _ = record_views(journal, "A", statistic, NOW)
    snapshot = snapshot_of(journal)
    record = journal.records["A"]
    assert not record.views
    assert snapshot.views == snapshot.views_of(record) == 1
    assert not snapshot.views_complete
    assert snapshot.describe(record)["views"] == snapshot.items()[0]["views"] == 1
    assert describe(record)["views"] == record.views


def test_status_that_nobody_can_have_seen_is_not_missing_in_the_sum() -> None:
    """One that failed, or is pending, is not asked for."""
    snapshot = shown(aged("A", 0, FAILED), aged("B", 0, PENDING))
    assert snapshot.views_complete
    assert snapshot.all_counted
    assert not shown(aged("A", 0, DELIVERED)).all_counted


# Texts and lists.


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"text": "Text", "caption": "Caption"}, "Text"),
        ({"caption": "Caption"}, "Caption"),
        ({}, "Image"),
        ({"type": StatusType.AUDIO}, "Audio"),
        ({"type": None}, None),
        ({"text": "x" * 300}, "x" * 254 + "…"),
    ],
)
def test_title(values: dict[str, Any], title: str | None) -> None:
    """A status goes by its text or caption, or by the name of its type."""
    snapshot = shown(aged("A", 0, **values))
    assert snapshot.title(snapshot.latest, 255) == title


def test_item_has_what_list_cards_show() -> None:
    """With the same names as everywhere else, and in JSON."""
    url = "https://example.org/sea.jpg"
    row = aged("BAE5", 60, READ, caption="The sea", media_url=url)
    assert orjson.loads(orjson.dumps(shown(row).items())) == [
        {
            "status_id": "BAE5",
            "title": "The sea",
            "type": "image",
            "state": "read",
            "views": 1,
            "posted_at": "2024-03-11T11:59:00+00:00",
            "media_url": url,
        }
    ]


def test_description_has_everything() -> None:
    """It is what automations and actions get."""
    journal, _ = apply_reply(SEEDED, [status(text="Hello", recipient_count=3)], NOW)
    journal, _ = apply_reply(journal, [status(state=READ)], NOW + MINUTE)
    assert orjson.loads(orjson.dumps(describe(journal.records["A"]))) == {
        "status_id": "A",
        "type": "text",
        "state": "read",
        "text": "Hello",
        "caption": None,
        "posted_at": "2024-03-11T12:00:00+00:00",
        "state_changed_at": "2024-03-11T12:01:00+00:00",
        "expires_at": "2024-03-12T12:00:00+00:00",
        "media_url": None,
        "mime_type": None,
        "file_name": None,
        "views": None,
        "sent_by_api": None,
        "background_color": None,
        "font": None,
        "recipient_count": 3,
        "failure_reason": None,
    }


@pytest.mark.parametrize("letter", ["x", "ש", "\U0001f600", '"', "\x01"])
def test_lists_are_capped_in_bytes(letter: str) -> None:
    """However long the texts are; the newest come first, and none is left out in between."""
    rows = [
        aged(
            f"BAE5{age:04}",
            age,
            READ,
            caption=letter * 4096,
            media_url=f"https://example.org/{age:04}/" + "u" * 2000,
        )
        for age in range(200)
    ]
    snapshot = shown(*rows)
    for items in (snapshot.items(), snapshot.read_media_urls()):
        assert 0 < len(items) <= 20
        assert len(orjson.dumps(items)) <= 8 * 1024
    shown_ids = [item["status_id"] for item in snapshot.items()]
    assert shown_ids == [row.status_id for row in rows[: len(shown_ids)]]


def test_short_lists_are_capped_by_number() -> None:
    """20 items, whatever their size."""
    snapshot = shown(*(aged(f"{age:03}", age) for age in range(30)))
    assert len(snapshot.items()) == 20
    assert len(snapshot.active) == 30


def test_only_media_that_were_read_are_listed() -> None:
    """A link is listed when there is one and its status was read."""
    url = "https://example.org/"
    snapshot = shown(
        aged("A", 3, READ, media_url=f"{url}a"),
        aged("B", 2, DELIVERED, media_url=f"{url}b"),
        aged("C", 1, READ),
        aged("D", 0, READ, media_url=f"{url}d"),
    )
    assert snapshot.read_media_urls() == [f"{url}d", f"{url}a"]
