"""A real Home Assistant with two accounts whose contacts post hundreds of statuses a day."""
