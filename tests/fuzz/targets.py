"""The fuzz targets. Each takes bytes, and raises where something does not hold."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC
from random import Random
from typing import Any, Final, Self, cast

from aiohttp import ClientPayloadError, ClientSession
import orjson

from custom_components.green_api.client import (
    Font,
    GreenApiClient,
    GreenApiError,
    InstanceState,
    RateLimiter,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
)
from custom_components.green_api.coordinator import AccountData
from custom_components.green_api.journal import (
    LIFETIME,
    NOT_PUBLISHED,
    Change,
    ChangeKind,
    Journal,
    StatusRecord,
    apply_reply,
    build_insights,
    build_snapshot,
    expire,
    journal_to_dict,
    record_deleted,
    record_queue,
    record_sent,
    record_views,
)
from custom_components.green_api.journal.journal import RETENTION
from custom_components.green_api.journal.storage import read_stored
from custom_components.green_api.sensor import SENSOR_DESCRIPTIONS, GreenApiSensor
from homeassistant.components.recorder.db_schema import MAX_STATE_ATTRS_BYTES
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.helpers.json import json_bytes

from .generate import TIME, Choices, answer, json_value

HOST: Final = "7103.api.example.org"
TOKEN: Final = "c0ffee5eed" * 5
LIST: Final = "getOutgoingStatuses"
HTTP_STATUSES: Final = (400, 401, 403, 429, 466, 469, 500, 301)
RETRY_AFTER: Final = (None, "30", "-1", "1e9", "nan", "Thu, 26 Nov 2026 08:00:00 GMT")
NAMES: Final[dict[StatusType | StatusState, str]] = {
    one: one.value for kind in (StatusType, StatusState) for one in kind
}
# Bytes that Home Assistant's own attributes may need.
OTHER_ATTRIBUTES: Final = 1024


# The client: any answer is data or a GreenApiError.


async def _file() -> AsyncIterator[bytes]:
    yield b"file"


CALLS: Final[tuple[Callable[[GreenApiClient], Coroutine[Any, Any, object]], ...]] = (
    lambda client: client.get_outgoing_statuses(1440),
    lambda client: client.get_status_statistic("BAE5"),
    lambda client: client.show_messages_queue(),
    lambda client: client.get_contacts(),
    lambda client: client.get_state_instance(),
    lambda client: client.get_wa_settings(),
    lambda client: client.get_settings(),
    lambda client: client.enable_delivery_receipts(),
    lambda client: client.send_text_status(
        "Hello", background_color="#228B22", font=Font.SERIF
    ),
    lambda client: client.delete_status("BAE5"),
    lambda client: client.upload_file(_file(), "image/jpeg", "a.jpg"),
)


class FakeSession:
    """Answers every request of the client with the same response."""

    def __init__(
        self, status: int, body: bytes, retry_after: str | None, *, cut_off: bool
    ) -> None:
        """Take the response; `cut_off` says that the connection is lost before its end."""
        self.status = status
        self.headers = {} if retry_after is None else {"Retry-After": retry_after}
        self.content = self
        self._body = body
        self._cut_off = cut_off

    def request(self, *_arguments: Any, **_options: Any) -> Self:
        """Return the response."""
        return self

    async def __aenter__(self) -> Self:
        """Send the request."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Release the connection."""

    async def iter_any(self) -> AsyncIterator[bytes]:
        """Return the body in two pieces."""
        middle = len(self._body) // 2
        yield self._body[:middle]
        if self._cut_off:
            raise ClientPayloadError(f"https://{HOST}/{TOKEN}")
        yield self._body[middle:]


