"""Sensors of an account: the latest status, and counts."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import MAX_LENGTH_STATE_STATE, PERCENTAGE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .client import InstanceState, StatusState, StatusType
from .contacts import ContactsSnapshot, ContactStatusesCoordinator
from .coordinator import AccountData, GreenApiCoordinator
from .data import GreenApiConfigEntry
from .entity import AccountEntity, ContactsEntity, GreenApiEntity
from .journal import has_exact_views, status_insight
from .util import from_unix, percent, state_text

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class AccountSensorEntityDescription[D](SensorEntityDescription):
    """Describes a sensor that shows what one of the coordinators of an account knows."""

    value_fn: Callable[[D], StateType | datetime]
    attributes_fn: Callable[[D], dict[str, Any]] = lambda data: {}
    # Whether there is anything to show: a new account has no latest status, and nothing to compare with.
    available_fn: Callable[[D], bool] = lambda data: True


@dataclass(frozen=True, kw_only=True)
class GreenApiSensorEntityDescription(AccountSensorEntityDescription[AccountData]):
    """Describes a sensor of an account and its own statuses."""

    is_view_count: bool = False


def _has_status(data: AccountData) -> bool:
    """Return whether there is a latest status."""
    return data.snapshot.latest is not None


def _latest_views(data: AccountData) -> dict[str, Any]:
    """Return what is known of the audience of the latest status beside the number of views."""
    if (latest := data.snapshot.latest) is None:
        return {"complete": True}
    return {
        "complete": has_exact_views(latest),
        "delivered_to": latest.delivered_to,
    }


def _latest_attributes(data: AccountData) -> dict[str, Any]:
    """Return everything about the latest status beside its state."""
    if (latest := data.snapshot.latest) is None:
        return {}
    attributes = data.snapshot.describe(latest)
    del attributes["state"]
    return {"account": data.account, **attributes}


def _best_time_attributes(data: AccountData) -> dict[str, Any]:
    """Return how sure the best time is, and the usual views by hour."""
    if (best := data.insights.best_time) is None:
        return {}
    return {
        **best.describe(),
        "by_hour": {
            f"{hour:02}:00": spread.median
            for hour, spread in sorted(data.insights.by_hour.items())
        },
    }


def _view_rate(data: AccountData) -> int | None:
    """Return how many percent of those whom the latest status reached saw it."""
    latest = data.snapshot.latest
    return None if latest is None else percent(status_insight(latest).view_rate)


def _compared(data: AccountData) -> int | None:
    """Return how many percent the latest status is above the usual."""
    return percent(data.insights.compare(data.snapshot.latest))


SENSOR_DESCRIPTIONS: tuple[GreenApiSensorEntityDescription, ...] = (
    GreenApiSensorEntityDescription(
        key="latest_status",
        translation_key="latest_status",
        device_class=SensorDeviceClass.ENUM,
        options=list(StatusState),
        available_fn=_has_status,
        value_fn=lambda data: (
            latest.state if (latest := data.snapshot.latest) else None
        ),
        attributes_fn=_latest_attributes,
    ),
    GreenApiSensorEntityDescription(
        key="latest_status_text",
        translation_key="latest_status_text",
        available_fn=_has_status,
        value_fn=lambda data: state_text(
            data.snapshot.title(data.snapshot.latest, MAX_LENGTH_STATE_STATE)
        ),
    ),
    GreenApiSensorEntityDescription(
        key="latest_status_posted",
        translation_key="latest_status_posted",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=_has_status,
        value_fn=lambda data: (
            from_unix(latest.posted_at) if (latest := data.snapshot.latest) else None
        ),
    ),
    GreenApiSensorEntityDescription(
        key="latest_status_views",
        translation_key="latest_status_views",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: (
            data.snapshot.views_of(latest) if (latest := data.snapshot.latest) else 0
        ),
        attributes_fn=_latest_views,
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="active_statuses",
        translation_key="active_statuses",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: len(data.snapshot.active),
        attributes_fn=lambda data: {"statuses": data.snapshot.items()},
    ),
    GreenApiSensorEntityDescription(
        key="read_statuses",
        translation_key="read_statuses",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: data.snapshot.count(StatusState.READ),
        attributes_fn=lambda data: {"media_urls": data.snapshot.read_media_urls()},
    ),
    GreenApiSensorEntityDescription(
        key="delivered_statuses",
        translation_key="delivered_statuses",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: data.snapshot.count(StatusState.DELIVERED),
    ),
    GreenApiSensorEntityDescription(
        key="failed_statuses",
        translation_key="failed_statuses",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: data.snapshot.count(StatusState.FAILED),
    ),
    GreenApiSensorEntityDescription(
        key="views",
        translation_key="views",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: data.snapshot.views,
        attributes_fn=lambda data: {"complete": data.snapshot.views_complete},
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="total_views",
        translation_key="total_views",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda data: data.journal.total_views or 0,
        attributes_fn=lambda data: {"complete": data.snapshot.all_counted},
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="total_statuses",
        translation_key="total_statuses",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda data: data.journal.total_statuses,
    ),
    GreenApiSensorEntityDescription(
        key="latest_status_view_rate",
        translation_key="latest_status_view_rate",
        entity_registry_enabled_default=False,
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        available_fn=lambda data: _view_rate(data) is not None,
        value_fn=_view_rate,
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="latest_status_compared",
        translation_key="latest_status_compared",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        available_fn=lambda data: _compared(data) is not None,
        value_fn=_compared,
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="usual_views",
        translation_key="usual_views",
        state_class=SensorStateClass.MEASUREMENT,
        available_fn=lambda data: data.insights.final is not None,
        value_fn=lambda data: usual.median if (usual := data.insights.final) else None,
        attributes_fn=lambda data: (
            asdict(usual) if (usual := data.insights.final) else {}
        ),
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="best_time_to_post",
        translation_key="best_time_to_post",
        available_fn=lambda data: data.insights.best_time is not None,
        value_fn=lambda data: (
            f"{best.hour:02}:00" if (best := data.insights.best_time) else None
        ),
        attributes_fn=_best_time_attributes,
        is_view_count=True,
    ),
    GreenApiSensorEntityDescription(
        key="instance_state",
        translation_key="instance_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(InstanceState),
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda data: data.instance_state,
    ),
)


class ContactsSensorEntityDescription(AccountSensorEntityDescription[ContactsSnapshot]):
    """Describes a sensor of the statuses of contacts."""


def _latest_of_contacts(data: ContactsSnapshot) -> dict[str, Any]:
    """Return everything about the latest status of a contact beside its type."""
    if (latest := data.latest) is None:
        return {}
    attributes = data.describe(latest)
    del attributes["type"]
    return attributes


CONTACTS_SENSOR_DESCRIPTIONS: tuple[ContactsSensorEntityDescription, ...] = (
    ContactsSensorEntityDescription(
        key="contact_statuses",
        translation_key="contact_statuses",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda data: len(data.active),
        attributes_fn=lambda data: {"contacts": data.items()},
    ),
    ContactsSensorEntityDescription(
        key="latest_contact_status",
        translation_key="latest_contact_status",
        device_class=SensorDeviceClass.ENUM,
        options=list(StatusType),
        available_fn=lambda data: data.latest is not None,
        value_fn=lambda data: latest.status.type if (latest := data.latest) else None,
        attributes_fn=_latest_of_contacts,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenApiConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of an account."""
    async_add_entities(
        GreenApiViewSensor(entry, description)
        if description.is_view_count
        else GreenApiSensor(entry, description)
        for description in SENSOR_DESCRIPTIONS
    )
    if (contacts := entry.runtime_data.contact_statuses) is not None:
        async_add_entities(
            ContactsSensor(entry, contacts, description)
            for description in CONTACTS_SENSOR_DESCRIPTIONS
        )


