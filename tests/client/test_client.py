"""How GREEN-API is called, and what is made of everything that can go wrong."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import json
import traceback
from typing import Any
from unittest.mock import Mock, patch

from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.green_api.client import (
    GreenApiAuthError,
    GreenApiClient,
    GreenApiConnectionError,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiExpiredError,
    GreenApiForbiddenError,
    GreenApiNotFoundError,
    GreenApiNotReadyError,
    GreenApiQuotaError,
    GreenApiRateLimitError,
    GreenApiRequestError,
    GreenApiResponseError,
    InstanceState,
    StatusReply,
    decoding,
    spacing,
)
from custom_components.green_api.client.reactions import (
    error_in_body,
    parse_retry_after,
)
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator

LIST = "getOutgoingStatuses"
MODULE = "custom_components.green_api.client.transport"
DECODING = "custom_components.green_api.client.decoding"
ROW = '{"idMessage":"BAE5A","timestamp":1710134811,"typeMessage":"imageMessage"}'

type Call = Callable[[GreenApiClient], Awaitable[object]]

GET_CALLS: dict[str, Call] = {
    LIST: lambda client: client.get_outgoing_statuses(1440),
    "getStateInstance": lambda client: client.get_state_instance(),
    "getWaSettings": lambda client: client.get_wa_settings(),
    "getSettings": lambda client: client.get_settings(),
}
ALL_CALLS: dict[str, Call] = {
    **GET_CALLS,
    "setSettings": lambda client: client.enable_delivery_receipts(),
}


async def failure(client: GreenApiClient, method: str = LIST) -> GreenApiError:
    """Return the error that a call raises."""
    with pytest.raises(GreenApiError) as caught:
        await ALL_CALLS[method](client)
    return caught.value


async def statuses(client: GreenApiClient) -> list[str]:
    """Return the ids in a reply that must be a new one."""
    reply = await client.get_outgoing_statuses(1440)
    assert reply is not None
    return [status.status_id for status in reply.statuses]


# The request.


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("method", "verb", "query", "payload"),
    [
        (LIST, "GET", "minutes=1440", ""),
        ("getStateInstance", "GET", "", ""),
        ("getWaSettings", "GET", "", ""),
        ("getSettings", "GET", "", ""),
        ("setSettings", "POST", "", '{"outgoingWebhook": "yes"}'),
    ],
)
async def test_request(
    session: ClientSession,
    method: str,
    verb: str,
    query: str,
    payload: str,
    slash: str,
) -> None:
    """The token is the last segment of the path, and what is asked comes after it."""
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.method, request.raw_path, await request.text()))
        return web.json_response([] if method == LIST else {})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        client = GreenApiClient(
            session, f"{server.make_url('/api')}{slash}", "7103", "token"
        )
        await ALL_CALLS[method](client)

    path = f"/api/waInstance7103/{method}/token"
    assert seen == [(verb, f"{path}?{query}" if query else path, payload)]


@pytest.mark.parametrize(
    ("host", "media_host"),
    [
        ("api.green-api.com", "media.green-api.com"),
        ("7103.api.greenapi.com", "7103.media.greenapi.com"),
        ("green-api.example.com", "green-api.example.com"),
    ],
)
async def test_files_go_to_the_host_beside(
    session: ClientSession, host: str, media_host: str
) -> None:
    """Uploads have one of their own; all else has not."""
    client = GreenApiClient(session, f"https://{host}", FIRST_ID, FIRST_TOKEN)

    async def content() -> AsyncGenerator[bytes]:
        yield b"x"

    with patch.object(ClientSession, "_request", side_effect=OSError) as request:
        with pytest.raises(GreenApiConnectionError):
            await client.upload_file(content(), "image/png", "x.png")
        with pytest.raises(GreenApiConnectionError):
            await client.delete_status("1")
    hosts = [each.args[1].host for each in request.call_args_list]
    assert hosts == [media_host, host]


async def test_instance_state(client: GreenApiClient, instance: Instance) -> None:
    """The state of the instance is what GREEN-API says."""
    assert await client.get_state_instance() is InstanceState.AUTHORIZED
    instance.set_state(None)
    assert await client.get_state_instance() is InstanceState.STARTING


async def test_account(client: GreenApiClient, instance: Instance) -> None:
    """The account has a phone as long as one is linked."""
    account = await client.get_wa_settings()
    assert account.state is InstanceState.AUTHORIZED
    assert account.phone == instance.phone
    instance.set_state("notAuthorized")
    account = await client.get_wa_settings()
    assert account.state is InstanceState.NOT_AUTHORIZED
    assert account.phone is None


async def test_delivery_receipts_are_switched_on(
    client: GreenApiClient, instance: Instance
) -> None:
    """The one setting is changed, and only that one."""
    instance.configure(restart_seconds=0.0)
    instance.set_settings({"outgoingWebhook": "no"})
    before = dict(instance.settings)
    assert (await client.get_settings()).delivery_receipts is False

    await client.enable_delivery_receipts()

    assert (await client.get_settings()).delivery_receipts is True
    assert instance.settings == {**before, "outgoingWebhook": "yes"}


# The same reply again.


async def test_unchanged_reply_is_none(
    client: GreenApiClient, instance: Instance
) -> None:
    """The same bytes are not news, others are."""
    instance.post_text("a")
    assert len(await statuses(client)) == 1
    assert await client.get_outgoing_statuses(1440) is None
    instance.post_text("b")
    assert len(await statuses(client)) == 2


async def test_same_bytes_for_another_window_are_news(
    client: GreenApiClient, instance: Instance
) -> None:
    """A reply is compared with the one to the same question."""
    instance.post_text("a")
    assert await client.get_outgoing_statuses(1440) is not None
    assert await client.get_outgoing_statuses(60) is not None
    assert await client.get_outgoing_statuses(60) is None


async def test_unusable_reply_is_not_remembered(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """An error is raised each time, and the reply after it compared with the last good one."""
    assert await client.get_outgoing_statuses(1440) is not None
    simulator.fault(method=LIST, body="{", times=2)
    for _ in range(2):
        assert isinstance(await failure(client), GreenApiResponseError)
    assert await client.get_outgoing_statuses(1440) is None


@pytest.mark.parametrize("body", ["null", "[]", " [ ] "])
async def test_empty_reply(
    client: GreenApiClient, simulator: Simulator, body: str
) -> None:
    """Nothing is nothing, however it is spelled."""
    simulator.fault(method=LIST, body=body)
    reply = await client.get_outgoing_statuses(1440)
    assert reply == StatusReply((), {}, 0, frozenset())


# Retries.

LAME = [
    pytest.param({"status": 502}, id="502"),
    pytest.param({"status": 503}, id="503"),
    pytest.param({"status": 504}, id="504"),
    pytest.param({"drop": "mid"}, id="dropped in the middle"),
    pytest.param({"delay": 30}, id="timeout"),
    pytest.param({"headers": {"Content-Encoding": "gzip"}}, id="broken gzip"),
]


@pytest.fixture(name="short_timeout")
def _short_timeout(fault: dict[str, Any]) -> Generator[None]:
    # On a busy machine, what is not to time out may well take this long.
    total = 0.5 if "delay" in fault else None
    with patch(f"{MODULE}.TIMEOUT", ClientTimeout(total=total)):
        yield


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("failures", [1, 2])
@pytest.mark.parametrize("fault", LAME)
async def test_gateway_gets_another_chance(
    client: GreenApiClient,
    simulator: Simulator,
    instance: Instance,
    fault: dict[str, Any],
    failures: int,
) -> None:
    """A call that works at the second or third try has worked."""
    status = instance.post_text("a")
    simulator.fault(method=LIST, times=failures, **fault)
    assert await statuses(client) == [status.id]
    assert simulator.call_counts[LIST] == failures + 1


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("method", GET_CALLS)
@pytest.mark.parametrize("fault", LAME)
async def test_three_tries_are_enough(
    client: GreenApiClient, simulator: Simulator, fault: dict[str, Any], method: str
) -> None:
    """After three tries the call has failed."""
    simulator.fault(method=method, times=None, **fault)
    error = await failure(client, method)
    assert isinstance(error, GreenApiConnectionError)
    assert error.status == fault.get("status")
    assert simulator.call_counts[method] == 3


async def test_dropped_connection(client: GreenApiClient, simulator: Simulator) -> None:
    """A connection that is closed without an answer is tried again, then an error."""
    # aiohttp itself may try once more, on a connection that it kept.
    simulator.fault(method=LIST, drop="before", times=None)
    assert isinstance(await failure(client), GreenApiConnectionError)
    assert 3 <= simulator.call_counts[LIST] <= 6
    simulator.faults.clear()
    simulator.fault(method=LIST, drop="before", times=2)
    assert await statuses(client) == []


async def test_nobody_there(session: ClientSession, unused_tcp_port: int) -> None:
    """A host that does not answer cannot be reached."""
    client = GreenApiClient(
        session, f"http://127.0.0.1:{unused_tcp_port}", FIRST_ID, FIRST_TOKEN
    )
    assert isinstance(await failure(client), GreenApiConnectionError)


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("fault", LAME)
async def test_what_writes_is_not_tried_again(
    client: GreenApiClient, simulator: Simulator, fault: dict[str, Any]
) -> None:
    """It may have been done although the answer got lost."""
    simulator.fault(method="setSettings", times=None, **fault)
    assert isinstance(await failure(client, "setSettings"), GreenApiConnectionError)
    assert simulator.call_counts["setSettings"] == 1


async def test_tries_are_spread_out(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """There is a pause before each further try."""
    simulator.fault(method=LIST, status=502, times=None)
    pauses = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with (
        patch(f"{MODULE}.RETRY_DELAYS", (1.0, 3.0)),
        patch(f"{MODULE}.asyncio.sleep", sleep),
    ):
        await failure(client)
    assert [seconds for seconds in pauses if seconds] == [1.0, 3.0]


async def test_slow_drip_is_not_waited_for(
    client: GreenApiClient, simulator: Simulator, instance: Instance
) -> None:
    """The time limit is for the whole answer, not from byte to byte."""
    instance.post_text("a")
    simulator.fault(method=LIST, drip=(1, 0.02), times=None)
    with patch(f"{MODULE}.TIMEOUT", ClientTimeout(total=0.1, sock_read=5)):
        assert isinstance(await failure(client), GreenApiConnectionError)


# Answers that are an error.


@pytest.mark.parametrize("method", ALL_CALLS)
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 401, "body": "Unauthorized"}, GreenApiAuthError),
        ({"status": 403, "body": "Forbidden"}, GreenApiForbiddenError),
        ({"status": 404, "body": "Not Found"}, GreenApiNotFoundError),
        ({"status": 429, "body": "Too Many Requests"}, GreenApiRateLimitError),
        ({"status": 466, "body": ""}, GreenApiQuotaError),
        ({"status": 499}, GreenApiRequestError),
        ({"status": 405}, GreenApiRequestError),
        ({"status": 204}, GreenApiResponseError),
        ({"status": 302}, GreenApiResponseError),
        ({"status": 500, "body": "<html>"}, GreenApiResponseError),
        ({"status": 501}, GreenApiResponseError),
        (
            {"json": {"code": 401, "description": "Unauthorized"}},
            GreenApiAuthError,
        ),
        ({"json": {"code": 403}}, GreenApiForbiddenError),
        ({"json": {"code": 429}}, GreenApiRateLimitError),
        ({"json": {"code": 466}}, GreenApiQuotaError),
        ({"json": {"code": 500}}, GreenApiResponseError),
        (
            {"json": {"code": 400, "description": "Instance is deleted"}},
            GreenApiDeletedError,
        ),
        ({"body": "<html><title>Welcome</title></html>"}, GreenApiResponseError),
        ({"body": ""}, GreenApiResponseError),
        ({"body": '[{"idMessage":'}, GreenApiResponseError),
        ({"body": "[" * 100_000}, GreenApiResponseError),
    ],
)
async def test_one_error_for_each_reaction(
    client: GreenApiClient,
    simulator: Simulator,
    method: str,
    fault: dict[str, Any],
    kind: type[GreenApiError],
) -> None:
    """Whatever the method, an answer means the same, and none of these is asked for again."""
    simulator.fault(method=method, times=None, **fault)
    error = await failure(client, method)
    assert type(error) is kind
    assert error.method == method
    assert simulator.call_counts[method] == 1


def test_an_error_may_be_nested_more_deeply_than_can_be_written() -> None:
    """Decoding takes less of the stack for each level than writing it out again."""
    nested: dict[str, Any] = {}
    for _ in range(200_000):
        nested = {"a": nested}

    error = error_in_body(LIST, {"code": 400, **nested})

    assert type(error) is GreenApiRequestError


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("instance in starting process try later", GreenApiNotReadyError),
        ("instance is starting or not authorized", GreenApiNotReadyError),
        ("instance account not authorized", GreenApiNotReadyError),
        (
            "Instance account is expired. Renew your instance from personal area",
            GreenApiExpiredError,
        ),
        ("Instance is deleted", GreenApiDeletedError),
        ('{"message":"Instance is deleted"}', GreenApiDeletedError),
        ("bad request data", GreenApiRequestError),
        ("Validation failed. Details: 'minutes'", GreenApiRequestError),
        ("Unexpected token _ in JSON at position 5", GreenApiRequestError),
        ("<html><body>400 Bad Request</body></html>", GreenApiRequestError),
        ("", GreenApiRequestError),
    ],
)
async def test_texts_of_400(
    client: GreenApiClient, simulator: Simulator, body: str, kind: type[GreenApiError]
) -> None:
    """A 400 is told by its text, in whatever form that comes."""
    simulator.fault(status=400, body=body)
    error = await failure(client)
    assert type(error) is kind
    assert error.status == 400


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("notAuthorized", GreenApiNotReadyError),
        ("starting", GreenApiNotReadyError),
        (None, GreenApiNotReadyError),
        ("blocked", GreenApiNotReadyError),
        ("expired", GreenApiExpiredError),
        ("deleted", GreenApiDeletedError),
    ],
)
async def test_account_that_is_not_connected(
    client: GreenApiClient,
    instance: Instance,
    state: str | None,
    kind: type[GreenApiError],
) -> None:
    """The account itself says what is wrong with it."""
    instance.set_state(state)
    assert type(await failure(client)) is kind


async def test_wrong_values(simulator: Simulator, session: ClientSession) -> None:
    """A wrong token, id or address are three errors."""
    url = simulator.url
    kinds = [
        type(await failure(GreenApiClient(session, *values)))
        for values in (
            (url, FIRST_ID, "0" * 50),
            (url, "9999999999", FIRST_TOKEN),
            (f"{url}/elsewhere", FIRST_ID, FIRST_TOKEN),
        )
    ]
    assert kinds == [GreenApiAuthError, GreenApiForbiddenError, GreenApiNotFoundError]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        ("7.5", 7.5),
        ("0", 2),
        ("-5", 2),
        ("100000", 900),
        ("inf", 900),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
async def test_rate_limit(
    client: GreenApiClient,
    simulator: Simulator,
    header: str | None,
    seconds: float | None,
) -> None:
    """A pause is kept within two seconds and a quarter of an hour."""
    headers = {} if header is None else {"Retry-After": header}
    simulator.fault(status=429, headers=headers)
    error = await failure(client)
    assert isinstance(error, GreenApiRateLimitError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(timedelta(minutes=2), 120), (timedelta(days=-1), 2), (timedelta(days=1), 900)],
)
async def test_rate_limit_with_a_date(
    client: GreenApiClient,
    simulator: Simulator,
    now: datetime,
    ahead: timedelta,
    seconds: int,
) -> None:
    """The pause may be given as the moment of its end."""
    date = format_datetime(now + ahead, usegmt=True)
    simulator.fault(status=429, headers={"Retry-After": date})
    error = await failure(client)
    assert isinstance(error, GreenApiRateLimitError)
    assert error.retry_after == pytest.approx(seconds, abs=2)


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 11 Mar 2024 12:02:00 -0000",
        "Mon, 99 Mar 2024 12:02:00 GMT",
        "Mon, 11 Mar 99999999999 12:02:00 GMT",
    ],
)
def test_dates_that_are_none(value: str) -> None:
    """A date without a zone, or one that is not in the calendar, says nothing."""
    assert parse_retry_after(value, datetime(2024, 3, 11, 12, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("body", "used", "total"),
    [
        (
            {"invokeStatus": {"status": "QUOTE_EXCEEDED", "used": 100, "total": 100}},
            100,
            100,
        ),
        (
            {"invokeStatus": {"status": "QUOTA_EXCEEDED", "used": "9", "total": "10"}},
            9,
            10,
        ),
        (
            {
                "invokeStatus": {"status": "QUOTE_ALLOWED", "used": 1, "total": 1000},
                "correspondentsStatus": {
                    "status": "CORRESPONDENTS_QUOTE_EXCEEDED",
                    "used": 3,
                    "total": 3,
                },
            },
            3,
            3,
        ),
        ({"invokeStatus": {"status": "QUOTE_EXCEEDED"}}, None, None),
        (
            {"invokeStatus": {"status": "QUOTE_EXCEEDED", "used": [], "total": "x"}},
            None,
            None,
        ),
        (
            {"invokeStatus": {"status": "QUOTE_ALLOWED", "used": 1, "total": 9}},
            None,
            None,
        ),
        ({"invokeStatus": "QUOTE_EXCEEDED"}, None, None),
        ([], None, None),
        (None, None, None),
    ],
)
async def test_quota(
    client: GreenApiClient,
    simulator: Simulator,
    body: Any,
    used: int | None,
    total: int | None,
) -> None:
    """The numbers of the plan are kept where they are told."""
    simulator.fault(status=466, json=body)
    error = await failure(client)
    assert isinstance(error, GreenApiQuotaError)
    assert (error.used, error.total) == (used, total)


@pytest.mark.parametrize("method", [LIST, "correspondents"])
async def test_quota_keeps_no_phone_number(
    client: GreenApiClient, simulator: Simulator, instance: Instance, method: str
) -> None:
    """The vendor's text holds phone numbers, and is dropped."""
    instance.set_quota(LIST, 1000, 1000)
    error = await failure(client)
    assert isinstance(error, GreenApiQuotaError)
    assert (error.used, error.total) == (1000, 1000)
    assert instance.phone not in f"{error!r} {error} {vars(error)} {error.args}"


