"""Tests of who saw the statuses."""
