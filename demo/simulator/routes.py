"""GREEN-API over HTTP: calls, files, error bodies, and faults in what is sent."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
import zlib

from aiohttp import BodyPartReader, web
import orjson

from .drawing import AVATAR_SIZE
from .faults import Fault
from .instance import Instance
from .media import EXTENSIONS, Drawn, Upload, content_of, mime_of, mime_of_file
from .methods import AVATAR, METHODS, Answer, Call, invalid, refused
from .simulation import Simulation

UNKNOWN = "unknown"
MEDIA = "media"
# These errors have no body.
_EMPTY_ERRORS = frozenset({401, 403, 429})
_CHUNK = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class ApiRoutes:
    """The routes that a client of GREEN-API calls."""

    def __init__(self, simulation: Simulation) -> None:
        """Serve the accounts of this simulation."""
        self._simulation = simulation
        self._stopping = asyncio.Event()
        self._worker = ThreadPoolExecutor(1, "simulator")

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        call = "/waInstance{instance}/{method}/{token}"
        app.router.add_route("*", call, self.call)
        app.router.add_get("/media/{instance}/{name}", self.media)

    def stop(self) -> None:
        """End the pauses of answers in progress."""
        self._stopping.set()

    def close(self) -> None:
        """End the thread."""
        self._worker.shutdown()

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        # Only known names are logged: a wrong address may have the token anywhere.
        names = request.match_info
        known = self._simulation.instances.get(names["instance"])
        instance_id = known.id if known is not None else UNKNOWN
        method = names["method"] if names["method"] in METHODS else UNKNOWN
        return await self._respond(
            request, instance_id, method, self._answer(request, known, method)
        )

    async def media(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file."""
        known = self._simulation.instances.get(request.match_info["instance"])
        instance_id = known.id if known is not None else UNKNOWN
        return await self._respond(
            request, instance_id, MEDIA, self._file(request, known)
        )

    async def _respond(
        self,
        request: web.Request,
        instance_id: str,
        method: str,
        genuine: Coroutine[Any, Any, Answer],
    ) -> web.StreamResponse:
        """Send the answer, or what a fault makes of it."""
        fault = self._simulation.faults.take(instance_id, method)
        answer = Answer()
        if fault is not None and fault.replaces:
            genuine.close()
        else:
            answer = await genuine
        if fault is not None:
            answer = with_fault(answer, fault)
        answer = with_error_body(answer, request.path)
        dropped = fault is not None and fault.drop == "before"
        self._simulation.log_call(instance_id, method, 0 if dropped else answer.status)
        if fault is not None and fault.delay:
            await self._pause(fault.delay)
        if dropped and (transport := _transport_of(request)) is not None:
            transport.abort()
        return await self._send(request, answer, fault)

    async def _answer(
        self, request: web.Request, instance: Instance | None, name: str
    ) -> Answer:
        """Return the genuine answer to a call."""
        if instance is None:
            return Answer(403)
        if request.match_info["token"] != instance.token:
            return Answer(401)
        method = METHODS.get(name)
        if method is None or method.verb != request.method:
            return Answer(404, error=f"Cannot {request.method} {request.path}")
        now = self._simulation.steady() if self._simulation.rate_limits else None
        if (refusal := refused(instance, name, now)) is not None:
            return refusal
        call = await decode(request, uploads=method.uploads)
        return call if isinstance(call, Answer) else method.handler(instance, call)

    async def _file(self, request: web.Request, instance: Instance | None) -> Answer:
        """Return a file, or the requested part of it."""
        name = request.match_info["name"]
        file = instance.file(name) if instance is not None else None
        if name == AVATAR and instance is not None:
            file = Drawn("meadow", int(instance.id[-4:]), AVATAR_SIZE)
        if file is None:
            return Answer(404)
        loop = asyncio.get_running_loop()
        content = await loop.run_in_executor(self._worker, content_of, file)
        kind = mime_of_file(file)
        try:
            part = request.http_range
        except ValueError:
            return Answer(416)
        return file_range(content, kind, part.start, part.stop)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the stop."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise ConnectionResetError("stopped")

    async def _send(
        self, request: web.Request, answer: Answer, fault: Fault | None
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
            # Closed, not aborted, so that the client receives half a body.
            if (transport := _transport_of(request)) is not None:
                transport.close()
            return response
        # The client may have closed the connection.
        with suppress(ConnectionResetError):
            if fault.drip is not None:
                size, interval = fault.drip
                for start in range(0, len(answer.body), size):
                    await response.write(answer.body[start : start + size])
                    await self._pause(interval)
            else:
                await _write_padded(response, answer.body, fault)
            await response.write_eof()
        return response


def with_fault(answer: Answer, fault: Fault) -> Answer:
    """Return the answer that a fault puts in the place of this one."""
    if fault.message is not None:
        return Answer(
            fault.status or 400, headers=dict(fault.headers), error=fault.message
        )
    if fault.replaces:
        status, body, headers = fault.payload()
        kind = headers.pop("Content-Type")
        return Answer(status, body, kind, headers)
    headers = {**answer.headers, **fault.headers}
    kind = headers.pop("Content-Type", answer.content_type)
    return replace(answer, headers=headers, content_type=kind)


def with_error_body(answer: Answer, path: str) -> Answer:
    """Return an error with the body that GREEN-API gives it, which has the token in `path`."""
    if answer.error is None or answer.status in _EMPTY_ERRORS:
        return answer
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {
        "statusCode": answer.status,
        "timestamp": now,
        "path": path,
        "message": answer.error,
    }
    return replace(answer, body=orjson.dumps(body))


def file_range(
    content: bytes, kind: str, start: int | None, stop: int | None
) -> Answer:
    """Return a file, or a part of it."""
    size = len(content)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "public, max-age=86400"}
    if start is None and stop is None:
        return Answer(200, content, kind, headers)
    first, last = range(size)[start:stop].start, range(size)[start:stop].stop
    if first >= size or last <= first:
        headers["Content-Range"] = f"bytes */{size}"
        return Answer(416, b"", kind, headers)
    headers["Content-Range"] = f"bytes {first}-{last - 1}/{size}"
    return Answer(206, content[first:last], kind, headers)


