"""Tests of the comparison of an account with what the simulator assumes."""

from aiohttp import ClientSession
import pytest

from demo.simulator import FIRST_ID, FIRST_TOKEN, Drawn, Instance, Simulator
from tools.check_account import Account, Findings, check, compare_lists, report, run


async def test_simulator_is_as_it_is_assumed_to_be(
    simulator: Simulator, instance: Instance
) -> None:
    """The assumptions are those of the simulator, so nothing of it differs."""
    instance.post_text("private words", state="read", viewers=2)
    instance.post_media(Drawn("sea", 1), caption="private caption", state="delivered")
    deleted = instance.post_text("gone", state="sent")
    instance.delete(deleted.id)
    text = await run(simulator.url, FIRST_ID, FIRST_TOKEN, 0)
    assert "## Differences\n\n- None.\n" in text
    assert "| getOutgoingStatuses | idMessage | text | " in text
    assert "| getStatusStatistic | participant | text | " in text


async def test_report_holds_nothing_of_anybody(
    simulator: Simulator, instance: Instance
) -> None:
    """No id, text, link, number or token is in the report."""
    status = instance.post_text("private words", state="read", viewers=2)
    instance.patch(status.id, {"note to 15550100001": "x"})
    text = await run(simulator.url, FIRST_ID, FIRST_TOKEN, 0)
    for private in (
        "private",
        status.id,
        FIRST_ID,
        FIRST_TOKEN,
        instance.phone,
        "15550100001",
        "http",
        *(contact.id for contact in instance.contacts),
    ):
        assert private not in text
    assert "a row has a field (19 characters)" in text


@pytest.mark.parametrize(
    ("patch", "difference"),
    [
        ({"statusMessage": "played"}, "statusMessage has a value of 6 characters"),
        ({"timestamp": "1710158400"}, "timestamp is text"),
        ({"participants": "1@c.us"}, "participants is text"),
        ({"reactions": []}, "a row has a field reactions"),
        ({"type": "incoming "}, "type has a value of 9 characters"),
    ],
)
async def test_difference_is_reported(
    simulator: Simulator, instance: Instance, patch: dict[str, object], difference: str
) -> None:
    """Each field, type and value that is not assumed is named once."""
    status = instance.post_text("a", state="sent")
    instance.patch(status.id, patch)
    text = await run(simulator.url, FIRST_ID, FIRST_TOKEN, 0)
    assert text.count(f"- getOutgoingStatuses: {difference}\n") == 1


async def test_failure_is_part_of_the_report(
    simulator: Simulator, instance: Instance
) -> None:
    """A method that is refused is named with the kind of failure, and the others are asked."""
    simulator.fault(method="getIncomingStatuses", status=403, times=None)
    async with ClientSession() as session:
        account = Account(session, simulator.url, FIRST_ID, FIRST_TOKEN)
        text = report(await check(account))
    assert "| getIncomingStatuses | GreenApiForbiddenError (HTTP 403) |" in text
    assert "| getContacts | list of " in text


def test_time_that_moves_is_noticed() -> None:
    """The question whether a status's time is that of its posting is answered by watching it."""
    findings = Findings()
    before = {"idMessage": "A", "timestamp": 1, "statusMessage": "sent"}
    compare_lists([before], [{**before, "statusMessage": "read"}], findings)
    assert findings.moved_timestamps == 0
    compare_lists(
        [before], [{**before, "timestamp": 9, "statusMessage": "read"}], findings
    )
    assert findings.moved_timestamps == 1
    assert findings.differences == [
        "getOutgoingStatuses: a time moved as the state went from sent to read"
    ]
