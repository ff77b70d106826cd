"""The simulator: what it answers, how statuses evolve, files, faults, administration."""

import asyncio
from io import BytesIO
import json
import logging
from pathlib import Path
import signal
import sys
from typing import Any

import aiohttp
from PIL import Image
import pytest

from demo.simulator import (
    FIRST_ID,
    FIRST_TOKEN,
    SECOND_ID,
    SECOND_TOKEN,
    Account,
    Drawn,
    Instance,
    Media,
    Simulator,
    Status,
    Text,
    fake_token,
    statuses,
)
from demo.simulator.sample_data import sample_contacts

from .conftest import Api

DAY = 24 * 3600
ROOT = Path(__file__).parents[2]


# What is answered.


async def test_text_status(api: Api, instance: Instance) -> None:
    """A text status sent by API is listed as the vendor lists it."""
    recipients = [instance.contacts[0].id]
    sent = await api.json(
        "sendTextStatus",
        verb="POST",
        json={
            "message": "Hello",
            "backgroundColor": "#228B22",
            "font": "SERIF",
            "participants": recipients,
        },
    )
    [item] = await api.listed()
    posted = item.pop("timestamp")
    assert instance.clock() - 60 < posted <= instance.clock()
    assert item == {
        "type": "outgoing",
        "idMessage": sent["idMessage"],
        "chatId": f"{instance.phone}@c.us",
        "typeMessage": "extendedTextMessage",
        "textMessage": "Hello",
        "extendedTextMessage": {
            "text": "Hello",
            "backgroundColor": "#228B22",
            "font": "SERIF",
            "participants": recipients,
        },
        "statusMessage": "pending",
        "sendByApi": True,
    }


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [
        ({"token": SECOND_TOKEN}, 401, b""),
        ({"account": "1101999999"}, 403, b""),
        ({"verb": "POST"}, 404, b""),
        ({"method": "getEverything"}, 404, b""),
        ({"query": "?minutes=soon"}, 400, b"Validation failed"),
        (
            {"method": "deleteStatus", "verb": "POST", "json": {"idMessage": "X"}},
            400,
            b"ID message notfound",
        ),
        (
            {
                "method": "sendTextStatus",
                "verb": "POST",
                "json": {"message": "a" * 501},
            },
            400,
            b"Validation failed",
        ),
    ],
)
async def test_wrong_calls(
    api: Api, options: dict[str, Any], status: int, text: bytes
) -> None:
    """Wrong calls are refused."""
    answer = await api.call(**{"method": "getOutgoingStatuses", **options})
    assert answer[0] == status
    assert text in answer[1]


async def test_new_settings(api: Api, instance: Instance) -> None:
    """New settings hold after a restart."""
    instance.configure(restart_seconds=3600)
    body = {"outgoingWebhook": "no"}
    assert await api.json("setSettings", verb="POST", json=body) == {
        "saveSettings": True
    }
    assert await api.json("getStateInstance") == {"stateInstance": "starting"}
    assert (await api.json("getSettings"))["outgoingWebhook"] == "yes"
    api.simulator.set_clock_offset(3601)
    assert await api.json("getStateInstance") == {"stateInstance": "authorized"}
    assert (await api.json("getSettings"))["outgoingWebhook"] == "no"


async def test_reports_off(api: Api, instance: Instance) -> None:
    """Without status reports no state goes beyond sent."""
    status = instance.post_text("Hello", state="read", viewers=3)
    instance.set_settings({"outgoingWebhook": "no"})
    assert [item["statusMessage"] for item in await api.listed()] == ["sent"]
    query = f"?idMessage={status.id}"
    assert await api.json("getStatusStatistic", query=query) == []


async def test_quota(api: Api, instance: Instance) -> None:
    """A quota that is used up answers 466 with phone numbers."""
    instance.set_quota("getOutgoingStatuses", 1)
    await api.listed()
    status, body = await api.call("getOutgoingStatuses")
    answer = json.loads(body)["invokeStatus"]
    assert status == 466
    assert (answer["used"], answer["total"], answer["status"]) == (
        1,
        1,
        "QUOTE_EXCEEDED",
    )
    assert instance.phone in answer["description"]


async def test_rate_limit(
    api: Api,
) -> None:
    """The rate limit counts each method of each account alone."""
    api.simulator.rate_limits = True
    second: dict[str, Any] = {"account": SECOND_ID, "token": SECOND_TOKEN}
    assert (await api.call("getOutgoingStatuses"))[0] == 200
    assert (await api.call("getOutgoingStatuses"))[0] == 429
    assert (await api.call("getStateInstance"))[0] == 200
    assert (await api.call("getOutgoingStatuses", **second))[0] == 200


# How statuses evolve.


