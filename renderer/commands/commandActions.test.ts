import { describe, expect, it, vi } from "vitest";
import { commands } from "../../shared/commands.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useNavigation } from "../navigation.ts";
import { makePlan, makePreview } from "../testing/fixtures.ts";
import { installApi, startEmpty } from "../testing/setUp.ts";
import { runCommand, disabledReason } from "./commandActions.ts";

startEmpty();

describe("the commands", () => {
  it("go to their view and ask for the focus", () => {
    runCommand("inspect.open");
    expect(useNavigation.getState()).toMatchObject({
      view: "inspect",
      focus: { place: "inspectReference" },
    });
    runCommand("target.add");
    expect(useNavigation.getState()).toMatchObject({
      view: "compose",
      focus: { place: "addTarget" },
    });
  });

  it("say in words why they cannot run", () => {
    expect(disabledReason("push.review")).toBe("Add a source first.");
    expect(disabledReason("inspect.retag")).toBe("Inspect a reference first.");
    expect(disabledReason("draft.new")).toBeNull();
  });

  it("wait until an open dialog is finished, but for undo in its fields and the themes", () => {
    usePush.setState({
      state: {
        kind: "review",
        plan: makePlan(),
        request: { kind: "open" },
        save: { kind: "none" },
      },
    });
    const running = commands.filter(({ id }) => disabledReason(id) === null).map(({ id }) => id);
    expect(running).toEqual([
      "edit.undo",
      "edit.redo",
      "theme.system",
      "theme.light",
      "theme.dark",
      "help.copyDiagnostics",
      "help.openLogFolder",
    ]);
    runCommand("inspect.open");
    expect(useNavigation.getState().view).toBe("compose");
  });

  it("review exactly what the preview showed", async () => {
    const fake = installApi();
    useCompose.getState().addSources(["a:1"]);
    useCompose.getState().addTargets(["x:1"]);
    await vi.waitFor(() => expect(useCompose.getState().previewStatus).toBe("fresh"));
    expect(disabledReason("push.review")).toBeNull();
    runCommand("push.review");
    await vi.waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "compose",
      previewId: makePreview([]).id,
    });
  });

  it("retag asks where before anything is planned", async () => {
    const fake = installApi();
    useInspect.getState().open("a:1");
    await vi.waitFor(() => expect(disabledReason("inspect.retag")).toBeNull());
    runCommand("inspect.retag");
    expect(useInspect.getState().retagging).toBe("ghcr.io/acme/app:");
    expect(fake.inputsOf("plan:make")).toHaveLength(0);
  });
});
