"""What replies make of the journal, rule by rule."""

from typing import Any

import pytest

from custom_components.green_api.client import Status, StatusState
from custom_components.green_api.client.parsing import parse_status
from custom_components.green_api.journal import (
    LIFETIME,
    Change,
    ChangeKind,
    Journal,
    apply_reply,
    expire,
    record_deleted,
)
from custom_components.green_api.journal.journal import RETENTION

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
    after,
    announced,
    kinds,
    record_after,
    status,
    stored_copy,
    tombstone,
)

# The first poll, and what is news after it.


def test_first_poll_announces_nothing() -> None:
    """What was there before the account was added is no news, nor is an expiry long ago."""
    rows = [status("A", READ), status("B", at=NOW - LIFETIME), tombstone("C")]
    journal, changes = apply_reply(Journal(), rows, NOW)

    assert changes == ()
    assert journal.since == NOW
    assert set(journal.records) == {"A", "B", "C"}
    assert journal.total_statuses == 3
    assert expire(journal, NOW + 1) == (journal, ())


def test_status_from_before_the_first_poll_is_no_news_later() -> None:
    """GREEN-API's lists lose statuses for a while: an empty first reply makes the old ones no news."""
    journal, changes = apply_reply(SEEDED, [status(at=NOW - 1)], NOW + MINUTE)

    assert changes == ()
    assert journal.total_statuses == 1


def test_clock_that_was_ahead_at_the_first_poll_hides_nothing_for_ever() -> None:
    """A first poll that seemed to be in 2090 would make everything older than it, thus no news."""
    journal, _ = apply_reply(Journal(), (), NOW + 100 * 365 * DAY)
    journal, _ = apply_reply(journal, (), NOW)
    _, changes = apply_reply(journal, [status(at=NOW + 1)], NOW + MINUTE)
    assert kinds(changes) == [("A", "posted")]


# States.


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, ["posted"]),
        (PENDING, ["posted"]),
        (SENT, ["posted"]),
        (DELIVERED, ["posted", "delivered"]),
        (READ, ["posted", "read"]),
        (FAILED, ["posted", "failed"]),
    ],
)
def test_new_status_was_posted_and_has_one_state(
    state: StatusState | None, expected: list[str]
) -> None:
    """Steps that nobody saw are not invented, and to be sent is part of being posted."""
    (changes,) = announced([status(state=state)])
    assert [kind for _, kind in changes] == expected


def test_jump_is_one_change_with_its_origin() -> None:
    """From sent to read, nothing is invented in between."""
    journal, (change,) = apply_reply(
        after([status()]), [status(state=READ)], NOW + HOUR
    )
    record = journal.records["A"]
    assert change == Change(
        kind=ChangeKind.READ, record=record, occurred_at=NOW + HOUR, from_state=SENT
    )
    assert (record.state, record.state_changed_at) == (READ, NOW + HOUR)
    assert record.state_history == ((SENT, NOW + MINUTE), (READ, NOW + HOUR))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["pending", "sent", "delivered", "read"], ["sent", "delivered", "read"]),
        (["read", "delivered", "sent", "pending", "read"], []),
        (["sent", "failed", "sent", "pending", "failed"], ["failed"]),
        (["failed", "delivered", "failed", "read"], ["delivered", "read"]),
        (["delivered", None, "delivered", "read"], ["read"]),
        ([None, "pending", "sent"], ["sent"]),
    ],
)
def test_state_only_moves_forward(states: list[Any], expected: list[str]) -> None:
    """A failure is final, unless the status turns out to be delivered or read."""
    first, *rest = (
        [status(state=None if state is None else StatusState(state))]
        for state in states
    )
    changes = announced(*rest, journal=apply_reply(Journal(), first, NOW)[0])
    assert [kind for reply in changes for _, kind in reply] == expected


def test_change_occurred_when_its_row_says_if_that_is_later_than_any_before() -> None:
    """A row's time may be that of the last action; one in the future is now."""
    journal = after([status(at=NOW + 5)])
    for at, expected in ((NOW + 90, NOW + 90), (NOW + 5, NOW + HOUR)):
        _, (change,) = apply_reply(journal, [status(state=READ, at=at)], NOW + HOUR)
        assert change.occurred_at == expected
    _, (change,) = apply_reply(journal, [status(state=READ, at=NOW + DAY)], NOW + HOUR)
    assert change.occurred_at == NOW + HOUR


