"""A media server on loopback that can misbehave in every way a media server can."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import gzip
from typing import Final

from aiohttp import web

from demo.simulator import ASSETS

JPEG: Final = (ASSETS / "waves.jpg").read_bytes()
MP4: Final = (ASSETS / "waves.mp4").read_bytes()
HTML: Final = b"<!doctype html><script>alert(1)</script>" + b" " * 600
SVG: Final = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">'
    b"<script>alert(1)</script></svg>" + b" " * 600
)
MEGABYTE: Final = 1024 * 1024
HUGE: Final = 64 * MEGABYTE
_BLOCK: Final = bytes(range(256)) * 1024


@dataclass(slots=True)
class MediaServer:
    """The server: its address, what it was asked for, how much it sent, and what it answers."""

    url: str = ""
    requests: Counter[str] = field(default_factory=Counter)
    ranges: list[str | None] = field(default_factory=list)
    sent: int = 0
    location: str = ""
    status: int = 200
    body: bytes = JPEG
    headers: dict[str, str] = field(default_factory=dict)


def block(start: int, length: int) -> bytes:
    """Return a part of the huge video: an MP4, as far as one can tell, and a pattern."""
    begin = start % 256
    pattern = _BLOCK[begin : begin + length]
    head = MP4[:32][start : start + length]
    return head + pattern[len(head) :]


@asynccontextmanager
async def run_media_server() -> AsyncGenerator[MediaServer]:
    """Run the server."""
    server = MediaServer()

    async def answer(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        server.requests[name] += 1
        server.ranges.append(request.headers.get("Range"))
        return await ANSWERS[name](server, request)

    app = web.Application()
    app.router.add_get("/media/{name}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


async def _plain(server: MediaServer, _request: web.Request) -> web.StreamResponse:
    """Answer as the test has set it."""
    return web.Response(status=server.status, body=server.body, headers=server.headers)


async def _redirect(server: MediaServer, _request: web.Request) -> web.StreamResponse:
    """Send a redirect."""
    return web.Response(status=302, headers={"Location": server.location})


async def _bomb(server: MediaServer, _request: web.Request) -> web.StreamResponse:
    """Send little that unpacks to much."""
    body = gzip.compress(JPEG + bytes(64 * MEGABYTE))
    headers = {"Content-Encoding": "gzip", "Content-Type": "image/jpeg"}
    return web.Response(body=body, headers=headers)


async def _endless(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Send a picture and go on for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(server.body)
    for _ in range(1024):
        await response.write(_BLOCK)
        server.sent += len(_BLOCK)
    return response


async def _giant(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Promise 10 GB."""
    response = web.StreamResponse()
    response.content_length = 10_000_000_000
    await response.prepare(request)
    await response.write(server.body)
    return response


async def _drip(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Send a byte now and then."""
    response = web.StreamResponse()
    await response.prepare(request)
    for byte in server.body[:100]:
        await response.write(bytes([byte]))
        await asyncio.sleep(0.02)
    return response


async def _short(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Promise more than is sent, and hang up."""
    response = web.StreamResponse()
    response.content_length = len(server.body) + 1000
    await response.prepare(request)
    await response.write(server.body)
    assert request.transport is not None
    request.transport.close()
    return response


async def _huge(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Send a video of 200 MB, or a part of it."""
    part = range(HUGE)[request.http_range]
    headers = {}
    if "Range" in request.headers:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{HUGE}"
    response = web.StreamResponse(status=206 if headers else 200, headers=headers)
    response.content_length = len(part)
    await response.prepare(request)
    for start in range(part.start, part.stop, 128 * 1024):
        piece = block(start, min(128 * 1024, part.stop - start))
        await response.write(piece)
        server.sent += len(piece)
    return response


async def _chunked(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Send the body without saying how long it is."""
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    await response.write(server.body)
    await response.write_eof()
    return response


async def _hang_up(_server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def _empty(server: MediaServer, request: web.Request) -> web.StreamResponse:
    """Send something to who asks for the beginning only, and to others nothing, without saying how much."""
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    if "Range" in request.headers:
        await response.write(server.body)
    await response.write_eof()
    return response


async def _unranged(server: MediaServer, _request: web.Request) -> web.StreamResponse:
    """Send all of a video, whatever part was asked for."""
    return web.Response(body=MP4, headers={"Content-Type": "video/mp4"})


ANSWERS: Final[
    dict[str, Callable[[MediaServer, web.Request], Awaitable[web.StreamResponse]]]
] = {
    "plain": _plain,
    "redirect": _redirect,
    "bomb": _bomb,
    "endless": _endless,
    "giant": _giant,
    "drip": _drip,
    "short": _short,
    "huge": _huge,
    "empty": _empty,
    "chunked": _chunked,
    "hang_up": _hang_up,
    "unranged": _unranged,
}
