import type { Draft } from "../../../shared/draft.ts";
import type { Script } from "../../../shared/script.ts";
import type { Composition } from "../compose/composition.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { buildxScript } from "./buildxScript.ts";
import { craneScript } from "./craneScript.ts";
import { describePush, type ScriptPush } from "./describePush.ts";
import { regctlScript } from "./regctlScript.ts";
import { scriptOf } from "./shellScript.ts";
import { toolReference } from "./toolReference.ts";

const tools = [
  ["buildx", buildxScript],
  ["regctl", regctlScript],
  ["crane", craneScript],
] as const;

/**
 * The same push as scripts for the tools that people know, everything in them pinned by digest.
 * @returns none where the draft has no tag to push to
 * @throws EngineError `reference_invalid` for a target that is none
 */
export function writeScripts(draft: Draft, composition: Composition): readonly Script[] {
  const push = describePush(draft, composition);
  if (!push) return [];
  return tools.map(([tool, script]): Script => {
    const away = locationsOf(push).find((location) => toolReference(tool, location) === undefined);
    if (away) {
      return { kind: "impossible", tool, why: `${tool} cannot reach ${formatLocation(away)}.` };
    }
    const parts = script(push);
    if ("why" in parts) return { ...parts, tool };
    const { steps, successors, sameBytes, differences } = parts;
    const head = [`Pushes ${push.content.digest}.`, ...successors, ...differences];
    return { kind: "written", tool, text: scriptOf(head, steps), sameBytes, differences };
  });
}

function locationsOf({
  destinations,
  pieces,
  copied,
  composition,
}: ScriptPush): readonly Location[] {
  return [
    ...destinations.map(({ location }) => location),
    ...pieces.map(({ from }) => from),
    ...(copied ? [copied] : []),
    ...composition.sources.map(({ location }) => location),
  ];
}
