"""What the fuzzer begins with, and what it leaves: inputs that reach what others do not, and those that failed."""

import asyncio
from collections.abc import Iterable, Iterator
import json
from pathlib import Path
from random import Random
from typing import Final

from aiohttp import ClientSession
import orjson

from demo.simulator import ASSETS, FIRST_ID, FIRST_TOKEN, Simulator

from .shapes import bodies, chunks
from .targets import MAX_SIZE, write_answer, write_polls
from .wire import LIST, METHODS

FOLDER: Final = Path(__file__).parents[1] / "fixtures" / "fuzz"
CRASHES: Final = FOLDER / "crashes"
# Bytes. What is kept is for a test that everybody runs: the long ones are left to the fuzzer.
MAX_KEPT_SIZE: Final = 4096
MAX_CORPUS_SIZE: Final = 90 * 1024

ERRORS: Final = (
    (400, b"Instance account is expired. Renew your instance from personal area"),
    (400, b"Instance is deleted"),
    (400, b"instance is starting or not authorized"),
    (401, b'{"message":"Unauthorized"}'),
    (466, b'{"invokeStatus":{"used":100,"total":"100","status":"QUOTE_EXCEEDED"}}'),
    (502, b"<html><h1>502 Bad Gateway</h1></html>"),
    (200, b'{"code":401,"description":"Unauthorized"}'),
)


def corpus_of(target: str) -> list[bytes]:
    """Return the inputs that are kept for a target."""
    path = _path(target)
    if not path.exists():
        return []
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line).encode("latin-1") for line in lines]


def keep(target: str, inputs: Iterable[bytes]) -> None:
    """Keep the shortest inputs for a target, one a line, so that a difference can be read."""
    kept, size = [], 0
    for data in sorted(set(inputs), key=lambda data: (len(data), data)):
        line = json.dumps(data.decode("latin-1"))
        size += len(line)
        if len(line) > MAX_KEPT_SIZE or size > MAX_CORPUS_SIZE:
            break
        kept.append(f"{line}\n")
    _path(target).write_text("".join(kept), "utf-8")


def crashes() -> list[Path]:
    """Return the inputs that once failed, each named after its target."""
    return sorted(CRASHES.iterdir())


def target_of(crash: Path) -> str:
    """Return the target that a crash belongs to."""
    return crash.name.partition("-")[0]


def seeds(target: str) -> list[bytes]:
    """Return what a run begins with: what was kept, what is documented, and what the simulator says."""
    found = [*corpus_of(target), *_seeds(target)]
    found += [each.read_bytes() for each in crashes() if target_of(each) == target]
    return [data for data in found if len(data) <= MAX_SIZE]


def _seeds(target: str) -> Iterator[bytes]:
    """Return the seeds that are made anew."""
    random = Random(1)  # noqa: S311
    if target == "journal":
        yield from (random.randbytes(300) for _ in range(10))
        return
    example = (ASSETS / "documented_example.json").read_bytes()
    answers = asyncio.run(_simulated())
    if target == "polls":
        first, second = (orjson.dumps(orjson.loads(example)[:end]) for end in (1, 2))
        yield write_polls([[first], [example], [second], [example]])
        yield write_polls([[answers[LIST]], [example], [b"null"], [answers[LIST]]])
        for _ in range(30):
            yield write_polls(chunks(random, body) for body in bodies(random))
        return
    yield write_answer(LIST, [example])
    for method, body in answers.items():
        yield write_answer(method, [body])
    for method in METHODS:
        yield from (write_answer(method, [body], status) for status, body in ERRORS)
    for header in ("1", "120", "Tue, 24 Nov 2026 08:00:00 GMT"):
        yield write_answer(LIST, [b""], 429, header)


async def _simulated() -> dict[str, bytes]:
    """Return what the simulator answers; of its list, as many items as fit."""
    answers = {}
    async with Simulator(rate_limits=False) as simulator, ClientSession() as session:
        base = f"{simulator.url}/waInstance{FIRST_ID}"
        for method in (LIST, "getContacts", "getStateInstance", "getWaSettings"):
            async with session.get(f"{base}/{method}/{FIRST_TOKEN}") as response:
                answers[method] = await response.read()
        items = orjson.loads(answers[LIST])
        answers[LIST] = orjson.dumps(
            [{**item, "jpegThumbnail": "/9j/2wCE"} for item in items[:6]]
        )
        query = {"idMessage": items[0]["idMessage"]}
        url = f"{base}/getStatusStatistic/{FIRST_TOKEN}"
        async with session.get(url, params=query) as response:
            answers["getStatusStatistic"] = await response.read()
    return answers


def _path(target: str) -> Path:
    """Return the file with what is kept for a target."""
    return FOLDER / f"{target}.jsonl"
