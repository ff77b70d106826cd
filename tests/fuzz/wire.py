"""A client of GREEN-API whose answers come from memory. Here alone the fuzz touches the inside of the client."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self, cast
from unittest.mock import patch

from aiohttp import (
    ClientConnectionError,
    ClientPayloadError,
    ClientSession,
    InvalidURL,
    ServerTimeoutError,
)
from yarl import URL

from custom_components.green_api.client import Font, GreenApiClient

HOST: Final = "7103.api.example.org"
TOKEN: Final = "c0ffee5eed" * 5
MINUTES: Final = 1440
TRANSPORT: Final = "custom_components.green_api.client.transport"

# What aiohttp raises; each carries the address, and with it the token.
FAILURES: Final[tuple[Callable[[URL], Exception], ...]] = (
    lambda url: ClientConnectionError(f"Cannot connect to {url}"),
    lambda url: ClientPayloadError(f"Response payload of {url} is not completed"),
    lambda url: ServerTimeoutError(f"Timeout on reading data from {url}"),
    lambda url: OSError(104, "Connection reset by peer", str(url)),
    InvalidURL,
    lambda url: ValueError(f"Invalid header in the answer of {url}"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `chunks` are what the network delivers at a time, `failure` is what happens after them."""

    chunks: tuple[bytes, ...] = ()
    status: int = 200
    retry_after: str | None = None
    failure: Callable[[URL], Exception] | None = None

    @property
    def body(self) -> bytes:
        """Return the whole body."""
        return b"".join(self.chunks)


class MemorySession:
    """Stands in for aiohttp's session: every request gets `answer`."""

    answer = Answer()

    def request(self, _verb: str, url: URL, **_options: Any) -> _Exchange:
        """Return what is entered to send a request."""
        return _Exchange(self.answer, url)


class _Exchange:
    """One request and its response."""

    def __init__(self, answer: Answer, url: URL) -> None:
        """Take what there is to say."""
        self._answer = answer
        self._url = url
        self._left = list(answer.chunks)
        self.status = answer.status
        self.headers = (
            {} if answer.retry_after is None else {"Retry-After": answer.retry_after}
        )
        self.content = self

    async def __aenter__(self) -> Self:
        """Send the request; without a body to wait for, a failure comes at once."""
        if self._answer.failure is not None and not self._left:
            raise self._answer.failure(self._url)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the connection go."""

    def close(self) -> None:
        """Hang up."""
        self._left.clear()

    async def readany(self) -> bytes:
        """Return what has come in, nothing at the end."""
        if self._left:
            return self._left.pop(0)
        if self._answer.failure is not None:
            raise self._answer.failure(self._url)
        return b""

    async def iter_any(self) -> AsyncIterator[bytes]:
        """Return what comes in, as it does."""
        while chunk := await self.readany():
            yield chunk


@contextmanager
def at_once() -> Generator[None]:
    """Take out the pauses between calls and tries, where the tests' own fixture does not."""
    with (
        patch(f"{TRANSPORT}.RETRY_DELAYS", (0, 0)),
        patch(f"{TRANSPORT}.reserve", lambda *_: 0),
    ):
        yield


class Line:
    """A client and the other end of its line."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Connect them, on a loop that nobody else runs."""
        self._loop = loop
        self._session = MemorySession()
        self._client = GreenApiClient(
            cast("ClientSession", self._session), f"https://{HOST}", "7103000001", TOKEN
        )

    def get(self, method: str, answer: Answer, minutes: int = MINUTES) -> object:
        """Return what the client makes of an answer to one of its methods."""
        self._session.answer = answer
        call = (
            self._client.get_outgoing_statuses(minutes)
            if method == LIST
            else CALLS[method](self._client)
        )
        return self._loop.run_until_complete(call)


@contextmanager
def own_loop() -> Generator[asyncio.AbstractEventLoop]:
    """Return an event loop that is not the tests' own."""
    loop = asyncio.new_event_loop()
    try:
        yield loop
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def _file() -> AsyncIterator[bytes]:
    """Return a file to upload."""
    yield b"file"


LIST: Final = "getOutgoingStatuses"
# Every method that reads an answer, but for the list.
CALLS: Final[dict[str, Callable[[GreenApiClient], Coroutine[Any, Any, object]]]] = {
    "getStatusStatistic": lambda client: client.get_status_statistic("BAE5A"),
    "getContacts": lambda client: client.get_contacts(),
    "getStateInstance": lambda client: client.get_state_instance(),
    "getWaSettings": lambda client: client.get_wa_settings(),
    "getSettings": lambda client: client.get_settings(),
    "setSettings": lambda client: client.enable_delivery_receipts(),
    "sendTextStatus": lambda client: client.send_text_status(
        "Hello", background_color="#228B22", font=Font.SERIF
    ),
    "sendMediaStatus": lambda client: client.send_media_status(
        "https://example.org/a.jpg", "a.jpg"
    ),
    "sendVoiceStatus": lambda client: client.send_voice_status(
        "https://example.org/a.mp3", "a.mp3", background_color="#228B22"
    ),
    "deleteStatus": lambda client: client.delete_status("BAE5A"),
    "uploadFile": lambda client: client.upload_file(_file(), "image/jpeg", "a.jpg"),
}
METHODS: Final = (LIST, *CALLS)
