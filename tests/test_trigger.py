"""Tests of the triggers, each through a real automation."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import LIFETIME
from custom_components.green_api.trigger import TRIGGERS
from demo.simulator import SECOND_ID, Drawn, Instance, Sample, Simulator
from homeassistant.components import automation
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.setup import async_setup_component

from .automations import (
    automate,
    device_of,
    documented,
    no_view_counts,
    second_entry,
    seen_by,
    told,
    told_ids,
)
from .common import setup_integration
from .conftest import Poll

KINDS = ["posted", "delivered", "read", "failed", "viewed", "deleted", "expired"]


@pytest.fixture(autouse=True)
def uncounted() -> Generator[None]:
    """Ask for no statistics, so that nothing is viewed but by the test."""
    with no_view_counts():
        yield


def on(device_id: str | list[str], kind: str = "read", **more: Any) -> dict[str, Any]:
    """Return the configuration of a trigger on accounts."""
    return {
        "trigger": f"{DOMAIN}.status_{kind}",
        "target": {"device_id": device_id},
        **more,
    }


async def test_each_trigger(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that each trigger fires for its change, once, and for no other."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    calls = await automate(
        hass,
        *(on(device_id, kind, id=kind) for kind in KINDS),
        on(device_id, "views_reached", id="reached", options={"threshold": 2}),
    )

    def fired() -> list[tuple[str, str]]:
        return [(each["id"], each["status"]["status_id"]) for each in told(calls)]

    first = instance.post_text("First", state="pending").id
    await poll()
    assert fired() == [("posted", first)]
    instance.advance(first, "sent")
    await poll()
    assert fired() == []
    instance.advance(first, "delivered")
    await poll()
    assert fired() == [("delivered", first)]
    instance.advance(first, "read")
    await poll()
    assert fired() == [("read", first)]
    config_entry.runtime_data.async_count(first, seen_by(1))
    await hass.async_block_till_done()
    assert fired() == [("viewed", first)]
    config_entry.runtime_data.async_count(first, seen_by(5))
    await hass.async_block_till_done()
    assert fired() == [("viewed", first), ("reached", first)]
    instance.delete(first)
    await poll()
    assert fired() == [("deleted", first)]
    second = instance.post_text("Second", state="failed").id
    await poll()
    assert fired() == [("posted", second), ("failed", second)]
    freezer.tick(timedelta(seconds=LIFETIME))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert fired() == [("expired", second)]


async def test_payload(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """Test that the variable carries the whole status, in plain values that templates can take apart."""
    await setup_integration(hass, config_entry)
    calls = await automate(
        hass, on(device_of(hass, config_entry), id="seen", alias="Somebody saw it")
    )
    status = instance.post_media(
        Drawn("sea", 1), caption="The sea", participants=[instance.contacts[0].id]
    )
    await poll()
    instance.advance(status.id, "read")
    await poll()

    (payload,) = told(calls)
    # The simulator listens on another port in each run.
    media_url = payload["status"].pop("media_url")
    assert media_url.endswith(payload["status"]["file_name"])
    assert payload["status"]["status_id"] == status.id
    assert payload == snapshot
    # The description is recorded.
    assert instance.phone not in payload["description"]


async def test_variables(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test what all triggers can do: variables from the status, and `enabled`."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    calls = await automate(
        hass,
        on(device_id, variables={"words": "{{ trigger.status.text | upper }}"}),
        on(device_id, enabled=False),
        actions={"action": "test.told", "data": {"words": "{{ words }}"}},
    )
    instance.post_text("Seen?", state="read")
    await poll()

    assert [call.data for call in calls] == [{"words": "SEEN?"}]


@pytest.mark.parametrize(
    ("types", "indices"),
    [
        (None, [0, 1, 2, 3]),
        ([], [0, 1, 2, 3]),
        ("text", [0]),
        (["image"], [1]),
        (["video", "audio"], [2, 3]),
    ],
)
async def test_types(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    types: Any,
    indices: list[int],
) -> None:
    """Test that only statuses of the chosen types count."""
    await setup_integration(hass, config_entry)
    options: dict[str, Any] = {} if types is None else {"options": {"type": types}}
    calls = await automate(hass, on(device_of(hass, config_entry), **options))
    posted = [instance.post_text("Text", state="read").id]
    for file in (Drawn("sea", 1), Sample("waves.mp4"), Sample("melody.mp3")):
        freezer.tick(1)
        posted.append(instance.post_media(file, state="read").id)
    await poll()

    assert sorted(told_ids(calls)) == sorted(posted[index] for index in indices)


async def test_threshold(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test that each threshold is reached once by each status, whatever is counted later."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    calls = await automate(
        hass,
        on(device_id, "views_reached", id="3", options={"threshold": 3}),
        on(device_id, "views_reached", id="5", options={"threshold": 5}),
    )
    account = config_entry.runtime_data
    first, second = (instance.post_text(text, state="sent").id for text in "AB")
    await poll()

    fired = []
    for status_id, people in (
        (first, 2),
        (first, 3),
        (second, 7),
        (first, 4),
        (first, 1),
        (first, 3),
        (first, 6),
        (second, 8),
    ):
        account.async_count(status_id, seen_by(people))
        await hass.async_block_till_done()
        fired += [
            (each["status"]["status_id"], each["id"], each["views"])
            for each in told(calls)
        ]
    assert fired == [
        (first, "3", 3),
        (second, "3", 7),
        (second, "5", 7),
        (first, "5", 6),
    ]

    await hass.config_entries.async_reload(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    config_entry.runtime_data.async_count(first, seen_by(9))
    await hass.async_block_till_done()
    assert told(calls) == []


async def test_views_switched_off(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test that without counts the triggers on views wait, without complaint."""
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"views": False})
    await hass.config_entries.async_setup(config_entry.entry_id)
    calls = await automate(
        hass,
        on(device_of(hass, config_entry), "viewed"),
        on(device_of(hass, config_entry), "views_reached", options={"threshold": "1"}),
    )
    instance.post_text("Hello", viewers=3)
    await poll()

    assert told(calls) == []


