"""Config flow: the three values of GREEN-API's console, checked with real calls."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
import re
from typing import Any, Final, Unpack, override

import voluptuous as vol
from yarl import URL

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_API_TOKEN, CONF_SCAN_INTERVAL, UnitOfTime
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.translation import async_get_translations

from .client import (
    GreenApiAuthError,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiExpiredError,
    GreenApiForbiddenError,
    GreenApiNotFoundError,
    GreenApiNotReadyError,
    GreenApiQuotaError,
    WaSettings,
)
from .const import (
    CONF_API_URL,
    CONF_ASSIST_NAMES,
    CONF_CONTACTS,
    CONF_CONTACTS_INTERVAL,
    CONF_ID_INSTANCE,
    CONF_LIST_RECIPIENTS,
    CONF_VIEWS,
    CONF_VIEWS_PER_HOUR,
    CONF_WINDOW,
    CONSOLE_URL,
    DEFAULT_API_URL,
    DEFAULT_CONTACTS_INTERVAL,
    DEFAULT_SCAN_INTERVAL,
    DEFAULT_VIEWS_PER_HOUR,
    DEFAULT_WINDOW,
    DOMAIN,
    LOGGER,
)
from .data import GreenApiConfigEntry, account_title, create_client, is_default_title
from .issues import WrongInstanceError
from .media.download import is_loopback
from .util import clean_input

ACCOUNT_FIELDS: Final = {
    vol.Required(CONF_API_URL, default=DEFAULT_API_URL): TextSelector(
        TextSelectorConfig(type=TextSelectorType.URL, autocomplete="off")
    ),
    vol.Required(CONF_ID_INSTANCE): TextSelector(
        TextSelectorConfig(autocomplete="off")
    ),
}
TOKEN_SELECTOR: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)

# The field that an error is about, and what is said there. Any other error is "cannot_connect".
FORM_ERRORS: Final[Mapping[type[GreenApiError], tuple[str, str]]] = {
    GreenApiAuthError: (CONF_API_TOKEN, "invalid_auth"),
    GreenApiDeletedError: (CONF_ID_INSTANCE, "invalid_instance_id"),
    WrongInstanceError: (CONF_ID_INSTANCE, "invalid_instance_id"),
    GreenApiNotFoundError: (CONF_API_URL, "invalid_url"),
    GreenApiForbiddenError: ("base", "forbidden"),
    GreenApiExpiredError: ("base", "expired"),
    GreenApiQuotaError: ("base", "quota_exceeded"),
}

# The name of a value, which the console shows before it.
LABEL: Final = re.compile(
    r"^(apiUrl|idInstance|apiTokenInstance)[\"']?[\s:=]+", re.IGNORECASE
)
# The address of a request, or the rest of one: https://HOST/waInstanceID/METHOD/TOKEN
REQUEST_ADDRESS: Final = re.compile(
    rf"(?P<{CONF_API_URL}>\S*?)/*waInstance(?P<{CONF_ID_INSTANCE}>[^/?#\s]*)"
    rf"(/+[^/?#\s]*(/+(?P<{CONF_API_TOKEN}>[^/?#\s]*))?)?",
    re.IGNORECASE,
)
# Seconds for which a form waits for what it would only add a note about.
SETTINGS_TIMEOUT: Final = 5

OTHER_HOST: Final = re.compile(r"(console|([0-9]+\.)?media)\.green-?api\.com")
# Tokens have 50 characters.
TOKEN_LIKE: Final = re.compile(r"[0-9A-Za-z]{40}")


def _whole_number(**config: Unpack[NumberSelectorConfig]) -> vol.All[int]:
    """Return the validator of a whole number that is typed."""
    return vol.All(
        NumberSelector(NumberSelectorConfig(mode=NumberSelectorMode.BOX, **config)),
        vol.Coerce(int),
    )


# The ranges are named in the descriptions of the fields.
OPTIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_SCAN_INTERVAL, default=DEFAULT_SCAN_INTERVAL): _whole_number(
            min=10, max=3600, unit_of_measurement=UnitOfTime.SECONDS
        ),
        vol.Required(CONF_WINDOW, default=DEFAULT_WINDOW): _whole_number(
            min=60, max=43200, unit_of_measurement=UnitOfTime.MINUTES
        ),
        vol.Required(CONF_VIEWS, default=True): BooleanSelector(),
        vol.Required(
            CONF_VIEWS_PER_HOUR, default=DEFAULT_VIEWS_PER_HOUR
        ): _whole_number(min=1, max=1000),
        vol.Required(CONF_LIST_RECIPIENTS, default=False): BooleanSelector(),
        vol.Required(CONF_ASSIST_NAMES, default=False): BooleanSelector(),
        vol.Required(CONF_CONTACTS, default=False): BooleanSelector(),
        vol.Required(
            CONF_CONTACTS_INTERVAL, default=DEFAULT_CONTACTS_INTERVAL
        ): _whole_number(min=1, max=60, unit_of_measurement=UnitOfTime.MINUTES),
    }
)


def read_form(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the three values as they are meant, and what is wrong with them by field."""
    read = _split_addresses({key: _clean(value) for key, value in values.items()})
    errors = {}
    api_url = _read_api_url(read[CONF_API_URL])
    if api_url is None:
        errors[CONF_API_URL] = "invalid_url"
    else:
        read[CONF_API_URL] = api_url
    id_instance = re.sub(r"[\s-]", "", read[CONF_ID_INSTANCE])
    # Ten digits once, twelve since July 2026.
    if re.fullmatch(r"[0-9]{4,20}", id_instance):
        read[CONF_ID_INSTANCE] = id_instance
    else:
        errors[CONF_ID_INSTANCE] = "invalid_instance_id"
    read[CONF_API_TOKEN] = re.sub(r"\s", "", read[CONF_API_TOKEN])
    # It becomes a segment of the path: with a slash in it, it would be another address.
    if not re.fullmatch(r"[0-9A-Za-z_-]+", read[CONF_API_TOKEN]):
        errors[CONF_API_TOKEN] = "invalid_auth"
    return read, errors


