"""Reads a stored journal as Home Assistant does, but without pauses."""

from collections.abc import Mapping
from typing import Any

from custom_components.green_api.journal import Journal
from custom_components.green_api.journal_json import assemble, read_entry


def from_dict(data: Mapping[str, Any]) -> Journal:
    """Return the journal that `to_dict` made. Raises ValueError, KeyError or TypeError for what is none."""
    return assemble(data, [read_entry(values) for values in data["entries"]])
