"""Where the simulator answers as the real GREEN-API does, and the switches for it."""

from datetime import datetime
import json
from typing import Any, Literal

import pytest

from demo.simulator import FIRST_ID, FIRST_TOKEN, Drawn, Instance, Text

from .conftest import Api

HOUR = 3600
DAY = 24 * HOUR


async def send_text(api: Api, text: str = "Hello", **body: object) -> str:
    """Send a text status and return its id."""
    body = {"message": text, **body}
    return str((await api.json("sendTextStatus", verb="POST", json=body))["idMessage"])


async def queued(api: Api) -> list[str]:
    """Return the ids in the queue."""
    return [row["messageID"] for row in await api.json("showMessagesQueue")]


async def listed(api: Api) -> list[str]:
    """Return the ids in the list of outgoing statuses."""
    return [item["idMessage"] for item in await api.listed()]


def pass_time(api: Api, seconds: float) -> None:
    """Move the clock of the simulator."""
    api.simulator.set_clock_offset(api.simulator.clock_offset + seconds)


# Errors.


async def test_error_body_repeats_the_token(api: Api, instance: Instance) -> None:
    """A 400 has status, time, path and message, and the path contains the token."""
    instance.set_state("starting")
    status, body = await api.call("getOutgoingStatuses", query="?minutes=5")
    error = json.loads(body)
    assert status == 400
    assert datetime.fromisoformat(error.pop("timestamp")).tzinfo is not None
    assert error == {
        "statusCode": 400,
        "path": f"/waInstance{FIRST_ID}/getOutgoingStatuses/{FIRST_TOKEN}",
        "message": "instance in starting process try later",
    }


# Quotas.


@pytest.mark.parametrize(
    ("shape", "numbers", "path", "word"),
    [
        ("invokeStatus", "number", ["invokeStatus"], "QUOTE_EXCEEDED"),
        ("bare", "number", [], "QUOTE_EXCEEDED"),
        ("quotaData", "string", ["quotaData"], "QUOTA_EXCEEDED"),
    ],
)
async def test_quota_shapes(
    api: Api, instance: Instance, shape: str, numbers: str, path: list[str], word: str
) -> None:
    """The numbers of a 466 come with or without a wrapper, as numbers or as strings."""
    instance.set_quota("getOutgoingStatuses", 100, used=100)
    instance.configure(quota_shape=shape, quota_numbers=numbers)
    status, body = await api.call("getOutgoingStatuses")
    found = json.loads(body)
    for key in path:
        found = found[key]
    hundred = 100 if numbers == "number" else "100"
    assert status == 466
    assert (found["used"], found["total"], found["status"]) == (hundred, hundred, word)


async def test_correspondents_in_a_200(api: Api, instance: Instance) -> None:
    """The quota of correspondents may be reported with status 200 and no id."""
    instance.set_quota("correspondents", 3, used=3)
    instance.configure(quota_http_status=200)
    answer = await api.json("sendTextStatus", verb="POST", json={"message": "Hello"})
    assert answer["correspondentsStatus"]["status"] == "CORRESPONDENTS_QUOTE_EXCEEDED"
    assert "idMessage" not in answer


# Null.


async def test_null_stays_null(api: Api) -> None:
    """Null for an optional field is accepted, and listed as null."""
    await send_text(api, backgroundColor=None, font=None, participants=None)
    [item] = await api.listed()
    assert item["extendedTextMessage"] == {
        "text": "Hello",
        "backgroundColor": None,
        "font": None,
        "participants": [],
    }
    body = {"urlFile": "https://a.test/b.jpg", "fileName": "b.jpg", "caption": None}
    await api.json("sendMediaStatus", verb="POST", json=body)
    assert (await api.listed())[0]["caption"] is None


# Kinds of files.


@pytest.mark.parametrize(
    ("method", "name", "status"),
    [
        ("sendMediaStatus", "a.jpg", 200),
        ("sendMediaStatus", "a.mp4", 200),
        ("sendMediaStatus", "a.mp3", 400),
        ("sendMediaStatus", "a.pdf", 400),
        ("sendVoiceStatus", "a.mp3", 200),
        ("sendVoiceStatus", "a.ogg", 200),
        ("sendVoiceStatus", "a.jpg", 400),
        ("sendVoiceStatus", "a.mp4", 400),
    ],
)
async def test_kinds_of_files(api: Api, method: str, name: str, status: int) -> None:
    """A media status is an image or a video, and a voice status is audio."""
    body = {"urlFile": f"https://files.test/{name}", "fileName": name}
    assert (await api.call(method, verb="POST", json=body))[0] == status


