"""The forms: set-up, reauth, reconfigure and options."""

from collections.abc import Callable
import json
import logging
from typing import Any
from unittest.mock import patch

import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.client import GreenApiClient, WaSettings
from custom_components.green_api.config_flow import read_form
from custom_components.green_api.const import CONF_API_URL, CONF_ID_INSTANCE, DOMAIN
from demo.simulator import (
    FIRST_ID,
    FIRST_TOKEN,
    SECOND_ID,
    SECOND_TOKEN,
    Instance,
    Simulator,
)
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import config_validation as cv

from .common import setup_integration
from .conftest import Poll

OTHER_TOKEN = "0" * 50
PUBLIC = {
    CONF_API_URL: "https://7103.api.greenapi.com",
    CONF_ID_INSTANCE: "7103000001",
    CONF_API_TOKEN: FIRST_TOKEN,
}
REQUEST = f"{PUBLIC[CONF_API_URL]}/waInstance7103000001/getStateInstance/{FIRST_TOKEN}"


@pytest.fixture(name="values")
def _values(simulator: Simulator) -> dict[str, Any]:
    """Return the right values of the first account."""
    return {
        CONF_API_URL: simulator.url,
        CONF_ID_INSTANCE: FIRST_ID,
        CONF_API_TOKEN: FIRST_TOKEN,
    }


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the form for a new account."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, values: dict[str, Any]
) -> ConfigFlowResult:
    """Send a form."""
    result = await hass.config_entries.flow.async_configure(form["flow_id"], values)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def open_reauth(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the only form that asks for a new token."""
    (progress,) = hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": "reauth"}
    )
    return await hass.config_entries.flow.async_configure(progress["flow_id"])


def suggested(form: ConfigFlowResult) -> dict[str, Any]:
    """Return what a form has in its fields."""
    schema = form["data_schema"]
    assert schema is not None
    return {
        str(field): field.description["suggested_value"]
        for field in schema.schema
        if field.description and "suggested_value" in field.description
    }


def sent_to_browser(form: ConfigFlowResult) -> str:
    """Return a form as the browser gets it."""
    assert form["data_schema"] is not None
    fields = probatio.to_field_list(
        form["data_schema"], custom_serializer=cv.custom_serializer
    )
    return json.dumps({**form, "data_schema": fields}, default=str)


# A new account.


async def test_three_right_values_create_an_entry_named_by_the_phone(
    hass: HomeAssistant, values: dict[str, Any], instance: Instance
) -> None:
    """The title has the last four digits of the phone, and the entry works at once."""
    form = await start(hass)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert form["errors"] == {}
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["console_url"].startswith("https://")

    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"WhatsApp {instance.phone[-4:]}"
    # The page does not have the cards yet.
    assert result["description"] == "first_account"
    entry = result["result"]
    assert entry.data == values
    assert entry.unique_id == FIRST_ID
    assert entry.state is ConfigEntryState.LOADED


async def test_title_has_more_digits_where_another_account_has_the_same(
    hass: HomeAssistant, values: dict[str, Any], instance: Instance
) -> None:
    """Two accounts can be told apart."""
    MockConfigEntry(
        domain=DOMAIN, title=f"WhatsApp {instance.phone[-4:]}", unique_id="1101"
    ).add_to_hass(hass)
    result = await submit(hass, await start(hass), values)
    assert result["title"] == f"WhatsApp {instance.phone[-5:]}"
    assert result["description"] is None


@pytest.mark.parametrize("state", ["notAuthorized", "starting", None, "blocked"])
async def test_account_without_a_linked_phone_can_be_added(
    hass: HomeAssistant, values: dict[str, Any], instance: Instance, state: str | None
) -> None:
    """The values are good, and the entry goes by the instance."""
    instance.set_state(state)
    result = await submit(hass, await start(hass), values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"WhatsApp {FIRST_ID}"
    assert result["result"].state is ConfigEntryState.LOADED


async def test_account_that_refuses_everything_while_it_starts_can_be_added(
    hass: HomeAssistant, values: dict[str, Any], simulator: Simulator
) -> None:
    """An answer that the instance is starting says that the values are good."""
    simulator.fault(
        status=400, body="instance in starting process try later", times=None
    )
    result = await submit(hass, await start(hass), values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"WhatsApp {FIRST_ID}"


async def test_account_is_added_once(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    simulator: Simulator,
) -> None:
    """The same account aborts, whatever the spelling of its id, and is not asked."""
    config_entry.add_to_hass(hass)
    result = await submit(
        hass, await start(hass), {**values, CONF_ID_INSTANCE: f" {FIRST_ID} "}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert not simulator.calls


async def test_account_that_was_added_during_the_check_is_left_alone(
    hass: HomeAssistant, config_entry: MockConfigEntry, values: dict[str, Any]
) -> None:
    """Home Assistant would replace the entry, and lose its history."""

    async def add_meanwhile(client: GreenApiClient) -> WaSettings:
        config_entry.add_to_hass(hass)
        return WaSettings(state=None, phone=None)

    with patch.object(GreenApiClient, "get_wa_settings", add_meanwhile):
        result = await submit(hass, await start(hass), values)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert hass.config_entries.async_entries(DOMAIN) == [config_entry]


# What is wrong.

WRONG_VALUES = [
    ({CONF_API_TOKEN: OTHER_TOKEN}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: f"{FIRST_TOKEN}/x"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: "../getSettings"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: " "}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: "токен"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: "{{apiTokenInstance}}"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_ID_INSTANCE: "9999999999"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "abc"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: ""}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "1101/../1"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "٣٣٣٣٣"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "{{idInstance}}"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_API_URL: "http://192.0.2.1"}, {CONF_API_URL: "invalid_url"}),
    ({CONF_API_URL: ""}, {CONF_API_URL: "invalid_url"}),
    ({CONF_API_URL: "{{apiUrl}}"}, {CONF_API_URL: "invalid_url"}),
    (
        {CONF_API_URL: "ftp://127.0.0.1", CONF_ID_INSTANCE: "x", CONF_API_TOKEN: "/"},
        {
            CONF_API_URL: "invalid_url",
            CONF_ID_INSTANCE: "invalid_instance_id",
            CONF_API_TOKEN: "invalid_auth",
        },
    ),
]
FAULTS = [
    ({"status": 401}, {CONF_API_TOKEN: "invalid_auth"}),
    ({"json": {"code": 401}}, {CONF_API_TOKEN: "invalid_auth"}),
    ({"status": 403}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({"status": 403, "method": "getOutgoingStatuses"}, {"base": "forbidden"}),
    ({"status": 404}, {CONF_API_URL: "invalid_url"}),
    (
        {"status": 400, "body": "Instance is deleted"},
        {CONF_ID_INSTANCE: "invalid_instance_id"},
    ),
    ({"status": 400, "body": "Instance account is expired"}, {"base": "expired"}),
    ({"status": 466}, {"base": "quota_exceeded"}),
    ({"status": 466, "method": "getOutgoingStatuses"}, {"base": "quota_exceeded"}),
    ({"status": 429}, {"base": "cannot_connect"}),
    ({"status": 400, "body": "bad request data"}, {"base": "cannot_connect"}),
    ({"status": 500}, {"base": "cannot_connect"}),
    ({"status": 502}, {"base": "cannot_connect"}),
    ({"location": "https://example.org/"}, {"base": "cannot_connect"}),
    ({"body": "<html>"}, {"base": "cannot_connect"}),
    ({"body": "{}", "method": "getOutgoingStatuses"}, {"base": "cannot_connect"}),
    ({"drop": "mid"}, {"base": "cannot_connect"}),
]


@pytest.mark.parametrize(("wrong", "errors"), WRONG_VALUES, ids=str)
async def test_wrong_value_is_named_at_its_field_and_can_be_corrected(
    hass: HomeAssistant,
    values: dict[str, Any],
    wrong: dict[str, str],
    errors: dict[str, str],
) -> None:
    """What was entered in the readable fields is still there."""
    entered = {**values, **wrong}
    form = await submit(hass, await start(hass), entered)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == errors
    del entered[CONF_API_TOKEN]
    assert suggested(form) == entered

    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == values


@pytest.mark.parametrize(("fault", "errors"), FAULTS, ids=str)
async def test_refusal_is_named_and_the_form_can_be_sent_again(
    hass: HomeAssistant,
    values: dict[str, Any],
    simulator: Simulator,
    fault: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """Each answer of GREEN-API has its own message, and nothing has to be entered again."""
    simulator.fault(times=None, **fault)
    form = await submit(hass, await start(hass), values)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == errors

    simulator.faults.clear()
    result = await submit(hass, form, suggested(form))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == values


async def test_values_that_cannot_be_right_are_not_sent(
    hass: HomeAssistant, values: dict[str, Any], simulator: Simulator
) -> None:
    """The token goes nowhere before all values make sense."""
    await submit(hass, await start(hass), {**values, CONF_ID_INSTANCE: "abc"})
    assert not simulator.calls


async def test_unexpected_error_is_logged_without_its_text(
    hass: HomeAssistant, values: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Its text may hold the token."""
    form = await start(hass)
    with patch.object(
        GreenApiClient,
        "get_wa_settings",
        side_effect=RuntimeError(f"http://127.0.0.1/{FIRST_TOKEN}"),
    ):
        form = await submit(hass, form, values)
    assert form["errors"] == {"base": "unknown"}
    (line,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert "RuntimeError" in line.getMessage()
    assert line.exc_info is None
    assert FIRST_TOKEN not in caplog.text

    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY


# What was entered stays, and the token is not shown.


async def test_first_form_asks_for_the_token(hass: HomeAssistant) -> None:
    """There is nothing yet that an empty field could stand for."""
    with pytest.raises(InvalidData):
        await submit(
            hass,
            await start(hass),
            {key: PUBLIC[key] for key in (CONF_API_URL, CONF_ID_INSTANCE)},
        )


@pytest.mark.parametrize("empty", [{}, {CONF_API_TOKEN: ""}])
async def test_token_is_kept_over_an_error_at_another_field(
    hass: HomeAssistant, values: dict[str, Any], empty: dict[str, str]
) -> None:
    """A token field that is left empty means the token that was entered."""
    form = await submit(hass, await start(hass), {**values, CONF_ID_INSTANCE: "abc"})
    assert FIRST_TOKEN not in sent_to_browser(form)
    del values[CONF_API_TOKEN]
    result = await submit(hass, form, {**values, **empty})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_API_TOKEN] == FIRST_TOKEN


@pytest.mark.parametrize("field", [CONF_API_URL, CONF_ID_INSTANCE, CONF_API_TOKEN])
async def test_token_of_a_pasted_address_is_not_shown(
    hass: HomeAssistant, values: dict[str, Any], simulator: Simulator, field: str
) -> None:
    """After an error the parts of the address are in their fields, the token in none."""
    address = f"{simulator.url}/waInstance{FIRST_ID}/getStateInstance/{FIRST_TOKEN}"
    simulator.fault(status=500)
    form = await submit(
        hass, await start(hass), {**dict.fromkeys(values, "x"), field: address}
    )
    assert suggested(form) == {
        CONF_API_URL: simulator.url,
        CONF_ID_INSTANCE: FIRST_ID,
    }
    assert FIRST_TOKEN not in sent_to_browser(form)

    result = await submit(hass, form, suggested(form))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == values


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        (CONF_ID_INSTANCE, FIRST_TOKEN),
        (CONF_API_URL, FIRST_TOKEN),
        (CONF_API_URL, f"ftp://127.0.0.1/{FIRST_TOKEN}"),
        (CONF_API_URL, f"{{{{apiUrl}}}}/waInstance1101/getSettings/{FIRST_TOKEN}"),
        (CONF_ID_INSTANCE, f"waInstance/getSettings/{FIRST_TOKEN}?x=1"),
    ],
)
async def test_token_in_the_wrong_field_is_not_shown(
    hass: HomeAssistant, values: dict[str, Any], field: str, entered: str
) -> None:
    """What looks like a token is not put back into a readable field."""
    form = await submit(hass, await start(hass), {**values, field: entered})
    assert form["errors"] is not None
    assert field in form["errors"]
    assert FIRST_TOKEN not in sent_to_browser(form)


