"""Who saw a status: told by the action `get_viewers` to whoever asks, and nowhere else."""

import asyncio
from datetime import timedelta
import json
import logging
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.green_api.const import DOMAIN
from demo.simulator import SECOND_ID, Instance, Simulator
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir

from .automations import second_entry
from .common import setup_integration, state_of
from .conftest import NOW, Poll

STATISTIC: Final = "getStatusStatistic"
CONTACTS: Final = "getContacts"


async def get_viewers(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call the action."""
    response = await hass.services.async_call(
        DOMAIN, "get_viewers", data, blocking=True, return_response=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert isinstance(response, dict)
    # What an automation gets has to survive JSON.
    answer: dict[str, Any] = json.loads(json.dumps(response))
    return answer


async def test_viewers_with_state_and_time(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """One for each recipient, in the order of GREEN-API."""
    status = instance.post_text("Hello")
    read_at = int((NOW - timedelta(minutes=3)).timestamp())
    instance.set_statistic(
        status.id,
        [
            {"participant": "1@c.us", "status": "read", "timestamp": read_at},
            {"participant": ["2@c.us", "3@lid"], "status": "delivered", "timestamp": 0},
            {"participant": "4@c.us", "status": "sent"},
        ],
    )
    await setup_integration(hass, config_entry)

    assert await get_viewers(hass, status_id=status.id) == {
        "status_id": status.id,
        "viewers": [
            {"id": "1@c.us", "state": "read", "at": "2024-03-11T11:57:00+00:00"},
            {"id": "2@c.us", "state": "delivered", "at": None},
            {"id": "3@lid", "state": "delivered", "at": None},
            {"id": "4@c.us", "state": "sent", "at": None},
        ],
    }


async def test_latest_status_unless_named(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """An older one can be named, and so can the account."""
    old = instance.post_text("One", viewers=1, age=60)
    new = instance.post_text("Two", viewers=2)
    await setup_integration(hass, config_entry)

    assert (await get_viewers(hass))["status_id"] == new.id
    answer = await get_viewers(
        hass, config_entry_id=config_entry.entry_id, status_id=old.id
    )
    assert answer["status_id"] == old.id
    assert sum(each["state"] == "read" for each in answer["viewers"]) == 1


async def test_nobody(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """GREEN-API knows of nobody, or has forgotten."""
    instance.post_text("Hello", viewers=2)
    instance.configure(statistics_lost=True)
    await setup_integration(hass, config_entry)

    assert (await get_viewers(hass, names=True))["viewers"] == []


async def test_what_the_action_learns_is_counted(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Nobody who has just seen the answer understands a sensor that shows less."""
    status = instance.post_text("Hello", viewers=2)
    await setup_integration(hass, config_entry)
    assert state_of(hass, "views").state == "2"

    instance.advance(status.id, viewers=3)
    await get_viewers(hass)
    assert state_of(hass, "views").state == "5"


async def test_works_while_views_are_not_counted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """Who switched counting off can still ask."""
    instance.post_text("Hello", viewers=2)
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=config_entry.unique_id,
        data=config_entry.data,
        options={"views": False},
    )
    await setup_integration(hass, entry)
    answer = await get_viewers(hass)

    assert sum(each["state"] == "read" for each in answer["viewers"]) == 2
    assert simulator.call_counts[STATISTIC] == 1
    assert state_of(hass, "views").state == "unavailable"


