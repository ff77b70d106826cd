"""Posting to an account: what is asked is checked before any call, what goes wrong is said in the user's language."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from mimetypes import MimeTypes
import os
from pathlib import Path
import re
import time
from typing import Any, BinaryIO, Final, Literal, NoReturn

from yarl import URL

from homeassistant.components.media_source import (
    URI_SCHEME,
    async_resolve_media,
    is_media_source_id,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .client import (
    Font,
    GreenApiError,
    GreenApiRequestError,
    Status,
    StatusState,
    StatusType,
)
from .const import CONF_LIST_RECIPIENTS, DOMAIN, LOGGER
from .data import GreenApiConfigEntry, GreenApiData
from .util import clean_input, unix_time

# Characters. https://green-api.com/en/docs/api/statuses/SendTextStatus/
MAX_TEXT: Final = 500
MAX_CAPTION: Final = 1024
# The text is white, and so is the vendor's default background.
DEFAULT_BACKGROUND: Final = "#0B6E4F"
# Older pages of the vendor say that so many recipients are served.
MAX_RECIPIENTS: Final = 1024
# Bytes. https://green-api.com/en/docs/api/sending/UploadFile/
MAX_UPLOAD: Final = 100 * 1024 * 1024
CHUNK: Final = 256 * 1024
# Seconds between two lines in the log about an upload that takes long.
PROGRESS_INTERVAL: Final = 5
# Seconds until a status that was queued can be expected in the list.
POLL_DELAY: Final = 5

# What a pasted text may have around it: blanks, and marks that cannot be seen.
INVISIBLE: Final = (
    " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
)

# Only the types built into Python: those of the machine would have to be read from disk.
_TYPES: Final = MimeTypes()

type MediaKind = Literal["media", "voice"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A status that GREEN-API has queued. `left_out` counts contacts beyond the most that can be named."""

    status_id: str
    left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return what is answered: GREEN-API took the status, which does not mean that it was published."""
        response: dict[str, Any] = {"status_id": self.status_id, "queued": True}
        if self.left_out:
            response["contacts_left_out"] = self.left_out
        return response


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to be uploaded, opened and closed by the caller. `size` is in bytes."""

    file: BinaryIO
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class _Recipients:
    """Who gets a status: these ids, or everybody where there are none."""

    ids: tuple[str, ...] = ()
    left_out: int = 0


async def async_post_text(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    message: str,
    *,
    background_color: str | Sequence[int] = DEFAULT_BACKGROUND,
    font: Font = Font.SANS_SERIF,
    context: Context | None = None,
    **recipients: Any,
) -> Sent:
    """Queue a text status. `participants`, if given, are the only people who get it."""
    if not clean_input(message):
        refuse("text_empty")
    _check_text(message, "text_too_long", MAX_TEXT)
    color = read_color(background_color)
    chosen = await _async_recipients(entry, recipients)
    status = Status(
        status_id="",
        timestamp=0,
        type=StatusType.TEXT,
        text=message,
        background_color=color,
        font=font,
    )
    call = entry.runtime_data.client.send_text_status(
        message, background_color=color, font=font, participants=chosen.ids
    )
    return await _async_queue(hass, entry, call, status, chosen, context=context)


async def async_post_media(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    source: str | OpenFile,
    *,
    file_name: str | None = None,
    caption: str = "",
    context: Context | None = None,
    **recipients: Any,
) -> Sent:
    """Queue a picture or a video. `participants`, if given, are the only people who get it."""
    _check_text(caption, "caption_too_long", MAX_CAPTION)
    chosen = await _async_recipients(entry, recipients)
    url, name, content_type = await _async_publish(
        hass, entry, source, file_name, "media"
    )
    is_image = content_type.startswith("image/")
    status = Status(
        status_id="",
        timestamp=0,
        type=StatusType.IMAGE if is_image else StatusType.VIDEO,
        caption=caption or None,
        media_url=url,
        mime_type=content_type,
        file_name=name,
    )
    call = entry.runtime_data.client.send_media_status(
        url, name, caption=caption, participants=chosen.ids
    )
    return await _async_queue(hass, entry, call, status, chosen, context=context)


