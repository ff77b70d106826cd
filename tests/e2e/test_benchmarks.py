"""Short runs of the benchmarks and of the soak."""

import asyncio
from typing import Final

import pytest
import pytest_socket

from benchmarks.accounts import measure_rest
from benchmarks.day import BARE, REST, VIEWS_COUNTED, VIEWS_OFF, measure_day
from benchmarks.environment import run_environment
from benchmarks.polls import CHANGED, UNCHANGED, Measurement, render
from benchmarks.soak.report import Record, draw, render as render_soak
from benchmarks.soak.run import run_soak
from benchmarks.soak.scenario import HOUR, Duration
from benchmarks.soak.simulator import LIST_METHOD

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("benchmarks"),
]

DURATION: Final = Duration(
    days=1.45,
    warm_up=0,
    measure_every=2 * HOUR,
    measure_every_before=HOUR,
    restart_every=2,
)
# What Home Assistant itself warns of in a bare installation.
OTHER_LOGGERS: Final = {
    "homeassistant.bootstrap",
    "homeassistant.loader",
    "homeassistant.components.camera.img_util",
    "haffmpeg.core",
    "haffmpeg.tools",
}
OUTAGE: Final = (
    "ERROR: Error fetching green_api_1101000001 data: GREEN-API could not be reached"
)
RATE_LIMITED: Final = (
    "ERROR: Error fetching green_api_1101000001 data: "
    "GREEN-API asks for a pause: too many requests"
)


async def test_poll_benchmark(
    monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    """Both Home Assistants show the same of the account, and everything is measured."""
    for name, number in (
        ("AFTERWARDS", 0.5),
        ("AFTERWARDS_ROUNDS", 1),
        ("DATABASE_POLLS", 2),
        ("SETTLE", 1.0),
    ):
        monkeypatch.setattr(f"benchmarks.polls.{name}", number)
    async with run_environment() as environment:
        result = await Measurement(environment, 9, 1).run()
        entity_ids = await environment.green_api.client.entity_ids(
            environment.instance.id
        )
        for name in (
            "latest_status",
            "latest_status_text",
            "latest_status_posted",
            "active_statuses",
            "read_statuses",
            "delivered_statuses",
        ):
            ours = await environment.green_api.client.state(entity_ids[name])
            rest = await environment.rest.client.state(f"sensor.{name}")
            assert ours["state"] == rest["state"], name

    assert result.series[f"green_api {UNCHANGED} states"] == [0]
    assert result.series[f"green_api {CHANGED} states"][0] >= 2
    assert result.series[f"rest {UNCHANGED} states"][0] >= 6
    assert result.series[f"green_api {UNCHANGED} rows"] == [0]
    assert result.series[f"green_api {CHANGED} rows"][0] >= 1
    assert "| 9 |" in render([result], 1)


async def test_day_benchmark(
    monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    """All are polled each minute of an hour with posts, and views are counted where that is on."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    monkeypatch.setattr("benchmarks.day.WARM_UP", 9 * HOUR)

    days = (await measure_day(100, hours=1)).days

    assert days[BARE].requests == days[BARE].states == 0
    assert days[REST].requests == pytest.approx(60, abs=2)
    assert days[REST].states == pytest.approx(60 * 12, abs=24)
    assert days[VIEWS_OFF].requests == pytest.approx(121, abs=5)
    counted = days[VIEWS_COUNTED].requests - days[VIEWS_OFF].requests
    assert counted == pytest.approx(12, abs=3)
    assert 0 < days[VIEWS_OFF].states < days[VIEWS_COUNTED].states
    assert all(day.cpu > 0 for day in days.values())


async def test_accounts_benchmark(
    monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    """Accounts are loaded before they are measured."""
    monkeypatch.setattr("benchmarks.accounts.SETTLE", 1.0)

    assert (await measure_rest((2,), 1.0)).keys() == {2}


@pytest.fixture(scope="module", name="record")
def _record() -> Record:
    """Run through a day and a half."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    return asyncio.run(run_soak(DURATION, lambda _text: None))


def test_soak_polls_every_minute(record: Record) -> None:
    """By the simulator's count."""
    assert record.polls[0] == pytest.approx(1440, abs=5)
    # A busy machine adds seconds; a missing poll adds a minute.
    assert record.longest_gap < 90
    assert record.answers[f"{LIST_METHOD} 502"] > 3
    assert {key for key in record.answers if key.endswith(" 429")} == {
        f"{LIST_METHOD} 429"
    }
    assert record.answers[f"{LIST_METHOD} 429"] == 1


def test_soak_announces_everything_once(record: Record) -> None:
    """Through outages, reloads and a restart."""
    assert len(record.restarts) == 1
    assert len(record.reloads) == 2
    assert record.announced.keys() == {"trigger", "event"}
    for comparisons in record.announced.values():
        assert {"posted", "delivered", "read", "expired"} <= comparisons.keys()
        for kind, found in comparisons.items():
            assert found.happened == found.announced > 0, kind
            assert found.lost == found.repeated == found.invented == 0, kind
    # The last one may not have been listed yet.
    assert 0 <= record.posts - record.announced["event"]["posted"].happened <= 2
    views = record.views
    assert views["sensor"] == views["trigger"] == views["event"] > 0


def test_soak_registers_nothing_twice(record: Record) -> None:
    """Neither at a reload nor at a restart."""
    for name in ("entities", "our_entities", "devices", "states", "issues", "journals"):
        assert len(set(record.samples[name])) == 1, name


def test_soak_logs_outages_once(record: Record) -> None:
    """Each outage of the scenario is one line, and at most one more about the views."""
    ours = {line: count for line, count in record.warnings.items() if ": " in line}
    views = {line: count for line, count in ours.items() if " views data" in line}

    assert {line: ours[line] for line in ours.keys() - views} == {
        OUTAGE: 2,
        RATE_LIMITED: 1,
    }
    assert sum(views.values()) <= 2
    assert record.warnings.keys() - ours.keys() <= OTHER_LOGGERS


def test_soak_report(record: Record) -> None:
    """Tables and picture can be made of it."""
    assert "| Journal, kB |" in render_soak(record, "scripts/soak")
    assert "<polyline" in draw(record)
