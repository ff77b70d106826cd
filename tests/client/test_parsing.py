"""What is made of GREEN-API's answers, with all their oddities."""

from typing import Any

import orjson
import pytest

from custom_components.green_api.client import (
    InstanceState,
    Status,
    StatusReply,
    StatusState,
    StatusType,
)
from custom_components.green_api.client.parsing import (
    parse_instance_state,
    parse_reply,
    parse_sent,
    parse_settings,
    parse_status,
    parse_uploaded,
    parse_wa_settings,
)
from demo.simulator import ASSETS

TIME = 1_710_134_811
ROW: dict[str, Any] = {
    "type": "outgoing",
    "idMessage": "BAE5000000000001",
    "timestamp": TIME,
    "typeMessage": "imageMessage",
    "statusMessage": "sent",
    "sendByApi": True,
}


def status_of(**fields: Any) -> Status:
    """Return the status of a row with these fields."""
    status = parse_status({**ROW, **fields})
    assert status is not None
    return status


def reply_of(*rows: Any) -> StatusReply:
    """Return the reply of rows that differ from the usual one by these fields."""
    return parse_reply([{**ROW, **row} for row in rows])


def test_documented_example() -> None:
    """Both items of GREEN-API's page are understood to the last field."""
    reply = parse_reply(orjson.loads((ASSETS / "documented_example.json").read_bytes()))

    assert reply.statuses == (
        Status(
            status_id="BAE5018000000000",
            timestamp=1710134811,
            type=StatusType.TEXT,
            state=StatusState.READ,
            text="I use Green-API to send this Status!",
            background_color="#228B22",
            font="SERIF",
            audience=2,
            sent_by_api=True,
        ),
        Status(
            status_id="BAE5207000000000",
            timestamp=1710134814,
            type=StatusType.IMAGE,
            state=StatusState.READ,
            caption="I use Green-API to send this Status!",
            media_url="https://sw-media.storage.greenapi.net/1101000000/dcf81410-bdbc-4aed-bf23-d1845c000000.jpg",
            mime_type="image/jpeg",
            file_name="dcf81410-bdbc-4aed-bf23-d1845cd74754.jpg",
            audience=0,
            sent_by_api=True,
        ),
    )
    assert reply.thumbnails == {
        "BAE5207000000000": "/9j/2wCEABALDA4MChAODQ4SERATGCgaGBYWGDEjJ"
    }
    assert reply.skipped == 0
    assert reply.unknown_states == frozenset()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"extendedTextMessage": {"text": "a"}}, "a"),
        ({"textMessage": "b"}, "b"),
        ({"extendedTextMessage": {"text": "a"}, "textMessage": "b"}, "a"),
        ({"extendedTextMessage": {"text": ""}, "textMessage": "b"}, "b"),
        ({"extendedTextMessage": {"text": ["a"]}, "textMessage": "b"}, "b"),
        ({"extendedTextMessage": "a", "textMessage": "b"}, "b"),
        ({"extendedTextMessage": None, "textMessage": ""}, None),
        ({"extendedTextMessage": {"text": 2024}}, "2024"),
        ({"textMessage": ["a"]}, None),
        ({"textMessage": True}, None),
        ({}, None),
    ],
)
def test_text_is_found_in_either_place(
    fields: dict[str, Any], text: str | None
) -> None:
    """The text stands in the object first, then beside it."""
    assert status_of(typeMessage="extendedTextMessage", **fields).text == text


@pytest.mark.parametrize(
    ("fields", "audience"),
    [
        ({"participants": ["1@c.us", "2@lid"]}, 2),
        ({"extendedTextMessage": {"participants": ["1@c.us"]}}, 1),
        ({"participants": [], "extendedTextMessage": {"participants": ["1@c.us"]}}, 1),
        ({"participants": []}, 0),
        ({"participants": "1@c.us"}, 1),
        ({"participants": ""}, None),
        ({"participants": None}, None),
        ({"participants": {"1@c.us": True}}, None),
        ({}, None),
    ],
)
def test_audience_is_counted_from_either_place(
    fields: dict[str, Any], audience: int | None
) -> None:
    """Nobody chosen is 0, not told is None."""
    assert status_of(**fields).audience == audience