# How the values are read.


@pytest.mark.parametrize("field", list(PUBLIC))
@pytest.mark.parametrize(
    "surround",
    [
        lambda value: f" \t{value}\n",
        lambda value: f"\u00a0{value}\u202f",
        lambda value: f"\u200e{value}\u200f",
        lambda value: f"\u202a{value}\u202c",
        lambda value: f"\u2068{value}\u2069",
        lambda value: f"\ufeff{value}\u2060",
        lambda value: f"{value[:5]}\u200b{value[5:]}",
        lambda value: f"{value[:5]}\u00ad{value[5:]}",
        lambda value: f'"{value}"',
        lambda value: f"“{value}”",
        lambda value: f"`{value}`",
        lambda value: f'"{value}",',
        lambda value: f"\u200e'{value}'\u200e",
    ],
)
def test_what_is_copied_along_does_not_matter(
    field: str, surround: Callable[[str], str]
) -> None:
    """Blanks, marks that cannot be seen, quotes and a comma are dropped from each value."""
    assert read_form({**PUBLIC, field: surround(PUBLIC[field])}) == (PUBLIC, {})


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        (CONF_API_URL, f"apiUrl: {PUBLIC[CONF_API_URL]}"),
        (CONF_API_URL, f'"apiUrl": "{PUBLIC[CONF_API_URL]}",'),
        (CONF_ID_INSTANCE, "idInstance\t7103000001"),
        (CONF_ID_INSTANCE, "waInstance7103000001"),
        (CONF_ID_INSTANCE, "7103 0000 01"),
        (CONF_ID_INSTANCE, "7103–0000–01"),
        (CONF_API_TOKEN, f"apiTokenInstance={FIRST_TOKEN}"),
        (CONF_API_TOKEN, f"{FIRST_TOKEN[:20]} {FIRST_TOKEN[20:]}"),
    ],
)
def test_value_is_read_with_its_name_and_in_groups(field: str, entered: str) -> None:
    """A value may come with the console's name for it, or broken by blanks and dashes."""
    assert read_form({**PUBLIC, field: entered}) == (PUBLIC, {})


