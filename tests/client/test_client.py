"""Tests for the methods of GreenApiClient: what is asked, and what comes back."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import Any
from unittest.mock import Mock, patch

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import orjson
import pytest

from custom_components.green_api.client import (
    Font,
    GreenApiAuthError,
    GreenApiClient,
    GreenApiError,
    GreenApiResponseError,
    RateLimiter,
    StatusReply,
    StatusState,
)
from custom_components.green_api.client.transport import THREAD_SIZE
from demo.simulator import Instance, Simulator

LIST = "getOutgoingStatuses"
TRANSPORT = "custom_components.green_api.client.transport"


def row(number: int, **fields: Any) -> dict[str, Any]:
    """Return an item of the list."""
    return {
        "type": "outgoing",
        "idMessage": f"BAE5{number}",
        "timestamp": 1_710_134_811 + number,
        "typeMessage": "imageMessage",
        "statusMessage": "sent",
        **fields,
    }


def ids(reply: StatusReply) -> list[str]:
    """Return the ids in a reply."""
    return [status.status_id for status in reply.statuses]


async def file() -> AsyncGenerator[bytes]:
    """Return a file to upload."""
    yield b"by"
    yield b"tes"


# Requests.


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("call", "path", "payload"),
    [
        (lambda c: c.get_outgoing_statuses(60), f"GET {LIST}/token?minutes=60", None),
        (
            lambda c: c.get_incoming_statuses(60),
            "GET getIncomingStatuses/token?minutes=60",
            None,
        ),
        (
            lambda c: c.get_status_statistic("BAE5"),
            "GET getStatusStatistic/token?idMessage=BAE5",
            None,
        ),
        (lambda c: c.show_messages_queue(), "GET showMessagesQueue/token", None),
        (lambda c: c.get_contacts(), "GET getContacts/token", None),
        (lambda c: c.get_state_instance(), "GET getStateInstance/token", None),
        (lambda c: c.get_wa_settings(), "GET getWaSettings/token", None),
        (lambda c: c.get_settings(), "GET getSettings/token", None),
        (
            lambda c: c.enable_delivery_receipts(),
            "POST setSettings/token",
            {"outgoingWebhook": "yes"},
        ),
        (
            lambda c: c.send_text_status(
                "שלום", background_color="#228B22", font=Font.SERIF
            ),
            "POST sendTextStatus/token",
            {
                "message": "שלום",
                "backgroundColor": "#228B22",
                "font": "SERIF",
                "participants": [],
            },
        ),
        (
            lambda c: c.send_media_status(
                "https://example.org/a.jpg", "a.jpg", participants=("1@c.us", "2@lid")
            ),
            "POST sendMediaStatus/token",
            {
                "urlFile": "https://example.org/a.jpg",
                "fileName": "a.jpg",
                "caption": "",
                "participants": ["1@c.us", "2@lid"],
            },
        ),
        (
            lambda c: c.send_voice_status(
                "https://example.org/a.mp3", "a.mp3", background_color="#228B22"
            ),
            "POST sendVoiceStatus/token",
            {
                "urlFile": "https://example.org/a.mp3",
                "fileName": "a.mp3",
                "backgroundColor": "#228B22",
                "participants": [],
            },
        ),
        (
            lambda c: c.delete_status("BAE5"),
            "POST deleteStatus/token",
            {"idMessage": "BAE5"},
        ),
    ],
)
async def test_request(
    session: ClientSession,
    call: Callable[[GreenApiClient], Awaitable[object]],
    path: str,
    payload: dict[str, Any] | None,
    slash: str,
) -> None:
    """The token is the last segment of the path; GETs have a query, POSTs a JSON body."""
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((f"{request.method} {request.raw_path}", await request.read()))
        return web.json_response(None)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        url = f"{server.make_url('/api')}{slash}"
        # Not every method can be answered with null.
        with suppress(GreenApiResponseError):
            await call(GreenApiClient(session, RateLimiter(), url, "7103", "token"))

    ((first_line, body),) = seen
    verb, _, rest = path.partition(" ")
    assert first_line == f"{verb} /api/waInstance7103/{rest}"
    assert (orjson.loads(body) if body else None) == payload


@pytest.mark.parametrize(
    ("host", "media_host"),
    [
        ("api.green-api.com", "media.green-api.com"),
        ("7103.api.greenapi.com", "7103.media.greenapi.com"),
        ("green-api.example.com", "green-api.example.com"),
    ],
)
async def test_uploads_have_a_host_of_their_own(host: str, media_host: str) -> None:
    """Uploads go to the host with "media" for "api", other calls to the given one."""
    session = Mock()
    session.request.side_effect = OSError
    client = GreenApiClient(session, RateLimiter(), f"https://{host}", "7103", "token")
    for call in (client.upload_file(file(), "a/b", "x"), client.delete_status("1")):
        with pytest.raises(GreenApiError):
            await call
    hosts = [request.args[1].host for request in session.request.call_args_list]
    assert hosts == [media_host, host]


async def test_upload_is_raw_bytes_with_type_and_name(session: ClientSession) -> None:
    """The file is the body; its name is in a header, which holds ASCII only."""
    seen = []

    async def answer(request: web.Request) -> web.Response:
        headers = request.headers["Content-Type"], request.headers["GA-Filename"]
        seen.append((*headers, await request.read()))
        return web.json_response({"urlFile": "https://example.org/a.png"})

    app = web.Application()
    app.router.add_post("/waInstance7103/uploadFile/token", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url(""))
        client = GreenApiClient(session, RateLimiter(), url, "7103", "token")
        uploaded = await client.upload_file(file(), "image/png", "חג.png")
    assert uploaded == "https://example.org/a.png"
    assert seen == [("image/png", "__.png", b"bytes")]


# The simulator's answers.


async def test_error_inside_the_answer_to_a_deletion(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """A 200 that holds an error has deleted nothing."""
    simulator.fault(method="deleteStatus", json={"code": 401})
    with pytest.raises(GreenApiAuthError):
        await client.delete_status("BAE5")


# The same reply again.


async def test_same_bytes_are_the_same_reply(
    client: GreenApiClient, instance: Instance
) -> None:
    """The caller's last reply comes back as long as nothing changes."""
    instance.post_text("a")
    first = await client.get_outgoing_statuses(1440)
    assert await client.get_outgoing_statuses(1440, first) is first
    instance.post_text("b")
    second = await client.get_outgoing_statuses(1440, first)
    assert (len(first.statuses), len(second.statuses)) == (1, 2)


