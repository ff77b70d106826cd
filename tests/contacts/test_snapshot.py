"""What contacts show at one moment, and who is meant by a name or a number."""

from typing import Any

import pytest

from custom_components.green_api.client import Sender, Status, StatusType
from custom_components.green_api.contacts import is_from, read_senders
from custom_components.green_api.contacts.snapshot import (
    ContactsSnapshot,
    build_contacts,
)
from custom_components.green_api.journal import Journal, apply_reply
from custom_components.green_api.journal.snapshot import MAX_ITEMS, MAX_ITEMS_SIZE

NOW = 1_700_000_000
HOUR = 3600
DANA = Sender(
    contact_id="15550110003@c.us", contact_name="Dana Levi", own_name="dana ✨"
)
LID = Sender(contact_id="990015550110004@lid", own_name="Eli")


def shown(*posts: tuple[str, Sender, int], at: int = NOW) -> ContactsSnapshot:
    """Return what contacts show after posts, each by somebody so many hours ago."""
    statuses = [
        Status(status_id=key, timestamp=NOW - hours * HOUR, type=StatusType.TEXT)
        for key, _, hours in posts
    ]
    journal, _ = apply_reply(Journal(since=1), statuses, at)
    senders = {key: sender for key, sender, _ in posts}
    return build_contacts(journal, senders, at, is_loaded=True)


def test_contacts_in_the_order_of_their_newest_statuses() -> None:
    """The statuses of one contact are in the order in which they were posted."""
    snapshot = shown(("a", DANA, 5), ("b", LID, 3), ("c", DANA, 1))
    assert [one.sender for one in snapshot.contacts] == [DANA, LID]
    assert [one.status_id for one in snapshot.contacts[0].records] == ["a", "c"]
    assert [one.status_id for one in snapshot.active] == ["c", "b", "a"]
    assert snapshot.items() == [
        {"name": "Dana Levi", "count": 2, "latest": "2023-11-14T21:13:20+00:00"},
        {"name": "Eli", "count": 1, "latest": "2023-11-14T19:13:20+00:00"},
    ]


def test_what_expired_is_not_shown() -> None:
    """The snapshot says until when it holds."""
    snapshot = shown(("a", DANA, 23), ("b", LID, 24))
    assert [one.status_id for one in snapshot.active] == ["a"]
    assert snapshot.changes_at == NOW + HOUR
    assert snapshot.holds_at(NOW + HOUR - 1)
    assert not snapshot.holds_at(NOW + HOUR)
    assert not snapshot.holds_at(NOW - 1)


def test_a_name_is_kept_when_a_later_row_has_none() -> None:
    """Names are often absent."""
    nameless = Sender(contact_id=DANA.contact_id)
    snapshot = shown(("a", DANA, 5), ("b", nameless, 1))
    (contact,) = snapshot.contacts
    assert contact.sender is DANA


def test_the_attribute_is_bounded() -> None:
    """In items and in bytes."""
    many = [(str(n), Sender(contact_id=f"{n}@c.us"), 1) for n in range(50)]
    assert len(shown(*many).items()) == MAX_ITEMS
    long = [
        (str(n), Sender(contact_id=f"{n}@c.us", own_name="ש" * 255), 1)
        for n in range(50)
    ]
    items = shown(*long).items()
    assert 0 < len(items) < MAX_ITEMS
    assert len(str(items).encode()) < 2 * MAX_ITEMS_SIZE


@pytest.mark.parametrize(
    "value",
    [
        "Dana Levi",
        "dana  LEVI",
        "\u202adana levi\u202c",
        "“Dana Levi”",
        "Dana ✨",
        "+1 555-011-0003",
        "15550110003",
        "0015550110003",
        "\u2068+1 (555) 011 0003\u2069",
        "15550110003@c.us",
    ],
)
def test_names_and_numbers_that_mean_somebody(value: str) -> None:
    """As people write them, also with marks that cannot be seen."""
    assert is_from(DANA, read_senders([value]))
    assert not is_from(LID, read_senders([value]))


@pytest.mark.parametrize("value", ["Dana", "Levi", "5550110003", "", "\u200f", "@c.us"])
def test_parts_of_a_name_mean_nobody(value: str) -> None:
    """The name or number has to be the whole."""
    assert not is_from(DANA, read_senders([value]))


def test_several_senders() -> None:
    """Any of them will do."""
    chosen = read_senders(["Somebody else", "eli"])
    assert is_from(LID, chosen)
    assert not is_from(DANA, chosen)
    snapshot = shown(("a", DANA, 5), ("b", LID, 3))
    assert [one.status_id for one in snapshot.chosen(chosen, ())] == ["b"]
    assert snapshot.chosen(chosen, [StatusType.IMAGE]) == []
    assert len(snapshot.chosen((), ())) == 2


@pytest.mark.parametrize(
    ("contact_id", "phone"),
    [
        ("15550110003@c.us", "+15550110003"),
        ("990015550110004@lid", None),
        ("abc@c.us", None),
        ("", None),
    ],
)
def test_phone(contact_id: str, phone: Any) -> None:
    """Only an id by phone is a phone number."""
    assert Sender(contact_id=contact_id).phone == phone
