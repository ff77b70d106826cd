"""The journal as it is stored: to JSON and back. Pure, nothing of Home Assistant."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from itertools import chain
from operator import attrgetter
from typing import Any, Final, get_origin, get_type_hints

from orjson import Fragment, dumps

from .client import Status, StatusState, StatusType
from .journal import Entry, Journal

# As a time, it is in the year 2242.
MAX_NUMBER: Final = 2**33

ENTRY_FIELDS: Final = tuple(each.name for each in fields(Entry))
STATUS_FIELDS: Final = tuple(each.name for each in fields(Status))
# Thousands of entries are written on each change; `asdict` would copy what they hold.
read_entry: Final = attrgetter(*ENTRY_FIELDS)
read_status: Final = attrgetter(*STATUS_FIELDS)


class Serializer:
    """Makes journals into JSON, again and again: of thousands of entries a few change, and the others are kept."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._known: dict[str, tuple[Entry, Fragment]] = {}

    def to_dict(self, journal: Journal) -> dict[str, Any]:
        """Return the journal as JSON has it, in which each entry is JSON already."""
        known = self._known
        self._known = {
            status_id: kept
            if (kept := known.get(status_id)) is not None and kept[0] is entry
            else (entry, _fragment(entry))
            for status_id, entry in journal.entries.items()
        }
        return {
            **_totals(journal),
            "entries": [fragment for _, fragment in self._known.values()],
        }


def to_dict(journal: Journal) -> dict[str, Any]:
    """Return the journal as JSON has it."""
    return {
        **_totals(journal),
        "entries": [_entry_to_dict(entry) for entry in journal.entries.values()],
    }


def _fragment(entry: Entry) -> Fragment:
    """Return an entry as JSON that is put in its place as it is. What `dumps` returns has room for several kB more."""
    return Fragment(memoryview(dumps(_entry_to_dict(entry))).tobytes())


def _totals(journal: Journal) -> dict[str, Any]:
    """Return the part of a journal that is not about single statuses."""
    return {
        "since": journal.since,
        "total_statuses": journal.total_statuses,
        "total_views": journal.total_views,
    }


def _entry_to_dict(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON has it."""
    return {
        **dict(zip(ENTRY_FIELDS, read_entry(entry), strict=True)),
        "status": dict(zip(STATUS_FIELDS, read_status(entry.status), strict=True)),
    }


def from_dict(data: Mapping[str, Any]) -> Journal:
    """Return the journal that `to_dict` made. What only a newer version knows is left out.

    Raises ValueError, KeyError, TypeError or AttributeError for what is no journal. A thousand entries take seven
    milliseconds.
    """
    entries = (
        Entry(
            **{
                **_known(ENTRY_FIELDS, values),
                "status": Status(
                    **{
                        **_known(STATUS_FIELDS, values["status"]),
                        "type": _optional(StatusType, values["status"]["type"]),
                        "state": _optional(StatusState, values["status"]["state"]),
                    }
                ),
                "state": _optional(StatusState, values["state"]),
                "steps": tuple(
                    (StatusState(state), at) for state, at in values["steps"]
                ),
                "counts": tuple((at, views) for at, views in values["counts"]),
            }
        )
        for values in data["entries"]
    )
    journal = Journal(
        since=data["since"],
        total_statuses=data["total_statuses"],
        total_views=data["total_views"],
        entries={entry.status_id: entry for entry in entries},
    )
    _check(journal, JOURNAL_TYPES)
    for entry in journal.entries.values():
        _check(entry, ENTRY_TYPES)
        _check(entry.status, STATUS_TYPES)
        for number in chain((at for _, at in entry.steps), *entry.counts):
            _check_number(number)
    return journal


def _known(names: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of this version."""
    return {name: values[name] for name in names}


def _check(record: Journal | Entry | Status, types: Mapping[str, Any]) -> None:
    """Raise TypeError or ValueError where a damaged file would only fail later, at each start."""
    for name, kind in types.items():
        value = getattr(record, name)
        if not isinstance(value, kind):
            raise TypeError(f"{name} is of another type")
        if isinstance(value, int):
            _check_number(value)


def _check_number(value: Any) -> None:
    """Raise TypeError or ValueError for what is neither a count nor a time."""
    if not isinstance(value, int):
        raise TypeError("a time or a count is not a number")
    if not 0 <= value < MAX_NUMBER:
        raise ValueError("a time or a count is out of range")


def _types(kind: type) -> dict[str, Any]:
    """Return the types of the fields of a dataclass; what is in tuples and mappings has to be checked by itself."""
    return {
        name: hint
        for name, hint in get_type_hints(kind).items()
        if get_origin(hint) not in (tuple, Mapping)
    }


JOURNAL_TYPES: Final = _types(Journal)
ENTRY_TYPES: Final = _types(Entry)
STATUS_TYPES: Final = _types(Status)


def _optional[T: StrEnum](kind: type[T], value: str | None) -> T | None:
    """Return the member for a stored value."""
    return None if value is None else kind(value)
