"""Compares a real account with what the simulator assumes, by reading calls only.

The report holds no id, text, link or number of anybody: values are replaced by their types and lengths.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from getpass import getpass
import json
from pathlib import Path
import re
import sys
import time
from typing import Any, Final

import aiohttp

from custom_components.green_api.client import GreenApiError, RateLimiter
from custom_components.green_api.client.parsing import KNOWN_KEYS
from custom_components.green_api.client.transport import MAX_LIST_SIZE, Transport

DAY_MINUTES: Final = 1440
MONTH_MINUTES: Final = 43200
# Statistics that are asked for, of the newest statuses.
STATISTICS: Final = 3
WATCH_INTERVAL: Final = 60

LISTS: Final = ("getOutgoingStatuses", "getIncomingStatuses")
TEXT_KEYS: Final = frozenset({"text", "backgroundColor", "font", "participants"})

# What the simulator answers with, and the client and the journal rely on. Each is checked against an account, and the
# tests check each against the simulator.
TYPES_OF_FIELDS: Final[dict[str, tuple[type, ...]]] = {
    "type": (str,),
    "idMessage": (str,),
    "timestamp": (int,),
    "statusMessage": (str,),
    "sendByApi": (bool,),
    "typeMessage": (str,),
    "chatId": (str,),
    "participants": (list,),
    "textMessage": (str,),
    "extendedTextMessage": (dict,),
    "downloadUrl": (str,),
    "caption": (str, type(None)),
    "fileName": (str,),
    "jpegThumbnail": (str,),
    "mimeType": (str,),
    "isDeleted": (bool,),
    "deletedMessageData": (dict,),
    "senderId": (str,),
    "senderName": (str,),
    "senderContactName": (str,),
}
VALUES_OF_FIELDS: Final[dict[str, frozenset[str]]] = {
    "type": frozenset({"outgoing", "incoming"}),
    "statusMessage": frozenset({"pending", "sent", "delivered", "read", "failed"}),
    "typeMessage": frozenset(
        {
            "extendedTextMessage",
            "imageMessage",
            "videoMessage",
            "audioMessage",
            "deletedMessage",
        }
    ),
}


@dataclass(slots=True)
class Answer:
    """One call: what came, how large it was and how long it took; `error` is the kind of failure."""

    method: str
    value: Any = None
    size: int = 0
    seconds: float = 0
    error: str | None = None


@dataclass(slots=True)
class Findings:
    """What was found out about an account."""

    answers: list[Answer] = field(default_factory=list)
    fields: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    moved_timestamps: int = 0
    watched_polls: int = 0


class Account:
    """Makes the reading calls of one account, at the allowed pace."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, id_instance: str, token: str
    ) -> None:
        """Take the three values of GREEN-API's console."""
        self._transport = Transport(session, RateLimiter(), url, id_instance, token)

    async def get(self, method: str, **query: str | int) -> Answer:
        """Return what a method answers."""
        started = time.monotonic()
        try:
            body = await self._transport.get(
                method, query, max_size=MAX_LIST_SIZE, retry=False
            )
        except GreenApiError as error:
            return Answer(
                method,
                seconds=time.monotonic() - started,
                error=f"{type(error).__name__} (HTTP {error.status})",
            )
        answer = Answer(method, size=len(body), seconds=time.monotonic() - started)
        try:
            answer.value = json.loads(body)
        except ValueError:
            answer.error = "not JSON"
        return answer


async def check(account: Account, watch_minutes: int = 0) -> Findings:
    """Make the calls and compare what comes with the assumptions."""
    findings = Findings()
    for method in (
        "getStateInstance",
        "getSettings",
        "getWaSettings",
        "showMessagesQueue",
    ):
        findings.answers.append(await account.get(method))
    lists = {}
    for method in LISTS:
        for minutes in (DAY_MINUTES, MONTH_MINUTES):
            answer = await account.get(method, minutes=minutes)
            findings.answers.append(answer)
            rows = answer.value if isinstance(answer.value, list) else []
            lists[method, minutes] = rows
            check_rows(method, rows, findings)
    outgoing = lists["getOutgoingStatuses", DAY_MINUTES]
    for row in newest(outgoing)[:STATISTICS]:
        statistic = await account.get("getStatusStatistic", idMessage=row["idMessage"])
        findings.answers.append(statistic)
        check_statistic(row, statistic.value, findings)
    findings.answers.append(await account.get("getContacts"))
    for _ in range(watch_minutes):
        await asyncio.sleep(WATCH_INTERVAL)
        answer = await account.get("getOutgoingStatuses", minutes=DAY_MINUTES)
        rows = answer.value if isinstance(answer.value, list) else []
        compare_lists(outgoing, rows, findings)
        outgoing = rows
        findings.watched_polls += 1
    return findings


