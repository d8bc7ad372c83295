import { useId, type ComponentProps, type ReactNode } from "react";

import style from "./Button.module.css";
import { Icon, type IconName } from "./Icon";
import { Tip } from "./Tip";

type Kind = "plain" | "main" | "danger" | "quiet";

type Common = Omit<ComponentProps<"button">, "children" | "disabled"> & {
  kind?: Kind;
  /** Why it cannot be pressed now; it stays focusable, so that the reason can be read. */
  why?: string | undefined;
};

function look(kind: Kind, square: boolean, more?: string) {
  const parts = [style.button, kind === "plain" ? "" : style[kind], square ? style.square : ""];
  return [...parts, more ?? ""].filter(Boolean).join(" ");
}

/** A button with a word on it. */
export function Button({
  kind = "plain",
  why,
  icon,
  children,
  className,
  onClick,
  ...rest
}: Common & { icon?: IconName; children: ReactNode }) {
  const id = useId();
  const button = (
    <button
      type="button"
      {...rest}
      aria-disabled={why ? true : undefined}
      aria-describedby={why ? id : rest["aria-describedby"]}
      onClick={why ? (event) => event.preventDefault() : onClick}
      className={look(kind, false, className)}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
  if (!why) return button;
  return (
    <>
      <Tip text={why}>{button}</Tip>
      <span id={id} hidden>
        {why}
      </span>
    </>
  );
}

/** A button with an icon on it; `label` names it for everybody. */
export function IconButton({
  kind = "quiet",
  why,
  icon,
  label,
  className,
  onClick,
  ...rest
}: Common & { icon: IconName; label: string }) {
  return (
    <Tip text={why ?? label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={why ? true : undefined}
        onClick={why ? (event) => event.preventDefault() : onClick}
        className={look(kind, true, className)}
      >
        <Icon name={icon} />
      </button>
    </Tip>
  );
}
