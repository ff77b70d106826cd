"""Serves the media and thumbnails of statuses to whoever is logged in, or has a link that we signed."""

from contextlib import aclosing
from datetime import timedelta
from http import HTTPStatus
from typing import Final, Literal, override
from urllib.parse import quote

from aiohttp import hdrs, web

from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.components.http.auth import async_sign_path
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import GreenApiConfigEntry
from .fetch import Fetcher, MediaError, MediaGoneError, MediaRefusedError, Source
from .journal import Entry
from .media import MediaLibrary

BASE: Final = "/api/green_api/{entry_id}/{status_id}"
LINK_LIFETIME: Final = timedelta(hours=24)

type Kind = Literal["media", "thumbnail"]


@callback
def async_setup_views(hass: HomeAssistant) -> None:
    """Set up the views; they stay until Home Assistant stops."""
    hass.http.register_view(MediaView)
    hass.http.register_view(ThumbnailView)


@callback
def signed_url(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    status_id: str,
    kind: Kind,
    lifetime: timedelta = LINK_LIFETIME,
    *,
    refresh_token_id: str | None = None,
) -> str:
    """Return a link to the media, or the thumbnail, of a status that works without a token for a while.

    It ends with the login that it is made for, or else that of the user whose request or message this answers.
    """
    path = f"/api/{DOMAIN}/{entry.entry_id}/{quote(status_id, safe='')}/{kind}"
    # Signing gives the path back unquoted.
    signed = async_sign_path(hass, path, lifetime, refresh_token_id=refresh_token_id)
    return f"{path}?{signed.rpartition('?')[2]}"


class _StatusView(HomeAssistantView):
    """What both views have in common: `HEAD` is answered like `GET`, only shorter."""

    async def get(
        self, request: web.Request, entry_id: str, status_id: str
    ) -> web.StreamResponse:
        """Answer with what was asked for, or say what is wrong."""
        config_entry: GreenApiConfigEntry | None = request.app[
            KEY_HASS
        ].config_entries.async_get_entry(entry_id)
        if (
            config_entry is None
            or config_entry.domain != DOMAIN
            or config_entry.state is not ConfigEntryState.LOADED
        ):
            return self._refusal(HTTPStatus.NOT_FOUND, "There is no such account.")
        account = config_entry.runtime_data
        entry = account.data.journal.entries.get(status_id)
        if entry is None or entry.deleted:
            return self._refusal(HTTPStatus.NOT_FOUND, "There is no such status.")
        try:
            return await self._answer(request, account.media, entry)
        except MediaGoneError:
            return self._refusal(HTTPStatus.GONE, "The link of this media is dead.")
        except MediaRefusedError:
            return self._refusal(HTTPStatus.BAD_GATEWAY, "This media is not let in.")
        except MediaError:
            return self._refusal(
                HTTPStatus.BAD_GATEWAY, "This media cannot be fetched at the moment."
            )

    head = get

    async def _answer(
        self, request: web.Request, library: MediaLibrary, entry: Entry
    ) -> web.StreamResponse:
        """Answer with what was asked for. Raises a MediaError."""
        raise NotImplementedError

    def _refusal(self, status: HTTPStatus, message: str) -> web.Response:
        """Return a short message; there is nothing of GREEN-API in it."""
        return self.json_message(
            message, status, headers={hdrs.CACHE_CONTROL: "no-store"}
        )


class ThumbnailView(_StatusView):
    """Serves the small picture of a status."""

    url = f"{BASE}/thumbnail"
    name = "api:green_api:thumbnail"

    @override
    async def _answer(
        self, request: web.Request, library: MediaLibrary, entry: Entry
    ) -> web.StreamResponse:
        if (thumbnail := await library.async_thumbnail(entry.status_id)) is None:
            return self._refusal(HTTPStatus.NOT_FOUND, "There is no thumbnail.")
        content, content_type = thumbnail
        return web.Response(body=content, headers=_headers(content_type))


class MediaView(_StatusView):
    """Serves the media of a status: pictures that are kept from disk, everything else straight from its link."""

    url = f"{BASE}/media"
    name = "api:green_api:media"

    @override
    async def _answer(
        self, request: web.Request, library: MediaLibrary, entry: Entry
    ) -> web.StreamResponse:
        if (picture := library.pictures.get(entry.status_id)) is not None:
            return web.FileResponse(
                picture.path, headers=_headers(picture.content_type)
            )
        if (link := entry.status.media_url) is None:
            return self._refusal(HTTPStatus.NOT_FOUND, "This status has no media.")
        source = await library.async_source(entry)
        return await _stream(request, library.fetcher, link, source)


async def _stream(
    request: web.Request, fetcher: Fetcher, link: str, source: Source
) -> web.StreamResponse:
    """Pass on the media behind a link, or the part of it that was asked for, piece by piece."""
    headers = _headers(source.content_type)
    status = HTTPStatus.OK
    part = None
    if source.size is not None:
        headers[hdrs.ACCEPT_RANGES] = "bytes"
        try:
            part = range(source.size)[request.http_range]
        except ValueError:
            part = range(0)
        if not part:
            return web.Response(
                status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                headers={hdrs.CONTENT_RANGE: f"bytes */{source.size}"},
            )
        headers[hdrs.CONTENT_LENGTH] = str(len(part))
        if hdrs.RANGE in request.headers:
            status = HTTPStatus.PARTIAL_CONTENT
            headers[hdrs.CONTENT_RANGE] = (
                f"bytes {part.start}-{part.stop - 1}/{source.size}"
            )
    if request.method == hdrs.METH_HEAD:
        return web.Response(status=status, headers=headers)
    response = web.StreamResponse(status=status, headers=headers)
    async with aclosing(fetcher.stream(link, part)) as pieces:
        # A link that died is found out before anything was sent.
        piece = await anext(pieces)
        await response.prepare(request)
        await response.write(piece)
        try:
            async for piece in pieces:
                await response.write(piece)
        except MediaError:
            # It is too late to say so; the player sees that something is missing.
            request.protocol.force_close()
    return response


def _headers(content_type: str) -> dict[str, str]:
    """Return the headers of media: browsers take it for nothing else, and keep it to themselves."""
    return {
        hdrs.CONTENT_TYPE: content_type,
        hdrs.CONTENT_DISPOSITION: "inline",
        hdrs.CACHE_CONTROL: "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }
