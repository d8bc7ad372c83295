/** What is around an element, from the inside out. */
function around(element: Element): Element[] {
  const found: Element[] = [];
  for (let next = element.parentElement; next; next = next.parentElement) found.push(next);
  return found;
}

/** The first of these that is still there and can have the focus; else the page. */
function shelter(parts: readonly Element[]): HTMLElement | null {
  const found = parts.find(
    (part) => part instanceof HTMLElement && part.isConnected && part.hasAttribute("tabindex"),
  );
  return found instanceof HTMLElement ? found : document.getElementById("page");
}

/** Gives the focus from an element to what is around it, such as a table or the page. */
export function goAround(element: Element): void {
  shelter(around(element))?.focus({ preventScroll: true });
}

/**
 * Keeps the focus in the page: when what has it goes away, as a button does whose work is done or
 * a page that is left, what was around it has it, so that keys and reading go on from there.
 */
export function keepFocus(): void {
  let last: Element | undefined;
  let parts: readonly Element[] = [];
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Element)) return;
    last = target;
    parts = around(target);
  });
  const look = () => {
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    shelter(parts)?.focus({ preventScroll: true });
  };
  // Later than what a dialog or a page does about it by itself.
  new MutationObserver(() => {
    if (last && !last.isConnected) setTimeout(look);
  }).observe(document.body, { childList: true, subtree: true });
}
