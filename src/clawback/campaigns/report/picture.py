"""Pictures for a report: mail over time, and its way, as PNG."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from clawback.campaigns.flow import LAYERS, Flow, FlowLayer, Node
from clawback.store.chart import Histogram

_SIZE = (1500, 620)
_CHART = (1500, 380)
_INK, _FAINT = (38, 43, 51), (130, 138, 150)
_COLOURS = (
    (31, 119, 180),
    (255, 127, 14),
    (44, 160, 44),
    (214, 39, 40),
    (148, 103, 189),
    (140, 86, 75),
    (227, 119, 194),
    (127, 127, 127),
    (188, 189, 34),
    (23, 190, 207),
)
_TEXT = 19  # pixels
_BAR = 22  # the width of a node
_HEAD, _FOOT = 44, 12
_GAP = 10
_STEPS = 40  # of a band's curve
_LONGEST = 26  # characters of a label


def timeline(days: Histogram, labels: list[str]) -> bytes:
    """Bars over time, one colour for each series, whose `labels` stand above."""
    image = Image.new("RGB", _CHART, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_TEXT)
    left, top, right, bottom = 70, _HEAD, _CHART[0] - 20, _CHART[1] - 40
    sums = [sum(series.counts[at] for series in days.series) for at in range(len(days.starts))]
    most = max(sums, default=0) or 1
    wide = (right - left) / max(len(sums), 1)
    for at in range(len(sums)):
        below = float(bottom)
        for number, series in enumerate(days.series):
            high = series.counts[at] / most * (bottom - top)
            box = (left + at * wide + 1, below - high, left + (at + 1) * wide - 1, below)
            if high and box[2] > box[0]:
                draw.rectangle(box, fill=_COLOURS[number % len(_COLOURS)])
            below -= high
    draw.line((left, bottom, right, bottom), fill=_FAINT)
    draw.text((left - 8, top), str(most), fill=_FAINT, font=font, anchor="rt")
    draw.text((left - 8, bottom), "0", fill=_FAINT, font=font, anchor="rs")
    if days.starts:
        first, last = (f"{moment:%Y-%m-%d %H:%M}" for moment in (days.starts[0], days.starts[-1]))
        draw.text((left, bottom + 8), first, fill=_FAINT, font=font)
        draw.text((right, bottom + 8), last, fill=_FAINT, font=font, anchor="ra")
    _legend(draw, font, labels)
    return _png(image)


def way(flow: Flow) -> bytes:
    """Layers from left to right; a band is as wide as the mail that went."""
    image = Image.new("RGB", _SIZE, "white")
    draw = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(_TEXT)
    boxes = _boxes(flow)
    scale = _scale(flow)
    out, into = defaultdict[int, float](float), defaultdict[int, float](float)
    for band in flow.bands:
        broad = band.deliveries * scale
        start, end = boxes[band.source], boxes[band.target]
        colour = (*_COLOURS[band.source % len(_COLOURS)], 90)
        _band(
            draw,
            (start[2], start[1] + out[band.source]),
            (end[0], end[1] + into[band.target]),
            broad,
            colour,
        )
        out[band.source] += broad
        into[band.target] += broad
    for at, node in enumerate(flow.nodes):
        draw.rectangle(boxes[at], fill=_COLOURS[at % len(_COLOURS)])
        _name(draw, font, node, boxes[at])
    for number, layer in enumerate(LAYERS):
        side = _left(number)
        anchor = "ra" if layer is FlowLayer.CLICKS else "la"
        edge = side + _BAR if layer is FlowLayer.CLICKS else side
        draw.text((edge, 8), layer.label, fill=_INK, font=font, anchor=anchor)
    return _png(image)


def _left(layer: int) -> float:
    return 10 + layer * (_SIZE[0] - 20 - _BAR) / (len(LAYERS) - 1)


def _scale(flow: Flow) -> float:
    """Pixels for a delivery, so that the fullest layer fits."""
    room = _SIZE[1] - _HEAD - _FOOT
    layers = [[node for node in flow.nodes if node.layer is layer] for layer in LAYERS]
    all_of_it = max(sum(node.deliveries for node in layers[0]), 1)
    return min((room - _GAP * (len(nodes) - 1)) / all_of_it for nodes in layers if nodes)


def _boxes(flow: Flow) -> list[tuple[float, float, float, float]]:
    scale = _scale(flow)
    below = dict.fromkeys(LAYERS, float(_HEAD))
    boxes = []
    for node in flow.nodes:
        left, top = _left(LAYERS.index(node.layer)), below[node.layer]
        bottom = top + max(node.deliveries * scale, 2.0)
        boxes.append((left, top, left + _BAR, bottom))
        below[node.layer] = bottom + _GAP
    return boxes


def _band(
    draw: ImageDraw.ImageDraw,
    start: tuple[float, float],
    end: tuple[float, float],
    high: float,
    colour: tuple[int, int, int, int],
) -> None:
    above, below = [], []
    for step in range(_STEPS + 1):
        along = step / _STEPS
        bent = along * along * (3 - 2 * along)
        x, y = start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * bent
        above.append((x, y))
        below.append((x, y + max(high, 1.0)))
    draw.polygon([*above, *reversed(below)], fill=colour)


def _name(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    node: Node,
    box: tuple[float, float, float, float],
) -> None:
    label = node.label if len(node.label) <= _LONGEST else node.label[: _LONGEST - 1] + "…"
    text = f"{label}  {node.deliveries}"
    middle = (box[1] + box[3]) / 2
    if node.layer is FlowLayer.CLICKS:
        draw.text((box[0] - 6, middle), text, fill=_INK, font=font, anchor="rm")
    else:
        draw.text((box[2] + 6, middle), text, fill=_INK, font=font, anchor="lm")


def _legend(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    labels: list[str],
) -> None:
    left = 70.0
    for number, label in enumerate(labels):
        draw.rectangle((left, 12, left + 16, 28), fill=_COLOURS[number % len(_COLOURS)])
        draw.text((left + 24, 20), label, fill=_INK, font=font, anchor="lm")
        left += 24 + draw.textlength(label, font=font) + 28


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
