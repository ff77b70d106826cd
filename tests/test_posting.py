"""The actions that post and delete: what is asked is checked before any call, and failures name their cause."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import FormData
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.client import GreenApiClient
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.posting import read_color, read_recipients
from demo.simulator import ASSETS, FIRST_TOKEN, Instance, Simulator
from homeassistant.components import script
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component

from .common import entity_id, setup_integration, state_of
from .conftest import Poll

VOICE = next(ASSETS.glob("*.mp3"))
PICTURE = next(ASSETS.glob("*.jpg"))
LINK = "https://example.com/picture.jpg"


pytestmark = pytest.mark.usefixtures("no_view_counts")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll after a send without a pause."""
    monkeypatch.setattr("custom_components.green_api.posting.POLL_DELAY", 0)


@pytest.fixture(autouse=True)
async def _account(
    hass: HomeAssistant, config_entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Set up the account, and a media folder."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    await setup_integration(hass, config_entry)


async def call(hass: HomeAssistant, action: str, **data: Any) -> Any:
    """Call an action and return its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return response


def latest(hass: HomeAssistant) -> dict[str, Any]:
    """Return the attributes of the latest status."""
    return dict(state_of(hass, "latest_status").attributes)


async def test_text_status(hass: HomeAssistant, instance: Instance) -> None:
    """The response has the id, and says that the status is only queued; it is soon seen in the list."""
    response = await call(
        hass,
        "send_text_status",
        message="Good morning",
        background_color=[34, 139, 34],
        font="oswald_heavy",
        participants=["+1 (555) 0100-003"],
    )
    assert response == {"status_id": instance.latest.id, "queued": True}
    attributes = latest(hass)
    assert attributes["status_id"] == response["status_id"]
    assert attributes["text"] == "Good morning"
    assert attributes["background_color"] == "#228B22"
    assert attributes["font"] == "OSWALD_HEAVY"
    assert attributes["recipient_count"] == 1


async def test_default_background_is_not_the_white_of_the_text(
    hass: HomeAssistant,
) -> None:
    """The vendor's default is white on white."""
    await call(hass, "send_text_status", message="Good morning")
    assert latest(hass)["background_color"] == "#0B6E4F"
    assert latest(hass)["recipient_count"] == 0


async def test_characters_are_counted_not_bytes(hass: HomeAssistant) -> None:
    """500 Hebrew letters are 1,000 bytes."""
    await call(hass, "send_text_status", message="ש" * 500)
    assert latest(hass)["text"] == "ש" * 500
    with pytest.raises(ServiceValidationError, match="has 501"):
        await call(hass, "send_text_status", message="ש" * 501)


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("+1 555 010 0001", ["15550100001@c.us"]),
        ("00 1 555 010 0001", ["15550100001@c.us"]),
        (15550100001, ["15550100001@c.us"]),
        (15550100001.0, ["15550100001@c.us"]),
        ("15550100001.0", ["15550100001@c.us"]),
        ("+1 (555) 010\u20110001", ["15550100001@c.us"]),
        ("\u202a+1\u00a0555\u2013010\u20130001\u202c", ["15550100001@c.us"]),
        ("1555\u200b0100001\ufeff", ["15550100001@c.us"]),
        ("+49 170/1234567", ["491701234567@c.us"]),
        ("15550100001@c.us", ["15550100001@c.us"]),
        ("\u2068123456789@lid\u2069", ["123456789@lid"]),
        (["+15550100001", 15550100002], ["15550100001@c.us", "15550100002@c.us"]),
        ((15550100001, "15550100001"), ["15550100001@c.us"]),
        ("15550100001, 15550100002,", ["15550100001@c.us", "15550100002@c.us"]),
        ("15550100001\n+15550100002\n", ["15550100001@c.us", "15550100002@c.us"]),
    ],
)
def test_recipient_is_read_as_people_write_it(given: Any, ids: list[str]) -> None:
    """And as templates and helpers give it."""
    assert read_recipients(given) == ids