async def async_post_voice(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    source: str | OpenFile,
    *,
    file_name: str | None = None,
    background_color: str | Sequence[int] = DEFAULT_BACKGROUND,
    context: Context | None = None,
    **recipients: Any,
) -> Sent:
    """Queue a voice status. `participants`, if given, are the only people who get it."""
    color = read_color(background_color)
    chosen = await _async_recipients(entry, recipients)
    url, name, content_type = await _async_publish(
        hass, entry, source, file_name, "voice"
    )
    status = Status(
        status_id="",
        timestamp=0,
        type=StatusType.AUDIO,
        media_url=url,
        mime_type=content_type,
        file_name=name,
    )
    call = entry.runtime_data.client.send_voice_status(
        url, name, background_color=color, participants=chosen.ids
    )
    return await _async_queue(hass, entry, call, status, chosen, context=context)


async def async_delete(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    status_id: str,
    context: Context | None = None,
) -> None:
    """Delete a status, known here or not."""
    if not (status_id := clean_input(status_id)):
        refuse("status_id_needed")
    _check_text(status_id)
    data = entry.runtime_data
    record = data.coordinator.data.journal.find(status_id)
    if record is not None and record.waiting:
        refuse("status_waiting", status_id=status_id)
    try:
        await data.client.delete_status(status_id if record is None else record.api_id)
    except GreenApiRequestError:
        refuse("unknown_status", status_id=status_id)
    except GreenApiError as error:
        raise action_error(error) from error
    await async_with_loaded(
        entry,
        lambda loaded: loaded.coordinator.async_record_deleted(status_id, context),
    )


async def async_with_loaded(
    entry: GreenApiConfigEntry, action: Callable[[GreenApiData], None]
) -> None:
    """Do something with the account that is loaded now: it may have been reloaded during a call, or be gone."""
    async with entry.setup_lock:
        if entry.state is ConfigEntryState.LOADED:
            action(entry.runtime_data)


