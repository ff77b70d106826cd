"""Tests for how GREEN-API's answers are read, with all their oddities."""

from typing import Any

import orjson
import pytest

from custom_components.green_api.client import (
    Contact,
    InstanceState,
    Sender,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
)
from custom_components.green_api.client.parsing import (
    parse_contacts,
    parse_instance_state,
    parse_queue,
    parse_sent,
    parse_settings,
    parse_statistic,
    parse_status,
    parse_statuses,
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
LONG = "\U0001f600" * 5000


def status_of(**fields: Any) -> Status:
    """Return the status of the usual row with other fields."""
    status = parse_status({**ROW, **fields})
    assert status is not None
    return status


def reply_of(*rows: Any, last: StatusReply | None = None) -> StatusReply:
    """Return the reply of these rows."""
    return parse_statuses(rows, 1440, b"", last)


def changed(**fields: Any) -> dict[str, Any]:
    """Return the usual row with other fields."""
    return {**ROW, **fields}


def test_documented_example() -> None:
    """Both items of GREEN-API's page are read to the last field."""
    example = (ASSETS / "documented_example.json").read_bytes()
    reply = reply_of(*orjson.loads(example))
    assert reply.statuses == (
        Status(
            status_id="BAE5018000000000",
            timestamp=1710134811,
            type=StatusType.TEXT,
            state=StatusState.READ,
            text="I use Green-API to send this Status!",
            background_color="#228B22",
            font="SERIF",
            recipient_count=2,
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
            recipient_count=0,
            sent_by_api=True,
        ),
    )
    assert reply.thumbnails == {
        "BAE5207000000000": "/9j/2wCEABALDA4MChAODQ4SERATGCgaGBYWGDEjJ"
    }
    assert (reply.skipped, reply.unknown_states) == (0, frozenset())


# One row.


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
    ("fields", "count"),
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
def test_recipients_are_counted_in_either_place(
    fields: dict[str, Any], count: int | None
) -> None:
    """0 is everybody, None is not reported."""
    assert status_of(**fields).recipient_count == count


@pytest.mark.parametrize(
    ("raw", "status_type"),
    [
        ("extendedTextMessage", StatusType.TEXT),
        ("textMessage", StatusType.TEXT),
        ("imageMessage", StatusType.IMAGE),
        ("videoMessage", StatusType.VIDEO),
        ("audioMessage", StatusType.AUDIO),
        ("pollMessage", None),
        (None, None),
        (["imageMessage"], None),
        ({"imageMessage": 1}, None),
    ],
)
def test_type(raw: Any, status_type: StatusType | None) -> None:
    """An unknown type costs the type, not the status."""
    assert status_of(typeMessage=raw).type is status_type


@pytest.mark.parametrize(
    ("raw", "state", "unknown"),
    [
        ("pending", StatusState.PENDING, None),
        ("sent", StatusState.SENT, None),
        ("delivered", StatusState.DELIVERED, None),
        ("read", StatusState.READ, None),
        ("played", StatusState.READ, None),
        ("failed", StatusState.FAILED, None),
        ("noAccount", StatusState.FAILED, None),
        ("notInGroup", StatusState.FAILED, None),
        ("yellowCard", StatusState.FAILED, None),
        ("suspended", StatusState.FAILED, None),
        ("", None, None),
        ("UNKNOWN", None, None),
        (None, None, None),
        (3, None, None),
        (["read"], None, None),
        ("seen", None, "seen"),
        ("x" * 500, None, "x" * 50),
        ("half \ud83d", None, "half ?"),
    ],
)
def test_state(raw: Any, state: StatusState | None, unknown: str | None) -> None:
    """All ways of failing are one, `played` is read, and only a word that nobody knows is reported as unknown."""
    reply = reply_of(changed(statusMessage=raw))
    assert reply.statuses[0].state is state
    assert reply.unknown_states == ({unknown} if unknown else set())


TOMBSTONE = {"typeMessage": "deletedMessage", "idMessage": "3EB0OWN"}


@pytest.mark.parametrize(
    "fields",
    [
        {**TOMBSTONE, "deletedMessageData": {"stanzaId": "BAE5GONE"}},
        {**TOMBSTONE, "deletedMessageId": "BAE5GONE"},
        {**TOMBSTONE, "idMessage": "BAE5GONE", "deletedMessageId": ""},
        {**TOMBSTONE, "idMessage": "BAE5GONE", "deletedMessageData": ""},
        {"idMessage": "BAE5GONE", "isDeleted": True},
        {"idMessage": "BAE5GONE", "isDeleted": "true"},
    ],
)
def test_deleted_status(fields: dict[str, Any]) -> None:
    """A tombstone names the deleted status inside, beside, or stands in its place; or the status has a flag."""
    status = status_of(**fields)
    assert status.deleted
    assert status.status_id == "BAE5GONE"


@pytest.mark.parametrize("raw", [False, "false", "no", "", None, 0, []])
def test_status_that_is_not_deleted(raw: Any) -> None:
    """Only a clear yes takes a status away."""
    assert not status_of(isDeleted=raw).deleted


@pytest.mark.parametrize(
    ("raw", "timestamp"),
    [
        (TIME, TIME),
        (str(TIME), TIME),
        (TIME + 0.9, TIME),
        (f"{TIME}.9", TIME),
        (1, 1),
        (TIME * 1000, TIME),
        (f"{TIME}999", TIME),
        (99_999_999_999, 2**33 - 1),
        (10**400, 2**33 - 1),
    ],
)
def test_timestamp(raw: Any, timestamp: int) -> None:
    """Numbers may come as strings and in milliseconds; one beyond all bounds is far ahead."""
    assert status_of(timestamp=raw).timestamp == timestamp


NO_TIMES: list[Any] = [
    *(0, -1, -TIME, -TIME * 1000, 0.5, True),
    *(float("nan"), float("inf"), float("-inf"), "NaN", "1e999"),
    *("", "today", None, [], [TIME], {}),
]
NO_IDS: list[Any] = ["", None, [], ["BAE5"], {}, True, 1.5]


@pytest.mark.parametrize(
    "row",
    [
        *(changed(timestamp=raw) for raw in NO_TIMES),
        *(changed(idMessage=raw) for raw in NO_IDS),
        *(None, 1, "BAE5", [], True, {}, {"idMessage": "BAE5"}, {"timestamp": TIME}),
        changed(typeMessage="deletedMessage", idMessage=""),
        changed(type="incoming", idMessage="3EB0"),
    ],
)
def test_rows_that_cannot_be_used_are_skipped_and_counted(row: Any) -> None:
    """A row without an id or a time, or of the incoming list, costs only itself."""
    reply = reply_of(row, ROW)
    assert [status.status_id for status in reply.statuses] == [ROW["idMessage"]]
    assert reply.skipped == 1


@pytest.mark.parametrize("raw", ["outgoing", "", None, 5])
def test_only_incoming_rows_are_of_another_list(raw: Any) -> None:
    """A row that does not say where it belongs is one of ours."""
    assert reply_of(changed(type=raw)).skipped == 0


def test_null_is_a_missing_field() -> None:
    """The vendor types several fields as nullable."""
    needed = ("idMessage", "timestamp", "typeMessage")
    row = {key: ROW[key] for key in needed}
    nullable = ("statusMessage", "sendByApi", "caption", "fileName", "jpegThumbnail")
    reply = reply_of(row | dict.fromkeys(nullable))
    assert reply.statuses == reply_of(row).statuses
    assert (reply.skipped, reply.unknown_states) == (0, frozenset())


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
        ("#1122333", None),
        ("##112233", None),
        ("red", None),
        ("rgb(1,2)", None),
        ("url(https://example.org)", None),
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
def test_flag(raw: Any, expected: bool | None) -> None:
    """A flag may be a word; what is neither yes nor no is not reported, which is not off."""
    assert status_of(sendByApi=raw).sent_by_api is expected
    assert parse_settings({"outgoingWebhook": raw}).delivery_receipts is expected


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("https://example.org/a.jpg", "https://example.org/a.jpg"),
        ("http://127.0.0.1/a.jpg", "http://127.0.0.1/a.jpg"),
        ("javascript:alert(1)", None),
        ("data:image/png;base64,AAAA", None),
        ("file:///config/secrets.yaml", None),
        ("//example.org/a.jpg", None),
        ("https://example.org/" + "x" * 2048, None),
        ("", None),
        (None, None),
        (["https://example.org/a.jpg"], None),
    ],
)
def test_link(raw: Any, url: str | None) -> None:
    """Only web addresses are links, and half a link would lead somewhere else."""
    assert status_of(downloadUrl=raw).media_url == url


