import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Result } from "../../../shared/errors.ts";
import type { Completion } from "../../../shared/suggestions.ts";
import { addSources, sourceRow, sourceTexts } from "../../testing/composeScreen.ts";
import { ok, previewOf, resolvedState } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { ComposeView } from "../compose/ComposeView.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { InspectView } from "../inspect/InspectView.tsx";

const stem = "ghcr.io/acme/app:";

function answerTags(options: readonly string[], more: Partial<Completion> = {}) {
  return ({ text }: { readonly text: string }): Result<Completion> =>
    text.startsWith(stem)
      ? ok({ kind: "tags", stem, options, ...more })
      : ok({ kind: "repositories", stem: "", options: ["ghcr.io/acme/app", "alpine"] });
}

function field(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Add source" });
}

/** Enters text of which only the end is typed, so that no pause within it asks for another completion. */
async function enter(text: string, into: HTMLElement = field()): Promise<void> {
  await userEvent.click(into);
  await userEvent.paste(text.slice(0, -1));
  await userEvent.keyboard(text.slice(-1));
}

function shownOptions(): readonly string[] {
  return screen.queryAllByRole("option").map(({ textContent }) => textContent ?? "");
}

describe("useReferenceCompletion", () => {
  it("completes a repository and its tag with the keyboard", async () => {
    const fake = installApi({ "reference:complete": answerTags(["1.10", "1.9", "edge"]) });
    render(<ComposeView />);
    await enter("acme");
    await waitFor(() => expect(shownOptions()).toEqual(["ghcr.io/acme/app"]));
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(field().value).toBe(stem);
    await waitFor(() => expect(shownOptions()).toEqual(["1.10", "1.9", "edge"]));
    await userEvent.keyboard("1.");
    expect(shownOptions()).toEqual(["1.10", "1.9"]);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    const active = field().getAttribute("aria-activedescendant") ?? "";
    expect(screen.getByRole("option", { selected: true }).id).toBe(active);
    await userEvent.keyboard("{Enter}");
    expect(field().value).toBe(`${stem}1.9`);
    expect(shownOptions()).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect(sourceTexts()).toEqual([`${stem}1.9`]);
    // One request for the repositories and one for the tags.
    expect(fake.inputsOf("reference:complete").map(({ text }) => text)).toEqual(["acme", stem]);
  });

  it("adds the typed text if no option is chosen, and closes on Escape", async () => {
    installApi({ "reference:complete": answerTags(["1.10", "1.9"]) });
    render(<ComposeView />);
    await enter(`${stem}1`);
    await waitFor(() => expect(shownOptions()).toHaveLength(2));
    await userEvent.keyboard("{Escape}");
    expect(shownOptions()).toEqual([]);
    await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(shownOptions()).toHaveLength(2));
    await userEvent.keyboard("{Enter}");
    expect(sourceTexts()).toEqual([`${stem}1`]);
    expect(shownOptions()).toEqual([]);
  });

  it("offers no tag that the draft has already", async () => {
    installApi({ "reference:complete": answerTags(["1.10", "1.9"]) });
    render(<ComposeView />);
    act(() => useCompose.getState().addSources([`${stem}1.9`]));
    await enter(`${stem}1`);
    await waitFor(() => expect(shownOptions()).toEqual(["1.10"]));
  });

  it("takes a clicked option", async () => {
    installApi({ "reference:complete": answerTags(["1.10", "1.9"]) });
    render(<ComposeView />);
    await enter(`a:1 ${stem}`);
    await userEvent.click(await screen.findByRole("option", { name: "1.9" }));
    expect(field().value).toBe(`a:1 ${stem}1.9`);
    expect(document.activeElement).toBe(field());
  });

  it("renders the visible options of 50,000 tags, with invisible characters escaped", async () => {
    const tags = Array.from({ length: 50_000 }, (_, at) => `1.${at}\u202E\u0007`);
    installApi({ "reference:complete": answerTags(tags, { isTruncated: true }) });
    render(<ComposeView />);
    await enter(stem);
    const [first] = await screen.findAllByRole("option");
    expect(first?.textContent).not.toMatch(/[\u202E\u0007]/u);
    expect(first?.getAttribute("aria-setsize")).toBe("50000");
    expect(shownOptions().length).toBeLessThan(30);
    expect(screen.getByText("50000 suggestions")).toBeDefined();
    expect(screen.getByText("Not all tags of this repository are listed.")).toBeDefined();
  });

  it("waits for a slow list while the tag is typed, and Escape ends the wait", async () => {
    const answer = defer<Result<Completion>>();
    const fake = installApi({ "reference:complete": () => answer.promise });
    render(<ComposeView />);
    await enter(stem);
    const wait = await screen.findByText("Listing tags… Esc cancels.");
    await userEvent.keyboard("1.9");
    expect(fake.inputsOf("job:cancel")).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(wait.isConnected).toBe(false);
    expect(field().value).toBe(`${stem}1.9`);
    const [{ jobId } = { jobId: "" }] = fake.inputsOf("reference:complete");
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
    await act(async () => answer.resolve(ok({ kind: "tags", stem, options: ["1.9.1"] })));
    expect(shownOptions()).toEqual([]);
    expect(fake.inputsOf("reference:complete")).toHaveLength(1);
  });

  it("shows how much of a slow list is read, and announces only that it is", async () => {
    const fake = installApi({ "reference:complete": () => defer<Result<Completion>>().promise });
    render(<ComposeView />);
    await enter(stem);
    await screen.findByText("Listing tags… Esc cancels.");
    const [{ jobId } = { jobId: "" }] = fake.inputsOf("reference:complete");
    const message = "Listing tags… 1000 so far";
    act(() =>
      fake.emit("job:progress", {
        jobId,
        progress: { kind: "working", message, done: 0, total: 0 },
      }),
    );
    expect(screen.getByText(`${message} Esc cancels.`)).toBeDefined();
    expect(screen.getByText("Listing tags…").role).toBe("status");
  });

  it("adds the typed text on Enter while it waits", async () => {
    installApi({ "reference:complete": () => defer<Result<Completion>>().promise });
    render(<ComposeView />);
    await enter(`${stem}2`);
    const wait = await screen.findByText("Listing tags… Esc cancels.");
    await userEvent.keyboard("{Enter}");
    expect(wait.isConnected).toBe(false);
    expect(sourceTexts()).toEqual([`${stem}2`]);
  });

  it("offers nothing over what Enter opened", async () => {
    const answer = defer<Result<Completion>>();
    const fake = installApi({
      "reference:complete": () => answer.promise,
      "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
    });
    render(<InspectView />);
    await enter(`${stem}1`, screen.getByRole("textbox", { name: "Reference to inspect" }));
    await waitFor(() => expect(fake.inputsOf("reference:complete")).toHaveLength(1));
    await userEvent.keyboard("{Enter}");
    await screen.findByText("2 entries");
    await act(async () => answer.resolve(ok({ kind: "tags", stem, options: ["1.9", "1.10"] })));
    expect(shownOptions()).toEqual([]);
  });

  it("filters the repositories of a registry by their paths", async () => {
    installApi({
      "reference:complete": ({ text }) =>
        ok(
          text.startsWith("ghcr.io/")
            ? {
                kind: "repositories",
                stem: "ghcr.io/",
                options: ["team/web", "acme/app"],
                isTruncated: true,
              }
            : { kind: "repositories", stem: "", options: [] },
        ),
    });
    render(<ComposeView />);
    await enter("ghcr.io/ap");
    await waitFor(() => expect(shownOptions()).toEqual(["acme/app"]));
    expect(screen.getByRole("listbox", { name: "Repositories" })).toBeDefined();
    expect(screen.getByText("Not all repositories of this registry are listed.")).toBeDefined();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(field().value).toBe(stem);
  });

  it("offers recent repositories while the others are listed, and keeps the chosen one", async () => {
    const answer = defer<Result<Completion>>();
    const fake = installApi({ "reference:complete": () => answer.promise });
    render(<ComposeView />);
    await enter("ghcr.io/app");
    await waitFor(() => expect(fake.inputsOf("reference:complete")).toHaveLength(1));
    const [{ jobId } = { jobId: "" }] = fake.inputsOf("reference:complete");
    const completion = { kind: "repositories", stem: "ghcr.io/", options: ["acme/app"] } as const;
    act(() => fake.emit("job:progress", { jobId, progress: { kind: "completion", completion } }));
    expect(shownOptions()).toEqual(["acme/app"]);
    await screen.findByText("Listing repositories… Esc cancels.");
    await userEvent.keyboard("{ArrowDown}");
    const options = ["acme/app", "apps/web"];
    await act(async () => answer.resolve(ok({ ...completion, options })));
    expect(shownOptions()).toEqual(["apps/web", "acme/app"]);
    expect(screen.queryByText(/Listing/)).toBeNull();
    await userEvent.keyboard("{Enter}");
    expect(field().value).toBe(stem);
  });

  it("cancels the request when the repository changes, and ignores a failure", async () => {
    const answer = defer<Result<Completion>>();
    const fake = installApi({ "reference:complete": () => answer.promise });
    render(<ComposeView />);
    await enter(stem);
    await waitFor(() => expect(fake.inputsOf("reference:complete")).toHaveLength(1));
    await userEvent.type(field(), "{Backspace}2:");
    const [{ jobId } = { jobId: "" }] = fake.inputsOf("reference:complete");
    expect(fake.inputsOf("job:cancel")).toContainEqual({ jobId });
    await waitFor(() =>
      expect(fake.inputsOf("reference:complete").at(-1)?.text).toBe(`${stem.slice(0, -1)}2:`),
    );
    await act(async () => answer.resolve({ ok: false, error: makeFailure() }));
    expect(shownOptions()).toEqual([]);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("sends no request for pasted text", async () => {
    const fake = installApi({ "reference:complete": answerTags(["1"]) });
    render(<ComposeView />);
    await userEvent.click(field());
    await userEvent.paste(`${stem}1.9`);
    await addSources("b:1");
    expect(fake.inputsOf("reference:complete")).toEqual([]);
  });
});

describe("NearestTags", () => {
  it("offers similar tags of a source that was not found, as an edit that can be undone", async () => {
    const digest = digestOf("1");
    installApi({
      "draft:preview": ({ draft }) =>
        ok(
          previewOf(draft, (text) =>
            text.endsWith(":1.9.2")
              ? { kind: "failed", error: makeFailure({ code: "not_found" }) }
              : resolvedState(text),
          ),
        ),
      "reference:suggestTags": () =>
        ok([
          { tag: "1.9.1", text: `${stem}1.9.1`, digest },
          { tag: "1.9.0", text: `${stem}1.9.0` },
        ]),
    });
    render(<ComposeView />);
    await addSources(`${stem}1.9.2`);
    const group = await within(sourceRow(`${stem}1.9.2`)).findByRole("group", {
      name: "Similar tags",
    });
    expect(group.querySelector(`[title="${digest}"]`)).not.toBeNull();
    await userEvent.click(within(group).getByRole("button", { name: "1.9.1" }));
    expect(sourceTexts()).toEqual([`${stem}1.9.1`]);
    act(() => useCompose.getState().undo());
    expect(sourceTexts()).toEqual([`${stem}1.9.2`]);
  });
});
