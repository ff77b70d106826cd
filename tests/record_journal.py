"""Records what a version writes, for the tests of upgrades: `pytest tests/record_journal.py --basetemp …`.

To be put into a checkout of the version that is to be recorded; it is no test of this one. See docs/upgrades.md.
"""

from datetime import timedelta
import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.green_api.const import DOMAIN
from demo.simulator import FIRST_ID, FIRST_TOKEN, Instance, Simulator
from demo.simulator.media import Drawn, Sample
from homeassistant.core import HomeAssistant

HOUR = 60 * 60


async def test_record(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    simulator: Simulator,
    instance: Instance,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """An account is added, its options are changed, and statuses of all kinds come and go."""

    async def pass_time(seconds: float) -> None:
        freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    # What was there before; the option brings in the second one.
    instance.post_text("Here before", state="read", viewers=2, age=3 * HOUR)
    instance.post_text("Long ago", state="delivered", age=30 * HOUR)
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    await hass.config_entries.flow.async_configure(
        form["flow_id"],
        {
            "api_url": simulator.url,
            "id_instance": FIRST_ID,
            "api_token": FIRST_TOKEN,
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    options = await hass.config_entries.options.async_init(entry.entry_id)
    schema = options["data_schema"]
    assert schema is not None
    await hass.config_entries.options.async_configure(
        options["flow_id"], schema({"scan_interval": 60, "window": 2880})
    )
    await hass.async_block_till_done(wait_background_tasks=True)

    old = instance.post_text("Up for a day", state="sent")
    await pass_time(61)
    instance.advance(old.id, "read", viewers=3)
    await pass_time(61)
    await pass_time(23 * HOUR)
    picture = instance.post_media(Drawn("sea", 1), caption="Bread", state="pending")
    await pass_time(61)
    instance.advance(picture.id, "sent")
    await pass_time(61)
    instance.advance(picture.id, "delivered")
    await pass_time(61)
    instance.post_media(Sample("melody.mp3"), state="failed")
    gone = instance.post_text("A slip", state="sent")
    instance.post_text("Nobody yet", by_api=False, state="pending")
    await pass_time(61)
    instance.delete(gone.id)
    await pass_time(HOUR)
    await pass_time(61)
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    reply: list[dict[str, Any]] = json.loads(instance.outgoing(2880))
    for item in reply:
        item.pop("jpegThumbnail", None)
    recorded = {
        "now": int(freezer().timestamp()),
        "entry": entry.as_dict(),
        "store": hass_storage[f"{DOMAIN}.{entry.entry_id}"],
        "reply": reply,
    }
    text = json.dumps(recorded, indent=2, ensure_ascii=False)
    target = tmp_path / "journal.json"
    target.write_text(text.replace(simulator.url, "https://example.com") + "\n")
