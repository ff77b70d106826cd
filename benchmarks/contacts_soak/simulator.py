"""Two accounts whose contacts post all day. Each remembers what its lists have shown, so what has to be announced."""

import asyncio
from dataclasses import dataclass, field, replace
from random import Random
import time
from typing import Any, Final, override

from benchmarks.soak.jumping_clock import ClockOffset
from benchmarks.soak.scenario import DAY, HOUR
from benchmarks.soak.simulator import SoakInstance, Transition
from demo.simulator import DEFAULT_ACCOUNTS, Simulator
from demo.simulator.contact_posts import POSTS
from demo.simulator.replies import DEFAULT_WINDOW
from demo.simulator.sample_data import sample_content

CONTACTS: Final = 200
# Of this share, each is deleted after so many seconds.
DELETED: Final = 0.04
DELETED_AFTER: Final = (HOUR / 2, 10 * HOUR)
# Pictures that are not the same.
PICTURES: Final = 20


@dataclass(slots=True)
class Session:
    """What the lists have shown since the option was switched on. What the first one shows is no news."""

    seeded: bool = False
    silent: set[str] = field(default_factory=set)
    posted: dict[str, float] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    ended: float | None = None

    def transitions(self, now: float) -> set[Transition]:
        """Return what must have been announced by now, or by its end."""
        if self.ended is not None:
            now = min(now, self.ended)
        found = {(key, "posted") for key in self.posted.keys() - self.silent}
        found |= {(key, "deleted") for key in self.deleted}
        return found | {
            (key, "expired")
            for key, posted in self.posted.items()
            if key not in self.deleted and now >= int(posted) + DAY
        }


class ContactsInstance(SoakInstance):
    """An account whose contacts post, and that remembers what it has listed of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Start with nothing listed."""
        super().__init__(*args, **options)
        self.sessions: list[Session] = []
        self.posts_of_contacts = 0

    def post_day_of_contacts(self, midnight: float, count: int, seed: int) -> None:
        """Let contacts post so many statuses over the day that begins; they appear one by one."""
        now = self.clock()
        self._incoming = [
            one for one in self._incoming if one[0].posted > now - 2 * DAY
        ]
        rng = Random(f"{seed}:{self.id}:{midnight}")  # noqa: S311
        for at in sorted(rng.uniform(0, DAY) for _ in range(count)):
            self.posts_of_contacts += 1
            number = self.posts_of_contacts
            content = sample_content(
                self.files, POSTS[number % len(POSTS)], number % PICTURES
            )
            sender = rng.randrange(CONTACTS)
            self.post_incoming(content, sender=sender, age=now - midnight - at)
            if rng.random() < DELETED:
                status, contact = self._incoming[-1]
                deleted = status.posted + rng.uniform(*DELETED_AFTER)
                self._incoming[-1] = replace(status, deleted=deleted), contact

    @override
    def incoming(self, minutes: int = DEFAULT_WINDOW) -> bytes:
        """Return the list, and remember it."""
        now = self.clock()
        body = super().incoming(minutes)
        session = self.sessions[-1]
        for status, _ in self._incoming:
            if status.posted > now:
                continue
            if status.deleted is not None and status.deleted <= now:
                if status.id in session.posted:
                    session.deleted.add(status.id)
            elif status.posted >= now - minutes * 60:
                session.posted.setdefault(status.id, status.posted)
                if not session.seeded:
                    session.silent.add(status.id)
        session.seeded = True
        return body


class ContactsSimulator(Simulator):
    """GREEN-API by the clock of Home Assistant."""

    instance_type = ContactsInstance

    def __init__(self, offset: ClockOffset) -> None:
        """Prepare the accounts."""
        super().__init__(
            history=False, accounts=DEFAULT_ACCOUNTS, contacts=CONTACTS, evolve=True
        )
        self._offset = offset

    @property
    def accounts(self) -> list[ContactsInstance]:
        """Return the accounts."""
        return [
            one for one in self.instances.values() if isinstance(one, ContactsInstance)
        ]

    @override
    def now(self) -> float:
        return time.time() + self._offset.seconds

    @override
    def steady(self) -> float:
        return asyncio.get_running_loop().time() + self._offset.seconds