@pytest.mark.parametrize("field", list(PUBLIC))
@pytest.mark.parametrize(
    "address",
    [
        REQUEST,
        f"{REQUEST}?minutes=60",
        f"{REQUEST}/",
        f'"{REQUEST}"',
        f"\u2068{REQUEST}\u2069",
        f"curl --location '{REQUEST}'",
        f"GET {REQUEST}",
        REQUEST.removeprefix("https://"),
        REQUEST.replace("/waInstance", "//waInstance"),
    ],
)
def test_address_of_a_request_fills_all_fields(field: str, address: str) -> None:
    """It may be in any of the three, whatever the others hold."""
    others = {
        CONF_API_URL: "https://api.green-api.com",
        CONF_ID_INSTANCE: "1101",
        CONF_API_TOKEN: "x",
    }
    assert read_form({**others, field: address}) == (PUBLIC, {})


@pytest.mark.parametrize(
    "address",
    [
        "https://7103.api.greenapi.com/waInstance7103000001/getStateInstance/{{apiTokenInstance}}",
        "https://7103.api.greenapi.com/waInstance7103000001/getStateInstance",
        "https://7103.api.greenapi.com/waInstance{{idInstance}}/getSettings/",
    ],
)
def test_part_that_an_address_lacks_is_taken_from_its_field(address: str) -> None:
    """Names in braces do not replace what was entered."""
    assert read_form({**PUBLIC, CONF_API_URL: address}) == (PUBLIC, {})


