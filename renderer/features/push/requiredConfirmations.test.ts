import { expect, it } from "vitest";
import { makePlan } from "../../testing/fixtures.ts";
import { requiredConfirmations } from "./requiredConfirmations.ts";

it("asks before a restore breaks a rule", () => {
  const name = "ghcr.io/acme/app:v1";
  const plan = makePlan({ kind: "restore" });
  expect(requiredConfirmations(plan, [])).toEqual([]);
  const brokenRules = [{ name, rule: { kind: "tag", text: "v*" } }] as const;
  expect(requiredConfirmations({ ...plan, brokenRules }, [])).toEqual([
    `Your rule says never to overwrite tags that match v*. This restore overwrites ${name}.`,
  ]);
});
