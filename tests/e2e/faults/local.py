"""The faults on the side of Home Assistant: files, disk, clocks, and who else polls the instance."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
import json
from pathlib import Path
import resource
from typing import Any, Final

from custom_components.green_api.issues import Issue
from demo.client import HomeAssistant
from demo.process import HassProcess, free_port
from demo.simulator import Simulator
from tests.e2e.listener import (
    Announcement,
    Listener,
    Transition,
    expected_announcements,
    run_listener,
)

from . import shifted_hass
from .cases import LIST, AccountView
from .home import (
    COOLDOWN_SECONDS,
    Line,
    Observer,
    add_automations,
    lines_of,
    make_account,
    make_entry,
    prepare_folder,
    running,
    wait_until,
)

NOTHING: Final = "nothing to end"
NO_LINES: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFault:
    """A row of the table."""

    name: str
    seen: str
    kept: str
    ends: str = NOTHING
    lines: str = NO_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageFault(LocalFault):
    """A stored journal that is damaged while Home Assistant is down."""

    damage: Callable[[bytes], bytes]
    issue: str
    loggers: tuple[str, ...]


FETCHED_AGAIN: Final = (
    "Sensors show what the first list has; lifetime totals begin again."
)
NOT_ANNOUNCED: Final = (
    "what the list has; nothing is announced twice, and what happened while"
    " Home Assistant was down is not announced"
)


def not_json(name: str, damage: Callable[[bytes], bytes]) -> StorageFault:
    """Return a file that Home Assistant itself cannot read: it keeps a copy and reports it."""
    return StorageFault(
        name=name,
        damage=damage,
        issue="storage_corruption",
        loggers=("homeassistant.util.json", "homeassistant.helpers.storage"),
        seen=f"{FETCHED_AGAIN} Home Assistant's repair says that a file was damaged.",
        kept=NOT_ANNOUNCED,
        ends="the repair, once you confirm it",
        lines="Home Assistant's own, two",
    )


STORAGE_FAULTS: Final = (
    not_json("The stored journal is garbage", lambda stored: stored[::-1]),
    not_json(
        "The stored journal ends in the middle",
        lambda stored: stored[: len(stored) // 2],
    ),
    not_json("The stored journal is an empty file", lambda _stored: b""),
    StorageFault(
        name="The stored journal is JSON of a wrong shape",
        damage=lambda _stored: b"[]",
        issue=Issue.JOURNAL_UNREADABLE,
        loggers=("custom_components.green_api",),
        seen=f"{FETCHED_AGAIN} Repair: the stored statuses could not be read.",
        kept=NOT_ANNOUNCED,
        ends="the repair, once you confirm it",
        lines="one",
    ),
)
LOCAL_FAULTS: Final = (
    LocalFault(
        name="Home Assistant is stopped and started",
        seen="Nothing, once it has started.",
        kept="all; what happened meanwhile is announced after the start",
    ),
    LocalFault(
        name="Home Assistant starts while GREEN-API hangs",
        seen="The start takes ten seconds longer. Sensors are unavailable.",
        kept="all; announced afterwards",
        ends="the next try, which Home Assistant makes by itself",
        lines="none; each try is noted at level info",
    ),
    *STORAGE_FAULTS,
    LocalFault(
        name="The stored journal was written by a newer version",
        seen=(
            "The account says *Failed setup*, and that a newer version stored its statuses."
            " Sensors are unavailable. *Connected* is off."
        ),
        kept="all: the file is not touched; what happened meanwhile is announced afterwards",
        ends="you: install the newer version again",
        lines="Home Assistant's own, one, with a traceback",
    ),
    LocalFault(
        name="The disk is full",
        seen="Nothing: sensors are up to date.",
        kept="all, in memory; announced as it happens. The file stays as it was until it can be written",
        ends="room on the disk: it is written at the next change, within 15 minutes, or at a stop",
        lines="Home Assistant's own, two for each attempt to write",
    ),
    LocalFault(
        name="Home Assistant's clock jumps by a day, forward or back",
        seen="Forward, active statuses expire, as they would in a day.",
        kept="all; announced as it happens",
    ),
    LocalFault(
        name="GREEN-API's clock is wrong by a day, fast or slow",
        seen="With a slow clock, statuses have the times that GREEN-API gives them; with a fast one, now.",
        kept="all that it lists; announced as it happens",
    ),
    LocalFault(
        name="The same instance is added twice",
        seen="The form says that it is already configured.",
        kept="all; announced as it happens",
    ),
    LocalFault(
        name="Two Home Assistants poll one instance",
        seen="Sensors of one may be unavailable for ten seconds, when both poll in the same second.",
        kept="all; each announces it once",
        ends="a poll ten seconds later, when they no longer poll in the same second",
        lines="one at the start, one at the end",
    ),
    LocalFault(
        name="An entry was copied by hand, so that one Home Assistant has it twice",
        seen="Home Assistant refuses the entities of the second one.",
        kept="all; announced once by the first one's device and entities",
        ends="you: delete one",
        lines="Home Assistant's own, one for each entity",
    ),
)

# Clocks.

DAY: Final = 86400.0
# Home Assistant's clock and that of the second account's GREEN-API, one jump at a time.
JUMPS: Final = (
    (DAY, 0.0),
    (0.0, DAY),
    (0.0, 0.0),
    (-DAY, 0.0),
    (0.0, -DAY),
    (0.0, 0.0),
)


@dataclass(slots=True)
class ClockResults:
    """What happened and was announced, and after which jumps something was missing."""

    transitions: set[Transition] = field(default_factory=set)
    announced: Counter[Announcement] = field(default_factory=Counter)
    late: list[tuple[float, float]] = field(default_factory=list)
    log: str = ""


async def run_clocks(folder: Path) -> ClockResults:
    """Let clocks jump while statuses are posted and read."""
    clock = folder / "clock"
    process = HassProcess(
        folder,
        module=shifted_hass.__name__,
        environment={shifted_hass.CLOCK_VARIABLE: str(clock)},
    )
    port = free_port()
    first, second = make_account(300), make_account(301)
    results = ClockResults()
    async with (
        Simulator(history=False, accounts=[first], contacts=20) as steady,
        Simulator(history=False, accounts=[second], contacts=20) as jumping,
        run_listener() as listener,
        HomeAssistant(f"http://127.0.0.1:{port}") as home,
    ):
        one, other = steady.instances[first.id], jumping.instances[second.id]
        current = one.post_text("Before", state="sent").id
        entries = [make_entry(first, steady.url), make_entry(second, jumping.url)]
        prepare_folder(folder, port, listener, entries)
        # The accounts are old: what is dated before they were added is not announced.
        clock.write_text(str(-2 * DAY))
        async with running(process, home):
            observer = Observer(home)
            ids = [first.id, second.id]
            await observer.find_entities(ids)
            await add_automations(folder, home, ids)
            for own_offset, vendor_offset in ((0.0, 0.0), *JUMPS):
                clock.write_text(str(own_offset))
                jumping.set_clock_offset(vendor_offset)
                await asyncio.sleep(4 * shifted_hass.CHECK_SECONDS)
                # A session from another day has expired.
                await home.log_in()
                one.advance(current, "read")
                results.transitions.add((current, "read"))
                current = one.post_text("Next", state="sent").id
                # When its clock jumps, GREEN-API no longer lists the status from before.
                read = other.post_text("Next", state="read").id
                results.transitions |= {
                    (current, "posted"),
                    (read, "posted"),
                    (read, "read"),
                }
                await asyncio.gather(*(observer.poll(account) for account in ids))
                if not await wait_until(
                    lambda: (
                        expected_announcements(results.transitions)
                        <= listener.announced.keys()
                    ),
                    COOLDOWN_SECONDS,
                ):
                    results.late.append((own_offset, vendor_offset))
                await asyncio.sleep(COOLDOWN_SECONDS)
        results.log = process.log.read_text("utf-8")
    results.announced = listener.announced
    return results


# A full disk.

# The journal of so many statuses is larger than the limit; other files are smaller.
MANY_STATUSES: Final = 800
FILE_SIZE_LIMIT: Final = 256 * 1024
ANNOUNCE_SECONDS: Final = 30.0
# It is saved five seconds after an announcement.
SAVE_SECONDS: Final = 30.0
WRITE_ERROR: Final = "Error writing config for green_api."


@dataclass(slots=True)
class DiskResults:
    """What happened before, while and after the disk was full, and the statuses on the disk after each step."""

    posted: list[str] = field(default_factory=list)
    announced: Counter[Announcement] = field(default_factory=Counter)
    view: AccountView | None = None
    stored: list[set[str]] = field(default_factory=list)
    temporary_files: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def expected(self) -> set[Announcement]:
        """Return what should have been announced."""
        return expected_announcements(
            {(status_id, "posted") for status_id in self.posted}
        )


def limit_file_size(process: HassProcess, size: int) -> None:
    """Let a process write no file that is larger than this, as on a full disk."""
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, hard))


def stored_ids(file: Path) -> set[str]:
    """Return the statuses in a stored journal, if there is one."""
    if not file.exists():
        return set()
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))["data"]
    return {record["status"]["status_id"] for record in data["records"]}


async def run_full_disk(folder: Path) -> DiskResults:
    """Fill the disk, let something happen, make room, stop and start again."""
    process = HassProcess(folder)
    port = free_port()
    account = make_account(400)
    file = folder / ".storage" / f"green_api.entry{account.id}"
    results = DiskResults()
    async with (
        Simulator(history=False, accounts=[account], contacts=20) as simulator,
        run_listener() as listener,
        HomeAssistant(f"http://127.0.0.1:{port}") as home,
    ):
        instance = simulator.instances[account.id]
        instance.bulk(MANY_STATUSES, 0)
        prepare_folder(folder, port, listener, [make_entry(account, simulator.url)])
        observer = Observer(home)

        async def post() -> None:
            """Post, and wait until it is announced and stored, or cannot be stored."""
            status = instance.post_text(f"Number {len(results.posted)}", state="sent")
            results.posted.append(status.id)
            await observer.poll(account.id)
            await wait_until(
                lambda: results.expected <= listener.announced.keys(), ANNOUNCE_SECONDS
            )
            await wait_until(
                lambda: (
                    status.id in stored_ids(file)
                    or WRITE_ERROR in process.log.read_text("utf-8")
                ),
                SAVE_SECONDS,
            )
            results.stored.append(stored_ids(file))

        async with running(process, home):
            await observer.find_entities([account.id])
            await add_automations(folder, home, [account.id])
            await post()
            limit_file_size(process, FILE_SIZE_LIMIT)
            await asyncio.sleep(COOLDOWN_SECONDS)
            await post()
            await observer.update()
            results.view = observer.view(account.id)
            limit_file_size(process, resource.RLIM_INFINITY)
        # An orderly stop saves what could not be saved.
        results.stored.append(stored_ids(file))
        results.lines = lines_of(process.log.read_text("utf-8"))
        async with running(process, home):
            await observer.find_entities([account.id])
            await post()
    results.temporary_files = [
        one.name for one in file.parent.iterdir() if one.name.startswith("tmp")
    ]
    results.announced = listener.announced
    return results


# One instance that is polled by two Home Assistants, one of which has its entry twice.

ROUNDS: Final = 4
RECOVERY_SECONDS: Final = 70.0


@dataclass(slots=True)
class SharedResults:
    """What each of the two announced and showed, and how many polls GREEN-API refused."""

    transitions: set[Transition] = field(default_factory=set)
    announced: list[Counter[Announcement]] = field(default_factory=list)
    views: list[AccountView] = field(default_factory=list)
    refused: int = 0
    logs: list[str] = field(default_factory=list)


async def run_shared_instance(folder: Path) -> SharedResults:
    """Let both poll in the same second, again and again, while statuses change."""
    account = make_account(500)
    results = SharedResults()
    async with (
        Simulator(history=False, accounts=[account], contacts=20) as simulator,
        AsyncExitStack() as stack,
    ):
        instance = simulator.instances[account.id]
        current = instance.post_text("Before", state="sent").id
        listeners: list[Listener] = []
        observers: list[Observer] = []
        processes: list[HassProcess] = []
        for number in range(2):
            home_folder = folder / str(number)
            port = free_port()
            listener = await stack.enter_async_context(run_listener())
            home = await stack.enter_async_context(
                HomeAssistant(f"http://127.0.0.1:{port}")
            )
            entries = [make_entry(account, simulator.url)]
            if number:
                # No form makes such an entry: somebody edited the files, or merged two backups.
                entries.append({**entries[0], "entry_id": "copied_by_hand"})
            prepare_folder(home_folder, port, listener, entries)
            process = HassProcess(home_folder)
            await stack.enter_async_context(running(process, home))
            observers.append(Observer(home))
            await observers[-1].find_entities([account.id])
            await add_automations(home_folder, home, [account.id])
            listeners.append(listener)
            processes.append(process)
        for _ in range(ROUNDS):
            instance.advance(current, "read")
            results.transitions.add((current, "read"))
            current = instance.post_text("Next", state="sent").id
            results.transitions.add((current, "posted"))
            await asyncio.gather(*(observer.poll(account.id) for observer in observers))
            await asyncio.sleep(COOLDOWN_SECONDS)
        expected = expected_announcements(results.transitions)
        for observer, listener in zip(observers, listeners, strict=True):

            def has_recovered(
                observer: Observer = observer, listener: Listener = listener
            ) -> bool:
                return (
                    expected <= listener.announced.keys()
                    and observer.view(account.id).connected
                )

            async with observer.updating():
                await wait_until(has_recovered, RECOVERY_SECONDS)
        results.views = [observer.view(account.id) for observer in observers]
        results.announced = [listener.announced for listener in listeners]
        answers = Counter(
            call.status for call in simulator.calls if call.method == LIST
        )
        results.refused = answers[429]
        results.logs = [process.log.read_text("utf-8") for process in processes]
    return results