def test_address_of_names_in_braces_is_refused_where_it_was_pasted() -> None:
    """The first field says what is wrong; what was entered in the others stays."""
    template = "{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}"
    read, errors = read_form({**PUBLIC, CONF_API_URL: template})
    assert errors == {CONF_API_URL: "invalid_url"}
    assert read == {**PUBLIC, CONF_API_URL: "{{apiUrl}}"}


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        ("https://api.green-api.com", "https://api.green-api.com"),
        ("https://api.green-api.com/", "https://api.green-api.com"),
        (" https://api.green-api.com// ", "https://api.green-api.com"),
        ("https://api.green\u2011api.com", "https://api.green-api.com"),
        ("7103.api.greenapi.com", "https://7103.api.greenapi.com"),
        ("HTTPS://API.GREEN-API.COM", "https://api.green-api.com"),
        ("https://gateway.example.org/green", "https://gateway.example.org/green"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.5.6.7", "http://127.5.6.7"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
    ],
)
def test_address_is_accepted(entered: str, read: str) -> None:
    """An address needs https, or is this machine; it is stored without a trailing slash."""
    values, errors = read_form({**PUBLIC, CONF_API_URL: entered})
    assert errors == {}
    assert values[CONF_API_URL] == read


@pytest.mark.parametrize(
    "entered",
    [
        "http://api.green-api.com",
        "http://192.168.1.5",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "ftp://api.green-api.com",
        "https://3100.api.green-api.com/v3",
        "https://3100.api.green-api.com/v3/",
        "https://3100.api.green-api.com/v3/waInstance3100/getSettings/abc",
        "https://console.green-api.com/instanceList",
        "https://media.greenapi.com",
        "https://7103.media.greenapi.com",
        "https://somebody@api.green-api.com",
        "https://somebody:secret@api.green-api.com",
        "https://api.green-api.com?x=1",
        "https://api.green-api.com#x",
        "https://api.green api.com",
        "https://api.green-api.com evil.example.org",
        "https://",
        "https://[::1",
        "https://api.green-api.com:port",
        "{{apiUrl}}",
        "https://{{host}}",
        "",
    ],
)
def test_address_is_refused(entered: str) -> None:
    """The token is not sent in the clear, to another product, or to what is no address."""
    _values, errors = read_form({**PUBLIC, CONF_API_URL: entered})
    assert errors == {CONF_API_URL: "invalid_url"}


