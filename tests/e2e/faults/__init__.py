"""What can go wrong, played against a real Home Assistant."""
