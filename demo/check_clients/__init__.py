"""Check of the simulator with the clients that GREEN-API publishes."""
