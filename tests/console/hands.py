"""Somebody who has only a keyboard, and always sees where they are."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

# Whether the focus is somewhere, is drawn in its colour, and lies in sight. A table or a list that
# keeps the focus draws the row that it names; the filter line draws the box around it.
_SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return false;
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "var(--focus)";
  const focus = getComputedStyle(probe).color;
  probe.remove();
  const drawn = (one) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
    const line = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    return (line && outlineColor === focus) || boxShadow.includes(focus);
  };
  const inSight = (one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [x0, x1] = [Math.max(left, 0), Math.min(right, innerWidth)];
    const [y0, y1] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    if (x1 - x0 < 1 || y1 - y0 < 1) return false;
    const hit = document.elementFromPoint((x0 + x1) / 2, (y0 + y1) / 2);
    return hit !== null && (one.contains(hit) || hit.contains(one));
  };
  const named = document.getElementById(at.getAttribute("aria-activedescendant") ?? "");
  const around = [];
  for (let one = at; one && around.length < 6; one = one.parentElement) around.push(one);
  const marks = named ? [named, ...named.querySelectorAll("*")] : around;
  return marks.some((one) => drawn(one) && inSight(one));
}"""
_AT = """() => {
  const at = document.activeElement;
  const label = at?.labels?.[0]?.innerText ?? "";
  return `${at?.getAttribute("aria-label") ?? ""} ${label} ${at?.innerText ?? ""}`
    .replace(/\\s+/g, " ").trim().slice(0, 80) || at?.outerHTML.slice(0, 120) || "";
}"""
_FAR = 60  # presses of Tab after which something is nowhere
_MANY = 400  # presses of Tab after which a page has no end


@dataclass(frozen=True, slots=True)
class Hands:
    """Presses keys on a page, and looks after each where the focus is."""

    page: Page

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self._look(f"after {key}")

    def write(self, text: str) -> None:
        """Writes where the cursor is."""
        self.page.keyboard.type(text)
        self._look("after writing")

    def write_anew(self, text: str) -> None:
        """Writes in the place of what stands there."""
        self.press("Control+a")
        self.write(text)

    def go_to(self, role: str, name: str, *, back: bool = False) -> None:
        """Goes on by Tab until what has this role and name has the focus."""
        wanted = self.page.get_by_role(role, name=name)  # type: ignore[arg-type]
        expect(wanted.first).to_be_visible()
        passed = []
        for _ in range(_FAR):
            if any(one.evaluate("one => one === document.activeElement") for one in wanted.all()):
                return
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.page.evaluate(_AT))
        raise AssertionError(f"Tab does not lead to the {role} “{name}”, but to: {passed}")

    def act(self, role: str, name: str, *, back: bool = False) -> None:
        """Goes there and presses Enter."""
        self.go_to(role, name, back=back)
        self.press("Enter")

    def go_round(self) -> None:
        """Goes on by Tab until the page has been left at its end."""
        seen: set[str] = set()
        for _ in range(_MANY):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                assert len(seen) > 5
                return
            self._look("after Tab")
            seen.add(self.page.evaluate(_AT))
        raise AssertionError(f"Tab never leaves the page. It comes by: {sorted(seen)}")

    def _look(self, when: str) -> None:
        try:
            self.page.wait_for_function(_SEEN, timeout=5000)
        except Exception as error:
            at = self.page.evaluate(_AT)
            raise AssertionError(f"Nobody sees where the focus is {when}: {at}") from error