def newest(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows that have an id and a time, newest first."""
    usable = [
        row
        for row in rows
        if isinstance(row, dict)
        and isinstance(row.get("idMessage"), str)
        and isinstance(row.get("timestamp"), int)
    ]
    return sorted(usable, key=lambda row: row["timestamp"], reverse=True)


def check_rows(method: str, rows: Sequence[Any], findings: Findings) -> None:
    """Compare the rows of a list with what is assumed of them."""
    ids: Counter[str] = Counter()
    for row in rows:
        if not isinstance(row, dict):
            _differ(findings, method, f"a row is {_describe(row)}, not an object")
            continue
        ids[str(row.get("idMessage"))] += 1
        for key, value in row.items():
            findings.fields[method, _safe(key), _describe(value)] += 1
            _check_field(method, key, value, findings)
        extended = row.get("extendedTextMessage")
        if isinstance(extended, dict):
            for key in extended.keys() - TEXT_KEYS:
                _differ(
                    findings, method, f"extendedTextMessage has a field {_safe(key)}"
                )
    if any(count > 1 for count in ids.values()):
        _differ(findings, method, "an id occurs more than once in one list")
    times = [row["timestamp"] for row in newest(rows)]
    if any(value > 100_000_000_000 for value in times):
        _differ(findings, method, "a timestamp is in milliseconds")


def _check_field(method: str, key: str, value: Any, findings: Findings) -> None:
    """Compare one field of a row with what is assumed of it."""
    if key not in KNOWN_KEYS:
        _differ(findings, method, f"a row has a field {_safe(key)}")
        return
    types = TYPES_OF_FIELDS.get(key)
    if types is not None and not isinstance(value, types):
        _differ(findings, method, f"{key} is {_describe(value)}")
    known = VALUES_OF_FIELDS.get(key)
    if known is not None and isinstance(value, str) and value not in known:
        _differ(findings, method, f"{key} has a value of {len(value)} characters")


def check_statistic(row: dict[str, Any], value: Any, findings: Findings) -> None:
    """Compare a statistic with its status, whose time is assumed to be that of its posting."""
    method = "getStatusStatistic"
    if value == [] and row.get("statusMessage") == "read":
        _differ(findings, method, "the statistic of a status that was read is empty")
    if not isinstance(value, list):
        return
    for viewer in value:
        if not isinstance(viewer, dict):
            _differ(findings, method, f"a row is {_describe(viewer)}, not an object")
            continue
        for key, one in viewer.items():
            findings.fields[method, _safe(key), _describe(one)] += 1
        if (
            isinstance(viewer.get("timestamp"), int)
            and viewer["timestamp"] < row["timestamp"]
        ):
            _differ(findings, method, "a status reached somebody before its own time")


def compare_lists(
    before: Iterable[Any], after: Iterable[Any], findings: Findings
) -> None:
    """Count the statuses whose time moved when their state changed."""
    known = {row["idMessage"]: row for row in newest(before)}
    for row in newest(after):
        old = known.get(row["idMessage"])
        if old is not None and row["timestamp"] != old["timestamp"]:
            findings.moved_timestamps += 1
            _differ(
                findings,
                "getOutgoingStatuses",
                f"a time moved as the state went from {_safe(str(old.get('statusMessage')))}"
                f" to {_safe(str(row.get('statusMessage')))}",
            )


def report(findings: Findings) -> str:
    """Return the report in Markdown."""
    lines = [
        "# A real account beside the simulator's assumptions",
        "",
        "| Method | Answer | Bytes | Seconds |",
        "|---|---|---|---|",
        *(
            f"| {answer.method} | {answer.error or _describe(answer.value)} "
            f"| {answer.size} | {answer.seconds:.1f} |"
            for answer in findings.answers
        ),
        "",
        "## Differences",
        "",
        *(f"- {difference}" for difference in findings.differences or ["None."]),
        "",
        "## Fields",
        "",
        "| Method | Field | Type | Rows |",
        "|---|---|---|---|",
        *(
            f"| {method} | {key} | {kind} | {count} |"
            for (method, key, kind), count in sorted(findings.fields.items())
        ),
        "",
    ]
    if findings.watched_polls:
        lines += [
            f"In {findings.watched_polls} more polls, {findings.moved_timestamps} times of statuses moved.",
            "",
        ]
    return "\n".join(lines)


def _differ(findings: Findings, method: str, text: str) -> None:
    """Note a difference, once."""
    if (line := f"{method}: {text}") not in findings.differences:
        findings.differences.append(line)


def _describe(value: Any) -> str:
    """Return the type of a value, and how long it is, without anything of its content."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "empty text" if not value else "text"
        case list():
            return f"list of {len(value)}"
        case _:
            return "object"


def _safe(key: str) -> str:
    """Return the name of a field or a state, if it looks like one."""
    return key if re.fullmatch(r"[A-Za-z]{1,40}", key) else f"({len(key)} characters)"


async def run(url: str, id_instance: str, token: str, watch_minutes: int) -> str:
    """Check an account and return the report."""
    async with aiohttp.ClientSession() as session:
        return report(
            await check(Account(session, url, id_instance, token), watch_minutes)
        )


def main(
    ask: Callable[[str], str] = input, ask_secret: Callable[[str], str] = getpass
) -> int:
    """Ask for the three values, never as arguments: these are in the shell's history and in the list of processes."""
    parser = argparse.ArgumentParser(
        prog="scripts/check-account",
        description="Compares a real GREEN-API account with what the simulator assumes, by reading calls only.",
    )
    parser.add_argument(
        "--watch",
        type=int,
        default=0,
        metavar="MINUTES",
        help="go on asking once a minute, to see whether times move; default: 0",
    )
    parser.add_argument("--output", type=Path, help="write the report to this file")
    arguments = parser.parse_args()
    text = asyncio.run(
        run(
            ask("API address (apiUrl): ").strip(),
            ask("Instance ID (idInstance): ").strip(),
            ask_secret("API token (apiTokenInstance): ").strip(),
            arguments.watch,
        )
    )
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        arguments.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
