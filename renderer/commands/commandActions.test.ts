import { waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Outputs } from "../../shared/ipc/contract.ts";
import type { Result } from "../../shared/errors.ts";
import { commands } from "../../shared/commands.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { usePushQueue } from "../features/push/pushQueueStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useNavigation } from "../navigation.ts";
import { ok } from "../testing/fakeApi.ts";
import { makeOutcome, makePlan, makePreview, makeRow } from "../testing/fixtures.ts";
import { defer, installApi } from "../testing/setUp.ts";
import { runCommand, runShortcut, disabledReason } from "./commandActions.ts";
import { useReviewWait } from "./reviewWait.ts";
import { undoLabel } from "./undo.ts";

describe("runCommand", () => {
  it("shows the view of a command and requests the focus", () => {
    runCommand("inspect.open");
    expect(useNavigation.getState()).toMatchObject({
      view: "inspect",
      focus: { target: "inspectReference" },
    });
    runCommand("target.add");
    expect(useNavigation.getState()).toMatchObject({
      view: "compose",
      focus: { target: "addTarget" },
    });
  });

  it("takes the focus out of a field with text for a new draft, so that undo restores the draft", () => {
    useCompose.getState().addSources(["app:1"]);
    const field = document.createElement("textarea");
    document.body.append(field);
    field.value = "app:half";
    field.focus();
    runCommand("draft.new");
    expect(document.activeElement).not.toBe(field);
    expect(field.value).toBe("app:half");
    field.remove();
    runCommand("edit.undo");
    expect(useCompose.getState().draft.sources).toMatchObject([{ text: "app:1" }]);
  });

  it("gives the reason why a command is disabled", () => {
    expect(disabledReason("push.review")).toBe("Add a source first.");
    expect(disabledReason("inspect.retag")).toBe("Inspect a reference first.");
    expect(disabledReason("draft.new")).toBeUndefined();
  });

  it("runs only themes and help while a dialog is open", () => {
    usePush.setState({
      state: {
        kind: "review",
        plan: makePlan(),
        request: { kind: "open" },
        save: { kind: "none" },
      },
    });
    const enabled = commands.filter(({ id }) => disabledReason(id) === undefined);
    expect(enabled.map(({ id }) => id)).toEqual([
      "theme.system",
      "theme.light",
      "theme.dark",
      "help.copyDiagnostics",
      "help.openLogFolder",
    ]);
    runCommand("inspect.open");
    expect(useNavigation.getState().view).toBe("compose");
  });

  it("undoes the draft if it has something to undo", () => {
    expect(disabledReason("edit.undo")).toBe("Nothing to undo.");
    useCompose.getState().addSources(["app:1"]);
    expect(disabledReason("edit.undo")).toBeUndefined();
    expect(undoLabel("undo")).toBe("Undo Add source app:1");
    runCommand("edit.undo");
    expect(useCompose.getState().draft.sources).toEqual([]);
    expect(disabledReason("edit.redo")).toBeUndefined();
    expect(undoLabel("redo")).toBe("Redo Add source app:1");
    useNavigation.getState().show("history");
    expect(disabledReason("edit.redo")).toBe("Only the draft in Compose has an undo history.");
  });

  it("goes to what blocks a review, and says why", async () => {
    runShortcut("push.review");
    expect(useNavigation.getState()).toMatchObject({
      view: "compose",
      focus: { target: "addSource" },
      announcement: { text: "Can’t push. Add a source first." },
    });
    useCompose.getState().addSources(["a:1"]);
    await waitFor(() => expect(useCompose.getState().previewStatus).toBe("fresh"));
    useNavigation.getState().show("history");
    runShortcut("push.review");
    expect(useNavigation.getState()).toMatchObject({
      view: "compose",
      focus: { target: "addTarget" },
    });
    useCompose.getState().addAnnotation();
    useCompose
      .getState()
      .editAnnotation(useCompose.getState().draft.annotations[0]?.id ?? "", { value: "no key" });
    runShortcut("push.review");
    expect(useNavigation.getState().focus?.target).toBe("invalidAnnotation");
  });

  it("waits for the result, then opens the review", async () => {
    const answer = defer<Result<Outputs["draft:preview"]>>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    useCompose.getState().addSources(["a:1"]);
    useCompose.getState().addTargets(["x:1"]);
    useNavigation.getState().show("history");
    runShortcut("push.review");
    expect(useReviewWait.getState().isWaiting).toBe(true);
    expect(useNavigation.getState().view).toBe("compose");
    expect(fake.inputsOf("plan:make")).toEqual([]);
    await waitFor(() => expect(fake.inputsOf("draft:preview")).toHaveLength(1));
    answer.resolve(ok(makePreview([])));
    await waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
    expect(useReviewWait.getState().isWaiting).toBe(false);
  });

  it("waits for the result, then goes to what blocks the review", async () => {
    const answer = defer<Result<Outputs["draft:preview"]>>();
    installApi({ "draft:preview": () => answer.promise });
    useCompose.getState().addSources(["a:1"]);
    runShortcut("push.review");
    expect(useNavigation.getState().focus).toBeUndefined();
    await waitFor(() => expect(useCompose.getState().previewStatus).toBe("working"));
    answer.resolve(ok(makePreview([])));
    await waitFor(() => expect(useNavigation.getState().focus?.target).toBe("addTarget"));
    expect(useNavigation.getState().announcement.text).toBe("Can’t push. Add a target first.");
  });

  it("ends the wait for a review if the user does something else", () => {
    installApi({ "draft:preview": () => new Promise(() => {}) });
    const changes = [
      () => useCompose.getState().addTargets(["x:1"]),
      () => useNavigation.getState().show("inspect"),
      () => useNavigation.getState().setPaletteOpen(true),
      () => document.body.dispatchEvent(new InputEvent("input", { bubbles: true })),
      () => {
        useCompose.getState().openEntryDialog({ kind: "platform", row: makeRow("a/b", "22") });
        useCompose.getState().closeEntryDialog();
      },
      () => useReviewWait.getState().cancel(),
    ];
    useCompose.getState().addSources(["a:1"]);
    for (const change of changes) {
      runShortcut("push.review");
      expect(useReviewWait.getState().isWaiting).toBe(true);
      change();
      expect(useReviewWait.getState().isWaiting).toBe(false);
    }
  });

  it("reviews nothing while an entry is edited", () => {
    useCompose.getState().openEntryDialog({ kind: "platform", row: makeRow("linux/arm", "22") });
    expect(disabledReason("push.review")).toBe("Close the open dialog first.");
    useCompose.getState().closeEntryDialog();
    expect(disabledReason("draft.new")).toBeUndefined();
  });

  it("reviews exactly the shown preview", async () => {
    const fake = installApi();
    useCompose.getState().addSources(["a:1"]);
    useCompose.getState().addTargets(["x:1"]);
    await waitFor(() => expect(useCompose.getState().previewStatus).toBe("fresh"));
    expect(disabledReason("push.review")).toBeUndefined();
    runCommand("push.review");
    await waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(1));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "compose",
      previewId: makePreview([]).id,
    });
  });

  it("shows the push that runs, or else the latest one", async () => {
    expect(disabledReason("push.show")).toBe("No push runs or ended.");
    const answer = defer<Result<Outputs["push:start"]>>();
    installApi({ "push:start": () => answer.promise });
    const { start } = usePushQueue.getState();
    const ids = ["1", "2"].map((id) => start({ kind: "open" }, makePlan({ id }), () => {}));
    runCommand("push.show");
    expect(usePush.getState().state).toEqual({ kind: "push", id: ids[0] });
    usePush.getState().close();
    answer.resolve(ok(makeOutcome()));
    await waitFor(() =>
      expect(usePushQueue.getState().pushes.map(({ kind }) => kind)).toEqual(["done", "done"]),
    );
    runCommand("push.show");
    expect(usePush.getState().state).toEqual({ kind: "push", id: ids[1] });
  });

  it("opens the retag dialog before it plans anything", async () => {
    const fake = installApi();
    useInspect.getState().open("a:1");
    await waitFor(() => expect(disabledReason("inspect.retag")).toBeUndefined());
    runCommand("inspect.retag");
    expect(useInspect.getState().retagText).toBe("ghcr.io/acme/app:");
    expect(fake.inputsOf("plan:make")).toHaveLength(0);
  });
});
