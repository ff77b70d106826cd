"""What is kept of contacts' statuses: ids and times, so that nothing is said twice. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from ..client import Status
from ..journal import Journal, StatusRecord

# The part of the account's file.
PART: Final = "contact_statuses"
# Unix seconds in the year 2242: a number above it is no time.
_MAX_TIME: Final = 2**33


def journal_to_part(journal: Journal) -> dict[str, Any]:
    """Return the journal as JSON has it, without anything that tells who posted what."""
    return {
        "since": journal.since,
        "statuses": {
            record.status_id: [
                record.posted_at,
                record.status.timestamp,
                record.deleted_at,
                record.expired,
                record.silent,
            ]
            for record in journal.records.values()
        },
    }


def read_part(stored: object) -> Journal:
    """Return the journal that is stored; an empty one, which starts silently, for anything else."""
    if not isinstance(stored, Mapping):
        return Journal()
    try:
        since = stored["since"]
        return Journal(
            since=None if since is None else _time(since),
            records={
                status_id: _read_record(status_id, values)
                for status_id, values in stored["statuses"].items()
            },
        )
    except AttributeError, KeyError, TypeError, ValueError:
        return Journal()


def _read_record(status_id: str, values: Any) -> StatusRecord:
    """Return a record without content, which comes with the next list."""
    posted_at, timestamp, deleted_at, expired, silent = values
    deleted = deleted_at is not None
    return StatusRecord(
        status=Status(status_id=status_id, timestamp=_time(timestamp), deleted=deleted),
        posted_at=_time(posted_at),
        state=None,
        state_changed_at=posted_at,
        deleted_at=_time(deleted_at) if deleted else None,
        expired=expired is True,
        silent=silent is True,
    )


def _time(value: Any) -> int:
    """Return a time. Raises TypeError or ValueError for what is none."""
    if value.__class__ is not int:
        raise TypeError("a time is not a number")
    if not 0 <= value < _MAX_TIME:
        raise ValueError("a time is out of range")
    number: int = value
    return number
