"""The triggers, each through a real automation or script."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import LIFETIME
from custom_components.green_api.trigger import TRIGGERS
from demo.simulator import SECOND_ID, Drawn, Instance, Sample, Simulator
from homeassistant.components import automation, script
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
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
    accept_documented,
    automate,
    device_of,
    record_views,
    second_entry,
    triggered,
    triggered_ids,
    until,
)
from .common import entity_id, reload, set_up_with_options, setup_integration
from .conftest import PassTime, Poll

pytestmark = pytest.mark.usefixtures("no_view_counts")

KINDS = ["posted", "delivered", "read", "failed", "viewed", "deleted", "expired"]


def on(device_id: str | list[str], kind: str = "read", **more: Any) -> dict[str, Any]:
    """Return the configuration of a trigger on accounts."""
    return {
        "trigger": f"{DOMAIN}.status_{kind}",
        "target": {"device_id": device_id},
        **more,
    }


async def test_each_trigger_fires_for_its_change(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    pass_time: PassTime,
) -> None:
    """Once, and for no other."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    calls = await automate(
        hass,
        *(on(device_id, kind, id=kind) for kind in KINDS),
        on(device_id, "views_reached", id="reached", options={"threshold": 2}),
    )

    def fired() -> list[tuple[str, str]]:
        return [(each["id"], each["status"]["status_id"]) for each in triggered(calls)]

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
    await record_views(hass, config_entry, first, 1)
    assert fired() == [("viewed", first)]
    await record_views(hass, config_entry, first, 5)
    assert fired() == [("viewed", first), ("reached", first)]
    instance.delete(first)
    await poll()
    assert fired() == [("deleted", first)]
    second = instance.post_text("Second", state="failed").id
    await poll()
    assert fired() == [("posted", second), ("failed", second)]
    await pass_time(LIFETIME)
    assert fired() == [("expired", second)]


async def test_variable_has_the_whole_status(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
) -> None:
    """In plain values, for templates."""
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

    (payload,) = triggered(calls)
    # The simulator listens on another port in each run.
    media_url = payload["status"].pop("media_url")
    assert media_url.endswith(payload["status"]["file_name"])
    assert payload["status"]["status_id"] == status.id
    assert payload == snapshot
    # The description is recorded.
    assert instance.phone not in payload["description"]


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
async def test_only_statuses_of_the_chosen_types(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
    types: Any,
    indices: list[int],
) -> None:
    """One type, or a list; none chosen means all."""
    await setup_integration(hass, config_entry)
    options: dict[str, Any] = {} if types is None else {"options": {"type": types}}
    calls = await automate(hass, on(device_of(hass, config_entry), **options))
    posted = [instance.post_text("Text", state="read").id]
    for file in (Drawn("sea", 1), Sample("waves.mp4"), Sample("melody.mp3")):
        freezer.tick(1)
        posted.append(instance.post_media(file, state="read").id)
    await poll()

    assert sorted(triggered_ids(calls)) == sorted(posted[index] for index in indices)


@pytest.mark.parametrize("around", ["{}", " {}\u200e"])
async def test_only_the_status_with_an_id(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    around: str,
) -> None:
    """Marks that cannot be seen come with an id that is copied."""
    meant = instance.post_text("Meant", state="sent").id
    other = instance.post_text("Other", state="sent", age=60).id
    await setup_integration(hass, config_entry)
    calls = await automate(
        hass,
        on(
            device_of(hass, config_entry),
            options={"status_id": around.format(meant)},
        ),
    )
    instance.advance(other, "read")
    await poll()
    assert triggered_ids(calls) == []
    instance.advance(meant, "read")
    await poll()
    assert triggered_ids(calls) == [meant]


