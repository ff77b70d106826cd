"""The journal as it is stored: to JSON and back. Pure, nothing of Home Assistant."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, get_args, get_origin, get_type_hints

from orjson import Fragment, dumps

from .client import Status, StatusState, StatusType
from .journal import Entry, Journal

# As a time, it is in the year 2242.
MAX_NUMBER: Final = 2**33

ENTRY_FIELDS: Final = tuple(each.name for each in fields(Entry))
STATUS_FIELDS: Final = tuple(each.name for each in fields(Status))
# Thousands of entries are written on each change; `asdict` would copy what they hold.
values_of_entry: Final = attrgetter(*ENTRY_FIELDS)
values_of_status: Final = attrgetter(*STATUS_FIELDS)

TYPES: Final = {each.value: each for each in StatusType}
STATES: Final = {each.value: each for each in StatusState}

type Check = Callable[[Any], None]


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
        **dict(zip(ENTRY_FIELDS, values_of_entry(entry), strict=True)),
        "status": dict(zip(STATUS_FIELDS, values_of_status(entry.status), strict=True)),
    }


def assemble(data: Mapping[str, Any], entries: Iterable[Entry]) -> Journal:
    """Return the journal that `to_dict` made, of which the entries were read already.

    Raises ValueError, KeyError or TypeError for what is no journal.
    """
    journal = Journal(
        since=data["since"],
        total_statuses=data["total_statuses"],
        total_views=data["total_views"],
        entries={entry.status_id: entry for entry in entries},
    )
    check_journal(journal)
    return journal


def read_entry(values: Mapping[str, Any]) -> Entry:
    """Return one of the entries that `to_dict` wrote. What only a newer version knows is left out.

    Raises ValueError, KeyError or TypeError for what is no entry. It takes six microseconds.
    """
    entry = Entry(
        **{
            **_known(ENTRY_FIELDS, values),
            "status": _status(values["status"]),
            "state": _optional(STATES, values["state"]),
            "steps": tuple(
                [(STATES[state], _number(at)) for state, at in values["steps"]]
            ),
            "counts": tuple(
                [(_number(at), _number(views)) for at, views in values["counts"]]
            ),
        }
    )
    check_entry(entry)
    return entry


def _status(values: Mapping[str, Any]) -> Status:
    """Return the status that was stored."""
    status = Status(
        **{
            **_known(STATUS_FIELDS, values),
            "type": _optional(TYPES, values["type"]),
            "state": _optional(STATES, values["state"]),
        }
    )
    check_status(status)
    return status


def _known(names: Collection[str], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of this version."""
    if len(values) == len(names):
        # Any other field would be refused, as one that is missing is.
        return values
    return {name: values[name] for name in names}


def _optional[T](members: Mapping[str, T], value: str | None) -> T | None:
    """Return the member for a stored value."""
    return None if value is None else members[value]


def _number(value: int) -> int:
    """Return a count or a time. Raises TypeError or ValueError for what is neither."""
    if value.__class__ is not int:
        raise TypeError("a time or a count is not a number")
    if not 0 <= value < MAX_NUMBER:
        raise ValueError("a time or a count is out of range")
    return value


def _checker(kind: type) -> Check:
    """Return what raises TypeError or ValueError for a record that would only fail later, at each start.

    What is in tuples and mappings has to be checked by itself.
    """
    classes = {
        name: frozenset(get_args(hint) or (hint,))
        for name, hint in get_type_hints(kind).items()
        if get_origin(hint) not in (tuple, Mapping)
    }
    read = attrgetter(*classes)
    allowed = tuple(classes.values())

    def check(record: Any) -> None:
        for value, each in zip(read(record), allowed, strict=True):
            if value.__class__ not in each:
                raise TypeError("a field is of another type")
            if value.__class__ is int:
                _number(value)

    return check


check_journal: Final = _checker(Journal)
check_entry: Final = _checker(Entry)
check_status: Final = _checker(Status)
