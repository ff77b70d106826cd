"""Tools for people who have a real account."""
