"""Who saw the statuses: how many, counted in the background, and by name when somebody asks."""

from .coordinator import ViewsCoordinator
from .names import ContactNames
from .schedule import Schedule

__all__ = ["ContactNames", "Schedule", "ViewsCoordinator"]
