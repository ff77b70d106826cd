"""What a journal shows at one moment."""

from dataclasses import replace

import orjson
import pytest

from custom_components.green_api.client import Status, StatusState, StatusType
from custom_components.green_api.journal import LIFETIME, Journal, advance
from custom_components.green_api.overview import Overview, cut, look

NOW = 1_710_158_400
HOUR = 3600
NAMES = {each: each.value.title() for each in (*StatusType, *StatusState)}

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
HEART = "\u2764\ufe0f"
E_ACUTE = "e\u0301"


def status(
    status_id: str, age: int = 0, state: StatusState | None = StatusState.SENT
) -> Status:
    """Return a picture of some age."""
    return Status(
        status_id=status_id, timestamp=NOW - age, type=StatusType.IMAGE, state=state
    )


def overview(*statuses: Status, window: int = LIFETIME, now: int = NOW) -> Overview:
    """Return the overview of a journal that has just learnt of these statuses."""
    journal, _changes = advance(Journal(), statuses, NOW)
    return look(journal, window, now, NAMES)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("", 5, ""),
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcd…"),
        (f"abcd{THUMB}", 5, "abcd…"),
        (f"abc{THUMB}", 5, f"abc{THUMB}"),
        (f"abc{THUMB}d", 5, "abc…"),
        (f"ab{THUMB}de", 5, f"ab{THUMB}…"),
        (f"a{FAMILY}", 6, f"a{FAMILY}"),
        (f"ab{FAMILY}", 6, "ab…"),
        (f"a{FAMILY}b", 6, "a…"),
        (f"abc{HEART}d", 5, "abc…"),
        (f"abc{E_ACUTE}d", 5, "abc…"),
        (f"ab{E_ACUTE}de", 5, f"ab{E_ACUTE}…"),
        ("שלום עולם", 5, "שלום…"),
        (FAMILY * 2, 5, "…"),
        ("\u0301" * 10, 5, "…"),
    ],
)
def test_text_is_cut_between_characters(text: str, limit: int, expected: str) -> None:
    """No emoji is halved, and no letter loses its accent."""
    assert cut(text, limit) == expected
    assert len(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "caption", "status_type", "title"),
    [
        ("Text", "Caption", StatusType.TEXT, "Text"),
        (None, "Caption", StatusType.IMAGE, "Caption"),
        (None, None, StatusType.IMAGE, "Image"),
        (None, None, StatusType.VIDEO, "Video"),
        (None, None, StatusType.AUDIO, "Audio"),
        (None, None, None, None),
        ("x" * 300, None, StatusType.TEXT, "x" * 254 + "…"),
    ],
)
def test_title(
    text: str | None,
    caption: str | None,
    status_type: StatusType | None,
    title: str | None,
) -> None:
    """A status is called by its text, or its caption, or what it is."""
    seen = overview(replace(status("A"), text=text, caption=caption, type=status_type))
    assert seen.title(seen.latest, 255) == title


def test_nothing() -> None:
    """Without statuses there is nothing to show, and nothing to wait for."""
    seen = overview()
    assert seen.latest is None
    assert seen.title(None, 255) is None
    assert seen.items() == []
    assert seen.read_media_urls() == []
    assert seen.changes_at is None


def test_latest_is_the_one_posted_last() -> None:
    """The order is that of posting, newest first."""
    seen = overview(status("B", 60), status("C", 10), status("A", 600))
    assert seen.latest is not None
    assert seen.latest.status_id == "C"
    assert [entry.status_id for entry in seen.active] == ["C", "B", "A"]


def test_status_that_is_read_later_does_not_become_latest() -> None:
    """GREEN-API may move the time of a status to its last action; it stays where it was posted."""
    journal, _ = advance(Journal(), [status("A", 600), status("B", 300)], NOW)
    journal, _ = advance(
        journal,
        [status("A", -30, StatusState.READ), status("B", 300)],
        NOW + 60,
    )
    latest = look(journal, LIFETIME, NOW + 60, NAMES).latest
    assert latest is not None
    assert latest.status_id == "B"


def test_deleted_statuses_do_not_show() -> None:
    """What was deleted is neither latest nor active nor recent."""
    seen = overview(status("A", 60), replace(status("B"), deleted=True))
    assert seen.latest is not None
    assert seen.latest.status_id == "A"
    assert [entry.status_id for entry in seen.active] == ["A"]
    assert [entry.status_id for entry in seen.recent] == ["A"]


def test_latest_may_be_over() -> None:
    """An expired status is still the last one posted."""
    seen = overview(status("A", LIFETIME + 1))
    assert seen.latest is not None
    assert seen.active == ()


