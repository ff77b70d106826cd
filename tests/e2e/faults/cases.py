"""The faults of GREEN-API and of the way to it: what is answered, what the user sees, what ends it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from typing import Any, Final

from custom_components.green_api.client.transport import MAX_LIST_SIZE
from custom_components.green_api.issues import Issue
from demo.simulator import Instance, Simulator, fake_token

LIST: Final = "getOutgoingStatuses"
STATE: Final = "getStateInstance"

# The texts of the statuses that are posted at these times.
BEFORE: Final = "Before"
DURING: Final = "During"
AFTERWARDS: Final = "Afterwards"
UNAVAILABLE: Final = "unavailable"

# Longer than the client waits.
TOO_LONG: Final = 40.0
TOO_MANY_BYTES: Final = MAX_LIST_SIZE + 1024 * 1024
HTML: Final = "<html><body>Maintenance</body></html>"
NOT_READY: Final = "instance is starting or not authorized"


class Ends(StrEnum):
    """What ends a fault for the user, once its cause is gone, in the words of the table."""

    SAME_POLL = "the same poll"
    NEXT_POLL = "the next poll"
    AFTER_PAUSE = "a poll after that pause"
    TEN_SECONDS = "a poll ten seconds later"
    QUARTER_HOUR = "a poll within 15 minutes"
    HOUR = "a poll within an hour"
    SETUP_RETRY = "the next try, which Home Assistant makes by itself"
    TOKEN = "you: the form that Home Assistant opens asks for the token"
    RECONFIGURE = "you: *Reconfigure*, or *Reload* if nothing is wrong with the values"


class Lines(StrEnum):
    """The lines of the log, in the words of the table."""

    NONE = "none"
    START = "one at the start"
    TRACEBACK = "one at the start, to which Home Assistant adds a traceback"
    TRIES = "none; each try is noted at level info"
    BOTH = "one at the start, one at the end"

    @property
    def counts(self) -> tuple[int, int]:
        """Return the number of warnings and errors, and of lines that report the recovery."""
        return int(self not in (Lines.NONE, Lines.TRIES)), int(self is Lines.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What a user sees of an account; `latest` is the text of the latest status."""

    latest: str = BEFORE
    connected: bool = True
    instance_state: str = "authorized"
    issues: frozenset[str] = frozenset()
    token_form: bool = False
    entry: str = "loaded"


UNCHANGED: Final = AccountView()
UP_TO_DATE: Final = AccountView(latest=DURING)
DISCONNECTED: Final = AccountView(
    latest=UNAVAILABLE, connected=False, instance_state=UNAVAILABLE
)
TOKEN_REFUSED: Final = replace(
    DISCONNECTED,
    # Home Assistant's own issue, which is open as long as the form is.
    issues=frozenset({"config_entry_reauth"}),
    token_form=True,
)


@dataclass(frozen=True, slots=True)
class FaultyAccount:
    """The account of a fault; `other_host` is the address of another server."""

    simulator: Simulator
    instance: Instance
    other_host: str

    def fault(self, **script: Any) -> None:
        """Let calls of this account fail until the fault is lifted."""
        self.simulator.fault(**{"instance": self.instance.id, "times": None, **script})

    def lift(self) -> None:
        """Let GREEN-API answer correctly again; a token that was replaced stays replaced."""
        self.simulator.faults.lift(self.instance.id)
        self.instance.clear_items()
        self.instance.configure(beta_access=True)
        self.instance.set_quota(LIST, None)
        self.instance.set_state("authorized")