async def test_uploaded_file_counts_by_its_content(api: Api) -> None:
    """An uploaded sound is no image, whatever its file name says."""
    uploaded = await api.json(
        "uploadFile", verb="POST", data=b"ID3", headers={"Content-Type": "audio/mpeg"}
    )
    body = {"urlFile": uploaded["urlFile"], "fileName": "a.jpg"}
    assert (await api.call("sendMediaStatus", verb="POST", json=body))[0] == 400
    assert (await api.call("sendVoiceStatus", verb="POST", json=body))[0] == 200


# The queue.


async def test_queued_then_published(api: Api, instance: Instance) -> None:
    """What is sent is in the queue, then in the list, and never in both."""
    instance.configure(queue_seconds=60)
    sent = await send_text(api)
    assert (await queued(api), await listed(api)) == ([sent], [])
    pass_time(api, 61)
    assert (await queued(api), await listed(api)) == ([], [sent])


async def test_rows_of_the_queue(api: Api, instance: Instance) -> None:
    """A row has the id, the method and the body; there are 500 at most."""
    instance.configure(queue_seconds=60)
    sent = await send_text(api)
    [row] = await api.json("showMessagesQueue")
    assert row == {
        "messageID": sent,
        "type": "sendTextStatus",
        "body": {"message": "Hello"},
    }
    for _ in range(500):
        instance.send("sendTextStatus", Text("More"), {"message": "More"})
    assert len(await api.json("showMessagesQueue")) == 500
    assert await api.json("getMessagesCount") == {"count": 501}
    assert await api.json("clearMessagesQueue") == {"isCleared": True}
    assert await queued(api) == []


async def test_queue_once_a_second(api: Api) -> None:
    """The queue may be read once per second."""
    api.simulator.rate_limits = True
    found = [(await api.call("showMessagesQueue"))[0] for _ in range(2)]
    assert found == [200, 429]


async def test_published_when_it_leaves_the_queue(api: Api, instance: Instance) -> None:
    """The time of a status is when it left the queue, also when it is listed later."""
    instance.configure(queue_seconds=600)
    sent_at = instance.clock()
    await send_text(api)
    pass_time(api, 1200)
    [item] = await api.listed()
    assert item["timestamp"] - sent_at == pytest.approx(600, abs=5)


@pytest.mark.parametrize("state", ["suspended", "yellowCard", "notAuthorized"])
async def test_queue_waits_for_the_account(
    api: Api, instance: Instance, state: str
) -> None:
    """Without an authorized account the queue waits, and goes out afterwards."""
    instance.configure(stale_lists=True)
    instance.set_state(state)
    sent = await send_text(api)
    pass_time(api, HOUR)
    assert (await queued(api), await listed(api)) == ([sent], [])
    instance.set_state("authorized")
    assert (await queued(api), await listed(api)) == ([], [sent])


async def test_queue_ends_after_a_day(api: Api, instance: Instance) -> None:
    """What waited for 24 hours is dropped."""
    instance.set_state("suspended")
    await send_text(api)
    pass_time(api, DAY + 1)
    assert await queued(api) == []
    instance.set_state("authorized")
    assert await listed(api) == []


async def test_queued_status_cannot_be_deleted(api: Api, instance: Instance) -> None:
    """For deleteStatus, a status does not exist before it has left the queue."""
    instance.configure(queue_seconds=60)
    body = {"idMessage": await send_text(api)}
    status, answer = await api.call("deleteStatus", verb="POST", json=body)
    assert (status, json.loads(answer)["message"]) == (400, "ID message notfound")
    pass_time(api, 61)
    assert (await api.call("deleteStatus", verb="POST", json=body))[0] == 200


