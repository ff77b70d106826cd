"""Tests of the websocket command that sends what contacts post."""

from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from demo.simulator import FIRST_ID, Drawn, Instance
from demo.simulator.statuses import Text
from homeassistant.core import HomeAssistant

from ..common import set_up_with_options, setup_integration
from .test_websocket_api import receive_event

# The clock stops before the login: its token would be from the future otherwise.
pytestmark = pytest.mark.usefixtures("now")

HOUR: Final = 3600
STATUS_FIELDS: Final = {
    "status_id",
    "type",
    "text",
    "caption",
    "posted_at",
    "expires_at",
    "background_color",
    "font",
    "mime_type",
    "thumbnail_url",
    "media_url",
    "deleted",
}


async def subscribe(client: MockHAClientWebSocket, **options: Any) -> dict[str, Any]:
    """Subscribe and return the first event."""
    await client.send_json_auto_id({"type": "green_api/contact_statuses", **options})
    assert (await client.receive_json())["success"]
    return await receive_event(client)


def post_picture(instance: Instance, sender: int, age: float = 0) -> None:
    """Let a contact post a picture."""
    picture = instance.files.media_status(Drawn("sea", sender), caption="The sea")
    instance.post_incoming(picture, sender=sender, age=age)


async def test_contacts_are_sent_with_their_statuses(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Who posted last comes first; the statuses of one contact come in the order in which they were posted."""
    instance.post_incoming(Text("first"), sender=1, age=5 * HOUR)
    instance.post_incoming(Text("other", "#112233", "SERIF"), sender=2, age=3 * HOUR)
    post_picture(instance, sender=1, age=HOUR)
    await set_up_with_options(hass, config_entry, contacts=True)

    event = await subscribe(await hass_ws_client(hass))

    assert event["title"] == config_entry.title
    assert event["account"] == FIRST_ID
    assert event["config_entry_id"] == config_entry.entry_id
    assert event["available"]
    assert event["enabled"]
    assert not event["removed"]
    assert event["failing_since"] is None
    one, two = event["contacts"]
    assert one["contact_id"] == instance.contacts[1].id
    assert one["name"] == instance.contacts[1].name
    assert one["phone"] == f"+{instance.contacts[1].id.split('@')[0]}"
    assert [status["type"] for status in one["statuses"]] == ["text", "image"]
    assert all(status.keys() == STATUS_FIELDS for status in one["statuses"])
    assert one["statuses"][1]["caption"] == "The sea"
    assert two["statuses"][0]["background_color"] == "#112233"
    assert two["statuses"][0]["media_url"] is None


async def test_links_work_without_a_token(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """The browser loads pictures through Home Assistant."""
    post_picture(instance, sender=1)
    await set_up_with_options(hass, config_entry, contacts=True)
    event = await subscribe(await hass_ws_client(hass))
    (status,) = event["contacts"][0]["statuses"]

    browser = await hass_client_no_auth()
    for link in (status["thumbnail_url"], status["media_url"]):
        response = await browser.get(link)
        assert response.status == 200
        assert response.content_type == "image/jpeg"
        assert (await browser.get(link.partition("?")[0])).status == 401


async def test_a_new_status_is_sent_and_the_links_of_others_stay(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """A picture that is shown is not loaded again because somebody else posted."""
    post_picture(instance, sender=1)
    await set_up_with_options(hass, config_entry, contacts=True)
    client = await hass_ws_client(hass)
    before = (await subscribe(client))["contacts"][0]["statuses"]

    instance.post_incoming(Text("new"), sender=2)
    await config_entry.runtime_data.contact_statuses.async_refresh()

    contacts = (await receive_event(client))["contacts"]
    assert {one["contact_id"] for one in contacts} == {
        instance.contacts[number].id for number in (1, 2)
    }
    assert before in [one["statuses"] for one in contacts]


async def test_without_the_option_nothing_is_sent_but_that(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """The card knows that there is nothing to show, and sees it when the option is switched on."""
    post_picture(instance, sender=1)
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    event = await subscribe(client, config_entry_id=config_entry.entry_id)
    assert event["available"]
    assert not event["enabled"]
    assert event["contacts"] == []

    hass.config_entries.async_update_entry(config_entry, options={"contacts": True})
    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    while not event["contacts"]:
        event = await receive_event(client)
    assert event["enabled"]


async def test_removal_of_the_account_is_sent(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
) -> None:
    """The card says that the account is gone."""
    await set_up_with_options(hass, config_entry, contacts=True)
    client = await hass_ws_client(hass)
    event = await subscribe(client)
    await hass.config_entries.async_remove(config_entry.entry_id)
    while not event["removed"]:
        event = await receive_event(client)
    assert not event["available"]
    assert event["contacts"] == []
