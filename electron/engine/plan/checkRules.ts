import { describeOverwriteRule, findOverwriteRule } from "../../../shared/overwriteRules.ts";
import type { BrokenRule, Plan } from "../../../shared/plan.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import { EngineError } from "../errors.ts";
import { isOverwrite } from "./planTag.ts";

/** Finds the tags that a plan overwrites against a rule. */
export function findBrokenRules(
  { repositories }: Pick<Plan, "repositories">,
  rules: OverwriteRules,
): readonly BrokenRule[] {
  return repositories
    .flatMap(({ tags }) => tags)
    .filter(isOverwrite)
    .flatMap(({ name, tag }) => {
      const rule = findOverwriteRule({ name, tag }, rules);
      return rule === undefined ? [] : [{ name, rule }];
    });
}

/**
 * Applies the rules that say which tags are never overwritten. A plan that restores tags names what it breaks: undoing a
 * push is what a person asks for in a dialog, which then asks for that too. Every other plan is refused.
 * @param isFromFile whether the plan was read from a file, which may call any plan a restore, or continues the push of
 *   such a plan: it is refused too
 * @throws EngineError `tag_protected`
 */
export function applyRules(plan: Plan, rules: OverwriteRules, isFromFile: boolean): Plan {
  const brokenRules = findBrokenRules(plan, rules);
  if (plan.kind !== "restore" || isFromFile) {
    refuse(brokenRules);
  }
  const { brokenRules: _, ...rest } = plan;
  return brokenRules.length === 0 ? rest : { ...rest, brokenRules };
}

/**
 * Checks the rules again before a plan is executed: they may have changed since it was reviewed.
 * @throws EngineError `tag_protected` if the plan breaks a rule that it does not name
 */
export function checkRules(plan: Plan, rules: OverwriteRules): void {
  const named = new Set(plan.brokenRules?.map(({ name }) => name));
  refuse(findBrokenRules(plan, rules).filter(({ name }) => !named.has(name)));
}

function refuse([first, ...more]: readonly BrokenRule[]): void {
  if (first === undefined) {
    return;
  }
  const others = more.length === 0 ? "" : ` The same is true of ${more.length} more.`;
  throw new EngineError(
    "tag_protected",
    `${first.name} exists with other content. ${describeOverwriteRule(first.rule)}${others}`,
    { hint: "Choose another tag, or change the rule under Registries." },
  );
}
