"""What is sent back: an answer as a value, and the sending of it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
import zlib

from aiohttp import web
import orjson

from .faults import Fault

JSON = "application/json"

type Pause = Callable[[float], Awaitable[None]]

_CHUNK = 64 * 1024
_COMPRESSED = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before any fault gets at it."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def as_json(data: object, status: int = 200) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, orjson.dumps(data))


def as_text(text: str, status: int) -> Answer:
    """Return an answer with a plain text."""
    return Answer(status, text.encode(), "text/plain; charset=utf-8")


def spoiled(answer: Answer, fault: Fault) -> Answer:
    """Return the answer that a fault puts in the place of this one."""
    if fault.replaces:
        status, body, headers = fault.payload()
        kind = headers.pop("Content-Type")
        return Answer(status, body, kind, headers)
    headers = {**answer.headers, **fault.headers}
    kind = headers.pop("Content-Type", answer.content_type)
    return replace(answer, headers=headers, content_type=kind)


def _transport_of(request: web.Request) -> asyncio.Transport | None:
    transport = request.transport
    return transport if isinstance(transport, asyncio.Transport) else None


def hang_up(request: web.Request) -> None:
    """Close the connection under the client."""
    if (transport := _transport_of(request)) is not None:
        transport.abort()


async def send(
    request: web.Request, answer: Answer, fault: Fault | None, pause: Pause
) -> web.StreamResponse:
    """Send an answer the way the fault wants it sent."""
    headers = {**answer.headers, "Content-Type": answer.content_type}
    if fault is None or not (
        fault.drip or fault.drop == "mid" or fault.pad_to or fault.gzip
    ):
        return web.Response(status=answer.status, body=answer.body, headers=headers)
    if fault.gzip:
        headers["Content-Encoding"] = "gzip"
    response = web.StreamResponse(status=answer.status, headers=headers)
    if fault.drop == "mid":
        response.content_length = max(2, len(answer.body))
    await response.prepare(request)
    if fault.drop == "mid":
        await response.write(answer.body[: len(answer.body) // 2] or b"[")
        # Let what was written leave first: the client is to see half a body.
        if (transport := _transport_of(request)) is not None:
            transport.close()
        return response
    # A client that has had enough of it hangs up.
    with suppress(ConnectionResetError):
        if fault.drip is not None:
            size, interval = fault.drip
            for start in range(0, len(answer.body), size):
                await response.write(answer.body[start : start + size])
                await pause(interval)
        else:
            await _stream(response, answer.body, fault)
        await response.write_eof()
    return response


async def _stream(response: web.StreamResponse, body: bytes, fault: Fault) -> None:
    """Send a body, blown up with spaces, which JSON does not mind."""
    squeeze = zlib.compressobj(wbits=_COMPRESSED) if fault.gzip else None

    async def write(piece: bytes) -> None:
        if squeeze is not None:
            piece = squeeze.compress(piece)
        if piece:
            await response.write(piece)

    await write(body)
    missing = max(0, (fault.pad_to or 0) - len(body))
    blank = b" " * _CHUNK
    for _ in range(missing // _CHUNK):
        await write(blank)
    await write(blank[: missing % _CHUNK])
    if squeeze is not None:
        await response.write(squeeze.flush())
