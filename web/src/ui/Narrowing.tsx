import { useState, type ReactNode } from "react";

import { IconButton } from "./Button";
import { SmallField } from "./Field";
import style from "./Narrowing.module.css";

/** The line above a list that says which of its items are shown. */
export function Narrowing({ children }: { children: ReactNode }) {
  return (
    <div className={style.line} role="search" aria-label="Filters">
      {children}
    </div>
  );
}

/**
 * Words that are searched for: with Enter, or when the field is emptied.
 *
 * Give `text` as the key, too, so that words from elsewhere take the place of what is typed.
 */
export function SearchWords({
  id,
  label,
  hint,
  text = "",
  onSearch,
}: {
  id: string;
  label: string;
  hint: string;
  text: string | undefined;
  onSearch: (text: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(text);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim() || undefined);
      }}
    >
      <SmallField
        id={id}
        type="search"
        label={label}
        placeholder={hint}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          if (event.target.value === "" && text !== "") onSearch(undefined);
        }}
      />
    </form>
  );
}

/** A condition that came from elsewhere, and can only be taken away. */
export function OnlyThese({
  said,
  without,
  onDrop,
}: {
  said: string;
  without: string;
  onDrop: () => void;
}) {
  return (
    <span className={style.chip}>
      {said}
      <IconButton icon="close" label={without} onClick={onDrop} />
    </span>
  );
}
