"""Lets `scripts/fuzz` ask for the long run."""

from hypothesis import settings

from .common import LONG_RUN

settings.register_profile(LONG_RUN, settings())