@pytest.mark.parametrize("key", ["caption", "mimeType", "fileName"])
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
def test_texts_of_media(key: str, raw: Any, expected: str | None) -> None:
    """A text has at least one character, and all of them can be encoded."""
    names = {"caption": "caption", "mimeType": "mime_type", "fileName": "file_name"}
    assert getattr(status_of(**{key: raw}), names[key]) == expected


def test_texts_are_cut() -> None:
    """What people write is kept to 4096 characters; ids, media types and fonts are recorded, and kept to 255."""
    media = status_of(idMessage=LONG, mimeType=LONG, caption=LONG, fileName=LONG)
    text = status_of(typeMessage="textMessage", extendedTextMessage={"font": LONG})
    gone = status_of(**TOMBSTONE, deletedMessageData={"stanzaId": LONG})
    assert {len(one or "") for one in (media.caption, media.file_name)} == {4096}
    assert {len(one or "") for one in (media.mime_type, text.font)} == {255}
    # An id is cut in the same way wherever it comes from.
    assert media.status_id == gone.status_id == parse_sent({"idMessage": LONG})
    assert len(media.status_id) == 255


def test_text_and_media_have_fields_of_their_own() -> None:
    """What media alone have is not taken from a text, nor the other way round."""
    fields: dict[str, Any] = {
        "extendedTextMessage": {"backgroundColor": "#FFFFFF", "font": "SERIF"},
        "caption": "a",
        "downloadUrl": "https://example.org/a",
        "mimeType": "image/png",
        "fileName": "a.png",
    }
    text = status_of(typeMessage="extendedTextMessage", **fields)
    media = status_of(**fields)
    assert (text.font, media.font) == ("SERIF", None)
    assert (text.background_color, media.background_color) == ("#FFFFFF", None)
    for name in ("caption", "media_url", "mime_type", "file_name"):
        assert getattr(text, name) is None
        assert getattr(media, name) is not None


