"""What contacts show at one moment: their active statuses, by person. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
import re
from typing import Any, Final
import unicodedata

from ..client import Sender, StatusType
from ..journal import (
    LIFETIME,
    Journal,
    Moment,
    StatusRecord,
    cap_items,
    describe,
    newest_first,
)
from ..util import clean_input, from_unix

NOBODY: Final = Sender(contact_id="")

# What automations and actions get of a contact's status, under the names that `describe` gives.
FIELDS: Final = (
    "status_id",
    "type",
    "text",
    "caption",
    "posted_at",
    "expires_at",
    "media_url",
    "mime_type",
    "file_name",
    "background_color",
    "font",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactStatuses:
    """The active statuses of one contact, oldest first."""

    sender: Sender
    records: tuple[StatusRecord, ...]

    @property
    def latest(self) -> StatusRecord:
        """Return the newest one."""
        return self.records[-1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContactsSnapshot(Moment):
    """The statuses of contacts at one moment.

    `journal` is what is known, `active` is what contacts show, newest first, `contacts` the same by person, those with
    the newest status first. `senders` says who posted each status that is known. `is_loaded` says whether a list was
    read since the account was loaded.
    """

    journal: Journal = field(default_factory=Journal)
    taken_at: int = 0
    changes_at: int | None = None
    active: tuple[StatusRecord, ...] = ()
    contacts: tuple[ContactStatuses, ...] = ()
    senders: Mapping[str, Sender] = field(default_factory=dict)
    is_loaded: bool = False

    def find(self, status_id: str) -> StatusRecord | None:
        """Return an active status by its id."""
        return next((one for one in self.active if one.status_id == status_id), None)

    def sender(self, record: StatusRecord) -> Sender:
        """Return who posted a status."""
        return self.senders.get(record.status_id, NOBODY)

    @property
    def latest(self) -> StatusRecord | None:
        """Return the newest active status."""
        return self.active[0] if self.active else None

    @property
    def latest_picture(self) -> StatusRecord | None:
        """Return the newest active status with a picture."""
        kinds = (StatusType.IMAGE, StatusType.VIDEO)
        return next((one for one in self.active if one.status.type in kinds), None)

    def describe(self, record: StatusRecord) -> dict[str, Any]:
        """Return everything about a status and who posted it."""
        return describe_contact_status(record, self.sender(record))

    def chosen(
        self, senders: Collection[str], types: Collection[StatusType]
    ) -> list[StatusRecord]:
        """Return the active statuses of some senders and types, newest first; none chosen means all."""
        return [
            record
            for record in self.active
            if (not types or record.status.type in types)
            and (not senders or is_from(self.sender(record), senders))
        ]

    def items(self) -> list[dict[str, Any]]:
        """Return who has active statuses, how many, and since when the newest is there, as much as fits."""
        return cap_items(
            {
                "name": contact.sender.name,
                "count": len(contact.records),
                "latest": from_unix(contact.latest.posted_at).isoformat(),
            }
            for contact in self.contacts
        )


def build_contacts(
    journal: Journal, senders: Mapping[str, Sender], now: int, *, is_loaded: bool
) -> ContactsSnapshot:
    """Return what contacts show at `now`. What is only known by its id since a restart is not shown."""
    active = newest_first(
        record
        for record in journal.records.values()
        if not record.deleted
        and record.posted_at > now - LIFETIME
        and record.status_id in senders
    )
    by_contact: dict[str, list[StatusRecord]] = {}
    for record in active:
        contact_id = senders[record.status_id].contact_id
        by_contact.setdefault(contact_id, []).append(record)
    return ContactsSnapshot(
        journal=journal,
        taken_at=now,
        changes_at=min(
            (
                record.expires_at
                for record in journal.records.values()
                if not record.expired and not record.deleted
            ),
            default=None,
        ),
        active=tuple(active),
        # In the order in which they were found: that of their newest statuses.
        contacts=tuple(
            ContactStatuses(
                sender=_best_known(senders[one.status_id] for one in records),
                records=tuple(reversed(records)),
            )
            for records in by_contact.values()
        ),
        senders=senders,
        is_loaded=is_loaded,
    )


def _best_known(senders: Iterable[Sender]) -> Sender:
    """Return the newest of a contact's senders that has a name, the newest if none has."""
    found = tuple(senders)
    return next((one for one in found if one.name is not None), found[0])


def describe_contact_status(record: StatusRecord, sender: Sender) -> dict[str, Any]:
    """Return everything about a status of a contact, as automations and actions get it."""
    described = describe(record)
    return {
        **{name: described[name] for name in FIELDS},
        "sender": sender.contact_id or None,
        "name": sender.name,
        "phone": sender.phone,
    }


def read_senders(values: Iterable[str]) -> frozenset[str]:
    """Return names and numbers that a person typed in the form in which they are compared."""
    return frozenset(_comparable(value) for value in values if clean_input(value))


def is_from(sender: Sender, senders: Collection[str]) -> bool:
    """Return whether a sender is one of those that `read_senders` returned: by name, number or id."""
    known = (sender.contact_name, sender.own_name, sender.phone, sender.contact_id)
    return any(one is not None and _comparable(one) in senders for one in known)


def _comparable(value: str) -> str:
    """Return a name without regard to case and to what cannot be seen, a phone number in digits."""
    text = clean_input(unicodedata.normalize("NFKC", value))
    digits = re.sub(r"[\s().+/-]", "", text)
    if digits.isdecimal() and len(digits) >= 5:
        return digits.removeprefix("00")
    return " ".join(text.casefold().split())
