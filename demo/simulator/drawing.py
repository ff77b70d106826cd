"""Pictures for the statuses, drawn with plain shapes from a theme and a number."""

import base64
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter

SIZE = (720, 1280)
AVATAR_SIZE = (256, 256)
# Drawn larger and then reduced, because Pillow draws without anti-aliasing.
_OVERSAMPLING = 2
_THUMBNAIL = (72, 128)
# Thumbnails of real statuses are 2 to 3 kB of base64.
_THUMBNAIL_BYTES = 2200
_THUMBNAIL_QUALITIES = (92, 86, 78, 68, 56, 40)
# The level of Pillow's radial gradient in the middle of its sides; 255 is in the corners.
_GRADIENT_EDGE = 180

type Theme = Literal[
    "sea",
    "hills",
    "city",
    "night",
    "meadow",
    "coffee",
    "bread",
    "market",
    "balloons",
    "books",
    "beach",
    "lights",
]
type Colour = tuple[int, int, int]
type Painter = Callable[[Image.Image, Random], None]


def _mix(one: Colour, two: Colour, share: float) -> Colour:
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, two, strict=True)
    )
    return red, green, blue


def _sky(image: Image.Image, *colours: Colour) -> None:
    """Fill with a vertical blend."""
    strip = Image.new("RGB", (1, len(colours)))
    strip.putdata(colours)
    image.paste(strip.resize(image.size, Image.Resampling.BICUBIC))


def _glow(
    image: Image.Image, at: tuple[float, float], radius: float, tint: Colour
) -> None:
    """Lay a soft light around a point, given in shares of the picture."""
    width, height = image.size
    side = round(radius * width) * 2
    mask = Image.radial_gradient("L").resize((side, side))
    mask = mask.point(
        lambda level: round(190 * max(0, 1 - level / _GRADIENT_EDGE) ** 1.7)
    )
    corner = (round(at[0] * width) - side // 2, round(at[1] * height) - side // 2)
    image.paste(Image.new("RGB", (side, side), tint), corner, mask)


def _disc(
    draw: ImageDraw.ImageDraw,
    image: Image.Image,
    at: tuple[float, float],
    radius: float,
    fill: Colour | int,
) -> None:
    width, height = image.size
    x, y, r = at[0] * width, at[1] * height, radius * width
    draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)


def _ridge(
    image: Image.Image, rng: Random, level: float, rough: float, fill: Colour
) -> None:
    """Draw one mountain line and all below it."""
    width, height = image.size
    heights = [rng.uniform(-rough, rough) for _ in range(2)]
    for _ in range(6):
        rough *= 0.52
        middle = [
            (a + b) / 2 + rng.uniform(-rough, rough) for a, b in pairwise(heights)
        ]
        heights = [
            h for pair in zip(heights, middle, strict=False) for h in pair
        ] + heights[-1:]
    step = width / (len(heights) - 1)
    line = [(i * step, (level + h) * height) for i, h in enumerate(heights)]
    ImageDraw.Draw(image).polygon([(0, height), *line, (width, height)], fill=fill)


def _sea(image: Image.Image, rng: Random) -> None:
    top, mid, low = rng.choice(
        (
            ((38, 34, 88), (214, 93, 99), (255, 190, 120)),
            ((24, 78, 119), (118, 200, 147), (255, 222, 150)),
            ((66, 30, 86), (232, 106, 88), (255, 205, 140)),
        )
    )
    _sky(image, top, _mix(top, mid, 0.6), mid, low, low)
    width, height = image.size
    horizon, sun = 0.58, rng.uniform(0.35, 0.65)
    _glow(image, (sun, horizon - 0.05), 0.7, low)
    draw = ImageDraw.Draw(image)
    _disc(draw, image, (sun, horizon - 0.05), 0.1, (255, 244, 214))
    water = Image.new("RGB", (width, round(height * (1 - horizon))))
    _sky(water, _mix(mid, top, 0.35), _mix(top, (8, 16, 40), 0.45), (10, 18, 44))
    image.paste(water, (0, round(height * horizon)))
    for _ in range(150):
        depth = rng.random() ** 1.7
        y = height * (horizon + depth * (1 - horizon))
        spread = 0.04 + depth * 0.22
        x = width * (sun + rng.gauss(0, spread))
        length, thick = width * rng.uniform(0.02, 0.09), 1 + round(depth * 7)
        tint = _mix(low, top, min(0.85, abs(x / width - sun) * 2.2))
        draw.rounded_rectangle((x - length, y, x + length, y + thick), thick, fill=tint)


