"""Brings a stored journal up to date: adds what it lacks. Pure, nothing of Home Assistant. See docs/upgrades.md."""

from collections.abc import Mapping
from typing import Any, Final

# An older version of the integration reads a file of a newer minor version, and refuses one of a newer major version.
VERSION: Final = 1
MINOR_VERSION: Final = 2


def migrate(data: Mapping[str, Any], minor_version: int) -> dict[str, Any]:
    """Return a stored journal with what was added after its version.

    What is there already stays: before 1.2 was counted, files of two shapes were called 1.1, and a file that an older
    version has saved in between comes back under an older number. Raises TypeError or KeyError for what is no journal.
    """
    if minor_version < 2:
        data = {
            "total_views": None,
            **data,
            "entries": [_with_views(entry) for entry in data["entries"]],
        }
    return dict(data)


def _with_views(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of a time when nobody counted views, and only the last step was kept.

    It is silent: views that it has when counting begins were there before, which makes them no news.
    """
    state = entry["state"]
    return {
        "views": None,
        "delivered_to": None,
        "steps": [] if state is None else [[state, entry["state_changed_at"]]],
        "counts": [],
        "silent": True,
        **entry,
    }
