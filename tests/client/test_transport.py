"""Tests for how calls are made: pace, tries, limits, and that no error gives anything away."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from itertools import pairwise
import traceback
from typing import Any
from unittest.mock import Mock, patch

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.green_api.client import (
    GreenApiClient,
    GreenApiConnectionError,
    GreenApiError,
    GreenApiResponseError,
    RateLimiter,
)
from custom_components.green_api.client.transport import (
    DEFAULT_SPACING,
    MAX_ANSWER_SIZE,
    RETRY_DELAYS,
    SPACING,
)
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator

LIST = "getOutgoingStatuses"
TRANSPORT = "custom_components.green_api.client.transport"


async def _file() -> AsyncGenerator[bytes]:
    yield b"bytes"


type Call = Callable[[GreenApiClient], Awaitable[object]]

GETS: dict[str, Call] = {
    LIST: lambda client: client.get_outgoing_statuses(1440),
    "getStateInstance": lambda client: client.get_state_instance(),
    "getStatusStatistic": lambda client: client.get_status_statistic("BAE5"),
}
POSTS: dict[str, Call] = {
    "setSettings": lambda client: client.enable_delivery_receipts(),
    "sendMediaStatus": lambda client: client.send_media_status("https://a.org/a", "a"),
    "uploadFile": lambda client: client.upload_file(_file(), "image/png", "a.png"),
}
CALLS = GETS | POSTS


async def error_of(client: GreenApiClient, method: str = LIST) -> GreenApiError:
    """Return the error that a call raises."""
    with pytest.raises(GreenApiError) as caught:
        await CALLS[method](client)
    return caught.value


# Pace.


class Clock:
    """A clock that stands still but for the pauses of the rate limiter."""

    now = 1000.0

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, after the others had their turn."""
        await REAL_SLEEP(0)
        self.now += seconds


REAL_SLEEP = asyncio.sleep


@pytest.fixture(name="clock")
async def _clock() -> AsyncGenerator[Clock]:
    """Put the pauses between calls back, in a time of their own."""
    clock = Clock()
    with (
        patch(f"{TRANSPORT}.DEFAULT_SPACING", DEFAULT_SPACING),
        patch(f"{TRANSPORT}.SPACING", SPACING),
        patch(f"{TRANSPORT}.asyncio.sleep", clock.sleep),
        patch.object(asyncio.get_running_loop(), "time", lambda: clock.now),
    ):
        yield clock


@pytest.mark.parametrize(
    ("method", "limit"),
    [
        (LIST, 1),
        ("getStateInstance", 1),
        ("showMessagesQueue", 1),
        ("sendTextStatus", 5),
        ("sendMediaStatus", 5),
        ("sendVoiceStatus", 5),
        ("deleteStatus", 10),
    ],
)
async def test_calls_keep_the_limit_of_their_method(
    clock: Clock, method: str, limit: int
) -> None:
    """The first call goes out at once, each further one a little later than the limit asks for."""
    rate_limiter = RateLimiter()
    started = []

    async def request() -> None:
        started.append(clock.now)

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(rate_limiter.call("7103", method, request))
    assert started[0] == 1000
    gaps = [later - one for one, later in pairwise(started)]
    assert all(1 < gap * limit < 1.2 for gap in gaps)


async def test_other_methods_and_instances_do_not_wait(clock: Clock) -> None:
    """The limit is for one method of one instance."""
    rate_limiter = RateLimiter()

    async def request() -> float:
        return clock.now

    for instance, method in (("1", LIST), ("1", "getStateInstance"), ("2", LIST)):
        assert await rate_limiter.call(instance, method, request) == 1000


async def test_calls_are_made_one_after_another(clock: Clock) -> None:
    """A call starts when the one before has ended, and the pause counts from that end."""
    rate_limiter = RateLimiter()
    ended = []

    async def slow_request() -> float:
        started = clock.now
        await clock.sleep(5)
        ended.append(clock.now)
        return started

    _, second = await asyncio.gather(
        *(rate_limiter.call("7103", LIST, slow_request) for _ in range(2))
    )
    assert second == pytest.approx(ended[0] + DEFAULT_SPACING)