@pytest.mark.parametrize(
    ("window", "active", "recent"),
    [
        (HOUR, ["A", "B"], ["A"]),
        (LIFETIME, ["A", "B"], ["A", "B"]),
        (7 * LIFETIME, ["A", "B"], ["A", "B", "C"]),
    ],
)
def test_window_is_not_what_people_see(
    window: int, active: list[str], recent: list[str]
) -> None:
    """People see a day, whatever the window; the counts are over the window."""
    ages = {"A": 0, "B": 2 * HOUR, "C": 2 * LIFETIME}
    seen = overview(
        *(status(name, age, StatusState.READ) for name, age in ages.items()),
        window=window,
    )
    assert [entry.status_id for entry in seen.active] == active
    assert [entry.status_id for entry in seen.recent] == recent
    assert seen.count(StatusState.READ) == len(recent)


def test_counts_are_by_state() -> None:
    """Each status counts in the state it is in, one in an unknown state in none."""
    states = [*StatusState, StatusState.READ, None]
    seen = overview(*(status(str(age), age, each) for age, each in enumerate(states)))
    assert {state: seen.count(state) for state in StatusState} == {
        StatusState.PENDING: 1,
        StatusState.SENT: 1,
        StatusState.DELIVERED: 1,
        StatusState.READ: 2,
        StatusState.FAILED: 1,
    }


@pytest.mark.parametrize(
    ("ages", "window", "changes_in"),
    [
        ([0], LIFETIME, LIFETIME),
        ([0], HOUR, HOUR),
        ([HOUR], HOUR, LIFETIME - HOUR),
        ([0, HOUR], LIFETIME, LIFETIME - HOUR),
        ([10, HOUR + 10], HOUR, HOUR - 10),
        ([LIFETIME - 1], 7 * LIFETIME, 1),
        ([LIFETIME], LIFETIME, None),
        ([2 * LIFETIME], 7 * LIFETIME, 5 * LIFETIME),
    ],
)
def test_next_change(ages: list[int], window: int, changes_in: int | None) -> None:
    """The next change without news is an expiry, or the end of the window, whichever comes first."""
    seen = overview(*(status(str(age), age) for age in ages), window=window)
    assert seen.changes_at == (None if changes_in is None else NOW + changes_in)


@pytest.mark.parametrize("window", [HOUR, LIFETIME, 7 * LIFETIME])
def test_nothing_changes_before_the_next_change(window: int) -> None:
    """An overview is good up to its last second, and no longer."""
    statuses = [status(str(age), age) for age in range(0, 2 * LIFETIME, 5000)]
    seen = overview(*statuses, window=window)
    assert seen.changes_at is not None
    before = overview(*statuses, window=window, now=seen.changes_at - 1)
    after = overview(*statuses, window=window, now=seen.changes_at)
    assert (before.active, before.recent) == (seen.active, seen.recent)
    assert (after.active, after.recent) != (seen.active, seen.recent)


def test_item_is_flat() -> None:
    """A list card gets what it shows, and nothing that is not JSON."""
    (item,) = overview(
        replace(
            status("BAE5", 60, StatusState.READ),
            caption="The sea",
            media_url="https://example.org/sea.jpg",
        )
    ).items()
    assert orjson.loads(orjson.dumps(item)) == {
        "id": "BAE5",
        "title": "The sea",
        "type": "image",
        "state": "read",
        "views": None,
        "published": "2024-03-11T11:59:00+00:00",
        "link": "https://example.org/sea.jpg",
    }


@pytest.mark.parametrize("letter", ["x", "ש", "\U0001f600", '"', "\x01"])
def test_lists_are_capped(letter: str) -> None:
    """However much was posted and however long, an attribute has at most 20 items and 8 kB."""
    statuses = [
        replace(
            status(f"BAE5{age:016}", age, StatusState.READ),
            caption=letter * 4096,
            media_url=f"https://example.org/{age:04}/" + "u" * 2000,
        )
        for age in range(200)
    ]
    seen = overview(*statuses)
    for items in (seen.items(), seen.read_media_urls()):
        assert 0 < len(items) <= 20
        assert len(orjson.dumps(items)) <= 8 * 1024 + 100
    # The newest come first, and none is left out in between.
    ids = [item["id"] for item in seen.items()]
    assert ids == [each.status_id for each in statuses[: len(ids)]]


def test_short_lists_are_capped_by_number() -> None:
    """Small items are 20."""
    seen = overview(*(status(str(age), age) for age in range(200)))
    assert len(seen.items()) == 20
    assert len(seen.active) == 200


def test_one_item_is_not_lost_for_its_size() -> None:
    """The longest status that there can be still shows."""
    seen = overview(
        replace(
            status("B" * 4096, 0, StatusState.READ),
            caption="\U0001f600" * 4096,
            media_url="https://" + "u" * 2040,
        )
    )
    assert len(seen.items()) == 1
    assert len(seen.read_media_urls()) == 1


def test_only_media_that_were_read_are_listed() -> None:
    """A link is listed when there is one and its status was read."""
    url = "https://example.org/"
    seen = overview(
        replace(status("A", 3, StatusState.READ), media_url=f"{url}a"),
        replace(status("B", 2, StatusState.DELIVERED), media_url=f"{url}b"),
        status("C", 1, StatusState.READ),
        replace(status("D", 0, StatusState.READ), media_url=f"{url}d"),
    )
    assert seen.read_media_urls() == [f"{url}d", f"{url}a"]