def test_id_may_be_a_number() -> None:
    """A number that stands for an id is its string."""
    assert status_of(idMessage=12345).status_id == "12345"


# The whole list.


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        pytest.param(
            {"statusMessage": "read"},
            {"statusMessage": "sent"},
            (TIME, StatusState.READ, False),
            id="earliest time and furthest state",
        ),
        pytest.param(
            {"statusMessage": ""},
            {"statusMessage": "delivered"},
            (TIME, StatusState.DELIVERED, False),
            id="a state rather than none",
        ),
        pytest.param(
            {"statusMessage": ""},
            {"statusMessage": None},
            (TIME, None, False),
            id="no state",
        ),
        pytest.param(
            {},
            {"isDeleted": True},
            (TIME, StatusState.SENT, True),
            id="deleted if either says so",
        ),
        pytest.param(
            {},
            {"typeMessage": "deletedMessage"},
            (TIME, StatusState.SENT, True),
            id="a tombstone in the place of the status",
        ),
        pytest.param(
            {},
            {**TOMBSTONE, "deletedMessageData": {"stanzaId": ROW["idMessage"]}},
            (TIME, StatusState.SENT, True),
            id="a tombstone with an id of its own",
        ),
    ],
)
def test_rows_with_one_id_become_one_status(
    one: dict[str, Any],
    other: dict[str, Any],
    merged: tuple[int, StatusState | None, bool],
    backwards: bool,
) -> None:
    """In whatever order they come."""
    rows = [
        changed(caption="a", timestamp=TIME, **one),
        {**changed(caption="a", timestamp=TIME + 9), **other},
    ]
    reply = reply_of(*(reversed(rows) if backwards else rows))
    (status,) = reply.statuses
    assert (status.timestamp, status.state, status.deleted) == merged
    # A tombstone takes nothing away from what was posted.
    assert (status.type, status.caption) == (StatusType.IMAGE, "a")
    assert reply.skipped == 0


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
def test_thumbnail_is_kept_beside_the_status(raw: Any, kept: bool) -> None:
    """It never becomes part of a status, and one that is far too large is not kept."""
    reply = reply_of(changed(jpegThumbnail=raw))
    assert reply.thumbnails == ({ROW["idMessage"]: raw} if kept else {})
    assert reply.statuses == reply_of(ROW).statuses


