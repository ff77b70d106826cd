"""Tests of downloads from outside, against a server that misbehaves."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
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

from custom_components.green_api.media.download import (
    MAX_KNOWN_SOURCES,
    MAX_PICTURE,
    Downloader,
    MediaAddressError,
    MediaDeadLinkError,
    MediaError,
    MediaRefusedError,
    MediaSource,
    MediaUnavailableError,
    is_loopback,
    is_public,
)
from custom_components.green_api.media.library import _async_resolve
from homeassistant.core import HomeAssistant

from ..media_server import (
    HTML,
    HUGE,
    JPEG,
    MEGABYTE,
    MP4,
    SVG,
    MediaServer,
    run_media_server,
)

MODULE = "custom_components.green_api.media.download"

PUBLIC = "93.184.216.34"
PUBLIC_IPV6 = "2606:2800:220:1:248:1893:25c8:1946"


async def nowhere(_host: str) -> Sequence[str]:
    """Resolve nothing."""
    raise AssertionError


def resolver(*addresses: str) -> Callable[[str], Coroutine[Any, Any, Sequence[str]]]:
    """Return what finds these addresses, whatever the name."""

    async def resolve(_host: str) -> Sequence[str]:
        return addresses

    return resolve


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[MediaServer]:
    """Start the server."""
    async with run_media_server() as server:
        yield server


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def downloader(session: ClientSession, server: MediaServer) -> Downloader:
    """Return a downloader, with the server in the place of the simulator."""
    return Downloader(session, nowhere, server.url)


async def read(downloader: Downloader, link: str, part: range | None) -> bytes:
    """Return a stream as a whole."""
    async with aclosing(downloader.stream(link, part)) as pieces:
        return b"".join([piece async for piece in pieces])


async def assert_nothing_gets_through(
    downloader: Downloader, link: str, error: type[MediaError]
) -> None:
    """Check that no way of reading gets anything, and that the error does not tell the link."""
    with pytest.raises(error) as download:
        await downloader.download(link)
    with pytest.raises(error) as probe:
        await downloader.probe(link)
    with pytest.raises(error) as part:
        await read(downloader, link, range(100_000))
    with pytest.raises(error) as whole:
        await read(downloader, link, None)
    assert link not in repr([caught.value for caught in (download, probe, part, whole)])


async def assert_no_connection(
    session: ClientSession, downloader: Downloader, link: str, error: type[MediaError]
) -> None:
    """Check that a link is refused before anything is connected to."""
    with patch.object(session, "get", side_effect=AssertionError):
        await assert_nothing_gets_through(downloader, link, error)


# What is behind a link.


async def test_picture(downloader: Downloader, server: MediaServer) -> None:
    """A picture is fetched, and its type is what it is, not what it is said to be."""
    server.headers = {"Content-Type": "text/html"}
    assert await downloader.download(f"{server.url}/media/plain") == (
        JPEG,
        "image/jpeg",
    )


@pytest.mark.parametrize("body", [HTML, SVG, b"", b"GIF"])
async def test_wrong_type(
    downloader: Downloader, server: MediaServer, body: bytes
) -> None:
    """What is no media is refused, whatever it is said to be."""
    server.body = body
    server.headers = {"Content-Type": "image/jpeg"}
    with pytest.raises(MediaRefusedError):
        await downloader.download(f"{server.url}/media/plain")
    with pytest.raises(MediaRefusedError):
        await downloader.probe(f"{server.url}/media/plain")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, MediaRefusedError),
        (304, MediaRefusedError),
        (401, MediaDeadLinkError),
        (403, MediaDeadLinkError),
        (404, MediaDeadLinkError),
        (410, MediaDeadLinkError),
        (204, MediaUnavailableError),
        (416, MediaUnavailableError),
        (429, MediaUnavailableError),
        (500, MediaUnavailableError),
        (503, MediaUnavailableError),
    ],
)
async def test_status(
    downloader: Downloader, server: MediaServer, status: int, error: type[MediaError]
) -> None:
    """An answer that is no file says what it is."""
    server.status = status
    await assert_nothing_gets_through(downloader, f"{server.url}/media/plain", error)


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
async def test_redirect(
    downloader: Downloader, server: MediaServer, location: str
) -> None:
    """A redirect is not followed, wherever it leads."""
    server.location = location.format(port=server.url.rpartition(":")[2])
    link = f"{server.url}/media/redirect"
    await assert_nothing_gets_through(downloader, link, MediaRefusedError)
    assert server.requests == {"redirect": 4}


async def test_bomb(downloader: Downloader, server: MediaServer) -> None:
    """What is compressed is not unpacked."""
    link = f"{server.url}/media/bomb"
    await assert_nothing_gets_through(downloader, link, MediaRefusedError)


async def test_endless(downloader: Downloader, server: MediaServer) -> None:
    """Nothing is read beyond the limit."""
    link = f"{server.url}/media/endless"
    with pytest.raises(MediaRefusedError):
        await downloader.download(link)
    assert server.sent < MAX_PICTURE + 8 * MEGABYTE
    server.sent = 0
    assert await downloader.probe(link) == MediaSource("image/jpeg", None)
    assert server.sent < 8 * MEGABYTE
    with (
        patch(f"{MODULE}.MAX_STREAM", MEGABYTE),
        pytest.raises(MediaUnavailableError),
    ):
        await read(downloader, link, None)


@pytest.mark.parametrize("says_size", [True, False])
async def test_picture_of_limited_size(
    downloader: Downloader, server: MediaServer, says_size: bool
) -> None:
    """A picture of 5 MB is downloaded, one byte more is refused, whether the server says the size or not."""
    link = f"{server.url}/media/{'plain' if says_size else 'chunked'}"
    server.body = JPEG.ljust(MAX_PICTURE, b"x")
    assert await downloader.download(link) == (server.body, "image/jpeg")
    server.body += b"x"
    with pytest.raises(MediaRefusedError):
        await downloader.download(link)


async def test_giant(downloader: Downloader, server: MediaServer) -> None:
    """What says that it is too large is not even begun."""
    with pytest.raises(MediaRefusedError):
        await downloader.download(f"{server.url}/media/giant")
    with pytest.raises(MediaRefusedError):
        await downloader.probe(f"{server.url}/media/giant")


async def test_drip(downloader: Downloader, server: MediaServer) -> None:
    """Nobody is waited for long."""
    limits = ClientTimeout(total=0.2)
    link = f"{server.url}/media/drip"
    with (
        patch(f"{MODULE}.TIMEOUT", limits),
        patch(f"{MODULE}.STREAM_TIMEOUT", limits),
    ):
        await assert_nothing_gets_through(downloader, link, MediaUnavailableError)


async def test_errors_do_not_carry_the_link(
    session: ClientSession, downloader: Downloader, server: MediaServer
) -> None:
    """No error, nor the one that caused it, tells where the media are."""
    down = Downloader(session, nowhere, "http://127.0.0.1:9")
    for call in (
        downloader.download(f"{server.url}/media/hang_up?secret"),
        downloader.probe(f"{server.url}/media/hang_up?secret"),
        read(downloader, f"{server.url}/media/hang_up?secret", None),
        downloader.download(f"{server.url}/media/short?secret"),
        down.download("http://127.0.0.1:9/?secret"),
        down.download("https://[secret"),
    ):
        with pytest.raises(MediaUnavailableError) as caught:
            await call
        assert "secret" not in repr(caught.value)
        assert caught.value.__context__ is None


# Parts of files.


async def test_probe(downloader: Downloader, server: MediaServer) -> None:
    """Little is needed to know what is behind a link, and only once."""
    link = f"{server.url}/media/huge"
    for _ in range(2):
        assert await downloader.probe(link) == MediaSource("video/mp4", HUGE)
    assert server.ranges == ["bytes=0-511"]
    assert server.sent == 512


async def test_probes_are_forgotten(
    downloader: Downloader, server: MediaServer
) -> None:
    """Not every link is remembered for ever."""
    for number in range(MAX_KNOWN_SOURCES + 1):
        await downloader.probe(f"{server.url}/media/plain?{number}")
    await downloader.probe(f"{server.url}/media/plain?1")
    assert server.requests["plain"] == MAX_KNOWN_SOURCES + 1
    await downloader.probe(f"{server.url}/media/plain?0")
    assert server.requests["plain"] == MAX_KNOWN_SOURCES + 2


async def test_part(downloader: Downloader, server: MediaServer) -> None:
    """A part of a file is asked for, and no more than that is passed on."""
    part = await read(downloader, f"{server.url}/media/huge", range(1000, 301_000))
    assert part == (bytes(range(256)) * 1200)[1000 % 256 :][:300_000]
    assert server.ranges == ["bytes=1000-300999"]


async def test_part_without_ranges(downloader: Downloader, server: MediaServer) -> None:
    """From a server that cannot start in the middle, the beginning is skipped."""
    link = f"{server.url}/media/unranged"
    assert await downloader.probe(link) == MediaSource("video/mp4", len(MP4))
    assert await read(downloader, link, range(100, 200)) == MP4[100:200]
    with patch(f"{MODULE}.CHUNK_SIZE", 64):
        assert await read(downloader, link, range(1000, 1100)) == MP4[1000:1100]
    assert await read(downloader, link, range(len(MP4))) == MP4
    assert await read(downloader, link, None) == MP4


@pytest.mark.parametrize(
    "content_range",
    [None, "nonsense", "bytes 5-8/10", f"bytes 0-3/{'9' * 30}", "bytes */10"],
)
async def test_wrong_part(
    downloader: Downloader, server: MediaServer, content_range: str | None
) -> None:
    """A part that does not say which one, or is another one, is refused."""
    server.status = 206
    if content_range is not None:
        server.headers = {"Content-Range": content_range}
    with pytest.raises(MediaRefusedError):
        await read(downloader, f"{server.url}/media/plain", range(4))
    with pytest.raises(MediaRefusedError):
        await downloader.probe(f"{server.url}/media/plain")


async def test_unknown_size(downloader: Downloader, server: MediaServer) -> None:
    """A part may be of something whose size is not known."""
    server.status = 206
    server.headers = {"Content-Range": "bytes 0-99/*"}
    source = await downloader.probe(f"{server.url}/media/plain")
    assert source == MediaSource("image/jpeg", None)


async def test_missing_part(downloader: Downloader, server: MediaServer) -> None:
    """Less than what was asked for is an error."""
    with pytest.raises(MediaUnavailableError):
        await read(downloader, f"{server.url}/media/plain", range(len(JPEG) + 1))


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

    downloader = Downloader(session, resolve, "https://example.com")
    link = f"https://{host}/picture.jpg"
    await assert_no_connection(session, downloader, link, MediaRefusedError)


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
    downloader = Downloader(session, nowhere, "https://example.com")
    with (
        patch.object(session, "get", side_effect=AssertionError),
        pytest.raises(MediaError),
    ):
        await downloader.download(link)


@pytest.mark.parametrize(
    "addresses",
    [
        [],
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["198.18.0.7"],
        ["::1"],
        ["169.254.169.254", "fd00::1"],
    ],
)
async def test_name(session: ClientSession, addresses: list[str]) -> None:
    """A name that leads into the network is refused for now: some resolvers make addresses up for a while."""
    downloader = Downloader(session, resolver(*addresses), "https://example.com")
    link = "https://media.example/picture.jpg"
    await assert_no_connection(session, downloader, link, MediaAddressError)


async def test_unresolved(session: ClientSession) -> None:
    """A name that nobody knows may be known later."""

    async def resolve(_host: str) -> Sequence[str]:
        raise OSError

    downloader = Downloader(session, resolve, "https://example.com")
    with pytest.raises(MediaUnavailableError):
        await downloader.download("https://media.example/picture.jpg")


async def test_only_public_addresses(session: ClientSession) -> None:
    """Of several addresses, only the public ones are connected to, and few of them."""
    public = (PUBLIC, "8.8.8.8", "1.1.1.1")
    resolve = resolver("127.0.0.1", PUBLIC_IPV6, "10.0.0.1", *public)
    tried = []

    async def get(url: object, **options: Any) -> None:
        tried.append(str(url))
        assert options["server_hostname"] == "media.example"
        assert options["headers"]["Host"] == "media.example:444"
        raise TimeoutError

    downloader = Downloader(session, resolve, "https://example.com")
    with (
        patch.object(session, "get", get),
        patch(f"{MODULE}.ClientConnectorError", TimeoutError),
        pytest.raises(MediaUnavailableError),
    ):
        await downloader.download("https://media.example:444/picture.jpg")
    assert tried == [f"https://{address}:444/picture.jpg" for address in public]


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
    downloader = Downloader(session, resolver("127.0.0.1"), api_url)
    await assert_no_connection(session, downloader, link, MediaRefusedError)


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
        downloader = Downloader(session, resolve, "https://example.com")
        link = f"https://media.example:{port}/picture.jpg"
        with patch(
            f"{MODULE}.is_public",
            side_effect=lambda address: address == "127.0.0.1",
        ):
            assert await downloader.download(link) == (JPEG, "image/jpeg")
            # The second answer is another one, and the connection that is still open is of no use to it.
            with pytest.raises(MediaRefusedError):
                await downloader.download(link)
    assert asked == [f"media.example:{port}"]


async def test_certificate(tls: tuple[int, ssl.SSLContext, list[str]]) -> None:
    """The certificate has to be that of the name; a host in the network has none."""
    port, context, asked = tls
    async with ClientSession(connector=TCPConnector(ssl=context)) as session:
        downloader = Downloader(session, resolver("127.0.0.1"), "https://example.com")
        with (
            patch(f"{MODULE}.is_public", return_value=True),
            pytest.raises(MediaUnavailableError),
        ):
            await downloader.download(f"https://other.example:{port}/picture.jpg")
    assert asked == []


# Which hosts there are.


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "2606:2800:220:1:248:1893:25c8:1946",
        # The same in a network with IPv6 only.
        "64:ff9b::5db8:d822",
    ],
)
def test_public_address(address: str) -> None:
    """These are on the internet."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:5db8:d822::1",
        "fc00::1",
        "fd12:3456:789a::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "example.com",
        "2130706433",
        "0x7f.1",
        "127.1",
        "",
    ],
)
def test_address_that_is_not_public(address: str) -> None:
    """These are not on the internet, or no addresses at all."""
    assert not is_public(address)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("192.168.1.1", False),
        ("localhost.example.com", False),
        (None, False),
    ],
)
def test_loopback(host: str | None, loopback: bool) -> None:
    """A simulator runs on this machine only."""
    assert is_loopback(host) is loopback