def action_error(error: GreenApiError) -> HomeAssistantError:
    """Return what an action says when GREEN-API does not do what was asked."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=error.translation_key,
        translation_placeholders=error.translation_placeholders,
    )


async def _async_queue(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    call: Coroutine[Any, Any, str],
    status: Status,
    recipients: _Recipients,
    *,
    context: Context | None,
) -> Sent:
    """Queue a status, show it as pending, and poll soon."""
    try:
        status_id = await call
    except GreenApiError as error:
        raise action_error(error) from error
    sent = replace(
        status,
        status_id=status_id,
        timestamp=unix_time(),
        state=StatusState.PENDING,
        recipient_count=len(recipients.ids),
        sent_by_api=True,
    )

    def record(loaded: GreenApiData) -> None:
        loaded.coordinator.async_record_sent(sent, context)
        entry.async_create_background_task(
            hass, _async_poll_soon(loaded), "poll after posting"
        )

    await async_with_loaded(entry, record)
    return Sent(status_id, recipients.left_out)


async def _async_poll_soon(data: GreenApiData) -> None:
    """Poll before it is time."""
    await asyncio.sleep(POLL_DELAY)
    await data.coordinator.async_request_refresh()


async def _async_recipients(
    entry: GreenApiConfigEntry, given: dict[str, Any]
) -> _Recipients:
    """Return who gets a status: those that were chosen or, if that is an option of the account, all contacts by name.

    The option is a way round https://github.com/green-api/issues/issues/1124: with an iPhone as the main phone, a
    status without recipients may not be published.
    """
    if "participants" in given:
        return _Recipients(tuple(read_recipients(given["participants"])))
    if not entry.options.get(CONF_LIST_RECIPIENTS, False):
        return _Recipients()
    try:
        contacts = await entry.runtime_data.contact_names.async_contacts()
    except GreenApiError as error:
        raise action_error(error) from error
    ids = [contact.ids[0] for contact in contacts if contact.can_get_statuses]
    if not ids:
        refuse("no_contacts")
    return _Recipients(tuple(ids[:MAX_RECIPIENTS]), max(0, len(ids) - MAX_RECIPIENTS))


def read_recipients(value: Any) -> list[str]:
    """Return recipients as WhatsApp's ids, from ids or from phone numbers as people write them.

    The value is what a field or a template gives: a text, a number, or a list of them. Nobody is an error: a status
    must not go to everybody because a template came out empty.
    """
    if isinstance(value, str):
        value = [part for part in re.split(r"[,;\n]", value) if clean_input(part)]
    elif not isinstance(value, (list, tuple, set)):
        value = [] if value is None else [value]
    if not value:
        refuse("no_recipients")
    return list(dict.fromkeys(_read_recipient(one) for one in value))


def _read_recipient(value: Any) -> str:
    """Return one recipient as an id of WhatsApp."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if isinstance(value, (bool, float)) else clean_input(str(value))
    if re.fullmatch(r"[1-9][0-9]{4,19}@(c\.us|lid)", text):
        return text
    # A number helper gives its whole numbers with ".0"; any other decimal number is no phone number.
    if re.fullmatch(r"[0-9]+\.0", text):
        text = text.removesuffix(".0")
    is_decimal = re.fullmatch(r"[0-9]+\.[0-9]+", text) is not None
    digits = re.sub(r"[\s().+/-]", "", text)
    if text.startswith("00"):
        digits = digits.removeprefix("00")
    if (
        is_decimal
        or re.search(r"\(\s*0\s*\)", text)
        or not re.fullmatch(r"[1-9][0-9]{6,14}", digits)
    ):
        refuse("invalid_participant", participant=str(value))
    return f"{digits}@c.us"


def read_color(value: Any) -> str:
    """Return a colour as `#RRGGBB`, from hex or from the three numbers of a colour picker."""
    if isinstance(value, (list, tuple)) and len(value) == 3:
        try:
            numbers = [int(number) for number in value]
        except TypeError, ValueError:
            numbers = [-1]
        if all(0 <= number <= 255 for number in numbers):
            return "#{:02X}{:02X}{:02X}".format(*numbers)
    if isinstance(value, int) and not isinstance(value, bool):
        # A template makes a number of a colour that has digits only.
        value = f"{value:06d}"
    text = clean_input(value) if isinstance(value, str) else ""
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", text):
        refuse("invalid_color", color=str(value))
    return f"#{text.removeprefix('#').upper()}"


async def _async_publish(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    source: str | OpenFile,
    file_name: str | None,
    kind: MediaKind,
) -> tuple[str, str, str]:
    """Return a direct link to a source, its file's name and type; what is only here is uploaded first.

    A source is a link, an item of a media source, the path of a file that Home Assistant may read, or a file that was
    handed in.
    """
    if isinstance(source, OpenFile):
        _check_text(source.name)
        return await _async_upload(hass, entry, source, kind)
    source = source.strip(INVISIBLE)
    name = clean_input(file_name or "")
    for text in (source, name):
        _check_text(text)
    if source == URI_SCHEME:
        # The root of the media browser, which Home Assistant does not resolve.
        refuse("media_not_found", source=source)
    if is_media_source_id(source):
        try:
            media = await async_resolve_media(hass, source, None)
        except HomeAssistantError, ValueError, OSError:
            refuse("media_not_found", source=source)
        if media.path is not None:
            name = name or media.path.name
            if _TYPES.guess_type(name)[0] is None:
                # Pictures that were uploaded to Home Assistant are stored without an extension.
                name += _TYPES.guess_extension(media.mime_type) or ""
            return await _async_upload_path(hass, entry, media.path, name, kind)
        link = media.url
    elif re.match("https?://", source, re.IGNORECASE):
        link = source
    else:
        if not await hass.async_add_executor_job(_is_allowed, hass, source):
            refuse("path_not_allowed", source=source)
        path = Path(source)
        return await _async_upload_path(hass, entry, path, name or path.name, kind)
    try:
        url = URL(link)
    except ValueError:
        refuse("link_not_direct", source=source)
    if url.scheme != "https" or not url.host:
        refuse("link_not_direct", source=source)
    name = name or url.name
    return link, name, _content_type(name, kind)


