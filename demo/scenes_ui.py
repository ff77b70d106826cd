"""What is clicked in Home Assistant's own pages before their pictures are taken."""

import asyncio
import json
import sys
import time
from typing import Any, Final

from .browser import BrowserError, Page
from .simulator import FIRST_ID, Simulator

DEVICE_NAME: Final = f"GREEN-API {FIRST_ID}"
SENSOR: Final = f"sensor.green_api_{FIRST_ID}_latest_status"
SENSOR_TEXT: Final = f"{SENSOR}_text"
AUTOMATION: Final = "A status was read"
AUTOMATION_ENTITY: Final = "automation.a_status_was_read"
EDITOR_TEXTS: Final = "ui.panel.config.automation.editor"

SOUP: Final = "Soup of the day: pumpkin"
MESSAGE: Final = "Open until six today ☕"

# A poll that is asked for waits until the one before is ten seconds old.
COOLDOWN_SECONDS: Final = 11
# The demo polls each 30 seconds.
POLL_SECONDS: Final = 45


async def offer_triggers(page: Page, _simulator: Simulator) -> None:
    """Ask the editor what it offers for the device."""
    await page.press("ha-button", await _told(page, f"{EDITOR_TEXTS}.triggers.add"))
    await page.press("wa-tree-item", await _told(page, f"{EDITOR_TEXTS}.services"))
    # The one of the device is inside the one of all services.
    await page.press("wa-tree-item wa-tree-item", DEVICE_NAME)
    name = "component.green_api.triggers.status_read.name"
    await page.wait_for(f"find('ha-list-item-button', hass().localize({_js(name)}))")
    # Ours are the last ones, and one does not fit.
    await page.evaluate("findAll('ha-list-item-button').at(-1).scrollIntoView(false)")
    await _rest(page)


async def trace_trigger(page: Page, simulator: Simulator) -> None:
    """Make an automation in the editor, let a status be read, and open the trace."""
    await offer_triggers(page, simulator)
    await page.press("ha-list-item-button", "Status read")
    await page.wait_for_text("15 entities")
    await page.press("ha-button", "Save")
    await page.wait_for(
        "find('ha-input') && deepText(document.body).includes('Cancel')"
    )
    await _rest(page)
    await page.command("Input.insertText", text=AUTOMATION)
    # The second button of this name is the one of the dialog.
    await page.evaluate("findAll('ha-button', 'Save').at(-1).click()")
    await page.wait_for(f"hass().states[{_js(AUTOMATION_ENTITY)}]")

    account = simulator.instances[FIRST_ID]
    soup = account.post_text(SOUP)
    account.advance(soup.id, "delivered")
    await _poll(page)
    await page.wait_for(f"{_state(SENSOR_TEXT)} === {_js(SOUP)}")
    await asyncio.sleep(COOLDOWN_SECONDS)
    last = f"hass().states[{_js(AUTOMATION_ENTITY)}].attributes.last_triggered"
    before = _js(await page.evaluate(last))
    changed = time.time()
    account.advance(soup.id, "read")
    await _poll(page)
    await page.wait_for(f"{last} !== {before}", POLL_SECONDS)
    ran = await page.evaluate(f"Date.parse({last}) / 1000")
    _say(f"  Read in the simulator, and {ran - changed:.2f} s later the automation ran")

    key = await page.evaluate(f"hass().states[{_js(AUTOMATION_ENTITY)}].attributes.id")
    origin = await page.evaluate("location.origin")
    await page.open(f"{origin}/config/automation/trace/{key}", "Executed")
    await page.press("ha-tab-group-tab", "Changed variables")
    await page.wait_for_text("trigger")
    await page.press(".cm-foldGutter .cm-gutterElement span[title='Fold line']")
    await page.wait_for_text(SOUP)
    await _rest(page)


async def browse_media(page: Page, _simulator: Simulator) -> None:
    """Go down to the statuses of the last day."""
    await page.press("ha-card", "GREEN-API")
    await page.press("ha-card", "WhatsApp +")
    await page.press("ha-card", "20")
    await page.wait_for("findAll('ha-card').length > 2")
    await _rest(page)


async def perform_action(page: Page, simulator: Simulator) -> None:
    """Post a text, and look whether it arrives there and here."""
    await page.press("ha-service-picker")
    await page.wait_for("find('ha-picker-combo-box')")
    await _rest(page)
    await page.command("Input.insertText", text="Send text status")
    await page.press("ha-combo-box-item", "green_api.send_text_status")
    await page.fill("textarea", MESSAGE)
    await page.settle()
    await page.press("ha-button", "Perform action")
    performed = time.time()
    await page.wait_for_text("Response")
    await _rest(page)
    response = await page.evaluate("deepText(find('.cm-content:not(:empty)'))")
    _say(f"  Home Assistant: {' '.join(response.split())}")
    posted = simulator.instances[FIRST_ID].statuses
    there = next((one for one in posted.values() if one.id in response), None)
    if there is None:
        raise BrowserError(f"The simulator does not have it: {response}")
    _say(f"  Simulator: {there.id}: {there.content}")
    await page.wait_for(f"{_state(SENSOR_TEXT)} === {_js(MESSAGE)}", POLL_SECONDS)
    passed = time.time() - performed
    _say(f"  {SENSOR_TEXT}: {MESSAGE!r} after {passed:.1f} s")


async def _told(page: Page, key: str) -> str:
    """Return a text of the page in its language, once it knows it."""
    await page.wait_for(f"hass()?.localize({_js(key)})")
    return str(await page.evaluate(f"hass().localize({_js(key)})"))


async def _poll(page: Page) -> None:
    """Ask for a poll, as everybody can."""
    target = _js({"entity_id": [SENSOR]})
    await page.evaluate(
        f"hass().callService('homeassistant', 'update_entity', {target})"
    )


async def _rest(page: Page) -> None:
    """Take the mouse away, and wait until what slides and fades is done."""
    await page.command("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
    await page.settle()
    await asyncio.sleep(1)


def _state(entity_id: str) -> str:
    return f"hass().states[{_js(entity_id)}].state"


def _js(value: Any) -> str:
    return json.dumps(value)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
