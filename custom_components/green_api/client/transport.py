"""One request path to one instance: address, spacing, tries, size caps."""

import asyncio
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from .errors import GreenApiConnectionError, GreenApiError, GreenApiResponseError
from .reactions import error_for_answer
from .spacing import release, reserve

# The gateway's own advice for 502 is three tries with a delay; the delays are in seconds.
RETRY_DELAYS: Final = (1.0, 3.0)
RETRY_STATUSES: Final = (
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
TIMEOUT: Final = ClientTimeout(total=30, sock_connect=10)

# Bytes. 5,000 statuses with thumbnails are 13 MB; everything but the lists is a few kB.
MAX_ANSWER_SIZE: Final = 1024 * 1024
UPLOAD_TIMEOUT: Final = ClientTimeout(total=600, sock_connect=10)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to GREEN-API."""

    content: AsyncIterable[bytes]
    content_type: str
    file_name: str

    @property
    def headers(self) -> dict[str, str]:
        """Return what goes before the bytes; a header holds ASCII only."""
        name = self.file_name.encode("ascii", "replace").decode().replace("?", "_")
        return {"Content-Type": self.content_type, "GA-Filename": name}


class Transport:
    """Sends the calls of one instance. Errors are GreenApiErrors, and nothing else."""

    def __init__(
        self, session: ClientSession, api_url: str, id_instance: str, api_token: str
    ) -> None:
        """Take the three values of GREEN-API's console; `api_url` may end with a slash."""
        self._session = session
        self._api_url = URL(api_url)
        self._id_instance = id_instance
        self._api_token = api_token
        # The same few are asked for again and again; to build them is 6 % of an unchanged poll of ten statuses.
        self._url = lru_cache(maxsize=8)(self._build_url)

    async def call(
        self,
        method: str,
        *,
        query: Mapping[str, str | int] | None = None,
        payload: Mapping[str, Any] | None = None,
        max_size: int = MAX_ANSWER_SIZE,
        known: bytes = b"",
    ) -> bytes:
        """Return the body of a successful answer; `known` itself, if it is the same.

        What only reads is tried again when a gateway fails.
        """
        delays = RETRY_DELAYS if payload is None else ()
        for delay in delays:
            try:
                return await self.attempt(method, query, payload, max_size, known)
            except GreenApiConnectionError:
                await asyncio.sleep(delay)
        return await self.attempt(method, query, payload, max_size, known)

    async def attempt(
        self,
        method: str,
        query: Mapping[str, str | int] | None,
        payload: Mapping[str, Any] | None,
        max_size: int,
        known: bytes = b"",
        *,
        upload: Upload | None = None,
    ) -> bytes:
        """Make one request. Errors of aiohttp carry the address, so they never leave this method."""
        if wait := reserve(self._id_instance, method):
            await asyncio.sleep(wait)
        failure: type[GreenApiError] | None = None
        try:
            async with self._session.request(
                "GET" if payload is None and upload is None else "POST",
                self._url(method, upload is not None, **(query or {})),
                json=payload,
                data=upload and upload.content,
                headers=None if upload is None else upload.headers,
                timeout=TIMEOUT if upload is None else UPLOAD_TIMEOUT,
                allow_redirects=False,
            ) as response:
                body = await _read(response, known, max_size)
                status = response.status
                retry_after = response.headers.get("Retry-After")
        except ClientError, TimeoutError, OSError:
            failure = GreenApiConnectionError
        except ValueError:
            # aiohttp rejects an address, or a header, that makes no sense; and we a body that is too large.
            failure = GreenApiResponseError
        finally:
            release(self._id_instance, method)
        if failure is not None:
            # Here, and not above: aiohttp's error must not come along as the context.
            raise failure(method)
        if status in RETRY_STATUSES:
            raise GreenApiConnectionError(method, status=status)
        if status != HTTPStatus.OK:
            raise error_for_answer(method, status, body, retry_after)
        return body

    @property
    def _media_url(self) -> URL:
        """Return where uploads go: the same host, with "media" for "api".

        https://green-api.com/en/docs/api/recommendations/using-green-api-hosts/
        """
        host = self._api_url.host or ""
        return self._api_url.with_host(
            ".".join("media" if part == "api" else part for part in host.split("."))
        )

    def _build_url(self, method: str, is_upload: bool, /, **query: str | int) -> URL:
        """Build the address, the only place that does: the token is one of its segments."""
        base = self._media_url if is_upload else self._api_url
        return base.joinpath(
            f"waInstance{self._id_instance}", method, self._api_token
        ).with_query(query)


async def _read(response: ClientResponse, known: bytes, max_size: int) -> bytes:
    """Return a body; `known` itself, uncopied, if it is the same. Raises ValueError if it is too large."""
    size = same = 0
    chunks: list[bytes] = []
    while chunk := await response.content.readany():
        if (size := size + len(chunk)) > max_size:
            # The rest is not waited for.
            response.close()
            raise ValueError("too large")
        if not chunks and known.startswith(chunk, same):
            same = size
        else:
            chunks.append(chunk)
    if not chunks and same == len(known):
        return known
    if not same and len(chunks) == 1:
        return chunks[0]
    return b"".join((memoryview(known)[:same], *chunks))
