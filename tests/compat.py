"""Lets pytest-homeassistant-custom-component 0.13.375, made for 2026.10, run on 2026.11. Drop it with the next one.

Loaded before that plugin (`-p tests.compat`): it imports a name that has moved.
"""

from homeassistant.components import logger
from homeassistant.components.logger import helpers

logger._clear_logger_overwrites = helpers._clear_logger_overwrites  # type: ignore[attr-defined]
