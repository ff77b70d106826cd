"""A status and everything that will happen to it, as pure functions of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf
from random import Random
from typing import Literal

type Step = Literal["sent", "delivered", "read"]
type Kind = Literal["image", "video", "audio"]

LIFETIME = 24 * 3600
# GREEN-API keeps statuses and statistics for 30 days.
JOURNAL = 30 * 24 * 3600

PENDING = "pending"
STEPS: tuple[Step, ...] = ("sent", "delivered", "read")

# Seconds at speed 1, far enough apart that a poll every 30 s sees each step.
SENDING_SECONDS = (20.0, 35.0)
DELIVERY_MINIMUM, DELIVERY_MEAN = 35.0, 1500.0
READ_MINIMUM, READ_MEAN = 60.0, 18000.0
# Some have WhatsApp open.
ONLINE_SHARE, ONLINE_DELIVERY_MEAN, ONLINE_READ_MEAN = 0.3, 90.0, 400.0
DELIVERED_SHARE, READ_SHARE = 0.9, 0.55

FIRST_POST = 25.0
POST_INTERVAL = (1200.0, 3600.0)
# Lower limit after division by the speed, so that a fast simulation does not flood the list.
POST_INTERVAL_MINIMUM = 10.0
# Seconds at any speed, while somebody who has just come is to see something happen.
BUSY_INTERVAL = 35.0


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or group in the phone book of an account."""

    id: str
    name: str
    read_receipts: bool = True
    avatar: bool = False
    kind: Literal["user", "group"] = "user"

    @property
    def lid(self) -> str:
        """The id that replaces the phone number when `enableLidMode` is on."""
        if self.kind == "group":
            return self.id
        return f"99{int(self.id.partition('@')[0]):013}@lid"


@dataclass(frozen=True, slots=True)
class Text:
    """Content of a text status."""

    text: str
    background: str | None = "#228B22"
    font: str | None = "SERIF"
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """Content of an image, video or voice status."""

    kind: Kind
    url: str
    file_name: str
    mime: str
    caption: str | None = ""
    thumbnail: str = ""
    participants: tuple[str, ...] = ()


type Content = Text | Media


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a status reached one recipient, in unix time."""

    participant: str
    sent: float
    delivered: float | None = None
    read: float | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """One published status.

    `furthest` limits how far it will get by itself, `interest` is how many of its
    recipients look at it, compared with the average. `forced` is a time and a state that
    hides the state that follows from the receipts.
    """

    id: str
    posted: float
    content: Content
    by_api: bool = True
    furthest: Step = "read"
    interest: float = 1.0
    receipts: tuple[Receipt, ...] = ()
    steps: tuple[tuple[float, str], ...] = ()
    forced: tuple[float, str] | None = None
    deleted: float | None = None


def with_receipts(status: Status, receipts: Iterable[Receipt]) -> Status:
    """Return the status with these receipts; each step happens at its first receipt."""
    kept = tuple(receipts)
    steps: list[tuple[float, str]] = []
    for step in STEPS:
        times = [at for row in kept if (at := getattr(row, step)) is not None]
        if times:
            steps.append((min(times), step))
    return replace(status, receipts=kept, steps=tuple(steps))


def recipients(status: Status, contacts: Sequence[Contact]) -> list[Contact]:
    """Return who receives a status; unknown participants are silently left out."""
    users = [contact for contact in contacts if contact.kind == "user"]
    if chosen := frozenset(status.content.participants):
        return [one for one in users if one.id in chosen or one.lid in chosen]
    return users


def plan_receipts(
    status: Status, contacts: Sequence[Contact], since: float, speed: float, seed: int
) -> Status:
    """Plan all receipts after `since`; earlier ones are kept."""
    # The number of random draws per recipient is fixed, so that planning again after a
    # pause makes the same decisions.
    rng = Random(f"{seed}:{status.id}")
    sending = rng.uniform(*SENDING_SECONDS) / speed
    known = {row.participant: row for row in status.receipts}
    receipts = []
    for contact in recipients(status, contacts):
        delivers = rng.random() < DELIVERED_SHARE
        reads = rng.random() < READ_SHARE * status.interest and contact.read_receipts
        means = DELIVERY_MEAN, READ_MEAN
        if rng.random() < ONLINE_SHARE:
            means = ONLINE_DELIVERY_MEAN, ONLINE_READ_MEAN
        delivery = (DELIVERY_MINIMUM + rng.expovariate(1 / means[0])) / speed
        reading = (READ_MINIMUM + rng.expovariate(1 / means[1])) / speed
        row = known.get(contact.id) or Receipt(contact.id, since + sending)
        delivered, read = row.delivered, row.read
        if delivered is None and delivers and status.furthest != "sent":
            delivered = max(row.sent, since) + delivery
        if (
            read is None
            and delivered is not None
            and reads
            and status.furthest == "read"
        ):
            read = max(delivered, since) + reading
        receipts.append(replace(row, delivered=delivered, read=read))
    return with_receipts(status, receipts)


def without_future(status: Status, now: float) -> Status:
    """Return the status without the receipts that are planned for later."""

    def past(at: float | None) -> float | None:
        return at if at is not None and at <= now else None

    return with_receipts(
        status,
        (
            replace(row, delivered=past(row.delivered), read=past(row.read))
            for row in status.receipts
            if row.sent <= now
        ),
    )


def with_state(
    status: Status,
    contacts: Sequence[Contact],
    state: str | None,
    viewers: int,
    now: float,
) -> Status:
    """Return the status in this state and with this many more viewers, as of `now`."""
    if state is None and viewers <= 0:
        return status
    if state == PENDING:
        return replace(status, receipts=(), steps=(), forced=None)
    if state is not None and state not in STEPS:
        return replace(status, forced=(now, state))
    status = without_future(replace(status, forced=None), now)
    if state == "read" and state_at(status, now)[0] != "read":
        viewers = max(viewers, 1)
    people = recipients(status, contacts)
    known = {row.participant: row for row in status.receipts}
    rows = {one.id: known.get(one.id) or Receipt(one.id, now) for one in people}
    readers = [
        one.id for one in people if one.read_receipts and rows[one.id].read is None
    ]
    for participant in readers[:viewers]:
        row = rows[participant]
        rows[participant] = replace(row, delivered=row.delivered or now, read=now)
    if state == "delivered" and not any(row.delivered for row in rows.values()):
        first = next(iter(rows), None)
        if first is not None:
            rows[first] = replace(rows[first], delivered=now)
    return with_receipts(status, rows.values())


def state_at(status: Status, now: float) -> tuple[str, float]:
    """Return the state of a status and when it began."""
    if status.forced is not None and status.forced[0] <= now:
        return status.forced[1], status.forced[0]
    for at, step in reversed(status.steps):
        if at <= now:
            return step, at
    return PENDING, status.posted


def next_change(status: Status, now: float) -> float:
    """Return when the state of a status changes next."""
    times = [at for at, _ in status.steps]
    if status.forced is not None:
        times.append(status.forced[0])
    if status.deleted is not None:
        times.append(status.deleted)
    return min((at for at in times if at > now), default=inf)


def statistic_at(status: Status, now: float) -> list[dict[str, object]]:
    """Return one row per recipient that the status was sent to."""
    rows: list[dict[str, object]] = []
    for row in status.receipts:
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


def seconds_to_next_post(index: int, speed: float, seed: str) -> float:
    """Return how long an automatic post comes after the one before."""
    if index == 0:
        return FIRST_POST / speed
    wait = Random(f"{seed}:gap:{index}").uniform(*POST_INTERVAL) / speed
    return max(wait, POST_INTERVAL_MINIMUM)
