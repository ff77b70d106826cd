"""What people post, and who they are: invented words, names and numbers."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from .world import Contact, Reach

type Theme = Literal["sea", "hills", "city", "night", "meadow", "coffee"]

# Fifty hexadecimal digits, as a real token has, that no generator would ever produce.
_FAKE_TOKEN_STEM = ("c0ffee" * 8)[:46]


@dataclass(frozen=True, slots=True)
class Account:
    """What an instance is created from."""

    id: str
    token: str
    phone: str
    name: str = "Simulated account"


def fake_token(number: int) -> str:
    """Return an obviously invented token of the right length and alphabet."""
    return f"{_FAKE_TOKEN_STEM}{number:04x}"


FIRST_ID, FIRST_TOKEN = "1101000001", fake_token(1)
SECOND_ID, SECOND_TOKEN = "1101000002", fake_token(2)
# Area code 555 is not assigned, so that no number here can ring.
DEFAULT_ACCOUNTS = (
    Account(FIRST_ID, FIRST_TOKEN, "15550100001", "Harbour Café"),
    Account(SECOND_ID, SECOND_TOKEN, "15550100002", "Dana at home"),
)


@dataclass(frozen=True, slots=True)
class Idea:
    """Something to post: a text when it has no theme and no sample."""

    words: str
    theme: Theme | None = None
    sample: str | None = None
    background: str = "#1F6F5C"
    font: str = "SANS_SERIF"


@dataclass(frozen=True, slots=True)
class Memory:
    """A post of the days before the start."""

    hours_ago: float
    idea: Idea
    by_api: bool
    reach: Reach = "read"
    audience: int = 0


HISTORY = (
    Memory(30.5, Idea("Closed tomorrow, back on Tuesday.", background="#37474F"), True),
    Memory(22.2, Idea("Last light over the bay", theme="sea"), False),
    Memory(
        18.4,
        Idea("שבת שלום לכולם, נתראה ביום ראשון", background="#6A1B9A", font="SERIF"),
        True,
    ),
    Memory(14.1, Idea("Waves all evening", sample="waves.mp4"), False),
    Memory(9.3, Idea("", sample="melody.mp3"), True),
    Memory(5.8, Idea("First cup of the day ☕️✨", theme="coffee"), True),
    Memory(
        3.1,
        Idea(
            "Team: doors open at nine, bring the new menus.",
            background="#B23A48",
            font="OSWALD_HEAVY",
        ),
        True,
        reach="delivered",
        audience=3,
    ),
    Memory(
        1.2,
        Idea("For you two: the view from the ridge", theme="hills"),
        True,
        reach="sent",
        audience=2,
    ),
)

IDEAS = (
    Idea("Fresh bread at four. First come, first served!", background="#8D5524"),
    Idea("The city never sleeps, and neither does our oven", theme="city"),
    Idea(
        "Live music tonight at eight 🎷", background="#1E3A8A", font="NORICAN_REGULAR"
    ),
    Idea("Found a quiet meadow", theme="meadow"),
    Idea("", sample="melody.mp3"),
    Idea("So many stars out here", theme="night"),
    Idea("Lanterns by the river", sample="lanterns.mp4"),
    Idea("תודה לכל מי שבא אתמול! 💚", background="#0F766E", font="SERIF"),
    Idea("Morning swim, anyone?", theme="sea"),
    Idea("Half price on everything until closing time", background="#9A3412"),
    Idea("Above the clouds", theme="hills"),
    Idea("", sample="chime.ogg"),
    Idea(
        "Quick survey: terrace or inside?", background="#334155", font="BRYNDAN_WRITE"
    ),
    Idea("Two sugars, no milk", theme="coffee"),
    Idea("Waves again. Still not bored.", sample="waves.mp4"),
    Idea("Goodnight from the rooftop 🌃", theme="city"),
)

INCOMING = (
    (19.0, Idea("Moving day. Send strong friends.", background="#4338CA")),
    (12.5, Idea("Sunday hike", theme="hills")),
    (7.0, Idea("Guess where we are", theme="night")),
    (2.5, Idea("Lanterns!", sample="lanterns.mp4")),
    (0.6, Idea("New phone, same me", background="#BE185D")),
)

_FIRST_NAMES = (
    "Ada Amir Bea Carl Dana Eli Fay Gil Hana Ivo June Kai Lea Max Noa Oren Pia "
    "Quinn Rina Sam Tal Uma Vera Wim Yael"
)
_LAST_NAMES = (
    "Adler Brook Castle Dove Ember Field Grove Harbor Isle Jasper Keller Linden "
    "Marsh North Olive Pine Quill Rivers Stone Teller"
)
_GROUPS = ("Harbour team", "Neighbours", "Sunday football")

_RECEIPTS_OFF_SHARE = 0.15
_AVATAR_SHARE = 0.6
# Some contacts are only known by an id that is not a phone number.
_LID_EACH = 40


def contacts(count: int, seed: str) -> tuple[Contact, ...]:
    """Return a phone book."""
    rng = Random(f"{seed}:contacts")
    first, last = _FIRST_NAMES.split(), _LAST_NAMES.split()
    people = []
    for index in range(count):
        lid = index % _LID_EACH == _LID_EACH - 1
        people.append(
            Contact(
                f"{99000000000000 + index}@lid"
                if lid
                else f"{15550110000 + index}@c.us",
                f"{rng.choice(first)} {rng.choice(last)}",
                read_receipts=rng.random() >= _RECEIPTS_OFF_SHARE,
                avatar=rng.random() < _AVATAR_SHARE,
            )
        )
    groups = [
        Contact(f"12036300000000000{index}@g.us", name, kind="group")
        for index, name in enumerate(_GROUPS)
    ]
    return (*people, *groups)
