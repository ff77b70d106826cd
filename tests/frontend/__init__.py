"""Tests of the dashboard module and its websocket command."""