async def test_script_posts_and_waits_until_that_status_is_read(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The id comes from a template: the answer of the action that posted it. Others that are read do not count."""
    older = instance.post_text("Older", state="delivered", age=60)
    await setup_integration(hass, config_entry)
    calls = await waiting_script(
        hass,
        {
            "action": "green_api.send_text_status",
            "data": {"message": "Offer"},
            "response_variable": "sent",
        },
        on(
            device_of(hass, config_entry),
            options={"status_id": "{{ sent.status_id }}"},
        ),
    )
    coordinator = config_entry.runtime_data.coordinator
    status_id = coordinator.data.snapshot.latest.status_id
    assert status_id != older.id
    instance.advance(older.id, "read")
    await coordinator.async_refresh()
    for _ in range(100):
        await asyncio.sleep(0)
    assert calls == []

    instance.advance(status_id, "read")
    await coordinator.async_refresh()
    await until(lambda: calls)
    assert triggered_ids(calls) == [status_id]


async def test_script_does_not_wait_for_any_status_where_the_id_came_out_empty(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Home Assistant goes on without waiting when a trigger cannot be set up, and says why."""
    await setup_integration(hass, config_entry)
    calls = await waiting_script(
        hass,
        {"variables": {"sent": {"status_id": None}}},
        on(
            device_of(hass, config_entry),
            options={"status_id": "{{ sent.status_id }}"},
        ),
        ends=True,
    )
    assert [call.data["trigger"] for call in calls] == [None]
    assert "status ID of the trigger is empty" in caplog.text


async def waiting_script(
    hass: HomeAssistant,
    first: dict[str, Any],
    trigger: dict[str, Any],
    *,
    ends: bool = False,
) -> list[ServiceCall]:
    """Start a script that does something, then waits for a trigger and reports it; return its reports."""
    calls = async_mock_service(hass, "test", "triggered")
    report = {"trigger": "{{ wait.trigger }}"}
    assert await async_setup_component(
        hass,
        script.DOMAIN,
        {
            script.DOMAIN: {
                "wait": {
                    "sequence": [
                        first,
                        {"wait_for_trigger": trigger},
                        {"action": "test.triggered", "data": report},
                    ]
                }
            }
        },
    )
    await hass.services.async_call(script.DOMAIN, "wait", blocking=False)

    def is_waiting() -> bool:
        state = hass.states.get("script.wait")
        assert state is not None
        return state.attributes.get("last_action") == "wait for trigger"

    await until(lambda: calls if ends else is_waiting())
    return calls


async def test_number_of_views_is_reached_once(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """By each status, for each trigger, whatever is counted later."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    calls = await automate(
        hass,
        on(device_id, "views_reached", id="3", options={"threshold": 3}),
        on(device_id, "views_reached", id="5", options={"threshold": 5}),
    )
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
        await record_views(hass, config_entry, status_id, people)
        fired += [
            (each["status"]["status_id"], each["id"], each["views"])
            for each in triggered(calls)
        ]
    assert fired == [
        (first, "3", 3),
        (second, "3", 7),
        (second, "5", 7),
        (first, "5", 6),
    ]

    await reload(hass, config_entry)
    await record_views(hass, config_entry, first, 9)
    assert triggered(calls) == []


async def test_view_triggers_wait_while_views_are_not_counted(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """Without an error."""
    await set_up_with_options(hass, config_entry, views=False)
    calls = await automate(
        hass,
        on(device_of(hass, config_entry), "viewed"),
        on(device_of(hass, config_entry), "views_reached", options={"threshold": "1"}),
    )
    instance.post_text("Hello", viewers=3)
    await poll()

    assert triggered(calls) == []


async def test_only_the_accounts_of_the_target(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
) -> None:
    """All of them, and no other."""
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
        for each in triggered(calls)
    ) == [
        ("both", "1101000001", mine),
        ("both", "1101000002", yours),
        ("second", "1101000002", yours),
    ]


@pytest.mark.parametrize(
    "target",
    ["entity", "diagnostic", "area", "floor", "label", "entity_label", "entity_area"],
)
async def test_account_by_each_kind_of_target(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
    target: str,
) -> None:
    """Those that the editor offers."""
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
    latest_status = entity_id(hass, "latest_status")
    entities.async_update_entity(latest_status, labels={entity_label.label_id})
    diagnostic = entity_id(hass, "connected", "binary_sensor")
    hall = ar.async_get(hass).async_create("Hall")
    entities.async_update_entity(diagnostic, area_id=hall.id)
    calls = await automate(
        hass,
        {
            "trigger": f"{DOMAIN}.status_posted",
            "target": {
                "entity_area": {"area_id": hall.id},
                "entity": {"entity_id": latest_status},
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

    assert triggered_ids(calls) == [mine.id]


async def test_area_means_what_is_in_it_at_the_time(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    poll: Poll,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An account that is added to it later counts."""
    await setup_integration(hass, config_entry)
    area = ar.async_get(hass).async_create("Office")
    calls = await automate(
        hass,
        {"trigger": f"{DOMAIN}.status_posted", "target": {"area_id": area.id}},
    )
    instance.post_text("Elsewhere", state="sent")
    await poll()
    assert triggered_ids(calls) == []

    dr.async_get(hass).async_update_device(
        device_of(hass, config_entry), area_id=area.id
    )
    freezer.tick(1)
    here = instance.post_text("Here", state="sent")
    await poll()
    assert triggered_ids(calls) == [here.id]


async def test_automation_goes_on_after_a_reload(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """It gets what happened while the account was not loaded, once."""
    await setup_integration(hass, config_entry)
    calls = await automate(hass, on(device_of(hass, config_entry)))
    status = instance.post_text("Hello", state="sent")
    await poll()
    await hass.config_entries.async_reload(config_entry.entry_id)
    instance.advance(status.id, "read")
    await poll()
    assert triggered_ids(calls) == [status.id]

    await hass.config_entries.async_unload(config_entry.entry_id)
    later = instance.post_text("Later", state="read")
    await poll()
    assert triggered_ids(calls) == []
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert triggered_ids(calls) == [later.id]
    await poll()
    assert triggered_ids(calls) == []


async def test_automation_may_be_set_up_before_the_account(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance, poll: Poll
) -> None:
    """As it is when Home Assistant starts."""
    await setup_integration(hass, config_entry)
    device_id = device_of(hass, config_entry)
    await hass.config_entries.async_unload(config_entry.entry_id)
    hass.set_state(CoreState.not_running)
    calls = await automate(hass, on(device_id))
    status = instance.post_text("Hello", state="read")
    await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert triggered_ids(calls) == []

    await hass.async_start()
    await hass.async_block_till_done()
    assert triggered_ids(calls) == [status.id]


async def test_automation_goes_on_without_an_account_that_was_removed(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    instance: Instance,
    poll: Poll,
) -> None:
    """The other account of its target is still there."""
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

    assert triggered_ids(calls) == [mine.id]


async def test_trace_says_why_a_trigger_did_not_fire(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    instance: Instance,
    poll: Poll,
) -> None:
    """The type, or a threshold that was not crossed."""
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
    await record_views(hass, config_entry, status.id, 3)
    assert triggered(calls) == []

    client = await hass_ws_client(hass)
    item = {"domain": "automation", "item_id": "test"}
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


async def test_subscription_gets_what_matches(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    instance: Instance,
    poll: Poll,
) -> None:
    """As the editor does it, without reasons for what does not match."""
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
        ({"target": {"device_id": "nobody"}}, "Device nobody is not a WhatsApp"),
        ({"target": {"device_id": "OTHER"}}, "Device Lamp is not a WhatsApp account"),
        ({"target": {"device_id": "NAMED"}}, "Device My lamp is not a WhatsApp"),
        (
            {"target": {"entity_id": "light.nowhere"}},
            "Entity light.nowhere is not one of a WhatsApp account",
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
async def test_wrong_configuration_is_refused(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    config_entry: MockConfigEntry,
    trigger: dict[str, Any],
    message: str,
) -> None:
    """In words that help."""
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
        {automation.DOMAIN: {"alias": "Test", "triggers": config, "actions": []}},
    )
    state = hass.states.get("automation.test")
    assert state is not None
    assert state.state == "unavailable"
    assert message in caplog.text


async def test_editor_offers_the_triggers_under_the_device(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """With their fields."""
    assert await async_setup_component(hass, automation.DOMAIN, {})
    await setup_integration(hass, config_entry)
    ours = {f"{DOMAIN}.{key}" for key in TRIGGERS}
    descriptions = await async_get_all_descriptions(hass)
    assert ours == {key for key in descriptions if key.startswith(f"{DOMAIN}.")}
    for key in ours:
        description = descriptions[key]
        assert description is not None
        assert description["target"] == {"entity": [{"integration": DOMAIN}]}
        fields = {"type", "status_id"} | (
            {"threshold"} if key.endswith(("_reached", "_usual")) else set()
        )
        if key.endswith("contact_status_posted"):
            fields = {"type", "sender"}
        assert set(description["fields"]) == fields

    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "get_triggers_for_target",
            "target": {"device_id": device_of(hass, config_entry)},
        }
    )
    assert ours < set((await client.receive_json())["result"])


async def test_documented_examples_are_accepted(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """The page has one for each trigger."""
    await setup_integration(hass, config_entry)
    shown = await accept_documented(hass, "triggers.md", device_of(hass, config_entry))
    for key in TRIGGERS:
        assert sum(f"{DOMAIN}.{key}'" in str(each) for each in shown) == 1
