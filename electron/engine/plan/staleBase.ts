import type { Plan, PlanDifference, PushOutcome } from "../../../shared/plan.ts";
import type { Composition } from "../compose/composition.ts";
import { formatLocation } from "../oci/location.ts";
import { withoutDigest } from "../compose/source.ts";

/** The tag that a draft edits, and the digest that the draft is based on. */
interface DraftBase {
  /** The tag's full name. */
  readonly name: string;
  readonly digest: string;
}

/**
 * Finds edited tags that moved since. A draft whose own push moved its tag is not outdated; any other push is a change
 * that the draft does not have, also one of this app.
 */
export class StaleBases {
  /** The bases of plans that were made from drafts. */
  readonly #bases = new WeakMap<Plan, DraftBase>();
  /** The digest that the last push of a draft set, by the base of the draft. */
  readonly #pushed = new Map<string, string>();

  /**
   * Finds the tag that a draft edits if it has moved since: a push would undo what was pushed meanwhile.
   * @returns a difference of kind `base`, or none
   */
  find(composition: Composition, { repositories }: Plan): readonly PlanDifference[] {
    const base = baseOf(composition);
    const move = repositories.flatMap(({ tags }) => tags).find(({ name }) => name === base?.name);
    if (!base || !move || move.before === base.digest) {
      return [];
    }
    const { before } = move;
    return before !== null && before === this.#pushed.get(keyOf(base))
      ? []
      : [{ kind: "base", name: base.name, was: base.digest, now: before }];
  }

  /** Remembers which draft a plan was made from. */
  addPlan(plan: Plan, composition: Composition): void {
    const base = baseOf(composition);
    if (base) {
      this.#bases.set(plan, base);
    }
  }

  /** Remembers what the push of a plan set the edited tag to. */
  recordPush(plan: Plan, { tags }: PushOutcome): void {
    const base = this.#bases.get(plan);
    const outcome = tags.find(({ move }) => move.name === base?.name);
    if (base && (outcome?.kind === "moved" || outcome?.kind === "same")) {
      this.#pushed.set(keyOf(base), outcome.move.after);
    }
  }
}

function baseOf({ request, sources }: Composition): DraftBase | undefined {
  const base = request.base === undefined ? undefined : sources[request.base];
  return (
    base && {
      name: formatLocation(withoutDigest(base.location)),
      digest: base.content.digest,
    }
  );
}

function keyOf({ name, digest }: DraftBase): string {
  return `${name}@${digest}`;
}
