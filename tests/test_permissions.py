"""What a user may do with an account, at every door; the server decides, whatever the page shows."""

from collections.abc import Generator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import FormData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.green_api.const import DOMAIN
from demo.simulator import ASSETS, Instance, Simulator
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .automations import no_view_counts
from .common import entity_id, setup_integration

# The clock stops before the login: its token would be from the future otherwise.
pytestmark = pytest.mark.usefixtures("now")

PICTURE = next(ASSETS.glob("*.jpg"))
VOICE = next(ASSETS.glob("*.mp3"))
# For an action each, what needs control of the notify entity.
POSTING: list[tuple[str, dict[str, Any]]] = [
    ("send_text_status", {"message": "Hello"}),
    ("send_media_status", {"url": "https://example.com/a.jpg"}),
    ("send_voice_status", {"url": "https://example.com/a.mp3"}),
    ("delete_status", {"status_id": "ABC"}),
    ("get_viewers", {}),
]


@pytest.fixture(autouse=True)
def _quiet(tmp_path: Path) -> Generator[None]:
    """Poll after a send without a pause, count no views, and keep uploads apart from those of other tests."""
    with (
        patch("custom_components.green_api.posting.POLL_DELAY", 0),
        patch(
            "homeassistant.components.file_upload.TEMP_DIR_NAME", str(tmp_path / "u")
        ),
        no_view_counts(),
    ):
        yield


@pytest.fixture(autouse=True)
async def _account(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Set up the account with a status."""
    instance.post_text("Good morning")
    await setup_integration(hass, config_entry)


async def act(hass: HomeAssistant, user: MockUser, action: str, **data: Any) -> None:
    """Call an action as a user."""
    await hass.services.async_call(
        DOMAIN,
        action,
        data,
        blocking=True,
        context=Context(user_id=user.id),
        return_response=action != "delete_status",
    )


async def ask(
    client: MockHAClientWebSocket, command: str, **message: Any
) -> dict[str, Any]:
    """Send a command of ours and return the answer."""
    await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **message})
    answer: dict[str, Any] = await client.receive_json()
    return answer


async def upload(client_of: ClientSessionGenerator, name: str, content: bytes) -> str:
    """Upload a file to Home Assistant as the browser does, and return its id."""
    client = await client_of()
    form = FormData()
    form.add_field("file", content, filename=name)
    response = await client.post("/api/file_upload", data=form)
    return str((await response.json())["file_id"])


async def test_reader_reads(
    hass: HomeAssistant,
    hass_read_only_user: MockUser,
    hass_read_only_access_token: str,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A read-only user sees the statuses, and that there is no posting here."""
    client = await hass_ws_client(hass, hass_read_only_access_token)
    await act(hass, hass_read_only_user, "get_statuses")
    assert (await ask(client, "subscribe"))["success"]
    event = (await client.receive_json())["event"]
    assert (event["active"], event["may_post"]) == (1, False)
    assert len((await ask(client, "insights"))["result"]["newest"]) == 1


@pytest.mark.parametrize(("action", "data"), POSTING, ids=[one for one, _ in POSTING])
async def test_reader_neither_posts_nor_sees_people(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_read_only_user: MockUser,
    action: str,
    data: dict[str, Any],
) -> None:
    """An action that posts, deletes or names people is refused before any call."""
    calls = len(simulator.calls)
    with pytest.raises(Unauthorized):
        await act(hass, hass_read_only_user, action, **data)
    assert len(simulator.calls) == calls


async def test_reader_is_refused_by_the_commands_of_the_page(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MockConfigEntry,
    hass_read_only_access_token: str,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Contacts and posting a file are refused, too."""
    client = await hass_ws_client(hass, hass_read_only_access_token)
    calls = len(simulator.calls)
    account = {"config_entry_id": config_entry.entry_id}
    file = {"file_id": "1", "file_name": "a.jpg", "kind": "media"}
    for answer in (
        await ask(client, "contacts", **account),
        await ask(client, "post_file", **account, **file),
    ):
        assert answer["error"]["code"] == "unauthorized"
    assert len(simulator.calls) == calls


async def test_user_without_the_sensor_sees_nothing(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_read_only_user: MockUser,
    hass_read_only_access_token: str,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Websocket, action, HTTP view and media browser are closed to who may not read the latest status."""
    await async_setup_component(hass, "media_source", {})
    hass_read_only_user.mock_policy({"entities": {"domains": {"light": True}}})
    client = await hass_ws_client(hass, hass_read_only_access_token)
    for command in ("subscribe", "insights"):
        named = await ask(client, command, config_entry_id=config_entry.entry_id)
        assert named["error"]["code"] == "unauthorized"
        assert (await ask(client, command))["error"]["code"] == "not_found"
    with pytest.raises(Unauthorized):
        await act(hass, hass_read_only_user, "get_statuses")
    http = await hass_client(hass_read_only_access_token)
    path = f"/api/green_api/{config_entry.entry_id}/{instance.latest.id}/media"
    assert (await http.get(path)).status == 401
    await client.send_json_auto_id(
        {
            "type": "media_source/browse_media",
            "media_content_id": "media-source://green_api",
        }
    )
    assert (await client.receive_json())["result"]["children"] == []


async def test_control_of_the_notify_entity_is_what_posting_needs(
    hass: HomeAssistant, instance: Instance, hass_read_only_user: MockUser
) -> None:
    """A user who may control it may post, and nothing else is needed."""
    notify = entity_id(hass, "post", "notify")
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {notify: {"control": True}}}}
    )
    await act(hass, hass_read_only_user, "send_text_status", message="Hello")
    assert len(instance.statuses) == 2


