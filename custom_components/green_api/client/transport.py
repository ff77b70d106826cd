"""Requests to one instance: address, pace, tries, size caps, decoding."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
import json
from typing import Any, Final

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
)
import orjson
from yarl import URL

from .errors import (
    GreenApiConnectionError,
    GreenApiError,
    GreenApiResponseError,
    error_for_answer,
    error_in_body,
)

# The vendor's advice for 502 is three tries with a delay; the delays are in seconds.
RETRY_DELAYS: Final = (1.0, 3.0)
RETRY_STATUSES: Final = (
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
TIMEOUT: Final = ClientTimeout(total=30, sock_connect=10)
UPLOAD_TIMEOUT: Final = ClientTimeout(total=600, sock_connect=10)

# Bytes. Everything but the lists is a few kB; 5,000 statuses with thumbnails are 13 MB.
MAX_ANSWER_SIZE: Final = 1024 * 1024
MAX_LIST_SIZE: Final = 64 * 1024 * 1024
# Bytes. Decoding more than this takes longer than handing it to a thread.
THREAD_SIZE: Final = 256 * 1024

# Seconds between two calls of a method. https://green-api.com/en/docs/api/ratelimiter/ gives calls per second; a tenth
# is added because the limiter counts arrivals, not departures.
DEFAULT_SPACING: Final = 1.1
SPACING: Final = {
    "sendTextStatus": 0.22,
    "sendMediaStatus": 0.22,
    "sendVoiceStatus": 0.22,
    "deleteStatus": 0.11,
}


class RateLimiter:
    """Keeps calls of one method on one instance apart, one after the other.

    The limit is the instance's, so whoever calls it shares this: a running account and a form.
    """

    def __init__(self) -> None:
        """Start with no calls."""
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}
        self._next_call: dict[tuple[str, str], float] = {}

    async def call[T](
        self, id_instance: str, method: str, request: Callable[[], Awaitable[T]]
    ) -> T:
        """Wait for the turn of a call and return what it returns. Who is cancelled gives up the place."""
        key = id_instance, method
        time = asyncio.get_running_loop().time
        async with self._locks.setdefault(key, asyncio.Lock()):
            if (wait := self._next_call.get(key, 0) - time()) > 0:
                await asyncio.sleep(wait)
            try:
                return await request()
            finally:
                # From the end: a connection that was slow to open delivers the call late.
                self._next_call[key] = time() + SPACING.get(method, DEFAULT_SPACING)


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
        self,
        session: ClientSession,
        rate_limiter: RateLimiter,
        api_url: str,
        id_instance: str,
        api_token: str,
    ) -> None:
        """Take the three values of GREEN-API's console; `api_url` may end with a slash."""
        self._session = session
        self._rate_limiter = rate_limiter
        self._api_url = URL(api_url)
        self._id_instance = id_instance
        self._api_token = api_token

    async def get(
        self,
        method: str,
        query: Mapping[str, str | int] | None = None,
        *,
        max_size: int = MAX_ANSWER_SIZE,
        retry: bool = True,
    ) -> bytes:
        """Return the body of a successful answer. When a gateway fails, a few more tries are made."""
        for delay in RETRY_DELAYS if retry else ():
            try:
                return await self._request("GET", method, query, max_size=max_size)
            except GreenApiConnectionError:
                await asyncio.sleep(delay)
        return await self._request("GET", method, query, max_size=max_size)

    async def post(self, method: str, payload: Mapping[str, Any]) -> bytes:
        """Return the body of a successful answer. There is one try: a status must not be posted twice."""
        return await self._request("POST", method, payload=payload)

    async def upload(self, method: str, upload: Upload) -> bytes:
        """Return the body of a successful answer. There is one try: the file is read once."""
        return await self._request("POST", method, upload=upload)

    async def _request(
        self,
        verb: str,
        method: str,
        query: Mapping[str, str | int] | None = None,
        *,
        payload: Mapping[str, Any] | None = None,
        upload: Upload | None = None,
        max_size: int = MAX_ANSWER_SIZE,
    ) -> bytes:
        """Make one request and return its body. aiohttp's errors carry the address, so they never leave this method."""

        async def send() -> tuple[int, bytes, str | None]:
            async with self._session.request(
                verb,
                self._url(method, query, is_upload=upload is not None),
                json=payload,
                data=None if upload is None else upload.content,
                headers=None if upload is None else upload.headers,
                timeout=TIMEOUT if upload is None else UPLOAD_TIMEOUT,
                allow_redirects=False,
                middlewares=(_report_lost_connection,),
            ) as response:
                body = await _read(response, max_size)
                return response.status, body, response.headers.get("Retry-After")

        failure: type[GreenApiError] | None = None
        try:
            status, body, retry_after = await self._rate_limiter.call(
                self._id_instance, method, send
            )
        except ClientError, TimeoutError, OSError:
            failure = GreenApiConnectionError
        except ValueError:
            # aiohttp rejects an address or a header that makes no sense, and _read a body that is too large.
            failure = GreenApiResponseError
        if failure is not None:
            # Raised here because aiohttp's error would come along as the context.
            raise failure(method)
        if status in RETRY_STATUSES:
            raise GreenApiConnectionError(method, status=status)
        if status != HTTPStatus.OK:
            raise error_for_answer(method, status, body, retry_after)
        return body

    def _url(
        self,
        method: str,
        query: Mapping[str, str | int] | None,
        *,
        is_upload: bool,
    ) -> URL:
        """Build the address, the only place that does: the token is one of its segments.

        Uploads go to the same host with "media" for "api".
        https://green-api.com/en/docs/api/recommendations/using-green-api-hosts/
        """
        base = self._api_url
        if is_upload:
            labels = (base.host or "").split(".")
            base = base.with_host(
                ".".join("media" if label == "api" else label for label in labels)
            )
        return base.joinpath(
            f"waInstance{self._id_instance}", method, self._api_token
        ).with_query(query)


