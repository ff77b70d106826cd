"""The demo: Home Assistant with everything set up, on a simulated account."""
