"""Whether everything was told, once. Pure."""

from collections import Counter
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from typing import Final

WAYS: Final = ("trigger", "event")
# No trigger is for these.
ONLY_EVENTS: Final = frozenset({"sent"})

# Which status, and what happened to it.
type Happening = tuple[str, str]
# The same, and before it how it was noticed.
type Told = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much happened, and how much of it was told, of one kind and in one way."""

    happened: int = 0
    told: int = 0
    lost: int = 0
    repeated: int = 0
    invented: int = 0


def judge(
    told: Mapping[Told, int],
    must: AbstractSet[Happening],
    may: AbstractSet[Happening],
) -> dict[str, dict[str, Verdict]]:
    """Return verdicts by way and kind. What `may` has beyond `must` happened at the very end."""
    verdicts: dict[str, dict[str, Verdict]] = {}
    for way in WAYS:
        heard = Counter(
            {
                (one, kind): times
                for (how, one, kind), times in told.items()
                if how == way
            }
        )
        kinds = {kind for _, kind in may}
        if way != "event":
            kinds -= ONLY_EVENTS
        verdicts[way] = {
            kind: _judge_kind(
                {each: times for each, times in heard.items() if each[1] == kind},
                {each for each in must if each[1] == kind},
                {each for each in may if each[1] == kind},
            )
            for kind in sorted(kinds)
        }
    return verdicts


def _judge_kind(
    heard: Mapping[Happening, int],
    must: AbstractSet[Happening],
    may: AbstractSet[Happening],
) -> Verdict:
    return Verdict(
        happened=len(must | (may & heard.keys())),
        told=sum(heard.values()),
        lost=len(must - heard.keys()),
        repeated=sum(times - 1 for times in heard.values()),
        invented=len(heard.keys() - may),
    )