def check_answers(data: bytes) -> None:
    """Check what the client makes of one answer to one of its methods."""
    choices = Choices(data)
    call = choices.choice(CALLS if choices.random() < 0.5 else CALLS[:1])
    status = choices.choice(HTTP_STATUSES) if choices.random() < 0.3 else 200
    retry_after = choices.choice(RETRY_AFTER)
    cut_off = choices.random() > 0.95
    body = answer(choices) if choices.random() < 0.8 else choices.rest()
    session = FakeSession(status, body, retry_after, cut_off=cut_off)
    client = GreenApiClient(
        cast("ClientSession", session), RateLimiter(), f"https://{HOST}", "7103", TOKEN
    )
    try:
        result = _run(call(client))
    except GreenApiError as raised:
        error = raised
    else:
        if isinstance(result, StatusReply):
            check_reply(client, session, result)
        else:
            orjson.dumps(result, default=list)
        return
    assert error.__cause__ is None
    assert error.__context__ is None
    text = f"{error} {error!r} {vars(error)}"
    assert TOKEN not in text
    assert HOST not in text
    assert error.retry_after is None or 2 <= error.retry_after <= 3600


def check_reply(
    client: GreenApiClient, session: FakeSession, reply: StatusReply
) -> None:
    """Check what is read from a list, then read the same list again."""
    orjson.dumps([*reply.statuses, dict(reply.thumbnails), list(reply.unknown_states)])
    assert _run(client.get_outgoing_statuses(1440, reply)) is reply
    session._body += b" "
    again = _run(client.get_outgoing_statuses(1440, reply))
    for status, other in zip(again.statuses, reply.statuses, strict=True):
        assert status is other, "an equal status is a new object"
    ids = [status.status_id for status in reply.statuses]
    assert len(ids) == len(set(ids))

    journal, _ = apply_reply(Journal(since=1), reply.statuses, TIME)
    for state, attributes in check_shown(journal, TIME):
        assert len(str(state)) <= MAX_LENGTH_STATE_STATE, "a state is too long"
        recorded = attributes.keys() - GreenApiSensor._unrecorded_attributes
        size = len(json_bytes({name: attributes[name] for name in recorded}))
        assert size + OTHER_ATTRIBUTES <= MAX_STATE_ATTRS_BYTES, "too large to record"


def _run[T](call: Coroutine[Any, Any, T]) -> T:
    """Run a call to its end."""
    with asyncio.Runner() as runner:
        return runner.run(call)


def check_shown(journal: Journal, now: int) -> Sequence[tuple[object, dict[str, Any]]]:
    """Check that a journal can be stored and shown; return the states of its sensors, with attributes."""
    assert _restored(journal) == journal
    snapshot = build_snapshot(
        journal, now, window=LIFETIME, counts_views=True, names=NAMES
    )
    data = AccountData(
        account="7103",
        journal=journal,
        snapshot=snapshot,
        insights=build_insights(journal, now, UTC),
        reply=None,
        instance_state=InstanceState.AUTHORIZED,
        connected=True,
    )
    states = [
        (one.value_fn(data), one.attributes_fn(data)) for one in SENSOR_DESCRIPTIONS
    ]
    json_bytes(states)
    return states


def _restored(journal: Journal) -> Journal:
    """Return a journal after it was stored and read."""
    data = {**journal_to_dict(journal), "parts": {}}
    return read_stored(orjson.loads(orjson.dumps(data))).journal


# The stored journal: any dictionary is unreadable or can be worked with.


def check_stored(data: bytes) -> None:
    """Read a stored journal that has other values in some places."""
    choices = Choices(data)
    stored: Any = orjson.loads(orjson.dumps(_sample()))
    for _ in range(1 + choices.randrange(3)):
        _replace_value(choices, stored)
    try:
        journal = read_stored(stored).journal
    except KeyError, TypeError, ValueError:
        return
    check_shown(journal, TIME)
    journal, _ = apply_reply(journal, _statuses(choices, journal, TIME), TIME)
    journal, _ = expire(journal, TIME + LIFETIME)
    check_shown(journal, TIME + LIFETIME)


def _sample() -> dict[str, Any]:
    """Return a journal of three statuses as it is stored."""
    text = Status(
        status_id="A",
        timestamp=TIME - 60,
        type=StatusType.TEXT,
        state=StatusState.READ,
        text="Hello",
        recipient_count=2,
    )
    media = replace(text, status_id="B", type=StatusType.IMAGE, media_url="https://a.b")
    journal, _ = apply_reply(Journal(since=1), [text, media], TIME)
    viewer = Viewer(participant="1@c.us", state=StatusState.READ, timestamp=TIME - 30)
    journal, _ = record_views(journal, "A", [viewer], TIME)
    journal = record_sent(journal, replace(text, status_id="C", state=None))
    return {**journal_to_dict(journal), "parts": {"views": [1, 2]}}