# What a reply does not say.


def test_rows_complete_each_other() -> None:
    """What a later row leaves out is taken from an earlier one; a tombstone leaves out everything."""
    record = record_after([status(text="Hello", font="SERIF")], [tombstone()])
    assert record.deleted
    assert (record.status.text, record.status.font) == ("Hello", "SERIF")
    record = record_after([status(text="Hello")], [status(text="Changed")])
    assert record.status.text == "Changed"


@pytest.mark.parametrize("text", ["Hello", None])
def test_same_journal_comes_back_when_nothing_is_new(text: str | None) -> None:
    """Nothing is written then, not even where a row leaves something out."""
    journal = after([status(text="Hello"), status("B")])
    again, changes = apply_reply(journal, [status(text=text)], NOW + HOUR)
    assert again is journal
    assert changes == ()


# Posting time and expiry.


def test_posting_time_is_that_of_the_first_row_with_more_than_pending() -> None:
    """Until then, the time of queueing stands in for it; later rows never move it."""
    queued, sent = status(state=PENDING), status(at=NOW + HOUR)
    journal, _ = apply_reply(SEEDED, [queued], NOW + 2 * HOUR)
    assert journal.records["A"].posted_at == NOW
    journal, _ = apply_reply(journal, [sent], NOW + 2 * HOUR)
    assert journal.records["A"].posted_at == NOW + HOUR
    for at in (NOW - DAY, NOW + 90 * MINUTE, NOW + 100 * 365 * DAY):
        for state in (None, PENDING, SENT, READ):
            journal, _ = apply_reply(journal, [status(state=state, at=at)], NOW + DAY)
            assert journal.records["A"].posted_at == NOW + HOUR


def test_posting_time_in_the_future_is_now() -> None:
    """A row from 2090 neither hides later statuses nor makes this one last."""
    record = record_after([status(at=NOW + 80 * 365 * DAY)])
    assert record.posted_at == NOW + MINUTE
    record = record_after([status(state=PENDING)], [status(at=NOW + 80 * 365 * DAY)])
    assert record.posted_at == NOW + 2 * MINUTE


def test_row_from_before_the_window_is_skipped() -> None:
    """It has a wrong time, so that nothing in it is believed."""
    journal = after([status()])
    oldest = NOW - 2 * DAY
    rows = [status(state=READ, at=1_000_000_001), status("B", at=oldest - 1)]
    assert apply_reply(journal, rows, NOW + HOUR, oldest=oldest) == (journal, ())
    _, changes = apply_reply(
        journal, [status(state=READ, at=oldest)], NOW + HOUR, oldest=oldest
    )
    assert kinds(changes) == [("A", "read")]


@pytest.mark.parametrize(
    "timestamp", [3_800_000_000, 1_000_000_001, (NOW + 30) * 1000, 2**63]
)
@pytest.mark.parametrize("first", [True, False])
def test_one_wrong_time_does_no_harm(timestamp: int, first: bool) -> None:
    """It neither expires a status nor makes it last for ever, whether it comes first or later."""
    item = {"idMessage": "A", "statusMessage": "sent", "typeMessage": "textMessage"}
    right = parse_status({**item, "timestamp": NOW + 30})
    wrong = parse_status({**item, "timestamp": timestamp})
    assert right is not None
    assert wrong is not None
    journal = SEEDED
    for row in (wrong, right) if first else (right, wrong):
        now = NOW + MINUTE
        journal, changes = apply_reply(journal, [row], now, oldest=now - 2 * DAY)
        assert "expired" not in [kind for _, kind in kinds(changes)]
    assert NOW + 30 <= journal.records["A"].posted_at <= NOW + MINUTE
    assert stored_copy(journal) == journal
    assert kinds(expire(journal, NOW + DAY + MINUTE)[1]) == [("A", "expired")]
    later = NOW + MINUTE + RETENTION
    assert (
        apply_reply(journal, [status("B", at=later)], later + DAY)[0].find("A") is None
    )


