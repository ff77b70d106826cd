"""Accounts, contacts and statuses that are invented: words, names and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from random import Random

from .drawing import SIZE, Theme
from .media import Drawn, MediaFiles, Sample
from .statuses import Contact, Content, Status, Step, Text

HOUR = 3600.0
_BULK_SPREAD = 23 * HOUR
# Added to the numbers of incoming pictures, so that none equals one of the account's own.
_INCOMING_NUMBER = 1000

# 50 hexadecimal digits like a real token, and obviously invented.
_FAKE_TOKEN_STEM = ("c0ffee" * 8)[:46]


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

# What comes by itself, in this order. None of it looks like another or like the posts above.
SAMPLE_POSTS = (
    SamplePost("Fresh bread at four. First come, first served!", theme="bread"),
    SamplePost(
        "Live music tonight at eight 🎷", background="#1E3A8A", font="NORICAN_REGULAR"
    ),
    SamplePost("The terrace is lit", theme="lights"),
    SamplePost("תודה לכל מי שבא אתמול! 💚", background="#0F766E", font="SERIF"),
    SamplePost("Straight from the market", theme="market"),
    SamplePost("Lanterns by the river", sample="lanterns.mp4"),
    SamplePost("Half price on everything until closing time", background="#9A3412"),
    SamplePost("Three years of Harbour Café, and cake for all", theme="balloons"),
    SamplePost(
        "Quick survey: terrace or inside?", background="#334155", font="BRYNDAN_WRITE"
    ),
    SamplePost("Found a quiet meadow", theme="meadow"),
    SamplePost("", sample="chime.ogg"),
    SamplePost("Swap a book, keep a book", theme="books"),
    SamplePost("Soup of the day: pumpkin", background="#C2410C", font="OSWALD_HEAVY"),
    SamplePost("Morning swim, anyone?", theme="beach"),
    SamplePost("Lost: one blue scarf. Found: three umbrellas.", background="#1F6F5C"),
    SamplePost("The city never sleeps, and neither does our oven", theme="city"),
    SamplePost("Last table for tonight just went. See you tomorrow!"),
    SamplePost("So many stars out here", theme="night"),
)

# Another account, of a private person.
HOME_PAST_POSTS = (
    PastPost(20.3, SamplePost("Moved the sofa. Again.", background="#4338CA"), False),
    PastPost(11.6, SamplePost("Look who found the books", theme="books"), False),
    PastPost(
        4.2,
        SamplePost("Piano lesson number one 🎹", background="#BE185D", font="SERIF"),
        False,
    ),
    PastPost(0.8, SamplePost("Up there somewhere", theme="night"), False),
)
HOME_POSTS = (
    SamplePost("Homework done. Mine, not hers.", background="#0F766E"),
    SamplePost("Our street tonight", theme="city"),
    SamplePost("Who has a ladder?", background="#9A3412", font="OSWALD_HEAVY"),
    SamplePost("Sunday walk", theme="meadow"),
    SamplePost("Bread, first attempt", theme="bread"),
    SamplePost("Found my glasses. On my head.", background="#334155"),
)

# What a café posts over a month, two a day on average.
MONTH_POSTS = (
    SamplePost("Cappuccino of the day", theme="coffee"),
    SamplePost("Soup of the day: leek and potato", background="#3F6212"),
    SamplePost("Harbour in the evening", theme="sea"),
    SamplePost("Sourdough, still warm", theme="bread"),
    SamplePost("Happy hour until seven 🍹", background="#9D174D", font="OSWALD_HEAVY"),
    SamplePost("Autumn market at the quay", theme="market"),
    SamplePost("שולחן פנוי לארבעה הערב", background="#6A1B9A", font="SERIF"),
    SamplePost("Tonight's band is tuning up", sample="melody.mp3"),
    SamplePost("Terrace open late", theme="lights"),
    SamplePost("Closed on Monday for the big clean", background="#37474F"),
    SamplePost("Above the clouds on our day off", theme="hills"),
    SamplePost("Waves at the pier", sample="waves.mp4"),
    SamplePost("New novels on the shelf", theme="books"),
    SamplePost("We are hiring: weekends, good tips", background="#1E3A8A"),
    SamplePost("Happy birthday, Noa!", theme="balloons"),
    SamplePost("Night shift view", theme="city"),
    SamplePost("Lantern parade", sample="lanterns.mp4"),
    SamplePost("Pancakes all day", background="#B45309", font="NORICAN_REGULAR"),
    SamplePost("Flowers for the tables", theme="meadow"),
    SamplePost("Which cake next week?", background="#334155", font="BRYNDAN_WRITE"),
    SamplePost("Team outing", theme="beach"),
    SamplePost("Closing bell", sample="chime.ogg"),
    SamplePost("Clear sky over the harbour", theme="night"),
    SamplePost("Rain outside, cocoa inside", background="#0F766E", font="SERIF"),
)
# When: weekday (Monday is 0), hour, and how many look at it compared with the average.
MONTH_SLOTS = (
    (0, 8, 0.75),
    (0, 12, 0.7),
    (1, 9, 0.8),
    (1, 17, 1.0),
    (2, 12, 0.75),
    (2, 19, 1.1),
    (3, 8, 0.85),
    (3, 18, 1.5),
    (3, 20, 1.4),
    (4, 12, 0.9),
    (4, 18, 1.55),
    (4, 20, 1.45),
    (5, 10, 0.85),
    (5, 20, 1.05),
    (6, 9, 0.8),
    (6, 16, 0.9),
)
# From where the month before joins what an account posted last.
_MONTH_END_HOURS = 34
# Pictures of the month are shown small.
_MONTH_SIZE = (270, 480)


@dataclass(frozen=True, slots=True)
class Account:
    """The values that an instance is created with: also what it posted, and will post by itself."""

    id: str
    token: str
    phone: str
    name: str = "Simulated account"
    past: tuple[PastPost, ...] = PAST_POSTS
    posts: tuple[SamplePost, ...] = SAMPLE_POSTS


def fake_token(number: int) -> str:
    """Return an obviously invented token with the length and alphabet of a real one."""
    return f"{_FAKE_TOKEN_STEM}{number:04x}"


FIRST_ID, FIRST_TOKEN = "1101000001", fake_token(1)
SECOND_ID, SECOND_TOKEN = "1101000002", fake_token(2)
# Area code 555 is not assigned, so that no number here can ring.
DEFAULT_ACCOUNTS = (
    Account(FIRST_ID, FIRST_TOKEN, "15550100001", "Harbour Café"),
    Account(
        SECOND_ID,
        SECOND_TOKEN,
        "15550100002",
        "Dana at home",
        past=HOME_PAST_POSTS,
        posts=HOME_POSTS,
    ),
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
    files: MediaFiles,
    post: SamplePost,
    number: int,
    participants: tuple[str, ...] = (),
    size: tuple[int, int] = SIZE,
) -> Content:
    """Return the content of a sample post; the number varies its picture."""
    if post.theme is not None:
        file: Drawn | Sample = Drawn(post.theme, number, size)
    elif post.sample is not None:
        file = Sample(post.sample)
    else:
        return Text(post.words, post.background, post.font, participants)
    return files.media_status(file, caption=post.words, participants=participants)


def past_statuses(
    posts: Sequence[PastPost],
    files: MediaFiles,
    contacts: Sequence[Contact],
    now: float,
) -> list[Status]:
    """Return what an account posted before now."""
    statuses = []
    for number, past in enumerate(posts):
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


def month_statuses(
    files: MediaFiles, now: float, days: int, time_zone: tzinfo, seed: str
) -> list[Status]:
    """Return what an account posted in so many days until a day and a half ago, oldest first."""
    rng = Random(f"{seed}:month")
    until = datetime.fromtimestamp(int(now) - _MONTH_END_HOURS * HOUR, time_zone)
    day = until - timedelta(days=days - 2)
    statuses: list[Status] = []
    while day.date() <= until.date():
        for weekday, hour, interest in MONTH_SLOTS:
            at = day.replace(
                hour=hour, minute=rng.randrange(60), second=rng.randrange(60)
            )
            if weekday != day.weekday() or at > until:
                continue
            number = len(statuses)
            post = MONTH_POSTS[number % len(MONTH_POSTS)]
            by_api = number % 3 != 1
            statuses.append(
                Status(
                    files.status_id(by_api),
                    at.timestamp(),
                    sample_content(files, post, number, size=_MONTH_SIZE),
                    by_api,
                    interest=interest * rng.uniform(0.93, 1.07),
                )
            )
        day += timedelta(days=1)
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
