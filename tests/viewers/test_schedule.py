"""Which status is counted next: rule by rule, and then over any two days."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.green_api.client import Status, StatusState
from custom_components.green_api.journal import LIFETIME, NOT_PUBLISHED, StatusRecord
from custom_components.green_api.viewers.schedule import (
    BACKLOG,
    HOUR,
    LAST_COUNT,
    MAX_REQUESTS_PER_CYCLE,
    PAUSE_AFTER_ERROR,
    Schedule,
    after_request,
    choose,
    forget_unknown,
    is_paused,
    is_waiting,
    next_month,
)

NOW: Final = 1_710_158_400
MINUTE: Final = 60
DAY: Final = 24 * HOUR
PLENTY: Final = 1000


def record(
    status_id: str = "A",
    *,
    age: int = 0,
    state: StatusState | None = StatusState.SENT,
    changed: int | None = None,
    **values: Any,
) -> StatusRecord:
    """Return a status that was posted `age` seconds before NOW, and moved then or `changed` seconds before NOW."""
    posted_at = NOW - age
    return StatusRecord(
        status=Status(status_id=status_id, timestamp=posted_at),
        posted_at=posted_at,
        state=state,
        state_changed_at=posted_at if changed is None else NOW - changed,
        **values,
    )


def asked(**ages: int) -> Schedule:
    """Return a schedule that asked for these statuses so many seconds before NOW."""
    return Schedule(
        asked_at={key: NOW - age for key, age in ages.items()},
        requests=tuple(sorted(NOW - age for age in ages.values())),
    )


def chosen(
    schedule: Schedule, *records: StatusRecord, now: int = NOW, per_hour: int = PLENTY
) -> list[str]:
    """Return the ids of the statuses to count."""
    return [one.status_id for one in choose(schedule, records, now, per_hour)]


def stored_copy(schedule: Schedule) -> Schedule:
    """Return a schedule as it comes back from a file."""
    return Schedule.from_dict(orjson.loads(orjson.dumps(schedule.to_dict())))


# When a status is due.


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        (0, 10 * MINUTE),
        (HOUR - 1, 10 * MINUTE),
        (HOUR, 30 * MINUTE),
        (4 * HOUR, HOUR),
        (12 * HOUR, 4 * HOUR),
        (19 * HOUR, 4 * HOUR),
    ],
)
def test_interval_grows_with_age(age: int, interval: int) -> None:
    """It counts from the age at the last count."""
    status, schedule = record(age=age), asked(A=0)
    assert chosen(schedule, status, now=NOW + interval - 1) == []
    assert chosen(schedule, status, now=NOW + interval) == ["A"]


def test_new_status_is_due_at_once() -> None:
    """Nothing is known of it, not even that nobody saw it."""
    assert chosen(Schedule(), record()) == ["A"]


def test_change_in_the_list_makes_due_at_once() -> None:
    """It says that there is something to count."""
    status = record(age=5 * HOUR, changed=MINUTE)
    assert chosen(asked(A=2 * MINUTE), status) == ["A"]
    assert chosen(asked(A=MINUTE), status) == []


def test_last_count_is_due_from_half_an_hour_before_expiry() -> None:
    """Once, and it is not the turn of any before its interval."""
    status = record(age=LIFETIME - LAST_COUNT)
    assert chosen(asked(A=1), status, now=NOW - 1) == []
    assert chosen(asked(A=1), status) == ["A"]
    assert chosen(asked(A=0), status, now=NOW + LAST_COUNT - 1) == []


def test_expired_status_is_not_counted_again() -> None:
    """Not even where the list says that it moved."""
    assert chosen(asked(A=HOUR), record(age=LIFETIME, changed=0)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"state": StatusState.PENDING},
        {"state": StatusState.FAILED},
        {"state": StatusState.FAILED, "failure_reason": NOT_PUBLISHED},
        {"waiting": True},
        {"deleted_at": NOW},
    ],
)
@pytest.mark.parametrize("age", [0, 2 * DAY])
def test_what_nobody_can_see_is_not_counted(values: dict[str, Any], age: int) -> None:
    """Nor does it wait to be."""
    assert chosen(Schedule(), record(age=age, **values)) == []
    assert not is_waiting([record(**values)], NOW)


@pytest.mark.parametrize(
    "state", [None, StatusState.SENT, StatusState.DELIVERED, StatusState.READ]
)
def test_what_people_can_see_is_counted(state: StatusState | None) -> None:
    """A state that is not known is no reason not to ask."""
    assert chosen(Schedule(), record(state=state)) == ["A"]
    assert is_waiting([record(state=state)], NOW)


# In which order.


def test_order() -> None:
    """Last counts, then first counts and what has just moved, then those that waited for most of their intervals."""
    statuses = [
        record("last", age=DAY - 20 * MINUTE),
        record("first", age=2 * HOUR),
        record("read", age=3 * HOUR, changed=MINUTE, state=StatusState.READ),
        # 2 of its 10 minutes, and 1.25 of its 4 hours.
        record("young", age=40 * MINUTE),
        record("old", age=18 * HOUR),
    ]
    schedule = asked(last=HOUR, read=HOUR, young=20 * MINUTE, old=5 * HOUR)
    assert chosen(schedule, *reversed(statuses)) == [one.status_id for one in statuses]


def test_newest_of_the_first_counts_goes_first() -> None:
    """What everybody looks at is the latest status."""
    statuses = [record(str(hours), age=hours * HOUR) for hours in (9, 1, 20, 0, 4)]
    assert chosen(Schedule(), *statuses) == ["0", "1", "4", "9", "20"]


# Caps.


def test_cap_for_each_cycle() -> None:
    """A minute has room for others on the instance."""
    statuses = [record(str(number)) for number in range(30)]
    assert len(chosen(Schedule(), *statuses)) == MAX_REQUESTS_PER_CYCLE


def test_cap_for_each_hour() -> None:
    """A request counts until an hour has passed, whoever made it; the cap may have been lowered since."""
    statuses = [record(str(number)) for number in range(30)]
    schedule = Schedule(requests=(NOW - HOUR, NOW - HOUR + 1, NOW - 1))
    assert len(chosen(schedule, *statuses, per_hour=4)) == 2
    assert chosen(schedule, *statuses, per_hour=2) == []
    assert chosen(schedule, *statuses, per_hour=1) == []
    assert len(chosen(schedule, *statuses, per_hour=1, now=NOW + HOUR)) == 1


def test_request_without_an_answer_counts_but_leaves_its_status_due() -> None:
    """It is not known what it would have said."""
    schedule = after_request(asked(A=2 * HOUR), "A", NOW, answered=False)
    assert schedule == Schedule(asked_at={"A": NOW - 2 * HOUR}, requests=(NOW,))
    assert chosen(schedule, record(age=3 * HOUR)) == ["A"]


def test_paused() -> None:
    """Nothing is asked until then."""
    schedule = Schedule(paused_until=NOW + PAUSE_AFTER_ERROR)
    for now, paused in ((NOW, True), (NOW + PAUSE_AFTER_ERROR, False)):
        assert is_paused(schedule, now) is paused
        assert chosen(schedule, record(), now=now) == ([] if paused else ["A"])


# Statuses that expired without having been counted.


def test_backlog_is_counted_once_with_room_to_spare() -> None:
    """The newest first, for half of the cap at most."""
    statuses = [record(f"{days:02}", age=days * DAY) for days in range(1, 20)]
    assert chosen(Schedule(), *statuses, per_hour=6) == ["01", "02", "03"]
    assert chosen(asked(**{"01": HOUR}), *statuses, per_hour=2) == ["02"]
    schedule = Schedule(requests=(NOW,) * 3)
    assert chosen(schedule, *statuses, per_hour=6) == []
    assert chosen(schedule, *statuses, record("new"), per_hour=8) == ["new"]


def test_backlog_has_no_statuses_that_were_counted_or_are_too_old() -> None:
    """GREEN-API keeps its statistics for 30 days."""
    assert chosen(Schedule(), record(age=2 * DAY, views=0)) == []
    assert chosen(Schedule(), record(age=BACKLOG)) == []
    assert chosen(Schedule(), record(age=BACKLOG - 1)) == ["A"]
    assert not is_waiting([record(age=2 * DAY)], NOW)


# Clocks that are set back.


def test_request_from_the_future_makes_no_status_wait_for_it() -> None:
    """It was made before the clock was set back; it counts like one at the posting."""
    schedule = asked(A=-3 * DAY)
    assert chosen(schedule, record(age=9 * MINUTE)) == []
    assert chosen(schedule, record(age=10 * MINUTE)) == ["A"]
    assert chosen(schedule, record(age=DAY - LAST_COUNT)) == ["A"]


def test_change_from_the_future_does_not_bring_a_status_back_each_minute() -> None:
    """It would use up the cap of all."""
    status = record(age=30 * MINUTE, changed=-2 * HOUR)
    assert chosen(asked(A=MINUTE), status) == []
    assert chosen(asked(A=10 * MINUTE), status) == ["A"]


def test_requests_within_the_hour_to_come_count() -> None:
    """A clock that is set back a little frees nothing."""
    schedule = Schedule(requests=(NOW + HOUR - 1, NOW + HOUR, NOW + DAY))
    assert len(chosen(schedule, record("A"), record("B"), per_hour=2)) == 1


def test_pause_beyond_the_next_month_is_over() -> None:
    """No pause is that long: it began when the clock was far ahead."""
    assert is_paused(Schedule(paused_until=next_month(NOW)), NOW)
    assert not is_paused(Schedule(paused_until=NOW + 365 * DAY), NOW)


# Storing.


def test_schedule_survives_a_restart() -> None:
    """So that the cap holds."""
    schedule = Schedule(
        asked_at={"A": NOW - 5, "B": NOW}, requests=(NOW - 5, NOW), paused_until=NOW
    )
    assert stored_copy(schedule) == schedule


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "x", {}, {"asked_at": [], "requests": [], "paused_until": 0}),
        {"asked_at": {"A": None}, "requests": [], "paused_until": 0},
        {"asked_at": {}, "requests": ["x"], "paused_until": 0},
        {"asked_at": {}, "requests": [], "paused_until": None},
    ],
)
def test_damaged_schedule_is_an_empty_one(data: Any) -> None:
    """It costs a few requests too many, once."""
    assert Schedule.from_dict(data) == Schedule()


def test_statuses_that_are_unknown_are_forgotten() -> None:
    """Their requests still count."""
    schedule = asked(A=1, B=2)
    assert forget_unknown(schedule, ["A", "B", "C"]) is schedule
    assert forget_unknown(schedule, ["B"]) == Schedule(
        asked_at={"B": NOW - 2}, requests=schedule.requests
    )


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), datetime(2026, 2, 1)),
        (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 1)),
    ],
)
def test_quotas_start_anew_on_the_first(now: datetime, first: datetime) -> None:
    """Of the next month, UTC, also in December."""
    assert next_month(int(now.timestamp())) == first.replace(tzinfo=UTC).timestamp()


# All together.


def most_in_an_hour(requests: Sequence[int]) -> int:
    """Return the most requests in any hour."""
    return max(
        (sum(at - HOUR < other <= at for other in requests) for at in requests),
        default=0,
    )


def test_cap_is_used_and_kept_over_a_day_with_reloads() -> None:
    """30 statuses a day with 12 requests an hour: every one gets its first and its last count."""
    statuses = [record(str(number), age=-number * 48 * MINUTE) for number in range(30)]
    schedule = Schedule()
    requests: list[int] = []
    counts: dict[str, list[int]] = {one.status_id: [] for one in statuses}
    for minute, now in enumerate(range(NOW, NOW + 2 * DAY, MINUTE)):
        if minute % 5 == 0:
            schedule = stored_copy(schedule)
        posted = [one for one in statuses if one.posted_at <= now]
        for one in choose(schedule, posted, now, 12):
            requests.append(now)
            counts[one.status_id].append(now)
            schedule = after_request(schedule, one.status_id, now, answered=True)
    assert most_in_an_hour(requests) == 12
    for one in statuses:
        first, *_, last = counts[one.status_id]
        assert first - one.posted_at <= 15 * MINUTE
        assert 0 < one.expires_at - last <= LAST_COUNT


@st.composite
def any_statuses(draw: st.DrawFn) -> list[StatusRecord]:
    """Return statuses of all ages and states."""
    return [
        record(
            str(number),
            age=draw(st.integers(-HOUR, 3 * DAY)),
            state=draw(st.sampled_from((None, *StatusState))),
            changed=draw(st.none() | st.integers(-DAY, DAY)),
            deleted_at=draw(st.sampled_from((None, None, None, NOW))),
            views=draw(st.none() | st.just(3)),
        )
        for number in range(draw(st.integers(0, 30)))
    ]


# Mostly a minute, sometimes Home Assistant was busy or off.
GAPS: Final = st.sampled_from((1, 1, 1, 1, 5, 45, 240))


@given(
    any_statuses(),
    st.integers(1, 60),
    st.lists(st.tuples(GAPS, st.booleans(), st.booleans()), max_size=80),
)
def test_caps_hold_whatever_the_statuses(
    statuses: list[StatusRecord],
    per_hour: int,
    cycles: Iterable[tuple[int, bool, bool]],
) -> None:
    """In any hour and cycle, over restarts; never what cannot be seen, and none twice in a cycle."""
    schedule = Schedule()
    now = NOW
    requests: list[int] = []
    for minutes, answered, restarted in cycles:
        now += minutes * MINUTE
        if restarted:
            schedule = stored_copy(schedule)
        due = choose(schedule, statuses, now, per_hour)
        assert len(due) <= MAX_REQUESTS_PER_CYCLE
        assert len({one.status_id for one in due}) == len(due)
        for one in due:
            assert now < one.posted_at + BACKLOG
            assert now < one.expires_at or one.views is None
            assert not one.deleted
            assert one.state not in (StatusState.PENDING, StatusState.FAILED)
            requests.append(now)
            schedule = after_request(schedule, one.status_id, now, answered=answered)
        assert len(schedule.requests) <= per_hour
    assert most_in_an_hour(requests) <= per_hour


@given(st.integers(1, 12), st.integers(1, 40))
def test_no_status_is_starved(per_hour: int, number: int) -> None:
    """However few requests there are, all statuses get theirs before any gets many."""
    statuses = [record(str(one), age=one * 30 * MINUTE) for one in range(number)]
    schedule = Schedule()
    counts = dict.fromkeys((one.status_id for one in statuses), 0)
    hours = 4 * (number // per_hour + 1)
    for now in range(NOW, NOW + hours * HOUR, 10 * MINUTE):
        for one in choose(schedule, statuses, now, per_hour):
            counts[one.status_id] += 1
            schedule = after_request(schedule, one.status_id, now, answered=True)
    assert all(
        counts[one.status_id] for one in statuses if one.expires_at > NOW + hours * HOUR
    )
