"""Tests of the websocket command."""

from datetime import datetime, timedelta
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.green_api.const import DOMAIN
from demo.simulator import FIRST_ID, Drawn, Instance
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

from .common import setup_integration

# Logins before the clock stops would be from the future.
pytestmark = pytest.mark.usefixtures("now")

HOSTILE: Final = "<img src=x onerror=alert(1)><script>alert(2)</script>"


async def subscribe(client: MockHAClientWebSocket, **options: Any) -> dict[str, Any]:
    """Subscribe and return the first event."""
    await client.send_json_auto_id({"type": "green_api/subscribe", **options})
    assert (await client.receive_json())["success"]
    return await event(client)


async def event(client: MockHAClientWebSocket) -> dict[str, Any]:
    """Return the next event."""
    message = await client.receive_json(timeout=5)
    assert message["type"] == "event"
    told: dict[str, Any] = message["event"]
    return told


async def refresh(entry: MockConfigEntry) -> None:
    """Poll without letting time pass: a websocket that is silent for a minute is closed."""
    await entry.runtime_data.async_refresh()


async def test_first_event(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """The first event holds the account and its statuses, newest first; all of it is text."""
    instance.post_text("Good morning", background="#1F6F5C", font="SERIF")
    instance.post_media(Drawn("sea", 1), caption=HOSTILE)
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)

    told = await subscribe(client, config_entry_id=config_entry.entry_id)

    assert told["title"] == config_entry.title
    assert told["account"] == FIRST_ID
    assert told["available"]
    assert told["connected"]
    assert not told["removed"]
    assert told["active"] == told["total"] == 2
    assert told["ids"] == [status["status_id"] for status in told["statuses"]]
    picture, text = sorted(told["statuses"], key=lambda status: status["type"])
    assert text["text"] == "Good morning"
    assert text["background_color"] == "#1F6F5C"
    assert text["font"] == "SERIF"
    assert text["media"] is None
    assert text["thumbnail"] is None
    assert picture["caption"] == HOSTILE
    assert picture["mime_type"] == "image/jpeg"
    assert picture["posted_at"] == int(now.timestamp())
    assert picture["expires_at"] - picture["posted_at"] == 24 * 60 * 60
    assert picture["steps"] == [["pending", picture["posted_at"]]]
    assert picture["counts"] == []


async def test_links(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """The links work without a token, and end with the login of the browser that got them."""
    instance.post_media(Drawn("sea", 1))
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    told = await subscribe(client)
    (status,) = told["statuses"]

    browser = await hass_client_no_auth()
    for link in (status["thumbnail"], status["media"]):
        response = await browser.get(link)
        assert response.status == 200
        assert response.content_type == "image/jpeg"

    await client.close()
    for user in await hass.auth.async_get_users():
        for token in list(user.refresh_tokens.values()):
            if not user.system_generated:
                hass.auth.async_remove_refresh_token(token)
    assert (await browser.get(status["thumbnail"])).status == 401


async def test_changes(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """Each change is told once, and only what changed; a poll without news tells nothing."""
    first = instance.post_text("One")
    instance.patch(first.id, {"timestamp": int(now.timestamp()) - 60})
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    told = await subscribe(client)
    assert told["ids"] == [first.id]

    await refresh(config_entry)
    second = instance.post_text("Two")
    await refresh(config_entry)
    told = await event(client)
    assert told["ids"] == [second.id, first.id]
    assert [status["status_id"] for status in told["statuses"]] == [second.id]

    instance.advance(first.id, "read")
    await refresh(config_entry)
    told = await event(client)
    assert told["ids"] == [second.id, first.id]
    assert [status["state"] for status in told["statuses"]] == ["read"]

    instance.set_state("notAuthorized")
    await refresh(config_entry)
    told = await event(client)
    assert not told["connected"]
    assert "ids" not in told


async def test_expiry(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A status goes when its day is over, unless recent ones are asked for, too."""
    instance.post_text("One")
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    assert len((await subscribe(client))["ids"]) == 1

    freezer.tick(timedelta(hours=24, seconds=1))
    async_fire_time_changed(hass)
    told = await event(client)
    while told["ids"]:
        told = await event(client)
    assert told["active"] == 0
    assert told["statuses"] == []


async def test_limit(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """There are never more statuses than asked for, and the newest come first."""
    instance.bulk(300)
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)

    told = await subscribe(client, limit=20)
    assert len(told["ids"]) == len(told["statuses"]) == 20
    assert told["total"] == 300
    posted = [status["posted_at"] for status in told["statuses"]]
    assert posted == sorted(posted, reverse=True)

    assert len((await subscribe(client))["ids"]) == 200
    await client.send_json_auto_id({"type": "green_api/subscribe", "limit": 201})
    assert (await client.receive_json())["error"]["code"] == "invalid_format"


async def test_recent(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """Expired statuses within the window are shown to those who ask for them."""
    old = instance.post_text("Old")
    instance.patch(old.id, {"timestamp": int(now.timestamp()) - 30 * 60 * 60})
    instance.post_text("New")
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"window": 2880})
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    client = await hass_ws_client(hass)

    assert len((await subscribe(client))["ids"]) == 1
    told = await subscribe(client, recent=True)
    assert [status["text"] for status in told["statuses"]] == ["New", "Old"]
    assert told["active"] == 1


async def test_reload_and_removal(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """A subscription outlives a reload, and tells that the account is gone."""
    instance.post_text("One")
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    (device,) = dr.async_entries_for_config_entry(
        dr.async_get(hass), config_entry.entry_id
    )
    await subscribe(client, device_id=device.id)

    # What happens to others is none of its business.
    other = MockConfigEntry(domain="sun")
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, title="Sunset")

    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    told = await event(client)
    assert not told["available"]
    assert told["ids"] == []
    told = await event(client)
    assert told["available"]
    assert len(told["statuses"]) == 1

    instance.post_text("Two")
    await refresh(config_entry)
    assert len((await event(client))["ids"]) == 2

    await hass.config_entries.async_remove(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    told = await event(client)
    assert not told["available"]
    assert not told["removed"]
    assert (await event(client))["removed"]


async def test_renewal(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Links are renewed before they end."""
    instance.post_media(Drawn("sea", 1))
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    before = (await subscribe(client))["statuses"][0]

    freezer.tick(timedelta(hours=12, seconds=1))
    async_fire_time_changed(hass)
    told = await event(client)
    while not told.get("statuses") or told["statuses"][0]["media"] == before["media"]:
        told = await event(client)
    assert told["statuses"][0]["thumbnail"] != before["thumbnail"]


async def test_leaving(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Who leaves is told nothing any more."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "green_api/subscribe"})
    subscription = (await client.receive_json())["id"]
    assert (await event(client))["ids"] == []

    await client.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": subscription}
    )
    assert (await client.receive_json())["success"]
    instance.post_text("One")
    await refresh(config_entry)
    await client.send_json_auto_id({"type": "ping"})
    assert (await client.receive_json())["type"] == "pong"


@pytest.mark.parametrize(
    "account", [{"config_entry_id": "nope"}, {"device_id": "nope"}, {}]
)
async def test_unknown_account(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, account: dict[str, str]
) -> None:
    """An account that does not exist is a clear error."""
    await async_setup_component(hass, DOMAIN, {})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "green_api/subscribe", **account})
    message = await client.receive_json()
    assert not message["success"]
    assert message["error"]["code"] == "not_found"


async def test_any_user(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """Whoever may log in may look."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass, hass_read_only_access_token)
    assert (await subscribe(client))["available"]