async def test_several_accounts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
) -> None:
    """Test that a trigger listens to all of its devices, and to no other."""
    other_entry = second_entry(config_entry)
    await setup_integration(hass, config_entry)
    await setup_integration(hass, other_entry)
    first, second = device_of(hass, config_entry), device_of(hass, other_entry)
    calls = await automate(
        hass,
        on([first, second], "posted", id="both"),
        on(second, "posted", id="second"),
    )
    mine = instance.post_text("Mine", state="sent").id
    yours = simulator.instances[SECOND_ID].post_text("Yours", state="sent").id
    await poll()

    assert sorted(
        (each["id"], each["account"], each["status"]["status_id"])
        for each in told(calls)
    ) == [
        ("both", "1101000001", mine),
        ("both", "1101000002", yours),
        ("second", "1101000002", yours),
    ]


@pytest.mark.parametrize(
    "target",
    ["entity", "diagnostic", "area", "floor", "label", "entity_label", "entity_area"],
)
async def test_targets(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
    target: str,
) -> None:
    """Test that an account can be named in each way that the editor offers."""
    other_entry = second_entry(config_entry)
    await setup_integration(hass, config_entry)
    await setup_integration(hass, other_entry)
    devices, entities = dr.async_get(hass), er.async_get(hass)
    floor = fr.async_get(hass).async_create("Upstairs")
    area = ar.async_get(hass).async_create("Office", floor_id=floor.floor_id)
    labels = lr.async_get(hass)
    label, entity_label = labels.async_create("Work"), labels.async_create("Pinned")
    devices.async_update_device(
        device_of(hass, config_entry), area_id=area.id, labels={label.label_id}
    )
    entity_id = "sensor.green_api_1101000001_latest_status"
    entities.async_update_entity(entity_id, labels={entity_label.label_id})
    diagnostic = entities.async_get_entity_id(
        "binary_sensor", DOMAIN, "1101000001_connected"
    )
    hall = ar.async_get(hass).async_create("Hall")
    assert diagnostic is not None
    entities.async_update_entity(diagnostic, area_id=hall.id)
    calls = await automate(
        hass,
        {
            "trigger": f"{DOMAIN}.status_posted",
            "target": {
                "entity_area": {"area_id": hall.id},
                "entity": {"entity_id": entity_id},
                "diagnostic": {"entity_id": diagnostic},
                "area": {"area_id": area.id},
                "floor": {"floor_id": floor.floor_id},
                "label": {"label_id": label.label_id},
                "entity_label": {"label_id": entity_label.label_id},
            }[target],
        },
    )
    simulator.instances[SECOND_ID].post_text("Yours", state="sent")
    mine = instance.post_text("Mine", state="sent")
    await poll()

    assert told_ids(calls) == [mine.id]


