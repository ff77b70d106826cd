"""What the tests of the journal need."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson

from custom_components.green_api.client import Status, StatusState, StatusType, Viewer
from custom_components.green_api.journal import (
    Change,
    Journal,
    StatusRecord,
    apply_reply,
    journal_to_dict,
)
from custom_components.green_api.journal.storage import read_stored

NOW: Final = 1_710_158_400
MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
# The journal of an account that was polled for the first time at NOW, without statuses.
SEEDED: Final = apply_reply(Journal(), (), NOW)[0]

PENDING: Final = StatusState.PENDING
SENT: Final = StatusState.SENT
DELIVERED: Final = StatusState.DELIVERED
READ: Final = StatusState.READ
FAILED: Final = StatusState.FAILED


def status(
    status_id: str = "A",
    state: StatusState | None = SENT,
    *,
    at: int = NOW,
    **values: Any,
) -> Status:
    """Return a text status as a reply shows it."""
    return replace(
        Status(status_id=status_id, timestamp=at, type=StatusType.TEXT, state=state),
        **values,
    )


def tombstone(status_id: str = "A", *, at: int = NOW) -> Status:
    """Return what a reply shows of a deleted status: nothing but its id."""
    return Status(status_id=status_id, timestamp=at, deleted=True)


def after(*replies: Iterable[Status], journal: Journal = SEEDED) -> Journal:
    """Return the journal after some replies, a minute apart."""
    for minute, reply in enumerate(replies, start=1):
        journal, _ = apply_reply(journal, reply, NOW + minute * MINUTE)
    return journal


def record_after(*replies: Iterable[Status], journal: Journal = SEEDED) -> StatusRecord:
    """Return the only status after some replies, a minute apart."""
    (record,) = after(*replies, journal=journal).records.values()
    return record


def kinds(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """Return which status did what."""
    return [(change.record.status_id, change.kind.value) for change in changes]


def announced(
    *replies: Iterable[Status], journal: Journal = SEEDED
) -> list[list[tuple[str, str]]]:
    """Return what each of some replies, a minute apart, announces."""
    result = []
    for minute, reply in enumerate(replies, start=1):
        journal, changes = apply_reply(journal, reply, NOW + minute * MINUTE)
        result.append(kinds(changes))
    return result


def viewers(
    *read_at: int | None, delivered: int = 0, sent: int = 0
) -> tuple[Viewer, ...]:
    """Return a statistic: who read at these times, and how many more only got it, or not even that."""
    states = [*((READ, at) for at in read_at), *[(DELIVERED, NOW)] * delivered]
    states += [(SENT, NOW)] * sent
    return tuple(
        Viewer(participant=f"{number}@lid", state=state, timestamp=at)
        for number, (state, at) in enumerate(states)
    )


def stored_copy(journal: Journal) -> Journal:
    """Return a journal as it comes back from a file."""
    data = orjson.loads(orjson.dumps({**journal_to_dict(journal), "parts": {}}))
    return read_stored(data).journal
