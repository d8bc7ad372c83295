"""What an administrator may set about the event store."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from clawback.store.admission import Limits


class StoreSettings(BaseModel):
    """The event store."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    memory_limit: str = Field(
        default="1GB",
        pattern="^[0-9]+ ?(MB|GB|MiB|GiB)$",
        description="The most memory the engine takes for its queries, such as `512MB`.",
    )
    threads: int = Field(default=2, ge=1, le=256, description="Threads of one query.")
    heavy_queries: int = Field(
        default=0,
        ge=0,
        le=256,
        description="How many counts, charts and exports run at once; 0 for half the processors. "
        "Pages of rows and single messages do not wait for them.",
    )
    waiting_queries: int = Field(
        default=64,
        ge=1,
        le=1000,
        description="How many queries may wait for their turn; one more is refused with 503.",
    )
    waiting_seconds: int = Field(
        default=30, ge=1, le=600, description="How long a query waits before it is refused."
    )

    @property
    def limits(self) -> Limits:
        """How many queries may run and wait."""
        return Limits.of(self.heavy_queries, self.waiting_queries, self.waiting_seconds)