@pytest.mark.parametrize(
    "given",
    [
        "050-123-4567",
        "+44 (0) 20 7946 0001",
        "+44 ( 0 ) 20 7946 0001",
        "15550100001.5",
        15550100001.5,
        "15550100001.00",
        float("nan"),
        float("inf"),
        True,
        "120363043968066561@g.us",
        "status@broadcast",
        "15550100001@s.whatsapp.net",
        "tel:+15550100001",
        "+٩٧٢٥٠١٢٣٤٥٦٧",
        "12345",
        "1234567890123456",
        "Dana",
        {"phone": "+15550100001"},
        ["+15550100001", "Dana"],
        ["+15550100001", None],
        "15,550,100,001",
        "\ud83d",
    ],
)
def test_recipient_that_may_be_somebody_else_is_refused(given: Any) -> None:
    """A number that cannot be international, a decimal number, a group, or another kind of id."""
    with pytest.raises(ServiceValidationError) as raised:
        read_recipients(given)
    assert raised.value.translation_key == "invalid_participant"
    str(raised.value).encode()


@pytest.mark.parametrize("given", [None, [], (), "", " ", ",", "\u200b", "\n"])
async def test_recipients_that_come_out_empty_are_an_error(
    hass: HomeAssistant, simulator: Simulator, given: Any
) -> None:
    """Only a field that is left out means everybody."""
    simulator.clear_calls()
    for action, data in (
        ("send_text_status", {"message": "Hello"}),
        ("send_media_status", {"url": LINK}),
        ("send_voice_status", {"url": "https://example.com/voice.mp3"}),
    ):
        with pytest.raises(ServiceValidationError) as raised:
            await call(hass, action, participants=given, **data)
        assert raised.value.translation_key == "no_recipients"
    assert not simulator.call_counts


@pytest.mark.parametrize(
    ("given", "color"),
    [
        ("#0b6e4f", "#0B6E4F"),
        ("0B6E4F", "#0B6E4F"),
        (" “0b6e4f”\u200e", "#0B6E4F"),
        ([255, 0, 1], "#FF0001"),
        ((255.0, "0", 1), "#FF0001"),
        (112233, "#112233"),
        (33, "#000033"),
    ],
)
def test_color_is_read_as_templates_give_it(given: Any, color: str) -> None:
    """As text, as three numbers, or as the number that digits alone become."""
    assert read_color(given) == color


@pytest.mark.parametrize(
    "given",
    ["red", "#112233445566", "#12345", "", None, True, 1234567, -1, [1, 2], [1, 2, 256], [1, 2, "x"], [1, 2, None]],
)  # fmt: skip
def test_wrong_color_is_refused(given: Any) -> None:
    """By name."""
    with pytest.raises(ServiceValidationError) as raised:
        read_color(given)
    assert raised.value.translation_key == "invalid_color"


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        (
            {
                "message": "21.5",
                "color": "123456",
                "who": "+15550100001",
                "font": "serif",
            },
            ("21.5", "#123456", 1),
        ),
        (
            {
                "message": "[1, 2]",
                "color": "000000",
                "who": "['+15550100001', '15550100002']",
                "font": "SERIF",
            },
            ("[1, 2]", "#000000", 2),
        ),
        (
            {
                "message": "True",
                "color": [0, 0, 255],
                "who": "15550100001, 15550100002",
                "font": "Serif",
            },
            ("True", "#0000FF", 2),
        ),
        (
            {
                "message": "007",
                "color": "12e456",
                "who": 15550100001.0,
                "font": "serif",
            },
            ("007", "#12E456", 1),
        ),
    ],
)
async def test_every_field_takes_a_template(
    hass: HomeAssistant, variables: dict[str, Any], shown: tuple[str, str, int]
) -> None:
    """What looks like a number or a list arrives as it was meant."""
    await run_script(
        hass,
        "send_text_status",
        variables,
        message="{{ message }}",
        background_color="{{ color }}",
        participants="{{ who }}",
        font="{{ font }}",
        config_entry_id=f"{{{{ config_entry_id('{entity_id(hass, 'views')}') }}}}",
    )
    attributes = latest(hass)
    assert attributes["font"] == "SERIF"
    assert shown == (
        attributes["text"],
        attributes["background_color"],
        attributes["recipient_count"],
    )


