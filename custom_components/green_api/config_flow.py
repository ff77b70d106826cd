"""Config flow: the three values of GREEN-API's console, checked with real calls."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_API_TOKEN, CONF_SCAN_INTERVAL, UnitOfTime
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .client import (
    GreenApiClient,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiForbiddenError,
    GreenApiNotReadyError,
    WaSettings,
)
from .const import (
    CONF_API_URL,
    CONF_ID_INSTANCE,
    CONF_VIEWS,
    CONF_VIEWS_PER_HOUR,
    CONF_WINDOW,
    CONSOLE_URL,
    DEFAULT_API_URL,
    DOMAIN,
    LOGGER,
)
from .coordinator import DEFAULT_SCAN_INTERVAL, DEFAULT_WINDOW, GreenApiConfigEntry
from .counter import DEFAULT_VIEWS_PER_HOUR
from .form import form_errors, read_form

TOKEN_FIELD: Final = {
    vol.Required(CONF_API_TOKEN): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    )
}
REAUTH_SCHEMA: Final = vol.Schema(TOKEN_FIELD)
USER_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_API_URL, default=DEFAULT_API_URL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL, autocomplete="off")
        ),
        vol.Required(CONF_ID_INSTANCE): TextSelector(
            TextSelectorConfig(autocomplete="off")
        ),
        **TOKEN_FIELD,
    }
)
OPTIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_SCAN_INTERVAL, default=DEFAULT_SCAN_INTERVAL): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=30,
                    max=3600,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement=UnitOfTime.SECONDS,
                )
            ),
            vol.Coerce(int),
        ),
        vol.Required(CONF_WINDOW, default=DEFAULT_WINDOW): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=60,
                    max=43200,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement=UnitOfTime.MINUTES,
                )
            ),
            vol.Coerce(int),
        ),
        vol.Required(CONF_VIEWS, default=True): BooleanSelector(),
        vol.Required(CONF_VIEWS_PER_HOUR, default=DEFAULT_VIEWS_PER_HOUR): vol.All(
            NumberSelector(
                NumberSelectorConfig(min=1, max=1000, mode=NumberSelectorMode.BOX)
            ),
            vol.Coerce(int),
        ),
    }
)


class GreenApiConfigFlow(ConfigFlow, domain=DOMAIN):
    """Set up an account, renew its token, or change its values."""

    # Of what an entry holds: docs/upgrades.md says when they rise.
    VERSION = 1
    MINOR_VERSION = 1

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
        return await self._async_step("user", USER_SCHEMA, {}, user_input)

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
            "reauth_confirm", REAUTH_SCHEMA, self._get_reauth_entry().data, user_input
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user change the three values."""
        return await self._async_step(
            "reconfigure",
            USER_SCHEMA,
            self._get_reconfigure_entry().data,
            user_input,
        )

    async def _async_step(
        self,
        step_id: str,
        schema: vol.Schema,
        known: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Show a form, check what was entered with real calls, and finish."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = read_form({**known, **user_input})
            if not errors:
                await self.async_set_unique_id(data[CONF_ID_INSTANCE])
                if self.source == SOURCE_USER:
                    self._abort_if_unique_id_configured()
                else:
                    self._abort_if_unique_id_mismatch()
                try:
                    account = await self._async_check(data)
                except GreenApiError as error:
                    errors = form_errors(error)
                except Exception as error:  # noqa: BLE001
                    # Its type alone: the text, or a traceback, may hold the token.
                    LOGGER.error("Unexpected %s in the form", type(error).__name__)
                    errors = {"base": "unknown"}
                else:
                    return self._finish(data, account)
        fields = {str(field) for field in schema.schema}
        suggested = {**known, **(user_input or {})}
        suggested.pop(CONF_API_TOKEN, None)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
            errors={
                field if field in fields else "base": error
                for field, error in errors.items()
            },
            description_placeholders={
                "console_url": CONSOLE_URL,
                "account": known.get(CONF_ID_INSTANCE, ""),
            },
        )

    async def _async_check(self, data: Mapping[str, str]) -> WaSettings:
        """Ask for the account and for its statuses, which may be refused although the account is there."""
        client = GreenApiClient(
            async_get_clientsession(self.hass),
            data[CONF_API_URL],
            data[CONF_ID_INSTANCE],
            data[CONF_API_TOKEN],
        )
        try:
            account = await client.get_wa_settings()
        except GreenApiNotReadyError:
            # The values are good. What is missing is the phone, and a repair issue will say so.
            return WaSettings(state=None, phone=None)
        except GreenApiForbiddenError as error:
            # Not even the account may be asked for: it is not there under this id.
            raise GreenApiDeletedError(error.method, status=error.status) from None
        with suppress(GreenApiNotReadyError):
            await client.get_outgoing_statuses(DEFAULT_WINDOW)
        return account

    def _finish(self, data: dict[str, str], account: WaSettings) -> ConfigFlowResult:
        """Create the entry, or update the one that the flow is about."""
        if self.source == SOURCE_REAUTH:
            return self.async_update_reload_and_abort(
                self._get_reauth_entry(), data_updates=data
            )
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_reload_and_abort(
                self._get_reconfigure_entry(), data_updates=data
            )
        return self.async_create_entry(
            title=f"GREEN-API {data[CONF_ID_INSTANCE]}"
            if account.phone is None
            else f"WhatsApp +{account.phone}",
            data=data,
        )


class GreenApiOptionsFlow(OptionsFlowWithReload):
    """How often to ask, and how far back to look."""

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
        )
