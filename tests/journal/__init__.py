"""Tests of what is known about statuses."""
