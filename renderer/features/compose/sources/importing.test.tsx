import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { emptyPasteResult } from "../../../../shared/paste/pasteResult.ts";
import { useNavigation } from "../../../navigation.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

function sourceTexts(): readonly string[] {
  return useCompose.getState().draft.sources.map(({ text }) => text);
}

function clipboard(text: string, files: readonly File[] = []) {
  return { clipboardData: { files, getData: () => text } };
}

function drag(types: readonly string[], text = "", files: readonly File[] = []) {
  return { dataTransfer: { types, files, getData: () => text, dropEffect: "none" } };
}

describe("paste outside of a field", () => {
  it("adds references, names the lines that are none, and is undone in one step", async () => {
    installApi();
    render(<ComposeView />);
    fireEvent.paste(document.body, clipboard("ghcr.io/a/b:1\nNot a reference at all.\nc:1"));
    expect(sourceTexts()).toEqual(["ghcr.io/a/b:1", "c:1"]);
    const note = screen.getByRole("note");
    expect(note.textContent).toContain("Added 2 sources from the text.");
    expect(note.textContent).toContain("Line 2: Text, not a reference.");
    await userEvent.click(within(note).getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByRole("note")).toBeNull();
    useCompose.getState().undo();
    expect(sourceTexts()).toEqual([]);
  });

  it("adds files", async () => {
    const fake = installApi();
    render(<ComposeView />);
    fireEvent.paste(document.body, clipboard("", [new File([], "app.tar")]));
    await waitFor(() => expect(fake.inputsOf("source:fromPaths")).toHaveLength(1));
  });

  it("opens a recipe, also from the field, and undo restores the draft", async () => {
    const text = "# Release\nmanifestry: 1\nsources:\n  - a:1\n";
    const draft = { ...emptyDraft, sources: [{ id: "1", text: "a:1" }] };
    const fake = installApi({ "recipe:open": () => ok({ draft, path: "pasted recipe" }) });
    render(<ComposeView />);
    fireEvent.paste(document.body, clipboard(text));
    await waitFor(() => expect(sourceTexts()).toEqual(["a:1"]));
    useCompose.getState().undo();
    expect(sourceTexts()).toEqual([]);
    const field = screen.getByRole("textbox", { name: "Add source" });
    await userEvent.click(field);
    await userEvent.paste(text);
    expect(screen.getByText("Enter opens the recipe")).toBeDefined();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(sourceTexts()).toEqual(["a:1"]));
    expect(fake.inputsOf("recipe:open").map((input) => input.text)).toEqual([text, text]);
  });

  it("leaves fields, other views and dialogs alone", () => {
    installApi();
    render(<ComposeView />);
    const text = clipboard("ghcr.io/a/b:1");
    fireEvent.paste(screen.getByRole("textbox", { name: "Add target" }), text);
    useNavigation.setState({ view: "inspect" });
    fireEvent.paste(document.body, text);
    useNavigation.setState({ view: "compose" });
    const dialog = document.body.appendChild(document.createElement("div"));
    dialog.setAttribute("role", "dialog");
    fireEvent.paste(document.body, text);
    dialog.remove();
    expect(sourceTexts()).toEqual([]);
  });
});

describe("drop", () => {
  it("adds text that comes from elsewhere, anywhere in the view", () => {
    installApi();
    render(<ComposeView />);
    const targets = screen.getByRole("region", { name: "Targets" });
    fireEvent.dragOver(targets, drag(["text/plain"]));
    expect(screen.getByText(/^Drop layouts/)).toBeDefined();
    fireEvent.drop(targets, drag(["text/plain"], "ghcr.io/a/b:1"));
    expect(screen.queryByText(/^Drop layouts/)).toBeNull();
    expect(sourceTexts()).toEqual(["ghcr.io/a/b:1"]);
  });

  it("leaves text for a field, and drags of this window, alone", () => {
    installApi();
    render(<ComposeView />);
    const field = screen.getByRole("textbox", { name: "Add target" });
    fireEvent.drop(field, drag(["text/plain"], "ghcr.io/a/b:1"));
    fireEvent.dragStart(document.body);
    fireEvent.drop(screen.getByRole("region", { name: "Result" }), drag(["text/plain"], "a:1"));
    fireEvent.dragEnd(document.body);
    expect(sourceTexts()).toEqual([]);
  });

  it("opens a recipe that was dropped", async () => {
    const opened = { kind: "recipe", id: "file", name: "index.yaml" } as const;
    const fake = installApi({
      "source:fromPaths": () => ok({ texts: [], lists: [], failures: [], opened }),
    });
    render(<ComposeView />);
    const region = screen.getByRole("region", { name: "Result" });
    fireEvent.drop(region, drag(["Files"], "", [new File([], "index.yaml")]));
    await waitFor(() => expect(fake.inputsOf("recipe:open")).toMatchObject([{ openedId: "file" }]));
  });

  it("adds what a list has in one step, also targets and annotations", async () => {
    const result = {
      ...emptyPasteResult,
      sources: ["a:1", "b:1"],
      targets: ["x.io/a/c:1"],
      annotations: [{ scope: { kind: "index" }, key: "k", value: "v" }] as const,
    };
    const list = { name: "list.txt", result, problems: [{ line: 3, reason: "No." }] };
    installApi({
      "source:fromPaths": () =>
        ok({ texts: [], lists: [{ ...list, moreProblems: 4 }], failures: [] }),
    });
    render(<ComposeView />);
    const region = screen.getByRole("region", { name: "Result" });
    fireEvent.drop(region, drag(["Files"], "", [new File([], "list.txt")]));
    const message = "Added 2 sources, 1 target, 1 annotation from list.txt.";
    expect((await screen.findByRole("note")).textContent).toContain(message);
    expect(screen.getByText("5 lines not understood")).toBeDefined();
    expect(useCompose.getState().draft.targets).toHaveLength(1);
    useCompose.getState().undo();
    expect(useCompose.getState().draft).toMatchObject({
      sources: [],
      targets: [],
      annotations: [],
    });
  });
});
