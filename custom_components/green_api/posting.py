"""Posting to an account: what is asked is checked before any call, what goes wrong is said in the user's language."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
import mimetypes
import os
from pathlib import Path
import re
import time
from typing import Any, BinaryIO, Final, NoReturn

from yarl import URL

from homeassistant.components.media_source import (
    MediaSourceError,
    async_resolve_media,
    is_media_source_id,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .client import Font, GreenApiError, GreenApiRequestError
from .const import DOMAIN, LOGGER
from .coordinator import GreenApiCoordinator
from .verdict import explain

# Characters. https://green-api.com/en/docs/api/statuses/SendTextStatus/
MAX_TEXT: Final = 500
MAX_CAPTION: Final = 1024
# The text is white, and so is the vendor's default background.
DEFAULT_BACKGROUND: Final = "#0B6E4F"
# Bytes. https://green-api.com/en/docs/api/sending/UploadFile/
MAX_UPLOAD: Final = 100 * 1024 * 1024
CHUNK: Final = 256 * 1024
# Seconds. An upload that takes longer tells how far it is, this often.
PROGRESS_INTERVAL: Final = 5
# Seconds until a status that was queued can be expected in the list.
POLL_DELAY: Final = 5


async def async_post_text(
    account: GreenApiCoordinator,
    message: str,
    *,
    background_color: str = DEFAULT_BACKGROUND,
    font: Font = Font.SANS_SERIF,
    participants: Sequence[str] = (),
) -> str:
    """Queue a text status and return its id."""
    if not message.strip():
        _refuse("text_empty")
    if len(message) > MAX_TEXT:
        _refuse("text_too_long", length=len(message), limit=MAX_TEXT)
    return await _async_queue(
        account,
        account.client.send_text_status(
            message,
            background_color=read_color(background_color),
            font=font,
            participants=read_participants(participants),
        ),
    )


async def async_post_media(
    account: GreenApiCoordinator,
    source: str,
    *,
    file_name: str | None = None,
    caption: str = "",
    participants: Sequence[str] = (),
) -> str:
    """Queue a picture or a video and return its id."""
    if len(caption) > MAX_CAPTION:
        _refuse("caption_too_long", length=len(caption), limit=MAX_CAPTION)
    participants = read_participants(participants)
    url, name = await _async_publish(account, source, file_name)
    return await _async_queue(
        account,
        account.client.send_media_status(
            url, name, caption=caption, participants=participants
        ),
    )


async def async_post_voice(
    account: GreenApiCoordinator,
    source: str,
    *,
    file_name: str | None = None,
    background_color: str = DEFAULT_BACKGROUND,
    participants: Sequence[str] = (),
) -> str:
    """Queue a voice status and return its id."""
    background_color = read_color(background_color)
    participants = read_participants(participants)
    url, name = await _async_publish(account, source, file_name)
    return await _async_queue(
        account,
        account.client.send_voice_status(
            url, name, background_color=background_color, participants=participants
        ),
    )


async def async_delete(account: GreenApiCoordinator, status_id: str) -> None:
    """Delete a status."""
    try:
        await account.client.delete_status(status_id)
    except GreenApiRequestError:
        _refuse("unknown_status", status_id=status_id)
    except GreenApiError as error:
        raise explain(error) from error
    account.async_deleted(status_id)


async def _async_queue(
    account: GreenApiCoordinator, call: Coroutine[Any, Any, str]
) -> str:
    """Queue a status, and look soon at what came of it."""
    try:
        status_id = await call
    except GreenApiError as error:
        raise explain(error) from error
    account.config_entry.async_create_background_task(
        account.hass, _async_poll_soon(account), "poll after posting"
    )
    return status_id


def read_color(value: str | Sequence[int]) -> str:
    """Return a colour as `#RRGGBB`, from hex or from the three numbers of a colour picker."""
    if not isinstance(value, str):
        return "#{:02X}{:02X}{:02X}".format(*value)
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", value):
        _refuse("invalid_color", color=value)
    return f"#{value.removeprefix('#').upper()}"


def read_participants(values: Sequence[str]) -> list[str]:
    """Return recipients as WhatsApp's ids, from ids or from phone numbers as people write them."""
    participants = []
    for value in values:
        digits = re.sub(r"[\s()+.-]", "", value)
        if re.fullmatch(r"[0-9]{5,20}", digits):
            participants.append(f"{digits}@c.us")
        elif re.fullmatch(r"[0-9]{5,20}@(c\.us|lid)", value):
            participants.append(value)
        else:
            _refuse("invalid_participant", participant=value)
    return participants


async def _async_publish(
    account: GreenApiCoordinator, source: str, file_name: str | None
) -> tuple[str, str]:
    """Return a direct link to a source, and its file's name; what is only here is uploaded first.

    A source is a link, an item of a media source, or the path of a file that Home Assistant may read.
    """
    hass = account.hass
    path = None
    if is_media_source_id(source):
        try:
            media = await async_resolve_media(hass, source, None)
        except MediaSourceError:
            _refuse("media_not_found", source=source)
        path, source = media.path, media.url
    elif not re.match("https?://", source):
        path = Path(source)
        if not await hass.async_add_executor_job(hass.config.is_allowed_path, source):
            _refuse("path_not_allowed", source=source)
    if path is not None:
        return await _async_upload(account, path, file_name or path.name)
    if not source.startswith("https://"):
        _refuse("link_not_direct", source=source)
    name = file_name or URL(source).name
    if "." not in name:
        _refuse("file_name_needed")
    return source, name


async def _async_upload(
    account: GreenApiCoordinator, path: Path, file_name: str
) -> tuple[str, str]:
    """Upload a file and return its link and name."""
    hass = account.hass
    try:
        file, size = await hass.async_add_executor_job(_open, path)
    except OSError:
        _refuse("file_not_found", source=str(path))
    content_type = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
    try:
        if size > MAX_UPLOAD:
            _refuse("file_too_large", limit=MAX_UPLOAD // 1024 // 1024)
        url = await account.client.upload_file(
            _read(hass, file, size), content_type, file_name
        )
    except GreenApiError as error:
        raise explain(error) from error
    finally:
        # Not where it is read: an answer may come before the whole file was, and ends that anywhere.
        await hass.async_add_executor_job(file.close)
    return url, file_name


def _open(path: Path) -> tuple[BinaryIO, int]:
    """Open a file, and return it with its size."""
    file = path.open("rb")
    return file, os.fstat(file.fileno()).st_size


async def _read(
    hass: HomeAssistant, file: BinaryIO, size: int
) -> AsyncGenerator[bytes]:
    """Read a file in chunks, and tell from time to time how much of it is on its way."""
    sent = 0
    told = time.monotonic()
    while chunk := await hass.async_add_executor_job(file.read, CHUNK):
        yield chunk
        sent += len(chunk)
        if time.monotonic() - told >= PROGRESS_INTERVAL:
            told = time.monotonic()
            name = Path(file.name).name
            LOGGER.info("Uploading %s: %d %%", name, 100 * sent // size)


async def _async_poll_soon(account: GreenApiCoordinator) -> None:
    """Poll before it is time."""
    await asyncio.sleep(POLL_DELAY)
    await account.async_request_refresh()


def _refuse(key: str, **placeholders: str | int) -> NoReturn:
    """Refuse what was asked, in the user's language."""
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            name: str(value) for name, value in placeholders.items()
        },
    )
