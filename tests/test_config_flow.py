"""Tests of the forms."""

from collections.abc import Generator
import logging
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.const import CONF_API_URL, CONF_ID_INSTANCE, DOMAIN
from custom_components.green_api.form import read_form
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

from .automations import no_view_counts
from .common import setup_integration

OTHER_TOKEN = "0" * 50


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Leave views out of it."""
    with no_view_counts():
        yield


@pytest.fixture(name="values")
def _values(simulator: Simulator) -> dict[str, Any]:
    """Return what the user types when all is well."""
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


def suggested(form: ConfigFlowResult) -> dict[str, Any]:
    """Return what a form has in its fields."""
    schema = form["data_schema"]
    assert schema is not None
    return {
        str(field): field.description["suggested_value"]
        for field in schema.schema
        if field.description and "suggested_value" in field.description
    }


# A new account.


async def test_user(
    hass: HomeAssistant, values: dict[str, Any], instance: Instance
) -> None:
    """The three values make an account that goes by its phone."""
    form = await start(hass)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert form["errors"] == {}
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["console_url"].startswith("https://")

    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"WhatsApp +{instance.phone}"
    entry = result["result"]
    assert entry.data == values
    assert entry.unique_id == FIRST_ID
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize("state", ["notAuthorized", "starting", None, "blocked"])
async def test_user_without_a_phone(
    hass: HomeAssistant, values: dict[str, Any], instance: Instance, state: str | None
) -> None:
    """An account that is not linked can be added all the same: its values are good."""
    instance.set_state(state)
    result = await submit(hass, await start(hass), values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"GREEN-API {FIRST_ID}"
    assert result["result"].state is ConfigEntryState.LOADED


async def test_user_while_the_account_is_starting(
    hass: HomeAssistant, values: dict[str, Any], simulator: Simulator
) -> None:
    """An account that answers nothing but that it is starting can be added too."""
    simulator.fault(
        status=400, body="instance in starting process try later", times=None
    )
    result = await submit(hass, await start(hass), values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"GREEN-API {FIRST_ID}"


WRONG_VALUES = [
    ({CONF_API_TOKEN: OTHER_TOKEN}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: f"{FIRST_TOKEN}/x"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: "../getSettings"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: " "}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_API_TOKEN: "токен"}, {CONF_API_TOKEN: "invalid_auth"}),
    ({CONF_ID_INSTANCE: "9999999999"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "abc"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: ""}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "1101/../1"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_ID_INSTANCE: "٣٣٣٣٣"}, {CONF_ID_INSTANCE: "invalid_instance_id"}),
    ({CONF_API_URL: "http://192.0.2.1"}, {CONF_API_URL: "invalid_url"}),
    ({CONF_API_URL: ""}, {CONF_API_URL: "invalid_url"}),
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
    (
        {"status": 403, "method": "getOutgoingStatuses"},
        {"base": "forbidden"},
    ),
    ({"status": 404}, {CONF_API_URL: "invalid_url"}),
    (
        {"status": 400, "body": "Instance is deleted"},
        {CONF_ID_INSTANCE: "invalid_instance_id"},
    ),
    (
        {"status": 400, "body": "Instance account is expired"},
        {"base": "expired"},
    ),
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


@pytest.mark.parametrize(("wrong", "errors"), WRONG_VALUES)
async def test_wrong_values(
    hass: HomeAssistant,
    values: dict[str, Any],
    wrong: dict[str, str],
    errors: dict[str, str],
) -> None:
    """Each value that is wrong is told at its field, and the form can be sent again."""
    form = await submit(hass, await start(hass), {**values, **wrong})
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == errors
    # The token is typed again; what else was typed is still there.
    typed = {**values, **wrong}
    del typed[CONF_API_TOKEN]
    assert suggested(form) == typed

    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(("fault", "errors"), FAULTS)
async def test_answers_that_are_an_error(
    hass: HomeAssistant,
    values: dict[str, Any],
    simulator: Simulator,
    fault: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """What GREEN-API refuses is told in the form, which can be sent again."""
    simulator.fault(times=None, **fault)
    form = await submit(hass, await start(hass), values)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == errors

    simulator.faults.clear()
    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_unexpected_error(
    hass: HomeAssistant, values: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever else happens has a message, a line in the log, and shows no secret."""
    form = await start(hass)
    with patch(
        "custom_components.green_api.config_flow.GreenApiClient.get_wa_settings",
        side_effect=RuntimeError(f"http://127.0.0.1/{FIRST_TOKEN}"),
    ):
        form = await submit(hass, form, values)
    assert form["errors"] == {"base": "unknown"}
    (line,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert "RuntimeError" in line.getMessage()
    assert line.exc_info is None
    assert FIRST_TOKEN not in caplog.text

    result = await submit(hass, form, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_token_goes_nowhere_before_the_values_make_sense(
    hass: HomeAssistant, values: dict[str, Any], simulator: Simulator
) -> None:
    """No call is made with values that cannot be right."""
    await submit(hass, await start(hass), {**values, CONF_ID_INSTANCE: "abc"})
    assert not simulator.calls


async def test_account_that_is_there_already(
    hass: HomeAssistant, config_entry: MockConfigEntry, values: dict[str, Any]
) -> None:
    """An account is added once, whatever the spelling of its values."""
    config_entry.add_to_hass(hass)
    result = await submit(
        hass, await start(hass), {**values, CONF_ID_INSTANCE: f" {FIRST_ID} "}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_second_account(
    hass: HomeAssistant, config_entry: MockConfigEntry, values: dict[str, Any]
) -> None:
    """Another account is another entry."""
    await setup_integration(hass, config_entry)
    result = await submit(
        hass,
        await start(hass),
        {**values, CONF_ID_INSTANCE: SECOND_ID, CONF_API_TOKEN: SECOND_TOKEN},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)} == {
        FIRST_ID,
        SECOND_ID,
    }


async def test_values_are_tidied(
    hass: HomeAssistant, values: dict[str, Any], simulator: Simulator
) -> None:
    """Blanks and slashes that come with copying do no harm."""
    result = await submit(
        hass,
        await start(hass),
        {
            CONF_API_URL: f" {simulator.url}// ",
            CONF_ID_INSTANCE: f"\t{FIRST_ID} ",
            CONF_API_TOKEN: f"{FIRST_TOKEN}\n",
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == values


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://api.green-api.com", "https://api.green-api.com"),
        ("https://api.green-api.com/", "https://api.green-api.com"),
        (" https://api.green-api.com// ", "https://api.green-api.com"),
        ("7103.api.greenapi.com", "https://7103.api.greenapi.com"),
        ("HTTPS://API.GREEN-API.COM", "https://api.green-api.com"),
        ("https://gateway.example.org/green", "https://gateway.example.org/green"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.5.6.7", "http://127.5.6.7"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://api.green-api.com", None),
        ("http://192.168.1.5", None),
        ("http://localhost.example.org", None),
        ("http://127.0.0.1.example.org", None),
        ("ftp://api.green-api.com", None),
        ("https://3100.api.green-api.com/v3", None),
        ("https://3100.api.green-api.com/v3/", None),
        ("https://somebody@api.green-api.com", None),
        ("https://somebody:secret@api.green-api.com", None),
        ("https://api.green-api.com?x=1", None),
        ("https://api.green-api.com#x", None),
        ("https://", None),
        ("https://[::1", None),
        ("https://api.green-api.com:port", None),
        ("", None),
    ],
)
def test_address(typed: str, read: str | None) -> None:
    """The token goes over https, or stays on this machine; other products have no statuses."""
    data, errors = read_form(
        {CONF_API_URL: typed, CONF_ID_INSTANCE: FIRST_ID, CONF_API_TOKEN: FIRST_TOKEN}
    )
    if read is None:
        assert errors == {CONF_API_URL: "invalid_url"}
        assert data[CONF_API_URL] == typed.strip()
    else:
        assert errors == {}
        assert data[CONF_API_URL] == read


@pytest.mark.parametrize(
    ("typed", "good"),
    [("1101", True), ("7105187566", True), ("710518756612", True), ("110", False)],
)
def test_instance_id(typed: str, good: bool) -> None:
    """Ids were ten digits once, and are not bound to it."""
    _data, errors = read_form(
        {
            CONF_API_URL: "https://api.green-api.com",
            CONF_ID_INSTANCE: typed,
            CONF_API_TOKEN: FIRST_TOKEN,
        }
    )
    assert errors == ({} if good else {CONF_ID_INSTANCE: "invalid_instance_id"})


# Another token.


async def test_reauth(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A new token brings the account back."""
    instance.set_token(OTHER_TOKEN)
    await setup_integration(hass, config_entry)
    (progress,) = hass.config_entries.flow.async_progress()
    form = await hass.config_entries.flow.async_configure(progress["flow_id"])
    assert form["step_id"] == "reauth_confirm"
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["account"] == FIRST_ID
    assert suggested(form) == {}

    result = await submit(hass, form, {CONF_API_TOKEN: f" {OTHER_TOKEN} "})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert config_entry.data[CONF_API_TOKEN] == OTHER_TOKEN
    assert config_entry.state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    ("fault", "token", "errors"),
    [
        ({}, OTHER_TOKEN, {CONF_API_TOKEN: "invalid_auth"}),
        ({}, "a/b", {CONF_API_TOKEN: "invalid_auth"}),
        # The form asks for the token alone, so what is wrong elsewhere is told above it.
        ({"status": 403}, FIRST_TOKEN, {"base": "invalid_instance_id"}),
        ({"status": 404}, FIRST_TOKEN, {"base": "invalid_url"}),
        ({"status": 500}, FIRST_TOKEN, {"base": "cannot_connect"}),
    ],
)
async def test_reauth_errors(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
    fault: dict[str, Any],
    token: str,
    errors: dict[str, str],
) -> None:
    """A token that is wrong too can be typed again."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reauth_flow(hass)
    if fault:
        simulator.fault(times=None, **fault)
    form = await submit(hass, form, {CONF_API_TOKEN: token})
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "reauth_confirm"
    assert form["errors"] == errors
    assert suggested(form) == {}

    simulator.faults.clear()
    result = await submit(hass, form, {CONF_API_TOKEN: FIRST_TOKEN})
    assert result["reason"] == "reauth_successful"


# Other values.


async def test_reconfigure(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    instance: Instance,
) -> None:
    """All three values can be changed, and the form starts with those that are no secret."""
    await setup_integration(hass, config_entry)
    instance.set_token(OTHER_TOKEN)
    form = await config_entry.start_reconfigure_flow(hass)
    assert form["step_id"] == "reconfigure"
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["account"] == FIRST_ID
    assert suggested(form) == {
        CONF_API_URL: values[CONF_API_URL],
        CONF_ID_INSTANCE: FIRST_ID,
    }

    result = await submit(
        hass,
        form,
        {
            **values,
            CONF_API_URL: values[CONF_API_URL] + "/",
            CONF_API_TOKEN: OTHER_TOKEN,
        },
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert config_entry.data == {**values, CONF_API_TOKEN: OTHER_TOKEN}
    assert config_entry.state is ConfigEntryState.LOADED
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


@pytest.mark.parametrize(("wrong", "errors"), WRONG_VALUES[:5])
async def test_reconfigure_errors(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    wrong: dict[str, str],
    errors: dict[str, str],
) -> None:
    """What is wrong is told as in the first form, and nothing was changed."""
    await setup_integration(hass, config_entry)
    form = await config_entry.start_reconfigure_flow(hass)
    result = await submit(hass, form, {**values, **wrong})
    assert result["errors"] == errors
    assert config_entry.data == values
    result = await submit(hass, result, values)
    assert result["reason"] == "reconfigure_successful"


async def test_reconfigure_to_another_account(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    values: dict[str, Any],
    simulator: Simulator,
) -> None:
    """An entry does not become another account, and its values are not tried."""
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


# Options.


async def test_options(hass: HomeAssistant, config_entry: MockConfigEntry) -> None:
    """The options start with what holds, and hold from then on."""
    await setup_integration(hass, config_entry)
    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    schema = form["data_schema"]
    assert schema is not None
    defaults = {str(field): field.default() for field in schema.schema}
    assert defaults["scan_interval"] == 60
    assert defaults["window"] == 1440

    result = await hass.config_entries.options.async_configure(
        form["flow_id"], {"scan_interval": 300.0, "window": 10080.0}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (
        config_entry.options.items() >= {"scan_interval": 300, "window": 10080}.items()
    )
    assert all(
        type(config_entry.options[key]) is int for key in ("scan_interval", "window")
    )
    assert config_entry.runtime_data.update_interval.total_seconds() == 300

    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    assert suggested(form).items() >= {"scan_interval": 300, "window": 10080}.items()


@pytest.mark.parametrize(
    "values",
    [
        {"scan_interval": 29},
        {"scan_interval": 3601},
        {"window": 59},
        {"window": 43201},
        {"scan_interval": "often"},
    ],
)
async def test_options_out_of_range(
    hass: HomeAssistant, config_entry: MockConfigEntry, values: dict[str, Any]
) -> None:
    """GREEN-API is not asked twice a second, nor for a year."""
    await setup_integration(hass, config_entry)
    form = await hass.config_entries.options.async_init(config_entry.entry_id)
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(form["flow_id"], values)
