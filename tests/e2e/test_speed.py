"""The benchmark runs: both contestants poll the same account, and each is measured."""

import pytest

from benchmarks.contest import contest
from benchmarks.speed import CHANGED, SAME, Trial
from benchmarks.speed_page import tables
from benchmarks.speed_run import Run

pytestmark = pytest.mark.e2e

SIZE = 9


async def test_speed(monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> None:
    """One short round brings all numbers, and both show the same of the account."""
    for name, number in (
        ("AFTERWARDS", 0.5),
        ("GROWTH_POLLS", 2),
        ("SETTLING", 1.0),
        ("WINDOWS", 1),
    ):
        monkeypatch.setattr(f"benchmarks.speed.{name}", number)
    async with contest() as running:
        result = await Trial(running, SIZE, 1).run()
        prefix = f"sensor.green_api_{running.instance.id}_"
        for name in (
            "latest_status",
            "latest_status_text",
            "latest_status_posted",
            "active_statuses",
            "read_statuses",
            "delivered_statuses",
        ):
            ours = await running.ours.home.get(f"/api/states/{prefix}{name}")
            theirs = await running.theirs.home.get(f"/api/states/sensor.{name}")
            assert ours["state"] == theirs["state"], name
        assert ours["state"] != "0"

    assert result.series[f"ours {SAME} states"] == [0]
    assert result.series[f"ours {CHANGED} states"][0] >= 3
    assert result.series[f"theirs {SAME} states"][0] >= 6
    assert result.series[f"ours {SAME} rows"] == [0]
    assert result.series[f"ours {CHANGED} rows"][0] >= 1
    assert f"| {SIZE} |" in tables(Run("here", 1, (result,)))
