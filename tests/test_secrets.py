"""The token and the phone number are where they belong, and nowhere else."""

from collections.abc import Iterator
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.const import CONF_API_URL, CONF_ID_INSTANCE, DOMAIN
from custom_components.green_api.diagnostics import async_get_config_entry_diagnostics
from demo.simulator import FIRST_ID, FIRST_TOKEN, Drawn, Instance, Simulator, Text
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.restore_state import async_get as async_get_restore_state
from homeassistant.setup import async_setup_component

from .common import setup_integration
from .conftest import PassTime

WRONG_TOKEN = "deadbeef" * 6
# As captured: the token comes back in the path of an error.
ECHO = json.dumps(
    {
        "statusCode": 400,
        "timestamp": "2026-11-26T00:00:00.000Z",
        "path": f"/waInstance{FIRST_ID}/getOutgoingStatuses/{FIRST_TOKEN}",
        "message": "Validation failed",
    }
)
FAULTS: list[dict[str, Any]] = [
    *(
        {"status": status, "body": ECHO}
        for status in (400, 401, 403, 404, 429, 466, 500)
    ),
    {"body": ECHO},
    {"body": f"<html>{FIRST_TOKEN}</html>"},
    {"status": 400, "body": "instance is starting or not authorized"},
    {"status": 400, "body": "Instance account is expired"},
    {"status": 400, "body": "Instance is deleted"},
    {"status": 400, "body": "bad request data"},
    {"status": 403},
    {"status": 404},
    {"status": 429},
    {"status": 500},
    {"status": 502},
    {"body": "<html>"},
    {"body": '[{"idMessage":'},
    {"json": {"code": 500}},
    {"drop": "before"},
    {"drop": "mid"},
    {"location": "https://example.org/"},
    {"headers": {"Content-Encoding": "gzip"}},
    {"headers": {"Set-Cookie": "a=b; Path=/; Domain=example.org"}},
]


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Log everything that anybody could switch on."""
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "asyncio", "homeassistant", "custom_components"):
        caplog.set_level(logging.DEBUG, name)


@pytest.fixture(autouse=True)
def _server_does_not_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the simulator's side of the connection, which runs in this process, logs of its callers."""
    monkeypatch.setattr(logging.getLogger("aiohttp.server"), "disabled", True)
    monkeypatch.setattr(logging.getLogger("aiohttp.access"), "disabled", True)


@pytest.fixture(name="statuses")
def _statuses(instance: Instance) -> None:
    """Post one of each kind."""
    instance.post_text("Text", participants=[instance.contacts[0].id], state="read")
    instance.post_media(Drawn("sea", 1), caption="Picture", viewers=3)
    gone = instance.post_text("Gone", state="sent")
    instance.delete(gone.id)


