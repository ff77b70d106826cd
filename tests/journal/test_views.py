"""What statistics make of the journal: who has seen a status, and when."""

import pytest

from custom_components.green_api.client import Viewer
from custom_components.green_api.journal import (
    Journal,
    StatusRecord,
    apply_reply,
    record_views,
)
from custom_components.green_api.journal.journal import MAX_VIEW_HISTORY

from .common import HOUR, NOW, SEEDED, after, status, viewers

POSTED = after([status()])
COUNTED_AT = NOW + HOUR


def counted(
    *statistics: tuple[Viewer, ...], journal: Journal = POSTED
) -> tuple[StatusRecord, list[int]]:
    """Return the status after statistics an hour apart, and the new views that each announces."""
    new_views = []
    for number, statistic in enumerate(statistics, start=1):
        journal, changes = record_views(journal, "A", statistic, NOW + number * HOUR)
        new_views += [change.new_views for change in changes]
    return journal.records["A"], new_views


def test_views_and_reach_are_counted() -> None:
    """Who read it has seen it, and whom it was delivered to, it has reached."""
    record, new_views = counted(viewers(NOW + 1, NOW + 2, delivered=3, sent=4))
    assert (record.views, record.delivered_to) == (2, 5)
    assert new_views == [2]


def test_viewed_is_announced_with_how_many_are_new() -> None:
    """It is announced only when more have seen it."""
    times = [NOW + number for number in range(5)]
    record, new_views = counted(
        viewers(*times[:2]), viewers(*times[:2], delivered=1), viewers(*times)
    )
    assert (record.views, record.delivered_to) == (5, 5)
    assert new_views == [2, 3]


def test_empty_statistic_is_no_news() -> None:
    """Not even that nobody saw it; a statistic without readers says that."""
    assert record_views(POSTED, "A", (), COUNTED_AT) == (POSTED, ())
    record, new_views = counted(viewers(delivered=1))
    assert (record.views, record.delivered_to) == (0, 1)
    assert new_views == []


def test_same_statistic_returns_the_same_journal() -> None:
    """Nothing is written then."""
    journal, _ = record_views(POSTED, "A", viewers(NOW), COUNTED_AT)
    assert record_views(journal, "A", viewers(NOW), COUNTED_AT)[0] is journal


def test_statistic_of_an_unknown_status_is_ignored() -> None:
    """It may have been forgotten while the answer was on its way."""
    assert record_views(SEEDED, "A", viewers(NOW), COUNTED_AT) == (SEEDED, ())


def test_views_from_before_the_account_are_no_news() -> None:
    """The first count of a status that was there is silent, the next one is not."""
    seeded, _ = apply_reply(Journal(), [status()], NOW)
    record, new_views = counted(
        viewers(NOW, NOW), viewers(NOW, NOW, NOW), journal=seeded
    )
    assert record.views == 3
    assert new_views == [1]


def test_total_views_counts_each_view_once() -> None:
    """Over all statuses, those that are forgotten included; None until something was counted."""
    journal = after([status("A"), status("B")])
    assert journal.total_views is None
    for status_id, times in (("A", 2), ("B", 3), ("A", 3), ("A", 1)):
        journal, _ = record_views(journal, status_id, viewers(*[NOW] * times), NOW)
    assert journal.total_views == 6
    later = NOW + 60 * 24 * HOUR
    journal, _ = apply_reply(journal, [status("C", at=later)], later)
    assert set(journal.records) == {"C"}
    assert journal.total_views == 6


def test_view_history_is_made_of_the_viewers_times() -> None:
    """Sorted; times only, no ids."""
    record, _ = counted(viewers(NOW + 9, NOW + 5, NOW + 7))
    assert record.view_history == ((NOW + 5, 1), (NOW + 7, 2), (NOW + 9, 3))
    assert "lid" not in str(record)


@pytest.mark.parametrize(
    "wrong", [None, NOW - 1, NOW + 2 * HOUR + 1], ids=["none", "early", "late"]
)
def test_view_history_is_made_of_the_counts_where_times_make_no_sense(
    wrong: int | None,
) -> None:
    """One time before the posting or after now is enough for that."""
    record, _ = counted(viewers(NOW + 5), viewers(NOW + 5, wrong))
    assert record.view_history == ((NOW + 5, 1), (NOW + 2 * HOUR, 2))


def test_view_history_grows_only_when_views_grow() -> None:
    """Neither a statistic with fewer viewers nor one with other times changes it."""
    first, _ = counted(viewers(NOW + 1, NOW + 2))
    for statistic in (
        viewers(NOW + 3),
        viewers(NOW + 3, NOW + 4),
        viewers(None, None, delivered=3),
    ):
        record, _ = counted(viewers(NOW + 1, NOW + 2), statistic)
        assert record.view_history == first.view_history


@pytest.mark.parametrize("people", [100, 101, 250, 1000])
def test_view_history_has_a_bounded_length(people: int) -> None:
    """Of many viewers every second, third, … is kept, and always the last."""
    record, _ = counted(viewers(*range(NOW, NOW + people)))
    history = record.view_history
    assert MAX_VIEW_HISTORY / 2 < len(history) <= MAX_VIEW_HISTORY
    assert history[-1] == (NOW + people - 1, people)
    assert all(at == NOW + count - 1 for at, count in history)
    assert list(history) == sorted(history)