@pytest.mark.parametrize(
    ("entered", "accepted"),
    [
        ("1101", True),
        ("7105187566", True),
        ("710518756612", True),
        ("110", False),
        ("1" * 21, False),
        ("7103.000001", False),
        ("waInstance{{idInstance}}", False),
    ],
)
def test_instance_id_has_four_to_twenty_digits(entered: str, accepted: bool) -> None:
    """Ids were ten digits once, and are twelve now."""
    _values, errors = read_form({**PUBLIC, CONF_ID_INSTANCE: entered})
    assert errors == ({} if accepted else {CONF_ID_INSTANCE: "invalid_instance_id"})


# Forms that were left open.


async def test_form_that_was_left_open_does_not_stand_in_the_way_of_a_new_one(
    hass: HomeAssistant, values: dict[str, Any]
) -> None:
    """Somebody who closed the browser starts again; the old form is gone afterwards."""
    left_open = await submit(
        hass, await start(hass), {**values, CONF_API_TOKEN: OTHER_TOKEN}
    )
    assert left_open["type"] is FlowResultType.FORM
    result = await submit(hass, await start(hass), values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.config_entries.flow.async_progress() == []


async def test_reconfigure_form_that_is_finished_last_wins(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
) -> None:
    """Two forms for one account do not lock each other out."""
    await setup_integration(hass, config_entry)
    forms = [await config_entry.start_reconfigure_flow(hass) for _ in range(2)]
    for form, token in zip(reversed(forms), (OTHER_TOKEN, "1" * 50), strict=True):
        await submit(hass, form, {**values, CONF_API_TOKEN: "wrong"})
        instance.set_token(token)
        result = await submit(hass, form, {**values, CONF_API_TOKEN: token})
        assert result["reason"] == "reconfigure_successful"
        assert config_entry.data[CONF_API_TOKEN] == token


async def test_reauth_works_while_a_reconfigure_form_is_open(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
    poll: Poll,
) -> None:
    """And the form that was left open works afterwards."""
    await setup_integration(hass, config_entry)
    instance.set_token(OTHER_TOKEN)
    await poll()
    reauth = await open_reauth(hass)
    left_open = await config_entry.start_reconfigure_flow(hass)
    left_open = await submit(hass, left_open, {**values, CONF_API_TOKEN: "wrong"})
    result = await submit(hass, reauth, {CONF_API_TOKEN: OTHER_TOKEN})
    assert result["reason"] == "reauth_successful"
    assert config_entry.state is ConfigEntryState.LOADED

    result = await submit(hass, left_open, {**values, CONF_API_TOKEN: OTHER_TOKEN})
    assert result["reason"] == "reconfigure_successful"


async def test_reconfigure_ends_a_reauth_that_is_open(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
    poll: Poll,
) -> None:
    """The account works again, so that nobody has to be asked."""
    await setup_integration(hass, config_entry)
    instance.set_token(OTHER_TOKEN)
    await poll()
    form = await open_reauth(hass)
    await submit(hass, form, {CONF_API_TOKEN: "wrong"})

    result = await submit(
        hass,
        await config_entry.start_reconfigure_flow(hass),
        {**values, CONF_API_TOKEN: OTHER_TOKEN},
    )
    assert result["reason"] == "reconfigure_successful"
    assert config_entry.state is ConfigEntryState.LOADED
    assert hass.config_entries.flow.async_progress() == []


# Another token.


async def test_reauth_names_the_account_and_takes_the_new_token(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
) -> None:
    """It asks for nothing else, and the account works again."""
    instance.set_token(OTHER_TOKEN)
    await setup_integration(hass, config_entry)
    form = await open_reauth(hass)
    assert form["step_id"] == "reauth_confirm"
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["account"] == config_entry.title
    assert form["description_placeholders"]["api_url"] == values[CONF_API_URL]
    assert form["data_schema"] is not None
    assert list(form["data_schema"].schema) == [CONF_API_TOKEN]
    assert FIRST_TOKEN not in sent_to_browser(form)

    result = await submit(hass, form, {CONF_API_TOKEN: f" {OTHER_TOKEN} "})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert config_entry.data == {**values, CONF_API_TOKEN: OTHER_TOKEN}
    assert config_entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    ("fault", "token", "errors"),
    [
        ({}, OTHER_TOKEN, {CONF_API_TOKEN: "invalid_auth"}),
        ({}, "a/b", {CONF_API_TOKEN: "invalid_auth"}),
        ({"status": 500}, FIRST_TOKEN, {"base": "cannot_connect"}),
        # Of fields that this form does not have.
        ({"status": 404}, FIRST_TOKEN, {"base": "invalid_url"}),
        ({"status": 403}, FIRST_TOKEN, {"base": "invalid_instance_id"}),
    ],
)
async def test_reauth_error_can_be_corrected(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    fault: dict[str, Any],
    token: str,
    errors: dict[str, str],
) -> None:
    """What is wrong is named in the form, which can be sent again."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reauth_flow(hass)
    if fault:
        simulator.fault(times=None, **fault)
    form = await submit(hass, form, {CONF_API_TOKEN: token})
    assert form["step_id"] == "reauth_confirm"
    assert form["errors"] == errors
    assert suggested(form) == {}

    simulator.faults.clear()
    result = await submit(hass, form, {CONF_API_TOKEN: FIRST_TOKEN})
    assert result["reason"] == "reauth_successful"


async def test_reauth_keeps_the_token_over_an_error(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
) -> None:
    """The form is sent again as it is, and the token is the entered one, not the stored one."""
    instance.set_token(OTHER_TOKEN)
    await setup_integration(hass, config_entry)
    form = await open_reauth(hass)
    simulator.fault(status=500)
    form = await submit(hass, form, {CONF_API_TOKEN: OTHER_TOKEN})
    assert form["errors"] == {"base": "cannot_connect"}
    result = await submit(hass, form, {})
    assert result["reason"] == "reauth_successful"
    assert config_entry.data[CONF_API_TOKEN] == OTHER_TOKEN


async def test_reauth_reads_the_token_of_a_pasted_address(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    simulator: Simulator,
) -> None:
    """A whole address of a request will do here, too."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reauth_flow(hass)
    address = f"{simulator.url}/waInstance{FIRST_ID}/getSettings/{FIRST_TOKEN}"
    result = await submit(hass, form, {CONF_API_TOKEN: address})
    assert result["reason"] == "reauth_successful"
    assert config_entry.data == values


