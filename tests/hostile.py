"""A media server on loopback that means no good, and can behave when it has to."""

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
HUGE: Final = 200 * MEGABYTE
_BLOCK: Final = bytes(range(256)) * 1024


@dataclass(slots=True)
class Hostile:
    """The server: where it is, what it was asked for, and how much it got rid of."""

    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
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
async def hostile_server() -> AsyncGenerator[Hostile]:
    """Run the server."""
    server = Hostile()

    async def anything(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        server.asked[name] += 1
        server.ranges.append(request.headers.get("Range"))
        return await ANSWERS[name](server, request)

    app = web.Application()
    app.router.add_get("/media/{name}", anything)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


async def _plain(server: Hostile, _request: web.Request) -> web.StreamResponse:
    """Answer as told."""
    return web.Response(status=server.status, body=server.body, headers=server.headers)


async def _redirect(server: Hostile, _request: web.Request) -> web.StreamResponse:
    """Send elsewhere."""
    return web.Response(status=302, headers={"Location": server.location})


async def _bomb(server: Hostile, _request: web.Request) -> web.StreamResponse:
    """Send little that becomes much."""
    body = gzip.compress(JPEG + bytes(64 * MEGABYTE))
    headers = {"Content-Encoding": "gzip", "Content-Type": "image/jpeg"}
    return web.Response(body=body, headers=headers)


async def _endless(server: Hostile, request: web.Request) -> web.StreamResponse:
    """Begin well, and never end."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(server.body)
    for _ in range(1024):
        await response.write(_BLOCK)
        server.sent += len(_BLOCK)
    return response


async def _giant(server: Hostile, request: web.Request) -> web.StreamResponse:
    """Promise 10 GB."""
    response = web.StreamResponse()
    response.content_length = 10_000_000_000
    await response.prepare(request)
    await response.write(server.body)
    return response


async def _drip(server: Hostile, request: web.Request) -> web.StreamResponse:
    """Send a byte now and then."""
    response = web.StreamResponse()
    await response.prepare(request)
    for byte in server.body[:100]:
        await response.write(bytes([byte]))
        await asyncio.sleep(0.02)
    return response


async def _short(server: Hostile, request: web.Request) -> web.StreamResponse:
    """Promise more than is sent, and hang up."""
    response = web.StreamResponse()
    response.content_length = len(server.body) + 1000
    await response.prepare(request)
    await response.write(server.body)
    assert request.transport is not None
    request.transport.close()
    return response


async def _huge(server: Hostile, request: web.Request) -> web.StreamResponse:
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


async def _unranged(server: Hostile, _request: web.Request) -> web.StreamResponse:
    """Send all of a video, whatever part was asked for."""
    return web.Response(body=MP4, headers={"Content-Type": "video/mp4"})


ANSWERS: Final[
    dict[str, Callable[[Hostile, web.Request], Awaitable[web.StreamResponse]]]
] = {
    "plain": _plain,
    "redirect": _redirect,
    "bomb": _bomb,
    "endless": _endless,
    "giant": _giant,
    "drip": _drip,
    "short": _short,
    "huge": _huge,
    "unranged": _unranged,
}
