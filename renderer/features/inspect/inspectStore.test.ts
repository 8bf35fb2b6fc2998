import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { defer, installApi, setUpWindow } from "../../testing/setUp.ts";
import { useInspect } from "./inspectStore.ts";

setUpWindow();

const inspect = useInspect.getState;

function currentVisit(): string {
  const visit = inspect().visits[inspect().at];
  return visit === undefined ? "nothing" : `${visit.kind} ${visit.text}`;
}

async function open(text: string): Promise<void> {
  inspect().open(text);
  await vi.waitFor(() => expect(currentVisit()).toBe(`open ${text}`));
}

describe("visits", () => {
  it("go back and forward without reading again", async () => {
    const fake = installApi();
    await open("a:1");
    await open("b:1");
    inspect().step(-1);
    expect([currentVisit(), inspect().text]).toEqual(["open a:1", "a:1"]);
    inspect().step(1);
    expect(currentVisit()).toBe("open b:1");
    inspect().step(1);
    expect(currentVisit()).toBe("open b:1");
    expect(fake.inputsOf("inspect:open")).toHaveLength(2);
  });

  it("discard the forward visits when another reference is opened", async () => {
    await open("a:1");
    await open("b:1");
    inspect().step(-1);
    await open("c:1");
    expect(inspect().visits.map(({ text }) => text)).toEqual(["a:1", "c:1"]);
  });

  it("reload in place when the same reference is opened", async () => {
    const fake = installApi();
    await open("a:1");
    await open(" a:1 ".trim());
    expect(inspect().visits).toHaveLength(1);
    await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(2));
  });

  it("ignore the result of a visit that was left", async () => {
    const slow = defer<Result<Outputs["inspect:open"]>>();
    const fake = installApi({
      "inspect:open": ({ text }) =>
        text === "slow" ? slow.promise : ok(makeInspection({ name: text })),
    });
    inspect().open("slow");
    await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(1));
    await open("quick");
    slow.resolve(ok(makeInspection({ name: "slow" })));
    await vi.waitFor(() => expect(fake.inputsOf("job:cancel")).toHaveLength(1));
    expect(currentVisit()).toBe("open quick");
  });

  it("report cancellation and keep the error of each visit", async () => {
    const never = defer<Result<Outputs["inspect:open"]>>();
    installApi({
      "inspect:open": ({ text }) =>
        text === "slow" ? never.promise : { ok: false, error: makeFailure() },
    });
    inspect().open("bad");
    await vi.waitFor(() => expect(currentVisit()).toBe("failed bad"));
    inspect().open("slow");
    inspect().cancel();
    expect(currentVisit()).toBe("failed slow");
    inspect().step(-1);
    expect(currentVisit()).toBe("failed bad");
  });
});

describe("retag dialog", () => {
  it("keeps its text when closed and opened again", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().openRetag();
    inspect().setRetagText("ghcr.io/acme/app:1");
    inspect().closeRetag();
    expect(inspect().retagText).toBeUndefined();
    inspect().openRetag();
    expect(inspect().retagText).toBe("ghcr.io/acme/app:1");
    inspect().clearRetag();
    inspect().openRetag();
    expect(inspect().retagText).toBe("ghcr.io/acme/app:");
  });

  it("does not keep its text for another image", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().openRetag();
    inspect().setRetagText("ghcr.io/acme/app:1");
    inspect().closeRetag();
    installApi({
      "inspect:open": async () => ok(makeInspection({ digest: `sha256:${"e".repeat(64)}` })),
    });
    await open("ghcr.io/acme/app:1.5");
    inspect().openRetag();
    expect(inspect().retagText).toBe("ghcr.io/acme/app:");
  });
});