def test_forward_only() -> None:
    """A status goes forward only and ends with its recipients."""
    people = sample_contacts(60, "people")
    status = Status("BAE5000000000001", 1000.0, Text("Hello"))
    status = statuses.plan_receipts(status, people, 1000.0, 1.0, 1)
    order = [statuses.PENDING, *statuses.STEPS]
    seen = [
        order.index(statuses.state_at(status, 1000.0 + at)[0])
        for at in range(0, DAY, 10)
    ]
    assert seen == sorted(seen)
    assert set(seen) == {0, 1, 2, 3}
    private = {contact.id for contact in people if not contact.read_receipts}
    rows = statuses.statistic_at(status, 1000.0 + 30 * DAY)
    read = {row["participant"] for row in rows if row["status"] == "read"}
    assert len(rows) == 60
    assert read
    assert not read & private


async def test_history(
    http: aiohttp.ClientSession,
) -> None:
    """The start has a day of statuses of all types."""
    async with Simulator(rate_limits=False) as simulator:
        api = Api(simulator, http)
        day, longer = await api.listed(), await api.listed("?minutes=2880")
        incoming = await api.json("getIncomingStatuses")
    assert 6 <= len(day) <= 8
    assert len(longer) == len(day) + 1
    assert {item["typeMessage"] for item in day} == {
        "extendedTextMessage",
        "imageMessage",
        "videoMessage",
        "audioMessage",
    }
    assert {item["statusMessage"] for item in day} == {"read", "delivered", "sent"}
    for item in day:
        if item["typeMessage"] == "imageMessage":
            assert 2000 <= len(item["jpegThumbnail"]) <= 3100
    assert {item["type"] for item in incoming} == {"incoming"}
    assert not any("statusMessage" in item for item in incoming)


async def test_seed(http: aiohttp.ClientSession) -> None:
    """The same seed gives the same statuses."""
    found = []
    for seed in (5, 5, 6):
        async with Simulator(seed=seed, rate_limits=False) as simulator:
            items = await Api(simulator, http).listed()
            found.append([item["idMessage"] for item in items])
    assert found[0] == found[1] != found[2]


async def test_evolving(
    http: aiohttp.ClientSession,
) -> None:
    """While evolving posts come and are seen."""
    async with Simulator(evolve=True, history=False, rate_limits=False) as simulator:
        api = Api(simulator, http)
        assert await api.listed() == []
        simulator.set_clock_offset(30)
        assert [item["statusMessage"] for item in await api.listed()] == ["pending"]
        simulator.set_clock_offset(1000)
        item = (await api.listed())[-1]
        assert item["statusMessage"] == "read"
        query = f"?idMessage={item['idMessage']}"
        before = await api.json("getStatusStatistic", query=query)
        simulator.set_clock_offset(4000)
        after = await api.json("getStatusStatistic", query=query)
        now = simulator.now()
    views = [sum(row["status"] == "read" for row in rows) for rows in (before, after)]
    assert 0 < views[0] < views[1]
    assert all(row["timestamp"] <= now for row in after)


async def test_stopped(http: aiohttp.ClientSession) -> None:
    """After a stop nothing moves."""
    async with Simulator(evolve=True, rate_limits=False) as simulator:
        api = Api(simulator, http)
        simulator.set_clock_offset(30)
        simulator.evolve(False)
        before = await api.listed()
        simulator.set_clock_offset(1800)
        assert await api.listed() == before


async def test_same_bytes(api: Api, instance: Instance) -> None:
    """An unchanged list is the same bytes."""
    instance.bulk(50)
    first = await api.call("getOutgoingStatuses")
    api.simulator.set_clock_offset(1)
    assert await api.call("getOutgoingStatuses") == first
    instance.advance(instance.latest.id, "read", 5)
    assert await api.call("getOutgoingStatuses") != first


async def test_encoded_list(api: Api, instance: Instance) -> None:
    """An encoded list is used until its next change and no longer."""
    instance.post_text("Hello", age=DAY - 100)
    assert len(await api.listed()) == 1
    # Not through set_clock_offset, which drops encoded lists.
    api.simulator.clock_offset = 90
    assert len(await api.listed()) == 1
    api.simulator.clock_offset = 110
    assert await api.listed() == []


async def test_advance_to_states(api: Api, instance: Instance) -> None:
    """A status is brought to a state with viewers."""
    status = instance.post_text("Hello")
    query = f"?idMessage={status.id}"
    for state in ("sent", "delivered", "read", "failed"):
        instance.advance(status.id, state)
        assert [item["statusMessage"] for item in await api.listed()] == [state]
    instance.advance(status.id, "read", viewers=4)
    rows = await api.json("getStatusStatistic", query=query)
    assert sum(row["status"] == "read" for row in rows) == 5
    assert len(rows) == 40
    instance.configure(statistics_lost=True)
    assert await api.json("getStatusStatistic", query=query) == []


async def test_delivered_rows(api: Api, instance: Instance) -> None:
    """Delivered rows are for statuses sent by API only."""
    found = []
    for by_api in (True, False):
        status = instance.post_text("Hello", by_api=by_api, state="delivered")
        query = f"?idMessage={status.id}"
        rows = await api.json("getStatusStatistic", query=query)
        found.append({row["status"] for row in rows})
    assert found == [{"sent", "delivered"}, {"sent"}]


