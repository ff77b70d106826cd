"""What happened in the simulated WhatsApp so far, so that a new start goes on with it."""

from dataclasses import asdict, dataclass, field
import json
from pathlib import Path
import time
from typing import Final, Self

from .simulator import DEFAULT_ACCOUNTS, FIRST_ID, Instance, Simulator
from .simulator.catalogue import IDEAS

FIRST_SEED: Final = 7
# Beyond that, most of what was posted would have expired: a new world begins.
LONGEST: Final = 12 * 3600
# Slow enough for a poll each 30 s to see the steps (sent within 6 s, delivered within 15 s,
# read after a minute or two), quick enough for a post each 3 to 10 minutes.
SPEED: Final = 6.0

# From the end, so that it is not what the account posts by itself next.
PICTURES = [idea for idea in reversed(IDEAS) if idea.theme is not None]
FIRST_PICTURE: Final = 500


@dataclass(slots=True)
class World:
    """When the world began, and when somebody visited it."""

    seed: int
    port: int
    started: float
    visits: list[float] = field(default_factory=list)

    @classmethod
    def load(cls, file: Path, port: int) -> Self:
        """Return the world of the last start, or a new one."""
        now = time.time()
        if not file.exists():
            return cls(FIRST_SEED, port, now)
        known = cls(**json.loads(file.read_text()))
        if 0 <= now - known.started < LONGEST:
            return known
        return cls(known.seed + 1, known.port, now)

    def save(self, file: Path) -> None:
        """Remember the world for the next start."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self)))

    def simulator(self) -> Simulator:
        """Return the simulator of this world, not started."""
        return Simulator(seed=self.seed, speed=SPEED, evolve=True, port=self.port)

    def resume(self, simulator: Simulator) -> None:
        """Let everything happen again that happened, in the same order: ids are counted."""
        now = time.time()
        simulator.instances.clear()
        simulator.set_clock_offset(self.started - now)
        for account in DEFAULT_ACCOUNTS:
            simulator.add_instance(account)
        for number, visit in enumerate(self.visits):
            simulator.set_clock_offset(visit - now)
            _post_picture(simulator.instances[FIRST_ID], number)
        simulator.set_clock_offset(0)

    def visit(self, simulator: Simulator) -> None:
        """Let the first account post a picture, so that the visitor sees it get read."""
        _post_picture(simulator.instances[FIRST_ID], len(self.visits))
        self.visits.append(time.time())


def _post_picture(instance: Instance, number: int) -> None:
    instance.catch_up(instance.clock())
    idea = PICTURES[number % len(PICTURES)]
    instance.post(instance.studio.content(idea, FIRST_PICTURE + number))
