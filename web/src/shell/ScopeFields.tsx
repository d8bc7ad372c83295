import type { ScopeShape } from "~/api/generated";
import { TextField } from "~/ui/Field";
import { Two } from "~/ui/Stack";
import { listed } from "~/ui/words";

/** A scope while it is typed: as text. */
export type ScopeText = { domains: string; tags: string };

export const scopeText = ({ domains = [], tags = [] }: ScopeShape): ScopeText => ({
  domains: domains.join(", "),
  tags: tags.join(", "),
});

export const scopeOf = ({ domains, tags }: ScopeText): ScopeShape => ({
  domains: listed(domains),
  tags: listed(tags),
});

/** Whose mail is meant, by domain or tag. */
export function ScopeFields({
  value,
  onType,
}: {
  value: ScopeText;
  onType: (value: ScopeText) => void;
}) {
  return (
    <Two>
      <TextField
        label="Domains"
        placeholder="example.org, example.net"
        hint="Only mail to these; empty for all."
        value={value.domains}
        onChange={(event) => onType({ ...value, domains: event.target.value })}
      />
      <TextField
        label="Tags"
        placeholder="vip"
        hint="And to whoever has one of these."
        value={value.tags}
        onChange={(event) => onType({ ...value, tags: event.target.value })}
      />
    </Two>
  );
}
