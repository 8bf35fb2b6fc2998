import type { Plan, TagMove } from "../../../shared/plan.ts";
import type { Finding } from "../../../shared/preview.ts";

/** So many names are listed; the others are counted. */
const listed = 4;

/** Findings by which the result may lack or have what nobody meant. */
const riskyFindings: ReadonlySet<Finding["code"]> = new Set([
  "platform_matches_nothing",
  "platform_replaced",
  "excluded_matches_nothing",
]);

/** What a review must not pass over in silence. */
export interface ReviewRisks {
  /** What has to be agreed to before the push, one sentence each. */
  readonly toConfirm: readonly string[];
  /** Tags whose present content could not be compared, so that nobody knows what they drop. */
  readonly unknown: readonly string[];
}

/** Names in one line: `a, b, c, d and 3 more`. */
function namesOf(names: readonly string[]): string {
  const more = names.length - listed;
  return more > 1 ? `${names.slice(0, listed).join(", ")} and ${more} more` : names.join(", ");
}

/** Tags by their short names where one repository is pushed to, else by their whole names. */
function nameTag({ repositories }: Plan): (move: TagMove) => string {
  return repositories.length === 1 ? ({ tag }) => tag : ({ name }) => name;
}

/**
 * What a push takes away that may be a mistake: a platform that disappears from a tag or from the result, a
 * term of the platform filter or an exclusion that matches nothing.
 * @param findings of the draft; none where something else than a draft is pushed
 */
export function reviewRisks(plan: Plan, findings: readonly Finding[]): ReviewRisks {
  const name = nameTag(plan);
  const drops = new Map((plan.drops ?? []).map((drop) => [drop.name, drop]));
  const moves = plan.repositories
    .flatMap(({ tags }) => tags)
    .map((move) => ({ move, drop: drops.get(move.name) }));
  const dropping = moves.flatMap(({ move, drop }) =>
    drop?.kind === "known" && drop.platforms.length > 0
      ? [{ move, platforms: drop.platforms }]
      : [],
  );
  const byPlatforms = Map.groupBy(dropping, ({ platforms }) => namesOf(platforms));
  return {
    toConfirm: [
      ...[...byPlatforms].map(([platforms, tags]) => {
        const from = namesOf(tags.map(({ move }) => name(move)));
        const verb = tags[0]?.platforms.length === 1 ? "disappears" : "disappear";
        return `${platforms} ${verb} from ${from}.`;
      }),
      ...findings.filter(({ code }) => riskyFindings.has(code)).map(({ message }) => message),
    ],
    unknown: moves.flatMap(({ move, drop }) => (drop?.kind === "unknown" ? [name(move)] : [])),
  };
}
