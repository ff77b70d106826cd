"""The rows of the fault matrix that GREEN-API, or what lies between, is to blame for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

from custom_components.green_api.client.client import MAX_LIST_SIZE
from custom_components.green_api.verdict import Issue
from demo.simulator import fake_token

from .matrix import (
    AWAY,
    DURING,
    KEPT,
    LIST,
    RECOVERED,
    TOKEN_REFUSED,
    Ends,
    Lines,
    Row,
    Scene,
    Seen,
)

STATE: Final = "getStateInstance"
# Beyond the client's patience.
SECONDS_TOO_LONG: Final = 40.0
TOO_MANY_BYTES: Final = MAX_LIST_SIZE + 1024 * 1024
HTML: Final = "<html><body>Maintenance</body></html>"

type Begin = Callable[[Scene], None]


def fault(**script: Any) -> Begin:
    """Return what lets calls go wrong."""
    return lambda scene: scene.fault(**script)


def state(name: str) -> Begin:
    """Return what puts the instance into a state."""
    return lambda scene: scene.instance.set_state(name)


def away(issue: Issue) -> Seen:
    """Return what is seen where polls fail and the user has something to see to."""
    return replace(AWAY, issues=frozenset({issue}))


def not_connected(instance_state: str, *issues: Issue, latest: str = "Before") -> Seen:
    """Return what is seen where GREEN-API answers and the phone is not there."""
    return Seen(
        latest=latest,
        connected=False,
        instance_state=instance_state,
        issues=frozenset(issues),
    )


def _replace_token(scene: Scene) -> None:
    scene.instance.set_token(fake_token(int(scene.instance.id) % 1000 + 5000))


def _too_many_until_a_date(scene: Scene) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    scene.fault(method=LIST, status=429, headers={"Retry-After": date})


def _too_many(retry_after: str | None) -> Begin:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return fault(method=LIST, status=429, headers=headers)


ROWS: Final = (
    # Who we are.
    Row(
        name="401: the token was replaced at GREEN-API",
        begin=_replace_token,
        seen=TOKEN_REFUSED,
        ends=Ends.TOKEN,
        lines=Lines.START,
    ),
    Row(
        name='200 with `{"code": 401}` inside',
        begin=fault(json={"code": 401, "description": "unauthorized"}),
        seen=TOKEN_REFUSED,
        ends=Ends.TOKEN,
        lines=Lines.START,
    ),
    Row(
        name="401 at setup",
        begin=_replace_token,
        seen=replace(TOKEN_REFUSED, entry="setup_error"),
        ends=Ends.TOKEN,
        lines=Lines.START,
        at_setup=True,
    ),
    Row(
        name="403 to the list, while the instance state answers",
        begin=lambda scene: scene.instance.configure(beta_access=False),
        seen=away(Issue.METHODS_NOT_ENABLED),
        ends=Ends.QUARTER,
    ),
    Row(name="403 to everything", begin=fault(status=403)),
    Row(
        name="403 to everything, at setup",
        begin=fault(status=403),
        seen=replace(AWAY, entry="setup_error"),
        ends=Ends.RECONFIGURE,
        lines=Lines.TRACEBACK,
        at_setup=True,
    ),
    Row(name="404", begin=fault(status=404, body="Not Found")),
    Row(
        name="404 at setup",
        begin=fault(status=404, body="Not Found"),
        seen=replace(AWAY, entry="setup_retry"),
        ends=Ends.SETUP_RETRY,
        lines=Lines.TRIES,
        at_setup=True,
    ),
    # How the instance is.
    Row(
        name="Logged out: state `notAuthorized`, 400 to the list; later logged in again",
        begin=state("notAuthorized"),
        seen=not_connected("not_authorized", Issue.NOT_AUTHORIZED),
        lines=Lines.NONE,
    ),
    Row(
        name="Restarting: state `starting`, 400 to the list",
        begin=state("starting"),
        seen=not_connected("starting"),
        lines=Lines.NONE,
    ),
    Row(
        name="The phone is off: state `sleepMode`",
        begin=state("sleepMode"),
        seen=not_connected("sleep_mode", latest=DURING),
        lines=Lines.NONE,
    ),
    Row(
        name="WhatsApp has blocked the account: state `blocked`, 400 to the list",
        begin=state("blocked"),
        seen=not_connected("blocked", Issue.BLOCKED),
        lines=Lines.NONE,
    ),
    Row(
        name="400: the plan has expired",
        begin=state("expired"),
        seen=away(Issue.EXPIRED),
        ends=Ends.QUARTER,
    ),
    Row(
        name="400: the instance was deleted",
        begin=state("deleted"),
        seen=away(Issue.DELETED),
        ends=Ends.QUARTER,
    ),
    # Too much.
    Row(
        name="429 with `Retry-After` in seconds",
        begin=_too_many("3"),
        ends=Ends.RETRY_AFTER,
    ),
    Row(
        name="429 with `Retry-After` as a date",
        begin=_too_many_until_a_date,
        ends=Ends.RETRY_AFTER,
    ),
    Row(name="429 without `Retry-After`", begin=_too_many(None), ends=Ends.OUT_OF_STEP),
    Row(
        name="429 with a `Retry-After` that makes no sense",
        begin=_too_many("soon"),
        ends=Ends.OUT_OF_STEP,
    ),
    Row(
        name="429 with a `Retry-After` of years",
        begin=_too_many("100000000"),
        ends=Ends.QUARTER,
    ),
    Row(
        name="466: the quota of the plan is used up",
        begin=lambda scene: scene.instance.set_quota(LIST, 1000, 1000),
        seen=away(Issue.QUOTA_EXCEEDED),
        ends=Ends.HOUR,
    ),
    # No answer.
    Row(
        name="502 once",
        begin=fault(method=LIST, times=1, status=502),
        seen=RECOVERED,
        ends=Ends.UNNOTICED,
        lines=Lines.NONE,
    ),
    Row(
        name="The connection is lost in the middle of an answer, once",
        begin=fault(method=LIST, times=1, drop="mid"),
        seen=RECOVERED,
        ends=Ends.UNNOTICED,
        lines=Lines.NONE,
    ),
    Row(name="502", begin=fault(status=502)),
    Row(name="503", begin=fault(status=503)),
    Row(name="504", begin=fault(status=504)),
    Row(
        name="502 at setup",
        begin=fault(status=502),
        seen=replace(AWAY, entry="setup_retry"),
        ends=Ends.SETUP_RETRY,
        lines=Lines.TRIES,
        at_setup=True,
    ),
    Row(
        name="No answer within 30 seconds",
        begin=fault(delay=SECONDS_TOO_LONG),
        slow=True,
    ),
    Row(
        name="An answer that drips, byte by byte",
        begin=fault(method=LIST, drip=(1, 1.0)),
        slow=True,
    ),
    Row(name="The connection is reset", begin=fault(drop="before")),
    Row(
        name="The connection is lost in the middle of each answer",
        begin=fault(method=LIST, drop="mid"),
    ),
    # An answer that makes no sense.
    Row(name="500", begin=fault(status=500, body=HTML)),
    Row(name="HTML instead of JSON", begin=fault(body=HTML)),
    Row(name="Broken JSON", begin=fault(method=LIST, body='[{"idMessage": "3EB0')),
    Row(name="JSON of a wrong shape", begin=fault(method=LIST, json={"statuses": []})),
    Row(name="An answer over 64 MB", begin=fault(method=LIST, pad_to=TOO_MANY_BYTES)),
    Row(
        name="A small answer that unpacks to more than 64 MB",
        begin=fault(method=LIST, pad_to=TOO_MANY_BYTES, gzip=True),
    ),
    Row(
        name="A redirect to another host, to which the token is not sent",
        begin=lambda scene: scene.fault(location=scene.elsewhere),
    ),
    Row(
        name="An empty list by mistake",
        begin=fault(method=LIST, json=[]),
        seen=KEPT,
        lines=Lines.NONE,
    ),
    Row(
        name="`null` instead of a list",
        begin=fault(method=LIST, json=None),
        seen=KEPT,
        lines=Lines.NONE,
    ),
    Row(
        name="The instance state alone cannot be had",
        begin=fault(method=STATE, status=500),
        seen=replace(RECOVERED, instance_state="unknown"),
        lines=Lines.NONE,
    ),
)