async def test_names(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """Those of the contacts, for ids of either kind; an id that is not among them has none."""
    status = instance.post_text("Hello")
    phone = next(each for each in instance.contacts if each.id.endswith("@c.us"))
    lid = next(each for each in instance.contacts if each.id.endswith("@lid"))
    instance.set_statistic(
        status.id,
        [
            {"participant": each, "status": "read"}
            for each in (phone.id, lid.id, "15559999999@c.us")
        ],
    )
    await setup_integration(hass, config_entry)
    answer = await get_viewers(hass, names=True)

    assert [(each["id"], each["name"]) for each in answer["viewers"]] == [
        (phone.id, phone.name),
        (lid.id, lid.name),
        ("15559999999@c.us", None),
    ]
    answer = await get_viewers(hass, names=False)
    assert all("name" not in each for each in answer["viewers"])


async def test_names_are_asked_for_once_an_hour(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """However often they are wanted, and only then."""
    instance.post_text("Hello", viewers=1)
    await setup_integration(hass, config_entry)
    await get_viewers(hass)
    assert simulator.call_counts[CONTACTS] == 0

    await asyncio.gather(*(get_viewers(hass, names=True) for _ in range(3)))
    freezer.tick(timedelta(minutes=59))
    await get_viewers(hass, names=True)
    assert simulator.call_counts[CONTACTS] == 1
    freezer.tick(timedelta(minutes=1))
    await get_viewers(hass, names=True)
    await get_viewers(hass, names=True)
    assert simulator.call_counts[CONTACTS] == 2


async def test_no_contacts_means_ask_again(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    """GREEN-API says so; names known before stay until then."""
    status = instance.post_text("Hello")
    friend = instance.contacts[0]
    instance.set_statistic(status.id, [{"participant": friend.id, "status": "read"}])
    await setup_integration(hass, config_entry)

    async def name() -> str | None:
        (viewer,) = (await get_viewers(hass, names=True))["viewers"]
        found: str | None = viewer["name"]
        return found

    simulator.fault(method=CONTACTS, json=[])
    assert await name() is None
    assert await name() == friend.name
    assert simulator.call_counts[CONTACTS] == 2

    freezer.tick(timedelta(hours=1))
    simulator.fault(method=CONTACTS, json=None)
    assert await name() == friend.name
    assert await name() == friend.name
    assert simulator.call_counts[CONTACTS] == 4


async def test_unknown_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """GREEN-API is not asked for what the list never showed."""
    await setup_integration(hass, config_entry)
    for data, shown in (({"status_id": "ABC"}, "ABC"), ({}, "-")):
        with pytest.raises(ServiceValidationError) as raised:
            await get_viewers(hass, **data)
        assert raised.value.translation_domain == DOMAIN
        assert raised.value.translation_key == "unknown_status"
        assert raised.value.translation_placeholders == {"status_id": shown}
    assert simulator.call_counts[STATISTIC] == 0


async def test_account_has_to_be_clear(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """None, one that is not loaded, or one of two."""
    instance.post_text("Hello", viewers=1)
    await setup_integration(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    for data in ({}, {"config_entry_id": config_entry.entry_id}):
        with pytest.raises(ServiceValidationError):
            await get_viewers(hass, **data)
    with pytest.raises(ServiceValidationError):
        await get_viewers(hass, config_entry_id="nonsense")

    await hass.config_entries.async_setup(config_entry.entry_id)
    other = second_entry(config_entry)
    theirs = simulator.instances[SECOND_ID].post_text("Theirs", viewers=2)
    await setup_integration(hass, other)
    with pytest.raises(ServiceValidationError):
        await get_viewers(hass)
    answer = await get_viewers(hass, config_entry_id=other.entry_id)
    assert answer["status_id"] == theirs.id


async def test_only_with_a_response(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """Without one there is nowhere for the viewers to go."""
    instance.post_text("Hello", viewers=1)
    await setup_integration(hass, config_entry)
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(DOMAIN, "get_viewers", {}, blocking=True)
    assert simulator.call_counts[STATISTIC] == 1


@pytest.mark.parametrize("method", [STATISTIC, CONTACTS])
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"status": 401}, "invalid_auth"),
        ({"json": {"code": 401}}, "invalid_auth"),
        ({"status": 403}, "forbidden"),
        ({"status": 404}, "cannot_connect"),
        ({"status": 400, "body": "Validation failed."}, "request_refused"),
        ({"status": 400, "body": "instance in starting process"}, "not_connected"),
        ({"status": 400, "body": "Instance account is expired."}, "expired"),
        ({"status": 400, "body": "Instance is deleted"}, "deleted"),
        ({"status": 429}, "rate_limited"),
        ({"status": 466}, "quota_exceeded"),
        ({"status": 500}, "invalid_response"),
        ({"status": 502}, "cannot_connect"),
        ({"drop": "mid"}, "cannot_connect"),
        ({"body": "<html>"}, "invalid_response"),
    ],
    ids=str,
)
async def test_failure_is_explained(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    method: str,
    fault: dict[str, Any],
    key: str,
) -> None:
    """In the user's language, without an address; and it costs no sensor anything."""
    status = instance.post_text("Hello", viewers=1)
    await setup_integration(hass, config_entry)
    instance.advance(status.id, viewers=1)
    simulator.fault(method=method, times=None, **fault)
    with pytest.raises(HomeAssistantError) as raised:
        await get_viewers(hass, names=True)

    assert raised.value.translation_domain == DOMAIN
    assert raised.value.translation_key == key
    assert config_entry.data["api_token"] not in str(raised.value)
    # What was learnt before the names failed is not lost.
    assert state_of(hass, "views").state == ("1" if method == STATISTIC else "2")
    assert state_of(hass, "latest_status").state == "read"


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_viewers_are_nobody_elses_business(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    poll: Poll,
) -> None:
    """No id and no name in a state, an event, a log, diagnostics, an issue or a file."""
    caplog.set_level(logging.DEBUG)
    events = async_capture_events(hass, MATCH_ALL)
    await setup_integration(hass, config_entry)
    status = instance.post_text("Hello", viewers=20)
    for _ in range(3):
        await poll()
    instance.advance(status.id, viewers=5)
    answer = await get_viewers(hass, names=True)
    simulator.fault(method=STATISTIC, status=500)
    for _ in range(12):
        await poll()
    instance.set_quota(STATISTIC, 0)
    for _ in range(12):
        await poll()

    told = {
        "states": [state.as_dict() for state in hass.states.async_all()],
        "events": [event.as_dict() for event in events],
        "log": caplog.text,
        "diagnostics": await get_diagnostics_for_config_entry(
            hass, hass_client, config_entry
        ),
        "issues": [
            issue.to_json() | (issue.translation_placeholders or {})
            for issue in ir.async_get(hass).issues.values()
        ],
        "files": hass_storage,
    }
    assert told["issues"], "nothing was hidden, because nothing went wrong"
    assert f"{DOMAIN}.{config_entry.entry_id}" in hass_storage
    secrets = [
        secret
        for each in answer["viewers"]
        for secret in (each["id"], each["id"].partition("@")[0], each["name"])
    ]
    assert len(secrets) == 3 * 500
    for place, content in told.items():
        text = json.dumps(content, default=str, ensure_ascii=False)
        found = [secret for secret in secrets if secret in text]
        assert not found, place
    # The count is what everybody may see.
    assert '"views": 25' in json.dumps(told["states"], default=str)