type Begin = Callable[[FaultyAccount], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row of the matrix.

    `again` says that it takes a second poll until `seen` shows, `slow` that each try takes half a minute, `smoke` that
    the row belongs to the short run.
    """

    name: str
    begin: Begin
    seen: AccountView = DISCONNECTED
    ends: Ends = Ends.NEXT_POLL
    lines: Lines = Lines.BOTH
    at_setup: bool = False
    again: bool = False
    slow: bool = False
    smoke: bool = False

    @property
    def announced_meanwhile(self) -> bool:
        """Return whether changes are announced while it lasts."""
        return self.seen.latest == DURING


def answer(**script: Any) -> Begin:
    """Return what lets calls be answered in a certain way."""
    return lambda account: account.fault(**script)


def instance_state(state: str) -> Begin:
    """Return what puts the instance into a state."""
    return lambda account: account.instance.set_state(state)


def with_issue(issue: Issue) -> AccountView:
    """Return what is seen where polls fail and there is a repair issue."""
    return replace(DISCONNECTED, issues=frozenset({issue}))


def not_connected(state: str, *issues: Issue, latest: str = BEFORE) -> AccountView:
    """Return what is seen where GREEN-API answers, but the phone is not linked."""
    return AccountView(
        latest=latest, connected=False, instance_state=state, issues=frozenset(issues)
    )


def _replace_token(account: FaultyAccount) -> None:
    instance = account.instance
    instance.set_token(fake_token(int(instance.id) % 1000 + 5000))


def _rate_limit_until_a_date(account: FaultyAccount) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    account.fault(method=LIST, status=429, headers={"Retry-After": date})


def _rate_limit(retry_after: str | None) -> Begin:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return answer(method=LIST, status=429, headers=headers)


def _quota(used: object, total: object) -> dict[str, object]:
    return {
        "method": LIST,
        "used": used,
        "total": total,
        "status": "QUOTE_EXCEEDED",
        "description": "Your recipients are 15550100001, 15550100002",
    }


FAULTS: Final = (
    # The credentials.
    Fault(
        name="401: the token was replaced at GREEN-API",
        begin=_replace_token,
        seen=TOKEN_REFUSED,
        ends=Ends.TOKEN,
        lines=Lines.START,
        smoke=True,
    ),
    Fault(
        name="401 with an empty body, by mistake",
        begin=answer(status=401, body=""),
        seen=TOKEN_REFUSED,
        ends=Ends.QUARTER_HOUR,
    ),
    Fault(
        name='200 with `{"code": 401}` inside',
        begin=answer(json={"code": 401, "description": "unauthorized"}),
        seen=TOKEN_REFUSED,
        ends=Ends.TOKEN,
        lines=Lines.START,
    ),
    Fault(
        name="401 at setup",
        begin=_replace_token,
        seen=replace(TOKEN_REFUSED, entry="setup_retry"),
        ends=Ends.TOKEN,
        lines=Lines.TRIES,
        at_setup=True,
    ),
    Fault(
        name="403 to the list, while the instance state answers",
        begin=lambda account: account.instance.configure(beta_access=False),
        seen=with_issue(Issue.METHODS_NOT_ENABLED),
        ends=Ends.QUARTER_HOUR,
        smoke=True,
    ),
    Fault(
        name="403 with an empty body to the list",
        begin=answer(method=LIST, status=403, body=""),
        seen=with_issue(Issue.METHODS_NOT_ENABLED),
        ends=Ends.QUARTER_HOUR,
    ),
    Fault(name="403 to everything", begin=answer(status=403)),
    Fault(
        name="403 to everything, at setup",
        begin=answer(status=403),
        seen=replace(DISCONNECTED, entry="setup_error"),
        ends=Ends.RECONFIGURE,
        lines=Lines.TRACEBACK,
        at_setup=True,
    ),
    Fault(name="404", begin=answer(status=404, body="Not Found")),
    Fault(
        name="404 at setup",
        begin=answer(status=404, body="Not Found"),
        seen=replace(DISCONNECTED, entry="setup_retry"),
        ends=Ends.SETUP_RETRY,
        lines=Lines.TRIES,
        at_setup=True,
    ),
    # The connection of the instance.
    Fault(
        name="Logged out: state `notAuthorized`, 400 to the list; later logged in again",
        begin=instance_state("notAuthorized"),
        seen=not_connected("not_authorized", Issue.NOT_AUTHORIZED),
        lines=Lines.NONE,
        smoke=True,
    ),
    Fault(
        name="The list says twice in a row that no phone is linked, while the state says `authorized`",
        begin=answer(method=LIST, status=400, body=NOT_READY),
        seen=not_connected("authorized", Issue.NOT_AUTHORIZED),
        lines=Lines.NONE,
        again=True,
    ),
    Fault(
        name="Restarting: state `starting`, 400 to the list, for less than 15 minutes",
        begin=instance_state("starting"),
        seen=not_connected("starting"),
        lines=Lines.NONE,
    ),
    Fault(
        name="The phone is off: state `sleepMode`, for less than 15 minutes",
        begin=instance_state("sleepMode"),
        seen=not_connected("sleep_mode", latest=DURING),
        lines=Lines.NONE,
    ),
    Fault(
        name="WhatsApp has blocked the account: state `blocked`, 400 to the list",
        begin=instance_state("blocked"),
        seen=not_connected("blocked", Issue.BLOCKED),
        lines=Lines.NONE,
    ),
    Fault(
        name="400: the plan has expired",
        begin=instance_state("expired"),
        seen=with_issue(Issue.EXPIRED),
        ends=Ends.QUARTER_HOUR,
    ),
    Fault(
        name="400: the instance was deleted",
        begin=instance_state("deleted"),
        seen=with_issue(Issue.DELETED),
        ends=Ends.QUARTER_HOUR,
    ),
    Fault(
        name="400 that only mentions the words *deleted* and *expired*",
        begin=answer(
            method=LIST,
            status=400,
            json={"message": "Validation failed. Details: 'deleted or expired'"},
        ),
    ),
    # Too many calls.
    Fault(
        name="429 with `Retry-After` in seconds",
        begin=_rate_limit("3"),
        ends=Ends.AFTER_PAUSE,
    ),
    Fault(
        name="429 with `Retry-After` as a date",
        begin=_rate_limit_until_a_date,
        ends=Ends.AFTER_PAUSE,
    ),
    Fault(
        name="429 without `Retry-After`, with an empty body",
        begin=_rate_limit(None),
        ends=Ends.TEN_SECONDS,
    ),
    Fault(
        name="429 with a `Retry-After` that makes no sense",
        begin=_rate_limit("soon"),
        ends=Ends.TEN_SECONDS,
    ),
    Fault(
        name="429 with a `Retry-After` of years",
        begin=_rate_limit("100000000"),
        ends=Ends.QUARTER_HOUR,
    ),
    Fault(
        name="469: too many calls",
        begin=answer(method=LIST, status=469),
        ends=Ends.TEN_SECONDS,
        smoke=True,
    ),
    Fault(
        name='200 with `{"status": false, "reason": "rate-limit exceeded"}`',
        begin=answer(
            method=LIST, json={"status": False, "reason": "rate-limit exceeded"}
        ),
        ends=Ends.TEN_SECONDS,
    ),
    Fault(
        name="466: the quota of the plan is used up",
        begin=lambda account: account.instance.set_quota(LIST, 1000, 1000),
        seen=with_issue(Issue.QUOTA_EXCEEDED),
        ends=Ends.HOUR,
        smoke=True,
    ),
    Fault(
        name="466 with the numbers as texts, without an object around them",
        begin=answer(method=LIST, status=466, json=_quota("1000", "1000")),
        seen=with_issue(Issue.QUOTA_EXCEEDED),
        ends=Ends.HOUR,
    ),
    Fault(
        name="466 with the numbers in `quotaData`",
        begin=answer(method=LIST, status=466, json={"quotaData": _quota(1000, 1000)}),
        seen=with_issue(Issue.QUOTA_EXCEEDED),
        ends=Ends.HOUR,
    ),
    Fault(
        name="200 with a used-up `correspondentsStatus` inside",
        begin=answer(method=LIST, json={"correspondentsStatus": _quota(1000, 1000)}),
        seen=with_issue(Issue.QUOTA_EXCEEDED),
        ends=Ends.HOUR,
    ),
    # No answer.
    Fault(
        name="502 once",
        begin=answer(method=LIST, times=1, status=502),
        seen=UP_TO_DATE,
        ends=Ends.SAME_POLL,
        lines=Lines.NONE,
        smoke=True,
    ),
    Fault(
        name="The connection is lost in the middle of an answer, once",
        begin=answer(method=LIST, times=1, drop="mid"),
        seen=UP_TO_DATE,
        ends=Ends.SAME_POLL,
        lines=Lines.NONE,
    ),
    Fault(name="502", begin=answer(status=502), smoke=True),
    Fault(name="503", begin=answer(status=503)),
    Fault(name="504", begin=answer(status=504)),
    Fault(
        name="502 at setup",
        begin=answer(status=502),
        seen=replace(DISCONNECTED, entry="setup_retry"),
        ends=Ends.SETUP_RETRY,
        lines=Lines.TRIES,
        at_setup=True,
        smoke=True,
    ),
    Fault(name="No answer within 30 seconds", begin=answer(delay=TOO_LONG), slow=True),
    Fault(
        name="An answer that arrives byte by byte",
        begin=answer(method=LIST, drip=(1, 1.0)),
        slow=True,
    ),
    Fault(name="The connection is reset", begin=answer(drop="before")),
    Fault(
        name="The connection is lost in the middle of each answer",
        begin=answer(method=LIST, drop="mid"),
    ),
    # An answer that makes no sense.
    Fault(name="500", begin=answer(status=500, body=HTML)),
    Fault(name="HTML instead of JSON", begin=answer(body=HTML), smoke=True),
    Fault(name="Broken JSON", begin=answer(method=LIST, body='[{"idMessage": "3EB0')),
    Fault(
        name="JSON of a wrong shape", begin=answer(method=LIST, json={"statuses": []})
    ),
    Fault(
        name="An answer over 64 MB", begin=answer(method=LIST, pad_to=TOO_MANY_BYTES)
    ),
    Fault(
        name="A small answer that unpacks to more than 64 MB",
        begin=answer(method=LIST, pad_to=TOO_MANY_BYTES, gzip=True),
    ),
    Fault(
        name="A redirect to another host, to which the token is not sent",
        begin=lambda account: account.fault(location=account.other_host),
        smoke=True,
    ),
    Fault(
        name="An empty list by mistake",
        begin=answer(method=LIST, json=[]),
        seen=UNCHANGED,
        lines=Lines.NONE,
        smoke=True,
    ),
    Fault(
        name="`null` instead of a list",
        begin=answer(method=LIST, json=None),
        seen=UNCHANGED,
        lines=Lines.NONE,
    ),
    Fault(
        name="The instance state alone cannot be had",
        begin=answer(method=STATE, status=500),
        seen=replace(UP_TO_DATE, instance_state="unknown"),
        lines=Lines.NONE,
    ),
)
