"""Home Assistant with a past: before it starts, its accounts get journals of what GREEN-API would have answered.

They are made with the integration's own functions, in this process because it has to load the integration anyway.
"""

from dataclasses import replace
from pathlib import Path
import sys
from typing import Any

import orjson

from custom_components.green_api.client import StatusState
from custom_components.green_api.client.parsing import parse_statistic, parse_statuses
from custom_components.green_api.const import DOMAIN
from custom_components.green_api.journal import (
    Journal,
    apply_reply,
    journal_to_dict,
    record_views,
)
from custom_components.green_api.journal.storage import MINOR_VERSION, VERSION
from custom_components.green_api.media.files import PictureFolder

from .config_folder import store
from .past import ANSWERS


def write_journals(folder: Path) -> None:
    """Write the journals that answers were saved for, once."""
    file = folder / ANSWERS
    if not file.exists():
        return
    storage = folder / ".storage"
    for entry_id, answers in orjson.loads(file.read_bytes()).items():
        journal, thumbnails = read_answers(answers)
        key = f"{DOMAIN}.{entry_id}"
        data = {**journal_to_dict(journal), "parts": {}}
        store(storage, key, (VERSION, MINOR_VERSION), data)
        PictureFolder(storage / f"{key}.media").update((), thumbnails)
    file.unlink()


def read_answers(answers: dict[str, Any]) -> tuple[Journal, dict[str, str]]:
    """Return the journal of an account that was polled all the time, and the thumbnails by status."""
    reply = parse_statuses(answers["list"], answers["minutes"], b"", None)
    now: int = answers["now"]
    journal = Journal(since=reply.statuses[0].timestamp - 1)
    journal, _ = apply_reply(journal, reply.statuses, now)
    for key in journal.records:
        viewers = parse_statistic(answers["statistics"][key])
        journal, _ = record_views(journal, key, viewers, now)
    records = {}
    for key, record in journal.records.items():
        history = [
            (state, at)
            for name, at in answers["states"][key]
            if (state := StatusState(name))
            and record.state is not None
            and state.rank <= record.state.rank
        ]
        records[key] = replace(
            record, state_history=tuple(history), state_changed_at=history[-1][1]
        )
    return replace(journal, records=records), dict(reply.thumbnails)


if __name__ == "__main__":
    from homeassistant.__main__ import main

    write_journals(Path(sys.argv[sys.argv.index("--config") + 1]))
    sys.exit(main())
