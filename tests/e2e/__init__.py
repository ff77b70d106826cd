"""End-to-end tests: a real Home Assistant on the simulator."""
