"""Tests of the websocket commands of the dashboard cards."""

from datetime import datetime, timedelta
from typing import Any, Final
from unittest.mock import patch

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
from demo.simulator import FIRST_ID, Drawn, Instance, Simulator
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

from ..automations import no_view_counts, seen_by
from ..common import setup_integration

# The clock stops before the login: its token would be from the future otherwise.
pytestmark = pytest.mark.usefixtures("now")

HOUR: Final = 3600
MARKUP: Final = "<img src=x onerror=alert(1)><script>alert(2)</script>"


async def subscribe(client: MockHAClientWebSocket, **options: Any) -> dict[str, Any]:
    """Subscribe and return the first event."""
    await client.send_json_auto_id({"type": "green_api/subscribe", **options})
    assert (await client.receive_json())["success"]
    return await receive_event(client)


async def receive_event(client: MockHAClientWebSocket) -> dict[str, Any]:
    """Return the data of the next event."""
    message = await client.receive_json(timeout=5)
    assert message["type"] == "event"
    data: dict[str, Any] = message["event"]
    return data


async def refresh(entry: MockConfigEntry) -> None:
    """Poll without moving the clock, which would close a silent websocket."""
    await entry.runtime_data.coordinator.async_refresh()


async def test_first_event(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """The first event holds the account and its statuses, newest first, with their texts as they are."""
    instance.post_text("Good morning", background="#1F6F5C", font="SERIF")
    instance.post_media(Drawn("sea", 1), caption=MARKUP)
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)

    event = await subscribe(client, config_entry_id=config_entry.entry_id)

    assert event["title"] == config_entry.title
    assert event["account"] == FIRST_ID
    assert event["available"]
    assert event["connected"]
    assert not event["removed"]
    assert event["active"] == event["total"] == 2
    assert event["ids"] == [status["status_id"] for status in event["statuses"]]
    picture, text = sorted(event["statuses"], key=lambda status: status["type"])
    assert text["text"] == "Good morning"
    assert text["background_color"] == "#1F6F5C"
    assert text["font"] == "SERIF"
    assert text["media_url"] is None
    assert text["thumbnail_url"] is None
    assert picture["caption"] == MARKUP
    assert picture["mime_type"] == "image/jpeg"
    assert picture["posted_at"] == int(now.timestamp())
    assert picture["expires_at"] - picture["posted_at"] == 24 * 60 * 60
    assert picture["state_history"] == [["pending", picture["posted_at"]]]
    assert picture["view_history"] == []


async def test_links(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Links work without a token, until the login they were made for ends."""
    instance.post_media(Drawn("sea", 1))
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    event = await subscribe(client)
    (status,) = event["statuses"]

    browser = await hass_client_no_auth()
    for link in (status["thumbnail_url"], status["media_url"]):
        response = await browser.get(link)
        assert response.status == 200
        assert response.content_type == "image/jpeg"

    await client.close()
    for user in await hass.auth.async_get_users():
        for token in list(user.refresh_tokens.values()):
            if not user.system_generated:
                hass.auth.async_remove_refresh_token(token)
    assert (await browser.get(status["thumbnail_url"])).status == 401


async def test_changes(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """A change is sent once, with the changed statuses only; a poll without changes sends nothing."""
    first = instance.post_text("One")
    instance.patch(first.id, {"timestamp": int(now.timestamp()) - 60})
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    event = await subscribe(client)
    assert event["ids"] == [first.id]

    await refresh(config_entry)
    second = instance.post_text("Two")
    await refresh(config_entry)
    event = await receive_event(client)
    assert event["ids"] == [second.id, first.id]
    assert [status["status_id"] for status in event["statuses"]] == [second.id]

    instance.advance(first.id, "read")
    await refresh(config_entry)
    event = await receive_event(client)
    assert event["ids"] == [second.id, first.id]
    assert [status["state"] for status in event["statuses"]] == ["read"]

    instance.set_state("notAuthorized")
    await refresh(config_entry)
    event = await receive_event(client)
    assert not event["connected"]
    assert "ids" not in event


async def test_expiry(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An expired status is removed from the list."""
    instance.post_text("One")
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    assert len((await subscribe(client))["ids"]) == 1

    freezer.tick(timedelta(hours=24, seconds=1))
    async_fire_time_changed(hass)
    event = await receive_event(client)
    while event["ids"]:
        event = await receive_event(client)
    assert event["active"] == 0
    assert event["statuses"] == []


async def test_limit(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """The newest statuses are sent, up to the limit."""
    instance.bulk(300)
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)

    event = await subscribe(client, limit=20)
    assert len(event["ids"]) == len(event["statuses"]) == 20
    assert event["total"] == 300
    posted = [status["posted_at"] for status in event["statuses"]]
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
    """With `recent`, expired statuses within the window are sent, too."""
    old = instance.post_text("Old")
    instance.patch(old.id, {"timestamp": int(now.timestamp()) - 30 * 60 * 60})
    instance.post_text("New")
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"window": 2880})
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    client = await hass_ws_client(hass)

    assert len((await subscribe(client))["ids"]) == 1
    event = await subscribe(client, recent=True)
    assert [status["text"] for status in event["statuses"]] == ["New", "Old"]
    assert event["active"] == 1


