import { countOf } from "../../shared/countOf.ts";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

/** The number of platforms to list; the others are counted. */
const maxShown = 3;

/** Platforms on one line: `linux/amd64, linux/arm64, linux/386 + 2 more`. Hover shows all. */
export function PlatformList({ platforms }: { readonly platforms: readonly string[] }) {
  const rest = platforms.length - maxShown;
  const text = platforms.slice(0, rest === 1 ? maxShown + 1 : maxShown).join(", ");
  return (
    <span title={escapeInvisible(platforms.join("\n"))}>
      <UntrustedText text={text} />
      {rest > 1 ? ` + ${countOf(rest, "more", "more")}` : ""}
    </span>
  );
}
