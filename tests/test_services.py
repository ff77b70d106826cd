"""The actions that answer: get_statuses, and which status and account an action means."""

from base64 import b64decode
from collections.abc import Generator
import json
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.green_api.const import DOMAIN
from demo.simulator import SECOND_ID, Drawn, Instance, Simulator
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .automations import automate, device_of, no_view_counts, second_entry
from .common import entity_id, setup_integration, state_of
from .conftest import Poll

STATISTIC: Final = "getStatusStatistic"
CONTACTS: Final = "getContacts"


@pytest.fixture(name="no_view_counts")
def _no_view_counts() -> Generator[None]:
    """Ask for no statistics in the background."""
    with no_view_counts():
        yield


async def call(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action and return its response as an automation gets it."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    answer: dict[str, Any] = json.loads(json.dumps(response))
    return answer


@pytest.mark.usefixtures("no_view_counts")
async def test_statuses_newest_first_by_state_type_and_time(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Deleted ones are left out."""
    instance.post_text("Old", state="read", age=3600)
    instance.post_media(Drawn("sea", 1), caption="New", state="sent")
    instance.delete(instance.post_text("Deleted", age=60).id)
    await setup_integration(hass, config_entry)

    async def texts(**data: Any) -> list[str | None]:
        response = await call(hass, "get_statuses", **data)
        return [one["text"] or one["caption"] for one in response["statuses"]]

    assert await texts() == ["New", "Old"]
    assert await texts(state="read") == ["Old"]
    assert await texts(type=["image", "video"]) == ["New"]
    assert await texts(since="2024-03-11 04:30:00") == ["New"]
    assert await texts(since="9999-12-31 23:59:00+00:00") == []


@pytest.mark.usefixtures("no_view_counts")
async def test_status_is_described_as_everywhere(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """With the same fields as the attributes of the latest status; a status that was read has a view."""
    instance.post_media(Drawn("sea", 1), caption="The sea", state="read")
    await setup_integration(hass, config_entry)
    (status,) = (await call(hass, "get_statuses"))["statuses"]
    attributes = state_of(hass, "latest_status").attributes
    assert status.pop("state") == state_of(hass, "latest_status").state
    assert status["views"] == 1
    assert status == {key: attributes[key] for key in status}


@pytest.mark.parametrize(
    ("zone", "since"),
    [
        ("Asia/Jerusalem", "0001-01-01 00:00:00"),
        ("America/New_York", "9999-12-31 23:59:59"),
    ],
)
async def test_time_out_of_range_is_refused(
    hass: HomeAssistant, config_entry: MockConfigEntry, zone: str, since: str
) -> None:
    """There is no such time in UTC."""
    await hass.config.async_set_time_zone(zone)
    await setup_integration(hass, config_entry)
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "get_statuses", since=since)
    assert raised.value.translation_key == "invalid_time"


async def test_thumbnails_only_when_asked_for(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A text has none."""
    instance.post_text("Text", age=60)
    instance.post_media(Drawn("sea", 1), caption="Picture")
    await setup_integration(hass, config_entry)
    picture, text = (await call(hass, "get_statuses", thumbnails=True))["statuses"]
    assert text["thumbnail"] is None
    assert b64decode(picture["thumbnail"]).startswith(b"\xff\xd8\xff")
    statuses = (await call(hass, "get_statuses"))["statuses"]
    assert all("thumbnail" not in one for one in statuses)


async def test_marks_around_an_id_do_not_matter(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """They come with text that is copied."""
    status = instance.post_text("Hello")
    await setup_integration(hass, config_entry)
    response = await call(hass, "get_viewers", status_id=f" {status.id}\u200e")
    assert response["status_id"] == status.id


async def test_status_without_viewers(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """GREEN-API knows of nobody, or has lost the statistic."""
    instance.post_text("Hello", viewers=2)
    instance.configure(statistics_lost=True)
    await setup_integration(hass, config_entry)
    response = await call(hass, "get_viewers", names=True)
    assert (response["viewers"], response["reached"]) == ([], [])


async def test_viewers_while_views_are_not_counted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """Whoever switched counting off can still ask."""
    instance.post_text("Hello", viewers=2)
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"views": False})
    await hass.config_entries.async_setup(config_entry.entry_id)
    assert len((await call(hass, "get_viewers"))["viewers"]) == 2
    assert simulator.call_counts[STATISTIC] == 1
    assert state_of(hass, "views").state == STATE_UNAVAILABLE


async def test_status_that_is_not_known(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """GREEN-API is not asked; the same where there is no status at all."""
    await setup_integration(hass, config_entry)
    for data, key in (
        ({"status_id": "ABC"}, "unknown_status"),
        ({"status_id": " "}, "status_id_needed"),
        ({"status_id": "\ud83d"}, "unknown_status"),
        ({}, "no_statuses"),
    ):
        with pytest.raises(ServiceValidationError) as raised:
            await call(hass, "get_viewers", **data)
        assert raised.value.translation_key == key
        str(raised.value).encode()
    assert simulator.call_counts[STATISTIC] == 0


async def test_account_has_to_be_clear(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """One that is not loaded is refused, and none where there are two."""
    instance.post_text("Hello", viewers=1)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    for data in (
        {},
        {"config_entry_id": config_entry.entry_id},
        {"config_entry_id": "nonsense"},
    ):
        with pytest.raises(ServiceValidationError):
            await call(hass, "get_viewers", **data)

    await hass.config_entries.async_setup(config_entry.entry_id)
    other = second_entry(config_entry)
    theirs = simulator.instances[SECOND_ID].post_text("Theirs", viewers=2)
    await setup_integration(hass, other)
    with pytest.raises(ServiceValidationError):
        await call(hass, "get_viewers")
    response = await call(hass, "get_viewers", config_entry_id=other.entry_id)
    assert response["status_id"] == theirs.id


@pytest.mark.usefixtures("no_view_counts")
async def test_what_an_action_did_is_shown_as_done_by_its_person(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """Sending, the posting it leads to, what asking for viewers found out, and deleting; not what GREEN-API reports."""
    await setup_integration(hass, config_entry)
    runs = await automate(
        hass,
        {
            "trigger": "green_api.status_posted",
            "target": {"device_id": device_of(hass, config_entry)},
        },
    )
    persons = {
        name: Context(user_id=MockUser(id=name, is_owner=True).add_to_hass(hass).id)
        for name in ("send", "ask", "delete")
    }

    async def act(action: str, person: str, **data: Any) -> Any:
        response = await hass.services.async_call(
            DOMAIN,
            action,
            data,
            blocking=True,
            context=persons[person],
            return_response=action != "delete_status",
        )
        await hass.async_block_till_done()
        return response

    def event() -> tuple[Any, str | None]:
        state = state_of(hass, "status", "event")
        return state.attributes["event_type"], state.context.user_id

    sent = await act("send_text_status", "send", message="Hello")
    assert state_of(hass, "latest_status").context is persons["send"]
    await poll()
    assert event() == ("posted", "send")
    assert [run.context.parent_id for run in runs] == [persons["send"].id]
    instance.advance(sent["status_id"], "read", viewers=2)
    await poll()
    assert event() == ("read", None)
    assert state_of(hass, "latest_status").context.user_id is None
    await act("get_viewers", "ask")
    assert event() == ("viewed", "ask")
    assert state_of(hass, "latest_status_views").context is persons["ask"]
    await act("delete_status", "delete", status_id=sent["status_id"])
    assert event() == ("deleted", "delete")
    assert state_of(hass, "active_statuses").context is persons["delete"]
    # Within the seconds in which Home Assistant keeps a context.
    instance.post_text("From the phone", state="sent")
    await config_entry.runtime_data.coordinator.async_refresh()
    assert event() == ("posted", None)
    assert state_of(hass, "active_statuses").context.user_id is None


async def test_a_message_to_the_notifier_is_shown_as_sent_by_its_person(
    hass: HomeAssistant, config_entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    """A message becomes a status like that of the action."""
    await setup_integration(hass, config_entry)
    context = Context(user_id=hass_admin_user.id)
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": entity_id(hass, "post", "notify"), "message": "Hello"},
        blocking=True,
        context=context,
    )
    assert state_of(hass, "latest_status").context is context