async def test_activity(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """With `activity`, what happened is sent, and the statuses that it is about, also when they are deleted."""
    old = instance.post_text("Old")
    instance.patch(old.id, {"timestamp": int(now.timestamp()) - 30 * 60 * 60})
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"window": 2880})
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    client = await hass_ws_client(hass)

    event = await subscribe(client, activity=10)
    assert [line["kind"] for line in event["activity"]] == ["expired", "posted"]
    assert event["ids"] == [old.id]

    new = instance.post_media(Drawn("sea", 1))
    await refresh(config_entry)
    event = await receive_event(client)
    assert event["activity"][0] == {
        "status_id": new.id,
        "kind": "posted",
        "began_at": int(now.timestamp()),
        "occurred_at": int(now.timestamp()),
        "new_views": 0,
        "views": 0,
    }
    assert event["ids"] == [new.id, old.id]
    assert [status["status_id"] for status in event["statuses"]] == [new.id]

    instance.delete(new.id)
    await refresh(config_entry)
    event = await receive_event(client)
    assert event["activity"][0]["kind"] == "deleted"
    (status,) = event["statuses"]
    assert status["deleted"]
    assert status["media_url"] is status["thumbnail_url"] is None

    event = await subscribe(client, activity=1)
    assert len(event["activity"]) == len(event["ids"]) == 1


async def test_numbers(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """A status that was read was seen, counted or not; a sum that is not complete says so."""
    read = instance.post_text("Read", state="read")
    failed = instance.post_text("Failed", state="failed")
    instance.set_statistic(read.id, [])
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)

    event = await subscribe(client, limit=0)
    assert event["ids"] == []
    assert (event["active"], event["failed"]) == (2, 1)
    assert (event["delivered"], event["read"]) == (1, 1)
    assert (event["views"], event["complete"]) == (1, False)
    assert event["reached"] is event["seen"] is None

    statuses = {
        status["status_id"]: status for status in (await subscribe(client))["statuses"]
    }
    assert statuses[read.id]["views"] == 1
    assert not statuses[read.id]["complete"]
    assert statuses[read.id]["state_history"] == []
    assert statuses[failed.id]["views"] is None


async def test_insights(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """The newest and the most seen, with views by the hour and links that work."""
    young = instance.post_text("Young", state="delivered", age=60)
    instance.post_text("Younger than an hour, too", state="delivered", age=120)
    days = [
        instance.post_media(Drawn("sea", day), state="read", age=day * 24 * HOUR)
        for day in range(1, 8)
    ]
    with no_view_counts():
        await setup_integration(hass, config_entry)
        coordinator = config_entry.runtime_data.coordinator
        for day, status in enumerate(days, start=1):
            coordinator.async_record_views(status.id, seen_by(day))
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "green_api/insights"})
    insights = (await client.receive_json())["result"]

    newest = [young.id, *(status.id for status in days[:4])]
    assert insights["newest"] == newest
    assert insights["top"] == [status.id for status in reversed(days[2:])]
    listed = [*newest, *(days[number].id for number in (6, 5, 4))]
    assert [one["status_id"] for one in insights["listed"]] == listed
    assert [one["status_id"] for one in insights["items"]] == listed
    assert insights["usual_views"]["statuses"] == 7
    assert insights["hourly_views"].keys() == set(newest)
    assert insights["hourly_views"][young.id] == [None] * 24
    assert insights["hourly_views"][days[3].id][-1] == 4
    browser = await hass_client_no_auth()
    response = await browser.get(insights["listed"][1]["thumbnail_url"])
    assert response.content_type == "image/jpeg"


