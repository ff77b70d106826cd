"""The rows of the fault matrix that happen at home: files, disk, clocks, and who else asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from custom_components.green_api.verdict import Issue

SEEN_ANEW: Final = (
    "Sensors show what the first list brings; lifetime totals begin again."
)
KEPT_ANEW: Final = (
    "what the list brings, as no news: nothing is told twice, and what happened while"
    " Home Assistant was down is not told"
)
CONFIRMED: Final = "the repair, once you confirm it"
NOTHING: Final = "nothing to end"
NONE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """One fault, in words."""

    name: str
    seen: str
    kept: str
    ends: str = NOTHING
    lines: str = NONE

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        return self.name, self.seen, self.kept, self.ends, self.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoilt(Ours):
    """Something that happened to a stored journal while Home Assistant was down."""

    spoil: Callable[[bytes], bytes]
    issue: str
    loggers: tuple[str, ...]
    kept: str = KEPT_ANEW
    ends: str = CONFIRMED


def no_json(name: str, spoil: Callable[[bytes], bytes]) -> Spoilt:
    """Return a file that Home Assistant itself cannot read: it keeps it, and says so."""
    return Spoilt(
        name=name,
        spoil=spoil,
        issue="storage_corruption",
        loggers=("homeassistant.util.json", "homeassistant.helpers.storage"),
        seen=f"{SEEN_ANEW} Home Assistant's repair says that a file was damaged.",
        lines="Home Assistant's own, two",
    )


RESTART: Final = Ours(
    name="Home Assistant is stopped and started",
    seen="Nothing, once it is up.",
    kept="all; what happened meanwhile is told after the start",
)
TWICE: Final = Ours(
    name="The same instance is added twice",
    seen="The form says that it is set up already.",
    kept="all; told as it happens",
)
SHARED: Final = Ours(
    name="Two Home Assistants poll one instance",
    seen="Sensors of one may be unavailable for ten seconds, when both ask in the same second.",
    kept="all; each tells it once",
    ends="a poll ten seconds later; they are out of step then",
    lines="one at the start, one at the end",
)
COPIED: Final = Ours(
    name="An entry was copied by hand, so that one Home Assistant has it twice",
    seen="Home Assistant refuses the entities of the second one.",
    kept="all; told once by the first one's device and entities; the two wait for each other's calls",
    ends="you: delete one",
    lines="Home Assistant's own, one for each entity",
)
FULL: Final = Ours(
    name="The disk is full",
    seen="Nothing: sensors are up to date.",
    kept="all, in memory; told as it happens. The file stays as it was until it can be written",
    ends="room on the disk: it is written at the next change, within 15 minutes, or at a stop",
    lines="Home Assistant's own, two for each attempt to write",
)
CLOCK: Final = Ours(
    name="Home Assistant's clock jumps by a day, ahead or back",
    seen="Ahead, what is up expires, as it would in a day.",
    kept="all; told as it happens",
)
VENDOR_CLOCK: Final = Ours(
    name="GREEN-API's clock is off by a day, ahead or behind",
    seen="Statuses have the times that GREEN-API gives them.",
    kept="all that it lists; told as it happens",
)

SPOILT: Final = (
    no_json("The stored journal is garbage", lambda stored: stored[::-1]),
    no_json(
        "The stored journal is cut off in the middle",
        lambda stored: stored[: len(stored) // 2],
    ),
    no_json("The stored journal is an empty file", lambda _stored: b""),
    Spoilt(
        name="The stored journal is JSON of a wrong shape",
        spoil=lambda _stored: b"[]",
        issue=Issue.JOURNAL_UNREADABLE,
        loggers=("custom_components.green_api",),
        seen=f"{SEEN_ANEW} Repair: Stored statuses of instance … could not be read.",
        lines="one",
    ),
)
NEWER: Final = Ours(
    name="The stored journal is one of a newer version",
    seen=(
        "The account says *Failed setup*, and that a newer version stored its statuses."
        " Sensors are unavailable. *Connected* is off."
    ),
    kept="all: the file is not touched; what happened meanwhile is told afterwards",
    ends="you: install the newer version again",
    lines="Home Assistant's own, one, with a traceback",
)
OURS: Final = (
    RESTART,
    *SPOILT,
    NEWER,
    FULL,
    CLOCK,
    VENDOR_CLOCK,
    TWICE,
    SHARED,
    COPIED,
)