def _replace_value(random: Random, place: Any) -> None:
    """Replace or remove one value somewhere inside."""
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        if not keys:
            return
        key = random.choice(keys)
        if not isinstance(place[key], dict | list) or random.randrange(6) == 5:
            break
        place = place[key]
    if random.randrange(4) == 3:
        del place[key]
    else:
        value = json_value(random)
        # JSON that orjson reads holds neither half an emoji nor a number of more than 64 bits.
        text = orjson.dumps(value) if _is_plain(value) else b"null"
        place[key] = orjson.loads(text)


def _is_plain(value: Any) -> bool:
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


# Polls: any sequence of rows keeps the rules of the journal.

IDS: Final = tuple("ABCDE")
STEPS: Final = (0, 1, 60, 600, 3600, LIFETIME - 1, LIFETIME, RETENTION, -1, -3600)
AGES: Final = (0, 1, 60, 3600, LIFETIME - 1, LIFETIME, RETENTION, RETENTION + 1, -30)
MAX_EVENTS: Final = 24


def check_polls(data: bytes) -> None:
    """Check a journal through polls, counts, sends, deletions and restarts."""
    AccountHistory(Choices(data)).run()


class AccountHistory:
    """One journal and what happens to it. Every step checks the rules of the journal."""

    def __init__(self, random: Random) -> None:
        """Begin with an empty journal."""
        self._random = random
        self._now = TIME
        self._journal = Journal()
        # How often each change was announced, but for views, which come again.
        self._announced: Counter[tuple[str, ChangeKind, str | None]] = Counter()

    def run(self) -> None:
        """Let things happen, beginning with a first poll that announces nothing."""
        statuses = _statuses(self._random, self._journal, self._now)
        journal, changes = apply_reply(self._journal, statuses, self._now)
        assert changes == (), "the first poll announced something"
        self._enter(journal, changes)
        for _ in range(self._random.randrange(MAX_EVENTS)):
            self._now += self._random.choice(STEPS)
            status_id = self._random.choice(IDS)
            known = self._journal.find(status_id)
            is_published = known is None or known.is_published
            match self._random.randrange(9):
                case 0:
                    self._enter(*expire(self._journal, self._now))
                    assert expire(self._journal, self._now) == (self._journal, ())
                case 1 if is_published:
                    self._count_views(status_id)
                case 2 if is_published and (known is None or not known.deleted):
                    self._enter(*record_deleted(self._journal, status_id, self._now))
                case 3:
                    status = _status(self._random, status_id, self._now)
                    self._enter(record_sent(self._journal, status), ())
                case 4:
                    found = self._random.sample(IDS, self._random.randrange(3))
                    self._enter(*record_queue(self._journal, found, self._now, 600))
                case 5:
                    check_shown(self._journal, self._now)
                    self._journal = _restored(self._journal)
                case _:
                    self._poll()

    def _poll(self) -> None:
        """Apply a reply, in another order, then the same once more."""
        statuses = _statuses(self._random, self._journal, self._now)
        reordered, _ = apply_reply(self._journal, statuses[::-1], self._now)
        self._enter(*apply_reply(self._journal, statuses, self._now))
        assert reordered == self._journal, "the order of a reply means something"
        again, changes = apply_reply(self._journal, statuses, self._now)
        assert changes == (), "the same reply was news again"
        assert again is self._journal, "the same reply made another journal"

    def _count_views(self, status_id: str) -> None:
        """Record a statistic, then the same once more."""
        viewers = [
            Viewer(
                participant=f"{number}@c.us",
                state=self._random.choice(tuple(StatusState)),
                timestamp=self._random.choice((None, self._now - number)),
            )
            for number in range(self._random.randrange(9))
        ]
        self._enter(*record_views(self._journal, status_id, viewers, self._now))
        again = record_views(self._journal, status_id, viewers, self._now)
        assert again == (self._journal, ()), "the same views were news again"

    def _enter(self, journal: Journal, changes: Iterable[Change]) -> None:
        """Check a new journal against the one before, and keep it."""
        before = self._journal
        if journal == before:
            assert journal is before, "an equal journal is a new one"
        assert journal.total_statuses >= before.total_statuses
        assert (journal.total_views or 0) >= (before.total_views or 0)
        for status_id in before.records.keys() - journal.records.keys():
            for key in [key for key in self._announced if key[0] == status_id]:
                del self._announced[key]
        for status_id, record in journal.records.items():
            assert record.status_id == status_id
            if (known := before.records.get(status_id)) is not None:
                _check_forward(known, record)
        self._check_changes(journal, list(changes))
        self._journal = journal

    def _check_changes(self, journal: Journal, changes: list[Change]) -> None:
        """Check that what is announced is in order, new and true."""
        times = [change.occurred_at for change in changes]
        assert times == sorted(times), "changes are not in order"
        seen: set[str] = set()
        for change in changes:
            record = journal.records[change.record.status_id]
            if change.kind is ChangeKind.POSTED:
                assert record.status_id not in seen, "posted after something else"
            seen.add(record.status_id)
            if change.kind is ChangeKind.VIEWED:
                assert change.new_views > 0
                continue
            key = (record.status_id, change.kind, change.record.failure_reason)
            self._announced[key] += 1
            assert self._announced[key] == 1, "a change was announced twice"
            match change.kind:
                case ChangeKind.POSTED:
                    pass
                case ChangeKind.DELETED:
                    assert record.deleted
                case ChangeKind.EXPIRED:
                    assert record.expired
                    assert record.expires_at <= self._now
                case _:
                    assert record.state is StatusState(change.kind.value)


