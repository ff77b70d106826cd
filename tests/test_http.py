"""Tests of the views that serve media and thumbnails."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from http import HTTPStatus
import tracemalloc
from urllib.parse import quote
from xml.etree import ElementTree as ET

from aiohttp import ClientError
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.client import Font, Status as ApiStatus, StatusType
from custom_components.green_api.http import signed_url, text_picture
from custom_components.green_api.media import Downloader
from demo.simulator import ASSETS, Drawn, Instance, Sample, Simulator, Status, Upload
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .common import set_up_with_options, setup_integration
from .conftest import Poll
from .media_server import (
    HTML,
    HUGE,
    JPEG,
    MEGABYTE,
    MP4,
    SVG,
    MediaServer,
    block,
    run_media_server,
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=3600",
}


@pytest.fixture
async def server(simulator: Simulator) -> AsyncGenerator[MediaServer]:
    """Start a media server that misbehaves."""
    async with run_media_server() as server:
        yield server


def path(entry: MockConfigEntry, status: Status, kind: str = "media") -> str:
    """Return where a view is."""
    return f"/api/green_api/{entry.entry_id}/{status.id}/{kind}"


async def elsewhere(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    name: str,
) -> Status:
    """Set up a video status that is on the other server, as if that were the simulator."""
    status = instance.post_media(Sample("waves.mp4"))
    instance.patch(status.id, {"downloadUrl": f"{server.url}/media/{name}"})
    await setup_integration(hass, entry)
    library = entry.runtime_data.media
    library.downloader = Downloader(
        library.downloader._session, library.downloader._resolve_host, server.url
    )
    return status


async def test_picture(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
) -> None:
    """A picture is served from disk, in parts too."""
    status = instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    calls = simulator.call_counts["media"]
    client = await hass_client()
    url = path(config_entry, status)

    response = await client.get(url)
    assert response.status == HTTPStatus.OK
    assert await response.read() == JPEG
    assert response.content_type == "image/jpeg"
    assert HEADERS.items() <= response.headers.items()

    response = await client.get(url, headers={"Range": "bytes=10-19"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert await response.read() == JPEG[10:20]

    response = await client.head(url)
    assert response.status == HTTPStatus.OK
    assert response.content_length == len(JPEG)
    assert simulator.call_counts["media"] == calls == 1


async def test_thumbnail(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
    poll: Poll,
) -> None:
    """Thumbnails are served, those of expired statuses that left the list, too."""
    old = instance.post_media(Drawn("sea", 1), age=30 * 3600)
    status = instance.post_media(Sample("waves.mp4"))
    await set_up_with_options(hass, config_entry, window=2880)
    instance.set_items([])
    await poll()
    client = await hass_client()
    for one in (status, old):
        response = await client.get(path(config_entry, one, "thumbnail"))
        assert response.status == HTTPStatus.OK
        assert response.content_type == "image/jpeg"
        assert (await response.read()).startswith(b"\xff\xd8\xff")
        assert HEADERS.items() <= response.headers.items()
        response = await client.head(path(config_entry, one, "thumbnail"))
        assert response.status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("waves.mp4", "video/mp4"),
        ("melody.mp3", "audio/mpeg"),
        ("chime.ogg", "audio/ogg"),
    ],
)
async def test_media(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
    name: str,
    content_type: str,
) -> None:
    """Video and sound are passed on, in parts as players want them."""
    content = (ASSETS / name).read_bytes()
    status = instance.post_media(Sample(name))
    await setup_integration(hass, config_entry)
    client = await hass_client()
    url = path(config_entry, status)
    size = len(content)

    response = await client.get(url)
    assert response.status == HTTPStatus.OK
    assert await response.read() == content
    assert response.content_type == content_type
    assert response.headers["Accept-Ranges"] == "bytes"
    assert HEADERS.items() <= response.headers.items()

    for asked, part in (
        ("0-", range(size)),
        ("0-1", range(2)),
        ("100-299", range(100, 300)),
        ("1000-", range(1000, size)),
        ("-500", range(size - 500, size)),
        (f"10-{size + 100}", range(10, size)),
    ):
        response = await client.get(url, headers={"Range": f"bytes={asked}"})
        assert response.status == HTTPStatus.PARTIAL_CONTENT
        assert await response.read() == content[part.start : part.stop]
        assert response.headers["Content-Range"] == (
            f"bytes {part.start}-{part.stop - 1}/{size}"
        )

    for asked in (f"{size}-", "5-2", "0-1,4-5", "nonsense"):
        response = await client.get(url, headers={"Range": f"bytes={asked}"})
        assert response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        assert response.headers["Content-Range"] == f"bytes */{size}"

    response = await client.head(url)
    assert response.status == HTTPStatus.OK
    assert response.content_length == size
    assert response.content_type == content_type


async def test_voice(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
) -> None:
    """A voice status in a container for video is sound."""
    status = instance.post_media(Upload(MP4, "audio/mp4"))
    await setup_integration(hass, config_entry)
    client = await hass_client()
    response = await client.get(path(config_entry, status))
    assert response.content_type == "audio/mp4"


async def test_not_there(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
    poll: Poll,
) -> None:
    """What is not there is said to be not there."""
    text = instance.post_text("Hello")
    linkless = instance.post_media(Sample("waves.mp4"))
    instance.patch(linkless.id, {}, ["downloadUrl"])
    deleted = instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    instance.delete(deleted.id)
    await poll()
    # An entry of another integration is loaded and has something else as its data.
    other = MockConfigEntry(
        domain="other", entry_id="other", state=ConfigEntryState.LOADED
    )
    other.runtime_data = None
    other.add_to_hass(hass)
    client = await hass_client()
    for url in (
        path(config_entry, text, "thumbnail"),
        path(config_entry, linkless),
        path(config_entry, deleted),
        path(config_entry, deleted, "thumbnail"),
        f"/api/green_api/{config_entry.entry_id}/unknown/media",
        f"/api/green_api/{config_entry.entry_id}/a%2fb/media",
        path(other, text),
        path(other, text, "thumbnail"),
        f"/api/green_api/unknown/{text.id}/media",
    ):
        response = await client.get(url)
        assert response.status == HTTPStatus.NOT_FOUND
    await hass.config_entries.async_unload(config_entry.entry_id)
    response = await client.get(path(config_entry, text, "thumbnail"))
    assert response.status == HTTPStatus.NOT_FOUND
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"status": 404}, HTTPStatus.GONE),
        ({"status": 403}, HTTPStatus.GONE),
        ({"status": 410}, HTTPStatus.GONE),
        ({"status": 503}, HTTPStatus.BAD_GATEWAY),
        ({"drop": "before"}, HTTPStatus.BAD_GATEWAY),
        ({"location": "http://127.0.0.1:9/"}, HTTPStatus.BAD_GATEWAY),
        ({"body": HTML.decode()}, HTTPStatus.BAD_GATEWAY),
        ({"body": SVG.decode()}, HTTPStatus.BAD_GATEWAY),
    ],
)
async def test_errors(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, object],
    status: HTTPStatus,
) -> None:
    """An error is short and clear, and does not tell where the media are."""
    video = instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    client = await hass_client()
    simulator.fault(method="media", times=None, **fault)
    for known in (False, True):
        response = await client.get(path(config_entry, video))
        assert response.status == status
        assert response.headers["Cache-Control"] == "no-store"
        text = await response.text()
        assert len(text) < 100
        assert simulator.url not in text
        if not known:
            # What was behind the link once may be gone, too.
            simulator.faults.clear()
            await client.head(path(config_entry, video))
            simulator.fault(method="media", times=None, **fault)
            if "body" in fault:
                break
    assert not [
        record
        for record in caplog.records
        # The stand-in for the disk logs what is stored.
        if not record.name.startswith("pytest_") and simulator.url in record.message
    ]


@pytest.mark.parametrize("name", ["bomb", "giant", "redirect"])
async def test_server_that_misbehaves(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    hass_client: ClientSessionGenerator,
    name: str,
) -> None:
    """Nothing of a compression bomb, a giant or a redirect gets through."""
    server.location = "http://127.0.0.1/"
    status = await elsewhere(hass, config_entry, instance, server, name)
    client = await hass_client()
    response = await client.get(path(config_entry, status))
    assert response.status == HTTPStatus.BAD_GATEWAY
    assert len(await response.read()) < 100


async def test_empty_stream(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where nothing comes, and nobody knows how much should, the answer is an error like others."""
    server.body = MP4
    status = await elsewhere(hass, config_entry, instance, server, "empty")
    client = await hass_client()
    response = await client.get(path(config_entry, status))
    assert response.status == HTTPStatus.BAD_GATEWAY
    assert "Error handling request" not in caplog.text


