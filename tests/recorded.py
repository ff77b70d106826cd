"""What earlier versions stored, as `record_journal.py` found it there."""

import json
import logging
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.const import CONF_API_URL
from custom_components.green_api.coordinator import SIGNAL_CHANGES
from custom_components.green_api.journal import Change
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

FOLDER: Final = Path(__file__).parent / "fixtures"
# In the order of their writing. The first two are of versions that called both shapes 1.1.
RECORDINGS: Final = ("store_v1_1", "store_v1_1_views", "store_v1_2")


def recorded(name: str) -> dict[str, Any]:
    """Return a time, and the entry, the stored journal and GREEN-API's list of then."""
    content: dict[str, Any] = json.loads(
        (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    )
    return content


class Account:
    """An account whose entry, journal and list were recorded with some version."""

    def __init__(self, hass: HomeAssistant, name: str, url: str) -> None:
        """Make the entry."""
        recording = recorded(name)
        entry = recording["entry"]
        self.now: int = recording["now"]
        self.store: dict[str, Any] = recording["store"]
        self.reply: list[dict[str, Any]] = recording["reply"]
        self.entry = MockConfigEntry(
            **{
                key: entry[key]
                for key in (
                    "domain",
                    "entry_id",
                    "minor_version",
                    "options",
                    "title",
                    "unique_id",
                    "version",
                )
            },
            data={**entry["data"], CONF_API_URL: url},
        )
        self.file = Path(hass.config.path(".storage", self.store["key"]))
        self.announced: list[Change] = []

        @callback
        def collect(changes: tuple[Change, ...]) -> None:
            self.announced.extend(changes)

        async_dispatcher_connect(
            hass, SIGNAL_CHANGES.format(self.entry.entry_id), collect
        )

    def told(self) -> list[tuple[str, str, bool]]:
        """Return what was announced, and forget it."""
        told = [
            (change.entry.status_id, change.kind.value, change.caught_up)
            for change in self.announced
        ]
        self.announced.clear()
        return told

    def write(self, text: str | None = None) -> bytes:
        """Put something, or what was recorded, where the journal is stored."""
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(text or json.dumps(self.store), encoding="utf-8")
        return self.file.read_bytes()

    def kept(self) -> list[Path]:
        """Return what was set aside."""
        return sorted(self.file.parent.glob(f"{self.file.name}.corrupt.*"))


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the integration complained about."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "custom_components.green_api"
        and record.levelno >= logging.WARNING
    ]
