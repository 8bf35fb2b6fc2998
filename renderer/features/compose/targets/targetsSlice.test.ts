import { describe, expect, it } from "vitest";
import { makeFailure } from "../../../testing/fixtures.ts";
import { installApi, settle, fakeTimersInEachTest } from "../../../testing/setUp.ts";
import { useCompose } from "../composeStore.ts";

fakeTimersInEachTest();

const state = useCompose.getState;

describe("targetsSlice", () => {
  it("checks targets when added, when edited and after a push", async () => {
    const fake = installApi();
    state().addTargets(["x:1"]);
    await settle();
    state().editTarget(state().draft.targets[0]?.id ?? "", "x:2");
    await settle();
    state().recheckTargets();
    await settle();
    expect(fake.inputsOf("target:check").map(({ text }) => text)).toEqual(["x:1", "x:2", "x:2"]);
  });

  it("keeps the failure of a check", async () => {
    installApi({ "target:check": () => ({ ok: false, error: makeFailure({ code: "denied" }) }) });
    state().addTargets(["x:1"]);
    await settle();
    expect(Object.values(state().targets)[0]).toMatchObject({
      kind: "failed",
      error: { code: "denied" },
    });
  });
});
