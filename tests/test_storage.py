"""Upgrades and downgrades: nothing is lost, and nothing is told twice."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.green_api.migration import MINOR_VERSION, VERSION
from demo.simulator import Instance, Simulator
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .common import setup_integration, state_of
from .conftest import Poll
from .recorded import RECORDINGS, Account, complaints

PICTURE = "BAE58AB3BAD979940588"


@pytest.fixture(name="name")
def _name() -> str:
    """Return the recording, where it is all the same."""
    return RECORDINGS[-1]


@pytest.fixture(name="account")
def _account(
    hass: HomeAssistant,
    simulator: Simulator,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
    name: str,
) -> Account:
    """Return the account at the time of its recording."""
    account = Account(hass, name, simulator.url)
    freezer.move_to(dt_util.utc_from_timestamp(account.now))
    instance.set_items(account.reply)
    return account


def seen_by(people: int) -> list[dict[str, Any]]:
    """Return GREEN-API's statistic of a status with so many viewers."""
    return [
        {"participant": f"{number}@lid", "status": "read", "timestamp": 1710245000}
        for number in range(people)
    ]


# Upgrades.


@pytest.mark.parametrize("name", RECORDINGS)
async def test_upgrade_repeats_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    account: Account,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What an earlier version has announced is known, shown, and not announced again."""
    hass_storage[account.store["key"]] = account.store
    await setup_integration(hass, account.entry)
    for _ in range(3):
        await poll()

    assert account.told() == []
    assert state_of(hass, "latest_status").state == "failed"
    assert state_of(hass, "active_statuses").state == "3"
    assert state_of(hass, "total_statuses").state == "7"
    assert complaints(caplog) == []
    now_stored = hass_storage[account.store["key"]]
    assert (now_stored["version"], now_stored["minor_version"]) == (
        VERSION,
        MINOR_VERSION,
    )


@pytest.mark.parametrize("name", RECORDINGS)
async def test_upgrade_misses_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    account: Account,
    instance: Instance,
    poll: Poll,
) -> None:
    """What happened while the upgrade was made is told once, and what happens afterwards is, too."""
    for item in account.reply:
        if item["idMessage"] == PICTURE:
            item["statusMessage"] = "read"
    instance.set_items(account.reply)
    hass_storage[account.store["key"]] = account.store
    await setup_integration(hass, account.entry)
    await poll()
    assert account.told() == [(PICTURE, "read", True)]

    for item in account.reply:
        if item["statusMessage"] == "pending":
            item["statusMessage"] = "sent"
            posted = item["idMessage"]
    instance.set_items(account.reply)
    await poll()
    await poll()
    assert account.told() == [(posted, "sent", False)]


async def test_views_from_before_the_upgrade_are_shown_and_not_told(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    instance: Instance,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    poll: Poll,
) -> None:
    """The version that begins to count views does not tell of those that were there."""
    account = Account(hass, "store_v1_1", simulator.url)
    freezer.move_to(dt_util.utc_from_timestamp(account.now))
    instance.set_items(account.reply)
    instance.set_statistic(PICTURE, seen_by(2))
    hass_storage[account.store["key"]] = account.store
    await setup_integration(hass, account.entry)
    await poll()
    assert state_of(hass, "views").state == "2"
    assert account.told() == []

    instance.set_statistic(PICTURE, seen_by(3))
    freezer.tick(60 * 60)
    await poll()
    assert state_of(hass, "views").state == "3"
    assert account.told() == [(PICTURE, "viewed", False)]


@pytest.mark.parametrize("name", RECORDINGS)
async def test_entry_of_an_earlier_version(
    hass: HomeAssistant, account: Account
) -> None:
    """The options of then hold, and those that came later have their defaults."""
    await setup_integration(hass, account.entry)
    assert account.entry.state is ConfigEntryState.LOADED
    form = await hass.config_entries.options.async_init(account.entry.entry_id)
    assert form["data_schema"] is not None
    await hass.config_entries.options.async_configure(
        form["flow_id"], form["data_schema"]({"scan_interval": 90, "window": 2880})
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert account.entry.options == {
        "scan_interval": 90,
        "window": 2880,
        "views": True,
        "views_per_hour": 12,
    }


# Downgrades.


async def test_journal_of_a_newer_minor_version(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    account: Account,
    poll: Poll,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What a newer version only added to is read, and nothing is told again."""
    account.store["minor_version"] = MINOR_VERSION + 1
    account.store["data"]["mood"] = "good"
    for entry in account.store["data"]["entries"]:
        entry["mood"] = entry["status"]["mood"] = "good"
    hass_storage[account.store["key"]] = account.store
    await setup_integration(hass, account.entry)
    await poll()
    assert account.told() == []
    assert state_of(hass, "total_statuses").state == "7"
    assert complaints(caplog) == []


async def test_entry_of_a_newer_minor_version(
    hass: HomeAssistant, account: Account
) -> None:
    """An entry that a newer version only added to is loaded, and keeps what was added."""
    account.entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        account.entry,
        minor_version=2,
        options={**account.entry.options, "mood": "good"},
    )
    await hass.config_entries.async_setup(account.entry.entry_id)
    assert account.entry.state is ConfigEntryState.LOADED
    assert account.entry.minor_version == 2
    assert account.entry.options["mood"] == "good"
