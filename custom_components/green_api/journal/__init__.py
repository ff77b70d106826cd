"""What is known of an account's statuses, and what changed about them."""

from .journal import (
    LIFETIME,
    NOT_PUBLISHED,
    Change,
    ChangeKind,
    Journal,
    StatusRecord,
    apply_reply,
    expire,
    record_deleted,
    record_queue,
    record_sent,
    record_views,
)
from .snapshot import ITEM_FIELDS, Snapshot, build_snapshot, describe, is_counted
from .storage import JournalStore, NewerVersionError, journal_to_dict

__all__ = [
    "ITEM_FIELDS",
    "LIFETIME",
    "NOT_PUBLISHED",
    "Change",
    "ChangeKind",
    "Journal",
    "JournalStore",
    "NewerVersionError",
    "Snapshot",
    "StatusRecord",
    "apply_reply",
    "build_snapshot",
    "describe",
    "expire",
    "is_counted",
    "journal_to_dict",
    "record_deleted",
    "record_queue",
    "record_sent",
    "record_views",
]
