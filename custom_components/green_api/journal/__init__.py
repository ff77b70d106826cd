"""What is known of an account's statuses, and what changed about them."""

from .activity import Activity, ActivityKind, recent_activity
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
from .snapshot import Snapshot, build_snapshot, describe
from .storage import JournalStore, NewerVersionError, journal_to_dict

__all__ = [
    "LIFETIME",
    "NOT_PUBLISHED",
    "Activity",
    "ActivityKind",
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
    "journal_to_dict",
    "recent_activity",
    "record_deleted",
    "record_queue",
    "record_sent",
    "record_views",
]
