import type { DeletionPlan } from "../../../shared/deletion.ts";
import { describeOverwriteRule, findOverwriteRule } from "../../../shared/overwriteRules.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import { EngineError } from "../errors.ts";
import { tagName } from "../oci/tagName.ts";

/** A tag that a deletion changes, or a manifest, and why a rule for it forbids the deletion. */
interface RuledName {
  readonly name: string;
  /** Empty of a manifest without a tag: rules for registries apply. */
  readonly tag: string;
  readonly refusal: string;
}

/**
 * Checks the rules for tags that are never overwritten: deleting one would make way for other content, deleting what its
 * index lists would break it, and a list of referrers is rewritten.
 * @throws EngineError `tag_protected`
 */
export function checkDeletionRules(
  deletion: Pick<DeletionPlan, "repository" | "by" | "tags" | "manifests">,
  rules: OverwriteRules,
): void {
  const own = deletion.tags.map(({ name, tag = "" }) => ({
    name,
    tag,
    refusal: "cannot be deleted.",
  }));
  for (const { name, tag, refusal } of [...own, ...dependentTags(deletion)]) {
    const rule = findOverwriteRule({ name, tag }, rules);
    if (rule !== undefined) {
      throw new EngineError("tag_protected", `${name} ${refusal} ${describeOverwriteRule(rule)}`, {
        hint: "Leave it out, or change the rule under Registries.",
      });
    }
  }
}

/** The indexes that break, and the lists of referrers that are rewritten. */
function dependentTags({
  repository,
  by,
  manifests,
}: Pick<DeletionPlan, "repository" | "by" | "manifests">): readonly RuledName[] {
  if (by === "tag") {
    return [];
  }
  return manifests.flatMap(({ digest, tags, indexes, listing }) => {
    const what = tags.length > 0 ? `${digest} (${tags.join(", ")})` : digest;
    return [
      ...indexes.flatMap(({ tag }) =>
        tag === undefined ? [] : [{ tag, refusal: `lists ${what}, which cannot be deleted.` }],
      ),
      ...(listing ? [{ tag: listing.tag, refusal: `is rewritten when ${what} is deleted.` }] : []),
    ].map((each) => ({ ...each, name: tagName(repository, each.tag) }));
  });
}