async def test_media_fields_take_templates(hass: HomeAssistant, tmp_path: Path) -> None:
    """The value of the media picker among them."""
    (tmp_path / "sea.jpg").write_bytes(PICTURE.read_bytes())
    picked = {
        "media_content_id": "media-source://media_source/local/sea.jpg",
        "media_content_type": "image/jpeg",
    }
    fields = {"media": "{{ picked }}", "caption": "{{ 5 }}", "file_name": "{{ none }}"}
    await run_script(hass, "send_media_status", {"picked": picked}, **fields)
    assert (latest(hass)["type"], latest(hass)["caption"]) == ("image", "5")


async def run_script(
    hass: HomeAssistant, action: str, variables: dict[str, Any], **data: Any
) -> None:
    """Run a script that calls an action."""
    assert await async_setup_component(
        hass,
        script.DOMAIN,
        {"script": {"send": {"sequence": {"action": f"{DOMAIN}.{action}", "data": data}}}},
    )  # fmt: skip
    await hass.services.async_call(script.DOMAIN, "send", variables, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        ("send_text_status", {"message": " "}, "text_empty"),
        ("send_text_status", {"message": "\u200b\ufeff"}, "text_empty"),
        ("send_text_status", {"message": "x" * 501}, "text_too_long"),
        ("send_text_status", {"message": "\ud83d"}, "text_invalid"),
        ("send_text_status", {"message": "x", "background_color": "\ud83d"}, "invalid_color"),
        ("send_text_status", {"message": "x", "participants": ["Dana"]}, "invalid_participant"),
        ("send_media_status", {}, "source_needed"),
        ("send_media_status", {"url": "", "path": None}, "source_needed"),
        ("send_media_status", {"url": LINK, "path": "/x.jpg"}, "one_source_only"),
        ("send_media_status", {"url": LINK, "caption": "x" * 1025}, "caption_too_long"),
        ("send_media_status", {"url": LINK, "caption": "\ud83d"}, "text_invalid"),
        ("send_media_status", {"url": LINK, "file_name": "\ud83d.jpg"}, "text_invalid"),
        ("send_media_status", {"url": "http://example.com/b.jpg"}, "link_not_direct"),
        ("send_media_status", {"url": "https://"}, "link_not_direct"),
        ("send_media_status", {"url": "https://[bad/a.jpg"}, "link_not_direct"),
        ("send_media_status", {"url": "https://example.com:99999/a.jpg"}, "link_not_direct"),
        ("send_media_status", {"url": "https://example.com:port/a.jpg"}, "link_not_direct"),
        ("send_media_status", {"url": "https://example.com/\ud83d.jpg"}, "text_invalid"),
        ("send_media_status", {"url": "https://example.com/picture"}, "file_name_needed"),
        ("send_media_status", {"url": "https://example.com/a.mp3"}, "not_picture_or_video"),
        ("send_media_status", {"url": "https://example.com/a.svg"}, "not_picture_or_video"),
        ("send_media_status", {"path": "/etc/passwd"}, "path_not_allowed"),
        ("send_media_status", {"path": "."}, "path_not_allowed"),
        ("send_media_status", {"path": "/media/a\x00.jpg"}, "path_not_allowed"),
        ("send_media_status", {"path": "media/" + "a" * 5000 + ".jpg"}, "path_not_allowed"),
        ("send_media_status", {"path": "TMP/missing.jpg"}, "file_not_found"),
        ("send_media_status", {"path": "TMP/folder.jpg"}, "file_not_found"),
        ("send_media_status", {"path": "TMP/snapshot"}, "file_name_needed"),
        ("send_media_status", {"path": "TMP/voice.mp3"}, "not_picture_or_video"),
        ("send_voice_status", {"path": "TMP/sea.jpg"}, "not_audio"),
        ("send_media_status", {"media": "media-source://"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://nowhere/x"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://green_api"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://green_api/%00"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://green_api/" + "x/" * 300}, "media_not_found"),
        ("send_media_status", {"media": "media-source://media_source/local/../../secrets.yaml"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://camera/camera.nope"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://image/image.nope"}, "media_not_found"),
        ("send_media_status", {"media": "media-source://tts/x"}, "media_not_found"),
        ("send_voice_status", {"url": "https://example.com/b.mp3", "background_color": "1"}, "invalid_color"),
        ("delete_status", {"status_id": "\ud83d"}, "text_invalid"),
        ("delete_status", {"status_id": " \u200e"}, "status_id_needed"),
    ],
)  # fmt: skip
async def test_bad_input_is_refused_before_any_call(
    hass: HomeAssistant,
    simulator: Simulator,
    tmp_path: Path,
    action: str,
    data: dict[str, Any],
    key: str,
) -> None:
    """With a reason in the user's language, and before anything is uploaded."""
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "snapshot").write_bytes(PICTURE.read_bytes())
    (tmp_path / "voice.mp3").write_bytes(VOICE.read_bytes())
    (tmp_path / "sea.jpg").write_bytes(PICTURE.read_bytes())
    if data.get("path"):
        data = {**data, "path": data["path"].replace("TMP", str(tmp_path))}
    simulator.clear_calls()

    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(DOMAIN, action, data, blocking=True)

    assert raised.value.translation_key == key
    # It reaches a browser.
    str(raised.value).encode()
    assert not simulator.call_counts


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"status": 401}, "invalid_auth"),
        ({"status": 403}, "forbidden"),
        ({"status": 404}, "cannot_connect"),
        ({"status": 429}, "rate_limited"),
        ({"status": 466}, "quota_exceeded"),
        ({"status": 400, "body": "instance is starting or not authorized"}, "not_connected"),
        ({"status": 400, "body": "Instance account is expired"}, "expired"),
        ({"status": 400, "body": "Instance is deleted"}, "deleted"),
        ({"status": 400, "body": "bad request data"}, "request_refused"),
        ({"status": 502}, "cannot_connect"),
        ({"status": 500}, "invalid_response"),
        ({"json": {}}, "invalid_response"),
    ],
)  # fmt: skip
async def test_failed_send_names_its_cause_and_is_not_repeated(
    hass: HomeAssistant, simulator: Simulator, fault: dict[str, Any], key: str
) -> None:
    """The status may have been taken nevertheless."""
    simulator.clear_calls()
    simulator.fault(method="sendTextStatus", times=None, **fault)
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, "send_text_status", message="Good morning")
    assert raised.value.translation_key == key
    assert FIRST_TOKEN not in str(raised.value)
    assert simulator.call_counts["sendTextStatus"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a/picture.jpg?size=2",
        "HTTPS://example.com/picture.jpg",
        "\u200e https://example.com/picture.jpg\u2069\n",
    ],
)
async def test_direct_link_is_passed_on(
    hass: HomeAssistant, simulator: Simulator, url: str
) -> None:
    """Nothing is uploaded; what cannot be seen around the link is dropped."""
    await call(hass, "send_media_status", url=url, caption="The view")
    assert latest(hass)["caption"] == "The view"
    assert latest(hass)["type"] == "image"
    assert "uploadFile" not in simulator.call_counts