@pytest.mark.parametrize(
    ("raw", "status_type"),
    [
        ("extendedTextMessage", StatusType.TEXT),
        ("textMessage", StatusType.TEXT),
        ("imageMessage", StatusType.IMAGE),
        ("videoMessage", StatusType.VIDEO),
        ("audioMessage", StatusType.AUDIO),
        ("pollMessage", None),
        ("", None),
        (None, None),
        (["imageMessage"], None),
        ({"imageMessage": 1}, None),
    ],
)
def test_type(raw: Any, status_type: StatusType | None) -> None:
    """An unknown type costs the type, not the status."""
    assert status_of(typeMessage=raw).type is status_type


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("pending", StatusState.PENDING),
        ("sent", StatusState.SENT),
        ("delivered", StatusState.DELIVERED),
        ("read", StatusState.READ),
        ("failed", StatusState.FAILED),
        ("noAccount", StatusState.FAILED),
        ("notInGroup", StatusState.FAILED),
        ("yellowCard", StatusState.FAILED),
        ("suspended", StatusState.FAILED),
        ("played", None),
        ("", None),
        (None, None),
        (3, None),
        (["read"], None),
    ],
)
def test_state(raw: Any, state: StatusState | None) -> None:
    """All ways of failing are one, and what is unknown is unknown."""
    assert status_of(statusMessage=raw).state is state


@pytest.mark.parametrize(
    ("row", "unknown"),
    [
        ({"statusMessage": "played"}, {"played"}),
        ({"statusMessage": "x" * 500}, {"x" * 50}),
        ({"statusMessage": "half \ud83d"}, {"half ?"}),
        ({"statusMessage": ""}, set()),
        ({"statusMessage": None}, set()),
        ({"statusMessage": "read"}, set()),
        ({"statusMessage": "noAccount"}, set()),
        ({"typeMessage": "deletedMessage", "statusMessage": "sent"}, set()),
    ],
)
def test_unknown_states_are_collected(row: dict[str, Any], unknown: set[str]) -> None:
    """Only values that are nowhere in our table, and short ones, are reported as unknown."""
    assert reply_of(row).unknown_states == unknown


@pytest.mark.parametrize(
    ("fields", "status_id"),
    [
        (
            {
                "typeMessage": "deletedMessage",
                "idMessage": "3EB0OWN",
                "deletedMessageData": {"stanzaId": "BAE5GONE"},
            },
            "BAE5GONE",
        ),
        (
            {
                "typeMessage": "deletedMessage",
                "idMessage": "3EB0OWN",
                "deletedMessageId": "BAE5GONE",
            },
            "BAE5GONE",
        ),
        (
            {
                "typeMessage": "deletedMessage",
                "idMessage": "BAE5GONE",
                "deletedMessageId": "",
            },
            "BAE5GONE",
        ),
        (
            {
                "typeMessage": "deletedMessage",
                "idMessage": "BAE5GONE",
                "deletedMessageData": "",
            },
            "BAE5GONE",
        ),
        ({"idMessage": "BAE5GONE", "isDeleted": True}, "BAE5GONE"),
        ({"idMessage": "BAE5GONE", "isDeleted": "true"}, "BAE5GONE"),
    ],
)
def test_deleted_statuses_are_recognized(
    fields: dict[str, Any], status_id: str
) -> None:
    """A tombstone names the deleted status inside, beside, or is in its place; or the status has a flag."""
    status = status_of(**fields)
    assert status.deleted
    assert status.status_id == status_id


@pytest.mark.parametrize("raw", [False, "false", "no", "", None, 0, []])
def test_other_statuses_are_not_deleted(raw: Any) -> None:
    """Only a clear yes takes a status away."""
    assert not status_of(isDeleted=raw).deleted


@pytest.mark.parametrize(
    ("raw", "timestamp"),
    [
        (TIME, TIME),
        (str(TIME), TIME),
        (float(TIME), TIME),
        (f"{TIME}.9", TIME),
        (1_000_000_000, 1_000_000_000),
        (3_999_999_999, 3_999_999_999),
    ],
)
def test_timestamp(raw: Any, timestamp: int) -> None:
    """Numbers may come as strings."""
    assert status_of(timestamp=raw).timestamp == timestamp


