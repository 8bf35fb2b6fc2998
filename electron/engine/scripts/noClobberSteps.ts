import type { ScriptTool } from "../../../shared/script.ts";
import { quoteWord } from "../compose/imagetoolsCommand.ts";
import type { ScriptPush } from "./describePush.ts";
import { withoutDigest } from "../compose/source.ts";
import { toolReference } from "./toolReference.ts";

interface DigestCommand {
  /** The command without the tag. It prints the digest of a tag, or fails. */
  readonly command: string;
  /** The output that does not stop the script; undefined: any output does. */
  readonly allowed: string | undefined;
}

/** Returns a step per protected tag that stops the script if the tag exists and points to other content. */
export function noClobberSteps(
  { targets }: ScriptPush,
  tool: ScriptTool,
  { command, allowed }: DigestCommand,
): readonly string[] {
  const pattern = allowed === undefined ? "''" : `'' | ${quoteWord(allowed)}`;
  return targets.flatMap(({ location, noClobber }) => {
    if (!noClobber) {
      return [];
    }
    const tag = quoteWord(toolReference(tool, withoutDigest(location)) ?? "");
    return [
      `current=$(${command} ${tag} 2>/dev/null || :)
case "$current" in
  ${pattern}) ;;
  *) echo ${tag} names "$current" already >&2; exit 1 ;;
esac`,
    ];
  });
}