async def test_unknown_size(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    hass_client: ClientSessionGenerator,
) -> None:
    """What has no known size is passed on as a whole, whatever part is asked for."""
    server.body = MP4
    status = await elsewhere(hass, config_entry, instance, server, "chunked")
    client = await hass_client()
    response = await client.get(
        path(config_entry, status), headers={"Range": "bytes=5-9"}
    )
    assert response.status == HTTPStatus.OK
    assert await response.read() == MP4
    assert "Accept-Ranges" not in response.headers


@pytest.mark.parametrize("name", ["endless", "short"])
async def test_breaks_off(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """What goes wrong too late to say so ends the connection."""
    monkeypatch.setattr(
        "custom_components.green_api.media.download.MAX_STREAM", MEGABYTE
    )
    server.body = MP4
    status = await elsewhere(hass, config_entry, instance, server, name)
    client = await hass_client()
    with pytest.raises(ClientError):
        await (await client.get(path(config_entry, status))).read()
    assert server.sent < 16 * MEGABYTE


async def test_huge(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    hass_client: ClientSessionGenerator,
) -> None:
    """A video of 64 MB plays through in little memory, and from wherever one likes."""
    status = await elsewhere(hass, config_entry, instance, server, "huge")
    client = await hass_client()
    url = path(config_entry, status)
    # The first one loads what is loaded once.
    assert (await client.head(url)).content_length == HUGE

    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        received = 0
        response = await client.get(url)
        assert response.content_type == "video/mp4"
        async for chunk in response.content.iter_chunked(64 * 1024):
            if not received % (16 * MEGABYTE):
                assert chunk[:64] == block(received, 64)
            received += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert received == HUGE
    assert peak - before < 8 * MEGABYTE

    started = server.sent
    response = await client.get(url, headers={"Range": "bytes=50000000-50000099"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert await response.read() == block(50_000_000, 100)
    assert response.headers["Content-Range"] == f"bytes 50000000-50000099/{HUGE}"
    assert server.sent - started == 100


async def test_leaves(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    server: MediaServer,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """When the player leaves, nobody goes on fetching."""
    status = await elsewhere(hass, config_entry, instance, server, "huge")
    client = await hass_client()
    response = await client.get(path(config_entry, status))
    await response.content.readexactly(1000)
    response.close()
    await hass.async_block_till_done()
    assert server.sent < 32 * MEGABYTE
    assert "Traceback" not in caplog.text


# Pictures of text statuses.


def words(picture: str) -> str:
    """Return the words in a picture, which has to be well-formed."""
    root = ET.fromstring(picture)  # noqa: S314
    (text,) = root.iterfind(".//{http://www.w3.org/1999/xhtml}div[@dir]")
    assert len(text) == 0
    return text.text or ""


def text_status(
    text: str | None, background_color: str | None = None, font: str | None = None
) -> ApiStatus:
    """Return a text status."""
    return ApiStatus(
        status_id="1",
        timestamp=0,
        type=StatusType.TEXT,
        text=text,
        background_color=background_color,
        font=font,
    )


async def test_text_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client: ClientSessionGenerator,
) -> None:
    """A text status is served as a picture that can neither load nor run anything."""
    status = instance.post_text("Hello <b>&")
    await setup_integration(hass, config_entry)
    client = await hass_client()
    response = await client.get(path(config_entry, status))
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/svg+xml"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert HEADERS.items() <= response.headers.items()
    assert words(await response.text()) == "Hello <b>&"
    response = await client.head(path(config_entry, status))
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/svg+xml"


@pytest.mark.parametrize(
    "text",
    [
        "</div></foreignObject><script>alert(1)</script>",
        "\"' onload=alert(1) x='",
        "]]> <!-- &lt; <![CDATA[",
        "&xxe; <!DOCTYPE svg>",
        "👨‍👩‍👧‍👦🇮🇱 ä",
        "שלום Hello مرحبا",
        "two\nlines",
        "",
    ],
)
def test_text_stays_text(text: str) -> None:
    """Whatever a text says, it is shown and nothing else."""
    assert words(text_picture(text_status(text))) == text


def test_characters_that_break_xml() -> None:
    """Characters that no XML may have are left out, so that the picture is shown."""
    text = "a\x00\x08\x1b\ud83d\ufffeb"
    assert words(text_picture(text_status(text))) == "ab"
    assert words(text_picture(text_status(None))) == ""


def test_color_and_font() -> None:
    """A picture has the background and the font of its status."""
    picture = text_picture(
        text_status("Hello", background_color="#0B6E4F", font=Font.SERIF)
    )
    assert 'fill="#0B6E4F"' in picture
    assert "Georgia" in picture
    assert "color:#FFFFFF" in picture


def test_dark_text_on_a_light_background() -> None:
    """Where white could not be read, the text is dark."""
    picture = text_picture(text_status("Hello", background_color="#FFF3B0"))
    assert "color:#111B21" in picture


@pytest.mark.parametrize("value", ["red", "#12345", "#GGGGGG", '#000000"/><script>'])
def test_only_colors_and_fonts_that_are_known(value: str) -> None:
    """What is no colour or font leaves no trace in the picture."""
    odd = text_picture(text_status("Hello", background_color=value, font=value))
    assert odd == text_picture(text_status("Hello", font=Font.SANS_SERIF))


def test_long_texts_are_written_smaller() -> None:
    """The longer a text is, the smaller it is written; long words and wide letters count."""
    texts = ["Hi", "Hello everybody " * 4, "x" * 300, "字" * 300, "x\n" * 2000]
    sizes = [
        int(text_picture(text_status(text)).partition("font-size:")[2].split("px")[0])
        for text in texts
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[1] > sizes[2] > sizes[3] > sizes[4]


# Who may look.


async def test_login(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Without a login there is nothing to see, not even whether there is something."""
    status = instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    client = await hass_client_no_auth()
    for url in (
        path(config_entry, status),
        path(config_entry, status, "thumbnail"),
        f"/api/green_api/{config_entry.entry_id}/unknown/media",
        path(config_entry, status) + "?authSig=nonsense",
    ):
        for call in (client.get, client.head):
            assert (await call(url)).status == HTTPStatus.UNAUTHORIZED


async def test_signed_link(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A signed link works without a login, for what it was signed for, until it expires."""
    status = instance.post_media(Upload(JPEG, "image/jpeg"))
    other = instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    client = await hass_client_no_auth()
    url = signed_url(hass, config_entry, status.id, "media", timedelta(hours=1))
    for call in (client.get, client.head):
        assert (await call(url)).status == HTTPStatus.OK
    response = await client.get(url, headers={"Range": "bytes=0-1"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT

    thumbnail = signed_url(hass, config_entry, status.id, "thumbnail")
    assert (await client.get(thumbnail)).status == HTTPStatus.OK

    for forged in (
        url.replace(status.id, other.id),
        url.replace("/media?", "/thumbnail?"),
        url + "&more=1",
    ):
        assert (await client.get(forged)).status == HTTPStatus.UNAUTHORIZED
    freezer.tick(timedelta(hours=1, seconds=1))
    assert (await client.get(url)).status == HTTPStatus.UNAUTHORIZED
    assert (await client.get(thumbnail)).status == HTTPStatus.OK
    freezer.tick(timedelta(hours=24))
    assert (await client.get(thumbnail)).status == HTTPStatus.UNAUTHORIZED


async def test_link_ends_with_the_login(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
    hass_access_token: str,
) -> None:
    """A link that was made for somebody ends when they log out."""
    status = instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    client = await hass_client_no_auth()
    refresh_token = hass.auth.async_validate_access_token(hass_access_token)
    assert refresh_token is not None
    url = signed_url(
        hass,
        config_entry,
        status.id,
        "media",
        refresh_token_id=refresh_token.id,
    )
    assert (await client.get(url)).status == HTTPStatus.OK
    hass.auth.async_remove_refresh_token(refresh_token)
    assert (await client.get(url)).status == HTTPStatus.UNAUTHORIZED


async def test_odd_id(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Ids are other people's text, and links work whatever is in them."""
    odd = "a/b?c=d&e#f %2F é"
    status = instance.post_media(Upload(JPEG, "image/jpeg"))
    instance.patch(status.id, {"idMessage": odd})
    await setup_integration(hass, config_entry)
    client = await hass_client_no_auth()
    url = signed_url(hass, config_entry, odd, "media")
    assert quote(odd, safe="") in url
    response = await client.get(url)
    assert response.status == HTTPStatus.OK
    assert await response.read() == JPEG