NO_TIMES: list[Any] = [
    *(0, -TIME, 999_999_999, 4_000_000_000, TIME * 1000, 10**400, True),
    *(float("nan"), float("inf"), float("-inf"), "NaN", "1e999"),
    *("", "today", None, [], [TIME], {}),
]
NO_IDS: list[Any] = ["", None, [], ["BAE5"], {}, True, 1.5]
NO_ROWS: list[Any] = [
    *(None, 1, "BAE5", [], True),
    {},
    {"idMessage": "BAE5"},
    {"timestamp": TIME},
    {**ROW, "typeMessage": "deletedMessage", "idMessage": ""},
]


@pytest.mark.parametrize(
    "row",
    [
        *({**ROW, "timestamp": raw} for raw in NO_TIMES),
        *({**ROW, "idMessage": raw} for raw in NO_IDS),
        *NO_ROWS,
    ],
)
def test_unusable_items_are_skipped(row: Any) -> None:
    """An item without an id or a time is counted, and costs only itself."""
    reply = parse_reply([row, ROW])
    assert [status.status_id for status in reply.statuses] == [ROW["idMessage"]]
    assert reply.skipped == 1


def test_ids_may_be_numbers() -> None:
    """A number that stands for an id is its string."""
    assert status_of(idMessage=12345).status_id == "12345"


@pytest.mark.parametrize(
    ("raw", "color"),
    [
        ("#228B22", "#228B22"),
        ("228b22", "#228B22"),
        (" #228b22 ", "#228B22"),
        ("#228B22FF", "#228B22"),
        ("228B2280", "#228B22"),
        ("rgb(34,139,34)", "#228B22"),
        ("rgb( 34 139 34 )", "#228B22"),
        ("rgba(34, 139, 34, 0.5)", "#228B22"),
        ("rgb(999, 0, 0)", "#FF0000"),
        ("hsl(120, 100%, 50%)", "#00FF00"),
        ("hsla(240 100% 50% / 0.5)", "#0000FF"),
        ("hsl(0, 0%, 100%)", "#FFFFFF"),
        ("hsl(120, 999%, 50%)", "#00FF00"),
        ("#fff", None),
        ("red", None),
        ("rgb(1,2)", None),
        ("url(https://example.org)", None),
        ("", None),
        (None, None),
        ([34, 139, 34], None),
        ("#" + "F" * 5000, None),
    ],
)
def test_background_color(raw: Any, color: str | None) -> None:
    """Every notation becomes one, and what is no colour is none."""
    style = {"text": "a", "backgroundColor": raw}
    status = status_of(typeMessage="extendedTextMessage", extendedTextMessage=style)
    assert status.background_color == color


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("False", False),
        ("yes", True),
        ("NO", False),
        ("maybe", None),
        ("", None),
        (None, None),
        (1, None),
        ([], None),
    ],
)
def test_sent_by_api(raw: Any, expected: bool | None) -> None:
    """A flag may be a word; what is neither yes nor no is not told."""
    assert status_of(sendByApi=raw).sent_by_api is expected


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("https://example.org/a.jpg", "https://example.org/a.jpg"),
        ("http://127.0.0.1/a.jpg", "http://127.0.0.1/a.jpg"),
        ("javascript:alert(1)", None),
        ("data:image/png;base64,AAAA", None),
        ("file:///config/secrets.yaml", None),
        ("//example.org/a.jpg", None),
        ("", None),
        (None, None),
        (["https://example.org/a.jpg"], None),
    ],
)
def test_media_url(raw: Any, url: str | None) -> None:
    """Only web addresses are links."""
    assert status_of(downloadUrl=raw).media_url == url


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("caption", "caption"),
        ("mimeType", "mime_type"),
        ("fileName", "file_name"),
    ],
)
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a", "a"),
        ("", None),
        (None, None),
        (["a"], None),
        ({"a": 1}, None),
        (1.5, None),
        (7, "7"),
        ("half \ud83d", "half ?"),
        ("whole \U0001f600", "whole \U0001f600"),
    ],
)
def test_texts_of_media(key: str, name: str, raw: Any, expected: str | None) -> None:
    """A text has at least one character, and all of them can be encoded."""
    assert getattr(status_of(**{key: raw}), name) == expected


@pytest.mark.parametrize("key", ["caption", "fileName"])
def test_texts_end_somewhere(key: str) -> None:
    """What people write is kept to 4096 characters."""
    status = status_of(**{key: "x" * 5000})

    assert "x" * 4096 in (status.caption, status.file_name)