async def test_lost_status(api: Api, instance: Instance) -> None:
    """A status may leave the queue and never be listed."""
    instance.configure(queue_seconds=60, publication="lost")
    sent = await send_text(api)
    assert await queued(api) == [sent]
    instance.configure(publication="normal")
    pass_time(api, HOUR)
    assert (await queued(api), await listed(api)) == ([], [])


async def test_published_under_another_id(api: Api, instance: Instance) -> None:
    """A status may be listed with another id than the one the send answered."""
    instance.configure(queue_seconds=60, publication="new_id")
    sent = await send_text(api)
    pass_time(api, 61)
    [item] = await api.listed()
    assert item["idMessage"] != sent
    assert (item["textMessage"], item["sendByApi"]) == ("Hello", True)
    status, _ = await api.call("deleteStatus", verb="POST", json={"idMessage": sent})
    assert status == 400


async def test_queued_status_may_be_listed(api: Api, instance: Instance) -> None:
    """A switch lists what is queued as pending."""
    instance.configure(queue_seconds=60, list_queued=True)
    sent = await send_text(api)
    [item] = await api.listed()
    assert (item["idMessage"], item["statusMessage"]) == (sent, "pending")


# The list.


async def test_list_lags_behind(api: Api, instance: Instance) -> None:
    """The list can be minutes old: posts, states and deletions come later."""
    instance.configure(list_lag_seconds=180)
    status = instance.post_text("Hello")
    assert await api.listed() == []
    pass_time(api, 120)
    instance.advance(status.id, "read")
    assert await api.listed() == []
    # Not through set_clock_offset, which drops encoded lists.
    api.simulator.clock_offset = 181
    assert [item["statusMessage"] for item in await api.listed()] == ["pending"]
    api.simulator.clock_offset = 301
    assert [item["statusMessage"] for item in await api.listed()] == ["read"]
    instance.delete(status.id)
    assert [item["idMessage"] for item in await api.listed()] == [status.id]
    api.simulator.clock_offset = 482
    assert [item["typeMessage"] for item in await api.listed()] == ["deletedMessage"]


# Statuses of contacts.


async def test_incoming_statuses(api: Api, instance: Instance) -> None:
    """A contact's status has its sender; an empty caption and a missing name are absent."""
    sender = instance.contacts[3]
    instance.post_incoming(Text("Hello"), sender=3, age=60)
    instance.post_incoming(instance.files.media_status(Drawn("sea", 1)), sender=3)
    picture, text = await api.json("getIncomingStatuses")
    assert (text["chatId"], text["textMessage"]) == (sender.id, "Hello")
    assert text["senderContactName"] == sender.name
    assert "participants" not in text["extendedTextMessage"]
    assert "caption" not in picture
    instance.configure(incoming_names=False)
    assert "senderContactName" not in (await api.json("getIncomingStatuses"))[0]


async def test_incoming_statuses_forbidden_alone(api: Api, instance: Instance) -> None:
    """GetIncomingStatuses may answer 403 while the other methods work."""
    instance.configure(incoming_access=False)
    assert await api.call("getIncomingStatuses") == (403, b"")
    assert await api.listed() == []


# The account.


async def test_state_that_lies(api: Api, instance: Instance) -> None:
    """The state may say authorized while the list says that it is not."""
    instance.set_state("notAuthorized")
    instance.configure(claims_authorized=True)
    assert await api.json("getStateInstance") == {"stateInstance": "authorized"}
    assert (await api.json("getWaSettings"))["stateInstance"] == "authorized"
    status, body = await api.call("getOutgoingStatuses")
    assert status == 400
    assert json.loads(body)["message"] == "instance is starting or not authorized"


async def test_end_of_a_suspension(api: Api, instance: Instance) -> None:
    """GetWaSettings says when a suspension ends, and only then has the field."""
    assert "suspendedUntil" not in await api.json("getWaSettings")
    instance.configure(suspension_seconds=HOUR)
    instance.set_state("suspended")
    until = (await api.json("getWaSettings"))["suspendedUntil"]
    assert until - instance.clock() == pytest.approx(HOUR, abs=5)


