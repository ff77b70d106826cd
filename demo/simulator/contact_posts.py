"""What contacts post over the day, as a function of time: a new start of the simulator shows the same."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

from .media import File, MediaFiles
from .sample_data import HOUR, SamplePost, sample_content
from .statuses import Contact, Status

DAY = 24 * HOUR
# People who post, from all over the phone book.
PEOPLE = 24
# One of the posts of a day is deleted after an hour.
DELETED_POST = 9
# Added to the numbers of pictures, so that none equals one of the account's own.
_NUMBER = 2000

POSTS = (
    SamplePost("Good morning from the balcony", theme="sea"),
    SamplePost("Coffee first, then people", theme="coffee"),
    SamplePost("Day one of the new job. Wish me luck!", background="#1E3A8A"),
    SamplePost("בוקר טוב לכולם ☀️", background="#6A1B9A", font="SERIF"),
    SamplePost("Saturday market haul", theme="market"),
    SamplePost("Does anybody have a drill?", background="#9A3412"),
    SamplePost("Ten kilometres before breakfast", theme="hills"),
    SamplePost("Waves, finally", sample="waves.mp4"),
    SamplePost("Bread number three. Better.", theme="bread"),
    SamplePost("Oops, wrong chat", background="#37474F"),
    SamplePost("Reading week", theme="books"),
    SamplePost("Happy birthday, mum!", theme="balloons"),
    SamplePost("Fieldwork", theme="meadow"),
    SamplePost("", sample="chime.ogg"),
    SamplePost("Rain. Again.", background="#334155", font="BRYNDAN_WRITE"),
    SamplePost("Our street at dusk", theme="city"),
    SamplePost("Lantern night", sample="lanterns.mp4"),
    SamplePost("שבוע חדש, התחלה חדשה 💚", background="#0F766E"),
    SamplePost("First swim of the year", theme="beach"),
    SamplePost("Lost: black cat, answers to Pixel", background="#B23A48"),
    SamplePost("The terrace is open", theme="lights"),
    SamplePost("Practice makes noise", sample="melody.mp3"),
    SamplePost("Two weeks off. Bye!", background="#1F6F5C", font="OSWALD_HEAVY"),
    SamplePost("So many stars", theme="night"),
    SamplePost("Dinner for one hundred, almost ready", theme="market"),
    SamplePost("Home at last", theme="lights"),
)


class ContactPosts:
    """Two dozen people who each post about once a day."""

    def __init__(self, seed: str, media_url: str, contacts: Sequence[Contact]) -> None:
        """Choose the people."""
        self._seed = seed
        self._media_url = media_url
        people = [one for one in contacts if one.kind == "user"]
        self._people = people[:: max(1, len(people) // PEOPLE)][:PEOPLE]
        self._files: dict[str, File] = {}
        self._post = lru_cache(maxsize=8 * len(POSTS))(self._make)

    def listed(self, since: float, until: float) -> Iterator[tuple[Status, Contact]]:
        """Return what was posted in a time, with who did, oldest first."""
        if not self._people:
            return
        for day in range(int(since // DAY), int(until // DAY) + 1):
            for index in range(len(POSTS)):
                status, sender = self._post(day, index)
                if since <= status.posted <= until:
                    yield status, sender

    def file(self, name: str) -> File | None:
        """Return a file of what was posted."""
        return self._files.get(name)

    def _make(self, day: int, index: int) -> tuple[Status, Contact]:
        """Return a post of a day, which begins at midnight UTC; nights are quiet."""
        rng = Random(f"{self._seed}:contact posts:{day}:{index}")
        files = MediaFiles(f"{self._seed}:{day}:{index}", self._media_url)
        number = (day * 7 + index) % len(POSTS)
        content = sample_content(files, POSTS[number], _NUMBER + number)
        if (name := getattr(content, "file_name", None)) is not None:
            kept = files.get(name)
            if kept is not None:
                self._files[name] = kept
        waking = 16 * HOUR / len(POSTS)
        midnight = datetime.fromtimestamp(day * DAY, UTC).timestamp()
        posted = midnight + 5 * HOUR + (index + rng.random()) * waking
        status = Status(
            files.status_id(False),
            posted,
            content,
            False,
            deleted=posted + HOUR if index == DELETED_POST else None,
        )
        return status, self._people[(day + index) % len(self._people)]
