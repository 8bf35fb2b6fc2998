import { describeOverwriteRule } from "../../../shared/overwriteRules.ts";
import type { Plan, TagMove } from "../../../shared/plan.ts";
import type { Finding } from "../../../shared/preview.ts";

/** The maximum number of names to list; the others are counted. */
const maxNames = 4;

/** Findings that the user has to confirm, because the result probably differs from what was intended. */
const confirmedFindings: ReadonlySet<Finding["code"]> = new Set([
  "platform_matches_nothing",
  "platform_replaced",
  "excluded_matches_nothing",
]);

/** `a, b, c, d and 3 more` */
function joinNames(names: readonly string[]): string {
  const more = names.length - maxNames;
  return more > 1 ? `${names.slice(0, maxNames).join(", ")} and ${more} more` : names.join(", ");
}

/** Returns how to name the tags of a plan: by tag for one repository, else by whole reference. */
function tagNamer({ repositories }: Plan): (move: TagMove) => string {
  return repositories.length === 1 ? ({ tag }) => tag : ({ name }) => name;
}

function movesWithDrops(plan: Plan) {
  const drops = new Map((plan.drops ?? []).map((drop) => [drop.name, drop]));
  return plan.repositories
    .flatMap(({ tags }) => tags)
    .map((move) => ({ move, drop: drops.get(move.name) }));
}

/**
 * Returns what the user has to confirm before a push, a sentence each: rules that a restore breaks, platforms that tags drop, and findings about
 * platforms and exclusions that match nothing.
 * @param findings of the draft; empty if something else is pushed
 */
export function requiredConfirmations(plan: Plan, findings: readonly Finding[]): readonly string[] {
  const name = tagNamer(plan);
  const dropping = movesWithDrops(plan).flatMap(({ move, drop }) =>
    drop?.kind === "known" && drop.platforms.length > 0
      ? [{ tag: name(move), platforms: joinNames(drop.platforms) }]
      : [],
  );
  const byPlatforms = Map.groupBy(dropping, ({ platforms }) => platforms);
  return [
    ...(plan.brokenRules ?? []).map(
      ({ name: tag, rule }) => `${describeOverwriteRule(rule)} This restore overwrites ${tag}.`,
    ),
    ...[...byPlatforms].map(
      ([platforms, tags]) =>
        `${joinNames(tags.map(({ tag }) => tag))} ${tags.length === 1 ? "drops" : "drop"} ${platforms}.`,
    ),
    ...findings.filter(({ code }) => confirmedFindings.has(code)).map(({ message }) => message),
  ];
}

/** Returns the tags whose current content could not be read, so that what they drop is unknown. */
export function unreadableTags(plan: Plan): readonly string[] {
  const name = tagNamer(plan);
  return movesWithDrops(plan).flatMap(({ move, drop }) =>
    drop?.kind === "unknown" ? [name(move)] : [],
  );
}
