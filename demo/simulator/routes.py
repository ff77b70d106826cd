"""The vendor's side over HTTP: methods and media."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web
import orjson

from . import media
from .answer import Answer, as_text, hang_up, send, spoiled
from .api import AVATAR, METHODS, Call, invalid, refused
from .instance import Instance
from .media import Drawn, Upload
from .pictures import AVATAR_SIZE

if TYPE_CHECKING:
    from .server import Simulator

UNKNOWN = "unknown"
MEDIA = "media"


class VendorRoutes:
    """Takes calls as the vendor would."""

    def __init__(self, simulator: Simulator) -> None:
        """Serve the accounts of this simulator."""
        self._simulator = simulator

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        call = "/waInstance{instance}/{method}/{token}"
        app.router.add_route("*", call, self.call)
        app.router.add_route("*", call + "/{receipt}", self.call)
        app.router.add_get("/media/{instance}/{name}", self.media)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        # Only names that we know are kept: a broken address may have the token anywhere.
        names = request.match_info
        known = self._simulator.instances.get(names["instance"])
        instance_id = known.id if known is not None else UNKNOWN
        method = names["method"] if names["method"] in METHODS else UNKNOWN
        return await self._answer(
            request, instance_id, method, self._decide(request, known, method)
        )

    async def media(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file."""
        known = self._simulator.instances.get(request.match_info["instance"])
        instance_id = known.id if known is not None else UNKNOWN
        return await self._answer(
            request, instance_id, MEDIA, self._file(request, known)
        )

    async def _answer(
        self,
        request: web.Request,
        instance_id: str,
        method: str,
        genuine: Coroutine[Any, Any, Answer],
    ) -> web.StreamResponse:
        """Send the genuine answer, or what the script makes of it."""
        fault = self._simulator.faults.take(instance_id, method)
        answer = Answer()
        if fault is not None and fault.replaces:
            genuine.close()
        else:
            answer = await genuine
        if fault is not None:
            answer = spoiled(answer, fault)
        dropped = fault is not None and fault.drop == "before"
        self._simulator.log_call(instance_id, method, 0 if dropped else answer.status)
        if fault is not None and fault.delay:
            await self._simulator.pause(fault.delay)
        if dropped:
            hang_up(request)
        return await send(request, answer, fault, self._simulator.pause)

    async def _decide(
        self, request: web.Request, instance: Instance | None, name: str
    ) -> Answer:
        """Return the genuine answer to a call."""
        if instance is None:
            return as_text("Forbidden", 403)
        if request.match_info["token"] != instance.token:
            return as_text("Unauthorized", 401)
        method = METHODS.get(name)
        if method is None or method.verb != request.method:
            return as_text("Not Found", 404)
        now = self._simulator.steady() if self._simulator.rate_limits else None
        if (refusal := refused(instance, name, now)) is not None:
            return refusal
        call = await _decoded(request, uploads=name == "uploadFile")
        return call if isinstance(call, Answer) else method.handler(instance, call)

    async def _file(self, request: web.Request, instance: Instance | None) -> Answer:
        """Return a file, or the part of it that was asked for."""
        name = request.match_info["name"]
        file = instance.studio.shelf.get(name) if instance is not None else None
        if name == AVATAR and instance is not None:
            file = Drawn("meadow", int(instance.id[-4:]), AVATAR_SIZE)
        if file is None:
            return as_text("Not Found", 404)
        content = await self._simulator.in_worker(media.content_of, file)
        kind = media.mime_of_file(file)
        try:
            part = request.http_range
        except ValueError:
            return as_text("Range Not Satisfiable", 416)
        return ranged(content, kind, part.start, part.stop)


def ranged(content: bytes, kind: str, start: int | None, stop: int | None) -> Answer:
    """Return a file, or a part of it, as Range asks for it."""
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


async def _decoded(request: web.Request, *, uploads: bool) -> Call | Answer:
    """Return the call with its body decoded, or why that fails."""
    if uploads:
        return await _uploaded(request)
    raw = await request.read()
    if request.method != "POST":
        return Call(request.query, {})
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as err:
        return as_text(f"Unexpected token in JSON at position {err.pos}", 400)
    if not isinstance(body, dict):
        return invalid("'value' must be of type object")
    return Call(request.query, body)


async def _uploaded(request: web.Request) -> Call | Answer:
    """Return the call with the file that was sent, raw or as a form."""
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename:
                content = bytes(await part.read(decode=True))
                kind = part.headers.get("Content-Type") or media.mime_of(part.filename)
                return Call(request.query, {}, Upload(content, kind), part.filename)
        return invalid("'file' is required")
    kind = request.content_type
    extension = media.EXTENSIONS.get(kind, "bin")
    name = request.headers.get("GA-Filename") or f"upload.{extension}"
    return Call(request.query, {}, Upload(await request.read(), kind), name)