async def parse_body[T](method: str, body: bytes, parse: Callable[[Any], T]) -> T:
    """Decode a body and read it with `parse`, in a thread when it is large.

    Raises the GreenApiError that the body stands for, a GreenApiResponseError where it makes no sense.
    """
    if len(body) < THREAD_SIZE:
        result = _parse_body(method, body, parse)
    else:
        result = await asyncio.to_thread(_parse_body, method, body, parse)
    if isinstance(result, GreenApiError):
        # Raised here because the error of the decoder holds the body and would come along as the context.
        raise result
    return result


def _parse_body[T](
    method: str, body: bytes, parse: Callable[[Any], T]
) -> T | GreenApiError:
    """Return what a body says, or the error that it stands for."""
    try:
        value = _loads(body)
        if isinstance(value, dict) and (error := error_in_body(method, value)):
            return error
        return parse(value)
    except ValueError, TypeError, RecursionError:
        return GreenApiResponseError(method, status=HTTPStatus.OK)


def _loads(body: bytes) -> Any:
    """Decode JSON; half an emoji, which orjson refuses, must not cost a whole list. Raises ValueError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body.decode("utf-8", "replace"))


async def _report_lost_connection(
    request: ClientRequest, handler: ClientHandlerType
) -> ClientResponse:
    """Report a connection that was lost: aiohttp would repeat the request, beside our own tries."""
    try:
        return await handler(request)
    except ClientOSError, ServerDisconnectedError:
        raise ClientConnectionError from None


async def _read(response: ClientResponse, max_size: int) -> bytes:
    """Return a body. Raises ValueError if it is too large."""
    size = 0
    chunks = []
    async for chunk in response.content.iter_any():
        if (size := size + len(chunk)) > max_size:
            response.close()
            raise ValueError("the body is too large")
        chunks.append(chunk)
    return b"".join(chunks)
