"""The trigger, the condition and the action of contacts' statuses."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.green_api.const import DOMAIN
from demo.simulator import SECOND_ID, Instance, Simulator
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from ..automations import automate, device_of, second_entry, triggered, triggered_ids
from ..common import reload, set_up_with_options, setup_integration
from ..conftest import PassTime
from ..test_condition import condition
from .common import HOUR, INTERVAL, post, post_picture, post_video


def on(device_id: str, **options: Any) -> dict[str, Any]:
    """Return the configuration of the trigger."""
    return {
        "trigger": f"{DOMAIN}.contact_status_posted",
        "target": {"device_id": device_id},
        "options": options,
    }


async def get_statuses(hass: HomeAssistant, **data: Any) -> list[dict[str, Any]]:
    """Return what the action returns."""
    answer = await hass.services.async_call(
        DOMAIN, "get_contact_statuses", data, blocking=True, return_response=True
    )
    statuses: list[dict[str, Any]] = answer["statuses"]  # type: ignore[index,assignment]
    return statuses


async def test_trigger_has_the_status_and_who_posted_it(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """Once, for what is new, and for nothing that happens to it later."""
    post(instance, "before")
    await set_up_with_options(hass, config_entry, contacts=True)
    calls = await automate(hass, on(device_of(hass, config_entry)))
    status_id = post_picture(instance, sender=4)
    instance.post_text("Our own")
    await pass_time(INTERVAL)

    (trigger,) = triggered(calls)
    assert trigger["account"] == instance.id
    assert trigger["caught_up"] is False
    status = trigger["status"]
    assert status["status_id"] == status_id
    assert status["type"] == "image"
    assert status["caption"] == "The sea"
    assert status["name"] == instance.contacts[4].name
    assert status["sender"] == instance.contacts[4].id
    assert status["phone"] == f"+{instance.contacts[4].id.split('@')[0]}"
    assert status["media_url"].startswith("http")

    instance.delete(status_id)
    await reload(hass, config_entry)
    await pass_time(INTERVAL)
    assert triggered(calls) == []


async def test_trigger_for_some_senders_and_types(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """By name or number, as people write them."""
    await set_up_with_options(hass, config_entry, contacts=True)
    phone = instance.contacts[2].id.split("@")[0]
    senders = [
        f"\u202a{instance.contacts[1].name.upper()}\u202c",
        f"+{phone[:4]} {phone[4:]}",
    ]
    device_id = device_of(hass, config_entry)
    calls = await automate(hass, on(device_id, sender=senders, type="text"))
    expected = [post(instance, sender=1), post(instance, sender=2)]
    post(instance, sender=3)
    post_video(instance, sender=1)
    await pass_time(INTERVAL)
    assert sorted(triggered_ids(calls)) == sorted(expected)


async def test_trigger_of_one_account_only(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """What contacts of another account post is not meant."""
    await set_up_with_options(hass, config_entry, contacts=True)
    await set_up_with_options(hass, second_entry(config_entry), contacts=True)
    calls = await automate(hass, on(device_of(hass, config_entry)))
    post(simulator.instances[SECOND_ID])
    expected = post(instance)
    await pass_time(INTERVAL)
    assert triggered_ids(calls) == [expected]


async def test_condition_holds_while_a_contact_shows_something(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """Until it expires."""
    post(instance, sender=1, age=23 * HOUR)
    await set_up_with_options(hass, config_entry, contacts=True)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "has_contact_status", target)
    assert await test()
    await pass_time(HOUR + 1)
    assert not await test()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"type": "text"}, True),
        ({"type": ["image", "video"]}, False),
        ({"sender": "+1 555 011-0001"}, True),
        ({"sender": ["15550110002", "15550110003"]}, False),
        ({"sender": "15550110001", "type": "image"}, False),
    ],
)
async def test_condition_for_some_senders_and_types(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    options: dict[str, Any],
    expected: bool,
) -> None:
    """Both have to match one status."""
    post(instance, sender=1)
    await set_up_with_options(hass, config_entry, contacts=True)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "has_contact_status", target, **options)
    assert await test() is expected


async def test_condition_fails_without_the_option_and_in_an_outage(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    pass_time: PassTime,
) -> None:
    """What is not known passes no test."""
    post(instance)
    await setup_integration(hass, config_entry)
    target = {"device_id": device_of(hass, config_entry)}
    test = await condition(hass, "has_contact_status", target)
    assert not await test()
    hass.config_entries.async_update_entry(config_entry, options={"contacts": True})
    await reload(hass, config_entry)
    assert await test()
    simulator.fault(method="getIncomingStatuses", status=500, times=None)
    await pass_time(INTERVAL)
    assert not await test()


async def test_action_returns_what_contacts_show(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Newest first; some senders and types, if these are chosen."""
    old = post(instance, "old", sender=1, age=HOUR)
    new = post_picture(instance, sender=2)
    gone = post(instance, sender=3)
    instance.delete(gone)
    post(instance, sender=3, age=25 * HOUR)
    await set_up_with_options(hass, config_entry, contacts=True)

    statuses = await get_statuses(hass)
    assert [one["status_id"] for one in statuses] == [new, old]
    assert statuses[1]["text"] == "old"
    assert statuses[1]["name"] == instance.contacts[1].name
    (one,) = await get_statuses(hass, sender=instance.contacts[1].name)
    assert one["status_id"] == old
    (one,) = await get_statuses(hass, type=["image"])
    assert one["status_id"] == new
    assert (
        await get_statuses(hass, sender=instance.contacts[1].name, type="video") == []
    )


async def test_action_says_that_the_option_is_off(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Rather than returning nothing."""
    await setup_integration(hass, config_entry)
    with pytest.raises(ServiceValidationError) as error:
        await get_statuses(hass)
    assert error.value.translation_key == "contacts_off"


@pytest.mark.parametrize("sender", ["", [" "], ["Dana", "\u200f"]])
async def test_an_empty_sender_does_not_mean_everybody(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    sender: Any,
) -> None:
    """A template may come out empty."""
    post(instance)
    await set_up_with_options(hass, config_entry, contacts=True)
    with pytest.raises(vol.Invalid, match="A sender is empty"):
        await get_statuses(hass, sender=sender)
