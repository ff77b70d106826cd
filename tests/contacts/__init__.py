"""Tests of contacts' statuses."""
