"""What the lists of an account show at a moment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Literal

import orjson

from . import world
from .wire import Item, outgoing_item, tombstone
from .world import Status

DEFAULT_WINDOW = 1440
_MAX_WINDOWS = 8

type Patch = tuple[dict[str, object], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the vendor behaves where the documentation leaves it open."""

    timestamps: Literal["posted", "last_action"] = "posted"
    deletion: Literal["vanish", "flag", "tombstone"] = "tombstone"
    shuffle: bool = False
    # The status methods are a beta that an account may not have.
    beta_access: bool = True
    # After a new authorization the statistic is known to come back empty.
    statistics_lost: bool = False
    # Lists while the account is not authorized: stale data, or an error.
    stale_lists: bool = False
    restart_seconds: float = 3.0

    def __post_init__(self) -> None:
        """Refuse what would silently be taken for the default."""
        if self.timestamps not in ("posted", "last_action"):
            raise ValueError("timestamps are posted or last_action")
        if self.deletion not in ("vanish", "flag", "tombstone"):
            raise ValueError("deletion is vanish, flag or tombstone")


def items_at(
    statuses: Iterable[Status],
    chat_id: str,
    behaviour: Behaviour,
    minutes: int,
    now: float,
    *,
    reporting: bool = True,
) -> tuple[list[Item], float]:
    """Return the items of a window in the given order, and until when they hold."""
    until = inf
    window = min(minutes * 60, world.JOURNAL)
    found: list[Item] = []
    for status in statuses:
        state, since = world.state_at(status, now)
        until = min(until, world.next_change(status, now))
        if not reporting and state in world.STEPS:
            state, since = "sent", status.steps[0][0]
        at = since if behaviour.timestamps == "last_action" else status.posted
        if status.deleted is not None and behaviour.deletion != "flag":
            at = status.deleted
        if at < now - window:
            continue
        until = min(until, at + window)
        if status.deleted is None:
            found.append(outgoing_item(status, chat_id, state, at))
        elif behaviour.deletion == "flag":
            item = outgoing_item(status, chat_id, state, at)
            found.append(item | {"isDeleted": True})
        elif behaviour.deletion == "tombstone":
            found.append(tombstone(status, chat_id, at))
    return found, until


def patched(items: object, patches: Mapping[str, Patch]) -> object:
    """Return the items with raw fields overwritten and removed."""
    if not isinstance(items, list) or not patches:
        return items
    result: list[object] = []
    for item in items:
        key = item.get("idMessage") if isinstance(item, dict) else None
        if isinstance(key, str) and key in patches:
            fields, gone = patches[key]
            raw = {**item, **fields}
            result.append({k: v for k, v in raw.items() if k not in gone})
        else:
            result.append(item)
    return result


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    since: float
    until: float


@dataclass(slots=True)
class Bodies:
    """Answers that still hold, by window: the benchmarks measure the client, not us."""

    _bodies: dict[int, _Body] = field(default_factory=dict)

    def get(
        self, minutes: int, now: float, make: Callable[[], tuple[object, float]]
    ) -> bytes:
        """Return the answer for a window, made anew only when the last one is over."""
        known = self._bodies.get(minutes)
        if known is not None and known.since <= now < known.until:
            return known.content
        items, until = make()
        if len(self._bodies) >= _MAX_WINDOWS:
            self._bodies.clear()
        made = _Body(orjson.dumps(items), now, until)
        self._bodies[minutes] = made
        return made.content

    def clear(self) -> None:
        """Forget them all."""
        self._bodies.clear()
