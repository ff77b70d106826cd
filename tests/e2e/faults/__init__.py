"""The fault matrix: what can go wrong, in a real Home Assistant on the simulator."""