def _hills(image: Image.Image, rng: Random) -> None:
    haze, deep = rng.choice(
        (
            ((246, 214, 190), (36, 60, 84)),
            ((214, 232, 240), (22, 66, 78)),
            ((250, 204, 180), (66, 40, 84)),
        )
    )
    _sky(image, _mix(deep, haze, 0.55), _mix(deep, haze, 0.8), haze, haze)
    at = (rng.uniform(0.25, 0.75), 0.3)
    _glow(image, at, 0.5, (255, 246, 226))
    _disc(ImageDraw.Draw(image), image, at, 0.075, (255, 250, 238))
    for layer in range(6):
        share = layer / 5
        _ridge(
            image,
            rng,
            0.42 + 0.1 * layer,
            0.1 - 0.008 * layer,
            _mix(haze, deep, 0.2 + 0.8 * share),
        )


def _city(image: Image.Image, rng: Random) -> None:
    top, low = rng.choice(
        (
            ((12, 16, 46), (204, 92, 120)),
            ((10, 24, 52), (88, 132, 190)),
            ((30, 14, 54), (238, 134, 92)),
        )
    )
    _sky(image, top, _mix(top, low, 0.35), low, low)
    width, height = image.size
    draw = ImageDraw.Draw(image)
    _glow(image, (0.5, 0.72), 0.9, _mix(low, (255, 220, 180), 0.4))
    for layer in range(3):
        body = _mix(_mix(top, low, 0.45), (8, 10, 24), 0.35 + 0.32 * layer)
        x, unit = -rng.uniform(0, 0.05) * width, width / 90
        while x < width:
            wide = rng.uniform(0.09, 0.19) * width
            roof = height * (rng.uniform(0.42, 0.66) + 0.1 * layer)
            draw.rectangle((x, roof, x + wide, height), fill=body)
            if rng.random() < 0.3:
                draw.rectangle(
                    (x + wide * 0.48, roof - height * 0.04, x + wide * 0.52, roof),
                    fill=body,
                )
            columns, rows = (
                int(wide / (unit * 2.4)),
                int((height - roof) / (unit * 3.2)),
            )
            for column in range(1, columns):
                for row in range(1, rows):
                    if rng.random() < 0.12 + 0.12 * layer:
                        left, up = x + column * unit * 2.4, roof + row * unit * 3.2
                        lit = _mix((255, 214, 130), (255, 244, 214), rng.random())
                        draw.rectangle(
                            (left, up, left + unit, up + unit * 1.6), fill=lit
                        )
            x += wide + rng.uniform(0, 0.02) * width


def _night(image: Image.Image, rng: Random) -> None:
    glow = rng.choice(((70, 190, 160), (96, 110, 214), (176, 92, 190)))
    _sky(
        image,
        (6, 8, 26),
        (14, 22, 54),
        _mix((14, 22, 54), glow, 0.45),
        _mix((24, 30, 60), glow, 0.25),
    )
    width, height = image.size
    draw = ImageDraw.Draw(image)
    for _ in range(320):
        x, y = rng.random() * width, rng.random() ** 1.4 * height * 0.75
        size = rng.choice((1, 1, 1, 2, 3)) * width / 900
        draw.ellipse(
            (x - size, y - size, x + size, y + size),
            fill=_mix((150, 160, 210), (255, 255, 250), rng.random()),
        )
    _glow(image, (0.72, 0.2), 0.32, (236, 232, 214))
    _disc(draw, image, (0.72, 0.2), 0.085, (250, 246, 230))
    for layer in range(3):
        _ridge(
            image,
            rng,
            0.68 + 0.1 * layer,
            0.06,
            _mix((20, 28, 56), (4, 6, 16), layer / 2),
        )


