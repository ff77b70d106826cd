"""A status that was sent from here is pending until a list shows it, or until it is found nowhere."""

from collections.abc import Callable, Coroutine, Generator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.green_api.client import (
    Contact,
    GreenApiClient,
    GreenApiConnectionError,
    MessagesQueue,
)
from custom_components.green_api.const import CONF_LIST_RECIPIENTS, DOMAIN
from custom_components.green_api.coordinator import SIGNAL_ACCOUNT_CHANGES
from custom_components.green_api.journal import Change
from demo.simulator import Instance, Simulator
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .automations import no_view_counts
from .common import entity_id, setup_integration, state_of

QUEUED_ID = "3EB0QUEUED00000001"

type Minutes = Callable[[int], Coroutine[Any, Any, None]]


class Queue:
    """GREEN-API's queue, as the client reads it."""

    def __init__(self) -> None:
        """Start empty."""
        self.status_ids: set[str] = set()
        self.complete = True
        self.fails = False
        self.requests = 0

    async def show(self) -> MessagesQueue:
        """Return what waits."""
        self.requests += 1
        if self.fails:
            raise GreenApiConnectionError("showMessagesQueue")
        return MessagesQueue(
            status_ids=frozenset(self.status_ids), complete=self.complete
        )


@pytest.fixture(name="queue", autouse=True)
def _queue() -> Generator[Queue]:
    """Answer sends with an id that is in the queue and not in the list yet."""
    queue = Queue()

    async def send(*_: Any, **__: Any) -> str:
        queue.status_ids.add(QUEUED_ID)
        return QUEUED_ID

    with (
        no_view_counts(),
        patch.object(GreenApiClient, "show_messages_queue", side_effect=queue.show),
        patch.object(GreenApiClient, "send_text_status", side_effect=send),
    ):
        yield queue


@pytest.fixture(name="announced")
def _announced(hass: HomeAssistant) -> list[Change]:
    """Collect what is announced."""
    announced: list[Change] = []

    @callback
    def collect(entry: ConfigEntry, changes: tuple[Change, ...]) -> None:
        announced.extend(changes)

    async_dispatcher_connect(hass, SIGNAL_ACCOUNT_CHANGES, collect)
    return announced


