"""Who may see contacts' statuses: websocket, action, HTTP views and media browser."""

from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.green_api.const import DOMAIN
from demo.simulator import Instance
from homeassistant.components.media_player import BrowseError
from homeassistant.components.media_source import (
    Unresolvable,
    async_browse_media,
    async_resolve_media,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from ..common import entity_id, reload, set_up_with_options
from ..test_media_source import ACCOUNT, browse, search, titles
from .common import HOUR, post, post_picture

# The clock stops before the login: its token would be from the future otherwise.
pytestmark = pytest.mark.usefixtures("now")

CONTACTS: Final = f"{ACCOUNT}/contacts"


@pytest.fixture(autouse=True)
async def posted(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> dict[str, str]:
    """Set up the account with two statuses of one contact and one of another, and return their ids."""
    await async_setup_component(hass, "media_source", {})
    ids = {
        "text": post(instance, "Hello from the hills", sender=1, age=2 * HOUR),
        "picture": post_picture(instance, sender=1, age=HOUR),
        "other": post(instance, "Somebody else", sender=2, age=3 * HOUR),
    }
    await set_up_with_options(hass, config_entry, contacts=True)
    return ids


async def ask(client: MockHAClientWebSocket, **message: Any) -> dict[str, Any]:
    """Send a message and return the answer."""
    await client.send_json_auto_id(message)
    answer: dict[str, Any] = await client.receive_json()
    return answer


async def test_nobody_else_sees_them(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    posted: dict[str, str],
    hass_read_only_user: MockUser,
    hass_read_only_access_token: str,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Who may read the account's own statuses, but not those of its contacts, finds all doors closed."""
    latest = entity_id(hass, "latest_status")
    hass_read_only_user.mock_policy({"entities": {"entity_ids": {latest: True}}})
    client = await hass_ws_client(hass, hass_read_only_access_token)
    assert (await ask(client, type="green_api/subscribe"))["success"]
    await client.receive_json()
    answer = await ask(client, type="green_api/contact_statuses")
    assert answer["error"]["code"] == "unauthorized"
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "get_contact_statuses",
            blocking=True,
            return_response=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    http = await hass_client(hass_read_only_access_token)
    for kind in ("contact_media", "contact_thumbnail"):
        path = f"/api/green_api/{config_entry.entry_id}/{posted['picture']}/{kind}"
        assert (await http.get(path)).status == 401
    answer = await ask(
        client, type="media_source/browse_media", media_content_id=ACCOUNT
    )
    assert answer["result"]["children"] == []
    for message in (
        {"type": "media_source/browse_media", "media_content_id": CONTACTS},
        {
            "type": "media_source/resolve_media",
            "media_content_id": f"{CONTACTS}/x/{posted['picture']}",
        },
    ):
        assert not (await ask(client, **message))["success"]


async def test_reader_of_the_sensor_sees_them(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    posted: dict[str, str],
    hass_read_only_user: MockUser,
    hass_read_only_access_token: str,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Nothing else is needed, where the account is named."""
    sensor = entity_id(hass, "contact_statuses")
    hass_read_only_user.mock_policy({"entities": {"entity_ids": {sensor: True}}})
    client = await hass_ws_client(hass, hass_read_only_access_token)
    answer = await ask(
        client,
        type="green_api/contact_statuses",
        config_entry_id=config_entry.entry_id,
    )
    assert answer["success"]
    assert len((await client.receive_json())["event"]["contacts"]) == 2
    http = await hass_client(hass_read_only_access_token)
    path = f"/api/green_api/{config_entry.entry_id}/{posted['picture']}"
    assert (await http.get(f"{path}/contact_thumbnail")).status == 200
    assert (await http.get(f"{path}/media")).status == 401


async def test_without_the_sensor_only_administrators_do(
    hass: HomeAssistant, hass_admin_user: MockUser, hass_read_only_user: MockUser
) -> None:
    """An entity that is gone opens no door."""
    er.async_get(hass).async_remove(entity_id(hass, "contact_statuses"))

    async def act(user: MockUser) -> None:
        await hass.services.async_call(
            DOMAIN,
            "get_contact_statuses",
            blocking=True,
            return_response=True,
            context=Context(user_id=user.id),
        )

    await act(hass_admin_user)
    with pytest.raises(Unauthorized):
        await act(hass_read_only_user)


async def test_views_know_no_other_status(
    config_entry: MockConfigEntry,
    instance: Instance,
    posted: dict[str, str],
    hass_client: ClientSessionGenerator,
) -> None:
    """Not one of the account, not one that is not there, and no small picture of a text; a text is drawn."""
    own = instance.post_text("Our own").id
    await config_entry.runtime_data.coordinator.async_refresh()
    client = await hass_client()
    base = f"/api/green_api/{config_entry.entry_id}"
    for path in (
        f"{own}/contact_media",
        f"{posted['text']}/media",
        "nothing/contact_media",
        "nothing/contact_thumbnail",
        f"{posted['text']}/contact_thumbnail",
    ):
        assert (await client.get(f"{base}/{path}")).status == 404, path
    response = await client.get(f"{base}/{posted['text']}/contact_media")
    assert response.status == 200
    assert "Hello from the hills" in await response.text()
    response = await client.get(f"{base}/{posted['picture']}/contact_media")
    assert response.content_type == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_folder_of_contacts(
    hass: HomeAssistant, instance: Instance, posted: dict[str, str]
) -> None:
    """People, those with the newest status first, and their statuses as they were posted."""
    account = await browse(hass, ACCOUNT)
    assert titles(account) == ["Contacts"]
    people = await browse(hass, account["children"][0]["media_content_id"])
    assert titles(people) == [instance.contacts[1].name, instance.contacts[2].name]
    assert people["children"][0]["thumbnail"]
    contact = await browse(hass, people["children"][0]["media_content_id"])
    assert titles(contact) == ["Hello from the hills", "The sea"]
    text, picture = contact["children"]
    assert "/contact_thumbnail?" in picture["thumbnail"]
    assert await browse(hass, picture["media_content_id"]) == {
        **picture,
        "not_shown": 0,
        "children": [],
    }
    for status, mime in ((text, "image/svg+xml"), (picture, "image/jpeg")):
        media = await async_resolve_media(hass, status["media_content_id"], None)
        assert media.mime_type == mime
        assert "/contact_media?" in media.url


async def test_search_finds_contacts_too(
    hass: HomeAssistant, instance: Instance
) -> None:
    """By what they wrote and by name, everywhere, in the folder, and with one contact."""
    assert await search(hass, "hills") == ["Hello from the hills"]
    name = instance.contacts[2].name
    assert await search(hass, name, CONTACTS) == ["Somebody else"]
    people = await browse(hass, CONTACTS)
    first = people["children"][0]["media_content_id"]
    assert await search(hass, "somebody", first) == []
    assert await search(hass, "sea", first) == ["The sea"]
    assert await search(hass, "sea", f"{ACCOUNT}/2024-03-11") == []


async def test_what_is_not_there(hass: HomeAssistant, posted: dict[str, str]) -> None:
    """A wrong address is an error."""
    for rest in ("nobody", "nobody/status", f"nobody/{posted['text']}"):
        with pytest.raises(BrowseError):
            await async_browse_media(hass, f"{CONTACTS}/{rest}")
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, f"{CONTACTS}/nobody/nothing", None)


async def test_there_is_no_folder_without_the_option(
    hass: HomeAssistant, config_entry: MockConfigEntry, posted: dict[str, str]
) -> None:
    """Nor anything in it."""
    hass.config_entries.async_update_entry(config_entry, options={})
    await reload(hass, config_entry)
    assert titles(await browse(hass, ACCOUNT)) == []
    with pytest.raises(BrowseError):
        await async_browse_media(hass, CONTACTS)
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, f"{CONTACTS}/x/{posted['text']}", None)
    assert await search(hass, "hills") == []
