"""What the tests of contacts' statuses need."""

from typing import Any

from demo.simulator import Drawn, Instance, Sample
from demo.simulator.statuses import Text

INTERVAL = 5 * 60 + 1
HOUR = 3600


def post(instance: Instance, text: str = "Hello", **options: Any) -> str:
    """Let a contact post a text, and return the id of the status."""
    return instance.post_incoming(Text(text), **options).id


def post_picture(instance: Instance, caption: str = "The sea", **options: Any) -> str:
    """Let a contact post a picture, and return the id of the status."""
    picture = instance.files.media_status(Drawn("sea", 1), caption=caption)
    return instance.post_incoming(picture, **options).id


def post_video(instance: Instance, caption: str = "Waves", **options: Any) -> str:
    """Let a contact post a video, and return the id of the status."""
    video = instance.files.media_status(Sample("waves.mp4"), caption=caption)
    return instance.post_incoming(video, **options).id
