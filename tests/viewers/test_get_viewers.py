"""Who saw a status: the action `get_viewers` says it to whoever asks, and nothing else does."""

from datetime import timedelta
import json
import logging
from typing import Any, Final

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

from ..automations import second_entry
from ..common import setup_integration, state_of
from ..conftest import NOW, Poll

STATISTIC: Final = "getStatusStatistic"
CONTACTS: Final = "getContacts"


async def get_viewers(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call the action."""
    response = await hass.services.async_call(
        DOMAIN, "get_viewers", data, blocking=True, return_response=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    # What an automation gets has to survive JSON.
    answer: dict[str, Any] = json.loads(json.dumps(response))
    return answer


async def test_viewers_and_whom_it_only_reached(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """With the time of each, in the order of GREEN-API."""
    status = instance.post_text("Hello")
    read_at = int((NOW - timedelta(minutes=3)).timestamp())
    rows = [
        {"participant": "1@c.us", "status": "read", "timestamp": read_at},
        {"participant": ["2@c.us", "3@lid"], "status": "delivered", "timestamp": 0},
        {"participant": "4@c.us", "status": "sent"},
    ]
    instance.set_statistic(status.id, rows)
    await setup_integration(hass, config_entry)
    assert await get_viewers(hass, status_id=status.id) == {
        "status_id": status.id,
        "viewers": [{"id": "1@c.us", "at": "2024-03-11T11:57:00+00:00"}],
        "reached": [{"id": "2@c.us", "at": None}, {"id": "3@lid", "at": None}],
    }


async def test_latest_status_of_the_only_account_unless_named(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """With two accounts, one has to be named."""
    old = instance.post_text("One", viewers=1, age=60)
    new = instance.post_text("Two", viewers=2)
    await setup_integration(hass, config_entry)
    assert (await get_viewers(hass))["status_id"] == new.id
    answer = await get_viewers(hass, status_id=f" {old.id}\u200b")
    assert answer["status_id"] == old.id
    assert len(answer["viewers"]) == 1

    theirs = simulator.instances[SECOND_ID].post_text("Theirs", viewers=2)
    other = second_entry(config_entry)
    await setup_integration(hass, other)
    with pytest.raises(ServiceValidationError):
        await get_viewers(hass)
    answer = await get_viewers(hass, config_entry_id=other.entry_id)
    assert answer["status_id"] == theirs.id


@pytest.mark.parametrize(
    ("data", "key"), [({"status_id": "ABC"}, "unknown_status"), ({}, "no_statuses")]
)
async def test_unknown_status(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    data: dict[str, Any],
    key: str,
) -> None:
    """GREEN-API is not asked for what the list never showed."""
    await setup_integration(hass, config_entry)
    with pytest.raises(ServiceValidationError) as raised:
        await get_viewers(hass, **data)
    assert raised.value.translation_key == key
    assert simulator.call_counts[STATISTIC] == 0


@pytest.mark.parametrize("counting", [True, False])
async def test_answer_is_counted(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    counting: bool,
) -> None:
    """A sensor that showed less than the answer would puzzle people; it works while views are not counted, too."""
    status = instance.post_text("Hello", viewers=2)
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"views": counting})
    await hass.config_entries.async_setup(config_entry.entry_id)
    instance.advance(status.id, viewers=3)
    assert len((await get_viewers(hass))["viewers"]) == 5
    assert state_of(hass, "views").state == ("5" if counting else "unavailable")


async def test_names(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Those of the contacts, only if asked for; an id that is not among them has none."""
    status = instance.post_text("Hello")
    friend = instance.contacts[0]
    ids = (friend.id, "15559999999@c.us")
    rows = [{"participant": one, "status": "read"} for one in ids]
    instance.set_statistic(status.id, rows)
    await setup_integration(hass, config_entry)
    answer = await get_viewers(hass, names=True)
    assert [(one["id"], one["name"]) for one in answer["viewers"]] == list(
        zip(ids, (friend.name, None), strict=True)
    )
    answer = await get_viewers(hass)
    assert all("name" not in one for one in answer["viewers"])


@pytest.mark.parametrize("method", [STATISTIC, CONTACTS])
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"status": 401}, "invalid_auth"),
        ({"status": 400, "body": "Validation failed."}, "request_refused"),
        ({"status": 429}, "rate_limited"),
        ({"status": 466}, "quota_exceeded"),
        ({"drop": "mid"}, "cannot_connect"),
        ({"body": "<html>"}, "invalid_response"),
    ],
    ids=str,
)
async def test_failure_is_explained_and_costs_no_sensor_anything(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    method: str,
    fault: dict[str, Any],
    key: str,
) -> None:
    """In the user's language, without an address."""
    instance.post_text("Hello", viewers=1)
    await setup_integration(hass, config_entry)
    simulator.fault(method=method, times=None, **fault)
    with pytest.raises(HomeAssistantError) as raised:
        await get_viewers(hass, names=True)
    assert raised.value.translation_key == key
    assert config_entry.data["api_token"] not in str(raised.value)
    assert state_of(hass, "views").state == "1"
    assert state_of(hass, "latest_status").state == "read"


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_ids_and_names_are_nowhere_else(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    poll: Poll,
) -> None:
    """In no state, event, log, diagnostics, issue or file."""
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

    places = {
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
    assert places["issues"], "nothing was hidden, because nothing went wrong"
    assert f"{DOMAIN}.{config_entry.entry_id}" in hass_storage
    secrets = [
        secret
        for one in answer["viewers"]
        for secret in (one["id"], one["id"].partition("@")[0], one["name"])
    ]
    assert len(secrets) == 3 * 25
    for place, content in places.items():
        text = json.dumps(content, default=str, ensure_ascii=False)
        assert not [secret for secret in secrets if secret in text], place
    # The count is what everybody may see.
    assert '"views": 25' in json.dumps(places["states"], default=str)
