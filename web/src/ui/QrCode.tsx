import { encodeQR } from "qr";
import { useMemo } from "react";

import style from "./QrCode.module.css";

const QUIET = 4; // modules around it that cameras need (ISO/IEC 18004 §6.3.8)

/** A text for the camera of a phone; dark on light in every theme, as cameras expect. */
export function QrCode({ label, text }: { label: string; text: string }) {
  const { size, path } = useMemo(() => drawing(text), [text]);
  return (
    <svg className={style.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}

function drawing(text: string): { size: number; path: string } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const squares = rows.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return { size: rows.length, path: squares.join("") };
}
