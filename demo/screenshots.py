"""The pictures of the documentation, taken from a demo of their own."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import Final

from .browser import BrowserError, Page, browser
from .client import HomeAssistant
from .home import DASHBOARD, REPOSITORY
from .process import StartError, free_port
from .scenes_ui import browse_media, offer_triggers, perform_action, trace_trigger
from .simulator import FIRST_ID, SECOND_ID, Simulator, fake_token
from .stage import stage

IMAGES: Final = REPOSITORY / "docs" / "images"
INTEGRATION: Final = "/config/integrations/integration/green_api"
DEVICE: Final = "DEVICE"
EDITOR: Final = "/config/automation/edit/new"
ACTIONS: Final = "/config/tools/action"

STATUSES: Final = f"/{DASHBOARD}/statuses"
# The statistics graph has a line once two periods of five minutes are over.
PERIODS: Final = 2
HISTORY_SECONDS: Final = 900

type Step = Callable[[Page, Simulator], Awaitable[None]]


async def _nothing(_page: Page, _simulator: Simulator) -> None:
    """Take the page as it opens."""


async def _open_form(page: Page, _simulator: Simulator) -> None:
    """Open the form for one more account."""
    await page.click("ha-button", "Add service")
    await page.wait_for_text("GREEN-API's console")


async def _submit_wrong_token(page: Page, simulator: Simulator) -> None:
    """Fill in the form with a token that is not the account's."""
    await _open_form(page, simulator)
    await page.fill("input[name=api_url]", simulator.url)
    await page.fill("input[name=id_instance]", SECOND_ID)
    await page.fill("input[name=api_token]", fake_token(99))
    await page.click("ha-button", "Submit")
    await page.wait_for_text("does not accept")


async def _open_viewer(page: Page, _simulator: Simulator) -> None:
    """Open the newest picture that was read."""
    await page.click(".status.read:has(img)")
    await page.wait_for("find('img.full')?.naturalWidth > 0")
    # What it was while it was loading fades out.
    await page.wait_for("!find('img.soft')")
    await page.settle()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: where it is taken, what has to be seen first, in which shape."""

    path: str
    file: str
    wait_for: str
    step: Step = _nothing
    width: int = 1280
    height: int = 900
    dark: bool = False
    language: str = "en"


SHOTS: Final = (
    Shot(STATUSES, "dashboard.png", "What happened", height=1200),
    Shot(STATUSES, "dashboard_dark.png", "What happened", height=1200, dark=True),
    Shot(STATUSES, "dashboard_he.png", "מה קרה", height=1200, language="he"),
    Shot(STATUSES, "dashboard_phone.png", "What happened", width=390, height=844),
    Shot(STATUSES, "viewer.png", "What happened", _open_viewer),
    Shot(
        STATUSES,
        "viewer_phone.png",
        "What happened",
        _open_viewer,
        width=390,
        height=844,
        dark=True,
    ),
    Shot(INTEGRATION, "integration.png", "WhatsApp +", height=480),
    Shot(DEVICE, "device.png", "Instance state", height=1000),
    Shot(INTEGRATION, "form.png", "Add service", _open_form, height=760),
    Shot(INTEGRATION, "form_error.png", "Add service", _submit_wrong_token, height=760),
    Shot(EDITOR, "automation_editor.png", "Add trigger", offer_triggers, height=1040),
    Shot(
        EDITOR,
        "automation_editor_he.png",
        "Home Assistant",
        offer_triggers,
        height=1040,
        language="he",
    ),
    Shot(
        "/media-browser/browser",
        "media_browser.png",
        "GREEN-API",
        browse_media,
        height=720,
    ),
    Shot(EDITOR, "automation_trace.png", "Add trigger", trace_trigger, height=1200),
    Shot(ACTIONS, "actions.png", "Perform action", perform_action, height=1560),
)


async def _take(page: Page, url: str, shot: Shot, simulator: Simulator) -> None:
    await page.show_as(shot.width, shot.height, dark=shot.dark)
    # The page reads its language from here before it knows who looks at it.
    await page.open(f"{url}/robots.txt", "")
    language = json.dumps(json.dumps(shot.language))
    await page.evaluate(f"localStorage.setItem('selectedLanguage', {language})")
    path = shot.path
    if path == DEVICE:
        async with HomeAssistant(url) as home:
            await home.log_in()
            path = f"/config/devices/device/{await home.device_id(FIRST_ID)}"
            await home.log_out()
    await page.open(url + path, shot.wait_for)
    await shot.step(page, simulator)
    await page.screenshot(IMAGES / shot.file)


async def _wait_for_history(url: str) -> None:
    """Wait until the graphs have something to show, and the latest status is read."""
    since = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    async with HomeAssistant(url) as home:
        await home.log_in()
        entities = await home.entity_ids(FIRST_ID)
        entity_id = entities["active_statuses"]
        for _ in range(HISTORY_SECONDS // 5):
            rows = await home.command(
                type="recorder/statistics_during_period",
                start_time=since,
                statistic_ids=[entity_id],
                period="5minute",
            )
            latest = await home.state(entities["latest_status"])
            if len(rows.get(entity_id, ())) >= PERIODS and latest["state"] == "read":
                break
            await asyncio.sleep(5)
        await home.log_out()


async def _run(names: list[str], *, history: bool) -> None:
    shots = [shot for shot in SHOTS if not names or shot.file in names]
    with TemporaryDirectory(prefix="green-api-demo-") as folder:
        async with stage(Path(folder), free_port(), _say) as running, browser() as page:
            if history:
                _say("Waiting for five-minute statistics, up to eleven minutes ...")
                await _wait_for_history(running.url)
            for shot in shots:
                _say(f"Taking {shot.file} ...")
                await _take(page, running.url, shot, running.simulator)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Take all pictures, or those that are named."""
    parser = argparse.ArgumentParser(
        prog="scripts/screenshots",
        description="Take the pictures in docs/images in headless Chromium.",
    )
    parser.add_argument("names", nargs="*", help="files, default: all")
    parser.add_argument(
        "--no-history",
        dest="history",
        action="store_false",
        help="do not wait for statistics; the graphs stay empty",
    )
    arguments = parser.parse_args()
    try:
        asyncio.run(_run(arguments.names, history=arguments.history))
    except (BrowserError, StartError) as err:
        sys.stderr.write(f"{err}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
