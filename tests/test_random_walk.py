"""A random walk through all that happens to an account: nothing is lost, doubled or invented."""

from collections import Counter
from datetime import timedelta
import json
import random
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.const import DOMAIN
from custom_components.green_api.coordinator import CAUGHT_UP, SIGNAL_ACCOUNT_CHANGES
from custom_components.green_api.journal import Change
from demo.simulator import Instance, Simulator
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.const import (
    EVENT_HOMEASSISTANT_STARTED,
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
)
from homeassistant.core import (
    CoreState,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_component import async_update_entity

from .automations import seen_by
from .common import entity_id, setup_integration

pytestmark = pytest.mark.usefixtures("no_view_counts")

LIST = "getOutgoingStatuses"
STATE = "getStateInstance"
HOUR = 60 * 60
STATES = ("pending", "sent", "delivered", "read", "failed")
# What happens, the common things more often.
STEPS = (
    *("post", "move", "move", "poll", "poll", "poll", "views"),
    *("update", "reload", "restart", "disable", "window", "hours"),
    *("empty", "fault", "unlink", "link", "wrong_time", "delete", "delete_here"),
)


class Walk:
    """One account, what is done to it, and what is announced meanwhile."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        instance: Instance,
        simulator: Simulator,
        freezer: FrozenDateTimeFactory,
        hass_storage: dict[str, Any],
        seed: int,
    ) -> None:
        """Listen to the account."""
        self.hass = hass
        self.entry = entry
        self.instance = instance
        self.simulator = simulator
        self.freezer = freezer
        self.hass_storage = hass_storage
        self.random = random.Random(seed)  # noqa: S311
        self.recovered_at = freezer().timestamp()
        self.posted: list[str] = []
        self.changes: list[Change] = []
        self.events: list[tuple[str, str]] = []
        async_dispatcher_connect(hass, SIGNAL_ACCOUNT_CHANGES, self.add_changes)
        hass.bus.async_listen(EVENT_STATE_CHANGED, self.add_event)

    @callback
    def add_changes(self, _entry: ConfigEntry, changes: tuple[Change, ...]) -> None:
        """Note what is announced to triggers."""
        self.changes += changes

    @callback
    def add_event(self, event: Event[EventStateChangedData]) -> None:
        """Note what the event entity shows, but not that it comes back with what it showed last."""
        old, new = event.data["old_state"], event.data["new_state"]
        if (
            event.data["entity_id"].startswith("event.")
            and old is not None
            and new is not None
            and STATE_UNAVAILABLE not in (old.state, new.state)
        ):
            values = new.attributes
            self.events.append((values["status_id"], values["event_type"]))

    @property
    def is_loaded(self) -> bool:
        """Return whether the account is loaded."""
        return self.entry.state is ConfigEntryState.LOADED

    async def settle(self) -> None:
        """Wait until it is quiet."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.settle()

    async def reload(self) -> None:
        """Reload the account."""
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.settle()

    async def restart(self) -> None:
        """Stop and start with nothing but what is stored."""
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.settle()
        key = f"{DOMAIN}.{self.entry.entry_id}"
        if key in self.hass_storage:
            self.hass_storage[key] = json.loads(json.dumps(self.hass_storage[key]))
        self.hass.data.pop(CAUGHT_UP, None)
        self.hass.set_state(CoreState.starting)
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()
        self.hass.set_state(CoreState.running)
        self.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await self.settle()

    async def take(self, step: str) -> None:
        """Take one step."""
        choice, instance = self.random.choice, self.instance
        some = choice(self.posted) if self.posted else None
        match step:
            case "post":
                state = choice(STATES[:2])
                text = f"Status {len(self.posted)}"
                self.posted.append(instance.post_text(text, state=state).id)
            case "move" if some:
                instance.advance(some, choice(STATES[1:]))
            case "delete" if some and self.random.random() < 0.5:
                instance.delete(some)
            case "delete_here" if (
                some and self.is_loaded and instance.state == "authorized"
            ):
                coordinator = self.entry.runtime_data.coordinator
                if coordinator.data.journal.find(some) is not None:
                    instance.delete(some)
                    coordinator.async_record_deleted(some)
            case "views" if some and self.is_loaded:
                viewers = seen_by(self.random.randint(0, 5))
                self.entry.runtime_data.coordinator.async_record_views(some, viewers)
            case "wrong_time" if some:
                instance.patch(
                    some, {"timestamp": choice((1_000_000_001, 3_800_000_000))}
                )
                await self.pass_time(61)
                instance.patch(some, {"timestamp": int(instance.statuses[some].posted)})
            case "poll":
                await self.pass_time(61)
            case "hours":
                if self.freezer().timestamp() > self.recovered_at + 12 * HOUR:
                    await self.recover()
                await self.pass_time(choice((HOUR, 5 * HOUR)))
            case "update" if self.is_loaded:
                await async_update_entity(
                    self.hass, entity_id(self.hass, "latest_status")
                )
            case "reload":
                await self.reload()
            case "restart" if self.is_loaded:
                await self.restart()
            case "disable":
                disable = self.hass.config_entries.async_set_disabled_by
                await disable(self.entry.entry_id, ConfigEntryDisabler.USER)
                await self.pass_time(choice((10, 4000)))
                await disable(self.entry.entry_id, None)
                await self.settle()
            case "window":
                options = {"window": choice((60, 1440, 10_000))}
                self.hass.config_entries.async_update_entry(self.entry, options=options)
                await self.reload()
            case "empty":
                self.simulator.fault(method=LIST, json=[])
            case "fault":
                self.simulator.fault(
                    method=choice((LIST, STATE)),
                    status=choice((401, 403, 404, 429, 466, 500, 502)),
                    times=choice((1, 3)),
                )
            case "unlink":
                instance.set_state(choice(("notAuthorized", "sleepMode", "starting")))
            case "link":
                instance.set_state("authorized")

    async def recover(self) -> None:
        """Let all be well for a poll: a status that no poll shows in its day is never known."""
        self.simulator.faults.clear()
        self.instance.set_state("authorized")
        if self.is_loaded:
            await self.entry.runtime_data.coordinator.async_refresh()
        else:
            await self.reload()
        await self.settle()
        self.recovered_at = self.freezer().timestamp()

    async def end(self) -> None:
        """Let all be well, and all statuses expire."""
        await self.recover()
        for _ in range(2):
            await self.pass_time(25 * HOUR)


@pytest.mark.parametrize("seed", range(24))
async def test_random_walk(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    seed: int,
) -> None:
    """Each transition is announced once, to triggers and by the event entity, and the journal agrees."""
    walk = Walk(hass, config_entry, instance, simulator, freezer, hass_storage, seed)
    await setup_integration(hass, config_entry)
    taken = []
    for _ in range(40):
        taken.append(walk.random.choice(STEPS))
        await walk.take(taken[-1])
    await walk.end()

    announced = [(one.record.status_id, one.kind.value) for one in walk.changes]
    assert sorted(walk.events) == sorted(announced), taken
    counts = Counter(announced)
    views = Counter[str]()
    for change in walk.changes:
        views[change.record.status_id] += change.new_views
    journal = config_entry.runtime_data.coordinator.data.journal
    assert set(walk.posted) == set(journal.records), taken
    for status_id, record in journal.records.items():
        kinds = {kind for known_id, kind in announced if known_id == status_id}
        details = (taken, record, kinds)
        assert all(counts[status_id, kind] == 1 for kind in kinds - {"viewed"}), details
        assert views[status_id] == (record.views or 0), details
        # A tombstone alone does not tell what was posted.
        is_known = not record.deleted or record.status.type is not None
        assert ("posted" in kinds) is is_known, details
        assert ("deleted" in kinds) is (record.deleted and is_known), details
        assert ("expired" in kinds) is record.expired, details
        assert record.expired or record.deleted, details
        if is_known and record.state is not None and record.state.rank > 1:
            assert record.state.value in kinds, details
        status = instance.statuses[status_id]
        assert record.deleted is (status.deleted is not None), details
