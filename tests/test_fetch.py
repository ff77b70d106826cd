"""Tests of what is fetched from outside, against a server that means no good."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
import socket
import ssl
from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.green_api.fetch import (
    MAX_SOURCES,
    Fetcher,
    MediaError,
    MediaGoneError,
    MediaRefusedError,
    MediaUnavailableError,
    Source,
)
from custom_components.green_api.media import _async_resolve
from homeassistant.core import HomeAssistant

from .hostile import HTML, HUGE, JPEG, MEGABYTE, MP4, SVG, Hostile, hostile_server

PUBLIC = "93.184.216.34"
PUBLIC_IPV6 = "2606:2800:220:1:248:1893:25c8:1946"


async def nowhere(_host: str) -> Sequence[str]:
    """Resolve nothing."""
    raise AssertionError


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[Hostile]:
    """Start the server."""
    async with hostile_server() as server:
        yield server


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def fetcher(session: ClientSession, server: Hostile) -> Fetcher:
    """Return what fetches, with the hostile server in the place of the simulator."""
    return Fetcher(session, nowhere, server.url)


async def read(fetcher: Fetcher, link: str, part: range | None) -> bytes:
    """Return a stream as a whole."""
    async with aclosing(fetcher.stream(link, part)) as pieces:
        return b"".join([piece async for piece in pieces])


# What is behind a link.


async def test_picture(fetcher: Fetcher, server: Hostile) -> None:
    """A picture is fetched, and its type is what it is, not what it is said to be."""
    server.headers = {"Content-Type": "text/html"}
    assert await fetcher.fetch(f"{server.url}/media/plain") == (JPEG, "image/jpeg")


@pytest.mark.parametrize("body", [HTML, SVG, b"", b"GIF"])
async def test_wrong_type(fetcher: Fetcher, server: Hostile, body: bytes) -> None:
    """What is no media is refused, whatever it is said to be."""
    server.body = body
    server.headers = {"Content-Type": "image/jpeg"}
    with pytest.raises(MediaRefusedError):
        await fetcher.fetch(f"{server.url}/media/plain")
    with pytest.raises(MediaRefusedError):
        await fetcher.probe(f"{server.url}/media/plain")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, MediaRefusedError),
        (304, MediaRefusedError),
        (401, MediaGoneError),
        (403, MediaGoneError),
        (404, MediaGoneError),
        (410, MediaGoneError),
        (204, MediaUnavailableError),
        (416, MediaUnavailableError),
        (429, MediaUnavailableError),
        (500, MediaUnavailableError),
        (503, MediaUnavailableError),
    ],
)
async def test_status(
    fetcher: Fetcher, server: Hostile, status: int, error: type[MediaError]
) -> None:
    """An answer that is no file says what it is."""
    server.status = status
    link = f"{server.url}/media/plain"
    for call in (
        fetcher.fetch(link),
        fetcher.probe(link),
        read(fetcher, link, range(4)),
    ):
        with pytest.raises(error) as caught:
            await call
        assert type(caught.value) is error
        assert server.url not in repr(caught.value)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/media/plain",
        "/media/plain",
        "http://localhost:{port}/media/plain",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://example.com/picture.jpg",
        "file:///etc/passwd",
    ],
)
async def test_redirect(fetcher: Fetcher, server: Hostile, location: str) -> None:
    """A redirect is not followed, wherever it leads."""
    server.location = location.format(port=server.url.rpartition(":")[2])
    link = f"{server.url}/media/redirect"
    for call in (fetcher.fetch(link), fetcher.probe(link), read(fetcher, link, None)):
        with pytest.raises(MediaRefusedError):
            await call
    assert server.asked == {"redirect": 3}


async def test_bomb(fetcher: Fetcher, server: Hostile) -> None:
    """What is compressed is not unpacked."""
    link = f"{server.url}/media/bomb"
    for call in (
        fetcher.fetch(link),
        fetcher.probe(link),
        read(fetcher, link, range(4)),
    ):
        with pytest.raises(MediaRefusedError):
            await call


async def test_endless(fetcher: Fetcher, server: Hostile) -> None:
    """Nothing is read beyond the limit."""
    link = f"{server.url}/media/endless"
    with pytest.raises(MediaRefusedError):
        await fetcher.fetch(link)
    assert server.sent < 24 * MEGABYTE
    server.sent = 0
    assert await fetcher.probe(link) == Source("image/jpeg", None)
    assert server.sent < 8 * MEGABYTE
    with (
        patch("custom_components.green_api.fetch.MAX_STREAM", MEGABYTE),
        pytest.raises(MediaUnavailableError),
    ):
        await read(fetcher, link, None)


async def test_giant(fetcher: Fetcher, server: Hostile) -> None:
    """What says that it is too large is not even begun."""
    with pytest.raises(MediaRefusedError):
        await fetcher.fetch(f"{server.url}/media/giant")
    with pytest.raises(MediaRefusedError):
        await fetcher.probe(f"{server.url}/media/giant")


async def test_drip(fetcher: Fetcher, server: Hostile) -> None:
    """Nobody is waited for long."""
    limits = ClientTimeout(total=0.2)
    link = f"{server.url}/media/drip"
    with (
        patch("custom_components.green_api.fetch.TIMEOUT", limits),
        patch("custom_components.green_api.fetch.STREAM_TIMEOUT", limits),
    ):
        for call in (
            fetcher.fetch(link),
            fetcher.probe(link),
            read(fetcher, link, None),
        ):
            with pytest.raises(MediaUnavailableError):
                await call


async def test_short(fetcher: Fetcher, server: Hostile) -> None:
    """Half a picture is none."""
    with pytest.raises(MediaUnavailableError):
        await fetcher.fetch(f"{server.url}/media/short")


async def test_down(session: ClientSession, socket_enabled: None) -> None:
    """A server that is not there is no different from one that does not work."""
    fetcher = Fetcher(session, nowhere, "http://127.0.0.1:9")
    with pytest.raises(MediaUnavailableError):
        await fetcher.fetch("http://127.0.0.1:9/picture.jpg")


# Parts of files.


async def test_probe(fetcher: Fetcher, server: Hostile) -> None:
    """Little is needed to know what is behind a link, and only once."""
    link = f"{server.url}/media/huge"
    for _ in range(2):
        assert await fetcher.probe(link) == Source("video/mp4", HUGE)
    assert server.ranges == ["bytes=0-511"]
    assert server.sent == 512


async def test_probes_are_forgotten(fetcher: Fetcher, server: Hostile) -> None:
    """Not every link is remembered for ever."""
    for number in range(MAX_SOURCES + 1):
        await fetcher.probe(f"{server.url}/media/plain?{number}")
    await fetcher.probe(f"{server.url}/media/plain?1")
    assert server.asked["plain"] == MAX_SOURCES + 1
    await fetcher.probe(f"{server.url}/media/plain?0")
    assert server.asked["plain"] == MAX_SOURCES + 2


async def test_part(fetcher: Fetcher, server: Hostile) -> None:
    """A part of a file is asked for, and no more than that is passed on."""
    part = await read(fetcher, f"{server.url}/media/huge", range(1000, 301_000))
    assert part == (bytes(range(256)) * 1200)[1000 % 256 :][:300_000]
    assert server.ranges == ["bytes=1000-300999"]


async def test_part_without_ranges(fetcher: Fetcher, server: Hostile) -> None:
    """From a server that cannot start in the middle, the beginning is skipped."""
    link = f"{server.url}/media/unranged"
    assert await fetcher.probe(link) == Source("video/mp4", len(MP4))
    assert await read(fetcher, link, range(100, 200)) == MP4[100:200]
    with patch("custom_components.green_api.fetch.CHUNK_SIZE", 64):
        assert await read(fetcher, link, range(1000, 1100)) == MP4[1000:1100]
    assert await read(fetcher, link, range(len(MP4))) == MP4
    assert await read(fetcher, link, None) == MP4


@pytest.mark.parametrize(
    "content_range",
    [None, "nonsense", "bytes 5-8/10", f"bytes 0-3/{'9' * 30}", "bytes */10"],
)
async def test_wrong_part(
    fetcher: Fetcher, server: Hostile, content_range: str | None
) -> None:
    """A part that does not say which one, or is another one, is refused."""
    server.status = 206
    if content_range is not None:
        server.headers = {"Content-Range": content_range}
    with pytest.raises(MediaRefusedError):
        await read(fetcher, f"{server.url}/media/plain", range(4))
    with pytest.raises(MediaRefusedError):
        await fetcher.probe(f"{server.url}/media/plain")


async def test_unknown_size(fetcher: Fetcher, server: Hostile) -> None:
    """A part may be of something whose size is not known."""
    server.status = 206
    server.headers = {"Content-Range": "bytes 0-99/*"}
    source = await fetcher.probe(f"{server.url}/media/plain")
    assert source == Source("image/jpeg", None)


async def test_missing_part(fetcher: Fetcher, server: Hostile) -> None:
    """Less than what was asked for is an error."""
    with pytest.raises(MediaUnavailableError):
        await read(fetcher, f"{server.url}/media/plain", range(len(JPEG) + 1))


# Where a link leads.


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8123",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "0.0.0.0",  # noqa: S104
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "①②⑦.⓪.⓪.①",
        "supervisor@127.0.0.1",
        "user:password@93.184.216.34",
        "",
    ],
)
async def test_address(session: ClientSession, host: str) -> None:
    """No way of writing an address leads into the network; nothing is even connected to."""

    async def resolve(host: str) -> Sequence[str]:
        # The C library understands even the strangest ones.
        try:
            return [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError:
            return [host]

    fetcher = Fetcher(session, resolve, "https://example.com")
    with (
        patch.object(session, "get", side_effect=AssertionError),
        pytest.raises(MediaRefusedError),
    ):
        await fetcher.fetch(f"https://{host}/picture.jpg")


async def test_home_assistant_resolves(hass: HomeAssistant) -> None:
    """Names are looked up as Home Assistant does it, and odd addresses are none."""
    assert await _async_resolve(hass, "127.0.0.1") == ["127.0.0.1"]
    assert await _async_resolve(hass, "::1") == ["::1"]
    with pytest.raises(ValueError, match="canonical"):
        await _async_resolve(hass, "127.1")


@pytest.mark.parametrize(
    "link",
    [
        "http://93.184.216.34/picture.jpg",
        "ftp://93.184.216.34/picture.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "/api/config",
        "//93.184.216.34/picture.jpg",
        "",
        "https://",
        "https://[",
        "https://93.184.216.34:99999/",
    ],
)
async def test_link(session: ClientSession, link: str) -> None:
    """Links that are not https are refused, or make no sense."""
    fetcher = Fetcher(session, nowhere, "https://example.com")
    with (
        patch.object(session, "get", side_effect=AssertionError),
        pytest.raises(MediaError),
    ):
        await fetcher.fetch(link)


@pytest.mark.parametrize(
    "addresses",
    [[], ["127.0.0.1"], ["10.0.0.5"], ["::1"], ["169.254.169.254", "fd00::1"]],
)
async def test_name(session: ClientSession, addresses: list[str]) -> None:
    """A name that leads into the network is refused."""

    async def resolve(host: str) -> Sequence[str]:
        assert host == "media.example"
        return addresses

    fetcher = Fetcher(session, resolve, "https://example.com")
    with (
        patch.object(session, "get", side_effect=AssertionError),
        pytest.raises(MediaRefusedError),
    ):
        await fetcher.fetch("https://media.example/picture.jpg")


async def test_unresolved(session: ClientSession) -> None:
    """A name that nobody knows may be known later."""

    async def resolve(_host: str) -> Sequence[str]:
        raise OSError

    fetcher = Fetcher(session, resolve, "https://example.com")
    with pytest.raises(MediaUnavailableError):
        await fetcher.fetch("https://media.example/picture.jpg")


async def test_only_public_addresses(session: ClientSession) -> None:
    """Of several addresses, only the public ones are connected to, and few of them."""

    async def resolve(_host: str) -> Sequence[str]:
        return ["127.0.0.1", PUBLIC_IPV6, "10.0.0.1", PUBLIC, "8.8.8.8", "1.1.1.1"]

    tried = []

    async def get(url: object, **options: Any) -> None:
        tried.append(str(url))
        assert options["server_hostname"] == "media.example"
        assert options["headers"]["Host"] == "media.example:444"
        raise TimeoutError

    fetcher = Fetcher(session, resolve, "https://example.com")
    with (
        patch.object(session, "get", get),
        patch("custom_components.green_api.fetch.ClientConnectorError", TimeoutError),
        pytest.raises(MediaUnavailableError),
    ):
        await fetcher.fetch("https://media.example:444/picture.jpg")
    assert tried == [
        f"https://{address}:444/picture.jpg"
        for address in (PUBLIC, "8.8.8.8", "1.1.1.1")
    ]


@pytest.mark.parametrize(
    ("api_url", "link"),
    [
        ("http://127.0.0.1:7107", "http://127.0.0.1:7108/picture.jpg"),
        ("http://127.0.0.1:7107", "http://localhost:7107/picture.jpg"),
        ("http://127.0.0.1:7107", "https://127.0.0.1:7107/picture.jpg"),
        ("http://127.0.0.1:7107", "http://127.0.0.2:7107/picture.jpg"),
        ("http://127.0.0.1:7107", "http://user@127.0.0.1:7107/picture.jpg"),
        ("https://192.168.1.1", "https://192.168.1.1/picture.jpg"),
        ("http://example.com", "http://example.com/picture.jpg"),
    ],
)
async def test_simulator_only(session: ClientSession, api_url: str, link: str) -> None:
    """The exception is for the simulator itself, not for its neighbours."""

    async def resolve(host: str) -> Sequence[str]:
        return [host]

    fetcher = Fetcher(session, resolve, api_url)
    with (
        patch.object(session, "get", side_effect=AssertionError),
        pytest.raises(MediaRefusedError),
    ):
        await fetcher.fetch(link)


# A server with a certificate, which is out on the internet as far as we know.


def certificate(tmp_path: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server with this name needs, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.9"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    pem = signed.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cadata=pem.decode())
    client.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return server, client


@pytest.fixture
async def tls(
    tmp_path: Path, socket_enabled: None
) -> AsyncGenerator[tuple[int, ssl.SSLContext, list[str]]]:
    """Start a server for media.example, on loopback."""
    asked: list[str] = []

    async def picture(request: web.Request) -> web.Response:
        asked.append(request.headers["Host"])
        return web.Response(body=JPEG)

    app = web.Application()
    app.router.add_get("/picture.jpg", picture)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    server, client = certificate(tmp_path, "media.example")
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server).start()
    yield runner.addresses[0][1], client, asked
    await runner.cleanup()


async def test_rebinding(tls: tuple[int, ssl.SSLContext, list[str]]) -> None:
    """The connection goes to the address that was checked; the name is not looked up again."""
    port, context, asked = tls
    answers = iter(([PUBLIC_IPV6, "127.0.0.1"], ["10.0.0.1"]))

    async def resolve(_host: str) -> Sequence[str]:
        return next(answers)

    async with ClientSession(connector=TCPConnector(ssl=context)) as session:
        fetcher = Fetcher(session, resolve, "https://example.com")
        link = f"https://media.example:{port}/picture.jpg"
        with patch(
            "custom_components.green_api.fetch.is_public",
            side_effect=lambda address: address == "127.0.0.1",
        ):
            assert await fetcher.fetch(link) == (JPEG, "image/jpeg")
            # The second answer is another one, and the connection that is still open is of no use to it.
            with pytest.raises(MediaRefusedError):
                await fetcher.fetch(link)
    assert asked == [f"media.example:{port}"]


async def test_certificate(tls: tuple[int, ssl.SSLContext, list[str]]) -> None:
    """The certificate has to be that of the name; a host in the network has none."""
    port, context, asked = tls

    async def resolve(_host: str) -> Sequence[str]:
        return ["127.0.0.1"]

    async with ClientSession(connector=TCPConnector(ssl=context)) as session:
        fetcher = Fetcher(session, resolve, "https://example.com")
        with (
            patch("custom_components.green_api.fetch.is_public", return_value=True),
            pytest.raises(MediaUnavailableError),
        ):
            await fetcher.fetch(f"https://other.example:{port}/picture.jpg")
    assert asked == []
