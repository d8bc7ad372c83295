"""Settings of who may sign in, and how."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from clawback.identity.oidc.settings import OidcSettings
from clawback.identity.role import Role


class IdentitySettings(BaseModel):
    """People, their sessions and their second factors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    require_second_factor: tuple[Role, ...] = Field(
        default=(Role.APPROVER, Role.RESPONDER, Role.ADMIN),
        description="Roles that must sign in with a second factor; without one they can only set "
        "one up.",
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, le=24 * 60, description="A session ends when unused for so long."
    )
    session_hours: int = Field(
        default=12, ge=1, le=7 * 24, description="A session ends after so long in any case."
    )
    setup_link_hours: int = Field(
        default=48, ge=1, le=14 * 24, description="How long a setup link can be used."
    )
    common_passwords: str = Field(
        default="",
        description="A file of passwords that nobody may choose, one a line; empty for none.",
    )
    external_people: bool = Field(
        default=True,
        description="Whether somebody whom an OpenID Connect provider knows gets an account at "
        "their first sign-in.",
    )

    oidc: OidcSettings | None = Field(
        default=None, description="The OpenID Connect provider with which people sign in, if any."
    )

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_length(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    @property
    def setup_link_lifetime(self) -> timedelta:
        return timedelta(hours=self.setup_link_hours)

    def needs_second_factor(self, roles: frozenset[Role]) -> bool:
        return bool(roles & frozenset(self.require_second_factor))