async def test_timestamps(api: Api, instance: Instance) -> None:
    """The time reported is the posting or the last action."""
    status = instance.post_text("Hello", age=3600)
    instance.advance(status.id, "read")
    assert [item["timestamp"] for item in await api.listed()] == [int(status.posted)]
    instance.configure(timestamps="last_action")
    [item] = await api.listed()
    assert item["timestamp"] - status.posted == pytest.approx(3600, abs=10)


async def test_deletion(api: Api, instance: Instance) -> None:
    """A deleted status vanishes is flagged or leaves a tombstone."""
    status = instance.post_text("Hello")
    status_id = status.id
    deletion = {"idMessage": status_id}
    assert await api.call("deleteStatus", verb="POST", json=deletion) == (200, b"")
    [item] = await api.listed()
    assert item["typeMessage"] == "deletedMessage"
    assert item["deletedMessageData"] == {"stanzaId": status_id}
    instance.configure(deletion="flag")
    [item] = await api.listed()
    assert (item["idMessage"], item["isDeleted"]) == (status_id, True)
    instance.configure(deletion="vanish")
    assert await api.listed() == []


# Media.


async def test_pictures(instance: Instance, http: aiohttp.ClientSession) -> None:
    """Pictures are real and each its own."""
    pictures = []
    for number in (1, 2):
        status = instance.post_media(Drawn("hills", number))
        assert isinstance(status.content, Media)
        async with http.get(status.content.url) as answer:
            pictures.append(await answer.read())
    assert pictures[0] != pictures[1]
    with Image.open(BytesIO(pictures[0])) as picture:
        assert picture.size == (720, 1280)


# Faults.


async def test_faults_of_one_account(api: Api, instance: Instance) -> None:
    """The faults of one account can be dropped alone."""
    for account in (instance.id, SECOND_ID):
        api.simulator.fault(instance=account, times=None, status=500)
    api.simulator.faults.lift(instance.id)
    assert await api.listed() == []
    ((fault, _),) = api.simulator.faults.pending()
    assert fault.instance == SECOND_ID


async def test_client_that_hangs_up(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """A client that closes the connection causes no error in the simulator."""
    api.simulator.fault(drip=[1, 0.02], times=None, body="x" * 50)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await api.call("getOutgoingStatuses")
    await asyncio.sleep(0.2)
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


# Administration.


async def test_admin_orders(api: Api) -> None:
    """Routes of the administration do what the methods do."""
    base = f"/instances/{FIRST_ID}"
    posted = await api.admin("POST", base + "/statuses", {"text": "Hello"})
    await api.admin("POST", base + "/statuses/latest/advance", {"viewers": 2})
    answer = (await api.admin("GET", base))["statuses"]
    assert [(one["id"], one["views"]) for one in answer] == [(posted["id"], 2)]
    await api.admin("PATCH", base, {"state": "blocked", "deletion": "vanish"})
    assert await api.json("getStateInstance") == {"stateInstance": "blocked"}
    await api.admin("POST", "/reset")
    assert (await api.admin("GET", "/calls"))["log"] == []
    assert await api.json("getStateInstance") == {"stateInstance": "authorized"}


async def test_accounts_and_tokens(api: Api) -> None:
    """An account can be added and its token changed."""
    token, later = fake_token(3), fake_token(4)
    third: dict[str, Any] = {"account": "110100000003"}
    account = Account("110100000003", token, "15550100003")
    instance = api.simulator.add_instance(account)
    assert (await api.call("getStateInstance", token=token, **third))[0] == 200
    instance.set_token(later)
    assert (await api.call("getStateInstance", token=token, **third))[0] == 401
    assert (await api.call("getStateInstance", token=later, **third))[0] == 200


async def test_call_log(api: Api) -> None:
    """Calls are counted without tokens."""
    await api.listed()
    await api.call(FIRST_TOKEN, token="getStateInstance")
    answer = await api.admin("GET", "/calls")
    assert answer["counts"] == {"getOutgoingStatuses": 1, "unknown": 1}
    assert [call["status"] for call in answer["log"]] == [200, 401]
    overview = await api.admin("GET", "")
    assert FIRST_TOKEN not in json.dumps([answer, overview])


@pytest.mark.parametrize("host", ["::", "192.0.2.1", "example.org", ""])
def test_loopback_only(host: str) -> None:
    """It listens on loopback only."""
    with pytest.raises(ValueError, match="loopback"):
        Simulator(host=host)


@pytest.mark.e2e
async def test_program(http: aiohttp.ClientSession) -> None:
    """The program prints its address and stops at a signal."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "demo.simulator", "--port", "0", "--no-limits"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        async with asyncio.timeout(20):
            line = (await program.stdout.readline()).decode()
        assert line.startswith("GREEN-API simulator on http://127.0.0.1:")
        async with http.get(f"{line.split()[3]}/admin") as answer:
            assert answer.status == 200
        program.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
