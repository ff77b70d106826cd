"""What a first start sets up, through the forms and commands that a browser uses."""

from collections.abc import Callable
from typing import Final

import aiohttp

from .client import HomeAssistant
from .home import DASHBOARD
from .process import HassProcess, StartError
from .simulator import FIRST_ID, FIRST_TOKEN

DOMAIN: Final = "green_api"
# A machine that has just unpacked everything is slow the first time.
START_SECONDS: Final = 180
POLL_SECONDS: Final = 30
HISTORY_HOURS: Final = 1
BUSY: Final = frozenset({"not_loaded", "setup_in_progress", "unload_in_progress"})

type Say = Callable[[str], None]


async def furnish(hass: HassProcess, url: str, api_url: str, say: Say) -> None:
    """Wait until the page answers, and set up what is missing."""
    try:
        async with HomeAssistant(url) as home:
            await _furnish(hass, home, api_url, say)
    except aiohttp.ClientError as err:
        # As in its recovery mode, where there is no way in without a password.
        raise StartError(
            f"Home Assistant runs, but not as it should ({err}). {hass.last_words()}"
        ) from None


async def _furnish(
    hass: HassProcess, home: HomeAssistant, api_url: str, say: Say
) -> None:
    await hass.wait_until(home.answers, START_SECONDS)
    await home.log_in()
    await hass.wait_until(home.started, START_SECONDS)
    if not await home.entries(DOMAIN):
        say("Adding the first account ...")
        await _add_account(home, api_url)

    async def loaded() -> bool:
        # What the visitor added may be of a real account, out of reach or disabled.
        entries = await home.entries(DOMAIN)
        states = {one["state"] for one in entries if one["disabled_by"] is None}
        return "loaded" in states and not states & BUSY

    await hass.wait_until(loaded, START_SECONDS)
    if not await home.dashboard(DASHBOARD):
        await home.command(
            type="lovelace/config/save",
            url_path=DASHBOARD,
            # A young home has little history: it is looked at closely.
            config={"strategy": {"type": "custom:green-api", "hours": HISTORY_HOURS}},
        )
    await home.log_out()


async def _add_account(home: HomeAssistant, api_url: str) -> None:
    values = {"api_url": api_url, "id_instance": FIRST_ID, "api_token": FIRST_TOKEN}
    added = await home.add_entry(DOMAIN, values)
    if added["type"] != "create_entry":
        raise StartError(f"The account was not added: {added.get('errors')}")
    entry_id = added["result"]["entry_id"]
    await home.set_options(entry_id, {"scan_interval": POLL_SECONDS, "window": 1440})
