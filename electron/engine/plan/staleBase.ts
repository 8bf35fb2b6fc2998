import type { Draft } from "../../../shared/draft.ts";
import type { Plan, PlanDifference, PushOutcome } from "../../../shared/plan.ts";
import type { Composition } from "../compose/composition.ts";
import { formatLocation } from "../oci/location.ts";
import { withoutDigest } from "../compose/source.ts";

/** The tag that a draft edits, and the digest that the draft is based on. */
interface EditedTag {
  /** The draft: the id of the source that is its base, which each edit of a tag has of its own. */
  readonly draft: string;
  /** The tag's full name. */
  readonly name: string;
  readonly digest: string;
}

/**
 * Finds edited tags that moved since. A draft whose own push moved its tag is not outdated; any other push is a change
 * that the draft does not have, also one of another draft that edits the same content of the tag.
 */
export class StaleBases {
  /** The tags that the drafts of plans edit. */
  readonly #edited = new WeakMap<Plan, EditedTag>();
  /** The digest that the last push of a draft set, by the draft and the tag that it edits. */
  readonly #pushed = new Map<string, string>();

  /**
   * Finds whether the tag that a draft edits has moved since: a push would undo what was pushed meanwhile.
   * @returns a difference of kind `base`, or none
   */
  find(edited: EditedTag, { repositories }: Plan): readonly PlanDifference[] {
    const move = repositories.flatMap(({ tags }) => tags).find(({ name }) => name === edited.name);
    if (!move || move.before === edited.digest) {
      return [];
    }
    const { before } = move;
    return before !== null && before === this.#pushed.get(keyOf(edited))
      ? []
      : [{ kind: "base", name: edited.name, was: edited.digest, now: before }];
  }

  /** Remembers which draft a plan was made from. */
  addPlan(plan: Plan, edited: EditedTag): void {
    this.#edited.set(plan, edited);
  }

  /** Remembers what the push of a plan set the edited tag to. */
  recordPush(plan: Plan, { tags }: PushOutcome): void {
    const edited = this.#edited.get(plan);
    const outcome = tags.find(({ move }) => move.name === edited?.name);
    if (edited && (outcome?.kind === "moved" || outcome?.kind === "same")) {
      this.#pushed.set(keyOf(edited), outcome.move.after);
    }
  }
}

/** Returns the tag that a draft edits; undefined if it makes a new index. */
export function editedTag(
  { base: draft }: Draft,
  { request, sources }: Composition,
): EditedTag | undefined {
  const base = request.base === undefined ? undefined : sources[request.base];
  return draft === undefined || !base
    ? undefined
    : {
        draft,
        name: formatLocation(withoutDigest(base.location)),
        digest: base.content.digest,
      };
}

function keyOf({ draft, name, digest }: EditedTag): string {
  return JSON.stringify([draft, name, digest]);
}
