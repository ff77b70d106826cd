"""Home Assistant checks its quality scale for its own integrations only; here we check it for ours."""
