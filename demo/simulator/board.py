"""The statuses of one account: posted, moved, deleted, listed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from random import Random

import orjson

from . import media, world
from .catalogue import IDEAS, Account, contacts
from .listing import DEFAULT_WINDOW, Behaviour, Bodies, Patch, items_at, patched
from .studio import Studio
from .wire import incoming_item
from .world import Contact, Content, Reach, Status, Text

# A clock that jumped far ahead brings no more automatic posts than this at once,
MAX_CATCH_UP = 200
# and a day holds no more of them than this.
MAX_PER_DAY = 150
_BULK_AUDIENCE = 12

type Clock = Callable[[], float]


class Board:
    """What one account has posted, as its own list tells it."""

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
        """Start an empty board."""
        self.id = account.id
        self.phone = account.phone
        self.name = account.name
        self.clock = clock
        self.speed = speed
        self.studio = Studio(f"{seed}:{account.id}", f"{media_url}/{account.id}")
        self.contacts: tuple[Contact, ...] = contacts(people, f"{seed}:{account.id}")
        self.behaviour = Behaviour()
        self._seed = seed
        self._seed_key = f"{seed}:{account.id}"
        self._evolving = False
        self._automatic = 0
        self._due = inf
        self._statuses: dict[str, Status] = {}
        self._incoming: list[tuple[Status, Contact]] = []
        self._patches: dict[str, Patch] = {}
        self._statistics: dict[str, object] = {}
        self._verbatim: tuple[object] | None = None
        self._bodies = Bodies()
        self._shuffles = 0

    # What the others need to know of the account.

    @property
    def chat_id(self) -> str:
        """The account's own id in WhatsApp."""
        return f"{self.phone}@c.us"

    @property
    def statuses(self) -> Mapping[str, Status]:
        """The statuses by id, oldest first; deleted ones included."""
        return self._statuses

    @property
    def latest(self) -> Status:
        """The status posted last that is not deleted."""
        alive = [s for s in self._statuses.values() if s.deleted is None]
        return max(alive, key=lambda status: status.posted)

    @property
    def reporting(self) -> bool:
        """Whether delivery states are collected; an account may have that off."""
        return True

    @property
    def publishing(self) -> bool:
        """Whether what is posted goes out, or waits."""
        return True

    def changed(self) -> None:
        """Forget every answer that was prepared."""
        self._bodies.clear()

    def configure(self, **changes: object) -> None:
        """Change the behaviour."""
        self.behaviour = replace(self.behaviour, **changes)  # type: ignore[arg-type]
        self.changed()

    # Making statuses.

    def post(
        self,
        content: Content,
        *,
        by_api: bool = True,
        state: str | None = None,
        viewers: int = 0,
        age: float = 0.0,
        reach: Reach = "read",
    ) -> Status:
        """Post something, `age` seconds ago, and bring it to a state."""
        posted = self.clock() - age
        status = Status(self.studio.status_id(by_api), posted, content, by_api, reach)
        if state is not None or viewers:
            status = world.advanced(status, self.contacts, state, viewers, posted)
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
        file: media.File,
        *,
        caption: str = "",
        participants: Sequence[str] = (),
        by_api: bool = True,
        state: str | None = None,
        viewers: int = 0,
        age: float = 0.0,
    ) -> Status:
        """Post a picture, a video or a voice status."""
        content = self.studio.show(file, caption=caption, participants=participants)
        return self.post(content, by_api=by_api, state=state, viewers=viewers, age=age)

    def bulk(self, count: int, thumbnail_length: int = 2048) -> list[Status]:
        """Replace everything by so many statuses, a third of them seen by some."""
        self.clear()
        people = self.contacts[:_BULK_AUDIENCE]
        posts = self.studio.many(count, thumbnail_length, self.clock())
        for index, status in enumerate(posts):
            state = world.STEPS[index % len(world.STEPS)]
            viewers = index % _BULK_AUDIENCE if state == "read" else 0
            self._keep(world.advanced(status, people, state, viewers, status.posted))
        return list(self._statuses.values())

    def remember(self) -> None:
        """Put up what was posted before the start."""
        now = self.clock()
        for post in self.studio.history(self.contacts, now):
            status = self._planned(post, post.posted)
            self._keep(status if self._evolving else world.cut(status, now))
        self._incoming.extend(self.studio.inbox(self.contacts, now))

    # Moving them.

    def advance(
        self, status_id: str, state: str | None = None, viewers: int = 0
    ) -> Status:
        """Bring a status to a state, and let so many more see it, now."""
        status = self._statuses[status_id]
        now = self.clock()
        moved = world.advanced(status, self.contacts, state, viewers, now)
        if self._evolving and self.publishing and moved.forced is None:
            moved = self._planned(moved, now)
        return self._keep(moved)

    def delete(self, status_id: str) -> None:
        """Delete a status."""
        status = self._statuses[status_id]
        self._keep(replace(status, deleted=self.clock()))

    def patch(
        self, status_id: str, fields: Mapping[str, object], remove: Iterable[str] = ()
    ) -> None:
        """Overwrite raw fields of the item with this id, whatever it really is."""
        before, gone = self._patches.get(status_id, ({}, ()))
        self._patches[status_id] = ({**before, **fields}, (*gone, *remove))
        self.changed()

    def set_items(self, items: object) -> None:
        """Serve this JSON as the list of outgoing statuses, until cleared."""
        self._verbatim = (items,)
        self.changed()

    def clear_items(self) -> None:
        """Serve the own statuses again."""
        self._verbatim = None
        self.changed()

    def set_statistic(self, status_id: str, rows: object) -> None:
        """Serve this JSON as the statistic of one status."""
        self._statistics[status_id] = rows

    def clear(self) -> None:
        """Take everything down."""
        self._statuses.clear()
        self._incoming.clear()
        self._patches.clear()
        self._statistics.clear()
        self._verbatim = None
        self.changed()

    @property
    def evolving(self) -> bool:
        """Whether posts and viewers come by themselves."""
        return self._evolving

    def evolve(self, on: bool) -> None:
        """Let posts and viewers come by themselves, or stop what has not happened yet."""
        if on == self._evolving:
            return
        now = self.clock()
        self.catch_up(now)
        self._evolving = on
        self._due = now + self._gap() if on else inf
        for status in self._statuses.values():
            if status.deleted is None and status.forced is None:
                moved = self._planned(status, now) if on else world.cut(status, now)
                self._statuses[status.id] = moved
        self.changed()

    def publish_queue(self) -> None:
        """Send out what waited for the account to be authorized."""
        now = self.clock()
        if not self._evolving:
            return
        for status in self._statuses.values():
            if not status.arrivals and status.forced is None and status.deleted is None:
                self._statuses[status.id] = self._planned(status, now)
        self.changed()

    def catch_up(self, now: float) -> None:
        """Make the automatic posts that are due by now."""
        for _ in range(MAX_CATCH_UP):
            if self._due > now:
                return
            posted, index = self._due, self._automatic
            self._automatic += 1
            self._due = posted + self._gap()
            if not self.publishing or self._crowded(posted):
                continue
            content = self.studio.content(IDEAS[index % len(IDEAS)], 100 + index)
            status = Status(
                self.studio.status_id(index % 3 != 2), posted, content, index % 3 != 2
            )
            self._keep(self._planned(status, posted))
        self._due = now + self._gap()

    # Telling them.

    def outgoing(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the body of getOutgoingStatuses; the same bytes while nothing changes."""
        now = self.clock()
        self.catch_up(now)
        return self._bodies.get(minutes, now, lambda: self._list(minutes, now))

    def incoming(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the body of getIncomingStatuses."""
        oldest = self.clock() - minutes * 60
        return orjson.dumps(
            [
                incoming_item(status, sender.id, sender.name)
                for status, sender in reversed(self._incoming)
                if status.posted >= oldest
            ]
        )

    def statistic(self, status_id: str) -> bytes:
        """Return the body of getStatusStatistic."""
        now = self.clock()
        self.catch_up(now)
        if status_id in self._statistics:
            return orjson.dumps(self._statistics[status_id])
        status = self._statuses.get(status_id)
        if status is None or self.behaviour.statistics_lost or not self.reporting:
            return b"[]"
        return orjson.dumps(world.statistic_at(status, now))

    def _list(self, minutes: int, now: float) -> tuple[object, float]:
        """Return what to answer, and until when it holds."""
        if self._verbatim is not None:
            return patched(self._verbatim[0], self._patches), inf
        items, until = items_at(
            reversed(self._statuses.values()),
            self.chat_id,
            self.behaviour,
            minutes,
            now,
            reporting=self.reporting,
        )
        if self.behaviour.shuffle:
            self._shuffles += 1
            Random(f"{self._seed_key}:{self._shuffles}").shuffle(items)
            until = now
        return patched(items, self._patches), min(until, self._due)

    def _keep(self, status: Status) -> Status:
        self._statuses[status.id] = status
        self.changed()
        return status

    def _planned(self, status: Status, since: float) -> Status:
        return world.plan(status, self.contacts, since, self.speed, self._seed)

    def _crowded(self, now: float) -> bool:
        if len(self._statuses) < MAX_PER_DAY:
            return False
        young = [s for s in self._statuses.values() if s.posted > now - world.LIFETIME]
        return len(young) >= MAX_PER_DAY

    def _gap(self) -> float:
        return world.gap(self._automatic, self.speed, self._seed_key)
