import { useId, type ComponentProps, type ReactNode } from "react";

import style from "./Field.module.css";

type Around = {
  label: string;
  hint?: ReactNode;
  /** What is wrong with what stands in it, as a sentence. */
  fault?: string | undefined;
};

function Labelled({
  label,
  hint,
  fault,
  id,
  children,
}: Around & { id: string; children: ReactNode }) {
  return (
    <div className={style.field}>
      <label className={style.label} htmlFor={id}>
        {label}
      </label>
      {children}
      {hint && (
        <div className={style.hint} id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {fault && (
        <div className={style.fault} id={`${id}-fault`} role="alert">
          {fault}
        </div>
      )}
    </div>
  );
}

function about(id: string, hint: unknown, fault: unknown) {
  return {
    id,
    "aria-describedby": fault ? `${id}-fault` : hint ? `${id}-hint` : undefined,
    "aria-invalid": fault ? true : undefined,
    className: style.input,
  } as const;
}

/** One line of text. */
export function TextField({ label, hint, fault, ...rest }: Around & ComponentProps<"input">) {
  const id = useId();
  return (
    <Labelled label={label} hint={hint} fault={fault} id={id}>
      <input autoComplete="off" {...rest} {...about(id, hint, fault)} />
    </Labelled>
  );
}

/** One line of text in a line of controls; its label stands in it while it is empty. */
export function SmallField({ label, ...rest }: { label: string } & ComponentProps<"input">) {
  return (
    <input
      autoComplete="off"
      aria-label={label}
      placeholder={label}
      {...rest}
      className={`${style.input} ${style.small}`}
    />
  );
}

/** Several lines of text. */
export function TextArea({ label, hint, fault, ...rest }: Around & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Labelled label={label} hint={hint} fault={fault} id={id}>
      <textarea {...rest} {...about(id, hint, fault)} />
    </Labelled>
  );
}

export type Choice<Value extends string> = { value: Value; label: string };

function Options({ choices }: { choices: readonly Choice<string>[] }) {
  return choices.map((one) => (
    <option key={one.value} value={one.value}>
      {one.label}
    </option>
  ));
}

/** One of a few, by the browser's own list. */
export function SelectField<Value extends string>({
  label,
  hint,
  fault,
  choices,
  value,
  onChoose,
}: Around & {
  choices: readonly Choice<Value>[];
  value: Value;
  onChoose: (value: Value) => void;
}) {
  const id = useId();
  return (
    <Labelled label={label} hint={hint} fault={fault} id={id}>
      <select
        {...about(id, hint, fault)}
        value={value}
        onChange={(event) => choose(event.target.value, choices, onChoose)}
      >
        <Options choices={choices} />
      </select>
    </Labelled>
  );
}

/** One of a few in a line of controls; `label` is for those who do not see it. */
export function SmallSelect<Value extends string>({
  label,
  choices,
  value,
  onChoose,
}: {
  label: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChoose: (value: Value) => void;
}) {
  return (
    <select
      aria-label={label}
      className={`${style.input} ${style.small}`}
      value={value}
      onChange={(event) => choose(event.target.value, choices, onChoose)}
    >
      <Options choices={choices} />
    </select>
  );
}

/** Yes or no. */
export function CheckField({
  label,
  hint,
  checked,
  onCheck,
  ...rest
}: Omit<ComponentProps<"input">, "type" | "onChange"> & {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onCheck: (checked: boolean) => void;
}) {
  return (
    <label className={style.check}>
      <input
        type="checkbox"
        {...rest}
        checked={checked}
        onChange={(event) => onCheck(event.target.checked)}
      />
      <span>
        {label}
        {hint && <span className={style.hint}> {hint}</span>}
      </span>
    </label>
  );
}

function choose<Value extends string>(
  chosen: string,
  choices: readonly Choice<Value>[],
  onChoose: (value: Value) => void,
) {
  const found = choices.find((one) => one.value === chosen);
  if (found) onChoose(found.value);
}

/** As `ref`: puts the cursor where the one thing to do is, as a step begins. */
export const startHere = (input: HTMLInputElement | null): void => input?.focus();