async def test_same_bytes_without_a_last_reply_are_read_again(
    client: GreenApiClient, instance: Instance
) -> None:
    """The client itself remembers nothing."""
    instance.post_text("a")
    first = await client.get_outgoing_statuses(1440)
    again = await client.get_outgoing_statuses(1440)
    assert again is not first
    assert again.statuses == first.statuses


async def test_same_bytes_for_another_window_are_another_reply(
    client: GreenApiClient, instance: Instance
) -> None:
    """A reply knows what was asked for."""
    instance.post_text("a")
    day = await client.get_outgoing_statuses(1440)
    hour = await client.get_outgoing_statuses(60, day)
    assert (day.minutes, hour.minutes) == (1440, 60)
    assert hour is not day


async def test_statuses_that_did_not_change_are_the_same_objects(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """Only what a changed body says differently is new."""
    rows = [row(1), row(2), row(3)]
    simulator.fault(method=LIST, json=rows)
    first = await client.get_outgoing_statuses(1440)
    rows[1]["statusMessage"] = "read"
    simulator.fault(method=LIST, json=[row(4), *reversed(rows)])
    second = await client.get_outgoing_statuses(1440, first)
    assert ids(second) == ["BAE51", "BAE52", "BAE53", "BAE54"]
    assert second.statuses[0] is first.statuses[0]
    assert second.statuses[2] is first.statuses[2]
    assert second.statuses[1].state is StatusState.READ


# Bodies.


@pytest.mark.parametrize("body", ["null", "[]", " [ ] "])
async def test_nothing_is_an_empty_list(
    client: GreenApiClient, simulator: Simulator, body: str
) -> None:
    """`null` and `[]` mean the same."""
    simulator.fault(body=body, times=None)
    assert (await client.get_outgoing_statuses(1440)).statuses == ()
    assert await client.get_status_statistic("BAE5") == ()
    assert await client.get_contacts() == ()
    assert (await client.show_messages_queue()).status_ids == frozenset()


@pytest.mark.parametrize("value", [{}, {"code": 200}, {"rows": []}, "text", 5, True])
async def test_what_is_no_list_is_an_error(
    client: GreenApiClient, simulator: Simulator, value: Any
) -> None:
    """A list method has no other answer."""
    simulator.fault(json=value, times=None)
    for call in (
        client.get_outgoing_statuses(1440),
        client.get_status_statistic("BAE5"),
        client.get_contacts(),
        client.show_messages_queue(),
    ):
        with pytest.raises(GreenApiResponseError):
            await call


@pytest.mark.parametrize(
    "body", ["", "<html>", '[{"idMessage":', "[" * 100_000, '{"a":' * 100_000]
)
async def test_what_is_no_json_is_an_error(
    client: GreenApiClient, simulator: Simulator, body: str
) -> None:
    """A page, a cut-off answer and one that is nested too deeply are no answers."""
    simulator.fault(body=body, times=None)
    with pytest.raises(GreenApiResponseError):
        await client.get_outgoing_statuses(1440)
    with pytest.raises(GreenApiResponseError):
        await client.get_state_instance()


@pytest.mark.parametrize(
    "caption",
    [rb'"half \ud83d"', b'"\xe9t\xe9"', b"NaN", b"1e999", b"9" * 400],
    ids=["half an emoji", "not UTF-8", "NaN", "infinite", "large"],
)
async def test_what_orjson_refuses_costs_no_list(
    session: ClientSession, caption: bytes
) -> None:
    """One broken field costs at most that field."""
    rows = orjson.dumps([row(1), row(2, caption="?")]).replace(b'"?"', caption)

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=rows, content_type="application/json")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url(""))
        client = GreenApiClient(session, RateLimiter(), url, "7103", "token")
        reply = await client.get_outgoing_statuses(1440)
    assert ids(reply) == ["BAE51", "BAE52"]


async def test_large_body_is_decoded_in_a_thread(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """A large answer does not hold up the event loop, a small one costs no thread."""
    to_thread = Mock(wraps=asyncio.to_thread)
    with patch(f"{TRANSPORT}.asyncio.to_thread", to_thread):
        simulator.fault(method=LIST, json=[row(1)])
        await client.get_outgoing_statuses(1440)
        to_thread.assert_not_called()
        simulator.fault(method=LIST, json=[row(1)], pad_to=THREAD_SIZE)
        assert ids(await client.get_outgoing_statuses(1440)) == ["BAE51"]
        to_thread.assert_called_once()
        simulator.fault(method=LIST, body="[" + " " * THREAD_SIZE)
        with pytest.raises(GreenApiResponseError):
            await client.get_outgoing_statuses(1440)


async def test_long_queue_is_no_error(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """The rows of the queue hold whole messages, which may be long."""
    rows = [{"messageID": str(n), "body": {"message": "x" * 20_000}} for n in range(99)]
    simulator.fault(json=rows)
    assert len((await client.show_messages_queue()).status_ids) == 99
