"""The statuses of one account: sent, queued, published, changed, deleted, listed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from math import inf
from random import Random

import orjson

from . import statuses
from .contact_posts import ContactPosts
from .media import File, MediaFiles
from .replies import (
    DEFAULT_WINDOW,
    Behaviour,
    BodyCache,
    Item,
    Patch,
    incoming_items,
    listed_items,
    with_patches,
)
from .sample_data import (
    HOUR,
    Account,
    incoming_statuses,
    many_statuses,
    month_statuses,
    past_statuses,
    sample_contacts,
    sample_content,
)
from .statuses import Contact, Content, Status, Text

# Limits of automatic posts: at once after a jump of the clock, and per day.
MAX_CATCH_UP = 200
MAX_PER_DAY = 150
QUEUE_LIFETIME = 24 * 3600
MAX_QUEUE_ROWS = 500
_BULK_RECIPIENTS = 12

type Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class QueuedStatus:
    """A status that was sent by API and is not published yet."""

    id: str
    method: str
    content: Content
    body: Mapping[str, object]
    sent_at: float
    leaves_at: float
    publication: str


class StatusStore:
    """What one account has posted, and how its lists report it."""

    def __init__(
        self,
        account: Account,
        clock: Clock,
        media_url: str,
        *,
        seed: int,
        speed: float,
        people: int,
    ) -> None:
        """Start without statuses."""
        self.id = account.id
        self.phone = account.phone
        self.name = account.name
        self.clock = clock
        self.speed = speed
        self.files = MediaFiles(f"{seed}:{account.id}", f"{media_url}/{account.id}")
        self.contacts: tuple[Contact, ...] = sample_contacts(
            people, f"{seed}:{account.id}"
        )
        self.behaviour = Behaviour()
        self._seed = seed
        self._seed_key = f"{seed}:{account.id}"
        self._lids = {one.id: one.lid for one in self.contacts}
        self._evolving = False
        self._past = account.past
        self._posts = account.posts
        self._automatic_posts = 0
        self._next_post_at = inf
        self._busy_until = -inf
        self._statuses: dict[str, Status] = {}
        self._queue: dict[str, QueuedStatus] = {}
        self._incoming: list[tuple[Status, Contact]] = []
        self._contact_posts = ContactPosts(
            self._seed_key, self.files.media_url, self.contacts
        )
        self._patches: dict[str, Patch] = {}
        self._statistics: dict[str, object] = {}
        self._raw_items: tuple[object] | None = None
        self._bodies = BodyCache()
        self._shuffles = 0

    @property
    def chat_id(self) -> str:
        """The account's own id in WhatsApp."""
        return f"{self.phone}@c.us"

    @property
    def statuses(self) -> Mapping[str, Status]:
        """The published statuses by id, oldest first; deleted ones included."""
        return self._statuses

    @property
    def latest(self) -> Status:
        """The status posted last that is not deleted."""
        alive = [s for s in self._statuses.values() if s.deleted is None]
        return max(alive, key=lambda status: status.posted)

    @property
    def reporting(self) -> bool:
        """Whether delivery states are collected."""
        return True

    @property
    def publishing(self) -> bool:
        """Whether the queue is being sent."""
        return True

    @property
    def lid_mode(self) -> bool:
        """Whether ids are shown as `@lid`."""
        return False

    def shown_id(self, contact_id: str) -> str:
        """Return an id as the API shows it."""
        if not self.lid_mode:
            return contact_id
        if contact_id == self.chat_id:
            return Contact(contact_id, self.name).lid
        return self._lids.get(contact_id, contact_id)

    def changed(self) -> None:
        """Drop all encoded lists."""
        self._bodies.clear()

    def configure(self, **changes: object) -> None:
        """Change switches of the behaviour."""
        self.behaviour = replace(self.behaviour, **changes)  # type: ignore[arg-type]
        self.changed()

    # Posting. What is posted here is published at once; `send` goes through the queue.

    def post(
        self,
        content: Content,
        *,
        by_api: bool = True,
        state: str | None = None,
        viewers: int = 0,
        age: float = 0.0,
    ) -> Status:
        """Post something, `age` seconds ago, in a state and with viewers."""
        posted = self.clock() - age
        status = Status(self.files.status_id(by_api), posted, content, by_api)
        if state is not None or viewers:
            status = statuses.with_state(status, self.contacts, state, viewers, posted)
        if self._evolving and self.publishing and state is None:
            status = self._planned(status, posted)
        return self._keep(status)

    def post_text(
        self,
        text: str,
        *,
        background: str = "#228B22",
        font: str = "SERIF",
        participants: Sequence[str] = (),
        by_api: bool = True,
        state: str | None = None,
        viewers: int = 0,
        age: float = 0.0,
    ) -> Status:
        """Post a text status."""
        content = Text(text, background, font, tuple(participants))
        return self.post(content, by_api=by_api, state=state, viewers=viewers, age=age)

    def post_media(
        self,
        file: File,
        *,
        caption: str = "",
        participants: Sequence[str] = (),
        by_api: bool = True,
        state: str | None = None,
        viewers: int = 0,
        age: float = 0.0,
    ) -> Status:
        """Post a picture, a video or a voice status."""
        content = self.files.media_status(
            file, caption=caption, participants=participants
        )
        return self.post(content, by_api=by_api, state=state, viewers=viewers, age=age)

    def post_incoming(
        self, content: Content, *, sender: int = 0, age: float = 0.0
    ) -> Status:
        """Let the contact with this number post something."""
        posted = self.clock() - age
        status = Status(self.files.status_id(False), posted, content, False)
        self._incoming.append((status, self.contacts[sender]))
        return status

    def file(self, name: str) -> File | None:
        """Return a file of the account or of a contact."""
        return self.files.get(name) or self._contact_posts.file(name)

    def bulk(self, count: int, thumbnail_length: int = 2048) -> list[Status]:
        """Replace all statuses by this many, a third of them with viewers."""
        self.clear()
        people = self.contacts[:_BULK_RECIPIENTS]
        posts = many_statuses(self.files, count, thumbnail_length, self.clock())
        for index, status in enumerate(posts):
            state = statuses.STEPS[index % len(statuses.STEPS)]
            viewers = index % _BULK_RECIPIENTS if state == "read" else 0
            self._keep(
                statuses.with_state(status, people, state, viewers, status.posted)
            )
        return list(self._statuses.values())

    def post_history(self) -> None:
        """Add what was posted before the start."""
        now = self.clock()
        for post in past_statuses(self._past, self.files, self.contacts, now):
            status = self._planned(post, post.posted)
            self._keep(
                status if self._evolving else statuses.without_future(status, now)
            )
        self._incoming.extend(incoming_statuses(self.files, self.contacts, now))

    def post_month(self, days: int, time_zone: tzinfo) -> None:
        """Add what was posted in the weeks before the history; it has been seen by now."""
        now = self.clock()
        for post in month_statuses(self.files, now, days, time_zone, self._seed_key):
            self._keep(self._planned(post, post.posted))

    # The queue of what is sent by API.

    def send(self, method: str, content: Content, body: Mapping[str, object]) -> str:
        """Put a status into the queue and return its id."""
        now = self.clock()
        status_id = self.files.status_id(True)
        self._queue[status_id] = QueuedStatus(
            status_id,
            method,
            content,
            body,
            sent_at=now,
            leaves_at=now + self._queue_seconds() if self.publishing else inf,
            publication=self.behaviour.publication,
        )
        self.changed()
        self.update(now)
        return status_id

    def queue_rows(self) -> list[Item]:
        """Return what showMessagesQueue answers."""
        self.update(self.clock())
        return [
            {"messageID": one.id, "type": one.method, "body": dict(one.body)}
            for one in self._queue.values()
        ]

    def clear_queue(self) -> None:
        """Drop what is queued."""
        self.update(self.clock())
        self._queue.clear()
        self.changed()

    def hold_queue(self) -> None:
        """Keep the queue until it is released."""
        self.update(self.clock())
        for one in self._queue.values():
            self._queue[one.id] = replace(one, leaves_at=inf)

    def release_queue(self) -> None:
        """Send what was kept in the queue."""
        now = self.clock()
        for one in self._queue.values():
            if one.leaves_at == inf:
                leaves_at = now + self._queue_seconds()
                self._queue[one.id] = replace(one, leaves_at=leaves_at)
        if self._evolving:
            for status in self._statuses.values():
                if not status.receipts and not status.forced and not status.deleted:
                    self._statuses[status.id] = self._planned(status, now)
        self.changed()

    def _queue_seconds(self) -> float:
        return self.behaviour.queue_seconds / self.speed

    def _publish_queue(self, now: float) -> None:
        """Publish what has left the queue by now."""
        for one in list(self._queue.values()):
            if min(one.leaves_at, one.sent_at + QUEUE_LIFETIME) > now:
                continue
            del self._queue[one.id]
            self.changed()
            if one.publication == "lost" or one.leaves_at > now:
                continue
            new_id = one.publication == "new_id"
            status_id = self.files.status_id(True) if new_id else one.id
            status = Status(status_id, one.leaves_at, one.content)
            self._keep(
                self._planned(status, status.posted) if self._evolving else status
            )

    # Changing statuses.

    def advance(
        self, status_id: str, state: str | None = None, viewers: int = 0
    ) -> Status:
        """Put a status into a state, and add viewers, now."""
        status = self._statuses[status_id]
        now = self.clock()
        moved = statuses.with_state(status, self.contacts, state, viewers, now)
        if self._evolving and self.publishing and moved.forced is None:
            moved = self._planned(moved, now)
        return self._keep(moved)

    def delete(self, status_id: str) -> None:
        """Delete a status, of the account or of a contact."""
        for index, (status, sender) in enumerate(self._incoming):
            if status.id == status_id:
                self._incoming[index] = replace(status, deleted=self.clock()), sender
                return
        status = self._statuses[status_id]
        self._keep(replace(status, deleted=self.clock()))

    def patch(
        self, status_id: str, fields: Mapping[str, object], remove: Iterable[str] = ()
    ) -> None:
        """Overwrite and remove raw fields of the listed item with this id."""
        before, removed = self._patches.get(status_id, ({}, ()))
        self._patches[status_id] = ({**before, **fields}, (*removed, *remove))
        self.changed()

    def set_items(self, items: object) -> None:
        """Answer getOutgoingStatuses with this JSON, until cleared."""
        self._raw_items = (items,)
        self.changed()

    def clear_items(self) -> None:
        """List the account's own statuses again."""
        self._raw_items = None
        self.changed()

    def set_statistic(self, status_id: str, rows: object) -> None:
        """Answer getStatusStatistic for one status with this JSON."""
        self._statistics[status_id] = rows

    def clear(self) -> None:
        """Remove everything."""
        self._statuses.clear()
        self._queue.clear()
        self._incoming.clear()
        self._patches.clear()
        self._statistics.clear()
        self._raw_items = None
        self.changed()

    @property
    def evolving(self) -> bool:
        """Whether posts and viewers come by themselves."""
        return self._evolving

    def evolve(self, on: bool) -> None:
        """Let posts and viewers come by themselves, or stop that."""
        if on == self._evolving:
            return
        now = self.clock()
        self.update(now)
        self._evolving = on
        self._next_post_at = now + self._seconds_to_next_post(now) if on else inf
        for status in self._statuses.values():
            if status.deleted is None and status.forced is None:
                self._statuses[status.id] = (
                    self._planned(status, now)
                    if on
                    else statuses.without_future(status, now)
                )
        self.changed()

    def post_often(self, seconds: float) -> None:
        """Let posts come one soon after the other for a while, beginning now."""
        now = self.clock()
        self.update(now)
        self._busy_until = now + seconds
        self._next_post_at = now
        self.changed()

    def update(self, now: float) -> None:
        """Do what is due by now."""
        self.catch_up(now)
        self._publish_queue(now)

    def catch_up(self, now: float) -> None:
        """Make the automatic posts that are due by now."""
        for _ in range(MAX_CATCH_UP):
            if self._next_post_at > now:
                return
            posted, index = self._next_post_at, self._automatic_posts
            self._automatic_posts += 1
            self._next_post_at = posted + self._seconds_to_next_post(posted)
            if not self.publishing or self._day_is_full(posted):
                continue
            post = self._posts[index % len(self._posts)]
            content = sample_content(self.files, post, 100 + index)
            by_api = index % 3 != 2
            status = Status(self.files.status_id(by_api), posted, content, by_api)
            self._keep(self._planned(status, posted))
        self._next_post_at = now + self._seconds_to_next_post(now)

    # Listing.

    def outgoing(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the body of getOutgoingStatuses; the same bytes while nothing changes."""
        now = self.clock()
        self.update(now)
        return self._bodies.get(minutes, now, lambda: self._build_list(minutes, now))

    def incoming(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the body of getIncomingStatuses."""
        now = self.clock()
        window = min(minutes * 60, statuses.JOURNAL)
        listed = list(self._incoming)
        if self.behaviour.contacts_post:
            listed += self._contact_posts.listed(now - window - HOUR, now)
        listed.sort(key=lambda one: one[0].posted, reverse=True)
        items = incoming_items(listed, self.behaviour, now, window, self.shown_id)
        return orjson.dumps(with_patches(items, self._patches))

    def statistic(self, status_id: str) -> bytes:
        """Return the body of getStatusStatistic."""
        now = self.clock()
        self.update(now)
        if status_id in self._statistics:
            return orjson.dumps(self._statistics[status_id])
        status = self._statuses.get(status_id)
        if status is None or self.behaviour.statistics_lost or not self.reporting:
            return b"[]"
        rows = statuses.statistic_at(status, now)
        return orjson.dumps(
            [
                row | {"participant": self.shown_id(str(row["participant"]))}
                for row in rows
            ]
        )

    def _build_list(self, minutes: int, now: float) -> tuple[object, float]:
        """Return the list and until when it holds."""
        if self._raw_items is not None:
            return with_patches(self._raw_items[0], self._patches), inf
        listed = list(self._statuses.values())
        if self.behaviour.list_queued:
            listed += [
                Status(one.id, one.sent_at, one.content) for one in self._queue.values()
            ]
        items, until = listed_items(
            reversed(listed),
            self.shown_id(self.chat_id),
            self.behaviour,
            minutes,
            now,
            lag=self.behaviour.list_lag_seconds / self.speed,
            reporting=self.reporting,
            shown_id=self.shown_id,
        )
        if self.behaviour.shuffle:
            self._shuffles += 1
            Random(f"{self._seed_key}:{self._shuffles}").shuffle(items)
            until = now
        return with_patches(items, self._patches), min(until, self._next_post_at)

    def _keep(self, status: Status) -> Status:
        self._statuses[status.id] = status
        self.changed()
        return status

    def _planned(self, status: Status, since: float) -> Status:
        return statuses.plan_receipts(
            status, self.contacts, since, self.speed, self._seed
        )

    def _day_is_full(self, now: float) -> bool:
        if len(self._statuses) < MAX_PER_DAY:
            return False
        oldest = now - statuses.LIFETIME
        return sum(s.posted > oldest for s in self._statuses.values()) >= MAX_PER_DAY

    def _seconds_to_next_post(self, now: float) -> float:
        if now < self._busy_until:
            return statuses.BUSY_INTERVAL
        return statuses.seconds_to_next_post(
            self._automatic_posts, self.speed, self._seed_key
        )