async def test_latest_status_against_the_usual(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    now: datetime,
) -> None:
    """The account says how the latest status does, and how old it was at its last count."""
    latest = instance.post_text("Latest", state="read", age=6 * HOUR)
    days = [
        instance.post_text("Earlier", state="read", age=day * 24 * HOUR)
        for day in range(2, 7)
    ]
    with no_view_counts():
        await setup_integration(hass, config_entry)
        coordinator = config_entry.runtime_data.coordinator
        for status, views in (*((one, 4) for one in days), (latest, 5)):
            viewers = seen_by(views, at=int(status.posted) + 60)
            coordinator.async_record_views(status.id, viewers)
    event = await subscribe(await hass_ws_client(hass), limit=0)
    assert (event["compared"], event["compared_after"]) == (0.25, 6 * HOUR)
    assert event["usual_views"] == 4


async def test_reload_and_removal(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """A subscription continues after a reload, and says when the account was removed."""
    instance.post_text("One")
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    (device,) = dr.async_entries_for_config_entry(
        dr.async_get(hass), config_entry.entry_id
    )
    await subscribe(client, device_id=device.id)

    # Changes of other entries send nothing.
    other = MockConfigEntry(domain="sun")
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, title="Sunset")

    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    event = await receive_event(client)
    assert not event["available"]
    assert event["ids"] == []
    event = await receive_event(client)
    assert event["available"]
    assert len(event["statuses"]) == 1

    instance.post_text("Two")
    await refresh(config_entry)
    assert len((await receive_event(client))["ids"]) == 2

    await hass.config_entries.async_remove(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    event = await receive_event(client)
    assert not event["available"]
    assert not event["removed"]
    assert (await receive_event(client))["removed"]


async def test_link_renewal(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Links are renewed before they expire."""
    instance.post_media(Drawn("sea", 1))
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    before = (await subscribe(client))["statuses"][0]

    freezer.tick(timedelta(hours=12, seconds=1))
    async_fire_time_changed(hass)
    event = await receive_event(client)
    while (
        not event.get("statuses")
        or event["statuses"][0]["media_url"] == before["media_url"]
    ):
        event = await receive_event(client)
    assert event["statuses"][0]["thumbnail_url"] != before["thumbnail_url"]


async def test_unsubscribe(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """Nothing is sent after unsubscribing."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "green_api/subscribe"})
    subscription = (await client.receive_json())["id"]
    assert (await receive_event(client))["ids"] == []

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
@pytest.mark.parametrize("command", ["subscribe", "insights"])
async def test_unknown_account(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    account: dict[str, str],
    command: str,
) -> None:
    """An account that does not exist is an error."""
    await async_setup_component(hass, DOMAIN, {})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"green_api/{command}", **account})
    message = await client.receive_json()
    assert not message["success"]
    assert message["error"]["code"] == "not_found"


async def test_failing_since(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    now: datetime,
) -> None:
    """The page is told since when GREEN-API does not answer, and when it does again."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    assert (await subscribe(client))["failing_since"] is None
    simulator.fault(status=500, times=None)
    await refresh(config_entry)
    assert (await receive_event(client))["failing_since"] == int(now.timestamp())
    simulator.faults.clear()
    await refresh(config_entry)
    assert (await receive_event(client))["failing_since"] is None


async def test_read_only_user(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """A read-only user may subscribe."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass, hass_read_only_access_token)
    assert (await subscribe(client))["available"]


async def test_a_status_that_waits_says_so(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
    instance: Instance,
) -> None:
    """A status waits from the moment it was sent from here until a list shows it."""
    instance.configure(queue_seconds=600)
    await setup_integration(hass, config_entry)
    with patch("custom_components.green_api.posting.POLL_DELAY", 0):
        await hass.services.async_call(
            DOMAIN, "send_text_status", {"message": "Hello"}, blocking=True
        )
    client = await hass_ws_client(hass)
    event = await subscribe(client)
    (status,) = event["statuses"]
    assert status["waiting"]
    assert event["active"] == 0


async def test_account_that_is_disabled_says_so(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    config_entry: MockConfigEntry,
) -> None:
    """A page that stays open can tell an account that is disabled from one that is reloaded."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    message = await subscribe(client, config_entry_id=config_entry.entry_id)
    assert not message["disabled"]
    await hass.config_entries.async_set_disabled_by(
        config_entry.entry_id, ConfigEntryDisabler.USER
    )
    message = await receive_event(client)
    while message["available"] or not message["disabled"]:
        message = await receive_event(client)
    assert message["ids"] == []
