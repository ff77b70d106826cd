"""Where Home Assistant, and the tests, look for integrations."""
