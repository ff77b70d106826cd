"""The form, through the API that the browser uses, in a real Home Assistant."""

from typing import Any

import pytest

from custom_components.green_api.const import DOMAIN
from demo.client import HomeAssistant
from demo.process import free_port
from demo.simulator import (
    FIRST_ID,
    FIRST_TOKEN,
    SECOND_ID,
    SECOND_TOKEN,
    Simulator,
    fake_token,
)
from tests.e2e.conftest import Start

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

WRONG = [
    ("api_token", fake_token(99), {"api_token": "invalid_auth"}),
    ("api_token", "not/a token", {"api_token": "invalid_auth"}),
    ("id_instance", "1101999999", {"id_instance": "invalid_instance_id"}),
    ("id_instance", "my instance", {"id_instance": "invalid_instance_id"}),
    ("id_instance", "{{idInstance}}", {"id_instance": "invalid_instance_id"}),
    ("api_url", "http://192.0.2.1", {"api_url": "invalid_url"}),
    ("api_url", "ftp://127.0.0.1", {"api_url": "invalid_url"}),
    ("api_url", "://", {"api_url": "invalid_url"}),
    ("api_url", "{{apiUrl}}", {"api_url": "invalid_url"}),
    ("api_url", "https://127.0.0.1:99999", {"api_url": "invalid_url"}),
]


async def test_each_mistake_has_its_message_and_can_be_corrected(
    home: HomeAssistant, start: Start, vendor: Simulator
) -> None:
    """One form takes every mistake, then the right values, and never sends the token back; so does a pasted address."""
    values = {
        "api_url": vendor.url,
        "id_instance": FIRST_ID,
        "api_token": FIRST_TOKEN,
    }
    nobody = f"http://127.0.0.1:{free_port()}"
    not_tls = vendor.url.replace("http:", "https:")
    await start()
    form = await home.open_form(DOMAIN)
    assert form["type"] == "form"
    for field, value, errors in (
        *WRONG,
        ("api_url", nobody, {"base": "cannot_connect"}),
        ("api_url", not_tls, {"base": "cannot_connect"}),
        ("api_url", f"{vendor.url}/elsewhere", {"api_url": "invalid_url"}),
    ):
        shown = await home.submit_form(form["flow_id"], {**values, field: value})
        assert (value, shown["type"], shown["errors"]) == (value, "form", errors)
        assert FIRST_TOKEN not in str(shown)
    added = await home.submit_form(form["flow_id"], values)
    assert added["type"] == "create_entry"

    again = await home.add_entry(DOMAIN, values)
    assert (again["type"], again["reason"]) == ("abort", "already_configured")

    added = await _paste_address(home, vendor)
    assert (added["type"], added["title"]) == ("create_entry", "WhatsApp 0002")
    entries = await home.entries(DOMAIN)
    assert [entry["state"] for entry in entries] == ["loaded", "loaded"]
    assert [entry["title"] for entry in entries] == ["WhatsApp 0001", "WhatsApp 0002"]
    first, other = await home.entity_ids(FIRST_ID), await home.entity_ids(SECOND_ID)
    assert first.keys() == other.keys()
    assert (await home.state(other["latest_status"]))["state"] != "unknown"


async def _paste_address(home: HomeAssistant, vendor: Simulator) -> dict[str, Any]:
    """Add the second account: an address fills the form, an error keeps it, and a form left open locks nobody out."""
    address = f"{vendor.url}/waInstance{SECOND_ID}/getStateInstance/{SECOND_TOKEN}"
    pasted = {"api_url": address, "id_instance": "-", "api_token": "-"}
    vendor.fault(instance=SECOND_ID, status=500, times=2)
    for _ in range(2):
        # The first of the two is left open.
        form = await home.open_form(DOMAIN)
        form = await home.submit_form(form["flow_id"], pasted)
        assert (form["type"], form["errors"]) == ("form", {"base": "cannot_connect"})
        assert SECOND_TOKEN not in str(form)
    fields = {
        field["name"]: field["description"]["suggested_value"]
        for field in form["data_schema"]
        if field["name"] != "api_token"
    }
    assert fields == {"api_url": vendor.url, "id_instance": SECOND_ID}
    # The browser sends no field that is empty.
    return await home.submit_form(form["flow_id"], fields)
