"""What a row of the fault matrix says: what comes, what the user sees, what ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from demo.simulator import Instance, Simulator

LIST: Final = "getOutgoingStatuses"

BEFORE: Final = "Before"
DURING: Final = "During"
AFTERWARDS: Final = "Afterwards"
UNAVAILABLE: Final = "unavailable"


class Ends(StrEnum):
    """What it takes until all is as before, as the table says it."""

    UNNOTICED = "the same poll"
    NEXT_POLL = "the next poll"
    RETRY_AFTER = "a poll after that pause"
    OUT_OF_STEP = "a poll ten seconds later"
    QUARTER = "a poll within 15 minutes"
    HOUR = "a poll within an hour"
    SETUP_RETRY = "the next try; Home Assistant makes them by itself"
    TOKEN = "you: the form that Home Assistant opens asks for the token"
    RECONFIGURE = "you: *Reconfigure*, or *Reload* if nothing is wrong with the values"


class Lines(StrEnum):
    """What is logged, as the table says it."""

    NONE = "none"
    START = "one at the start"
    TRACEBACK = "one at the start, to which Home Assistant adds a traceback"
    TRIES = "none; each try is noted at level info"
    BOTH = "one at the start, one at the end"

    @property
    def counts(self) -> tuple[int, int]:
        """How many warnings and errors there are, and how often it says that all is well again."""
        return int(self not in (Lines.NONE, Lines.TRIES)), int(self is Lines.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the user sees of an account; `latest` is the text of the latest status."""

    latest: str = BEFORE
    connected: bool = True
    instance_state: str = "authorized"
    issues: frozenset[str] = frozenset()
    token_form: bool = False
    entry: str = "loaded"


KEPT: Final = Seen()
RECOVERED: Final = Seen(latest=DURING)
AWAY: Final = Seen(latest=UNAVAILABLE, connected=False, instance_state=UNAVAILABLE)
TOKEN_REFUSED: Final = Seen(
    latest=UNAVAILABLE,
    connected=False,
    instance_state=UNAVAILABLE,
    # Home Assistant's own, for as long as the form is open.
    issues=frozenset({"config_entry_reauth"}),
    token_form=True,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a row may do to its account, and to no other; `elsewhere` is the address of somebody else."""

    vendor: Simulator
    instance: Instance
    elsewhere: str

    def fault(self, **script: Any) -> None:
        """Let calls go wrong until it is mended."""
        self.vendor.fault(**{"instance": self.instance.id, "times": None, **script})

    def mend(self) -> None:
        """Let GREEN-API do well again; a token that was replaced stays."""
        self.vendor.faults.lift(self.instance.id)
        self.instance.clear_items()
        self.instance.configure(beta_access=True)
        self.instance.set_quota(LIST, None)
        self.instance.set_state("authorized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault. `slow` says that each try takes half a minute."""

    name: str
    begin: Callable[[Scene], None]
    seen: Seen = AWAY
    ends: Ends = Ends.NEXT_POLL
    lines: Lines = Lines.BOTH
    at_setup: bool = False
    slow: bool = False

    @property
    def told_meanwhile(self) -> bool:
        """Whether news arrives while it lasts."""
        return self.seen.latest == DURING