@pytest.mark.parametrize(
    "value", [{}, {"code": 200}, {"code": "401"}, {"statuses": []}, "text", 5, True]
)
async def test_list_of_the_wrong_shape(
    client: GreenApiClient, simulator: Simulator, value: Any
) -> None:
    """What is neither a list nor nothing is an error."""
    simulator.fault(method=LIST, json=value)
    assert type(await failure(client)) is GreenApiResponseError


async def test_rows_of_the_wrong_shape(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """Rows that cannot be used cost only themselves."""
    simulator.fault(method=LIST, json=[None, 5, "x", [], {}, json.loads(ROW)])
    reply = await client.get_outgoing_statuses(1440)
    assert reply is not None
    assert len(reply.statuses) == 1
    assert reply.skipped == 5


@pytest.mark.parametrize(
    "odd",
    [
        r'"half \ud83d"',
        '"\udce9t\udce9"',
        "NaN",
        "1e999",
        "9" * 400,
    ],
)
async def test_what_orjson_refuses_costs_no_list(
    client: GreenApiClient, simulator: Simulator, odd: str
) -> None:
    """Half an emoji, broken UTF-8 or a number beyond all bounds spoil one field at most."""
    row = ROW.replace("BAE5A", "BAE5B").replace("}", f',"caption":{odd}}}')
    body = f"[{ROW},{row}]".encode("utf-8", "surrogateescape")
    with patch("demo.simulator.faults.Fault.payload") as payload:
        payload.return_value = (200, body, {"Content-Type": "application/json"})
        simulator.fault(method=LIST, body="replaced")
        assert await statuses(client) == ["BAE5A", "BAE5B"]


# Size.


@pytest.mark.parametrize("gzip", [False, True])
async def test_list_over_the_cap(
    client: GreenApiClient, simulator: Simulator, gzip: bool
) -> None:
    """A body is not read beyond the cap, also when it comes compressed and small."""
    simulator.fault(method=LIST, pad_to=2_000_000, gzip=gzip)
    with patch("custom_components.green_api.client.client.MAX_LIST_SIZE", 1_000_000):
        assert type(await failure(client)) is GreenApiResponseError
    # The connection is not used again, and the next call is a fresh start.
    assert await statuses(client) == []


@pytest.mark.parametrize("gzip", [False, True])
async def test_list_under_the_cap(
    client: GreenApiClient, simulator: Simulator, instance: Instance, gzip: bool
) -> None:
    """A long list is no trouble."""
    instance.post_text("a")
    simulator.fault(method=LIST, pad_to=999_999, gzip=gzip)
    with patch("custom_components.green_api.client.client.MAX_LIST_SIZE", 1_000_000):
        assert len(await statuses(client)) == 1


@pytest.mark.parametrize("method", [name for name in GET_CALLS if name != LIST])
async def test_small_answers_have_a_small_cap(
    client: GreenApiClient, simulator: Simulator, method: str
) -> None:
    """Nothing but a list may be large."""
    simulator.fault(method=method, pad_to=1024 * 1024 + 1)
    assert type(await failure(client, method)) is GreenApiResponseError


async def test_large_body_is_decoded_in_a_thread(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """Decoding a large answer does not hold up Home Assistant, and a small one costs no thread."""
    to_thread = Mock(wraps=asyncio.to_thread)
    with patch(f"{DECODING}.asyncio.to_thread", to_thread):
        for length in (1, 100):
            to_thread.assert_not_called()
            names = [{"id": f"{n}@lid", "name": "x" * 2000} for n in range(length)]
            simulator.fault(method="getContacts", json=names)
            assert len(await client.get_contacts()) == length
        to_thread.assert_called_once()


async def test_large_broken_body(client: GreenApiClient, simulator: Simulator) -> None:
    """An error in the thread is the error of the call."""
    simulator.fault(method="getContacts", body="[" + " " * decoding.THREAD_SIZE)
    with pytest.raises(GreenApiResponseError):
        await client.get_contacts()


# Spacing.


@pytest.fixture(name="reservations")
def _reservations() -> Generator[None]:
    with patch.dict(spacing._next_call, clear=True):
        yield


@pytest.mark.usefixtures("reservations")
async def test_calls_of_one_method_are_spaced() -> None:
    """Each waits for its turn, 1.1 s after the one before it."""
    waits = [spacing.reserve("7103", LIST) for _ in range(4)]
    assert waits == pytest.approx([0, 1.1, 2.2, 3.3], abs=0.05)


@pytest.mark.usefixtures("reservations")
async def test_other_methods_and_instances_do_not_wait() -> None:
    """The limit is per instance and method."""
    spacing.reserve("7103", LIST)
    assert spacing.reserve("7103", "getStateInstance") == 0
    assert spacing.reserve("7104", LIST) == 0


async def test_a_call_that_was_held_up_moves_the_next_one() -> None:
    """The limiter counts arrivals: the first call may arrive late, and the next must not come too soon after it."""
    loop = asyncio.get_running_loop()
    with (
        patch.dict(spacing._next_call, clear=True),
        patch.object(loop, "time", side_effect=[10.0, 10.5, 10.5]),
    ):
        assert spacing.reserve("7103", LIST) == 0
        spacing.release("7103", LIST)
        assert spacing.reserve("7103", LIST) == pytest.approx(1.1)


@pytest.mark.usefixtures("reservations")
async def test_turn_comes_at_once_after_a_while() -> None:
    """Who has not called for long does not wait, and has saved nothing up."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    with patch.object(loop, "time", side_effect=[start, start + 60, start + 60]):
        assert spacing.reserve("7103", LIST) == 0
        assert spacing.reserve("7103", LIST) == 0
        assert spacing.reserve("7103", LIST) == pytest.approx(1.1)


@pytest.mark.usefixtures("reservations")
async def test_two_clients_respect_the_limit_together(
    client: GreenApiClient, simulator: Simulator, session: ClientSession
) -> None:
    """A form and a running account that ask at the same time get through the vendor's limiter."""
    simulator.rate_limits = True
    other = GreenApiClient(session, simulator.url, FIRST_ID, FIRST_TOKEN)
    loop = asyncio.get_running_loop()
    started = loop.time()

    async def ask(each: GreenApiClient, method: str) -> float:
        await GET_CALLS[method](each)
        return loop.time() - started

    with patch(f"{MODULE}.reserve", spacing.reserve):
        first, second, another = await asyncio.gather(
            ask(client, LIST), ask(other, LIST), ask(other, "getStateInstance")
        )
    assert {call.status for call in simulator.calls} == {200}
    assert first < 1 < second
    assert another < 1


# Secrets.

SECRETS = (FIRST_TOKEN, "waInstance", "127.0.0.1", "http://")


def assert_tells_nothing(error: BaseException) -> None:
    """Check that no form in which an error can be shown has the address."""
    shown = [
        str(error),
        repr(error),
        repr(error.args),
        repr(vars(error)),
        *traceback.format_exception(error),
        # Whoever walks the chain by hand finds nothing either.
        repr(error.__context__),
        *traceback.TracebackException.from_exception(error).format(chain=True),
    ]
    for text in shown:
        for secret in SECRETS:
            assert secret not in text


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("method", ALL_CALLS)
@pytest.mark.parametrize(
    "fault",
    [
        *LAME,
        *(
            pytest.param(fault, id=str(fault)[:40])
            for fault in (
                {"status": 400},
                {"status": 401},
                {"status": 403},
                {"status": 404},
                {"status": 429},
                {"status": 466},
                {"status": 500},
                {"drop": "before"},
                {"body": "<html>"},
                {"body": "["},
                {"body": '{"code":401}'},
                {"pad_to": 1_100_000},
                {"location": "https://example.org/"},
            )
        ),
    ],
)
async def test_errors_tell_no_secret(
    client: GreenApiClient, simulator: Simulator, method: str, fault: dict[str, Any]
) -> None:
    """Neither the token nor the address is in anything that an error shows."""
    simulator.fault(method=method, times=None, **fault)
    with patch("custom_components.green_api.client.client.MAX_LIST_SIZE", 1_000_000):
        assert_tells_nothing(await failure(client, method))


@pytest.mark.parametrize(
    "api_url",
    ["http://127.0.0.1:1", "ftp://127.0.0.1", "127.0.0.1", "http://127.0.0.1:0"],
)
async def test_errors_about_the_address_tell_no_secret(
    session: ClientSession, api_url: str
) -> None:
    """An address that cannot be used is not shown either."""
    client = GreenApiClient(session, api_url, FIRST_ID, FIRST_TOKEN)
    assert_tells_nothing(await failure(client))


@pytest.mark.parametrize("raised", [ValueError, OSError, TimeoutError])
async def test_errors_of_the_library_tell_no_secret(raised: type[Exception]) -> None:
    """Whatever aiohttp puts into its errors stays behind."""
    session = Mock()
    session.request.side_effect = raised(f"http://127.0.0.1/waInstance/{FIRST_TOKEN}")
    client = GreenApiClient(session, "http://127.0.0.1", FIRST_ID, FIRST_TOKEN)
    assert_tells_nothing(await failure(client))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", [LIST, "setSettings"])
async def test_redirects_are_not_followed(
    client: GreenApiClient, simulator: Simulator, method: str, status: int
) -> None:
    """The token is not carried anywhere else."""
    target = f"{simulator.url}/waInstance{FIRST_ID}/getWaSettings/{FIRST_TOKEN}"
    simulator.fault(method=method, status=status, location=target)
    error = await failure(client, method)
    assert type(error) is GreenApiResponseError
    assert error.status == status
    assert [call.method for call in simulator.calls] == [method]
