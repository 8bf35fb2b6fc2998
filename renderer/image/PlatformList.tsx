import { countOf } from "../ui/format.ts";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

const shown = 3;

/** Platforms on one line: the first ones by name, the others by number and whole on hover. */
export function PlatformList({ platforms }: { readonly platforms: readonly string[] }) {
  const rest = platforms.length - shown;
  const text = platforms.slice(0, rest === 1 ? shown + 1 : shown).join(", ");
  return (
    <span title={escapeInvisible(platforms.join("\n"))}>
      <UntrustedText text={text} />
      {rest > 1 ? ` + ${countOf(rest, "more", "more")}` : ""}
    </span>
  );
}
