"""Downloads media from outside: over https, from public hosts, without redirects, known types only, within limits.

The address of a host is checked, and the connection goes to that very address: a name that leads somewhere else a
moment later changes nothing.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
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

from .mime import HEAD_SIZE, detect_type

MAX_PICTURE: Final = 5 * 1024 * 1024
# Far above what WhatsApp accepts for a status.
MAX_STREAM: Final = 512 * 1024 * 1024
TIMEOUT: Final = ClientTimeout(total=60, sock_connect=10, sock_read=15)
# Somebody may be watching; a player that pauses comes back with another request.
STREAM_TIMEOUT: Final = ClientTimeout(total=3600, sock_connect=10, sock_read=30)

CHUNK_SIZE: Final = 64 * 1024
MAX_ADDRESSES: Final = 3
# Links of which it is remembered what is behind them.
MAX_KNOWN_SOURCES: Final = 64

DEAD_LINK_STATUSES: Final = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
)

# The part of IPv6 that registries assign; everything else is local, special or stands for another address.
GLOBAL_UNICAST: Final = ip_network("2000::/3")
# Where a network has IPv6 only, its resolver puts IPv4 addresses in here (RFC 6052).
NAT64: Final = ip_network("64:ff9b::/96")

# A value error is a link, or a header, that makes no sense.
_FAILURES: Final = (ClientError, OSError, ValueError)

type ResolveHost = Callable[[str], Awaitable[Sequence[str]]]


class MediaError(Exception):
    """Media could not be downloaded. No error carries a link, because links work for everybody who has them.

    `is_final` says that another try would end the same way.
    """

    is_final = False


class MediaDeadLinkError(MediaError):
    """The link is dead."""

    is_final = True


class MediaRefusedError(MediaError):
    """The link, or what is behind it, is not accepted."""

    is_final = True


class MediaAddressError(MediaRefusedError):
    """The host has no public address at the moment. Some resolvers give made-up ones for a while."""

    is_final = False


class MediaUnavailableError(MediaError):
    """It did not work; another time it may."""


@dataclass(frozen=True, slots=True)
class MediaSource:
    """What is behind a link. `size` is in bytes, None when the server does not say."""

    content_type: str
    size: int | None


class Downloader:
    """Downloads media for one account. Every method raises a MediaError and nothing else."""

    def __init__(
        self, session: ClientSession, resolve_host: ResolveHost, api_url: str
    ) -> None:
        """Take what is needed to reach a host. Only a simulator's own media may come from this machine."""
        self._session = session
        self._resolve_host = resolve_host
        url = URL(api_url)
        self._simulator = url.origin() if is_loopback(url.host) else None
        self._sources: dict[str, MediaSource] = {}

    async def download(self, link: str) -> tuple[bytes, str]:
        """Return the file behind a link, of limited size, and its type."""
        with suppress(*_FAILURES):
            async with self._open(link, None, TIMEOUT) as response:
                if (response.content_length or 0) > MAX_PICTURE:
                    raise MediaRefusedError
                content = bytearray()
                async for chunk in response.content.iter_any():
                    content += chunk
                    if len(content) > MAX_PICTURE:
                        raise MediaRefusedError
            return bytes(content), _type_of(bytes(content[:HEAD_SIZE]))
        # Raised here because aiohttp's error carries the link and would come along as the context.
        raise MediaUnavailableError

    async def probe(self, link: str) -> MediaSource:
        """Return what is behind a link; it is asked for once."""
        if (source := self._sources.get(link)) is not None:
            return source
        with suppress(*_FAILURES):
            async with self._open(link, range(HEAD_SIZE), TIMEOUT) as response:
                first, size = _position(response)
                if first != 0 or (size or 0) > MAX_STREAM:
                    raise MediaRefusedError
                head = b""
                async for chunk in response.content.iter_chunked(HEAD_SIZE):
                    if len(head := head + chunk) >= HEAD_SIZE:
                        break
            source = MediaSource(_type_of(head[:HEAD_SIZE]), size)
            while len(self._sources) >= MAX_KNOWN_SOURCES:
                del self._sources[next(iter(self._sources))]
            self._sources[link] = source
            return source
        raise MediaUnavailableError

    async def stream(self, link: str, part: range | None) -> AsyncGenerator[bytes]:
        """Yield a part of a file, piece by piece, or all of a file of unknown size.

        From a server that cannot start in the middle, what comes before is skipped.
        """
        with suppress(*_FAILURES):
            async with aclosing(self._pieces(link, part)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        raise MediaUnavailableError

    async def _pieces(self, link: str, part: range | None) -> AsyncGenerator[bytes]:
        """Yield the pieces of a stream."""
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
        is_complete = (
            position >= wanted.stop if part is not None else 0 < position < wanted.stop
        )
        if not is_complete:
            raise MediaUnavailableError

    @asynccontextmanager
    async def _open(
        self, link: str, part: range | None, limits: ClientTimeout
    ) -> AsyncGenerator[ClientResponse]:
        """Request a file or a part of it. Also raises aiohttp's errors, an OSError or a ValueError."""
        url = URL(link)
        addresses = await self._public_addresses(url)
        async with await self._get(url, addresses, part, limits) as response:
            _check(response)
            yield response

    async def _public_addresses(self, url: URL) -> Sequence[str | None]:
        """Return where a link may be fetched from; None stands for its own host, as it is."""
        if url.user is not None or url.host is None:
            raise MediaRefusedError
        if self._simulator is not None and url.origin() == self._simulator:
            return [None]
        if url.scheme != "https":
            raise MediaRefusedError
        addresses = [
            address
            for address in await self._resolve_host(url.host)
            if is_public(address)
        ]
        if not addresses:
            raise MediaAddressError
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


def is_public(address: str) -> bool:
    """Return whether an address belongs to a single host on the internet; a name is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip not in NAT64:
            return ip in GLOBAL_UNICAST and ip.is_global
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def is_loopback(host: str | None) -> bool:
    """Return whether a host is this machine, where a simulator runs."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _check(response: ClientResponse) -> None:
    """Raise for everything but a file as it is."""
    if response.status in DEAD_LINK_STATUSES:
        raise MediaDeadLinkError
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        raise MediaRefusedError
    if response.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise MediaUnavailableError
    # Media hardly shrink. What is compressed all the same could be meant to fill the memory.
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
    if (content_type := detect_type(head)) is None:
        raise MediaRefusedError
    return content_type