def _meadow(image: Image.Image, rng: Random) -> None:
    _sky(image, (92, 172, 224), (168, 214, 236), (240, 238, 214), (240, 238, 214))
    width, height = image.size
    _glow(image, (0.2, 0.16), 0.5, (255, 250, 214))
    for layer in range(3):
        _ridge(
            image,
            rng,
            0.5 + 0.07 * layer,
            0.03,
            _mix((128, 178, 120), (62, 130, 70), layer / 2),
        )
    draw = ImageDraw.Draw(image)
    petals = rng.choice(
        (
            ((232, 72, 85), (250, 200, 80)),
            ((150, 96, 214), (255, 240, 170)),
            ((250, 250, 245), (250, 190, 60)),
        )
    )
    for step in range(240):
        depth = step / 240
        x, y = (
            rng.random() * width,
            height * (0.66 + 0.34 * depth + rng.uniform(-0.01, 0.01)),
        )
        size = width * (0.005 + 0.026 * depth)
        draw.line(
            (x, y, x + rng.uniform(-size, size), y + size * 5),
            fill=(44, 104, 56),
            width=max(1, round(size / 4)),
        )
        for dx, dy in ((-0.8, 0), (0.8, 0), (0, -0.8), (0, 0.8)):
            draw.ellipse(
                (
                    x + (dx - 0.7) * size,
                    y + (dy - 0.7) * size,
                    x + (dx + 0.7) * size,
                    y + (dy + 0.7) * size,
                ),
                fill=petals[0],
            )
        draw.ellipse(
            (x - size / 2, y - size / 2, x + size / 2, y + size / 2), fill=petals[1]
        )


def _coffee(image: Image.Image, rng: Random) -> None:
    wood = rng.choice(((120, 82, 58), (92, 70, 60), (150, 108, 74)))
    width, height = image.size
    draw = ImageDraw.Draw(image)
    for plank in range(6):
        tone = _mix(wood, (40, 26, 20), rng.uniform(0, 0.22))
        draw.rectangle(
            (plank * width / 6, 0, (plank + 1) * width / 6 - width / 160, height),
            fill=tone,
        )
        for _ in range(14):
            x = (plank + rng.random()) * width / 6
            y = rng.random() * height
            draw.line(
                (x, y, x + rng.uniform(-4, 4), y + height * 0.16),
                fill=_mix(tone, (30, 20, 16), 0.22),
                width=2,
            )
    _glow(image, (0.15, 0.1), 1.1, _mix(wood, (255, 226, 180), 0.6))
    at = (0.5 + rng.uniform(-0.06, 0.06), 0.54)
    shade = Image.new("L", image.size, 0)
    _disc(ImageDraw.Draw(shade), shade, (at[0] + 0.03, at[1] + 0.03), 0.4, 150)
    shade = shade.filter(ImageFilter.GaussianBlur(width / 40))
    image.paste((24, 14, 10), (0, 0), shade)
    cup = rng.choice(((244, 240, 232), (206, 222, 220), (240, 214, 196)))
    draw = ImageDraw.Draw(image)
    _disc(draw, image, at, 0.4, _mix(cup, (0, 0, 0), 0.07))
    _disc(draw, image, at, 0.375, cup)
    draw.rounded_rectangle(
        (
            width * (at[0] + 0.2),
            height * at[1] - width * 0.045,
            width * (at[0] + 0.37),
            height * at[1] + width * 0.045,
        ),
        width * 0.04,
        fill=_mix(cup, (0, 0, 0), 0.12),
    )
    _disc(draw, image, at, 0.265, _mix(cup, (0, 0, 0), 0.16))
    _disc(draw, image, at, 0.25, cup)
    _disc(draw, image, at, 0.228, (98, 58, 34))
    for ring in range(7):
        tint = (226, 184, 138) if ring % 2 == 0 else (150, 96, 58)
        _disc(
            draw,
            image,
            (at[0], at[1] - 0.012 + ring * 0.006),
            0.17 - ring * 0.024,
            tint,
        )


def _bread(image: Image.Image, rng: Random) -> None:
    """Draw a round loaf with cuts on a cloth."""
    cloth, stripe = rng.choice(
        (
            ((238, 232, 220), (190, 60, 56)),
            ((226, 234, 238), (52, 92, 140)),
            ((232, 236, 222), (86, 128, 84)),
        )
    )
    width, height = image.size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height), fill=cloth)
    for number in range(5):
        x = width * (0.1 + number * 0.2)
        draw.rectangle((x, 0, x + width * 0.03, height), fill=_mix(cloth, stripe, 0.5))
        y = height * (0.1 + number * 0.2)
        draw.rectangle((0, y, width, y + width * 0.03), fill=_mix(cloth, stripe, 0.35))
    at = (0.5, 0.5)
    shade = Image.new("L", image.size, 0)
    _disc(ImageDraw.Draw(shade), shade, (at[0] + 0.03, at[1] + 0.03), 0.43, 160)
    shade = shade.filter(ImageFilter.GaussianBlur(width / 40))
    image.paste((50, 32, 20), (0, 0), shade)
    _disc(draw, image, at, 0.42, (146, 84, 36))
    _disc(draw, image, at, 0.39, (186, 116, 56))
    _glow(image, (at[0] - 0.08, at[1] - 0.06), 0.4, (236, 182, 108))
    for number in range(-2, 3):
        x, y = width * (at[0] + number * 0.13), height * at[1]
        long = width * (0.3 - abs(number) * 0.05)
        bend = width * 0.05
        draw.line(
            ((x - bend, y - long), (x + bend, y + long)),
            fill=(244, 222, 178),
            width=round(width * 0.035),
        )