def _clean(value: str) -> str:
    """Return a value without what is copied along with it: its name, quotes, a comma, marks that cannot be seen."""
    return clean_input(LABEL.sub("", clean_input(value).rstrip(",;")))


def _split_addresses(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values with each address of a request, in whatever field, divided into the fields.

    Names in braces, as the vendor's pages have them, stand for nothing: what was entered in their field stays.
    """
    split = dict(values)
    for field, value in values.items():
        if (match := REQUEST_ADDRESS.search(value)) is None:
            continue
        for name, part in match.groupdict(default="").items():
            text = _clean(part)
            if name == field or (text and "{" not in text):
                split[name] = text
    return split


def _read_api_url(value: str) -> str | None:
    """Return the address without a trailing slash, None if the token must not be sent there.

    Instances of the vendor's other products, whose address ends in /v3, have no statuses. The console is a page, and
    the hosts named "media" take uploads only.
    """
    if TOKEN_LIKE.search(value):
        return None
    try:
        url = URL(value if "://" in value else f"https://{value}")
    except ValueError:
        return None
    host = url.raw_host or ""
    if not re.fullmatch(r"[0-9a-z_.:-]+", host) or OTHER_HOST.fullmatch(host):
        return None
    if url.user is not None or url.query or url.fragment:
        return None
    path = url.path.rstrip("/")
    if path.endswith("/v3"):
        return None
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        return None
    return str(url.with_path(path))


class GreenApiConfigFlow(ConfigFlow, domain=DOMAIN):
    """Set up an account, renew its token, or change its values."""

    # Of what an entry holds: raised with a change of these once there is a release.
    VERSION = 1
    MINOR_VERSION = 1

    # What was entered as the token before an error. It stays here: no form is sent with it.
    _token = ""

    @staticmethod
    @callback
    @override
    def async_get_options_flow(
        config_entry: GreenApiConfigEntry,
    ) -> GreenApiOptionsFlow:
        """Return the options flow."""
        return GreenApiOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Handle a flow started by the user."""
        return await self._async_step("user", None, user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Handle a token that GREEN-API refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the new token."""
        return await self._async_step(
            "reauth_confirm", self._get_reauth_entry(), user_input
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user change the three values."""
        return await self._async_step(
            "reconfigure", self._get_reconfigure_entry(), user_input
        )

    async def _async_step(
        self,
        step_id: str,
        entry: ConfigEntry | None,
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Show a form, check what was entered with real calls, and finish."""
        values = {} if entry is None else dict(entry.data)
        errors: dict[str, str] = {}
        if user_input is not None:
            token = user_input.get(CONF_API_TOKEN) or self._token
            values, errors = read_form(values | user_input | {CONF_API_TOKEN: token})
            self._token = values[CONF_API_TOKEN]
            if not errors:
                # Other forms for this account may be open: the one that is finished last wins.
                await self.async_set_unique_id(
                    values[CONF_ID_INSTANCE], raise_on_progress=False
                )
                self._abort_if_unique_id_configured_or_mismatch()
                try:
                    account = await self._async_check(values)
                except GreenApiError as error:
                    field, text = FORM_ERRORS.get(
                        type(error), ("base", "cannot_connect")
                    )
                    errors = {field: text}
                except Exception as error:  # noqa: BLE001
                    # Its type alone: the text, or a traceback, may hold the token.
                    LOGGER.error("Unexpected %s in the form", type(error).__name__)
                    errors = {"base": "unknown"}
                else:
                    self._abort_if_unique_id_configured_or_mismatch()
                    return self._finish(entry, values, account)
        return self._show_form(step_id, entry, values, errors)

    def _show_form(
        self,
        step_id: str,
        entry: ConfigEntry | None,
        values: Mapping[str, str],
        errors: Mapping[str, str],
    ) -> ConfigFlowResult:
        """Show a form with the values that may be seen; a token that was entered does not have to be again."""
        fields = {} if self.source == SOURCE_REAUTH else ACCOUNT_FIELDS
        token = vol.Optional if self._token else vol.Required
        schema = vol.Schema({**fields, token(CONF_API_TOKEN): TOKEN_SELECTOR})
        placeholders = {"console_url": CONSOLE_URL}
        if entry is not None:
            placeholders["account"] = entry.title
            placeholders["api_url"] = entry.data[CONF_API_URL]
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema,
                {
                    field: value
                    for field, value in values.items()
                    if field != CONF_API_TOKEN and not TOKEN_LIKE.search(value)
                },
            ),
            errors={
                field if field in schema.schema else "base": error
                for field, error in errors.items()
            },
            description_placeholders=placeholders,
        )

    def _abort_if_unique_id_configured_or_mismatch(self) -> None:
        """Abort if a new account is there already, or if the values of an entry are those of another account."""
        if self.source == SOURCE_USER:
            self._abort_if_unique_id_configured()
        else:
            self._abort_if_unique_id_mismatch()

    async def _async_check(self, values: Mapping[str, str]) -> WaSettings:
        """Ask for the account and for its statuses, which may be refused although the account is there."""
        client = create_client(self.hass, values)
        try:
            account = await client.get_wa_settings()
        except GreenApiNotReadyError:
            # The values are good. What is missing is the phone, and a repair issue will say so.
            return WaSettings(state=None, phone=None)
        except GreenApiForbiddenError as error:
            # Not even the account may be asked for: it is not there under this id.
            raise WrongInstanceError(error.method, status=error.status) from None
        with suppress(GreenApiNotReadyError):
            await client.get_outgoing_statuses(DEFAULT_WINDOW)
        return account

    def _finish(
        self, entry: ConfigEntry | None, values: dict[str, str], account: WaSettings
    ) -> ConfigFlowResult:
        """Create the entry, or update the one that the flow is about."""
        title = account_title(self.hass, values[CONF_ID_INSTANCE], account.phone)
        if entry is None:
            # A page that was open before the first account was added does not have the cards yet.
            is_first = not self._async_current_entries(include_ignore=False)
            return self.async_create_entry(
                title=title,
                data=values,
                description="first_account" if is_first else None,
            )
        if account.phone is None or not is_default_title(entry.title):
            title = entry.title
        return self.async_update_reload_and_abort(
            entry, title=title, data_updates=values
        )


class GreenApiOptionsFlow(OptionsFlowWithReload):
    """How often to ask, how far back, and for what."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the options."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS_SCHEMA, self.config_entry.options
            ),
            description_placeholders={"note": await self._async_note()},
        )

    async def _async_note(self) -> str:
        """Return a note if contacts see that their statuses were viewed, because of a setting of the instance."""
        try:
            async with asyncio.timeout(SETTINGS_TIMEOUT):
                settings = await create_client(
                    self.hass, self.config_entry.data
                ).get_settings()
        except GreenApiError, TimeoutError:
            return ""
        if not settings.marks_as_viewed:
            return ""
        texts = await async_get_translations(
            self.hass, self.hass.config.language, "common", {DOMAIN}
        )
        return texts[f"component.{DOMAIN}.common.contacts_see_views"]