async def test_target_that_changes(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Test that an area means what is in it at the time."""
    await setup_integration(hass, config_entry)
    area = ar.async_get(hass).async_create("Office")
    calls = await automate(
        hass,
        {"trigger": f"{DOMAIN}.status_posted", "target": {"area_id": area.id}},
    )
    instance.post_text("Elsewhere", state="sent")
    await poll()
    assert told_ids(calls) == []

    dr.async_get(hass).async_update_device(
        device_of(hass, config_entry), area_id=area.id
    )
    freezer.tick(1)
    here = instance.post_text("Here", state="sent")
    await poll()
    assert told_ids(calls) == [here.id]


async def test_reload_and_unload(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test that an automation goes on after a reload, and gets what happened while the entry was away."""
    await setup_integration(hass, config_entry)
    calls = await automate(hass, on(device_of(hass, config_entry)))
    status = instance.post_text("Hello", state="sent")
    await poll()
    await hass.config_entries.async_reload(config_entry.entry_id)
    instance.advance(status.id, "read")
    await poll()
    assert told_ids(calls) == [status.id]

    await hass.config_entries.async_unload(config_entry.entry_id)
    later = instance.post_text("Later", state="read")
    await poll()
    assert told_ids(calls) == []
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told_ids(calls) == [later.id]
    await poll()
    assert told_ids(calls) == []


async def test_automation_before_entry(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test that an automation may be set up before the account, as it is when Home Assistant starts."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    hass.set_state(CoreState.not_running)
    calls = await automate(hass, on(device_id))
    status = instance.post_text("Hello", state="read")
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told_ids(calls) == []

    await hass.async_start()
    await hass.async_block_till_done()
    assert told_ids(calls) == [status.id]


async def test_disabled_automation(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Test that an automation that is off misses what happens, and gets the next."""
    await setup_integration(hass, config_entry)
    calls = await automate(hass, on(device_of(hass, config_entry)))
    for action, text, count in (("turn_off", "Off", 0), ("turn_on", "On", 1)):
        await hass.services.async_call(
            automation.DOMAIN, action, {"entity_id": "automation.told"}, blocking=True
        )
        instance.post_text(text, state="read")
        await poll()
        assert len(told(calls)) == count


async def test_removed_account(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
) -> None:
    """Test that an automation on two accounts lives on with one, until it is loaded anew."""
    other_entry = second_entry(config_entry)
    await setup_integration(hass, config_entry)
    await setup_integration(hass, other_entry)
    calls = await automate(
        hass,
        on([device_of(hass, config_entry), device_of(hass, other_entry)], "posted"),
    )
    await hass.config_entries.async_remove(other_entry.entry_id)
    await hass.async_block_till_done()
    simulator.instances[SECOND_ID].post_text("Yours", state="sent")
    mine = instance.post_text("Mine", state="sent")
    await poll()

    assert told_ids(calls) == [mine.id]


async def test_not_triggered(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    instance: Instance,
    poll: Poll,
) -> None:
    """Test that the traces say why a trigger did not fire."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    calls = await automate(
        hass,
        on(device_id, "posted", options={"type": ["video"]}),
        on(device_id, "views_reached", options={"threshold": 9}),
        on(device_id, "views_reached", options={"threshold": 1, "type": "image"}),
    )
    status = instance.post_text("Hello", state="sent")
    await poll()
    config_entry.runtime_data.async_count(status.id, seen_by(3))
    await hass.async_block_till_done()
    assert told(calls) == []

    client = await hass_ws_client(hass)
    item = {"domain": "automation", "item_id": "told"}
    await client.send_json_auto_id({"type": "trace/list", **item})
    traces = (await client.receive_json())["result"]
    reasons = []
    for trace in traces:
        assert trace["script_execution"] == "not_triggered"
        await client.send_json_auto_id(
            {"type": "trace/get", **item, "run_id": trace["run_id"]}
        )
        steps = (await client.receive_json())["result"]["trace"]
        reasons += [step[0]["result"] for step in steps.values()]
    assert reasons == [
        {"reason": "type_does_not_match", "data": {"status_id": status.id}},
        {"reason": "threshold_not_crossed", "data": {"status_id": status.id}},
        {"reason": "type_does_not_match", "data": {"status_id": status.id}},
    ]


async def test_subscribed(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    instance: Instance,
    poll: Poll,
) -> None:
    """Test that who only subscribes to a trigger gets it, and no reasons."""
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "subscribe_trigger",
            "trigger": on(
                device_of(hass, config_entry), "posted", options={"type": ["image"]}
            ),
        }
    )
    assert (await client.receive_json())["success"]
    instance.post_text("Hello", state="sent")
    picture = instance.post_media(Drawn("sea", 1), state="sent")
    await poll()

    event = (await client.receive_json())["event"]["variables"]["trigger"]
    assert event["status"]["status_id"] == picture.id


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        ({"target": {"device_id": "nobody"}}, "Device nobody is not a GREEN-API"),
        ({"target": {"device_id": "OTHER"}}, "Device Lamp is not a GREEN-API account"),
        ({"target": {"device_id": "NAMED"}}, "Device My lamp is not a GREEN-API"),
        (
            {"target": {"entity_id": "light.nowhere"}},
            "Entity light.nowhere is not one of a GREEN-API account",
        ),
        ({"target": {"entity_id": "light.lamp"}}, "Entity light.lamp is not one of"),
        ({}, "required key not provided at 'target'"),
        (
            {"options": {"type": ["sticker"]}},
            "one of 'text', 'image', 'video', 'audio' at 'options.type",
        ),
        ({"options": {"threshold": 3}}, "not a valid option at 'options.threshold'"),
        ({"trigger": "green_api.status_liked"}, "Invalid trigger"),
        (
            {"trigger": "green_api.status_views_reached"},
            "required key not provided at 'options.threshold'",
        ),
        (
            {
                "trigger": "green_api.status_views_reached",
                "options": {"threshold": 0},
            },
            "value must be at least 1",
        ),
    ],
)
async def test_refused(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    config_entry: MockConfigEntry,
    trigger: dict[str, Any],
    message: str,
) -> None:
    """Test that a wrong configuration is refused, in words that help."""
    await setup_integration(hass, config_entry)
    lamps = MockConfigEntry(domain="lamps")
    lamps.add_to_hass(hass)
    devices = dr.async_get(hass)
    ids = {}
    for name, own_name in (("OTHER", None), ("NAMED", "My lamp")):
        device = devices.async_get_or_create(
            config_entry_id=lamps.entry_id, identifiers={("lamps", name)}, name="Lamp"
        )
        devices.async_update_device(device.id, name_by_user=own_name)
        ids[name] = device.id
    er.async_get(hass).async_get_or_create(
        "light", "lamps", "1", suggested_object_id="lamp", config_entry=lamps
    )
    config = {"trigger": f"{DOMAIN}.status_read", **trigger}
    if "options" in trigger or "trigger" in trigger:
        config["target"] = {"device_id": device_of(hass, config_entry)}
    elif (device_id := trigger.get("target", {}).get("device_id")) in ids:
        config["target"] = {"device_id": ids[device_id]}

    await async_setup_component(
        hass,
        automation.DOMAIN,
        {automation.DOMAIN: {"alias": "Told", "triggers": config, "actions": []}},
    )
    state = hass.states.get("automation.told")
    assert state is not None
    assert state.state == "unavailable"
    assert message in caplog.text


