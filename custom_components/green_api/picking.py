"""Which pictures are kept, which one is fetched next, and which give way. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .client import StatusType
from .journal import Entry, Journal
from .overview import Overview
from .shelf import Picture

PICTURED: Final = (StatusType.IMAGE, StatusType.VIDEO)

# Bytes. Thumbnails, about 2 kB each and 48 kB at most, are part of it.
MAX_TOTAL: Final = 64 * 1024 * 1024
MAX_STATUSES: Final = 1000
# Seconds until another try, after which there is none.
PAUSES: Final = (60, 5 * 60, 30 * 60, 2 * 60 * 60)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a link failed, and when it is tried again, in unix seconds; None is never."""

    failures: int
    again_at: float | None


NEVER: Final = Attempts(0, None)


def keep(journal: Journal, overview: Overview) -> Sequence[Entry]:
    """Return the statuses whose pictures are kept, newest first: what people can see, or else the latest there was."""
    active = [each for each in overview.active if each.status.type in PICTURED]
    if active:
        return active[:MAX_STATUSES]
    older = (
        each
        for each in journal.entries.values()
        if each.status.type in PICTURED and not each.deleted
    )
    latest = max(older, key=lambda e: (e.posted_at, e.status_id), default=None)
    return [] if latest is None else [latest]


def choose(
    kept: Sequence[Entry],
    pictures: Container[str],
    attempts: Mapping[str, Attempts],
    full_at: int,
    now: float,
) -> tuple[Entry | None, float | None]:
    """Return the status whose picture is to be fetched now, or when there will be one.

    Nothing posted until `full_at` is fetched: there is no room for it.
    """
    times = []
    for entry in kept:
        link = entry.status.media_url
        if (
            entry.status.type is not StatusType.IMAGE
            or link is None
            or entry.status_id in pictures
            or entry.posted_at <= full_at
        ):
            continue
        if (tried := attempts.get(link)) is None:
            return entry, None
        if tried.again_at is not None:
            if tried.again_at <= now:
                return entry, None
            times.append(tried.again_at)
    return None, min(times, default=None)


def after_failure(attempts: Attempts | None, now: float) -> Attempts:
    """Return what to make of a link that failed, again or for the first time."""
    failures = attempts.failures if attempts is not None else 0
    if failures == len(PAUSES):
        return NEVER
    return Attempts(failures + 1, now + PAUSES[failures])


def evict(
    kept: Sequence[Entry],
    pictures: Mapping[str, Picture],
    thumbnails: Mapping[str, Picture],
) -> list[Entry]:
    """Return the statuses that have to give up their picture, oldest first, until the rest fits."""
    total = sum(
        picture.size for each in (pictures, thumbnails) for picture in each.values()
    )
    evicted = []
    for entry in reversed(kept):
        if total <= MAX_TOTAL:
            break
        if (picture := pictures.get(entry.status_id)) is not None:
            total -= picture.size
            evicted.append(entry)
    return evicted
