"""Serves the media and thumbnails of statuses to who is logged in, or has a link that was signed here."""

from contextlib import aclosing
from datetime import timedelta
from html import escape
from http import HTTPStatus
import math
import re
from typing import ClassVar, Final, Literal, override
import unicodedata
from urllib.parse import quote

from aiohttp import hdrs, web

from homeassistant.components.http import KEY_HASS, KEY_HASS_USER, HomeAssistantView
from homeassistant.components.http.auth import async_sign_path
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .client import Font, Status, StatusType
from .const import DOMAIN
from .data import GreenApiConfigEntry, GreenApiData
from .journal import StatusRecord
from .media import (
    Downloader,
    MediaDeadLinkError,
    MediaError,
    MediaRefusedError,
    MediaSource,
    read_thumbnail,
)
from .permissions import READ, READ_CONTACTS, Permission, check_user

BASE: Final = "/api/green_api/{entry_id}/{status_id}"
LINK_LIFETIME: Final = timedelta(hours=24)

TEXT_PICTURE_TYPE: Final = "image/svg+xml"
# The picture of a text status loads nothing and runs nothing, even when it is opened as a page of its own.
TEXT_PICTURE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

# Pixels of the picture of a text status: its sides, the margin, and the sizes of text, the largest that fits is taken.
_SIZE: Final = 800
_MARGIN: Final = 64
_FONT_SIZES: Final = (96, 80, 66, 54, 46, 40, 34, 29, 25, 21, 18, 15, 12)
_LINE_HEIGHT: Final = 1.3
_DEFAULT_COLOR: Final = "#1F6F5C"
_FONTS: Final[dict[str | None, str]] = {
    Font.SERIF: "font-family:Georgia,'Noto Serif',serif",
    Font.SANS_SERIF: "font-family:Roboto,'Noto Sans',sans-serif",
    Font.NORICAN_REGULAR: "font-family:Norican,'Segoe Script','Snell Roundhand',cursive",
    Font.BRYNDAN_WRITE: "font-family:'Bryndan Write','Segoe Print','Bradley Hand',cursive",
    Font.OSWALD_HEAVY: "font-family:Oswald,'Arial Narrow',Impact,sans-serif;font-weight:700",
}
# Characters that XML does not allow.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

type Kind = Literal["media", "thumbnail", "contact_media", "contact_thumbnail"]


@callback
def async_setup_views(hass: HomeAssistant) -> None:
    """Set up the views; they stay until Home Assistant stops."""
    for view in (MediaView, ThumbnailView, ContactMediaView, ContactThumbnailView):
        hass.http.register_view(view)


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
    """What the views have in common. `HEAD` is answered like `GET`, without the body."""

    permission: ClassVar[Permission] = READ

    async def get(
        self, request: web.Request, entry_id: str, status_id: str
    ) -> web.StreamResponse:
        """Answer with what was asked for, or say what is wrong."""
        entry: GreenApiConfigEntry | None = request.app[
            KEY_HASS
        ].config_entries.async_get_entry(entry_id)
        if (
            entry is None
            or entry.domain != DOMAIN
            or entry.state is not ConfigEntryState.LOADED
        ):
            return self._error(HTTPStatus.NOT_FOUND, "There is no such account.")
        check_user(
            request.app[KEY_HASS], request[KEY_HASS_USER], entry, self.permission
        )
        data = entry.runtime_data
        record = self._find(data, status_id)
        if record is None or record.deleted:
            return self._error(HTTPStatus.NOT_FOUND, "There is no such status.")
        try:
            return await self._answer(request, data, record)
        except MediaDeadLinkError:
            return self._error(HTTPStatus.GONE, "The link of this media is dead.")
        except MediaRefusedError:
            return self._error(HTTPStatus.BAD_GATEWAY, "This media is not accepted.")
        except MediaError:
            return self._error(
                HTTPStatus.BAD_GATEWAY, "This media cannot be fetched at the moment."
            )

    head = get

    def _find(self, data: GreenApiData, status_id: str) -> StatusRecord | None:
        """Return a status."""
        return data.coordinator.data.journal.records.get(status_id)

    async def _answer(
        self, request: web.Request, data: GreenApiData, record: StatusRecord
    ) -> web.StreamResponse:
        """Answer with what was asked for. Raises a MediaError."""
        raise NotImplementedError

    def _error(self, status: HTTPStatus, message: str) -> web.Response:
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
        self, request: web.Request, data: GreenApiData, record: StatusRecord
    ) -> web.StreamResponse:
        if (thumbnail := await self._async_thumbnail(data, record.status_id)) is None:
            return self._error(HTTPStatus.NOT_FOUND, "There is no thumbnail.")
        content, content_type = thumbnail
        return web.Response(body=content, headers=_headers(content_type))

    async def _async_thumbnail(
        self, data: GreenApiData, status_id: str
    ) -> tuple[bytes, str] | None:
        """Return the small picture of a status, and its type."""
        return await data.media.async_thumbnail(status_id)