def _statuses(random: Random, journal: Journal, now: int) -> list[Status]:
    """Return what a reply may hold: some statuses, known or new, in any order."""
    records = journal.records
    ids = random.sample(IDS, random.randrange(len(IDS) + 1))
    if any(one.waiting or one.published_id for one in records.values()):
        # A new row may be a status that was sent from here, under another id: which of several it is, is a guess.
        new = [one for one in ids if one not in records]
        ids = new[:1] or ids
    statuses = []
    for status_id in ids:
        known = records.get(status_id)
        if known is None or random.randrange(3) == 0:
            statuses.append(_status(random, status_id, now))
        else:
            state = random.choice((known.status.state, *StatusState))
            statuses.append(replace(known.status, state=state))
    return statuses


def _status(random: Random, status_id: str, now: int) -> Status:
    """Return any status."""
    return Status(
        status_id=status_id,
        timestamp=now - random.choice(AGES),
        type=random.choice((None, StatusType.TEXT, StatusType.IMAGE)),
        state=random.choice((None, *StatusState)),
        text=random.choice((None, "Hello", "שלום")),
        sent_by_api=random.choice((None, True)),
        deleted=random.randrange(8) == 7,
    )


def _check_forward(known: StatusRecord, record: StatusRecord) -> None:
    """Check that nothing about a status was taken back."""
    assert (record.views or 0) >= (known.views or 0), "views went down"
    assert (record.delivered_to or 0) >= (record.views or 0)
    assert record.deleted >= known.deleted
    assert record.expired >= known.expired
    assert record.silent == known.silent
    assert record.state_history[: len(known.state_history)] == known.state_history
    counts = [views for _, views in record.view_history]
    assert counts == sorted(set(counts)), "the view history goes down"
    assert not counts or counts[-1] == record.views
    for name, value in asdict(known.status).items():
        if value is not None:
            assert getattr(record.status, name) is not None, "a row removed something"
    if known.waiting or known.failure_reason == NOT_PUBLISHED:
        return
    # What was published stays so, and its time is that of the first row above pending.
    assert record.is_published
    assert _rank(record) >= _rank(known), "a state went back"
    if known.state not in (None, StatusState.PENDING):
        assert record.posted_at == known.posted_at
    if known.deleted:
        assert record.state is known.state, "a deleted status got another state"


def _rank(record: StatusRecord) -> int:
    """Return how far a status got; without a state, nowhere."""
    return -1 if record.state is None else record.state.rank


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "answers": check_answers,
    "stored": check_stored,
    "polls": check_polls,
}
