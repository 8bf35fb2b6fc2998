import type { Draft } from "../../../shared/draft.ts";
import type { Script } from "../../../shared/script.ts";
import type { Composition } from "../compose/composition.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { buildxScript } from "./buildxScript.ts";
import { craneScript } from "./craneScript.ts";
import { describePush, type ScriptPush } from "./describePush.ts";
import { regctlScript } from "./regctlScript.ts";
import { formatScript } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

const tools = [
  ["buildx", buildxScript],
  ["regctl", regctlScript],
  ["crane", craneScript],
] as const;

/**
 * Writes the push of a draft as scripts, one per tool. Everything in them is pinned by digest.
 *
 * @returns none if no target has a tag
 * @throws EngineError `reference_invalid` if a target is malformed
 */
export function writeScripts(draft: Draft, composition: Composition): readonly Script[] {
  const push = describePush(draft, composition);
  if (!push) {
    return [];
  }
  return tools.map(([tool, writeScript]): Script => {
    const unsupported = locationsOf(push).find(
      (location) => toolReference(tool, location) === undefined,
    );
    if (unsupported) {
      const reason = `${tool} does not support ${formatLocation(unsupported)}.`;
      return { kind: "impossible", tool, reason };
    }
    const script = writeScript(push);
    if ("reason" in script) {
      return { ...script, tool };
    }
    const { steps, requirements, sameBytes, differences } = script;
    const comments = [`Pushes ${push.content.digest}.`, ...requirements, ...differences];
    return { kind: "written", tool, text: formatScript(comments, steps), sameBytes, differences };
  });
}

function locationsOf(push: ScriptPush): readonly Location[] {
  const { targets, entries, copiedFrom, composition } = push;
  return [
    ...targets.map(({ location }) => location),
    ...entries.map(({ from }) => from),
    ...(copiedFrom ? [copiedFrom] : []),
    ...composition.sources.map(({ location }) => location),
  ];
}
