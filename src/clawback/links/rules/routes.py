"""Rules for links and spared links over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.links.rules.rules import LinkRules
from clawback.links.rules.shapes import (
    LinkRuleIn,
    LinkRuleOrder,
    LinkRulesOut,
    LinkRuleTriedOut,
    NewSparedLink,
    SparedLinkOut,
    SparedLinksOut,
    book_out,
    spared_of_settings,
    spared_out,
    tried_out,
)
from clawback.model.location import Directionality

router = APIRouter(prefix="/links", tags=["link rules"])
RulesPart = Annotated[LinkRules, Depends(part(LinkRules))]
_Address = Annotated[str, Query(max_length=320)]


@router.get("/rules", operation_id="link_rule_list")
def link_rule_list(rules: RulesPart) -> LinkRulesOut:
    """All rules in their order: those kept here, those of the settings, the built-in one."""
    return book_out(rules.book())


@router.post("/rules", status_code=status.HTTP_201_CREATED, operation_id="link_rule_keep")
def link_rule_keep(body: LinkRuleIn, rules: RulesPart, caller: Caller) -> LinkRulesOut:
    """Keeps another rule, behind those kept here; counts within a second."""
    return book_out(rules.keep(caller, body.rule, enabled=body.enabled, edition=body.edition))


@router.put("/rules/order", operation_id="link_rule_order")
def link_rule_order(body: LinkRuleOrder, rules: RulesPart, caller: Caller) -> LinkRulesOut:
    """Puts the rules kept here in another order."""
    return book_out(rules.put_in_order(caller, body.ids, edition=body.edition))


@router.get("/rules/try", operation_id="link_rule_try")
def link_rule_try(
    rules: RulesPart,
    *,
    recipient: _Address,
    sender: _Address = "",
    direction: Directionality = Directionality.INBOUND,
    url: Annotated[str, Query(max_length=8192, description="A link; whether it is spared.")] = "",
) -> LinkRuleTriedOut:
    """Which rule counts for a mail to somebody; nothing is changed by it."""
    return tried_out(rules.tried(recipient, sender, direction, url))


@router.put("/rules/{rule_id}", operation_id="link_rule_change")
def link_rule_change(
    rule_id: str, body: LinkRuleIn, rules: RulesPart, caller: Caller
) -> LinkRulesOut:
    """Keeps a rule otherwise, in its place."""
    return book_out(
        rules.change(caller, rule_id, body.rule, enabled=body.enabled, edition=body.edition)
    )


@router.delete("/rules/{rule_id}", operation_id="link_rule_remove")
def link_rule_remove(
    rule_id: str, rules: RulesPart, caller: Caller, edition: Annotated[int, Query(ge=0)]
) -> LinkRulesOut:
    """Keeps a rule no more."""
    return book_out(rules.remove(caller, rule_id, edition=edition))


@router.get("/spared", operation_id="link_spared_list")
def link_spared_list(rules: RulesPart) -> SparedLinksOut:
    """Links that are never rewritten."""
    fixed = rules.settings
    return SparedLinksOut(
        items=[
            *map(spared_out, rules.spared()),
            *map(spared_of_settings, fixed.do_not_rewrite),
        ],
        listed=fixed.do_not_rewrite_list,
    )


@router.post("/spared", status_code=status.HTTP_201_CREATED, operation_id="link_spare")
def link_spare(body: NewSparedLink, rules: RulesPart, caller: Caller) -> SparedLinkOut:
    """Never rewrites such links from now on; counts within a second."""
    return spared_out(rules.spare(caller, body.entry, body.reason))


@router.delete("/spared", status_code=status.HTTP_204_NO_CONTENT, operation_id="link_spare_no_more")
def link_spare_no_more(
    rules: RulesPart, caller: Caller, entry: Annotated[str, Query(max_length=2048)]
) -> None:
    """Rewrites such links again."""
    rules.spare_no_more(caller, entry)
