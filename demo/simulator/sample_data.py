"""Accounts, contacts and statuses that are invented: words, names and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .drawing import Theme
from .media import Drawn, MediaFiles, Sample
from .statuses import Contact, Content, Status, Step, Text

HOUR = 3600.0
_BULK_SPREAD = 23 * HOUR
# Added to the numbers of incoming pictures, so that none equals one of the account's own.
_INCOMING_NUMBER = 1000

# 50 hexadecimal digits like a real token, and obviously invented.
_FAKE_TOKEN_STEM = ("c0ffee" * 8)[:46]


@dataclass(frozen=True, slots=True)
class Account:
    """The values that an instance is created with."""

    id: str
    token: str
    phone: str
    name: str = "Simulated account"


def fake_token(number: int) -> str:
    """Return an obviously invented token with the length and alphabet of a real one."""
    return f"{_FAKE_TOKEN_STEM}{number:04x}"


FIRST_ID, FIRST_TOKEN = "1101000001", fake_token(1)
SECOND_ID, SECOND_TOKEN = "1101000002", fake_token(2)
# Area code 555 is not assigned, so that no number here can ring.
DEFAULT_ACCOUNTS = (
    Account(FIRST_ID, FIRST_TOKEN, "15550100001", "Harbour Café"),
    Account(SECOND_ID, SECOND_TOKEN, "15550100002", "Dana at home"),
)


@dataclass(frozen=True, slots=True)
class SamplePost:
    """Something to post: a text when it has no theme and no sample."""

    words: str
    theme: Theme | None = None
    sample: str | None = None
    background: str = "#1F6F5C"
    font: str = "SANS_SERIF"


@dataclass(frozen=True, slots=True)
class PastPost:
    """Something that was posted before the start; 0 recipients are all contacts."""

    hours_ago: float
    post: SamplePost
    by_api: bool
    furthest: Step = "read"
    recipients: int = 0


PAST_POSTS = (
    PastPost(
        30.5,
        SamplePost("Closed tomorrow, back on Tuesday.", background="#37474F"),
        True,
    ),
    PastPost(22.2, SamplePost("Last light over the bay", theme="sea"), False),
    PastPost(
        18.4,
        SamplePost(
            "שבת שלום לכולם, נתראה ביום ראשון", background="#6A1B9A", font="SERIF"
        ),
        True,
    ),
    PastPost(14.1, SamplePost("Waves all evening", sample="waves.mp4"), False),
    PastPost(9.3, SamplePost("", sample="melody.mp3"), True),
    PastPost(5.8, SamplePost("First cup of the day ☕️✨", theme="coffee"), True),
    PastPost(
        3.1,
        SamplePost(
            "Team: doors open at nine, bring the new menus.",
            background="#B23A48",
            font="OSWALD_HEAVY",
        ),
        True,
        furthest="delivered",
        recipients=3,
    ),
    PastPost(
        1.2,
        SamplePost("For you two: the view from the ridge", theme="hills"),
        True,
        furthest="sent",
        recipients=2,
    ),
)

SAMPLE_POSTS = (
    SamplePost("Fresh bread at four. First come, first served!", background="#8D5524"),
    SamplePost("The city never sleeps, and neither does our oven", theme="city"),
    SamplePost(
        "Live music tonight at eight 🎷", background="#1E3A8A", font="NORICAN_REGULAR"
    ),
    SamplePost("Found a quiet meadow", theme="meadow"),
    SamplePost("", sample="melody.mp3"),
    SamplePost("So many stars out here", theme="night"),
    SamplePost("Lanterns by the river", sample="lanterns.mp4"),
    SamplePost("תודה לכל מי שבא אתמול! 💚", background="#0F766E", font="SERIF"),
    SamplePost("Morning swim, anyone?", theme="sea"),
    SamplePost("Half price on everything until closing time", background="#9A3412"),
    SamplePost("Above the clouds", theme="hills"),
    SamplePost("", sample="chime.ogg"),
    SamplePost(
        "Quick survey: terrace or inside?", background="#334155", font="BRYNDAN_WRITE"
    ),
    SamplePost("Two sugars, no milk", theme="coffee"),
    SamplePost("Waves again. Still not bored.", sample="waves.mp4"),
    SamplePost("Goodnight from the rooftop 🌃", theme="city"),
)

INCOMING_POSTS = (
    (19.0, SamplePost("Moving day. Send strong friends.", background="#4338CA")),
    (12.5, SamplePost("Sunday hike", theme="hills")),
    (7.0, SamplePost("Guess where we are", theme="night")),
    (2.5, SamplePost("Lanterns!", sample="lanterns.mp4")),
    (0.6, SamplePost("New phone, same me", background="#BE185D")),
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


def sample_contacts(count: int, seed: str) -> tuple[Contact, ...]:
    """Return a phone book."""
    rng = Random(f"{seed}:contacts")
    first, last = _FIRST_NAMES.split(), _LAST_NAMES.split()
    people = [
        Contact(
            f"{15550110000 + index}@c.us",
            f"{rng.choice(first)} {rng.choice(last)}",
            read_receipts=rng.random() >= _RECEIPTS_OFF_SHARE,
            avatar=rng.random() < _AVATAR_SHARE,
        )
        for index in range(count)
    ]
    groups = [
        Contact(f"12036300000000000{index}@g.us", name, kind="group")
        for index, name in enumerate(_GROUPS)
    ]
    return (*people, *groups)


def sample_content(
    files: MediaFiles, post: SamplePost, number: int, participants: tuple[str, ...] = ()
) -> Content:
    """Return the content of a sample post; the number varies its picture."""
    if post.theme is not None:
        file: Drawn | Sample = Drawn(post.theme, number)
    elif post.sample is not None:
        file = Sample(post.sample)
    else:
        return Text(post.words, post.background, post.font, participants)
    return files.media_status(file, caption=post.words, participants=participants)


def past_statuses(
    files: MediaFiles, contacts: Sequence[Contact], now: float
) -> list[Status]:
    """Return what the account posted before now."""
    statuses = []
    for number, past in enumerate(PAST_POSTS):
        chosen = [one for one in contacts if one.kind == "user"]
        if past.furthest == "delivered":
            chosen = [one for one in chosen if not one.read_receipts]
        participants = tuple(one.id for one in chosen[: past.recipients])
        statuses.append(
            Status(
                files.status_id(past.by_api),
                now - past.hours_ago * HOUR,
                sample_content(files, past.post, number, participants),
                past.by_api,
                past.furthest,
            )
        )
    return statuses


def incoming_statuses(
    files: MediaFiles, contacts: Sequence[Contact], now: float
) -> list[tuple[Status, Contact]]:
    """Return what contacts posted before now, with who did."""
    statuses = []
    people = [one for one in contacts if one.kind == "user"]
    for number, (hours, post) in enumerate(INCOMING_POSTS if people else ()):
        content = sample_content(files, post, _INCOMING_NUMBER + number)
        status = Status(files.status_id(False), now - hours * HOUR, content, False)
        statuses.append((status, people[number * 7 % len(people)]))
    return statuses


def many_statuses(
    files: MediaFiles, count: int, thumbnail_length: int, now: float
) -> list[Status]:
    """Return this many statuses, spread over the last day."""
    return [
        Status(
            files.status_id(True),
            now - _BULK_SPREAD * (count - index) / count,
            files.placeholder(index, thumbnail_length),
        )
        for index in range(count)
    ]
