import type { Plan } from "../../shared/plan.ts";

/** The drops of a plan, with the platforms of entries in place of entries; `unknown` for unknown drops. */
export function dropsOf({ drops }: Plan): unknown {
  return drops?.map((drop) =>
    drop.kind === "unknown"
      ? drop.kind
      : { ...drop, entries: drop.entries.map(({ platform, kind }) => platform ?? kind) },
  );
}