@pytest.fixture(name="uploaded")
def _uploaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Collect the type and the name of each file that is uploaded."""
    uploaded: list[tuple[str, str]] = []
    upload_file = GreenApiClient.upload_file

    async def collect(
        client: GreenApiClient, content: Any, content_type: str, file_name: str
    ) -> str:
        uploaded.append((content_type, file_name))
        return await upload_file(client, content, content_type, file_name)

    monkeypatch.setattr(GreenApiClient, "upload_file", collect)
    return uploaded


async def test_file_is_uploaded_first(
    hass: HomeAssistant,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    uploaded: list[tuple[str, str]],
) -> None:
    """Under its name or the one that is given; the log says how far a long upload is."""
    file = tmp_path / "voice.mp3"
    file.write_bytes(VOICE.read_bytes())
    with patch("custom_components.green_api.posting.PROGRESS_INTERVAL", 0):
        response = await call(hass, "send_voice_status", path=str(file))
    assert response["queued"]
    assert latest(hass)["type"] == "audio"
    assert "Uploading voice.mp3: 100 %" in caplog.text

    await call(hass, "send_voice_status", path=str(file), file_name="Morning.mp3")
    assert uploaded == [("audio/mpeg", "voice.mp3"), ("audio/mpeg", "Morning.mp3")]


async def test_media_item_is_uploaded_first(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    """The file of the item; the picker gives an object, a person the id alone."""
    (tmp_path / "voice.mp3").write_bytes(VOICE.read_bytes())
    item = "media-source://media_source/local/voice.mp3"
    for media in (item, {"media_content_id": item, "media_content_type": "audio/mpeg"}):
        await call(hass, "send_voice_status", media=media)
        assert latest(hass)["type"] == "audio"


async def test_picture_that_was_uploaded_to_home_assistant(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    uploaded: list[tuple[str, str]],
) -> None:
    """It is stored without an extension; Home Assistant knows its type."""
    assert await async_setup_component(hass, "image_upload", {})
    form = FormData()
    form.add_field(
        "file", PICTURE.read_bytes(), filename="garden.jpg", content_type="image/jpeg"
    )
    client = await hass_client()
    response = await client.post("/api/image/upload", data=form)
    image_id = (await response.json())["id"]
    await call(
        hass, "send_media_status", media=f"media-source://image_upload/{image_id}"
    )
    assert latest(hass)["type"] == "image"
    assert uploaded == [("image/jpeg", "original.jpg")]


@pytest.mark.parametrize("status", [200, 466])
async def test_upload_leaves_no_file_open(
    hass: HomeAssistant, simulator: Simulator, tmp_path: Path, status: int
) -> None:
    """Whether it was read to its end or not."""
    opened: list[Any] = []
    path_open = Path.open

    def remember(path: Path, *args: Any) -> Any:
        opened.append(path_open(path, *args))
        return opened[-1]

    file = tmp_path / "voice.mp3"
    file.write_bytes(VOICE.read_bytes())
    if status != 200:
        simulator.fault(method="uploadFile", status=status)
    with (
        patch.object(Path, "open", remember),
        nullcontext() if status == 200 else pytest.raises(HomeAssistantError),
    ):
        await call(hass, "send_voice_status", path=str(file))
    assert [one.closed for one in opened if one.name == str(file)] == [True]


@pytest.mark.parametrize(
    ("fault", "limit", "key"),
    [
        ({"status": 466}, 100, "quota_exceeded"),
        ({"json": {}}, 100, "invalid_response"),
        ({"status": 500}, 5, "file_too_large"),
    ],
)
async def test_failed_upload_posts_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    tmp_path: Path,
    fault: dict[str, Any],
    limit: int,
    key: str,
) -> None:
    """Neither does a file that is too large, which is not uploaded at all."""
    (tmp_path / "voice.mp3").write_bytes(b"x" * 10)
    simulator.fault(method="uploadFile", **fault)
    with (
        patch("custom_components.green_api.posting.MAX_UPLOAD", limit),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await call(hass, "send_voice_status", path=str(tmp_path / "voice.mp3"))
    assert raised.value.translation_key == key
    assert "sendVoiceStatus" not in simulator.call_counts
    assert ("uploadFile" in simulator.call_counts) is (key != "file_too_large")


async def test_deleted_status_is_gone_at_once(
    hass: HomeAssistant, instance: Instance, poll: Poll
) -> None:
    """Whatever the list shows of it afterwards, it is announced once."""
    instance.configure(deletion="vanish")
    older = instance.post_text("Older", state="sent", age=60)
    newer = instance.post_text("Newer", state="sent")
    await poll()
    assert latest(hass)["status_id"] == newer.id
    changes = async_capture_events(hass, "state_changed")

    await hass.services.async_call(
        DOMAIN, "delete_status", {"status_id": f" {newer.id}\u200e"}, blocking=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert latest(hass)["status_id"] == older.id
    await poll()
    assert [
        change.data["new_state"].attributes["event_type"]
        for change in changes
        if change.data["entity_id"] == entity_id(hass, "status", "event")
    ] == ["deleted"]


async def test_deletion_that_green_api_refuses(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It decides what is there, and the user gets the reason."""
    with pytest.raises(ServiceValidationError, match="no status with the ID nothing"):
        await hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": "nothing"}, blocking=True
        )
    simulator.fault(method="deleteStatus", status=403)
    with pytest.raises(HomeAssistantError, match="refuses this method"):
        await hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": "nothing"}, blocking=True
        )


async def test_unloading_does_not_wait_for_the_poll_after_a_send(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """It is cancelled."""
    with patch("custom_components.green_api.posting.POLL_DELAY", 60):
        await hass.services.async_call(
            DOMAIN, "send_text_status", {"message": "Hello"}, blocking=True
        )
        async with asyncio.timeout(5):
            assert await hass.config_entries.async_unload(config_entry.entry_id)
