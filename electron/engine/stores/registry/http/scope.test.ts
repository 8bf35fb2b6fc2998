import { expect, it } from "vitest";
import { formatScopes, widenScopes, type Scope } from "./scope.ts";

const pull: Scope = { repository: "acme/app", actions: ["pull"] };

it("merges actions by repository and puts those that push first", () => {
  const push: Scope = { repository: "acme/other", actions: ["push", "pull"] };
  expect(formatScopes([pull, push, { ...pull, actions: ["delete"] }])).toEqual([
    "repository:acme/other:pull,push",
    "repository:acme/app:pull,delete",
  ]);
});

it("names the catalog as the registry's own", () => {
  expect(formatScopes([{ repository: undefined, actions: ["*"] }])).toEqual(["registry:catalog:*"]);
});

it("takes from a challenge what it adds for our repositories, one entry an action too, and nothing else", () => {
  const challenged =
    "repository:acme/app:pull repository:acme/app:push repository:secret/app:pull nonsense";
  expect(formatScopes(widenScopes([pull], challenged))).toEqual(["repository:acme/app:pull,push"]);
  expect(widenScopes([pull], undefined)).toEqual([pull]);
});
