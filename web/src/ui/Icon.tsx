// Drawn on a 16 px grid with a stroke of 1.5 px. A word always stands beside an icon, or names it.
const DRAWINGS = {
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14",
  bell: "M8 2a4 4 0 0 0-4 4v3l-1.5 2.5h11L12 9V6a4 4 0 0 0-4-4M6.5 13.5a1.5 1.5 0 0 0 3 0",
  group: "M2 4.5h6v6H2zM8 2.5h6v6H8M5 10.5v3h6v-5",
  bolt: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  link: "M6.5 9.5a2.5 2.5 0 0 0 3.6 0l2.4-2.4a2.5 2.5 0 0 0-3.6-3.6L8 4.4M9.5 6.5a2.5 2.5 0 0 0-3.6 0L3.5 8.9a2.5 2.5 0 0 0 3.6 3.6L8 11.6",
  shield: "M8 1.5 13.5 3.5V8c0 3.3-2.3 5.5-5.5 6.5C4.8 13.5 2.5 11.3 2.5 8V3.5z",
  book: "M3 2.5h8.5a1 1 0 0 1 1 1v10H4a1 1 0 0 1-1-1zM3 12.5a1 1 0 0 1 1-1h8.5M6 5.5h4",
  people:
    "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.7a2.5 2.5 0 0 1 0 4.6M12 9.9c1.5.6 2.5 1.9 2.5 3.6",
  gear: "M8 5.75a2.25 2.25 0 1 0 0 4.5 2.25 2.25 0 0 0 0-4.5M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4M11.2 4.8l1.4-1.4",
  mail: "M2 3.5h12v9H2zM2 4l6 5 6-5",
  chevron: "M6 3.5 10.5 8 6 12.5",
  back: "M10 3.5 5.5 8 10 12.5",
  wider: "M5.5 5 2.5 8l3 3M2.5 8h11M10.5 5l3 3-3 3",
  down: "M3.5 6 8 10.5 12.5 6",
  up: "M3.5 10 8 5.5 12.5 10",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  check: "M3 8.5 6.5 12 13 4.5",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2v8.5M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11",
  upload: "M8 11V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.5V8l2.5 1.5",
  warning: "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.2",
  stop: "M5.4 1.5h5.2l3.9 3.9v5.2l-3.9 3.9H5.4L1.5 10.6V5.4zM5 8h6",
  bug: "M8 5a3 3 0 0 1 3 3v2a3 3 0 0 1-6 0V8a3 3 0 0 1 3-3M6 5V4a2 2 0 0 1 4 0v1M2 8.5h3M11 8.5h3M2.5 4.5 5 6.5M13.5 4.5 11 6.5M3 13l2.3-2M13 13l-2.3-2",
  hook: "M10.5 2v6.5a3.5 3.5 0 1 1-7 0V7l2.5 2.5M10.5 2a1 1 0 1 1 0-.1",
  inbox: "M2 9.5 4 3h8l2 6.5v4H2zM2 9.5h3.5c0 1.5 1 2.2 2.5 2.2s2.5-.7 2.5-2.2H14",
  folder: "M2 4h4l1.5 1.5H14v7.5H2z",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.7 9h5.6l.7-9M6.7 7v4M9.3 7v4",
  fire: "M8 14c-2.8 0-4.5-1.8-4.5-4.3 0-2 1.3-3.2 2.3-4.5C6.8 4 7 2.8 6.8 1.5 9.5 2.3 12.5 5.5 12.5 9.7 12.5 12.2 10.8 14 8 14",
  swap: "M2.5 5.5h10L10 3M13.5 10.5h-10L6 13",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.7M13.5 2.5v3.2h-3.2",
  funnel: "M2 3h12l-4.7 5.5v4.7l-2.6-1.5V8.5z",
  hidden:
    "M2.5 2.5l11 11M6 4a6 6 0 0 1 2-.5C12 3.5 14.5 8 14.5 8a11 11 0 0 1-2 2.4M4 5.2A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 2.5-.6",
  edit: "M2.5 13.5 3.3 10.5 10.8 3l2.2 2.2-7.5 7.5zM9.3 4.5l2.2 2.2",
  undo: "M6 3.5 2.5 7 6 10.5M2.5 7h7a4 4 0 0 1 0 8H8",
  pause: "M5.5 3v10M10.5 3v10",
  play: "M4.5 2.5v11l9-5.5z",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1",
  columns: "M2 3h12v10H2zM6 3v10M10 3v10",
  rows: "M2 3h12v10H2zM2 6.3h12M2 9.7h12",
  star: "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
  moon: "M13.5 9.7A6 6 0 0 1 6.3 2.5a6 6 0 1 0 7.2 7.2",
  screen: "M2 3h12v8H2zM5.5 13.5h5M8 11v2.5",
  person: "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 14c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5",
  key: "M4.75 5.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5M7.5 8h7M12.5 8v2.5",
  more: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  external: "M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9v4.5h-9v-9H7",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.1M6.5 6.5h.1M9 6.5h.1M11.5 6.5h.1M5 9.5h6",
  chart: "M2.5 13.5h11M4 11V8M7 11V4M10 11V6.5M13 11V9.5",
  signout: "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
} as const;

export type IconName = keyof typeof DRAWINGS;

/** A drawing that says nothing to a screen reader: the word is beside it or on the button. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={DRAWINGS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