async def test_newer_keys(api: Api, instance: Instance) -> None:
    """Settings and contacts have the keys that were added lately."""
    wa_settings = await api.json("getWaSettings")
    assert wa_settings["chatId"] == instance.chat_id
    assert {"base64Avatar", "historySyncProgress"} <= set(wa_settings)
    settings = await api.json("getSettings")
    assert settings["typeInstance"] == "whatsapp"
    newer = {
        "enableLidMode": "yes",
        "autoTyping": 5,
        "linkPreview": "no",
        "catalogWebhook": "yes",
        "incomingMessageStatusWebhook": "yes",
    }
    assert newer.keys() <= settings.keys()
    instance.configure(restart_seconds=0)
    await api.json("setSettings", verb="POST", json=newer)
    assert newer.items() <= (await api.json("getSettings")).items()
    contact = (await api.json("getContacts"))[0]
    assert contact["chatId"] == contact["id"]
    assert contact["phoneNumber"] == instance.contacts[0].id


@pytest.mark.parametrize("key", ["isDeleted", "typeInstance"])
async def test_settings_that_cannot_be_changed(api: Api, key: str) -> None:
    """An unknown or read-only setting is refused by name."""
    status, body = await api.call("setSettings", verb="POST", json={key: "no"})
    assert status == 400
    assert f'"{key}" is not allowed' in json.loads(body)["message"]


async def test_lid_mode(api: Api, instance: Instance) -> None:
    """One setting of the account turns all ids into `@lid`."""
    contact = instance.contacts[0]
    instance.set_settings({"enableLidMode": "yes"})
    row = (await api.json("getContacts"))[0]
    assert (row["id"], row["phoneNumber"]) == (contact.lid, contact.id)
    for participant in (contact.id, contact.lid):
        sent = await send_text(api, participants=[participant])
        instance.advance(sent, "read")
        rows = await api.json("getStatusStatistic", query=f"?idMessage={sent}")
        assert [one["participant"] for one in rows] == [contact.lid]
    item = (await api.listed())[0]
    assert item["chatId"].endswith("@lid")
    assert item["extendedTextMessage"]["participants"] == [contact.lid]
    instance.post_incoming(Text("Hello"))
    assert (await api.json("getIncomingStatuses"))[0]["senderId"] == contact.lid


@pytest.mark.parametrize("name", ["publication", "quota_shape", "quota_http_status"])
def test_switches_refuse_unknown_values(instance: Instance, name: str) -> None:
    """A switch with a wrong value is an error, not the default."""
    with pytest.raises(ValueError, match=name):
        instance.configure(**{name: "unknown"})


@pytest.mark.parametrize(
    ("deletion", "expected"),
    [
        ("tombstone", {"typeMessage": "deletedMessage"}),
        ("flag", {"isDeleted": True}),
        ("vanish", None),
    ],
)
async def test_deleted_status_of_a_contact(
    api: Api,
    instance: Instance,
    deletion: Literal["tombstone", "flag", "vanish"],
    expected: dict[str, Any] | None,
) -> None:
    """It is listed as the account's own ones are."""
    instance.configure(deletion=deletion)
    status = instance.post_incoming(Text("Hello"), sender=3, age=60)
    instance.delete(status.id)
    rows = await api.json("getIncomingStatuses")
    if expected is None:
        assert rows == []
        return
    (row,) = rows
    assert row["type"] == "incoming"
    assert row["senderId"] == instance.contacts[3].id
    assert expected.items() <= row.items()


async def test_contacts_post_over_the_day(api: Api, instance: Instance) -> None:
    """Two dozen people post all kinds of statuses, the same after a new start; their files can be fetched."""
    instance.configure(contacts_post=True)
    rows = await api.json("getIncomingStatuses")
    assert 20 <= len(rows) <= 40
    assert len({row["senderId"] for row in rows}) >= 20
    assert {row["typeMessage"] for row in rows} >= {
        "extendedTextMessage",
        "imageMessage",
        "videoMessage",
        "audioMessage",
    }
    assert await api.json("getIncomingStatuses") == rows
    link = next(row["downloadUrl"] for row in rows if "downloadUrl" in row)
    async with api.http.get(link) as response:
        assert response.status == 200


async def test_status_of_a_contact_that_comes_later(
    api: Api, instance: Instance
) -> None:
    """It is not listed yet."""
    instance.post_incoming(Text("Hello"), sender=3, age=-60)
    assert await api.json("getIncomingStatuses") == []
