"""Posts and their audience, as pure functions of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf
from random import Random
from typing import Literal

type Reach = Literal["sent", "delivered", "read"]
type Kind = Literal["image", "video", "audio"]

LIFETIME = 24 * 3600
JOURNAL = 30 * 24 * 3600

PENDING = "pending"
STEPS: tuple[Reach, ...] = ("sent", "delivered", "read")

# Seconds at speed 1, wide enough apart for a poll each 30 s to see every step.
QUEUE = (20.0, 35.0)
DELIVERY_FLOOR, DELIVERY_MEAN = 35.0, 1500.0
READ_FLOOR, READ_MEAN = 60.0, 10800.0
DELIVERED_SHARE, READ_SHARE = 0.9, 0.55

FIRST_POST = 25.0
POST_GAP = (1200.0, 3600.0)
# However fast the clock of the world runs, an account does not flood its own list.
POST_GAP_FLOOR = 10.0


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody in the phone book of an account."""

    id: str
    name: str
    read_receipts: bool = True
    avatar: bool = False
    kind: Literal["user", "group"] = "user"


@dataclass(frozen=True, slots=True)
class Text:
    """What a text status shows."""

    text: str
    background: str = "#228B22"
    font: str = "SERIF"
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """What a picture, video or voice status shows."""

    kind: Kind
    url: str
    file_name: str
    mime: str
    caption: str = ""
    thumbnail: str = ""
    participants: tuple[str, ...] = ()


type Content = Text | Media


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a status reached one recipient, in unix time."""

    participant: str
    sent: float
    delivered: float | None = None
    read: float | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """One post and everything that will ever happen to it."""

    id: str
    posted: float
    content: Content
    by_api: bool = True
    reach: Reach = "read"
    arrivals: tuple[Arrival, ...] = ()
    steps: tuple[tuple[float, str], ...] = ()
    forced: tuple[float, str] | None = None
    deleted: float | None = None


def with_arrivals(status: Status, arrivals: Iterable[Arrival]) -> Status:
    """Return the status with this audience; its own steps are the earliest of theirs."""
    kept = tuple(arrivals)
    steps: list[tuple[float, str]] = []
    for step in STEPS:
        times = [at for row in kept if (at := getattr(row, step)) is not None]
        if times:
            steps.append((min(times), step))
    return replace(status, arrivals=kept, steps=tuple(steps))


def audience(status: Status, contacts: Sequence[Contact]) -> list[Contact]:
    """Return who a status is for; numbers that are nobody's are silently not served."""
    users = [contact for contact in contacts if contact.kind == "user"]
    if chosen := frozenset(status.content.participants):
        return [contact for contact in users if contact.id in chosen]
    return users


def plan(
    status: Status, contacts: Sequence[Contact], since: float, speed: float, seed: int
) -> Status:
    """Decide what will happen to a status after `since`; what has happened stays."""
    # One generator per status and a fixed number of draws per recipient: a plan that is
    # made again after a pause takes the same decisions.
    rng = Random(f"{seed}:{status.id}")
    queue = rng.uniform(*QUEUE) / speed
    known = {row.participant: row for row in status.arrivals}
    arrivals = []
    for contact in audience(status, contacts):
        delivers = rng.random() < DELIVERED_SHARE
        reads = rng.random() < READ_SHARE and contact.read_receipts
        delivery = (DELIVERY_FLOOR + rng.expovariate(1 / DELIVERY_MEAN)) / speed
        reading = (READ_FLOOR + rng.expovariate(1 / READ_MEAN)) / speed
        row = known.get(contact.id) or Arrival(contact.id, since + queue)
        delivered, read = row.delivered, row.read
        if delivered is None and delivers and status.reach != "sent":
            delivered = max(row.sent, since) + delivery
        if read is None and delivered is not None and reads and status.reach == "read":
            read = max(delivered, since) + reading
        arrivals.append(replace(row, delivered=delivered, read=read))
    return with_arrivals(status, arrivals)


def cut(status: Status, now: float) -> Status:
    """Forget what has not happened yet."""

    def past(at: float | None) -> float | None:
        return at if at is not None and at <= now else None

    return with_arrivals(
        status,
        (
            replace(row, delivered=past(row.delivered), read=past(row.read))
            for row in status.arrivals
            if row.sent <= now
        ),
    )


def advanced(
    status: Status,
    contacts: Sequence[Contact],
    state: str | None,
    viewers: int,
    now: float,
) -> Status:
    """Return the status moved to a state, with so many more viewers, as of `now`."""
    if state is None and viewers <= 0:
        return status
    if state == PENDING:
        return replace(status, arrivals=(), steps=(), forced=None)
    if state is not None and state not in STEPS:
        return replace(status, forced=(now, state))
    status = cut(replace(status, forced=None), now)
    if state == "read" and state_at(status, now)[0] != "read":
        viewers = max(viewers, 1)
    people = audience(status, contacts)
    known = {row.participant: row for row in status.arrivals}
    rows = {c.id: known.get(c.id) or Arrival(c.id, now) for c in people}
    readers = [c.id for c in people if c.read_receipts and rows[c.id].read is None]
    for participant in readers[:viewers]:
        row = rows[participant]
        rows[participant] = replace(row, delivered=row.delivered or now, read=now)
    if state == "delivered" and not any(row.delivered for row in rows.values()):
        first = next(iter(rows), None)
        if first is not None:
            rows[first] = replace(rows[first], delivered=now)
    return with_arrivals(status, rows.values())


def state_at(status: Status, now: float) -> tuple[str, float]:
    """Return how far a status got, and since when."""
    if status.forced is not None and status.forced[0] <= now:
        return status.forced[1], status.forced[0]
    for at, step in reversed(status.steps):
        if at <= now:
            return step, at
    return PENDING, status.posted


def next_change(status: Status, now: float) -> float:
    """Return when the state of a status changes next."""
    return min((at for at, _ in status.steps if at > now), default=inf)


def statistic_at(status: Status, now: float) -> list[dict[str, object]]:
    """Return one row per recipient that the status was sent to."""
    rows: list[dict[str, object]] = []
    for row in status.arrivals:
        if row.sent > now:
            continue
        at, state = row.sent, "sent"
        if status.by_api and row.delivered is not None and row.delivered <= now:
            at, state = row.delivered, "delivered"
        if row.read is not None and row.read <= now:
            at, state = row.read, "read"
        rows.append(
            {"timestamp": int(at), "participant": row.participant, "status": state}
        )
    return rows


def gap(index: int, speed: float, seed: str) -> float:
    """Return how long after the one before it an automatic post comes."""
    if index == 0:
        return FIRST_POST / speed
    wait = Random(f"{seed}:gap:{index}").uniform(*POST_GAP) / speed
    return max(wait, POST_GAP_FLOOR)
