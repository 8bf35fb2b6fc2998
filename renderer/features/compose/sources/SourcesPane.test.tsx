import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Result } from "../../../../shared/errors.ts";
import type { Preview } from "../../../../shared/preview.ts";
import { addSources, sourceRow, sourceTexts } from "../../../testing/composeScreen.ts";
import { ok, previewOf, resolvedState } from "../../../testing/fakeApi.ts";
import {
  digestOf,
  makeAppInfo,
  makeContent,
  makeFailure,
  makeRow,
} from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

describe("SourcesPane", () => {
  it("adds several sources on Enter and clears the field", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1, b:2\nc:3");
    expect(sourceTexts()).toEqual(["a:1", "b:2", "c:3"]);
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Add source" }).value).toBe("");
    expect(await within(sourceRow("b:2")).findByText("linux/amd64")).toBeDefined();
  });

  it("shows each source as the preview resolves it", async () => {
    const answer = defer<Result<Preview>>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    render(<ComposeView />);
    await addSources("a:1 b:2");
    await waitFor(() => expect(fake.inputsOf("draft:preview")).toHaveLength(1));
    expect(within(sourceRow("a:1")).getByText("Resolving…")).toBeDefined();
    const input = fake.inputsOf("draft:preview")[0];
    const [, second = ""] = input?.draft.sources.map(({ id }) => id) ?? [];
    const progress = { kind: "sources", states: { [second]: resolvedState("b:2") } } as const;
    fake.emit("job:progress", { jobId: input?.jobId ?? "", progress });
    expect(await within(sourceRow("b:2")).findByText("linux/amd64")).toBeDefined();
    expect(within(sourceRow("a:1")).getByText("Resolving…")).toBeDefined();
    answer.resolve(ok(previewOf(useCompose.getState().draft)));
    expect(await within(sourceRow("a:1")).findByText("linux/amd64")).toBeDefined();
  });

  it.each([
    ["Use arm64", ["z:1", "oci-layout:///x@b"]],
    ["Use all 3", ["z:1", "oci-layout:///x@a", "oci-layout:///x@b", "oci-layout:///x@c"]],
  ])("offers the choices for an ambiguous source: %s", async (name, chosen) => {
    const choices = ["a", "b", "c"].map((letter) => ({
      text: `oci-layout:///x@${letter}`,
      title: letter === "b" ? "arm64" : letter,
    }));
    installApi({
      "draft:preview": ({ draft }) =>
        ok(
          previewOf(draft, (text) =>
            text === "oci-layout:///x"
              ? { kind: "failed", error: makeFailure({ code: "input_invalid", choices }) }
              : resolvedState(text),
          ),
        ),
    });
    render(<ComposeView />);
    await addSources("z:1\noci-layout:///x");
    const alert = await within(sourceRow("oci-layout:///x")).findByRole("alert");
    await userEvent.click(within(alert).getByRole("button", { name }));
    expect(sourceTexts()).toEqual(chosen);
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("shows a failure in place with a retry button", async () => {
    let works = false;
    installApi({
      "draft:preview": ({ draft }) =>
        ok(
          previewOf(draft, (text) =>
            works
              ? resolvedState(text)
              : { kind: "failed", error: makeFailure({ retryable: true }) },
          ),
        ),
    });
    render(<ComposeView />);
    await addSources("a:1");
    const alert = await within(sourceRow("a:1")).findByRole("alert");
    expect(alert.textContent).toContain("There is no ghcr.io/acme/app:nope.");
    expect(alert.textContent).toContain("Check the tag.");
    works = true;
    await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(within(sourceRow("a:1")).queryByRole("alert")).toBeNull());
  });

  it("pins a tag to its digest by its pin", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("ghcr.io/acme/app:1");
    await userEvent.click(
      await screen.findByRole("button", { name: "Pin ghcr.io/acme/app:1 to its digest" }),
    );
    expect(sourceTexts()).toEqual([`ghcr.io/acme/app:1@${digestOf("91")}`]);
  });

  it("finds sources by Ctrl+F, and shows all again on Escape", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("ghcr.io/acme/app:1 ghcr.io/acme/base:2 ghcr.io/acme/app:3");
    sourceRow("ghcr.io/acme/app:1").focus();
    await userEvent.keyboard("{Control>}f{/Control}");
    const field = screen.getByRole("textbox", { name: "Find sources" });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await userEvent.keyboard("BASE");
    expect(screen.getByText("1 of 3")).toBeDefined();
    const list = within(screen.getByRole("grid", { name: "Sources" }));
    expect(list.getAllByRole("row")).toHaveLength(1);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(sourceRow("ghcr.io/acme/base:2")));
    // Its number is the one in the draft.
    expect(sourceRow("ghcr.io/acme/base:2").textContent).toMatch(/^2/);
    await userEvent.click(field);
    await userEvent.keyboard("{Escape}");
    expect(list.getAllByRole("row")).toHaveLength(3);
  });

  it("offers recent sources once the draft is empty, and clears them", async () => {
    const fake = installApi();
    render(<ComposeView />);
    await addSources("a:1 b:1");
    await waitFor(() =>
      expect(fake.inputsOf("settings:write")).toEqual([{ recentSources: ["b:1", "a:1"] }]),
    );
    useCompose.getState().newDraft();
    await userEvent.click(await screen.findByRole("button", { name: "Use b:1" }));
    expect(sourceTexts()).toEqual(["b:1"]);
    useCompose.getState().newDraft();
    await userEvent.click(await screen.findByRole("button", { name: "Clear" }));
    expect(screen.queryByRole("region", { name: "Recent sources" })).toBeNull();
    expect(fake.inputsOf("settings:write").at(-1)).toEqual({ recentSources: [] });
  });

  it("focuses the first failed source", async () => {
    installApi({
      "draft:preview": ({ draft }) =>
        ok(previewOf(draft, () => ({ kind: "failed", error: makeFailure() }))),
    });
    render(<ComposeView />);
    await addSources("a:1 b:1");
    await userEvent.click(await screen.findByRole("button", { name: "Show the first" }));
    await waitFor(() => expect(document.activeElement).toBe(sourceRow("a:1")));
  });

  it("fills the draft from a pasted command", async () => {
    const fake = installApi();
    render(<ComposeView />);
    const field = screen.getByRole("textbox", { name: "Add source" });
    await userEvent.click(field);
    await userEvent.paste(
      "docker buildx imagetools create \\\n -t x.io/a:1 --platform linux/amd64 -f more.json \\\n --annotation index:k=v docker://x.io/a:amd64 x.io/a:arm64",
    );
    await screen.findByText("Enter adds 2 sources, 1 target, 1 annotation, 1 platform");
    // Nothing is resolved before Enter.
    expect(fake.inputsOf("draft:preview")).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect(useCompose.getState().draft).toMatchObject({
      sources: [{ text: "x.io/a:amd64" }, { text: "x.io/a:arm64" }],
      targets: [{ text: "x.io/a:1" }],
      platforms: ["linux/amd64"],
      annotations: [{ scope: { kind: "index" }, key: "k", value: "v" }],
    });
    // The note stays until the field is edited.
    expect(screen.getByText(/^Add more\.json with/)).toBeDefined();
    await waitFor(() => expect(fake.inputsOf("draft:preview")).toHaveLength(1));
    await waitFor(() => expect(fake.inputsOf("target:check")).toHaveLength(1));
    await userEvent.type(field, "please push the image");
    expect(screen.getByText(/^Ignored as text: please/)).toBeDefined();
    await userEvent.keyboard("{Enter}");
    expect(useCompose.getState().draft.sources).toHaveLength(2);
    expect(field).toHaveProperty("value", "please push the image");
  });

  it("shows the result without failed sources and blocks the push", async () => {
    installApi({
      "draft:preview": ({ draft }) => {
        const [first, failed] = draft.sources.map(({ id }) => id);
        return ok({
          ...previewOf(draft, (text) =>
            text === "nope:1" ? { kind: "failed", error: makeFailure() } : resolvedState(text),
          ),
          result: {
            kind: "partial",
            missing: [failed ?? ""],
            content: makeContent([
              makeRow("linux/amd64", "91", { sources: [first ?? ""] }),
              makeRow("linux/arm64", "22", { sources: [first ?? ""] }),
            ]),
          },
        });
      },
    });
    render(<ComposeView />);
    await addSources("a:1 nope:1");
    useCompose.getState().addTargets(["x:1"]);
    const result = screen.getByRole("region", { name: "Result" });
    await within(result).findByRole("row", { name: /linux\/amd64/ });
    // The added target requests another preview.
    await waitFor(() => expect(result.textContent).toContain("without 1 source"));
    expect(result.textContent).toContain(
      "1 source could not be read. The result is shown without it. Fix or remove it to push.",
    );
    expect(screen.getByRole("button", { name: "Review push…" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    // The shown entries can be excluded.
    useCompose.getState().setEntryKept(digestOf("22"), false, "linux/arm64");
    expect(useCompose.getState().draft.excluded).toEqual([digestOf("22")]);
    await within(await screen.findByRole("region", { name: "Preview" })).findByText(
      "Incomplete: without 1 source.",
    );
  });

  it("edits a source on Enter and cancels on Escape", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1");
    sourceRow("a:1").focus();
    await userEvent.keyboard("{Enter}");
    const field = await screen.findByRole("textbox", { name: "Edit source" });
    await userEvent.clear(field);
    await userEvent.type(field, "b:2{Escape}");
    expect(sourceTexts()).toEqual(["a:1"]);
    sourceRow("a:1").focus();
    await userEvent.keyboard("{F2}");
    const again = await screen.findByRole("textbox", { name: "Edit source" });
    await userEvent.clear(again);
    await userEvent.type(again, "c d:3{Enter}");
    expect(sourceTexts()).toEqual(["c d:3"]);
    await waitFor(() => expect(document.activeElement).toBe(sourceRow("c d:3")));
  });

  it.each(["Add source", "Add target"])(
    "shows no note in %s while the name of a registry is typed",
    (name) => {
      vi.useFakeTimers();
      onTestFinished(() => void vi.useRealTimers());
      installApi();
      render(<ComposeView />);
      const field = screen.getByRole("textbox", { name });
      const note = /is a registry: add the repository/;
      for (const value of ["ghcr.i", "ghcr.io"]) {
        fireEvent.change(field, { target: { value } });
        expect(screen.queryByText(note)).toBeNull();
      }
      act(() => void vi.advanceTimersByTime(1000));
      expect(screen.getByText(note)).toBeDefined();
    },
  );

  it("removes a source on Delete and restores it by Undo", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2");
    sourceRow("a:1").focus();
    await userEvent.keyboard("{Delete}");
    expect(sourceTexts()).toEqual(["b:2"]);
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(sourceTexts()).toEqual(["a:1", "b:2"]);
  });

  it("removes all selected sources", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2 c:3");
    await userEvent.click(sourceRow("a:1"));
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}{Delete}");
    expect(sourceTexts()).toEqual(["c:3"]);
    sourceRow("c:3").focus();
    await userEvent.keyboard("{Control>}a{/Control}{Delete}");
    expect(sourceTexts()).toEqual([]);
    const field = screen.getByRole("textbox", { name: "Add source" });
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it("moves a source and its focus with Alt and the arrow keys", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2 c:3");
    sourceRow("c:3").focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(sourceTexts()).toEqual(["a:1", "c:3", "b:2"]);
    await waitFor(() => expect(document.activeElement).toBe(sourceRow("c:3")));
    await userEvent.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    expect(sourceTexts()).toEqual(["a:1", "b:2", "c:3"]);
  });

  it("adds sample images one by one or all at once", async () => {
    installApi();
    const images = [
      { text: "oci-layout:///s:amd64", title: "For amd64" },
      { text: "oci-layout:///s:arm64", title: "For arm64" },
    ];
    useSettings.setState({
      info: makeAppInfo({ sample: { images, target: "oci-layout:///t:1" } }),
    });
    render(<ComposeView />);
    await userEvent.click(screen.getByRole("button", { name: "Use For amd64" }));
    expect(sourceTexts()).toEqual(["oci-layout:///s:amd64"]);
    // The other samples stay until another source is added.
    expect(screen.queryByRole("button", { name: "Use For amd64" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Use For arm64" }));
    expect(sourceTexts()).toEqual(images.map(({ text }) => text));
    expect(screen.queryByRole("region", { name: "More sample images" })).toBeNull();
    useCompose.getState().newDraft();
    await userEvent.click(await screen.findByRole("button", { name: "Use all" }));
    expect(sourceTexts()).toEqual(images.map(({ text }) => text));
    expect(screen.queryByRole("button", { name: "Use all" })).toBeNull();
  });

  it("adds an archive from disk", async () => {
    const fake = installApi({
      "source:choose": () =>
        ok({ texts: ["docker-archive:///tmp/a.tar"], lists: [], failures: [] }),
    });
    render(<ComposeView />);
    await userEvent.click(screen.getByRole("button", { name: "Add from disk" }));
    await userEvent.click(screen.getByRole("menuitem", { name: "Add archive…" }));
    await waitFor(() => expect(sourceTexts()).toEqual(["docker-archive:///tmp/a.tar"]));
    expect(fake.inputsOf("source:choose")).toMatchObject([{ kind: "archive" }]);
  });
});