def logged(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """Return all that was logged, with tracebacks, and as the handlers got it."""
    yield caplog.text
    for record in caplog.records:
        yield f"{record.getMessage()} {record.args!r} {record.exc_text}"
        if record.exc_info and record.exc_info[1] is not None:
            yield f"{record.exc_info[1]!r} {record.exc_info[1].args!r}"


def shown(hass: HomeAssistant) -> Iterator[str]:
    """Return all that Home Assistant shows or hands on."""
    for state in hass.states.async_all():
        yield json.dumps(state.as_dict(), default=repr)
    for issue in ir.async_get(hass).issues.values():
        yield repr(issue)
    for device in dr.async_get(hass).devices:
        yield repr(device)
    for entity in er.async_get(hass).entities.values():
        yield repr(entity)
    for flow in hass.config_entries.flow.async_progress():
        yield repr(flow)


def on_disk(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Return all that is stored, but for the entries themselves."""
    for key, data in hass_storage.items():
        if key != "core.config_entries":
            yield key, json.dumps(data, default=repr)
    for path in Path(hass.config.path(".storage")).glob("*"):
        if path.is_file() and path.name != "core.config_entries":
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.usefixtures("statuses")
async def test_secrets_stay_where_they_are(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever happens to an account, its token and its phone show nowhere."""
    instance.set_settings({"outgoingWebhook": "no"})
    texts: list[str] = []

    def collect() -> None:
        texts.extend(shown(hass))
        texts.extend(text for _, text in on_disk(hass, hass_storage))

    await setup_integration(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    collect()
    for fault in FAULTS:
        for method in ("getOutgoingStatuses", "getStateInstance", None):
            simulator.fault(method=method, times=None, **fault)
            await pass_time(61 * 60)
            collect()
            simulator.faults.clear()
        await pass_time(61 * 60)
    instance.set_quota("getOutgoingStatuses", 3, 3)
    await pass_time(2 * 60)
    collect()
    diagnostics = await async_get_config_entry_diagnostics(hass, config_entry)
    texts.append(json.dumps(diagnostics))
    instance.set_quota("getOutgoingStatuses", None)
    for state in ("notAuthorized", "blocked", "starting", None, "authorized"):
        instance.set_state(state)
        await pass_time(61 * 60)
        collect()

    # A token that is refused, another that is too, and one that works.
    instance.set_token(WRONG_TOKEN[::-1])
    await pass_time(2 * 60)
    collect()
    (flow,) = hass.config_entries.flow.async_progress()
    for token in (WRONG_TOKEN, WRONG_TOKEN[::-1]):
        form = await hass.config_entries.flow.async_configure(
            flow["flow_id"], {CONF_API_TOKEN: token}
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        texts.append(repr({**form, "data_schema": None}))
        collect()
    assert form["reason"] == "reauth_successful"
    assert config_entry.state is ConfigEntryState.LOADED

    await hass.config_entries.async_unload(config_entry.entry_id)
    await hass.config_entries.async_remove(config_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    collect()

    texts.extend(logged(caplog))
    everything = "\n".join(texts)
    for secret in (FIRST_TOKEN, WRONG_TOKEN, WRONG_TOKEN[::-1]):
        assert secret not in everything
        # Nor a part of it that would give it away.
        assert secret[:20] not in everything
    assert instance.contacts[0].id not in everything
    assert instance.phone not in everything
    # The texts are really those of the account.
    assert FIRST_ID in everything
    assert "Fetching green_api" in everything
    assert "quota_exceeded" in everything


@pytest.mark.usefixtures("now")
async def test_what_contacts_post_stays_in_memory(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    pass_time: PassTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Names, numbers and texts of others are in states, and in no log of ours, file, diagnostics, issue or registry."""
    await async_setup_component(hass, "homeassistant", {})
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, options={"contacts": True})
    picture = instance.files.media_status(Drawn("sea", 1), caption="Caption of Dana")
    instance.post_incoming(picture, sender=1)
    await setup_integration(hass, config_entry)
    link = picture.url
    contacts = [instance.contacts[number] for number in (1, 2)]
    texts: list[str] = []

    async def collect() -> None:
        texts.extend(text for _, text in on_disk(hass, hass_storage))
        texts.extend(repr(issue) for issue in ir.async_get(hass).issues.values())
        texts.extend(repr(device) for device in dr.async_get(hass).devices)
        texts.extend(repr(one) for one in er.async_get(hass).entities.values())
        diagnostics = await async_get_config_entry_diagnostics(hass, config_entry)
        texts.append(json.dumps(diagnostics, default=repr))

    await collect()
    status_id = instance.post_incoming(Text("Text of Eli"), sender=2).id
    await pass_time(6 * 60)
    shown_now = "\n".join(shown(hass))
    assert "Text of Eli" in shown_now
    assert contacts[1].name in shown_now
    await collect()
    for fault in FAULTS:
        simulator.fault(method="getIncomingStatuses", **fault)
        await pass_time(61 * 60)
        await collect()
    instance.set_quota("getIncomingStatuses", 1, 1)
    await pass_time(6 * 60)
    await collect()
    assert "contacts_quota_exceeded" in "\n".join(texts)
    instance.set_quota("getIncomingStatuses", None)
    instance.delete(status_id)
    await pass_time(61 * 60)
    await async_get_restore_state(hass).async_dump_states()
    await collect()
    await hass.config_entries.async_unload(config_entry.entry_id)
    await collect()

    texts += [
        f"{record.getMessage()} {record.args!r} {record.exc_text}"
        for record in caplog.records
        if record.name.startswith("custom_components.")
        or record.levelno >= logging.WARNING
    ]
    everything = "\n".join(texts)
    assert status_id in everything
    for contact in contacts:
        assert contact.name not in everything
        assert contact.name.split()[0] not in everything
        assert contact.id.split("@")[0] not in everything
    for secret in ("Text of Eli", "Caption of Dana", link):
        assert secret not in everything


async def test_secrets_stay_in_the_form(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    simulator: Simulator,
    instance: Instance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The first form hands the token to the entry, and to nobody else."""
    texts = []
    values = {
        CONF_API_URL: simulator.url,
        CONF_ID_INSTANCE: FIRST_ID,
        CONF_API_TOKEN: FIRST_TOKEN,
    }
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    for fault in ({"status": 401}, *FAULTS):
        if fault.get("body") == "instance is starting or not authorized":
            continue
        if "Set-Cookie" in fault.get("headers", {}):
            continue
        simulator.fault(times=None, **fault)
        form = await hass.config_entries.flow.async_configure(form["flow_id"], values)
        assert form["errors"]
        schema = form["data_schema"]
        assert schema is not None
        texts += [repr(form), *(repr(vars(field)) for field in schema.schema)]
        simulator.faults.clear()
    result = await hass.config_entries.flow.async_configure(form["flow_id"], values)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert result["result"].data[CONF_API_TOKEN] == FIRST_TOKEN

    texts += [*logged(caplog), *shown(hass)]
    texts += [text for _, text in on_disk(hass, hass_storage)]
    everything = "\n".join(texts)
    assert FIRST_TOKEN not in everything
    assert FIRST_TOKEN[:20] not in everything
    assert instance.phone not in everything
