"""The making of contents and ids, the same for the same seed."""

from collections.abc import Sequence
import hashlib
from random import Random

from . import media
from .catalogue import HISTORY, INCOMING, Idea
from .world import Contact, Content, Media, Status, Text

HOUR = 3600.0
BULK_SPREAD = 23 * HOUR
# Far from the numbers of the account's own pictures, so that none is the same.
INBOX_NUMBER = 1000
_FILLER_START = "/9j/4AAQSkZJRgABAQAA"


class Studio:
    """Makes what one account posts, and keeps the files of it."""

    def __init__(self, seed: str, media_url: str) -> None:
        """Start with an empty shelf."""
        self.shelf = media.Shelf()
        self.media_url = media_url
        self._seed = seed
        self._made = 0

    def status_id(self, by_api: bool) -> str:
        """Return an id of the vendor's looks."""
        return f"{'BAE5' if by_api else '3EB0'}{self._digits(16).upper()}"

    def content(
        self, idea: Idea, number: int, participants: tuple[str, ...] = ()
    ) -> Content:
        """Return what an idea of the catalogue looks like."""
        file = media.file_of(idea, number)
        if file is None:
            return Text(idea.words, idea.background, idea.font, participants)
        return self.show(file, caption=idea.words, participants=participants)

    def show(
        self, file: media.File, *, caption: str = "", participants: Sequence[str] = ()
    ) -> Media:
        """Put a file on the shelf and return what shows it."""
        mime = media.mime_of_file(file)
        name = self.file_name(media.EXTENSIONS.get(mime, "bin"))
        self.shelf.put(name, file)
        return Media(
            kind=media.kind_of(mime) or "image",
            url=f"{self.media_url}/{name}",
            file_name=name,
            mime=mime,
            caption=caption,
            thumbnail=media.thumbnail_of(file),
            participants=tuple(participants),
        )

    def history(self, contacts: Sequence[Contact], now: float) -> list[Status]:
        """Return what was posted before now."""
        posts = []
        for number, memory in enumerate(HISTORY):
            chosen = [c for c in contacts if c.kind == "user"]
            if memory.reach == "delivered":
                chosen = [c for c in chosen if not c.read_receipts]
            people = tuple(c.id for c in chosen[: memory.audience])
            posts.append(
                Status(
                    self.status_id(memory.by_api),
                    now - memory.hours_ago * HOUR,
                    self.content(memory.idea, number, people),
                    memory.by_api,
                    memory.reach,
                )
            )
        return posts

    def inbox(
        self, contacts: Sequence[Contact], now: float
    ) -> list[tuple[Status, Contact]]:
        """Return what others posted before now."""
        posts = []
        people = [c for c in contacts if c.kind == "user"]
        for number, (hours, idea) in enumerate(INCOMING if people else ()):
            content = self.content(idea, INBOX_NUMBER + number)
            status = Status(self.status_id(False), now - hours * HOUR, content, False)
            posts.append((status, people[number * 7 % len(people)]))
        return posts

    def many(self, count: int, thumbnail_length: int, now: float) -> list[Status]:
        """Return so many posts, spread over the last day."""
        return [
            Status(
                self.status_id(True),
                now - BULK_SPREAD * (count - index) / count,
                self.filler(index, thumbnail_length),
            )
            for index in range(count)
        ]

    def filler(self, index: int, thumbnail_length: int) -> Media:
        """Return something to fill long lists with; its file does not exist."""
        video = index % 3 == 0
        name = self.file_name("mp4" if video else "jpg")
        key = f"{self._seed}:{index}".encode()
        preview = _FILLER_START + hashlib.shake_128(key).hexdigest(thumbnail_length)
        return Media(
            kind="video" if video else "image",
            url=f"{self.media_url}/{name}",
            file_name=name,
            mime=media.mime_of(name),
            caption=f"Status number {index}" + (" 🌊" if index % 7 == 0 else ""),
            thumbnail=preview[:thumbnail_length],
        )

    def file_name(self, extension: str) -> str:
        """Return the name of a file as the server makes it."""
        raw = self._digits(32)
        stem = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))
        return f"{stem}.{extension}"

    def _digits(self, length: int) -> str:
        self._made += 1
        digits = Random(f"{self._seed}:made:{self._made}").getrandbits(length * 4)
        return f"{digits:0{length}x}"
