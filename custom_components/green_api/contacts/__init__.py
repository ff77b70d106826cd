"""Statuses of other people: a second list, judged by the rules of the journal, shown and announced apart."""

from .coordinator import (
    SIGNAL_ACCOUNT_CONTACT_CHANGES,
    SIGNAL_CONTACT_CHANGES,
    ContactStatusesCoordinator,
)
from .snapshot import (
    ContactsSnapshot,
    ContactStatuses,
    describe_contact_status,
    is_from,
    read_senders,
)
from .storage import PART

__all__ = [
    "PART",
    "SIGNAL_ACCOUNT_CONTACT_CHANGES",
    "SIGNAL_CONTACT_CHANGES",
    "ContactStatuses",
    "ContactStatusesCoordinator",
    "ContactsSnapshot",
    "describe_contact_status",
    "is_from",
    "read_senders",
]