def _market(image: Image.Image, rng: Random) -> None:
    """Draw crates of fruit from above."""
    fruit = [
        (214, 48, 40),
        (250, 150, 30),
        (244, 208, 62),
        (112, 164, 58),
        (120, 60, 130),
        (232, 112, 110),
    ]
    rng.shuffle(fruit)
    width, height = image.size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height), fill=(72, 50, 36))
    for crate in range(6):
        left = width * (0.03 + 0.49 * (crate % 2))
        top = height * (0.02 + 0.328 * (crate // 2))
        right, bottom = left + width * 0.45, top + height * 0.305
        draw.rectangle((left, top, right, bottom), fill=(176, 128, 80))
        edge = width * 0.025
        draw.rectangle(
            (left + edge, top + edge, right - edge, bottom - edge), fill=(58, 40, 30)
        )
        radius = width * 0.055
        for row in range(6):
            for column in range(4):
                x = left + edge * 2 + radius + column * radius * 1.75
                x = min(x + (row % 2) * radius * 0.5, right - edge - radius)
                y = min(
                    top + edge + radius + row * radius * 1.7, bottom - edge - radius
                )
                tint = _mix(fruit[crate], (40, 20, 10), rng.uniform(0, 0.22))
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), tint)
                light = radius * 0.3
                draw.ellipse(
                    (
                        x - light * 1.6,
                        y - light * 1.8,
                        x - light * 0.4,
                        y - light * 0.6,
                    ),
                    _mix(tint, (255, 255, 255), 0.6),
                )


def _balloons(image: Image.Image, rng: Random) -> None:
    """Draw a bunch of balloons in the sky."""
    top, low = rng.choice(
        (
            ((72, 150, 224), (214, 238, 250)),
            ((250, 196, 210), (255, 244, 230)),
            ((120, 206, 196), (240, 250, 236)),
        )
    )
    _sky(image, top, _mix(top, low, 0.5), low)
    colours = [(232, 62, 84), (255, 190, 50), (70, 120, 220), (120, 190, 90)]
    colours += [(170, 90, 200), (255, 130, 60), (60, 190, 190)]
    rng.shuffle(colours)
    width, height = image.size
    draw = ImageDraw.Draw(image)
    knot = (width * 0.5, height * 0.95)
    places = [(0.3, 0.42), (0.7, 0.4), (0.5, 0.24), (0.24, 0.22), (0.77, 0.2)]
    places += [(0.5, 0.5), (0.4, 0.09)]
    for (left, high), tint in zip(places, colours, strict=True):
        x, y = (left + rng.uniform(-0.03, 0.03)) * width, high * height
        wide, tall = width * 0.16, width * 0.2
        draw.line(((x, y + tall), knot), fill=(110, 110, 120), width=width // 240)
        draw.ellipse((x - wide, y - tall, x + wide, y + tall), tint)
        draw.ellipse(
            (x - wide * 0.55, y - tall * 0.7, x - wide * 0.2, y - tall * 0.2),
            _mix(tint, (255, 255, 255), 0.55),
        )


def _books(image: Image.Image, rng: Random) -> None:
    """Draw shelves full of books."""
    wall = rng.choice(((84, 56, 40), (44, 58, 66), (112, 92, 72)))
    covers = [(178, 58, 52), (222, 170, 70), (48, 92, 110), (86, 118, 84)]
    covers += [(236, 226, 204), (120, 78, 110), (52, 58, 86), (206, 116, 76)]
    width, height = image.size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height), fill=_mix(wall, (0, 0, 0), 0.45))
    for shelf in range(5):
        floor = height * (0.19 + 0.2 * shelf)
        x = width * 0.03
        while x < width * 0.93:
            wide, tall = width * rng.uniform(0.035, 0.085), height * 0.16
            tall *= rng.uniform(0.72, 1)
            cover = _mix(rng.choice(covers), wall, rng.uniform(0, 0.25))
            draw.rectangle((x, floor - tall, x + wide, floor), fill=cover)
            for band in (0.14, 0.8):
                y = floor - tall * band
                draw.rectangle(
                    (x, y, x + wide, y + height * 0.006),
                    fill=_mix(cover, (255, 240, 200), 0.5),
                )
            x += wide + width * (0.06 if rng.random() < 0.1 else 0.004)
        draw.rectangle((0, floor, width, floor + height * 0.015), fill=wall)
    _glow(image, (0.5, 0.1), 0.9, (255, 226, 170))


