"""Which tags there are, for routes that read filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import Depends, Request

from clawback.model.tags import NO_TAGS, Tags


def _known_tags(request: Request) -> Tags:
    """None where the settings give out none."""
    parts = cast("Mapping[type[object], object]", request.app.state.parts)
    return cast("Tags", parts.get(Tags, NO_TAGS))


KnownTags = Annotated[Tags, Depends(_known_tags)]