async def test_calls_after_a_failed_one_wait_as_well(clock: Clock) -> None:
    """A call that failed may have been counted."""
    rate_limiter = RateLimiter()

    async def request() -> float:
        return clock.now

    with pytest.raises(TimeoutError):
        await rate_limiter.call("7103", LIST, Mock(side_effect=TimeoutError))
    assert await rate_limiter.call("7103", LIST, request) > 1001


async def test_nothing_is_saved_up(clock: Clock) -> None:
    """Who has not called for long does not wait, and the next one does."""
    rate_limiter = RateLimiter()

    async def request() -> float:
        return clock.now

    await rate_limiter.call("7103", LIST, request)
    clock.now += 60
    assert await rate_limiter.call("7103", LIST, request) == 1060
    assert await rate_limiter.call("7103", LIST, request) > 1061


async def test_cancelled_calls_give_up_their_place(clock: Clock) -> None:
    """Of 300 calls that wait and are cancelled, nothing is left to wait for but the one that was made."""
    rate_limiter = RateLimiter()
    made = []

    async def request() -> None:
        made.append(clock.now)
        await asyncio.Event().wait()

    calls = [
        asyncio.create_task(rate_limiter.call("7103", LIST, request))
        for _ in range(300)
    ]
    await REAL_SLEEP(0)
    await REAL_SLEEP(0)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    assert made == [1000]

    async def next_request() -> float:
        return clock.now

    waited = await rate_limiter.call("7103", LIST, next_request) - 1000
    assert waited == pytest.approx(DEFAULT_SPACING)


async def test_two_clients_get_through_the_limiter_together(
    simulator: Simulator, session: ClientSession
) -> None:
    """A running account and a form that ask at the same time share the limit."""
    simulator.rate_limits = True
    rate_limiter = RateLimiter()
    clients = [
        GreenApiClient(session, rate_limiter, simulator.url, FIRST_ID, FIRST_TOKEN)
        for _ in range(2)
    ]
    with patch(f"{TRANSPORT}.DEFAULT_SPACING", DEFAULT_SPACING):
        await asyncio.gather(*(one.get_outgoing_statuses(1440) for one in clients))
    assert [call.status for call in simulator.calls] == [200, 200]


# Tries.

NO_ANSWER = [
    pytest.param({"status": 502}, id="502"),
    pytest.param({"status": 503}, id="503"),
    pytest.param({"status": 504}, id="504"),
    pytest.param({"drop": "before"}, id="dropped"),
    pytest.param({"drop": "mid"}, id="dropped in the middle"),
    pytest.param({"delay": 30}, id="timeout"),
    pytest.param({"headers": {"Content-Encoding": "gzip"}}, id="broken gzip"),
]


@pytest.fixture(name="short_timeout")
def _short_timeout(
    request: pytest.FixtureRequest, fault: dict[str, Any]
) -> Generator[None]:
    # On a busy machine, an answer that is to come may well take this long.
    seconds = 0.3 if "failures" in request.fixturenames else 0.05
    limit = ClientTimeout(total=seconds if "delay" in fault else None)
    with (
        patch(f"{TRANSPORT}.TIMEOUT", limit),
        patch(f"{TRANSPORT}.UPLOAD_TIMEOUT", limit),
    ):
        yield


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("failures", [1, 2])
@pytest.mark.parametrize("fault", NO_ANSWER)
async def test_get_that_works_at_last_has_worked(
    client: GreenApiClient,
    simulator: Simulator,
    instance: Instance,
    fault: dict[str, Any],
    failures: int,
) -> None:
    """The second or third try counts as the first."""
    status = instance.post_text("a")
    simulator.fault(method=LIST, times=failures, **fault)
    reply = await client.get_outgoing_statuses(1440)
    assert [one.status_id for one in reply.statuses] == [status.id]
    assert simulator.call_counts[LIST] == failures + 1


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("method", GETS)
@pytest.mark.parametrize("fault", NO_ANSWER)
async def test_get_is_tried_three_times(
    client: GreenApiClient, simulator: Simulator, fault: dict[str, Any], method: str
) -> None:
    """A fourth request is not made, by aiohttp either."""
    simulator.fault(method=method, times=None, **fault)
    error = await error_of(client, method)
    assert isinstance(error, GreenApiConnectionError)
    assert error.status == fault.get("status")
    assert simulator.call_counts[method] == 3


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("method", POSTS)
@pytest.mark.parametrize("fault", NO_ANSWER)
async def test_post_is_tried_once(
    client: GreenApiClient, simulator: Simulator, fault: dict[str, Any], method: str
) -> None:
    """It may have been done although the answer got lost."""
    simulator.fault(method=method, times=None, **fault)
    assert isinstance(await error_of(client, method), GreenApiConnectionError)
    assert simulator.call_counts[method] == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 466, 469, 500])
