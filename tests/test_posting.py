"""Actions that post and delete, and the notify entity."""

import asyncio
from base64 import b64decode
from collections.abc import Generator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.posting import read_color, read_participants
from demo.simulator import ASSETS, FIRST_TOKEN, Drawn, Instance, Simulator
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .common import setup_integration
from .conftest import Poll

VOICE = next(ASSETS.glob("*.mp3"))


@pytest.fixture(autouse=True)
def poll_at_once() -> Generator[None]:
    """Look at what came of a post without a pause."""
    with patch("custom_components.green_api.posting.POLL_DELAY", 0):
        yield


@pytest.fixture(autouse=True)
async def setup(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    tmp_path: Path,
) -> None:
    """Set up the account."""
    hass.config.media_dirs = {"local": str(tmp_path)}
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
    state = hass.states.get("sensor.green_api_1101000001_latest_status")
    assert state is not None
    return dict(state.attributes)


async def test_text_status_is_queued_and_soon_seen(
    hass: HomeAssistant, instance: Instance
) -> None:
    """What was queued is said to be that, and the next poll comes early."""
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
    assert attributes["text"] == "Good morning"
    assert attributes["background_color"] == "#228B22"
    assert attributes["font"] == "OSWALD_HEAVY"
    assert attributes["audience"] == 1


async def test_default_background_is_not_the_white_of_the_text(
    hass: HomeAssistant,
) -> None:
    """The vendor's default is white on white."""
    await call(hass, "send_text_status", message="Good morning")

    assert latest(hass)["background_color"] == "#0B6E4F"


async def test_characters_are_counted_not_bytes(
    hass: HomeAssistant, instance: Instance
) -> None:
    """500 Hebrew letters are 1,000 bytes."""
    await call(hass, "send_text_status", message="ש" * 500)
    assert latest(hass)["text"] == "ש" * 500

    with pytest.raises(ServiceValidationError, match="has 501"):
        await call(hass, "send_text_status", message="ש" * 501)


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        ("send_text_status", {"message": " "}, "text_empty"),
        ("send_text_status", {"message": "x" * 501}, "text_too_long"),
        ("send_text_status", {"message": "x", "background_color": "red"}, "invalid_color"),
        ("send_text_status", {"message": "x", "participants": ["Dana"]}, "invalid_participant"),
        ("send_media_status", {}, "source_needed"),
        ("send_media_status", {"url": "https://a.test/b.jpg", "caption": "x" * 1025}, "caption_too_long"),
        ("send_media_status", {"url": "http://a.test/b.jpg"}, "link_not_direct"),
        ("send_media_status", {"url": "https://a.test/picture"}, "file_name_needed"),
        ("send_media_status", {"path": "/etc/passwd"}, "path_not_allowed"),
        ("send_media_status", {"media": "media-source://nowhere/x"}, "media_not_found"),
        ("send_voice_status", {"url": "https://a.test/b.mp3", "background_color": "1"}, "invalid_color"),
    ],
)  # fmt: skip
async def test_bad_input_is_refused_before_any_call(
    hass: HomeAssistant,
    simulator: Simulator,
    action: str,
    data: dict[str, Any],
    key: str,
) -> None:
    """The user reads what is wrong, and GREEN-API never hears of it."""
    simulator.clear_calls()

    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(DOMAIN, action, data, blocking=True)

    assert raised.value.translation_key == key
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
async def test_failures_name_their_cause(
    hass: HomeAssistant, simulator: Simulator, fault: dict[str, Any], key: str
) -> None:
    """An action that fails says why, and posts nothing twice."""
    simulator.clear_calls()
    simulator.fault(method="sendTextStatus", times=None, **fault)

    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, "send_text_status", message="Good morning")

    assert raised.value.translation_key == key
    assert FIRST_TOKEN not in str(raised.value)
    assert simulator.call_counts["sendTextStatus"] == 1