@pytest.fixture(name="minutes")
def _minutes(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Minutes:
    """Return what lets minutes pass, with a poll in each."""

    async def minutes(number: int) -> None:
        for _ in range(number):
            freezer.tick(timedelta(seconds=61))
            async_fire_time_changed(hass)
            await hass.async_block_till_done(wait_background_tasks=True)

    return minutes


@pytest.fixture(name="sent")
async def _sent(hass: HomeAssistant, config_entry: MockConfigEntry) -> dict[str, Any]:
    """Set up the account, send a status, and return the response."""
    await setup_integration(hass, config_entry)
    return await send(hass)


async def send(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Send a text status."""
    response: Any = await hass.services.async_call(
        DOMAIN,
        "send_text_status",
        {"message": "Fresh bread", **data},
        blocking=True,
        return_response=True,
    )
    return dict(response)


def row(instance: Instance, freezer: FrozenDateTimeFactory, **fields: Any) -> None:
    """List the status that was sent, as published now."""
    instance.set_items(
        [
            {
                "type": "outgoing",
                "idMessage": QUEUED_ID,
                "timestamp": int(freezer().timestamp()),
                "typeMessage": "extendedTextMessage",
                "extendedTextMessage": {"text": "Fresh bread"},
                "statusMessage": "sent",
                "sendByApi": True,
                **fields,
            }
        ]
    )


async def test_sent_status_is_pending_at_once_and_not_active(
    hass: HomeAssistant, sent: dict[str, Any], announced: list[Change]
) -> None:
    """It is shown before any poll, and announced when it is published."""
    assert sent == {"status_id": QUEUED_ID, "queued": True}
    assert state_of(hass, "latest_status").state == "pending"
    assert state_of(hass, "latest_status_text").state == "Fresh bread"
    assert state_of(hass, "active_statuses").state == "0"
    assert announced == []


async def test_queue_is_read_only_while_something_waits(
    hass: HomeAssistant,
    sent: dict[str, Any],
    queue: Queue,
    instance: Instance,
    minutes: Minutes,
    freezer: FrozenDateTimeFactory,
) -> None:
    """There is one call a poll until the status is published, and none afterwards."""
    await minutes(3)
    assert queue.requests == 3
    row(instance, freezer)
    await minutes(1)
    requests = queue.requests
    await minutes(3)
    assert queue.requests == requests


@pytest.mark.usefixtures("sent")
async def test_publication_is_announced_as_posted(
    hass: HomeAssistant,
    instance: Instance,
    queue: Queue,
    announced: list[Change],
    minutes: Minutes,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It may wait for as long as it wants to; it is posted when a list shows it."""
    await minutes(30)
    assert announced == []
    queue.status_ids.clear()
    row(instance, freezer)
    await minutes(1)
    assert [change.kind for change in announced] == ["posted"]
    assert state_of(hass, "latest_status").state == "sent"
    assert state_of(hass, "active_statuses").state == "1"
    assert state_of(hass, "total_statuses").state == "1"


@pytest.mark.usefixtures("sent")
async def test_status_that_is_found_nowhere_fails(
    hass: HomeAssistant, queue: Queue, announced: list[Change], minutes: Minutes
) -> None:
    """After ten minutes in neither queue nor list it was not published."""
    queue.status_ids.clear()
    await minutes(10)
    assert announced == []
    await minutes(1)
    (change,) = announced
    assert (change.kind, change.record.failure_reason) == ("failed", "not_published")
    latest = state_of(hass, "latest_status")
    assert latest.state == "failed"
    assert latest.attributes["failure_reason"] == "not_published"
    assert state_of(hass, "failed_statuses").state == "1"
    assert state_of(hass, "active_statuses").state == "0"
    await minutes(5)
    assert len(announced) == 1


@pytest.mark.usefixtures("sent")
async def test_later_row_lifts_the_failure(
    hass: HomeAssistant,
    instance: Instance,
    queue: Queue,
    announced: list[Change],
    minutes: Minutes,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A status that was given up and appears after all is posted."""
    queue.status_ids.clear()
    await minutes(11)
    row(instance, freezer)
    await minutes(1)
    assert [change.kind for change in announced] == ["failed", "posted"]
    latest = state_of(hass, "latest_status")
    assert latest.state == "sent"
    assert latest.attributes["failure_reason"] is None


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("what", ["list", "queue", "incomplete", "state"])
async def test_polls_that_do_not_know_do_not_count(
    hass: HomeAssistant,
    instance: Instance,
    simulator: Simulator,
    queue: Queue,
    announced: list[Change],
    minutes: Minutes,
    what: str,
) -> None:
    """Failed polls, a queue that is not shown whole, and an account that is not linked prove nothing."""
    queue.status_ids.clear()
    match what:
        case "list":
            simulator.fault(method="getOutgoingStatuses", status=500, times=None)
        case "queue":
            queue.fails = True
        case "incomplete":
            queue.complete = False
        case _:
            instance.set_state("suspended")
    await minutes(30)
    assert announced == []


async def test_waiting_outlasts_a_restart(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    sent: dict[str, Any],
    queue: Queue,
    announced: list[Change],
    minutes: Minutes,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What waits is stored, and the time in which nobody asked does not count."""
    queue.status_ids.clear()
    await minutes(5)
    await hass.config_entries.async_unload(config_entry.entry_id)
    freezer.tick(timedelta(hours=2))
    await hass.config_entries.async_setup(config_entry.entry_id)
    await minutes(3)
    assert announced == []
    assert state_of(hass, "latest_status").state == "pending"
    await minutes(5)
    assert [change.kind for change in announced] == ["failed"]


@pytest.mark.usefixtures("sent")
async def test_status_that_is_published_under_another_id_keeps_the_first(
    hass: HomeAssistant,
    instance: Instance,
    queue: Queue,
    announced: list[Change],
    minutes: Minutes,
    freezer: FrozenDateTimeFactory,
) -> None:
    """People see the id that the send answered with, and calls use the one of the list."""
    queue.status_ids.clear()
    row(instance, freezer, idMessage="BAE5OTHER")
    await minutes(1)
    assert [change.record.status_id for change in announced] == [QUEUED_ID]
    assert state_of(hass, "total_statuses").state == "1"
    with patch.object(GreenApiClient, "delete_status") as delete:
        await hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": QUEUED_ID}, blocking=True
        )
    delete.assert_awaited_once_with("BAE5OTHER")
    assert [change.kind for change in announced] == ["posted", "deleted"]


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    "fields",
    [
        {"sendByApi": False},
        {"extendedTextMessage": {"text": "Stale bread"}},
        {"typeMessage": "imageMessage", "caption": "Fresh bread"},
    ],
)
async def test_another_status_is_not_taken_for_the_one_that_was_sent(
    hass: HomeAssistant,
    instance: Instance,
    queue: Queue,
    announced: list[Change],
    minutes: Minutes,
    freezer: FrozenDateTimeFactory,
    fields: dict[str, Any],
) -> None:
    """Only a status sent by API, of the same type and text, can be the one that was sent."""
    queue.status_ids.clear()
    row(instance, freezer, idMessage="BAE5OTHER", **fields)
    await minutes(1)
    assert [change.record.status_id for change in announced] == ["BAE5OTHER"]


@pytest.mark.usefixtures("sent")
async def test_waiting_status_cannot_be_deleted(hass: HomeAssistant) -> None:
    """GREEN-API does not know it yet, so the reason is said instead."""
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN, "delete_status", {"status_id": QUEUED_ID}, blocking=True
        )
    assert caught.value.translation_key == "status_waiting"


