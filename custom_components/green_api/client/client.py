"""One method per API method, one request path, spacing and retries."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
import json
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout
import orjson
from yarl import URL

from .errors import GreenApiConnectionError, GreenApiResponseError
from .models import (
    InstanceState,
    Settings,
    StatusReply,
    Viewer,
    WaSettings,
    parse_contacts,
    parse_instance_state,
    parse_reply,
    parse_settings,
    parse_statistic,
    parse_wa_settings,
)
from .reactions import error_for_answer, error_in_body
from .spacing import reserve

# The gateway's own advice for 502 is three tries with a delay; the delays are in seconds.
RETRY_DELAYS: Final = (1.0, 3.0)
RETRY_STATUSES: Final = (
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
TIMEOUT: Final = ClientTimeout(total=30, sock_connect=10)

# Bytes. 5,000 statuses with thumbnails are 13 MB; everything but the lists is a few kB.
MAX_LIST_SIZE: Final = 64 * 1024 * 1024
MAX_ANSWER_SIZE: Final = 1024 * 1024
# From here on decoding takes longer than handing it to a thread.
THREAD_SIZE: Final = 128 * 1024


class GreenApiClient:
    """Calls one instance. Every method raises a GreenApiError and nothing else."""

    def __init__(
        self, session: ClientSession, api_url: str, id_instance: str, api_token: str
    ) -> None:
        """Take the three values of GREEN-API's console; `api_url` may end with a slash."""
        self._session = session
        self._api_url = URL(api_url)
        self._id_instance = id_instance
        self._api_token = api_token
        self._outgoing_statuses: tuple[int, bytes] | None = None

    async def get_outgoing_statuses(self, minutes: int) -> StatusReply | None:
        """Return the statuses of the last `minutes`; None when the reply is, byte for byte, the one before.

        https://green-api.com/en/docs/api/statuses/GetOutgoingStatuses/
        """
        body = await self._call(
            "getOutgoingStatuses", query={"minutes": minutes}, max_size=MAX_LIST_SIZE
        )
        if self._outgoing_statuses == (minutes, body):
            return None
        reply = await _parse("getOutgoingStatuses", body, _list_of(parse_reply))
        self._outgoing_statuses = minutes, body
        return reply

    async def get_status_statistic(self, status_id: str) -> tuple[Viewer, ...]:
        """Return whom a status reached. An empty answer means nothing: the API is known to lose its statistics.

        https://green-api.com/en/docs/api/statuses/GetStatusStatistic/
        """
        body = await self._call(
            "getStatusStatistic",
            query={"idMessage": status_id},
            max_size=MAX_LIST_SIZE,
        )
        return await _parse("getStatusStatistic", body, _list_of(parse_statistic))

    async def get_contacts(self) -> dict[str, str]:
        """Return the names of the account's contacts by id. Empty means that it is worth asking again.

        https://green-api.com/en/docs/api/service/GetContacts/
        """
        body = await self._call("getContacts", max_size=MAX_LIST_SIZE)
        return await _parse("getContacts", body, _list_of(parse_contacts))

    async def get_state_instance(self) -> InstanceState | None:
        """Return the instance's connection state, None for one this client does not know.

        https://green-api.com/en/docs/api/account/GetStateInstance/
        """
        body = await self._call("getStateInstance")
        return await _parse("getStateInstance", body, parse_instance_state)

    async def get_wa_settings(self) -> WaSettings:
        """Return the WhatsApp account behind the instance.

        https://green-api.com/en/docs/api/account/GetWaSettings/
        """
        body = await self._call("getWaSettings")
        return await _parse("getWaSettings", body, parse_wa_settings)

    async def get_settings(self) -> Settings:
        """Return the instance's settings.

        https://green-api.com/en/docs/api/account/GetSettings/
        """
        body = await self._call("getSettings")
        return await _parse("getSettings", body, parse_settings)

    async def enable_delivery_receipts(self) -> None:
        """Switch on `outgoingWebhook`. This restarts the instance and takes up to five minutes.

        https://green-api.com/en/docs/api/account/SetSettings/
        """
        await self._call("setSettings", payload={"outgoingWebhook": "yes"})

    async def _call(
        self,
        method: str,
        *,
        query: Mapping[str, str | int] | None = None,
        payload: Mapping[str, Any] | None = None,
        max_size: int = MAX_ANSWER_SIZE,
    ) -> bytes:
        """Return the body of a successful answer. What only reads is tried again when a gateway fails."""
        delays = RETRY_DELAYS if payload is None else ()
        for delay in delays:
            try:
                return await self._try(method, query, payload, max_size)
            except GreenApiConnectionError:
                await asyncio.sleep(delay)
        return await self._try(method, query, payload, max_size)

    async def _try(
        self,
        method: str,
        query: Mapping[str, str | int] | None,
        payload: Mapping[str, Any] | None,
        max_size: int,
    ) -> bytes:
        """Make one request. Errors of aiohttp carry the address, so they never leave this method."""
        await asyncio.sleep(reserve(self._id_instance, method))
        try:
            async with self._session.request(
                "GET" if payload is None else "POST",
                self._url(method),
                params=query,
                json=payload,
                timeout=TIMEOUT,
                allow_redirects=False,
            ) as response:
                chunks = []
                size = 0
                async for chunk in response.content.iter_any():
                    if (size := size + len(chunk)) > max_size:
                        response.close()
                        raise GreenApiResponseError(method, status=response.status)
                    chunks.append(chunk)
                status = response.status
                retry_after = response.headers.get("Retry-After")
        except ClientError, TimeoutError, OSError:
            raise GreenApiConnectionError(method) from None
        except ValueError:
            # aiohttp rejects an address, or a header, that makes no sense.
            raise GreenApiResponseError(method) from None
        body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        if status in RETRY_STATUSES:
            raise GreenApiConnectionError(method, status=status)
        if status != HTTPStatus.OK:
            raise error_for_answer(method, status, body, retry_after)
        return body

    def _url(self, method: str) -> URL:
        """Build the address, the only place that does: the token is one of its segments."""
        return self._api_url.joinpath(
            f"waInstance{self._id_instance}", method, self._api_token
        )


async def _parse[T](method: str, body: bytes, parse: Callable[[Any], T]) -> T:
    """Decode a body and read it with `parse`, in a thread when it is large."""
    if len(body) < THREAD_SIZE:
        return _decode(method, body, parse)
    return await asyncio.to_thread(_decode, method, body, parse)


def _decode[T](method: str, body: bytes, parse: Callable[[Any], T]) -> T:
    """Decode a body and read it with `parse`."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = _decode_leniently(method, body)
    if isinstance(value, dict) and (error := error_in_body(method, value)) is not None:
        raise error
    try:
        return parse(value)
    except TypeError:
        raise GreenApiResponseError(method, status=HTTPStatus.OK) from None


def _decode_leniently(method: str, body: bytes) -> Any:
    """Decode what orjson is too strict for: half an emoji in one caption must not cost the whole list."""
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except ValueError, RecursionError:
        raise GreenApiResponseError(method, status=HTTPStatus.OK) from None


def _list_of[T](parse: Callable[[list[Any]], T]) -> Callable[[Any], T]:
    """Return a reader of bodies that must be lists; `null` stands for an empty one."""

    def read(value: Any) -> T:
        if value is not None and not isinstance(value, list):
            raise TypeError
        return parse(value or [])

    return read
