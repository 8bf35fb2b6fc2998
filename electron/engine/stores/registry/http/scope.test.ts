import { expect, it } from "vitest";
import { formatScopes, widenScopes, type Scope } from "./scope.ts";

const pull: Scope = { repository: "acme/app", actions: ["pull"] };

it("merges actions by repository and puts scopes that push first", () => {
  const push: Scope = { repository: "acme/other", actions: ["push", "pull"] };
  expect(formatScopes([pull, push, { ...pull, actions: ["delete"] }])).toEqual([
    "repository:acme/other:pull,push",
    "repository:acme/app:pull,delete",
  ]);
});

it("adds the actions that a challenge names for the same repositories, also in separate entries", () => {
  const challenged =
    "repository:acme/app:pull repository:acme/app:push repository:secret/app:pull nonsense";
  expect(formatScopes(widenScopes([pull], challenged))).toEqual(["repository:acme/app:pull,push"]);
  expect(widenScopes([pull], undefined)).toEqual([pull]);
});