class AccountSensor[C: DataUpdateCoordinator[Any]](AccountEntity[C], SensorEntity):
    """A sensor of an account, made of its description."""

    entity_description: AccountSensorEntityDescription[Any]

    @property
    @override
    def available(self) -> bool:
        """Return whether there is something to show."""
        return super().available and self.entity_description.available_fn(
            self.coordinator.data
        )

    @override
    def _state_inputs(self) -> object:
        """Return all that the state is made of."""
        data = self.coordinator.data
        self._attr_native_value = self.entity_description.value_fn(data)
        self._attr_extra_state_attributes = self.entity_description.attributes_fn(data)
        return (
            self.available,
            self._attr_native_value,
            self._attr_extra_state_attributes,
        )


class GreenApiSensor(AccountSensor[GreenApiCoordinator], GreenApiEntity):
    """A sensor of an account."""

    # What people wrote, and lists, are for dashboards: the history keeps the numbers.
    _unrecorded_attributes = frozenset(
        {
            "by_hour",
            "caption",
            "file_name",
            "media_url",
            "media_urls",
            "statuses",
            "text",
            "title",
        }
    )


class GreenApiViewSensor(GreenApiSensor):
    """A sensor of what the views coordinator counts."""

    @property
    @override
    def available(self) -> bool:
        """Return whether the views are kept up to date."""
        return super().available and self._entry.runtime_data.counts_views

    @override
    async def async_update(self) -> None:
        """Count what is due."""
        if (views := self._entry.runtime_data.views) is not None:
            await views.async_request_refresh()


class ContactsSensor(AccountSensor[ContactStatusesCoordinator], ContactsEntity):
    """A sensor of the statuses of contacts."""

    # Who posted what is for dashboards: the history keeps numbers, types and times.
    _unrecorded_attributes = frozenset(
        {
            "caption",
            "contacts",
            "file_name",
            "media_url",
            "name",
            "phone",
            "sender",
            "text",
        }
    )
