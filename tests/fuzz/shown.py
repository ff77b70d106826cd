"""What Home Assistant shows and hands on of a reply: its size and its text have limits that no answer may break."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Final, cast
from unittest.mock import patch

import orjson

from custom_components.green_api.client import (
    InstanceState,
    StatusReply,
    StatusState,
    StatusType,
)
from custom_components.green_api.coordinator import (
    GreenApiConfigEntry,
    GreenApiCoordinator,
    GreenApiData,
)
from custom_components.green_api.event import STATUS, GreenApiStatusEvent
from custom_components.green_api.journal import (
    LIFETIME,
    Change,
    Journal,
    advance,
    expire,
)
from custom_components.green_api.journal_json import to_dict
from custom_components.green_api.overview import look
from custom_components.green_api.sensor import SENSOR_DESCRIPTIONS, GreenApiSensor
from custom_components.green_api.trigger import payload
from homeassistant.components.recorder.db_schema import MAX_STATE_ATTRS_BYTES
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.json import json_bytes
from tests.stored import from_dict

# Bytes that Home Assistant's own attributes may need: a name, an icon, options.
OWN_ATTRIBUTES: Final = 1024
NAMES: Final[Mapping[StatusType | StatusState, str]] = {
    each: each.value for kind in (StatusType, StatusState) for each in kind
}
ACCOUNT: Final = "7103000001"
# Before every time that can be reported, so that everything is news.
SINCE: Final = 1_000_000_000


class _Event(GreenApiStatusEvent):
    """The event entity, outside Home Assistant."""

    def __init__(self, data: GreenApiData) -> None:
        """Know the data, and nothing of where they come from."""
        self.coordinator = cast("GreenApiCoordinator", SimpleNamespace(data=data))
        self.entity_description = STATUS

    def hear(self, changes: tuple[Change, ...]) -> list[dict[str, Any]]:
        """Return what the entity would write of changes."""
        written: list[dict[str, Any]] = []
        with patch.object(
            self, "async_write_ha_state", lambda: written.append(self.state_attributes)
        ):
            self._handle_changes(changes)
        return written


def check_shown(reply: StatusReply) -> None:
    """Show a reply as the entities and the automations of a new account would, and a day later."""
    now = max((status.timestamp for status in reply.statuses), default=SINCE) + 1
    journal, changes = advance(Journal(since=SINCE), reply.statuses, now)
    _check_journal(journal, changes, now)
    _check_journal(*expire(journal, now + LIFETIME), now + LIFETIME)


def _check_journal(journal: Journal, changes: tuple[Change, ...], now: int) -> None:
    """Show what is known, and announce what changed."""
    assert from_dict(orjson.loads(orjson.dumps(to_dict(journal)))) == journal
    overview = look(journal, LIFETIME, now, NAMES)
    data = GreenApiData(
        account=ACCOUNT,
        journal=journal,
        overview=overview,
        instance_state=InstanceState.AUTHORIZED,
        connected=True,
    )
    for state, attributes, recorded in _states(data):
        if isinstance(state, str):
            assert len(state) <= MAX_LENGTH_STATE_STATE, "a state that is too long"
            state.encode()
        json_bytes(attributes)
        assert _fits(recorded, MAX_STATE_ATTRS_BYTES), "attributes that are too large"
    for written in _Event(data).hear(changes):
        recorded = _recorded(GreenApiStatusEvent, written)
        assert _fits(recorded, MAX_STATE_ATTRS_BYTES), "an event that is too large"
    entry = cast("GreenApiConfigEntry", SimpleNamespace(unique_id=ACCOUNT))
    for change in changes:
        json_bytes(payload(entry, change))


def _states(
    data: GreenApiData,
) -> Iterator[tuple[object, dict[str, Any], dict[str, Any]]]:
    """Return the state of each sensor, all that stands beside it, and what of it is recorded."""
    for description in SENSOR_DESCRIPTIONS:
        attributes = description.attributes_fn(data) or {}
        state = description.value_fn(data)
        if description.options is not None:
            assert state is None or state in description.options
        yield state, attributes, _recorded(GreenApiSensor, attributes)


def _recorded(entity: type[Entity], attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes that go into the database."""
    left_out = entity._unrecorded_attributes
    return {key: value for key, value in attributes.items() if key not in left_out}


def _fits(attributes: dict[str, Any], limit: int) -> bool:
    """Return whether the recorder would take attributes, with what Home Assistant adds to them."""
    return len(json_bytes(attributes)) <= limit - OWN_ATTRIBUTES
