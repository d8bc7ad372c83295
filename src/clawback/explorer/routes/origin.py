"""Where mail came from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from clawback.explorer.origin.countries import Countries
from clawback.explorer.origin.origin import Origin, origin
from clawback.explorer.routes.asking import Store
from clawback.explorer.routes.views import AskedMail
from clawback.http.part import part

router = APIRouter(prefix="/explorer", tags=["explorer"])

Known = Annotated[Countries, Depends(part(Countries))]


@router.get("/origin", operation_id="explorer_origin")
def explorer_origin(asked: AskedMail, store: Store, countries: Known) -> Origin:
    """Deliveries by the country of the server that handed them over.

    The country of an address is what your own database says; where there is none, all is unknown.
    """
    return origin(asked, store, countries)
