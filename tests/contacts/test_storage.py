"""What is kept of contacts' statuses."""

from typing import Any

import orjson
import pytest

from custom_components.green_api.client import Status, StatusType
from custom_components.green_api.contacts.storage import journal_to_part, read_part
from custom_components.green_api.journal import Journal, apply_reply

NOW = 1_700_000_000
DAY = 24 * 3600


def status(status_id: str, timestamp: int, *, deleted: bool = False) -> Status:
    """Return a status with content."""
    return Status(
        status_id=status_id,
        timestamp=timestamp,
        type=StatusType.TEXT,
        text="A secret",
        deleted=deleted,
    )


def test_the_rules_go_on_after_a_restart() -> None:
    """Nothing is said twice, nothing is forgotten, and the content is not kept."""
    rows = [status("a", NOW - DAY), status("b", NOW - 60), status("c", NOW - 30)]
    journal, _ = apply_reply(Journal(since=1), rows, NOW)
    rows[2] = status("c", NOW - 30, deleted=True)
    journal, _ = apply_reply(journal, rows, NOW)

    written = orjson.dumps(journal_to_part(journal))
    assert b"secret" not in written
    read = read_part(orjson.loads(written))
    assert journal_to_part(read) == journal_to_part(journal)
    again, changes = apply_reply(read, rows, NOW)
    assert changes == ()
    assert again.records["b"].status.text == "A secret"
    _, changes = apply_reply(again, [], NOW + DAY)
    assert [(one.kind, one.record.status_id) for one in changes] == [("expired", "b")]


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "text",
        {},
        {"since": "now", "statuses": {}},
        {"since": 1, "statuses": []},
        {"since": 1, "statuses": {"a": None}},
        {"since": 1, "statuses": {"a": [1, 2]}},
        {"since": 1, "statuses": {"a": ["1", 1, None, False, False]}},
        {"since": 1, "statuses": {"a": [1, -1, None, False, False]}},
        {"since": 1, "statuses": {"a": [1, 1, 2**60, False, False]}},
        {"since": True, "statuses": {}},
    ],
)
def test_what_cannot_be_read_starts_silently(stored: Any) -> None:
    """It costs what happened meanwhile, not the account."""
    assert read_part(stored) == Journal()
