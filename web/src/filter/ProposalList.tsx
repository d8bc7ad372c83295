import { useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from "react";

import { optionId, standing, type Listing, type Standing } from "./listing";
import style from "./ProposalList.module.css";

type Spot = { left: number; top: number; bottom: number };

/** The proposals under the cursor. The line keeps the focus, and says which of them is chosen. */
export function ProposalList({
  id,
  listing,
  spot,
  onTake,
}: {
  id: string;
  listing: Listing;
  /** Where in the window the text begins that a proposal takes the place of. */
  spot: () => Spot | undefined;
  onTake: (at: number) => void;
}) {
  const { proposals, chosen } = listing;
  const { box, list, beside } = useStanding(spot);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [list, chosen]);
  const info = proposals[chosen]?.info;
  return (
    <div ref={box} popover="manual" className={style.box}>
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label="Completions"
        tabIndex={-1}
        className={style.list}
        onMouseDown={keepFocus}
      >
        {proposals.map((proposal, at) => (
          <div
            key={proposal.text}
            id={optionId(id, at)}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            aria-describedby={at === chosen && info ? `${id}-info` : undefined}
            className={style.option}
            onMouseDown={(event) => event.button === 0 && onTake(at)}
          >
            <span className={style.says}>{proposal.says}</span>
            {proposal.about && <span className={style.about}>{proposal.about}</span>}
          </div>
        ))}
      </div>
      {info && (
        <div id={`${id}-info`} className={style.info} data-beside={beside}>
          {info}
        </div>
      )}
    </div>
  );
}

/** A press in the list leaves the focus in the line. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** Keeps the list at its spot in the window. */
function useStanding(spot: () => Spot | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [beside, setBeside] = useState<Standing["beside"]>("right");
  useLayoutEffect(() => {
    const place = () => {
      const at = spot();
      if (!at || !box.current || !list.current) return;
      const size = { width: box.current.offsetWidth, height: list.current.scrollHeight };
      const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
      const stands = standing(at, size, room);
      put(box.current.style, stands);
      setBeside(stands.beside);
    };
    if (!box.current?.matches(":popover-open")) box.current?.showPopover();
    place();
    window.addEventListener("resize", place);
    window.addEventListener("scroll", place, true);
    return () => {
      window.removeEventListener("resize", place);
      window.removeEventListener("scroll", place, true);
    };
  });
  return { box, list, beside };
}

function put(to: CSSStyleDeclaration, { left, top, bottom, tallest }: Standing): void {
  to.left = `${left}px`;
  to.top = top === undefined ? "auto" : `${top}px`;
  to.bottom = bottom === undefined ? "auto" : `${bottom}px`;
  to.maxHeight = `${tallest}px`;
}