async def test_direct_link_is_passed_on(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What is on the web already is not uploaded."""
    await call(
        hass,
        "send_media_status",
        url="https://example.test/a/picture.jpg?size=2",
        caption="The view",
    )

    assert latest(hass)["caption"] == "The view"
    assert latest(hass)["type"] == "image"
    assert "uploadFile" not in simulator.call_counts


async def test_file_is_uploaded_first(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that Home Assistant may read becomes a voice status, and a long upload tells how far it is."""
    file = tmp_path / "voice.mp3"
    file.write_bytes(VOICE.read_bytes())
    hass.config.allowlist_external_dirs = {str(tmp_path)}

    with patch("custom_components.green_api.posting.PROGRESS_INTERVAL", 0):
        response = await call(hass, "send_voice_status", path=str(file))

    assert response["queued"]
    assert latest(hass)["type"] == "audio"
    assert "Uploading voice.mp3: 100 %" in caplog.text


async def test_media_item_is_uploaded_first(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    """An item of the media browser that is stored here is uploaded."""
    (tmp_path / "voice.mp3").write_bytes(VOICE.read_bytes())

    await call(
        hass,
        "send_voice_status",
        media={
            "media_content_id": "media-source://media_source/local/voice.mp3",
            "media_content_type": "audio/mpeg",
        },
    )

    assert latest(hass)["type"] == "audio"


@pytest.mark.parametrize("status", [200, 466])
async def test_upload_leaves_no_file_open(
    hass: HomeAssistant, simulator: Simulator, tmp_path: Path, status: int
) -> None:
    """Whether it was read to its end or not."""
    opened: list[Any] = []
    genuine = Path.open

    def remember(path: Path, *args: Any) -> Any:
        opened.append(genuine(path, *args))
        return opened[-1]

    file = tmp_path / "voice.mp3"
    file.write_bytes(VOICE.read_bytes())
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    if status != 200:
        simulator.fault(method="uploadFile", status=status)
    with (
        patch.object(Path, "open", remember),
        nullcontext() if status == 200 else pytest.raises(HomeAssistantError),
    ):
        await call(hass, "send_voice_status", path=str(file))

    assert [each.closed for each in opened if each.name == str(file)] == [True]


@pytest.mark.parametrize("problem", ["missing", "folder", "large", "refused", "odd"])
async def test_upload_that_cannot_be(
    hass: HomeAssistant, simulator: Simulator, tmp_path: Path, problem: str
) -> None:
    """A missing or oversized file is refused, and a failed upload posts nothing."""
    file = tmp_path / "voice.mp3"
    if problem == "folder":
        file.mkdir()
    elif problem != "missing":
        file.write_bytes(b"x" * 10)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    fault: dict[str, Any] = {"json": {}} if problem == "odd" else {"status": 466}
    simulator.fault(method="uploadFile", **fault)

    with (
        patch(
            "custom_components.green_api.posting.MAX_UPLOAD",
            5 if problem == "large" else 100,
        ),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await call(hass, "send_voice_status", path=str(file))

    assert (
        raised.value.translation_key
        == {
            "missing": "file_not_found",
            "folder": "file_not_found",
            "large": "file_too_large",
            "refused": "quota_exceeded",
            "odd": "invalid_response",
        }[problem]
    )
    assert "sendVoiceStatus" not in simulator.call_counts


async def test_deleted_status_is_gone_at_once(
    hass: HomeAssistant, instance: Instance, poll: Poll
) -> None:
    """Whatever trace a deletion leaves in the list, it is announced once."""
    instance.configure(deletion="vanish")
    older = await call(hass, "send_text_status", message="Older")
    await poll()
    newer = await call(hass, "send_text_status", message="Newer")
    await poll()
    assert latest(hass)["status_id"] == newer["status_id"]
    events = async_capture_events(hass, "state_changed")

    await hass.services.async_call(
        DOMAIN, "delete_status", {"status_id": newer["status_id"]}, blocking=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    assert latest(hass)["status_id"] == older["status_id"]
    await poll()
    assert [
        event.data["new_state"].attributes["event_type"]
        for event in events
        if event.data["entity_id"] == "event.green_api_1101000001_status"
    ] == ["deleted"]


async def test_deleting_what_is_not_there(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """GREEN-API decides what is there, and the user is told."""
    with pytest.raises(ServiceValidationError, match="no status with the ID nothing"):
        await hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": "nothing"}, blocking=True
        )

    simulator.fault(method="deleteStatus", status=403)
    with pytest.raises(HomeAssistantError, match="refuses this method"):
        await hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": "nothing"}, blocking=True
        )


async def test_notify_entity_posts_a_text_status(hass: HomeAssistant) -> None:
    """`notify.send_message` is the short way."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.green_api_1101000001_post", "message": "Hello"},
        blocking=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    assert latest(hass)["text"] == "Hello"


async def test_statuses_newest_first_by_state_type_and_time(
    hass: HomeAssistant, instance: Instance, poll: Poll
) -> None:
    """Everything that is known can be asked for, and chosen from."""
    instance.post_text("Old", state="read", age=3600)
    instance.post_media(Drawn("sea", 1), caption="New", state="sent")
    gone = instance.post_text("Gone")
    instance.delete(gone.id)
    await poll()

    async def texts(**data: Any) -> list[str | None]:
        response = await call(hass, "get_statuses", **data)
        return [each["text"] or each["caption"] for each in response["statuses"]]

    assert await texts() == ["New", "Old"]
    assert await texts(state="read") == ["Old"]
    assert await texts(type=["image", "video"]) == ["New"]
    assert await texts(since="2024-03-11 04:30:00") == ["New"]


async def test_thumbnails_only_when_asked_for(
    hass: HomeAssistant, instance: Instance, poll: Poll
) -> None:
    """They are large, and a text has none."""
    instance.post_text("Text")
    instance.post_media(Drawn("sea", 1), caption="Picture")
    await poll()

    response = await call(hass, "get_statuses", thumbnails=True)
    thumbnails = {each["caption"]: each["thumbnail"] for each in response["statuses"]}
    assert thumbnails[None] is None
    assert b64decode(thumbnails["Picture"]).startswith(b"\xff\xd8\xff")
    response = await call(hass, "get_statuses")
    assert all("thumbnail" not in each for each in response["statuses"])


def test_colors() -> None:
    """Colours come as hex, or from a picker."""
    assert read_color("#0b6e4f") == read_color("0B6E4F") == "#0B6E4F"
    assert read_color([255, 0, 1]) == "#FF0001"


def test_participants() -> None:
    """People write phone numbers in their own way; WhatsApp has two kinds of ids."""
    assert read_participants(
        ["+972 54-123-4567", "15550100003@c.us", "123456789@lid"]
    ) == ["972541234567@c.us", "15550100003@c.us", "123456789@lid"]


async def test_unloading_does_not_wait_for_the_early_poll(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The early poll is nobody's reason to wait."""
    with patch("custom_components.green_api.posting.POLL_DELAY", 60):
        await hass.services.async_call(
            DOMAIN, "send_text_status", {"message": "Hello"}, blocking=True
        )
        async with asyncio.timeout(5):
            assert await hass.config_entries.async_unload(config_entry.entry_id)
