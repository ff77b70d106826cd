"""A day and a half at speed, in a real Home Assistant: polls, posts, outages, a reload, a restart."""

import asyncio
from typing import Final

import pytest
import pytest_socket

from benchmarks.soak.page import tables
from benchmarks.soak.plan import HOUR, Pace
from benchmarks.soak.record import Record
from benchmarks.soak.run import soak
from benchmarks.soak.vendor import LIST

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PACE: Final = Pace(
    days=1.45, lead_in=0, look_each=2 * HOUR, look_before=HOUR, restart_each=2
)
# What any Home Assistant says that is not on the maker's own machine.
OTHERS: Final = {
    "homeassistant.bootstrap",
    "homeassistant.loader",
    "homeassistant.components.camera.img_util",
    "haffmpeg.core",
    "haffmpeg.tools",
}
OUTAGE: Final = (
    "ERROR: Error fetching green_api_1101000001 data: GREEN-API could not be reached"
)
TOO_MANY: Final = (
    "ERROR: Error fetching green_api_1101000001 data: "
    "GREEN-API asks for a pause: too many requests"
)


@pytest.fixture(scope="module", name="record")
def _record() -> Record:
    """Live through it."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    return asyncio.run(soak(PACE, lambda _text: None))


def test_each_poll_took_place(record: Record) -> None:
    """By the simulator's count."""
    assert record.polls[0] == pytest.approx(1440, abs=5)
    # A machine that is busy adds its seconds; a poll that is left out, a minute.
    assert record.longest_gap < 90
    assert record.answers[f"{LIST} 200"] > 1.45 * 1440 - 30
    assert record.answers[f"{LIST} 502"] > 3
    # Of the one that the plan wants, and no other.
    assert {key for key in record.answers if key.endswith(" 429")} == {f"{LIST} 429"}
    assert record.answers[f"{LIST} 429"] == 1


def test_nothing_is_lost_or_repeated(record: Record) -> None:
    """Through outages, a reload and a restart."""
    assert len(record.restarts) == 1
    assert len(record.reloads) == 2
    assert record.told.keys() == {"trigger", "event"}
    for way in record.told.values():
        assert {"posted", "delivered", "read", "expired"} <= way.keys()
        for kind, verdict in way.items():
            assert verdict["happened"] == verdict["told"] > 0, kind
            assert verdict["lost"] == verdict["repeated"] == verdict["invented"] == 0
    # The last one may not have been listed yet.
    assert 0 <= record.posts - record.told["event"]["posted"]["happened"] <= 2
    assert record.views["shown"] == record.views["trigger"] == record.views["event"] > 0


def test_nothing_is_registered_twice(record: Record) -> None:
    """Neither by the reloads nor by the restart."""
    for name in ("entities", "our_entities", "devices", "states", "issues", "journals"):
        assert len(set(record.samples[name])) == 1, name
    assert record.samples["our_entities"][0] == 17


def test_log(record: Record) -> None:
    """Only what was planned is complained about."""
    ours = {line: times for line, times in record.complaints.items() if ": " in line}

    assert ours == {OUTAGE: 2, TOO_MANY: 1}
    assert record.complaints.keys() - ours.keys() <= OTHERS


def test_tables(record: Record) -> None:
    """They can be made of it."""
    assert "| Journal, kB |" in tables(record)