def test_status_expires_once_after_a_day() -> None:
    """By our clock, at the second, and not once it was deleted."""
    journal = after([status("A"), status("B", deleted=True)])
    assert expire(journal, NOW + LIFETIME - 1) == (journal, ())
    journal, (change,) = expire(journal, NOW + LIFETIME + HOUR)
    assert kinds([change]) == [("A", "expired")]
    assert change.occurred_at == NOW + LIFETIME
    assert expire(journal, NOW + 2 * LIFETIME) == (journal, ())


def test_expiries_come_in_their_order() -> None:
    """Not in the order in which the statuses became known."""
    journal = after([status("A", at=NOW + 3), status("B", at=NOW + 1), status("C")])
    _, changes = expire(journal, NOW + 2 * LIFETIME)
    assert [change.record.status_id for change in changes] == ["C", "B", "A"]


def test_what_happened_meanwhile_is_announced_by_time() -> None:
    """After a day off: everything, and of each status its posting first."""
    rows = [status("B", READ, at=NOW + 20), status("A", at=NOW + 10)]
    _, changes = apply_reply(SEEDED, rows, NOW + 2 * LIFETIME)
    assert [(*kind, change.occurred_at) for kind, change in zip(kinds(changes), changes, strict=True)] == [
        ("A", "posted", NOW + 10),
        ("B", "posted", NOW + 20),
        ("A", "expired", NOW + 10 + LIFETIME),
        ("B", "expired", NOW + 20 + LIFETIME),
        ("B", "read", NOW + 2 * LIFETIME),
    ]  # fmt: skip


# Deletions.


def test_status_that_was_posted_and_deleted_between_two_polls() -> None:
    """With its content it was posted and deleted; a bare tombstone does not tell what was posted."""
    (changes,) = announced([status(deleted=True), tombstone("B")])
    assert changes == [("A", "posted"), ("A", "deleted")]


def test_deletion_of_an_unknown_status_is_no_news_later() -> None:
    """A list that lags behind may still show it as posted."""
    journal, changes = record_deleted(SEEDED, "A", NOW + HOUR)
    assert changes == ()
    journal, changes = apply_reply(journal, [status(at=NOW + 50)], NOW + HOUR)
    assert changes == ()
    assert journal.records["A"].deleted


# How long statuses are known.


@pytest.mark.parametrize("state", [PENDING, SENT, READ])
def test_status_is_known_longer_than_green_api_keeps_its_lists(
    state: StatusState,
) -> None:
    """GREEN-API keeps 30 days."""
    journal = after([status(state=state)])
    later = NOW + 30 * DAY + HOUR
    journal, _ = apply_reply(journal, [status("B", at=later)], later)
    assert "A" in journal.records
    later = NOW + RETENTION + 1
    journal, _ = apply_reply(journal, [status("B", at=later)], later)
    assert set(journal.records) == {"B"}


def test_retention_counts_from_the_last_reported_time() -> None:
    """A status that was read after three weeks is known for a month from then on."""
    journal = after([status()])
    read_at = NOW + 20 * DAY
    journal, _ = apply_reply(journal, [status(state=READ, at=read_at)], read_at)
    for later, known in (
        (NOW + RETENTION + DAY, True),
        (read_at + RETENTION + 1, False),
    ):
        journal, _ = apply_reply(journal, [status("B", at=later)], later)
        assert ("A" in journal.records) is known


def test_forgotten_status_is_neither_news_nor_counted_again() -> None:
    """Nor is a status older than that which was never known."""
    later = NOW + RETENTION + HOUR
    journal, _ = apply_reply(after([status()]), [status("B", at=later)], later)
    assert journal.total_statuses == 2
    journal, changes = apply_reply(journal, [status(state=READ)], later)
    assert changes == ()
    assert journal.total_statuses == 2


def test_status_that_is_still_reported_is_not_forgotten() -> None:
    """However old it is."""
    later = NOW + 2 * RETENTION
    journal, _ = apply_reply(
        after([status()]), [status(), status("B", at=later)], later
    )
    assert "A" in journal.records


@pytest.mark.parametrize("reply", [[], [status("B", at=NOW + HOUR)]])
def test_clock_far_ahead_for_a_moment_forgets_nothing(reply: list[Status]) -> None:
    """It is the times in the reply that make a status old."""
    journal = after([status()])
    journal, _ = apply_reply(journal, reply, NOW + 40 * DAY)
    assert "A" in journal.records