# The statistic of a status.


def viewer(
    participant: str = "1@c.us",
    state: StatusState = StatusState.READ,
    timestamp: int | None = TIME,
) -> Viewer:
    """Return a recipient."""
    return Viewer(participant=participant, state=state, timestamp=timestamp)


def statistic(**fields: Any) -> tuple[Viewer, ...]:
    """Return what is read from the row of the vendor's page with other fields."""
    row = {"timestamp": TIME, "participant": "1@c.us", "status": "read"}
    return parse_statistic([row | fields])


@pytest.mark.parametrize(
    ("participant", "ids"),
    [
        ("1@c.us", ["1@c.us"]),
        ("99000000000039@lid", ["99000000000039@lid"]),
        (["1@c.us", "2@lid"], ["1@c.us", "2@lid"]),
        (["1@c.us", None, "", {}, "2@lid"], ["1@c.us", "2@lid"]),
        (15550110000, ["15550110000"]),
        ([], []),
        ("", []),
        (None, []),
        (True, []),
        ({"id": "1@c.us"}, []),
    ],
)
def test_participant_is_one_or_several(participant: Any, ids: list[str]) -> None:
    """The vendor's table says array, its example string."""
    assert statistic(participant=participant) == tuple(viewer(one) for one in ids)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("delivered", StatusState.DELIVERED),
        ("played", StatusState.READ),
        ("seen", None),
        (None, None),
    ],
)
def test_state_of_a_recipient(raw: Any, state: StatusState | None) -> None:
    """A row in an unknown state is left out."""
    assert statistic(status=raw) == (() if state is None else (viewer(state=state),))


@pytest.mark.parametrize(
    ("raw", "timestamp"),
    [(TIME, TIME), (TIME * 1000, TIME), (0, None), ("", None), (None, None)],
)
def test_time_of_a_recipient(raw: Any, timestamp: int | None) -> None:
    """Who saw a status is worth knowing without the time as well."""
    assert statistic(timestamp=raw) == (viewer(timestamp=timestamp),)


def test_recipients_come_once_in_their_furthest_state() -> None:
    """Order and duplicates mean nothing, and rows that cannot be used cost only themselves."""
    rows: list[Any] = [
        {"participant": "1@c.us", "status": "delivered", "timestamp": TIME + 1},
        *(None, [], "read", {}, {"participant": "1@c.us"}),
        {"participant": "1@c.us", "status": "read", "timestamp": TIME + 2},
        {"participant": "1@c.us", "status": "sent", "timestamp": TIME},
        {"participant": "1@c.us", "status": "read", "timestamp": TIME + 9},
        {"participant": "2@lid", "status": "sent", "timestamp": TIME},
    ]
    assert parse_statistic(rows) == (
        viewer(timestamp=TIME + 2),
        viewer("2@lid", StatusState.SENT),
    )


# The queue.


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([], set()),
        (
            [{"messageID": "A", "type": "sendTextStatus"}, {"messageID": "B"}],
            {"A", "B"},
        ),
        ([{"idMessage": "A"}], {"A"}),
        ([None, "A", {}, {"messageID": None}, {"messageID": 7}], {"7"}),
    ],
)
def test_queue(rows: list[Any], ids: set[str]) -> None:
    """Its ids are what counts."""
    queue = parse_queue(rows)
    assert queue.status_ids == ids
    assert queue.complete


@pytest.mark.parametrize(("length", "complete"), [(499, True), (500, False)])
def test_queue_shows_500_rows_at_most(length: int, complete: bool) -> None:
    """Behind a full page there may be more."""
    rows = [{"messageID": f"BAE5{number}"} for number in range(length)]
    assert parse_queue(rows).complete is complete


