"""Headless Chromium, steered through its own debugging protocol."""

import asyncio
from asyncio.subprocess import DEVNULL
import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
import json
import os
from pathlib import Path
import shutil
import signal
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS: Final = 30
COMMAND_SECONDS: Final = 60
POLL_SECONDS: Final = 0.2

FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)

# Home Assistant's page is a tree of shadow roots, which a plain query does not enter.
HELPERS: Final = """
window.deep = function* (root = document) {
  for (const node of root.querySelectorAll('*')) {
    yield node;
    if (node.shadowRoot) yield* deep(node.shadowRoot);
  }
};
window.find = (selector, text = '') => [...deep()].find(
  (node) => node.matches(selector) && deepText(node).includes(text));
window.findAll = (selector, text = '') => [...deep()].filter(
  (node) => node.matches(selector) && deepText(node).includes(text));
window.hass = () => document.querySelector('home-assistant')?.hass;
window.deepText = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (['STYLE', 'SCRIPT', 'TEMPLATE'].includes(node.nodeName)) return '';
  if (node.nodeName === 'SLOT') return node.assignedNodes().map(deepText).join(' ');
  const children = (node.shadowRoot ?? node).childNodes;
  return [...children].map(deepText).join(' ').replace(/\\s+/g, ' ');
};
window.inSight = (node) => {
  const {top, right, bottom, left} = node.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
};
window.settled = () => {
  const busy = 'ha-launch-screen, ha-spinner, ha-fade-in, #ha-launch-screen';
  const nodes = [...deep()];
  return document.readyState === 'complete'
    && !nodes.some((node) => node.matches(busy) && node.getClientRects().length)
    && nodes.every((node) => node.nodeName !== 'IMG' || node.complete
      || (node.loading === 'lazy' && !inSight(node)));
};
"""


class BrowserError(Exception):
    """The page did not get to where it was expected."""


class Page:
    """The one tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Steer the tab behind this socket."""
        self._socket = socket
        self._sent = 0

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; events in between are skipped."""
        self._sent += 1
        await self._socket.send_json(
            {"id": self._sent, "method": method, "params": params}
        )
        async with asyncio.timeout(COMMAND_SECONDS):
            while True:
                reply = await self._socket.receive_json()
                if reply.get("id") == self._sent:
                    break
        if "error" in reply:
            raise BrowserError(f"{method}: {reply['error']['message']}")
        return dict(reply["result"])

    async def show_as(
        self, width: int, height: int, *, dark: bool, scale: float = 1
    ) -> None:
        """Take the shape and the colours of a device."""
        await self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.command("Emulation.setEmulatedMedia", features=[scheme])

    async def open(self, url: str, wait_for: str) -> None:
        """Open an address and wait until this text is on the page and all is quiet."""
        await self.command("Page.navigate", url=url)
        await self.wait_for_text(wait_for)

    async def wait_for_text(self, text: str) -> None:
        """Wait until this text is on the page, nothing loads and nothing moves."""
        await self.wait_for(f"deepText(document.body).includes({json.dumps(text)})")
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing loads and nothing moves any more."""
        await self.wait_for("settled()")
        before, quiet = "", 0
        for _ in range(50):
            now = await self.evaluate("deepText(document.body)")
            quiet = quiet + 1 if now == before else 0
            # Not longer: "5 seconds ago" counts on.
            if quiet == 3:
                return
            before = now
            await asyncio.sleep(POLL_SECONDS)
        raise BrowserError("the page keeps changing")

    async def wait_for(self, script: str, seconds: float = 40) -> None:
        """Wait until a script says true."""
        for _ in range(round(seconds / POLL_SECONDS)):
            if await self._true(script):
                return
            await asyncio.sleep(POLL_SECONDS)
        shown = await self.evaluate("window.deep ? deepText(document.body) : ''")
        raise BrowserError(f"{script} is not true. The page shows: {shown[:2000]}")

    async def _true(self, script: str) -> bool:
        """Tell whether a script says true; a page that is just being left says nothing."""
        ready = f"!!(window.deep && document.body && ({script}))"
        try:
            return bool(await self.evaluate(ready))
        except BrowserError as err:
            if any(word in str(err) for word in ("context", "navigated")):
                return False
            raise

    async def evaluate(self, script: str) -> Any:
        """Run a script in the page and return what it says."""
        reply = await self.command(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in reply:
            details = reply["exceptionDetails"]
            raise BrowserError(f"{script}: {details.get('exception', details)}")
        return reply["result"].get("value")

    async def click(self, selector: str, text: str = "") -> None:
        """Click what this selector finds, in any shadow root."""
        found = f"find({json.dumps(selector)}, {json.dumps(text)})"
        await self.wait_for(found)
        await self.evaluate(f"{found}.click()")

    async def press(self, selector: str, text: str = "") -> None:
        """Click as a mouse does: what takes only trusted events needs it."""
        found = f"find({json.dumps(selector)}, {json.dumps(text)})"
        await self.wait_for(found)
        script = (
            f"(() => {{ const n = {found}; n.scrollIntoView({{block: 'nearest'}});"
            " const r = n.getBoundingClientRect();"
            " return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()"
        )
        # What slides in would be missed.
        where, before = await self.evaluate(script), None
        while where != before:
            await asyncio.sleep(POLL_SECONDS)
            where, before = await self.evaluate(script), where
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = "none" if kind == "mouseMoved" else "left"
            await self.command(
                "Input.dispatchMouseEvent",
                type=kind,
                button=button,
                clickCount=1,
                **where,
            )

    async def fill(self, selector: str, text: str) -> None:
        """Type into a field, over what is in it."""
        found = f"find({json.dumps(selector)})"
        await self.wait_for(found)
        await self.evaluate(
            f"(() => {{ const f = {found}; f.focus(); f.select(); }})()"
        )
        await self.command("Input.insertText", text=text)

    async def screenshot(self, file: Path) -> None:
        """Write down what is seen."""
        taken = await self.command("Page.captureScreenshot", format="png")
        await asyncio.to_thread(_write, file, base64.b64decode(taken["data"]))


@asynccontextmanager
async def browser() -> AsyncGenerator[Page]:
    """Run a browser with an empty profile, and end it with everything it started."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise BrowserError("No Chromium on PATH: install chromium and run this again.")
    with TemporaryDirectory(
        prefix="green-api-browser-", ignore_cleanup_errors=True
    ) as home:
        process = await asyncio.create_subprocess_exec(
            found,
            *FLAGS,
            f"--user-data-dir={home}",
            "about:blank",
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
        try:
            port = await _debugging_port(Path(home))
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{port}/json/list") as response,
            ):
                tabs = await response.json()
                tab = next(each for each in tabs if each["type"] == "page")
                async with session.ws_connect(
                    tab["webSocketDebuggerUrl"], max_msg_size=0
                ) as socket:
                    page = Page(socket)
                    await page.command("Page.enable")
                    await page.command(
                        "Page.addScriptToEvaluateOnNewDocument", source=HELPERS
                    )
                    yield page
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _debugging_port(home: Path) -> int:
    """Return the port that the browser writes down once it listens."""
    file = home / "DevToolsActivePort"
    for _ in range(round(START_SECONDS / POLL_SECONDS)):
        if file.exists() and len(lines := file.read_text().splitlines()) > 1:
            return int(lines[0])
        await asyncio.sleep(POLL_SECONDS)
    raise BrowserError(f"Chromium is not ready after {START_SECONDS} s.")


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