async def test_descriptions(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Test that the editor finds each trigger, and offers it under the device."""
    assert await async_setup_component(hass, automation.DOMAIN, {})
    await setup_integration(hass, config_entry)
    ours = {f"{DOMAIN}.{key}" for key in TRIGGERS}
    descriptions = await async_get_all_descriptions(hass)
    assert ours == {key for key in descriptions if key.startswith(f"{DOMAIN}.")}
    for key in ours:
        description = descriptions[key]
        assert description is not None
        assert description["target"] == {"entity": [{"integration": DOMAIN}]}
        fields = {"type"} | ({"threshold"} if key.endswith("views_reached") else set())
        assert set(description["fields"]) == fields

    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "get_triggers_for_target",
            "target": {"device_id": device_of(hass, config_entry)},
        }
    )
    assert ours < set((await client.receive_json())["result"])


async def test_documentation(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """Test that the page has an example for each, and that Home Assistant takes it."""
    await setup_integration(hass, config_entry)
    shown = documented("triggers.md", device_of(hass, config_entry))
    for key in TRIGGERS:
        assert sum(f"{DOMAIN}.{key}'" in str(each) for each in shown) == 1
    await async_setup_component(
        hass,
        automation.DOMAIN,
        {
            automation.DOMAIN: [
                {"alias": str(number), **each} for number, each in enumerate(shown)
            ]
        },
    )
    for number in range(len(shown)):
        state = hass.states.get(f"automation.{number}")
        assert state is not None
        assert state.state == "on"
    # Nothing else stops the timers of those that go by the clock.
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "all"}, blocking=True
    )