# Contacts.


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({"id": "1@c.us"}, ("1@c.us",)),
        ({"id": "9@lid"}, ("9@lid",)),
        ({"id": "9@lid", "chatId": "1@c.us"}, ("1@c.us", "9@lid")),
        ({"id": "9@lid", "phoneNumber": 15550100001}, ("15550100001@c.us", "9@lid")),
        (
            {"chatId": "9@lid", "phoneNumber": "+1 555 0100001"},
            ("15550100001@c.us", "9@lid"),
        ),
        ({"id": "1@c.us", "chatId": "1@c.us", "phoneNumber": "1"}, ("1@c.us",)),
        ({"id": "1@c.us", "phoneNumber": "none"}, ("1@c.us",)),
    ],
)
def test_contact_has_all_its_ids(fields: dict[str, Any], ids: tuple[str, ...]) -> None:
    """Once each, and those by phone number first."""
    (contact,) = parse_contacts([fields])
    assert contact.ids == ids


@pytest.mark.parametrize(
    ("fields", "name", "in_phone_book"),
    [
        ({"name": "A", "contactName": "B"}, "B", True),
        ({"name": "A", "contactName": ""}, "A", False),
        ({"name": "A"}, "A", False),
        ({"contactName": "שלום"}, "שלום", True),
        ({"name": "A\ud83d"}, "A?", False),
        ({"name": "", "contactName": None}, None, False),
        ({"name": ["A"]}, None, False),
    ],
)
def test_name_of_a_contact(
    fields: dict[str, Any], name: str | None, in_phone_book: bool
) -> None:
    """The name in the phone book, or else the one that people gave themselves."""
    contact = Contact(
        ids=("1@c.us",), name=name, in_phone_book=in_phone_book, is_group=False
    )
    assert parse_contacts([{"id": "1@c.us", **fields}]) == (contact,)


@pytest.mark.parametrize("group", [{"id": "1@g.us"}, {"id": "1@c.us", "type": "group"}])
def test_groups_are_marked(group: dict[str, Any]) -> None:
    """By the id or by the type."""
    people, groups = parse_contacts([{"id": "1@c.us", "type": "user"}, group])
    assert (people.is_group, groups.is_group) == (False, True)


@pytest.mark.parametrize("row", [None, "1@c.us", {}, {"name": "A"}, {"id": None}])
def test_contacts_without_an_id_are_left_out(row: Any) -> None:
    """Nothing can be done with them."""
    assert parse_contacts([row]) == ()


