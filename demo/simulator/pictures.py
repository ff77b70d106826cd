"""Pictures for the statuses, drawn from a theme and a number."""

import base64
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image

from .catalogue import Theme
from .scenes import PAINTERS

SIZE = (720, 1280)
AVATAR_SIZE = (256, 256)
# Drawn larger and reduced: Pillow draws without smoothing.
_OVERSAMPLING = 2
_THUMBNAIL = (72, 128)
# The previews of real statuses are 2 to 3 kB of base64.
_THUMBNAIL_BYTES = 2200
_THUMBNAIL_QUALITIES = (92, 86, 78, 68, 56, 40)


def _encode(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


@lru_cache(maxsize=32)
def picture(theme: Theme, number: int, size: tuple[int, int] = SIZE) -> bytes:
    """Return a JPEG; the same theme and number are always the same picture."""
    canvas = Image.new("RGB", (size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING))
    PAINTERS[theme](canvas, Random(f"{theme}:{number}"))
    return _encode(canvas.resize(size, Image.Resampling.LANCZOS), 88)


@lru_cache(maxsize=256)
def thumbnail(theme: Theme, number: int) -> str:
    """Return the preview of a drawn picture."""
    canvas = Image.new("RGB", (_THUMBNAIL[0] * 4, _THUMBNAIL[1] * 4))
    PAINTERS[theme](canvas, Random(f"{theme}:{number}"))
    return preview(_encode(canvas, 95))


def preview(picture_bytes: bytes) -> str:
    """Return the base64 of a small JPEG of any picture, or nothing if it is none."""
    try:
        with Image.open(BytesIO(picture_bytes)) as image:
            image.draft("RGB", SIZE)
            small = image.convert("RGB")
    except OSError, ValueError, Image.DecompressionBombError:
        return ""
    small.thumbnail(_THUMBNAIL, Image.Resampling.LANCZOS)
    for quality in _THUMBNAIL_QUALITIES:
        encoded = _encode(small, quality)
        if len(encoded) <= _THUMBNAIL_BYTES:
            break
    return base64.b64encode(encoded).decode()