async def test_reauth_refuses_the_address_of_another_instance(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    simulator: Simulator,
) -> None:
    """An entry does not become another account."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reauth_flow(hass)
    address = f"{simulator.url}/waInstance{SECOND_ID}/getSettings/{SECOND_TOKEN}"
    result = await submit(hass, form, {CONF_API_TOKEN: address})
    assert result["reason"] == "unique_id_mismatch"
    assert config_entry.data == values


# Other values.


async def test_reconfigure_changes_all_three_values(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
) -> None:
    """The form starts with those that are no secret, and asks for the token."""
    await setup_integration(hass, config_entry)
    instance.set_token(OTHER_TOKEN)
    form = await config_entry.start_reconfigure_flow(hass)
    assert form["step_id"] == "reconfigure"
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["account"] == config_entry.title
    assert suggested(form) == {
        CONF_API_URL: values[CONF_API_URL],
        CONF_ID_INSTANCE: FIRST_ID,
    }
    with pytest.raises(InvalidData):
        await submit(hass, form, suggested(form))

    new = {**values, CONF_API_TOKEN: OTHER_TOKEN}
    result = await submit(hass, form, {**new, CONF_API_URL: f"{new[CONF_API_URL]}/"})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert config_entry.data == new
    assert config_entry.state is ConfigEntryState.LOADED
    assert hass.config_entries.async_entries(DOMAIN) == [config_entry]


@pytest.mark.parametrize(("wrong", "errors"), WRONG_VALUES[:2], ids=str)
async def test_reconfigure_error_changes_nothing_and_can_be_corrected(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    wrong: dict[str, str],
    errors: dict[str, str],
) -> None:
    """What is wrong is named as in the first form."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, {**values, **wrong})
    assert form["errors"] == errors
    assert config_entry.data == values
    result = await submit(hass, form, values)
    assert result["reason"] == "reconfigure_successful"


