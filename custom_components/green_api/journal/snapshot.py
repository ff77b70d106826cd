"""What a journal shows at one moment: the latest status, the active ones, and the lists for dashboards. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import orjson

from ..client import StatusState, StatusType
from ..util import from_unix, truncate
from .journal import LIFETIME, Journal, StatusRecord, newest_first

# Lists go to every browser on each change, so they are kept to what a card shows.
MAX_ITEMS: Final = 20
MAX_ITEMS_SIZE: Final = 8 * 1024
MAX_ITEM_TITLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment:
    """What holds from `taken_at` until `changes_at`, in unix seconds."""

    taken_at: int
    changes_at: int | None

    def holds_at(self, now: int) -> bool:
        """Return whether the same journal shows the same at another time; clocks are also set back."""
        return self.taken_at <= now and (
            self.changes_at is None or now < self.changes_at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Moment):
    """The statuses at one moment, newest first.

    `active` is what people can see, `unpublished` what was sent from here within a day and waits or is lost, `recent`
    what was posted within the window and not deleted, `counts` how many of these there are by state. `all_counted` says
    whether every status that is known was counted, `counts_views` whether views are counted at all, `names` gives types
    and states in the user's language.
    """

    latest: StatusRecord | None
    active: tuple[StatusRecord, ...]
    unpublished: tuple[StatusRecord, ...]
    recent: tuple[StatusRecord, ...]
    counts: Counter[StatusState | None]
    all_counted: bool
    counts_views: bool
    names: Mapping[StatusType | StatusState, str]

    def count(self, state: StatusState) -> int:
        """Return how many recent statuses are in a state."""
        return self.counts[state]

    def views_of(self, record: StatusRecord) -> int | None:
        """Return how many have seen a status, None if that was not counted.

        Who read it has seen it: where the statistic lags behind the list, or is empty, there is one view at least.
        """
        if record.state is StatusState.READ and not record.views:
            return 1 if self.counts_views else None
        return record.views

    @property
    def views(self) -> int | None:
        """Return how often the active statuses were seen; None while none of them was counted."""
        views = [
            count
            for record in self.active
            if (count := self.views_of(record)) is not None
        ]
        return sum(views) if views or not self.active else None

    @property
    def views_complete(self) -> bool:
        """Return whether every active status was counted."""
        return all(is_counted(record) for record in self.active)

    @property
    def reach(self) -> tuple[int, int] | None:
        """Return how many people the active statuses reached, and how many of these saw them; None if unknown.

        A person counts once for each status. Some statistics list nobody but those who saw it.
        """
        known = [record for record in self.active if record.delivered_to]
        reached = sum(record.delivered_to or 0 for record in known)
        seen = sum(self.views_of(record) or 0 for record in known)
        return (reached, seen) if reached > seen else None

    def count_active(self, *states: StatusState) -> int:
        """Return how many active statuses are in one of these states."""
        return sum(record.state in states for record in self.active)

    def title(self, record: StatusRecord | None, limit: int) -> str | None:
        """Return the text or caption in at most `limit` characters; media without one go by the name of their type."""
        if record is None:
            return None
        if text := record.status.text or record.status.caption:
            return truncate(text, limit)
        return None if record.status.type is None else self.names[record.status.type]

    def describe(self, record: StatusRecord) -> dict[str, Any]:
        """Return everything about a status, with its title and views as they are shown."""
        return {
            **describe(record),
            "title": self.title(record, MAX_ITEM_TITLE),
            "views": self.views_of(record),
        }

    def item(self, record: StatusRecord) -> dict[str, Any]:
        """Return what lists and events tell of a status, under the names that `describe` gives."""
        return {
            "status_id": record.status_id,
            "type": record.status.type,
            "title": self.title(record, MAX_ITEM_TITLE),
            "state": record.state,
            "views": self.views_of(record),
            "posted_at": from_unix(record.posted_at).isoformat(),
            "media_url": record.status.media_url,
        }

    def items(self) -> list[dict[str, Any]]:
        """Return the active statuses as far as list cards show them."""
        return cap_items(self.item(record) for record in self.active)

    def read_media_urls(self) -> list[str]:
        """Return where the media of the recent statuses that were read can be fetched."""
        return cap_items(
            record.status.media_url
            for record in self.recent
            if record.state is StatusState.READ and record.status.media_url is not None
        )


def build_snapshot(
    journal: Journal,
    now: int,
    *,
    window: int,
    counts_views: bool,
    names: Mapping[StatusType | StatusState, str],
) -> Snapshot:
    """Return what a journal shows at `now`, with the statuses of the last `window` seconds as recent."""
    records = newest_first(
        record for record in journal.records.values() if not record.deleted
    )
    of_a_day = [record for record in records if record.posted_at > now - LIFETIME]
    active = tuple(record for record in of_a_day if record.is_published)
    unpublished = tuple(record for record in of_a_day if not record.is_published)
    recent = tuple(record for record in records if record.posted_at > now - window)
    # The oldest of each is the first to leave.
    ends = [of_a_day[-1].posted_at + LIFETIME] if of_a_day else []
    ends += [recent[-1].posted_at + window] if recent else []
    return Snapshot(
        taken_at=now,
        changes_at=min(ends, default=None),
        latest=records[0] if records else None,
        active=active,
        unpublished=unpublished,
        recent=recent,
        counts=Counter(record.state for record in recent),
        all_counted=all(is_counted(record) for record in records),
        counts_views=counts_views,
        names=names,
    )


def has_exact_views(record: StatusRecord) -> bool:
    """Return whether the views of a status are shown as they were counted: who read it has seen it, counted or not."""
    return record.views is not None and (
        record.views > 0 or record.state is not StatusState.READ
    )


def is_counted(record: StatusRecord) -> bool:
    """Return whether nothing is missing of the views of a status; one that is pending or failed has none."""
    return record.state in (StatusState.PENDING, StatusState.FAILED) or has_exact_views(
        record
    )


def describe(record: StatusRecord) -> dict[str, Any]:
    """Return everything about a status, as automations and actions get it."""
    status = record.status
    return {
        "status_id": record.status_id,
        "type": status.type,
        "state": record.state,
        "text": status.text,
        "caption": status.caption,
        "posted_at": from_unix(record.posted_at).isoformat(),
        "state_changed_at": from_unix(record.state_changed_at).isoformat(),
        "expires_at": from_unix(record.expires_at).isoformat(),
        "media_url": status.media_url,
        "mime_type": status.mime_type,
        "file_name": status.file_name,
        "views": record.views,
        "sent_by_api": status.sent_by_api,
        "background_color": status.background_color,
        "font": status.font,
        "recipient_count": status.recipient_count,
        "failure_reason": record.failure_reason,
    }


def cap_items[T](items: Iterable[T]) -> list[T]:
    """Return the first items, as many as fit in an attribute."""
    capped = list(islice(items, MAX_ITEMS))
    while len(orjson.dumps(capped)) > MAX_ITEMS_SIZE:
        capped.pop()
    return capped