def _beach(image: Image.Image, rng: Random) -> None:
    """Draw umbrellas on the sand, and the water's edge, from above."""
    sand, water = rng.choice(
        (
            ((242, 218, 170), (40, 170, 190)),
            ((236, 206, 176), (40, 116, 190)),
            ((246, 230, 200), (70, 196, 170)),
        )
    )
    width, height = image.size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height), fill=sand)
    edge = [
        (width * share / 8, height * (0.3 + rng.uniform(-0.025, 0.025)))
        for share in range(9)
    ]
    foam = [(x, y + height * 0.03) for x, y in edge]
    draw.polygon([(0, 0), *foam, (width, 0)], fill=(250, 250, 246))
    draw.polygon([(0, 0), *edge, (width, 0)], fill=water)
    pairs = [(226, 60, 60), (250, 176, 40), (60, 120, 200), (240, 120, 150)]
    pairs += [(80, 170, 110), (150, 90, 190)]
    rng.shuffle(pairs)
    places = ((0.26, 0.45), (0.72, 0.5), (0.4, 0.66), (0.8, 0.76), (0.2, 0.84))
    for (left, high), tint in zip(places, pairs, strict=False):
        x, y, radius = left * width, high * height, width * 0.15
        shift = radius * 0.25
        draw.ellipse(
            (
                x - radius + shift,
                y - radius + shift,
                x + radius + shift,
                y + radius + shift,
            ),
            _mix(sand, (90, 70, 50), 0.4),
        )
        for wedge in range(8):
            draw.pieslice(
                (x - radius, y - radius, x + radius, y + radius),
                wedge * 45,
                wedge * 45 + 45,
                fill=tint if wedge % 2 else (252, 250, 244),
            )


def _lights(image: Image.Image, rng: Random) -> None:
    """Draw strings of light bulbs over a terrace at dusk."""
    top, low = rng.choice(
        (
            ((22, 24, 54), (120, 70, 96)),
            ((16, 44, 58), (60, 110, 116)),
            ((48, 24, 60), (190, 100, 70)),
        )
    )
    _sky(image, top, _mix(top, low, 0.6), low)
    width, height = image.size
    draw = ImageDraw.Draw(image)
    for string in range(5):
        left, right = rng.uniform(0.02, 0.5), rng.uniform(0.02, 0.5)
        left, right = left + string * 0.1, right + string * 0.1
        sag = rng.uniform(0.06, 0.14)
        points = [
            (
                width * step / 24,
                height
                * (
                    left + (right - left) * step / 24 + sag * (1 - (step / 12 - 1) ** 2)
                ),
            )
            for step in range(25)
        ]
        draw.line(points, fill=(30, 24, 30), width=width // 200)
        for x, y in points[1::3]:
            _glow(image, (x / width, y / height), 0.11, (255, 206, 120))
            size = width * 0.022
            draw.ellipse((x - size, y - size, x + size, y + size), (255, 244, 206))
    draw.rectangle((0, height * 0.86, width, height), fill=(28, 20, 26))
    for number in range(3):
        x = width * (0.2 + 0.3 * number)
        draw.rectangle(
            (x - width * 0.1, height * 0.8, x + width * 0.1, height * 0.815),
            fill=(46, 32, 36),
        )
        draw.rectangle(
            (x - width * 0.01, height * 0.8, x + width * 0.01, height * 0.9),
            fill=(46, 32, 36),
        )


PAINTERS: dict[Theme, Painter] = {
    "sea": _sea,
    "hills": _hills,
    "city": _city,
    "night": _night,
    "meadow": _meadow,
    "coffee": _coffee,
    "bread": _bread,
    "market": _market,
    "balloons": _balloons,
    "books": _books,
    "beach": _beach,
    "lights": _lights,
}
THEMES = tuple(PAINTERS)


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
    """Return the base64 thumbnail of a drawn picture."""
    canvas = Image.new("RGB", (_THUMBNAIL[0] * 4, _THUMBNAIL[1] * 4))
    PAINTERS[theme](canvas, Random(f"{theme}:{number}"))
    return preview(_encode(canvas, 95))


def preview(picture_bytes: bytes) -> str:
    """Return a picture as a small base64 JPEG, or nothing if it cannot be decoded."""
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