# Other answers.


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
    """A new instance answers null; what is unknown is None."""
    assert parse_instance_state(value) is state
    assert parse_wa_settings(value).state is state


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ({"phone": "15550100001"}, "15550100001"),
        ({"phone": 15550100001}, "15550100001"),
        ({"phone": ""}, None),
        ({"phone": "somebody@lid"}, None),
        ({"phone": ["15550100001"]}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_phone(value: Any, phone: str | None) -> None:
    """A phone is digits or it is not there."""
    assert parse_wa_settings(value).phone == phone


@pytest.mark.parametrize("value", [None, [], {}, "yes", {"outgoingWebhook": ["yes"]}])
def test_settings_that_are_missing(value: Any) -> None:
    """A setting that is not reported is not off."""
    assert parse_settings(value).delivery_receipts is None


@pytest.mark.parametrize("value", [None, [], {}, {"idMessage": ""}, {"urlFile": "x"}])
def test_answer_without_what_was_asked_for(value: Any) -> None:
    """What has no id was not sent, a file without an address was not uploaded."""
    with pytest.raises(TypeError):
        parse_sent(value)
    with pytest.raises(TypeError):
        parse_uploaded(value)


# Statuses of contacts.

INCOMING: dict[str, Any] = {
    "type": "incoming",
    "idMessage": "3EB0000000000001",
    "timestamp": TIME,
    "typeMessage": "imageMessage",
    "chatId": "11001234567@c.us",
    "senderId": "11001234568@c.us",
    "senderName": "dana",
    "senderContactName": "Dana Levi",
    "downloadUrl": "https://example.com/a.jpg",
    "caption": "The sea",
    "fileName": "a.jpg",
    "jpegThumbnail": "/9j/4AAQ",
    "mimeType": "image/jpeg",
    # Not documented for this list.
    "statusMessage": "mystery",
    "sendByApi": True,
    "participants": ["11001234569@c.us"],
}


def incoming(*rows: Any, last: StatusReply | None = None) -> StatusReply:
    """Return what a list of contacts' statuses is read as."""
    return parse_statuses(rows, 1440, b"", last, incoming=True)


def test_status_of_a_contact() -> None:
    """All documented fields are read; what belongs to the other list is not."""
    reply = incoming(INCOMING)
    (status,) = reply.statuses
    assert status == Status(
        status_id="3EB0000000000001",
        timestamp=TIME,
        type=StatusType.IMAGE,
        caption="The sea",
        media_url="https://example.com/a.jpg",
        mime_type="image/jpeg",
        file_name="a.jpg",
    )
    assert reply.thumbnails == {status.status_id: "/9j/4AAQ"}
    assert reply.senders == {
        status.status_id: Sender(
            contact_id="11001234568@c.us", contact_name="Dana Levi", own_name="dana"
        )
    }
    assert reply.unknown_states == reply.unknown_keys == frozenset()


def test_text_of_a_contact() -> None:
    """With its color and font, wherever the text is."""
    row = {
        **INCOMING,
        "typeMessage": "extendedTextMessage",
        "textMessage": "Hello",
        "extendedTextMessage": {"backgroundColor": "112233", "font": "SERIF"},
    }
    (status,) = incoming(row).statuses
    assert (status.text, status.background_color, status.font) == (
        "Hello",
        "#112233",
        "SERIF",
    )


@pytest.mark.parametrize(
    ("removed", "changes", "contact_id", "name"),
    [
        ((), {}, "11001234568@c.us", "Dana Levi"),
        (("senderId",), {}, "11001234567@c.us", "Dana Levi"),
        (("senderContactName",), {}, "11001234568@c.us", "dana"),
        (("senderContactName", "senderName"), {}, "11001234568@c.us", None),
        (("senderId", "chatId"), {}, "", "Dana Levi"),
        ((), {"senderId": "", "senderContactName": ""}, "11001234567@c.us", "dana"),
        ((), {"senderId": None, "senderName": 5}, "11001234567@c.us", "Dana Levi"),
        ((), {"senderId": ["x"], "senderContactName": {}}, "11001234567@c.us", "dana"),
        ((), {"senderId": "99@lid"}, "99@lid", "Dana Levi"),
    ],
)
def test_sender_of_a_status(
    removed: tuple[str, ...],
    changes: dict[str, Any],
    contact_id: str,
    name: str | None,
) -> None:
    """The sender's id, or else that of the chat; the name in the phone book, or else the person's own."""
    row = {key: value for key, value in INCOMING.items() if key not in removed}
    (sender,) = incoming(row | changes).senders.values()
    assert (sender.contact_id, sender.name) == (contact_id, name)


def test_only_outgoing_rows_are_of_the_other_list() -> None:
    """They are skipped and counted, as rows without an id or a time; a row without a type is taken."""
    rows = [
        INCOMING | {"type": "outgoing"},
        INCOMING | {"idMessage": ""},
        INCOMING | {"timestamp": 0},
        "nonsense",
        {**INCOMING, "type": None, "idMessage": "3EB02"},
    ]
    reply = incoming(*rows)
    assert [one.status_id for one in reply.statuses] == ["3EB02"]
    assert reply.skipped == 4


def test_tombstone_of_a_contact() -> None:
    """It names the deleted status, and takes no name from the row before it."""
    tombstone = {
        "type": "incoming",
        "idMessage": "3EB0DELETED",
        "timestamp": TIME + 60,
        "typeMessage": "deletedMessage",
        "deletedMessageData": {"stanzaId": INCOMING["idMessage"]},
    }
    reply = incoming(INCOMING, tombstone)
    (status,) = reply.statuses
    assert status.deleted
    assert reply.senders[status.status_id].name == "Dana Levi"


def test_same_status_of_a_contact_is_the_same_object() -> None:
    """An unchanged row is not read again."""
    first = incoming(INCOMING)
    second = incoming(INCOMING, {**INCOMING, "idMessage": "3EB02"}, last=first)
    assert second.statuses[0] is first.statuses[0]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("yes", True), ("no", False), (True, True), (None, None), (["yes"], None)],
)
def test_setting_that_marks_statuses_as_viewed(raw: Any, expected: bool | None) -> None:
    """It is one of the vendor's words, or not told."""
    settings = parse_settings({"markIncomingMessagesReaded": raw})
    assert settings.marks_as_viewed is expected
