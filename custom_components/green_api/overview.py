"""What a journal shows at one moment: the latest status, what is up now, and the lists for dashboards. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final
import unicodedata

import orjson

from .client import StatusState, StatusType
from .journal import LIFETIME, Entry, Journal

# Lists go to every browser on each change, so they are kept to what a card shows.
MAX_ITEMS: Final = 20
MAX_ITEMS_SIZE: Final = 8 * 1024
MAX_ITEM_TITLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The statuses at one moment, newest first.

    `active` is what people can see now, `recent` what was posted within the window and not deleted, `counts` how many
    of these there are by state. `changes_at` is the unix second at which this overview stops being true without any
    news. `names` says types and states in the user's language.
    """

    latest: Entry | None
    active: tuple[Entry, ...]
    recent: tuple[Entry, ...]
    changes_at: int | None
    counts: Counter[StatusState | None]
    names: Mapping[StatusType | StatusState, str]

    def count(self, state: StatusState) -> int:
        """Return how many recent statuses are in a state."""
        return self.counts[state]

    @property
    def views(self) -> int | None:
        """Return how often the active statuses were seen; not known while none of them was counted."""
        views = [entry.views for entry in self.active if entry.views is not None]
        return sum(views) if views or not self.active else None

    def title(self, entry: Entry | None, limit: int) -> str | None:
        """Return the text or caption in at most `limit` characters; media without one go by the name of their type."""
        if entry is None:
            return None
        if text := entry.status.text or entry.status.caption:
            return cut(text, limit)
        return None if entry.status.type is None else self.names[entry.status.type]

    def items(self) -> list[dict[str, Any]]:
        """Return the active statuses in the flat shape that list cards read."""
        return _cap(
            {
                "id": entry.status_id,
                "title": self.title(entry, MAX_ITEM_TITLE),
                "type": entry.status.type,
                "state": entry.state,
                "views": entry.views,
                "published": moment(entry.posted_at).isoformat(),
                "link": entry.status.media_url,
            }
            for entry in self.active
        )

    def read_media_urls(self) -> list[str]:
        """Return where the media of the recent statuses that were read can be fetched."""
        return _cap(
            entry.status.media_url
            for entry in self.recent
            if entry.state is StatusState.READ and entry.status.media_url is not None
        )


def look(
    journal: Journal,
    window: int,
    now: int,
    names: Mapping[StatusType | StatusState, str],
) -> Overview:
    """Return the overview of a journal at `now`, with the statuses of the last `window` seconds as recent."""
    entries = sorted(
        (entry for entry in journal.entries.values() if not entry.deleted),
        key=lambda entry: (entry.posted_at, entry.status_id),
        reverse=True,
    )
    active = _younger(entries, now - LIFETIME)
    recent = _younger(entries, now - window)
    return Overview(
        latest=entries[0] if entries else None,
        active=active,
        recent=recent,
        # The oldest of each is the first to leave.
        changes_at=min(
            (
                each[-1].posted_at + age
                for each, age in ((active, LIFETIME), (recent, window))
                if each
            ),
            default=None,
        ),
        counts=Counter(entry.state for entry in recent),
        names=names,
    )


def _younger(newest_first: Sequence[Entry], than: int) -> tuple[Entry, ...]:
    """Return the statuses that were posted after a time."""
    end = bisect_left(newest_first, -than, key=lambda entry: -entry.posted_at)
    return tuple(newest_first[:end])


def describe(entry: Entry) -> dict[str, Any]:
    """Return everything about a status, as automations and actions get it."""
    status = entry.status
    return {
        "status_id": entry.status_id,
        "type": status.type,
        "state": entry.state,
        "text": status.text,
        "caption": status.caption,
        "posted_at": moment(entry.posted_at).isoformat(),
        "state_changed_at": moment(entry.state_changed_at).isoformat(),
        "expires_at": moment(entry.expires_at).isoformat(),
        "media_url": status.media_url,
        "mime_type": status.mime_type,
        "file_name": status.file_name,
        "views": entry.views,
        "sent_by_api": status.sent_by_api,
        "background_color": status.background_color,
        "font": status.font,
        "audience": status.audience,
    }


def moment(timestamp: int) -> datetime:
    """Return unix seconds as an aware time."""
    return datetime.fromtimestamp(timestamp, UTC)


def cut(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters that does not end in half an emoji or a letter without its accent."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end and (_joins(text[end]) or text[end - 1] == "\N{ZERO WIDTH JOINER}"):
        end -= 1
    return f"{text[:end]}…"


def _joins(character: str) -> bool:
    """Return whether a character is drawn together with the one before it."""
    return (
        unicodedata.category(character) in {"Mn", "Me", "Cf"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _cap[T](items: Iterable[T]) -> list[T]:
    """Return the first items, as many as fit in an attribute."""
    capped = list(islice(items, MAX_ITEMS))
    # Nearly always all of them do, and are looked at once.
    while len(orjson.dumps(capped)) > MAX_ITEMS_SIZE:
        capped.pop()
    return capped
