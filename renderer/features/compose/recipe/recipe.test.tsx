import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { runCommand, disabledReason } from "../../../commands/commandActions.ts";
import type { Outputs } from "../../../../shared/ipc/contract.ts";
import type { Result } from "../../../../shared/errors.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { makeDraft, makeFailure } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

const state = useCompose.getState;
const recipe = makeDraft(["recipe:1", "recipe:2"], ["x:1"]);

describe("opening a recipe", () => {
  it("replaces the draft and resolves it, and pushes nothing", async () => {
    const fake = installApi({
      "recipe:open": () => ok({ draft: recipe, path: "/home/kim/app.yaml" }),
    });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    runCommand("recipe.open");
    expect(await screen.findByText("Opened app.yaml")).toBeDefined();
    expect(state().draft).toEqual(recipe);
    await waitFor(() => expect(state().previewStatus).toBe("fresh"));
    expect(Object.values(state().sources).map(({ kind }) => kind)).toEqual([
      "resolved",
      "resolved",
    ]);
    expect(Object.keys(state().targets)).toEqual(["t1"]);
    expect(fake.inputsOf("plan:make")).toEqual([]);
    expect(fake.inputsOf("push:start")).toEqual([]);
  });

  it("is undone in one step, which restores the old draft", async () => {
    installApi({ "recipe:open": () => ok({ draft: recipe, path: "app.yaml" }) });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    const old = state().draft;
    await state().openRecipe();
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(state().draft).toEqual(old);
    await waitFor(() => expect(state().previewStatus).toBe("fresh"));
    expect(Object.keys(state().sources)).toEqual(old.sources.map(({ id }) => id));
    expect(Object.keys(state().targets)).toEqual([]);
  });

  it("is named by Undo also if the draft was empty, without an offer to undo it", async () => {
    installApi({ "recipe:open": () => ok({ draft: recipe, path: "app.yaml" }) });
    await state().openRecipe();
    expect(state().undoOffer).toBeUndefined();
    expect(state().history.past.at(-1)?.change).toBe("Open app.yaml");
  });

  it("withdraws the undo button once the draft is edited", async () => {
    installApi({ "recipe:open": () => ok({ draft: recipe, path: "app.yaml" }) });
    state().addSources(["a:1"]);
    await state().openRecipe();
    state().setPreferIndex(false);
    expect(state().undoOffer).toBeUndefined();
  });

  it("shows why it failed and keeps the draft", async () => {
    installApi({ "recipe:open": () => ({ ok: false, error: makeFailure() }) });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    const { draft } = state();
    await state().openRecipe();
    expect((await screen.findByRole("alert")).textContent).toContain("There is no");
    expect(state().draft).toBe(draft);
  });

  it("changes nothing if the dialog is cancelled", async () => {
    installApi();
    state().addSources(["a:1"]);
    const { draft } = state();
    await state().openRecipe();
    expect(state()).toMatchObject({ draft, undoOffer: undefined });
  });
});

describe("saving a recipe", () => {
  it("is disabled for an empty draft", () => {
    installApi();
    expect(disabledReason("recipe.save")).toBe("The draft is empty.");
    state().addTargets(["x:1"]);
    expect(disabledReason("recipe.save")).toBeUndefined();
  });

  it.each([
    ["recipe.save", false],
    ["recipe.savePinned", true],
  ] as const)("runs %s with pin %s", async (command, pin) => {
    const fake = installApi({ "recipe:save": () => ok({ path: "/home/kim/app.yaml" }) });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    state().addAnnotation();
    runCommand(command);
    expect(await screen.findByText("Saved app.yaml")).toBeDefined();
    const [asked] = fake.inputsOf("recipe:save");
    expect(asked).toMatchObject({ pin, draft: { sources: [{ text: "a:1" }], annotations: [] } });
    state().setPreferIndex(false);
    await waitFor(() => expect(screen.queryByText("Saved app.yaml")).toBeNull());
  });

  it.each([
    ["a new draft", () => state().newDraft()],
    ["another recipe", () => state().openRecipe()],
    ["a target", () => state().addTargets(["y:1"])],
    ["an annotation", () => state().addAnnotation()],
  ] as const)("shows the saved file until there is %s", async (_, change) => {
    installApi({
      "recipe:save": () => ok({ path: "/home/kim/app.yaml" }),
      "recipe:open": () => ok({ path: "/home/kim/other.yaml", draft: makeDraft(["b:1"]) }),
    });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    await state().saveRecipe(false);
    expect(await screen.findByText("Saved app.yaml")).toBeDefined();
    await change();
    await waitFor(() => expect(screen.queryByText("Saved app.yaml")).toBeNull());
  });

  it("shows nothing if the draft changed meanwhile", async () => {
    const answer = defer<Result<Outputs["recipe:save"]>>();
    installApi({ "recipe:save": () => answer.promise });
    state().addSources(["a:1"]);
    const saving = state().saveRecipe(false);
    state().newDraft();
    answer.resolve(ok({ path: "/home/kim/app.yaml" }));
    await saving;
    expect(state().recipeSave).toEqual({ kind: "none" });
  });

  it("can be cancelled while digests are resolved", async () => {
    const answer = defer<Result<Outputs["recipe:save"]>>();
    const fake = installApi({
      "recipe:save": () => answer.promise,
      "job:cancel": () => {
        answer.resolve({ ok: false, error: makeFailure({ code: "cancelled" }) });
        return ok(null);
      },
    });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    runCommand("recipe.savePinned");
    expect(await screen.findByText("Saving the recipe…")).toBeDefined();
    expect(disabledReason("recipe.save")).toBe("A recipe is being saved.");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByText("Saving the recipe…")).toBeNull());
    expect(fake.inputsOf("job:cancel")).toContainEqual({
      jobId: fake.inputsOf("recipe:save")[0]?.jobId,
    });
  });

  it("shows why it failed until dismissed", async () => {
    installApi({ "recipe:save": () => ({ ok: false, error: makeFailure() }) });
    render(<ComposeView />);
    state().addTargets(["x:1"]);
    await state().saveRecipe(false);
    expect((await screen.findByRole("alert")).textContent).toContain("There is no");
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