async def test_reconfigure_to_another_account_aborts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    simulator: Simulator,
) -> None:
    """An entry does not become another account, and the values are not tried."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reconfigure_flow(hass)
    simulator.clear_calls()
    result = await submit(
        hass,
        form,
        {**values, CONF_ID_INSTANCE: SECOND_ID, CONF_API_TOKEN: SECOND_TOKEN},
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "unique_id_mismatch"
    assert config_entry.data == values
    assert not simulator.calls


@pytest.mark.parametrize(
    ("title", "state", "new_title"),
    [
        (f"WhatsApp {FIRST_ID}", "authorized", "WhatsApp 0001"),
        ("WhatsApp 0009", "authorized", "WhatsApp 0001"),
        ("Our shop", "authorized", "Our shop"),
        ("WhatsApp 0009", "notAuthorized", "WhatsApp 0009"),
    ],
    ids=["no phone before", "another phone before", "named by the user", "no phone"],
)
async def test_reconfigure_renews_a_title_of_ours(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
    title: str,
    state: str,
    new_title: str,
) -> None:
    """The title follows the phone, unless the user chose it or no phone is linked."""
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(config_entry, title=title)
    instance.set_state(state)
    form = await config_entry.start_reconfigure_flow(hass)
    result = await submit(hass, form, values)
    assert result["reason"] == "reconfigure_successful"
    assert config_entry.title == new_title


# Options.


async def test_options_start_with_what_holds_and_take_effect(
    hass: HomeAssistant, config_entry: MockConfigEntry
) -> None:
    """They are whole numbers, and the account is reloaded with them."""
    await setup_integration(hass, config_entry)
    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    assert form["data_schema"] is not None
    assert form["data_schema"]({}) == {
        "scan_interval": 60,
        "window": 1440,
        "views": True,
        "views_per_hour": 12,
        "list_recipients": False,
        "assist_names": False,
        "contacts": False,
        "contacts_interval": 5,
    }
    new = {
        "scan_interval": 300.0,
        "window": 10080.0,
        "views": False,
        "views_per_hour": 1.0,
        "list_recipients": True,
        "assist_names": True,
        "contacts": True,
        "contacts_interval": 15.0,
    }
    result = await hass.config_entries.options.async_configure(form["flow_id"], new)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert config_entry.options == new
    assert all(type(value) in (int, bool) for value in config_entry.options.values())
    interval = config_entry.runtime_data.coordinator.update_interval
    assert interval.total_seconds() == 300

    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    assert suggested(form) == new


@pytest.mark.parametrize(
    ("option", "lowest", "highest"),
    [
        ("scan_interval", 10, 3600),
        ("window", 60, 43200),
        ("views_per_hour", 1, 1000),
        ("contacts_interval", 1, 60),
    ],
)
async def test_options_have_a_range(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    option: str,
    lowest: int,
    highest: int,
) -> None:
    """GREEN-API is not asked twice a second, nor for a year."""
    config_entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    for value in (lowest - 1, highest + 1, "often"):
        with pytest.raises(InvalidData):
            await hass.config_entries.options.async_configure(
                form["flow_id"], {option: value}
            )
    assert form["data_schema"] is not None
    for value in (lowest, highest):
        assert form["data_schema"]({option: value})[option] == value


@pytest.mark.parametrize(
    ("language", "words"), [("en", "tells nobody"), ("he", "אינה מדווחת לאיש")]
)
async def test_options_say_that_contacts_see_views(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    language: str,
    words: str,
) -> None:
    """Because of a setting of the instance, and only while that is on."""
    hass.config.language = language
    await setup_integration(hass, config_entry)

    async def note() -> str:
        form = await hass.config_entries.options.async_init(config_entry.entry_id)
        hass.config_entries.options.async_abort(form["flow_id"])
        placeholders = form["description_placeholders"]
        assert placeholders is not None
        return placeholders["note"]

    assert await note() == ""
    instance.set_settings({"markIncomingMessagesReaded": "yes"})
    assert words in await note()
    assert "markIncomingMessagesReaded" in await note()


async def test_options_are_shown_when_the_settings_cannot_be_read(
    hass: HomeAssistant, config_entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The note is missing then, and nothing else."""
    await setup_integration(hass, config_entry)
    simulator.fault(method="getSettings", status=500)
    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["description_placeholders"] == {"note": ""}