def test_what_is_recorded_is_short() -> None:
    """An id, a media type and a font of thousands of characters would cost the history all attributes of a state."""
    long = "\U0001f600" * 5000
    media = status_of(idMessage=long, mimeType=long)
    text = status_of(typeMessage="textMessage", extendedTextMessage={"font": long})
    gone = status_of(
        typeMessage="deletedMessage", deletedMessageData={"stanzaId": long}
    )

    assert {
        len(each or "")
        for each in (media.status_id, media.mime_type, text.font, gone.status_id)
    } == {255}
    # An id is cut in the same way wherever it comes from.
    assert media.status_id == gone.status_id == parse_sent({"idMessage": long})


def test_text_status_has_no_media_fields() -> None:
    """What media alone have is not taken from a text, nor the other way round."""
    media = {
        "caption": "a",
        "downloadUrl": "https://example.org/a",
        "mimeType": "image/png",
        "fileName": "a.png",
    }
    text = {"text": "t", "backgroundColor": "#FFFFFF", "font": "SERIF"}
    rows = [
        status_of(typeMessage=each, extendedTextMessage=text, **media)
        for each in ("extendedTextMessage", "imageMessage")
    ]
    assert rows[0] == Status(
        status_id=ROW["idMessage"],
        timestamp=TIME,
        type=StatusType.TEXT,
        state=StatusState.SENT,
        text="t",
        background_color="#FFFFFF",
        font="SERIF",
        sent_by_api=True,
    )
    assert rows[1].background_color is None
    assert rows[1].font is None


def test_replies_are_sorted_by_time() -> None:
    """The order of the reply means nothing."""
    reply = reply_of(
        {"idMessage": "C", "timestamp": TIME + 2},
        {"idMessage": "A", "timestamp": TIME},
        {"idMessage": "B", "timestamp": str(TIME + 1)},
    )
    assert [status.status_id for status in reply.statuses] == ["A", "B", "C"]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        pytest.param(
            {"timestamp": TIME, "statusMessage": "read"},
            {"timestamp": TIME + 9, "statusMessage": "sent"},
            (TIME, StatusState.READ, False),
            id="earliest time and furthest state",
        ),
        pytest.param(
            {"timestamp": TIME, "statusMessage": ""},
            {"timestamp": TIME + 9, "statusMessage": "delivered"},
            (TIME, StatusState.DELIVERED, False),
            id="a state rather than none",
        ),
        pytest.param(
            {"timestamp": TIME, "statusMessage": ""},
            {"timestamp": TIME + 9, "statusMessage": None},
            (TIME, None, False),
            id="no state",
        ),
        pytest.param(
            {"timestamp": TIME},
            {"timestamp": TIME + 9, "isDeleted": True},
            (TIME, StatusState.SENT, True),
            id="deleted if either says so",
        ),
        pytest.param(
            {"timestamp": TIME},
            {"timestamp": TIME + 9, "typeMessage": "deletedMessage"},
            (TIME, StatusState.SENT, True),
            id="a tombstone in the place of the status",
        ),
    ],
)
def test_duplicates_become_one(
    one: dict[str, Any],
    other: dict[str, Any],
    merged: tuple[int, StatusState | None, bool],
    backwards: bool,
) -> None:
    """Two rows with one id are one status, in whatever order they come."""
    one = {"caption": "a", **one}
    other = {"caption": "a", **other}
    reply = reply_of(*((other, one) if backwards else (one, other)))
    (status,) = reply.statuses
    assert (status.timestamp, status.state, status.deleted) == merged
    # A tombstone takes nothing away from what was posted.
    assert status.type is StatusType.IMAGE
    assert status.caption == "a"
    assert reply.skipped == 0


