"""A status that was sent from here: queued, published or lost."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from custom_components.green_api.client import Status, StatusState, StatusType
from custom_components.green_api.journal import (
    Change,
    Journal,
    StatusRecord,
    apply_reply,
    expire,
    record_deleted,
    record_queue,
    record_sent,
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
    after,
    kinds,
    status,
    stored_copy,
)


def sent(status_id: str = "A", *, text: str = "Hello", **values: Any) -> Status:
    """Return what an action enters of a text status."""
    return status(status_id, PENDING, text=text, sent_by_api=True, **values)


def listed(status_id: str, state: StatusState | None = SENT, **values: Any) -> Status:
    """Return the row of a status that was sent through the API."""
    row = status(status_id, state, text="Hello", sent_by_api=True, at=NOW + MINUTE)
    return replace(row, **values)


WAITING = record_sent(SEEDED, sent())


def polls(
    journal: Journal, *found: Collection[str], minutes: int = 5
) -> tuple[Journal, list[Change]]:
    """Return the journal after polls that read queue and list, and all that they announce."""
    announced: list[Change] = []
    for number, ids in enumerate(found):
        now = NOW + (number + 1) * minutes * MINUTE
        elapsed = minutes * MINUTE if number else 0
        journal, changes = record_queue(journal, ids, now, elapsed)
        announced += changes
    return journal, announced


LOST, _ = polls(WAITING, (), (), ())


def left_queue() -> Journal:
    """Return the journal right after the poll that found the status in the queue no more."""
    return record_queue(WAITING, (), NOW + HOUR, 0)[0]


def test_sent_status_is_pending_at_once_and_announced_on_publication() -> None:
    """It counts as a status only from then on."""
    record = WAITING.records["A"]
    assert (record.state, record.waiting, record.is_published) == (PENDING, True, False)
    assert WAITING.total_statuses == 0
    journal, (change,) = apply_reply(WAITING, [listed("A")], NOW + HOUR)
    record = journal.records["A"]
    assert kinds([change]) == [("A", "posted")]
    assert (change.from_state, change.occurred_at) == (PENDING, NOW + MINUTE)
    assert (record.state, record.waiting, record.is_published) == (SENT, False, True)
    assert record.state_history == ((PENDING, NOW), (SENT, NOW + HOUR))
    assert record.posted_at == NOW + MINUTE
    assert journal.total_statuses == 1


def test_status_that_a_poll_found_first_is_not_entered_again() -> None:
    """The answer to a send may come after the list that shows the status."""
    journal = after([listed("A")])
    assert record_sent(journal, sent()) is journal
    other = replace(journal.records["A"], published_id="B")
    journal = replace(journal, records={"A": other})
    assert record_sent(journal, sent("B")) is journal


@pytest.mark.parametrize("state", [DELIVERED, READ, FAILED])
def test_status_that_is_first_seen_further_on(state: StatusState) -> None:
    """It was posted, and has that one state."""
    _, changes = apply_reply(WAITING, [listed("A", state)], NOW + HOUR)
    assert kinds(changes) == [("A", "posted"), ("A", state.value)]


def test_pending_row_publishes() -> None:
    """It is in the list; when it is sent, it was posted then."""
    journal, changes = apply_reply(WAITING, [listed("A", PENDING)], NOW + HOUR)
    assert kinds(changes) == [("A", "posted")]
    assert journal.records["A"].state_history == ((PENDING, NOW),)
    row = listed("A", timestamp=NOW + 2 * HOUR)
    journal, changes = apply_reply(journal, [row], NOW + 2 * HOUR)
    assert kinds(changes) == [("A", "sent")]
    assert journal.records["A"].posted_at == NOW + 2 * HOUR


def test_row_of_unknown_state_publishes() -> None:
    """It is in the list, and its state is still pending as far as is known."""
    journal, changes = apply_reply(WAITING, [listed("A", None)], NOW + HOUR)
    assert kinds(changes) == [("A", "posted")]
    assert journal.records["A"].state_history == ((PENDING, NOW),)


def test_status_deleted_before_it_was_seen() -> None:
    """What was posted is known, so both are announced."""
    row = Status(status_id="A", timestamp=NOW + MINUTE, deleted=True)
    _, changes = apply_reply(WAITING, [row], NOW + HOUR)
    assert kinds(changes) == [("A", "posted"), ("A", "deleted")]


def test_deleted_status_is_neither_lost_nor_published() -> None:
    """A list that lags behind may show it yet."""
    journal, changes = record_deleted(WAITING, "A", NOW)
    assert kinds(changes) == [("A", "deleted")]
    assert polls(journal, (), (), ()) == (journal, [])
    assert apply_reply(journal, [listed("A")], NOW + HOUR)[1] == ()


def test_waiting_status_does_not_expire() -> None:
    """Nobody has seen it."""
    assert expire(WAITING, NOW + 2 * DAY) == (WAITING, ())
    assert expire(LOST, NOW + 2 * DAY) == (LOST, ())


@pytest.mark.parametrize(
    ("found", "minutes"),
    [
        # Twenty minutes, but two polls.
        ([(), ()], 20),
        # Three polls and more, but less than ten minutes.
        ([()] * 3, 4),
        ([()] * 10, 1),
        # It was there all the time, in the queue or in the list.
        ([("A",)] * 5, 5),
        # Found again, so that the time starts anew.
        ([(), (), ("A", "B"), (), ()], 5),
    ],
)
def test_not_lost(found: list[Collection[str]], minutes: int) -> None:
    """Both are needed, in a row."""
    journal, changes = polls(WAITING, *found, minutes=minutes)
    assert changes == []
    assert journal.records["A"].waiting


def test_only_what_waits_can_be_lost() -> None:
    """A status that was published leaves the queue, too."""
    journal = after([listed("A")])
    assert polls(journal, (), (), ()) == (journal, [])


@pytest.mark.parametrize("state", [None, PENDING, SENT, DELIVERED, READ])
def test_any_later_row_lifts_the_failure(state: StatusState | None) -> None:
    """To be pending or sent, too, which no other failure becomes."""
    journal, changes = apply_reply(LOST, [listed("A", state)], NOW + HOUR)
    record = journal.records["A"]
    assert kinds(changes)[0] == ("A", "posted")
    assert changes[0].from_state is FAILED
    assert (record.state, record.failure_reason) == (state or PENDING, None)
    assert record.is_published
    assert journal.total_statuses == 1
    assert kinds(expire(journal, NOW + 2 * DAY)[1]) == [("A", "expired")]


def test_failure_in_the_list_is_not_announced_again() -> None:
    """It was published, but that it failed is known."""
    journal, changes = apply_reply(LOST, [listed("A", FAILED)], NOW + HOUR)
    assert kinds(changes) == [("A", "posted")]
    assert [state for state, _ in journal.records["A"].state_history] == [
        PENDING,
        FAILED,
    ]


# Another id.


def published(journal: Journal, *rows: Status, now: int = NOW + HOUR) -> StatusRecord:
    """Return the status that was sent, after a reply."""
    return apply_reply(journal, rows, now)[0].records["A"]


def test_row_under_another_id_is_the_status_that_was_sent() -> None:
    """People keep the first id, calls use the new one, and it goes on with rows under that."""
    journal, changes = apply_reply(left_queue(), [listed("X")], NOW + HOUR + MINUTE)
    assert kinds(changes) == [("A", "posted")]
    record = journal.records["A"]
    assert (record.status_id, record.api_id, record.is_published) == ("A", "X", True)
    assert record.status.status_id == "A"
    assert set(journal.records) == {"A"}
    journal = stored_copy(journal)
    assert apply_reply(journal, [listed("X")], NOW + 2 * HOUR) == (journal, ())
    _, changes = apply_reply(journal, [listed("X", READ)], NOW + 2 * HOUR)
    assert kinds(changes) == [("A", "read")]


def test_text_may_have_blanks_around_it() -> None:
    """GREEN-API takes them off."""
    journal = record_queue(
        record_sent(SEEDED, sent(text=" Hello\n")), (), NOW + HOUR, 0
    )[0]
    assert published(journal, listed("X")).published_id == "X"


@pytest.mark.parametrize(
    "values",
    [
        {"text": "Another"},
        {"caption": "Hello"},
        {"type": StatusType.IMAGE},
        {"sent_by_api": False},
        {"sent_by_api": None},
        {"deleted": True},
    ],
)
def test_row_that_differs_is_another_status(values: dict[str, Any]) -> None:
    """It has to be from the API, of the same type, text and caption."""
    journal, changes = apply_reply(left_queue(), [listed("X", **values)], NOW + HOUR)
    assert journal.records["A"].waiting
    assert "X" in journal.records
    assert ("A", "posted") not in kinds(changes)


@pytest.mark.parametrize(("seconds", "same"), [(0, True), (120, True), (121, False)])
def test_row_appears_within_two_minutes_of_leaving_the_queue(
    seconds: int, same: bool
) -> None:
    """Later, it is more likely to be a second one with the same text."""
    record = published(left_queue(), listed("X"), now=NOW + HOUR + seconds)
    assert (record.published_id == "X") is same


def test_row_while_the_status_is_still_queued_is_another() -> None:
    """The other one waits yet."""
    journal, changes = apply_reply(WAITING, [listed("X")], NOW + HOUR)
    assert kinds(changes) == [("X", "posted")]
    assert journal.records["A"].waiting


def test_one_row_for_each_send() -> None:
    """A second row with the same text is another status."""
    rows = [listed("X", PENDING), listed("Y")]
    journal, _ = apply_reply(left_queue(), rows, NOW + HOUR)
    assert set(journal.records) == {"A", "Y"}
    assert journal.records["A"].published_id == "X"


def test_two_sends_of_the_same_text_take_a_row_each() -> None:
    """Each is published once."""
    journal = record_sent(WAITING, sent("B"))
    journal, _ = record_queue(journal, (), NOW + HOUR, 0)
    journal, changes = apply_reply(journal, [listed("X"), listed("Y")], NOW + HOUR)
    assert kinds(changes) == [("A", "posted"), ("B", "posted")]
    assert {record.published_id for record in journal.records.values()} == {"X", "Y"}


def test_row_of_another_send_is_not_taken() -> None:
    """Whatever its text."""
    journal = record_sent(WAITING, sent("B"))
    journal, _ = record_queue(journal, ("B",), NOW + HOUR, 0)
    journal, changes = apply_reply(journal, [listed("B")], NOW + HOUR)
    assert kinds(changes) == [("B", "posted")]
    assert journal.records["A"].waiting
