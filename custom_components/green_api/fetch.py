"""Fetches media from outside: over https, from public hosts, without redirects, known types only, within limits.

What is at a link is other people's choice. Whom a link leads to is decided by address, and the connection goes to that
very address: a name that changes its mind in between changes nothing.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
import re
from typing import Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    hdrs,
)
from yarl import URL

from .hosts import is_loopback, is_public
from .sniff import HEAD_SIZE, sniff

MAX_FILE: Final = 16 * 1024 * 1024
# Far above what WhatsApp takes for a status.
MAX_STREAM: Final = 512 * 1024 * 1024
TIMEOUT: Final = ClientTimeout(total=60, sock_connect=10, sock_read=15)
# Somebody may be watching; a player that pauses comes back with another request.
STREAM_TIMEOUT: Final = ClientTimeout(total=3600, sock_connect=10, sock_read=30)

CHUNK_SIZE: Final = 64 * 1024
MAX_ADDRESSES: Final = 3
MAX_SOURCES: Final = 64

GONE: Final = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
)

type Resolve = Callable[[str], Awaitable[Sequence[str]]]


class MediaError(Exception):
    """Media cannot be had. No error carries a link: they work for everybody who has them."""


class MediaGoneError(MediaError):
    """The link is dead."""


class MediaRefusedError(MediaError):
    """The link, or what is behind it, is not let in."""


class MediaUnavailableError(MediaError):
    """It did not work; another time it may."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is behind a link. `size` is in bytes, None when the server does not tell."""

    content_type: str
    size: int | None


class Fetcher:
    """Fetches media for one account. Every method raises a MediaError and nothing else."""

    def __init__(self, session: ClientSession, resolve: Resolve, api_url: str) -> None:
        """Take what is needed to reach a host. Only the simulator's own media may come from this machine."""
        self._session = session
        self._resolve = resolve
        url = URL(api_url)
        self._simulator = url.origin() if is_loopback(url.host) else None
        self._sources: dict[str, Source] = {}

    async def fetch(self, link: str) -> tuple[bytes, str]:
        """Return a whole file of limited size, and its type."""
        async with self._open(link, None, TIMEOUT) as response:
            if (response.content_length or 0) > MAX_FILE:
                raise MediaRefusedError
            chunks = []
            size = 0
            async for chunk in response.content.iter_any():
                if (size := size + len(chunk)) > MAX_FILE:
                    raise MediaRefusedError
                chunks.append(chunk)
        content = b"".join(chunks)
        return content, _type_of(content[:HEAD_SIZE])

    async def probe(self, link: str) -> Source:
        """Return what is behind a link; it is asked for once."""
        if (source := self._sources.get(link)) is not None:
            return source
        part = range(HEAD_SIZE)
        async with self._open(link, part, TIMEOUT) as response:
            first, size = _position(response)
            if first != 0 or (size or 0) > MAX_STREAM:
                raise MediaRefusedError
            head = b""
            async for chunk in response.content.iter_chunked(HEAD_SIZE):
                if len(head := head + chunk) >= HEAD_SIZE:
                    break
        source = Source(_type_of(head[:HEAD_SIZE]), size)
        while len(self._sources) >= MAX_SOURCES:
            del self._sources[next(iter(self._sources))]
        self._sources[link] = source
        return source

    async def stream(self, link: str, part: range | None) -> AsyncGenerator[bytes]:
        """Yield a part of a file, piece by piece, or all of a file whose size nobody knows.

        From a server that cannot start in the middle, what comes before is skipped.
        """
        wanted = range(MAX_STREAM) if part is None else part
        async with self._open(link, part, STREAM_TIMEOUT) as response:
            position, _ = _position(response)
            if position > wanted.start:
                raise MediaRefusedError
            async for chunk in response.content.iter_chunked(CHUNK_SIZE):
                begin = max(0, wanted.start - position)
                if piece := chunk[begin : wanted.stop - position]:
                    yield piece
                if (position := position + len(chunk)) >= wanted.stop:
                    break
        if (position < wanted.stop) is (part is not None):
            # Less than promised, or more than is let in.
            raise MediaUnavailableError

    @asynccontextmanager
    async def _open(
        self, link: str, part: range | None, limits: ClientTimeout
    ) -> AsyncGenerator[ClientResponse]:
        """Ask for a file or a part of it. Errors of aiohttp carry the address, so they never leave this method."""
        try:
            url = URL(link)
            addresses = await self._addresses(url)
            async with await self._get(url, addresses, part, limits) as response:
                _check(response)
                yield response
        except ClientError, OSError, TimeoutError, ValueError:
            # A value error is a link, or a header, that makes no sense.
            raise MediaUnavailableError from None

    async def _addresses(self, url: URL) -> Sequence[str | None]:
        """Return where a link may be fetched from; None stands for its own host, as it is."""
        if url.user is not None or url.host is None:
            raise MediaRefusedError
        if self._simulator is not None and url.origin() == self._simulator:
            return [None]
        if url.scheme != "https":
            raise MediaRefusedError
        addresses = [each for each in await self._resolve(url.host) if is_public(each)]
        if not addresses:
            raise MediaRefusedError
        # IPv4 first: where IPv6 does not work, it may take long to find out.
        return sorted(addresses, key=lambda address: ":" in address)[:MAX_ADDRESSES]

    async def _get(
        self,
        url: URL,
        addresses: Sequence[str | None],
        part: range | None,
        limits: ClientTimeout,
    ) -> ClientResponse:
        """Return the answer of the first address that can be connected to."""
        headers = {hdrs.ACCEPT_ENCODING: "identity"}
        if part is not None:
            headers[hdrs.RANGE] = f"bytes={part.start}-{part.stop - 1}"
        for address in addresses:
            target = url
            if address is not None:
                target = url.with_host(address)
                headers[hdrs.HOST] = url.host_port_subcomponent or ""
            try:
                return await self._session.get(
                    target,
                    headers=headers,
                    # The certificate has to be that of the name, not of the address.
                    server_hostname=None if address is None else url.raw_host,
                    timeout=limits,
                    allow_redirects=False,
                    auto_decompress=False,
                )
            except ClientConnectorError, ConnectionTimeoutError:
                continue
        raise MediaUnavailableError


def _check(response: ClientResponse) -> None:
    """Raise for everything but a file as it is."""
    if response.status in GONE:
        raise MediaGoneError
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        raise MediaRefusedError
    if response.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise MediaUnavailableError
    # Media do not shrink: what is compressed nevertheless is meant to blow up.
    if response.headers.get(hdrs.CONTENT_ENCODING, "identity") != "identity":
        raise MediaRefusedError


def _position(response: ClientResponse) -> tuple[int, int | None]:
    """Return where in the file the body starts, and how large the file is, if that is known."""
    if response.status == HTTPStatus.OK:
        return 0, response.content_length
    content_range = response.headers.get(hdrs.CONTENT_RANGE, "")
    match = re.fullmatch(r"bytes (\d{1,19})-\d{1,19}/(\d{1,19}|\*)", content_range)
    if match is None:
        raise MediaRefusedError
    return int(match[1]), None if match[2] == "*" else int(match[2])


def _type_of(head: bytes) -> str:
    """Return the type of a file by its first bytes."""
    if (content_type := sniff(head)) is None:
        raise MediaRefusedError
    return content_type
