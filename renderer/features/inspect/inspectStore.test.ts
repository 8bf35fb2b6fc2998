import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { defer, installApi, startEmpty } from "../../testing/setUp.ts";
import { useInspect } from "./inspectStore.ts";

startEmpty();

const inspect = useInspect.getState;

function here(): string {
  const visit = inspect().visits[inspect().at];
  return visit === undefined ? "nothing" : `${visit.kind} ${visit.text}`;
}

async function open(text: string): Promise<void> {
  inspect().open(text);
  await vi.waitFor(() => expect(here()).toBe(`open ${text}`));
}

describe("the visits", () => {
  it("go back and forward without asking again", async () => {
    const fake = installApi();
    await open("a:1");
    await open("b:1");
    inspect().step(-1);
    expect([here(), inspect().text]).toEqual(["open a:1", "a:1"]);
    inspect().step(1);
    expect(here()).toBe("open b:1");
    inspect().step(1);
    expect(here()).toBe("open b:1");
    expect(fake.inputsOf("inspect:open")).toHaveLength(2);
  });

  it("forget what lay ahead when another reference is opened", async () => {
    await open("a:1");
    await open("b:1");
    inspect().step(-1);
    await open("c:1");
    expect(inspect().visits.map(({ text }) => text)).toEqual(["a:1", "c:1"]);
  });

  it("read the same reference again in its place", async () => {
    const fake = installApi();
    await open("a:1");
    await open(" a:1 ".trim());
    expect(inspect().visits).toHaveLength(1);
    await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(2));
  });

  it("drop the answer to a reference that was left", async () => {
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
    expect(here()).toBe("open quick");
  });

  it("say that they were stopped, and keep the failure of each", async () => {
    const never = defer<Result<Outputs["inspect:open"]>>();
    installApi({
      "inspect:open": ({ text }) =>
        text === "slow" ? never.promise : { ok: false, error: makeFailure() },
    });
    inspect().open("bad");
    await vi.waitFor(() => expect(here()).toBe("failed bad"));
    inspect().open("slow");
    inspect().cancel();
    expect(here()).toBe("failed slow");
    inspect().step(-1);
    expect(here()).toBe("failed bad");
  });
});

describe("the retag dialog", () => {
  it("keeps what was typed when it is closed and opened again", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().openRetag();
    inspect().setRetagText("ghcr.io/acme/app:1");
    inspect().closeRetag();
    expect(inspect().retagging).toBeNull();
    inspect().openRetag();
    expect(inspect().retagging).toBe("ghcr.io/acme/app:1");
    inspect().clearRetag();
    inspect().openRetag();
    expect(inspect().retagging).toBe("ghcr.io/acme/app:");
  });

  it("does not offer for another image what was typed for this one", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().openRetag();
    inspect().setRetagText("ghcr.io/acme/app:1");
    inspect().closeRetag();
    installApi({
      "inspect:open": async () => ok(makeInspection({ digest: `sha256:${"e".repeat(64)}` })),
    });
    await open("ghcr.io/acme/app:1.5");
    inspect().openRetag();
    expect(inspect().retagging).toBe("ghcr.io/acme/app:");
  });
});
