"""Whom a status reached, and who the contacts are: two answers with their oddities."""

from typing import Any

import pytest

from custom_components.green_api.client import GreenApiClient, StatusState, Viewer
from custom_components.green_api.client.errors import GreenApiResponseError
from custom_components.green_api.client.parsing import parse_contacts, parse_statistic
from demo.simulator import Instance, Simulator

TIME = 1_710_134_811


def viewer(
    participant: str = "1@c.us",
    state: StatusState = StatusState.READ,
    timestamp: int | None = TIME,
) -> Viewer:
    """Return a recipient."""
    return Viewer(participant=participant, state=state, timestamp=timestamp)


def row(**fields: Any) -> dict[str, Any]:
    """Return a row as the page shows it, with other fields."""
    return {"timestamp": TIME, "participant": "1@c.us", "status": "read", **fields}


@pytest.mark.parametrize(
    ("participant", "ids"),
    [
        ("1@c.us", ["1@c.us"]),
        ("99000000000039@lid", ["99000000000039@lid"]),
        (["1@c.us"], ["1@c.us"]),
        (["1@c.us", "2@lid"], ["1@c.us", "2@lid"]),
        (["1@c.us", None, "", {}, "2@lid"], ["1@c.us", "2@lid"]),
        (15550110000, ["15550110000"]),
        ([], []),
        ("", []),
        (None, []),
        (True, []),
        ({"id": "1@c.us"}, []),
    ],
)
def test_participant_is_one_or_several(participant: Any, ids: list[str]) -> None:
    """The vendor's table says array, its example string."""
    viewers = parse_statistic([row(participant=participant)])

    assert [each.participant for each in viewers] == ids
    assert viewers == tuple(viewer(each) for each in ids)


@pytest.mark.parametrize(
    ("state", "parsed"),
    [
        ("sent", StatusState.SENT),
        ("delivered", StatusState.DELIVERED),
        ("read", StatusState.READ),
        ("failed", StatusState.FAILED),
        ("noAccount", StatusState.FAILED),
        ("played", None),
        ("", None),
        (None, None),
        (4, None),
    ],
)
def test_state(state: Any, parsed: StatusState | None) -> None:
    """A row in a state that we do not know tells nothing."""
    viewers = parse_statistic([row(status=state)])

    assert viewers == (() if parsed is None else (viewer(state=parsed),))


@pytest.mark.parametrize(
    ("timestamp", "parsed"),
    [(TIME, TIME), (str(TIME), TIME), (0, None), ("", None), (None, None), ([], None)],
)
def test_time(timestamp: Any, parsed: int | None) -> None:
    """Who saw a status is worth knowing without the time, too."""
    assert parse_statistic([row(timestamp=timestamp)]) == (viewer(timestamp=parsed),)


def test_each_recipient_once_in_the_furthest_state() -> None:
    """Order and duplicates mean nothing."""
    rows = [
        row(status="delivered", timestamp=TIME + 1),
        row(status="read", timestamp=TIME + 2),
        row(status="sent", timestamp=TIME),
        row(status="read", timestamp=TIME + 9),
        row(participant="2@lid", status="sent"),
    ]

    assert parse_statistic(rows) == (
        viewer(timestamp=TIME + 2),
        viewer("2@lid", StatusState.SENT),
    )


@pytest.mark.parametrize(
    "rows", [[], [None], [[]], ["read"], [{}], [{"participant": "1@c.us"}], [3, row()]]
)
def test_rows_that_cannot_be_used(rows: list[Any]) -> None:
    """They cost nothing but themselves."""
    assert parse_statistic(rows) == ((viewer(),) if row() in rows else ())


@pytest.mark.parametrize(
    ("contact", "names"),
    [
        ({"id": "1@c.us", "name": "A", "contactName": "B"}, {"1@c.us": "B"}),
        ({"id": "1@c.us", "name": "A", "contactName": ""}, {"1@c.us": "A"}),
        ({"id": "1@c.us", "name": "A"}, {"1@c.us": "A"}),
        ({"id": "9@lid", "contactName": "שלום"}, {"9@lid": "שלום"}),
        ({"id": "1@c.us", "name": "", "contactName": None}, {}),
        ({"id": "1@c.us", "name": ["A"]}, {}),
        ({"name": "A"}, {}),
        ({"id": None, "name": "A"}, {}),
        ({}, {}),
        (None, {}),
        ("1@c.us", {}),
    ],
)
def test_contact(contact: Any, names: dict[str, str]) -> None:
    """By the name in the phone book, or else the one that people gave themselves."""
    assert parse_contacts([contact]) == names


def test_half_an_emoji_in_a_name() -> None:
    """It would break the websocket that an action's response goes over."""
    names = parse_contacts([{"id": "1@c.us", "name": "A\ud83d"}])

    assert names == {"1@c.us": "A?"}


@pytest.mark.parametrize("answer", [[], None])
async def test_nothing_is_an_answer(
    client: GreenApiClient, simulator: Simulator, answer: Any
) -> None:
    """It means that nothing is known."""
    simulator.fault(method="getStatusStatistic", json=answer)
    simulator.fault(method="getContacts", json=answer)

    assert await client.get_status_statistic("ABC") == ()
    assert await client.get_contacts() == {}


@pytest.mark.parametrize("answer", [{}, "read", 7, {"rows": []}])
async def test_what_is_no_list_is_no_answer(
    client: GreenApiClient, simulator: Simulator, answer: Any
) -> None:
    """Its error names the method alone."""
    simulator.fault(method="getStatusStatistic", json=answer)
    simulator.fault(method="getContacts", json=answer)
    with pytest.raises(GreenApiResponseError, match="getStatusStatistic"):
        await client.get_status_statistic("ABC")
    with pytest.raises(GreenApiResponseError, match="getContacts"):
        await client.get_contacts()


async def test_statistic_of_the_simulator(
    client: GreenApiClient, instance: Instance
) -> None:
    """A row for each of 500 recipients, by phone number or without."""
    status = instance.post_text("Hello", viewers=40)
    viewers = await client.get_status_statistic(status.id)

    assert len(viewers) == 500
    assert sum(each.state is StatusState.READ for each in viewers) == 40
    assert {each.participant.partition("@")[2] for each in viewers} == {"c.us", "lid"}
    names = await client.get_contacts()
    assert all(each.participant in names for each in viewers)
