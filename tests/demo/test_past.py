"""What the demo begins with: a month that agrees with itself, and a minute in which something happens."""

from collections import Counter, defaultdict
from datetime import datetime
from statistics import fmean
import time
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from custom_components.green_api.client.parsing import parse_statuses
from custom_components.green_api.journal import (
    apply_reply,
    build_insights,
    journal_to_dict,
)
from custom_components.green_api.journal.storage import read_stored
from demo import setup
from demo.hass import read_answers
from demo.past import answers_of, daily_statistics, hourly_statistics
from demo.setup import BUSY_SECONDS, HISTORY_DAYS, SPEED, SavedSimulation
from demo.simulator import FIRST_ID, SECOND_ID, Instance, Simulator
from demo.simulator.sample_data import PAST_POSTS, SAMPLE_POSTS
from demo.simulator.statuses import LIFETIME

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 26, 15, tzinfo=ZONE).timestamp()


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock in one time zone: the ids and so all numbers depend on both."""
    monkeypatch.setattr(time, "time", lambda: NOW)
    monkeypatch.setattr(setup, "time_zone", lambda: ZONE.key)


@pytest.fixture(name="cafe")
def _cafe(simulator: Simulator) -> Instance:
    """Return the first account as the demo begins with it."""
    saved = SavedSimulation(7, 0, NOW)
    simulator.speed = SPEED
    saved.replay(simulator)
    return simulator.instances[FIRST_ID]


def stored(instance: Instance) -> dict[str, Any]:
    """Return the answers as they come out of their file."""
    answers: dict[str, Any] = orjson.loads(
        orjson.dumps(answers_of(instance, HISTORY_DAYS))
    )
    return answers


def test_journal_of_the_month_announces_nothing(cafe: Instance) -> None:
    """The journal can be stored, and the first list has no news for it."""
    answers = stored(cafe)
    journal, thumbnails = read_answers(answers)
    assert read_stored({**journal_to_dict(journal), "parts": {}}).journal == journal
    assert len(journal.records) > 60
    assert thumbnails.keys() <= journal.records.keys()
    minutes = LIFETIME // 60
    listed = orjson.loads(cafe.outgoing(minutes))
    reply = parse_statuses(listed, minutes, b"", None)
    assert len(reply.statuses) > 6
    assert apply_reply(journal, reply.statuses, answers["now"]) == (journal, ())


def test_journal_and_statistics_agree(cafe: Instance) -> None:
    """Both tell the same numbers, and the statistics go on at zero."""
    answers = stored(cafe)
    journal, _ = read_answers(answers)
    end = answers["now"] // 3600 * 3600
    known = [one for one in journal.records.values() if one.posted_at <= end]
    last = {key: rows[-1] for key, rows in hourly_statistics(cafe).items()}
    assert last["total_statuses"]["state"] == len(known)
    assert last["active_statuses"]["mean"] == sum(
        one.posted_at > end - LIFETIME for one in known
    )
    assert journal.total_views == sum(
        one.views or 0 for one in journal.records.values()
    )
    assert 0 <= journal.total_views - last["total_views"]["state"] < 200
    assert last["total_views"]["sum"] == last["total_statuses"]["sum"] == 0


def test_statistics_of_the_year_lead_to_those_of_the_month(cafe: Instance) -> None:
    """Sums only rise, up to where the month begins."""
    month = hourly_statistics(cafe)
    year = daily_statistics(month, 335)
    for key in ("total_statuses", "total_views"):
        sums = [row["sum"] for row in (*year[key], *month[key])]
        assert sums == sorted(sums)
        assert year[key][-1]["sum"] == pytest.approx(month[key][0]["sum"])
        assert year[key][-1]["start"] < month[key][0]["start"]
    assert year["usual_views"][0]["mean"] < year["usual_views"][-1]["mean"]


def test_steps_of_a_status_are_in_order(cafe: Instance) -> None:
    """A status was sent, delivered, read and seen in this order, within its day."""
    journal, _ = read_answers(stored(cafe))
    for record in journal.records.values():
        times = [record.posted_at, *(at for _, at in record.state_history)]
        assert times == sorted(times)
        assert record.state_history[-1] == (record.state, record.state_changed_at)
        if record.views:
            views = [views for _, views in record.view_history]
            assert views == sorted(views)
            assert views[-1] == record.views
            assert record.view_history[-1][0] < record.expires_at


def test_best_time_to_post(simulator: Simulator) -> None:
    """Most look at what is posted on Thursday and Friday in the evening."""
    instance = simulator.instances[FIRST_ID]
    instance.post_month(HISTORY_DAYS, ZONE)
    views = defaultdict(list)
    for status in instance.statuses.values():
        at = datetime.fromtimestamp(status.posted, ZONE)
        readers = sum(row.read is not None for row in status.receipts)
        views[at.weekday() in (3, 4) and 18 <= at.hour < 21].append(readers)
    assert len(views[True]) >= 12
    assert fmean(views[True]) > 1.3 * fmean(views[False])


def test_insights_find_the_best_time_to_post(cafe: Instance) -> None:
    """The best hour, and the best blocks of the week, are those that the month was given."""
    answers = stored(cafe)
    journal, _ = read_answers(answers)
    insights = build_insights(journal, answers["now"], ZONE)
    assert insights.best_time is not None
    assert insights.best_time.is_clear
    assert 18 <= insights.best_time.hour < 21
    best = sorted(insights.cells, key=lambda cell: insights.cells[cell], reverse=True)
    assert set(best[:2]) == {(3, 18), (4, 18)}


def test_no_two_pictures_alike() -> None:
    """What is listed at first and what comes next looks different each time, with a text in Hebrew."""
    posts = [*(one.post for one in PAST_POSTS), *SAMPLE_POSTS]
    pictures = Counter(one.theme or one.sample for one in posts)
    del pictures[None]
    assert max(pictures.values()) == 1
    texts = Counter(one.words for one in posts if one.words)
    assert max(texts.values()) == 1
    assert any("\u05d0" <= letter <= "\u05ea" for text in texts for letter in text)


def test_something_happens_in_each_minute(simulator: Simulator, cafe: Instance) -> None:
    """After a start, a status is posted, delivered and read in any minute of the first five."""
    cafe.evolve(True)
    cafe.post_often(BUSY_SECONDS)
    began = cafe.clock()
    simulator.set_clock_offset(BUSY_SECONDS)
    cafe.update(cafe.clock())
    happened: dict[str, list[float]] = defaultdict(list)
    for status in cafe.statuses.values():
        happened["posted"].append(status.posted)
        for at, step in status.steps:
            happened[step].append(at)
    for opened in range(20, BUSY_SECONDS - 60, 5):
        for step in ("posted", "delivered", "read"):
            assert any(0 < at - began - opened <= 60 for at in happened[step]), step


def test_another_start_goes_on(simulator: Simulator) -> None:
    """A start repeats what happened before, and what was repaired stays repaired."""
    began = NOW - 3600
    saved = SavedSimulation(7, 0, began, starts=[began + 40, began + 1800])
    found = []
    for receipts_off in (True, False):
        saved.receipts_off = receipts_off
        simulator.evolve(True)
        saved.replay(simulator)
        cafe = simulator.instances[FIRST_ID]
        cafe.update(cafe.clock())
        found.append({key: int(one.posted) for key, one in cafe.statuses.items()})
        assert simulator.instances[SECOND_ID].reporting is not receipts_off
    assert found[0] == found[1]
    assert sum(at > began for at in found[0].values()) > 20