CONTACTS = (
    Contact(ids=("1@lid",), name="Ada", in_phone_book=True, is_group=False),
    Contact(
        ids=("15550100002@c.us", "2@lid"),
        name="Bob",
        in_phone_book=True,
        is_group=False,
    ),
    Contact(ids=("3@c.us",), name="Nickname", in_phone_book=False, is_group=False),
    Contact(ids=("4@g.us",), name="Choir", in_phone_book=True, is_group=True),
)


@pytest.fixture(name="listing")
async def _listing(hass: HomeAssistant, config_entry: MockConfigEntry) -> None:
    """Set up an account that lists the recipients."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=config_entry.title,
        unique_id=config_entry.unique_id,
        data=dict(config_entry.data),
        options={CONF_LIST_RECIPIENTS: True},
    )
    await setup_integration(hass, entry)


@pytest.mark.usefixtures("listing")
@pytest.mark.parametrize("by", ["action", "notify"])
async def test_option_names_all_contacts(hass: HomeAssistant, by: str) -> None:
    """Contacts with a phone-book name get it, by phone number where there is one, groups do not."""
    with (
        patch.object(GreenApiClient, "get_contacts", return_value=CONTACTS),
        patch.object(GreenApiClient, "send_text_status", return_value="A") as sending,
    ):
        if by == "action":
            await send(hass)
        else:
            await hass.services.async_call(
                "notify",
                "send_message",
                {"entity_id": entity_id(hass, "post", "notify"), "message": "Hi"},
                blocking=True,
            )
    assert sending.await_args is not None
    assert sending.await_args.kwargs["participants"] == ("1@lid", "15550100002@c.us")


@pytest.mark.usefixtures("listing")
async def test_chosen_recipients_outweigh_the_option(hass: HomeAssistant) -> None:
    """Who chose somebody means exactly these."""
    with patch.object(GreenApiClient, "send_text_status", return_value="A") as sending:
        await send(hass, participants="+1 555 010 0009")
    assert sending.await_args is not None
    assert sending.await_args.kwargs["participants"] == ("15550100009@c.us",)


@pytest.mark.usefixtures("listing")
async def test_without_contacts_nothing_is_posted(hass: HomeAssistant) -> None:
    """An empty answer is an error, never everybody."""
    with (
        patch.object(GreenApiClient, "get_contacts", return_value=()),
        patch.object(GreenApiClient, "send_text_status") as sending,
        pytest.raises(ServiceValidationError) as caught,
    ):
        await send(hass)
    assert caught.value.translation_key == "no_contacts"
    sending.assert_not_called()


@pytest.mark.usefixtures("listing")
async def test_response_says_how_many_are_left_out(hass: HomeAssistant) -> None:
    """WhatsApp serves 1,024 recipients."""
    contacts = tuple(
        Contact(
            ids=(f"{15550100000 + number}@c.us",),
            name=str(number),
            in_phone_book=True,
            is_group=False,
        )
        for number in range(1030)
    )
    with patch.object(GreenApiClient, "get_contacts", return_value=contacts):
        assert (await send(hass))["contacts_left_out"] == 6