def test_tombstone_and_its_status_become_one() -> None:
    """A tombstone with an id of its own is about the status that it names."""
    reply = reply_of(
        {
            "idMessage": "3EB0OWN",
            "typeMessage": "deletedMessage",
            "timestamp": TIME + 60,
            "deletedMessageData": {"stanzaId": ROW["idMessage"]},
        },
        {},
    )
    (status,) = reply.statuses
    assert status.status_id == ROW["idMessage"]
    assert status.timestamp == TIME
    assert status.deleted


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("/9j/4AAQ", True),
        ("x" * 65_536, True),
        ("x" * 65_537, False),
        ("/9j/\ud83d", False),
        ("", False),
        (None, False),
        (["/9j/"], False),
        (5, False),
    ],
)
def test_thumbnails_are_kept_apart(raw: Any, kept: bool) -> None:
    """A thumbnail never becomes part of a status, and one that is far too large is not kept at all."""
    reply = reply_of({"jpegThumbnail": raw})
    assert reply.thumbnails == ({ROW["idMessage"]: raw} if kept else {})
    assert "4AAQ" not in repr(reply.statuses)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ({"stateInstance": "authorized"}, InstanceState.AUTHORIZED),
        ({"stateInstance": "notAuthorized"}, InstanceState.NOT_AUTHORIZED),
        ({"stateInstance": "blocked"}, InstanceState.BLOCKED),
        ({"stateInstance": "sleepMode"}, InstanceState.SLEEP_MODE),
        ({"stateInstance": "starting"}, InstanceState.STARTING),
        ({"stateInstance": "yellowCard"}, InstanceState.SUSPENDED),
        ({"stateInstance": "suspended"}, InstanceState.SUSPENDED),
        (None, InstanceState.STARTING),
        ({"stateInstance": "pendingCode"}, None),
        ({"stateInstance": None}, None),
        ({"stateInstance": ["authorized"]}, None),
        ({}, None),
        ([], None),
        ("authorized", None),
    ],
)
def test_instance_state(value: Any, state: InstanceState | None) -> None:
    """A new instance answers null; what is unknown is unknown."""
    assert parse_instance_state(value) is state


@pytest.mark.parametrize(
    ("state", "connected"),
    [
        (InstanceState.AUTHORIZED, True),
        (InstanceState.SUSPENDED, True),
        (InstanceState.NOT_AUTHORIZED, False),
        (InstanceState.BLOCKED, False),
        (InstanceState.SLEEP_MODE, False),
        (InstanceState.STARTING, False),
    ],
)
def test_connected(state: InstanceState, connected: bool) -> None:
    """An instance whose sending is limited still works."""
    assert state.connected is connected


@pytest.mark.parametrize(
    ("value", "state", "phone"),
    [
        (
            {"stateInstance": "authorized", "phone": "15550100001"},
            InstanceState.AUTHORIZED,
            "15550100001",
        ),
        (
            {"stateInstance": "authorized", "phone": 15550100001},
            InstanceState.AUTHORIZED,
            "15550100001",
        ),
        (
            {"stateInstance": "notAuthorized", "phone": ""},
            InstanceState.NOT_AUTHORIZED,
            None,
        ),
        ({"phone": "somebody@lid"}, None, None),
        ({"phone": ["15550100001"]}, None, None),
        ({}, None, None),
        (None, InstanceState.STARTING, None),
        ([], None, None),
    ],
)
def test_wa_settings(
    value: Any, state: InstanceState | None, phone: str | None
) -> None:
    """A phone is digits or it is not there."""
    account = parse_wa_settings(value)
    assert account.state is state
    assert account.phone == phone


@pytest.mark.parametrize(
    ("value", "enabled"),
    [
        ({"outgoingWebhook": "yes"}, True),
        ({"outgoingWebhook": "no"}, False),
        ({"outgoingWebhook": True}, True),
        ({"outgoingWebhook": False}, False),
        ({"outgoingWebhook": ""}, None),
        ({"outgoingWebhook": None}, None),
        ({"outgoingWebhook": ["yes"]}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_delivery_receipts(value: Any, enabled: bool | None) -> None:
    """Flags are words; a setting that is not told is not off."""
    assert parse_settings(value).delivery_receipts is enabled


@pytest.mark.parametrize("value", [None, [], {}, {"urlFile": ""}, {"urlFile": "x"}])
def test_upload_without_an_address(value: Any) -> None:
    """A file that has no address was not uploaded."""
    with pytest.raises(TypeError):
        parse_uploaded(value)


def test_states_only_move_forward() -> None:
    """A failure outweighs what was sent, and is outweighed by what arrived."""
    assert sorted(StatusState, key=lambda state: state.rank) == [
        StatusState.PENDING,
        StatusState.SENT,
        StatusState.FAILED,
        StatusState.DELIVERED,
        StatusState.READ,
    ]


def test_link_that_is_too_long_is_none() -> None:
    """Half a link would lead somewhere else."""
    link = "https://example.test/" + "x" * 2048
    assert status_of(downloadUrl=link).media_url is None
