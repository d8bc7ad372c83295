import type { ComponentProps } from "react";

import { pieces } from "./deceit";
import style from "./Hostile.module.css";

/**
 * Text that a stranger wrote: a subject, a name, an address, a file name, a link. It is set apart,
 * so that it turns no text around it, and what nobody would see in it is shown with its name.
 */
export function Hostile({
  text,
  lines = false,
  className,
  ...rest
}: { text: string; lines?: boolean } & ComponentProps<"bdi">) {
  return (
    <bdi className={className ? `${style.text} ${className}` : style.text} {...rest}>
      {pieces(text, lines).map((piece, at) =>
        piece.code ? (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- pieces have no other identity
            key={at}
            className={style.unseen}
            title={`${piece.code}, ${piece.name}: not seen by whoever reads the mail`}
          >
            {piece.code}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