async def decode(request: web.Request, *, uploads: bool) -> Call | Answer:
    """Return the call with its body decoded, or the error if that fails."""
    if uploads:
        return await _decode_upload(request)
    raw = await request.read()
    if request.method != "POST":
        return Call(request.query, {})
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as err:
        return Answer(400, error=f"Unexpected token in JSON at position {err.pos}")
    if not isinstance(body, dict):
        return invalid("'value' must be of type object")
    return Call(request.query, body)


async def _decode_upload(request: web.Request) -> Call | Answer:
    """Return the call with the file that was sent, raw or as a form.

    The header `GA-Filename` names the file in both cases.
    """
    name = request.headers.get("GA-Filename")
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename:
                content = bytes(await part.read(decode=True))
                name = name or part.filename
                kind = part.headers.get("Content-Type") or mime_of(name)
                return Call(request.query, {}, Upload(content, kind), name)
        return invalid("'file' is required")
    kind = request.content_type
    name = name or f"upload.{EXTENSIONS.get(kind, 'bin')}"
    return Call(request.query, {}, Upload(await request.read(), kind), name)


async def _write_padded(
    response: web.StreamResponse, body: bytes, fault: Fault
) -> None:
    """Send a body, padded with spaces, which JSON permits."""
    compressor = zlib.compressobj(wbits=_GZIP) if fault.gzip else None

    async def write(piece: bytes) -> None:
        if compressor is not None:
            piece = compressor.compress(piece)
        if piece:
            await response.write(piece)

    await write(body)
    missing = max(0, (fault.pad_to or 0) - len(body))
    blank = b" " * _CHUNK
    for _ in range(missing // _CHUNK):
        await write(blank)
    await write(blank[: missing % _CHUNK])
    if compressor is not None:
        await response.write(compressor.flush())


def _transport_of(request: web.Request) -> asyncio.Transport | None:
    transport = request.transport
    return transport if isinstance(transport, asyncio.Transport) else None