def _content_type(file_name: str, kind: MediaKind) -> str:
    """Return the type of a file by its name; GREEN-API takes pictures and videos, or sound for a voice status."""
    content_type = _TYPES.guess_type(file_name)[0]
    if content_type is None:
        refuse("file_name_needed")
    if kind == "voice" and not content_type.startswith("audio/"):
        refuse("not_audio", file_name=file_name)
    if kind == "media" and (
        not content_type.startswith(("image/", "video/"))
        or content_type == "image/svg+xml"
    ):
        refuse("not_picture_or_video", file_name=file_name)
    return content_type


def _is_allowed(hass: HomeAssistant, path: str) -> bool:
    """Return whether Home Assistant may read a path, which may be none at all."""
    try:
        return hass.config.is_allowed_path(path)
    except ValueError, OSError:
        return False


async def _async_upload_path(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    path: Path,
    file_name: str,
    kind: MediaKind,
) -> tuple[str, str, str]:
    """Upload the file at a path and return its link, name and type."""
    _content_type(file_name, kind)
    try:
        file, size = await hass.async_add_executor_job(open_file, path)
    except OSError, ValueError:
        refuse("file_not_found", source=str(path))
    try:
        return await _async_upload(hass, entry, OpenFile(file, size, file_name), kind)
    finally:
        # Not where it is read: an answer may come before the whole file was, and ends that anywhere.
        await hass.async_add_executor_job(file.close)


async def _async_upload(
    hass: HomeAssistant, entry: GreenApiConfigEntry, source: OpenFile, kind: MediaKind
) -> tuple[str, str, str]:
    """Upload a file and return its link, name and type."""
    content_type = _content_type(source.name, kind)
    if source.size > MAX_UPLOAD:
        refuse("file_too_large", limit=MAX_UPLOAD // 1024 // 1024)
    try:
        url = await entry.runtime_data.client.upload_file(
            _read(hass, source.file, source.size), content_type, source.name
        )
    except GreenApiError as error:
        raise action_error(error) from error
    return url, source.name, content_type


def open_file(path: Path) -> tuple[BinaryIO, int]:
    """Open a file, and return it with its size."""
    file = path.open("rb")
    return file, os.fstat(file.fileno()).st_size


async def _read(
    hass: HomeAssistant, file: BinaryIO, size: int
) -> AsyncGenerator[bytes]:
    """Read a file in chunks, and log from time to time how much of it is on its way."""
    sent = 0
    logged_at = time.monotonic()
    while chunk := await hass.async_add_executor_job(file.read, CHUNK):
        yield chunk
        sent += len(chunk)
        if time.monotonic() - logged_at >= PROGRESS_INTERVAL:
            logged_at = time.monotonic()
            name = Path(file.name).name
            LOGGER.info("Uploading %s: %d %%", name, 100 * sent // max(1, size, sent))


def _check_text(
    text: str, too_long: str | None = None, limit: int | None = None
) -> None:
    """Refuse a text that is too long, or contains an incomplete character."""
    if limit is not None and len(text) > limit:
        refuse(str(too_long), length=len(text), limit=limit)
    try:
        text.encode()
    except UnicodeEncodeError:
        refuse("text_invalid")


def refuse(key: str, **placeholders: str | int) -> NoReturn:
    """Refuse what was asked, in the user's language."""
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            name: str(value).encode("utf-8", "replace").decode()
            for name, value in placeholders.items()
        },
    )