async def test_without_the_entity_only_administrators_may(
    hass: HomeAssistant, hass_admin_user: MockUser, hass_read_only_user: MockUser
) -> None:
    """An entity that is gone opens no door."""
    er.async_get(hass).async_remove(entity_id(hass, "latest_status"))
    await act(hass, hass_admin_user, "get_statuses")
    with pytest.raises(Unauthorized):
        await act(hass, hass_read_only_user, "get_statuses")


async def test_user_who_is_gone_may_nothing(hass: HomeAssistant) -> None:
    """A call in the name of nobody known is refused."""
    with pytest.raises(UnknownUser):
        await act(hass, MockUser(), "get_statuses")


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("media", PICTURE.name, PICTURE.read_bytes()),
        ("voice", VOICE.name, VOICE.read_bytes()),
    ],
    ids=["media", "voice"],
)
async def test_file_of_the_browser_is_posted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    kind: str,
    name: str,
    content: bytes,
) -> None:
    """What was uploaded to Home Assistant is published, to exactly whom was chosen, and cannot be used again."""
    client = await hass_ws_client(hass)
    message = {
        "config_entry_id": config_entry.entry_id,
        "file_id": await upload(hass_client, "upload", content),
        "file_name": name,
        "kind": kind,
        "participants": ["15550199001@c.us"],
    }
    answer = await ask(client, "post_file", **message)
    await hass.async_block_till_done(wait_background_tasks=True)
    posted = list(instance.statuses.values())[-1]
    assert answer["result"] == {"status_id": posted.id, "queued": True}
    assert posted.content.participants == ("15550199001@c.us",)
    again = await ask(client, "post_file", **message)
    assert again["error"]["translation_key"] == "upload_gone"


async def test_file_that_is_refused_is_gone_too(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    """A file of another kind is named as such before it is sent anywhere, and does not stay."""
    client = await hass_ws_client(hass)
    message = {
        "config_entry_id": config_entry.entry_id,
        "file_id": await upload(hass_client, "upload", b"%PDF-1.7"),
        "file_name": "menu.pdf",
        "kind": "media",
    }
    calls = len(simulator.calls)
    answer = await ask(client, "post_file", **message)
    assert answer["error"]["translation_key"] == "not_picture_or_video"
    again = await ask(client, "post_file", **message)
    assert again["error"]["translation_key"] == "upload_gone"
    assert len(simulator.calls) == calls


async def test_contacts_are_people_of_the_phone_book_by_name(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Groups, and people without a name in the phone book, cannot be chosen."""
    client = await hass_ws_client(hass)
    answer = await ask(client, "contacts", config_entry_id=config_entry.entry_id)
    people = answer["result"]["contacts"]
    assert people == sorted(people, key=lambda person: person["name"].casefold())
    assert {person["id"] for person in people} <= {one.id for one in instance.contacts}
    assert len(people) > 10