async def test_answer_that_is_an_error_is_not_asked_for_again(
    client: GreenApiClient, simulator: Simulator, status: int
) -> None:
    """Only a gateway that fails is worth another try."""
    simulator.fault(status=status, times=None)
    assert (await error_of(client)).status == status
    assert simulator.call_counts[LIST] == 1


async def test_kept_connection_that_is_dropped_costs_one_try(
    session: ClientSession,
) -> None:
    """Three tries are three requests on the wire, although aiohttp would repeat each of them."""
    requests = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The first request on a connection is answered, and dropped is each further one.
        for answer in (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", b""):
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            if len(requests) > 1:
                break
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        client = GreenApiClient(session, RateLimiter(), url, FIRST_ID, FIRST_TOKEN)
        await client.get_outgoing_statuses(1440)
        assert isinstance(await error_of(client), GreenApiConnectionError)
    assert len(requests) == 1 + 3


async def test_tries_are_spread_out(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """There is a longer pause before each further try, and none after the last."""
    simulator.fault(method=LIST, status=502, times=None)
    pauses = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with (
        patch(f"{TRANSPORT}.RETRY_DELAYS", RETRY_DELAYS),
        patch(f"{TRANSPORT}.asyncio.sleep", sleep),
    ):
        await error_of(client)
    assert [seconds for seconds in pauses if seconds] == [1.0, 3.0]


# Limits.


async def test_time_limit_is_for_the_whole_answer(
    client: GreenApiClient, simulator: Simulator, instance: Instance
) -> None:
    """An answer that drips in is not waited for."""
    instance.post_text("a")
    simulator.fault(method=LIST, drip=(1, 0.02), times=None)
    with patch(f"{TRANSPORT}.TIMEOUT", ClientTimeout(total=0.1, sock_read=5)):
        assert isinstance(await error_of(client), GreenApiConnectionError)


@pytest.mark.parametrize("gzip", [False, True])
async def test_body_over_the_cap(
    client: GreenApiClient, simulator: Simulator, gzip: bool
) -> None:
    """A body is not read beyond the cap, also when it comes compressed and small."""
    simulator.fault(method=LIST, pad_to=2_000_000, gzip=gzip)
    with patch("custom_components.green_api.client.client.MAX_LIST_SIZE", 1_000_000):
        assert type(await error_of(client)) is GreenApiResponseError
    # The next call is a fresh start.
    assert (await client.get_outgoing_statuses(1440)).statuses == ()


@pytest.mark.parametrize("gzip", [False, True])
async def test_body_under_the_cap(
    client: GreenApiClient, simulator: Simulator, instance: Instance, gzip: bool
) -> None:
    """A long list is no error."""
    instance.post_text("a")
    simulator.fault(method=LIST, pad_to=1_000_000, gzip=gzip)
    with patch("custom_components.green_api.client.client.MAX_LIST_SIZE", 1_000_000):
        assert len((await client.get_outgoing_statuses(1440)).statuses) == 1


async def test_only_lists_may_be_large(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """Any other answer is at most one megabyte."""
    simulator.fault(pad_to=MAX_ANSWER_SIZE + 1, times=None)
    error = await error_of(client, "getStateInstance")
    assert type(error) is GreenApiResponseError
    assert (await client.get_outgoing_statuses(1440)).statuses == ()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", [LIST, "setSettings"])
async def test_redirects_are_not_followed(
    client: GreenApiClient, simulator: Simulator, method: str, status: int
) -> None:
    """The token is not carried anywhere else."""
    target = f"{simulator.url}/waInstance{FIRST_ID}/getWaSettings/{FIRST_TOKEN}"
    simulator.fault(method=method, status=status, location=target)
    error = await error_of(client, method)
    assert type(error) is GreenApiResponseError
    assert error.status == status
    assert [call.method for call in simulator.calls] == [method]


# Secrets.

ECHO = {
    "statusCode": 400,
    "timestamp": "2026-11-26T08:00:00Z",
    "path": f"/waInstance{FIRST_ID}/{LIST}/{FIRST_TOKEN}",
    "message": f"Cannot read 15550100001@c.us at {FIRST_TOKEN}",
}
PAGE = f"<html>No such page: /waInstance{FIRST_ID}/{LIST}/{FIRST_TOKEN}</html>"


def assert_no_secret(error: BaseException) -> None:
    """Check everything that an error can show or be asked for, and that nothing hides behind it."""
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = f"{error} {error!r} {error.args} {vars(error)}"
    shown += "".join(traceback.format_exception(error))
    for secret in (FIRST_TOKEN, "waInstance", "127.0.0.1", "http://", "15550100001"):
        assert secret not in shown


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(
    "fault",
    [
        *NO_ANSWER,
        *(
            pytest.param({"status": status, "json": ECHO}, id=str(status))
            for status in (400, 401, 403, 404, 405, 429, 466, 469, 500)
        ),
        pytest.param({"status": 400, "body": PAGE}, id="400 with a page"),
        pytest.param({"body": PAGE}, id="a page"),
        pytest.param({"body": f'["{FIRST_TOKEN}'}, id="cut-off JSON"),
        pytest.param({"json": {"code": 400, **ECHO}}, id="an error in a 200"),
        pytest.param(
            {"json": {"status": False, "reason": FIRST_TOKEN}}, id="a reason in a 200"
        ),
        pytest.param({"location": f"https://a.org/{FIRST_TOKEN}"}, id="a redirect"),
        pytest.param(
            {"body": PAGE, "pad_to": MAX_ANSWER_SIZE + 1}, id="more than the cap"
        ),
    ],
)
async def test_no_error_tells_a_secret(
    client: GreenApiClient, simulator: Simulator, method: str, fault: dict[str, Any]
) -> None:
    """Neither address, token nor the vendor's text is in an error, whatever was answered to whom."""
    simulator.fault(method=method, times=None, **fault)
    error = await error_of(client, method)
    assert error.method == method
    assert_no_secret(error)


async def test_error_about_the_shape_tells_no_secret(
    client: GreenApiClient, simulator: Simulator
) -> None:
    """The decoded body stays behind."""
    simulator.fault(method=LIST, json={"path": FIRST_TOKEN})
    assert_no_secret(await error_of(client))


@pytest.mark.parametrize(
    "api_url",
    ["http://127.0.0.1:1", "ftp://127.0.0.1", "127.0.0.1", "http://127.0.0.1:0"],
)
async def test_errors_about_the_address_tell_no_secret(
    session: ClientSession, api_url: str
) -> None:
    """An address that cannot be used is not shown either."""
    client = GreenApiClient(session, RateLimiter(), api_url, FIRST_ID, FIRST_TOKEN)
    assert_no_secret(await error_of(client))


@pytest.mark.parametrize("raised", [ValueError, OSError, TimeoutError])
async def test_errors_of_the_library_tell_no_secret(raised: type[Exception]) -> None:
    """Whatever aiohttp puts into its errors stays behind."""
    session = Mock()
    session.request.side_effect = raised(f"http://127.0.0.1/waInstance/{FIRST_TOKEN}")
    client = GreenApiClient(
        session, RateLimiter(), "http://127.0.0.1", FIRST_ID, FIRST_TOKEN
    )
    assert_no_secret(await error_of(client))