class MediaView(_StatusView):
    """Serves the media of a status: kept pictures from disk, a picture of a text, everything else from its link."""

    url = f"{BASE}/media"
    name = "api:green_api:media"

    @override
    async def _answer(
        self, request: web.Request, data: GreenApiData, record: StatusRecord
    ) -> web.StreamResponse:
        library = data.media
        if record.status.type is StatusType.TEXT:
            headers = _headers(TEXT_PICTURE_TYPE)
            headers["Content-Security-Policy"] = TEXT_PICTURE_POLICY
            return web.Response(
                body=text_picture(record.status).encode(), headers=headers
            )
        if (picture := library.pictures.get(record.status_id)) is not None:
            return web.FileResponse(
                picture.path, headers=_headers(picture.content_type)
            )
        if (link := record.status.media_url) is None:
            return self._error(HTTPStatus.NOT_FOUND, "This status has no media.")
        source = await library.async_source(record)
        return await _stream(request, library.downloader, link, source)


class _ContactView(_StatusView):
    """A view of what contacts show now."""

    permission = READ_CONTACTS

    @override
    def _find(self, data: GreenApiData, status_id: str) -> StatusRecord | None:
        contacts = data.contact_statuses
        return None if contacts is None else contacts.data.find(status_id)


class ContactMediaView(_ContactView, MediaView):
    """Serves the media of a contact's status, which are not kept."""

    url = f"{BASE}/contact_media"
    name = "api:green_api:contact_media"


class ContactThumbnailView(_ContactView, ThumbnailView):
    """Serves the small picture of a contact's status, from memory."""

    url = f"{BASE}/contact_thumbnail"
    name = "api:green_api:contact_thumbnail"

    @override
    async def _async_thumbnail(
        self, data: GreenApiData, status_id: str
    ) -> tuple[bytes, str] | None:
        contacts = data.contact_statuses
        encoded = None if contacts is None else contacts.thumbnail(status_id)
        return None if encoded is None else read_thumbnail(encoded)


async def _stream(
    request: web.Request, downloader: Downloader, link: str, source: MediaSource
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
    async with aclosing(downloader.stream(link, part)) as pieces:
        # A link that died is found out before anything is sent.
        piece = await anext(pieces)
        await response.prepare(request)
        await response.write(piece)
        try:
            async for piece in pieces:
                await response.write(piece)
        except MediaError:
            # It is too late to say so; the player notices that something is missing.
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


def text_picture(status: Status) -> str:
    """Return a picture of a text status as SVG. The browser wraps the lines and finds each one's direction."""
    text = _NOT_XML.sub("", status.text or "")
    background = status.background_color or ""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", background):
        background = _DEFAULT_COLOR
    font = _FONTS.get(status.font, _FONTS[Font.SANS_SERIF])
    inner = _SIZE - 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIZE}" height="{_SIZE}"'
        f' viewBox="0 0 {_SIZE} {_SIZE}">'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="{background}"/>'
        f'<foreignObject x="{_MARGIN}" y="{_MARGIN}" width="{inner}" height="{inner}">'
        '<div xmlns="http://www.w3.org/1999/xhtml"'
        f' style="display:flex;height:{inner}px;overflow:hidden">'
        '<div dir="auto" style="margin:auto;max-width:100%;text-align:center;'
        "unicode-bidi:plaintext;white-space:pre-wrap;overflow-wrap:anywhere;"
        f"color:{_text_color(background)};font-size:{_font_size(text, inner)}px;"
        f'line-height:{_LINE_HEIGHT};{font}">{escape(text)}</div>'
        "</div></foreignObject></svg>"
    )


def _font_size(text: str, room: int) -> int:
    """Return the largest size at which a text should fit in a square; a tenth of each line stays free at its end."""
    lines = [sum(map(_letter_width, line)) for line in text.splitlines()]
    for size in _FONT_SIZES:
        needed = sum(math.ceil(width * size / (room * 0.9)) or 1 for width in lines)
        if needed * size * _LINE_HEIGHT <= room:
            return size
    return _FONT_SIZES[-1]


def _letter_width(character: str) -> float:
    """Return about how wide a letter is, as a share of the size of the text."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    return 0.75 if character.isupper() else 0.55


def _text_color(background: str) -> str:
    """Return the colour of a text: WhatsApp's white, unless that could not be read."""
    red, green, blue = (
        (int(background[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#111B21" if luminance > 0.45 else "#FFFFFF"
