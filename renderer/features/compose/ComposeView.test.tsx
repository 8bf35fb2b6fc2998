import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Preview, TargetState } from "../../../shared/preview.ts";
import type { Result } from "../../../shared/errors.ts";
import { type Answers, ok, previewOf, resolvedState } from "../../testing/fakeApi.ts";
import {
  digestOf,
  makeContent,
  makeFailure,
  makePreview,
  makeRow,
  makeTarget,
} from "../../testing/fixtures.ts";
import { installApi, startEmpty } from "../../testing/setUp.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { ComposeView } from "./ComposeView.tsx";
import { useCompose } from "./composeStore.ts";

startEmpty();

const previewOfTwo: Partial<Answers> = {
  "draft:preview": ({ draft }) =>
    ok(
      makePreview([
        makeRow("linux/amd64", "91", {
          kept: draft.platforms.length === 0 || draft.platforms.includes("linux/amd64"),
          attestations: [{ descriptor: makeRow(undefined, "a1").descriptor, found: "referrer" }],
        }),
        makeRow("linux/arm64/v8", "22", {
          kept: draft.platforms.length === 0 || draft.platforms.includes("linux/arm64/v8"),
        }),
      ]),
    ),
};

function texts(): string[] {
  return useCompose.getState().draft.sources.map(({ text }) => text);
}

async function addSources(text: string): Promise<void> {
  const field = screen.getByRole("textbox", { name: "Add source" });
  await userEvent.click(field);
  await userEvent.paste(text);
  await userEvent.keyboard("{Enter}");
}

function row(name: string): HTMLElement {
  return within(screen.getByRole("grid", { name: "Sources" })).getByRole("row", {
    name: (accessible) => accessible.startsWith(name),
  });
}

describe("the check for attestations", () => {
  it("shows its progress with the rows and blocks the push", async () => {
    const answer = Promise.withResolvers<Result<Preview>>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    render(<ComposeView />);
    useCompose.getState().addTargets(["x:1"]);
    await addSources("a:1");
    await waitFor(() => expect(fake.inputsOf("draft:preview")).not.toHaveLength(0));
    const jobId = fake.inputsOf("draft:preview").at(-1)?.jobId ?? "";
    const rows = [makeRow("linux/amd64", "91"), makeRow("linux/arm64", "22")];
    const preview = makePreview([], { result: { kind: "checking", rows } });
    fake.emit("job:progress", { jobId, progress: { kind: "preview", preview } });
    const progress = { kind: "checking", done: 1200, total: 9999, found: [] } as const;
    fake.emit("job:progress", { jobId, progress });
    const result = screen.getByRole("region", { name: "Result" });
    await within(result).findByRole("row", { name: /linux\/arm64/ });
    const bar = within(result).getByRole("progressbar", { name: "Checking attestations" });
    expect(bar.getAttribute("aria-valuetext")).toBe("1,200 of 9,999");
    const spoken = screen.getAllByRole("status").map(({ textContent }) => textContent);
    expect(spoken).toContain("Checking attestations");
    const review = screen.getByRole("button", { name: "Review push…" });
    expect(review.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("Checking attestations…")).toBeDefined();
    answer.resolve(ok(makePreview(rows)));
    await waitFor(() => expect(review.getAttribute("aria-disabled")).toBeNull());
    expect(within(result).queryByRole("progressbar")).toBeNull();
  });
});

describe("sources", () => {
  it("adds several sources on Enter and clears the field", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1, b:2\nc:3");
    expect(texts()).toEqual(["a:1", "b:2", "c:3"]);
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Add source" }).value).toBe("");
    expect(await within(row("b:2")).findByText("OCI manifest")).toBeDefined();
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
    const alert = await within(row("oci-layout:///x")).findByRole("alert");
    await userEvent.click(within(alert).getByRole("button", { name }));
    expect(texts()).toEqual(chosen);
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
    const alert = await within(row("a:1")).findByRole("alert");
    expect(alert.textContent).toContain("There is no ghcr.io/acme/app:nope.");
    expect(alert.textContent).toContain("Check the tag.");
    works = true;
    await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(within(row("a:1")).queryByRole("alert")).toBeNull());
  });

  it("focuses the first failed source", async () => {
    installApi({
      "draft:preview": ({ draft }) =>
        ok(previewOf(draft, () => ({ kind: "failed", error: makeFailure() }))),
    });
    render(<ComposeView />);
    await addSources("a:1 b:1");
    await userEvent.click(await screen.findByRole("button", { name: "Show the first" }));
    await waitFor(() => expect(document.activeElement).toBe(row("a:1")));
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
    row("a:1").focus();
    await userEvent.keyboard("{Enter}");
    const field = await screen.findByRole("textbox", { name: "Edit source" });
    await userEvent.clear(field);
    await userEvent.type(field, "b:2{Escape}");
    expect(texts()).toEqual(["a:1"]);
    row("a:1").focus();
    await userEvent.keyboard("{F2}");
    const again = await screen.findByRole("textbox", { name: "Edit source" });
    await userEvent.clear(again);
    await userEvent.type(again, "c d:3{Enter}");
    expect(texts()).toEqual(["c d:3"]);
    await waitFor(() => expect(document.activeElement).toBe(row("c d:3")));
  });

  it("shows no note while the name of a registry is typed", async () => {
    installApi();
    render(<ComposeView />);
    for (const name of ["Add source", "Add target"]) {
      const field = screen.getByRole("textbox", { name });
      await userEvent.type(field, "ghcr.io");
      expect(screen.queryByText(/is a registry: add the repository/)).toBeNull();
      expect(
        await screen.findByText(/is a registry: add the repository/, {}, { timeout: 5000 }),
      ).toBeDefined();
      await userEvent.clear(field);
    }
  });

  it("removes a source on Delete and restores it by Undo", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2");
    row("a:1").focus();
    await userEvent.keyboard("{Delete}");
    expect(texts()).toEqual(["b:2"]);
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(texts()).toEqual(["a:1", "b:2"]);
  });

  it("undoes in the draft, but in a field only its text", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2");
    row("a:1").focus();
    await userEvent.keyboard("{Delete}");
    const field = screen.getByRole("textbox", { name: "Add source" });
    await userEvent.type(field, "c");
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(texts()).toEqual(["b:2"]);
    screen.getAllByRole("radio")[0]?.focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(texts()).toEqual(["a:1", "b:2"]);
    // Several changes are undone one by one.
    useCompose.getState().addTargets(["acme/x:1"]);
    row("b:2").focus();
    await userEvent.keyboard("{Delete}");
    await userEvent.click(screen.getByRole("button", { name: "Remove target acme/x:1" }));
    row("a:1").focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(useCompose.getState().draft.targets.map(({ text }) => text)).toEqual(["acme/x:1"]);
    expect(texts()).toEqual(["a:1"]);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(texts()).toEqual(["a:1", "b:2"]);
  });

  it("ignores undo keys in a dialog and other key combinations", async () => {
    installApi();
    render(
      <>
        <ComposeView />
        <div role="dialog">
          <button type="button">Over it</button>
        </div>
      </>,
    );
    await addSources("a:1 b:2");
    row("a:1").focus();
    await userEvent.keyboard("{Delete}");
    screen.getByRole("button", { name: "Over it" }).focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(texts()).toEqual(["b:2"]);
    row("b:2").focus();
    for (const keys of [
      "{Meta>}z{/Meta}",
      "{Control>}{Alt>}z{/Alt}{/Control}",
      "{Control>}{Shift>}z{/Shift}{/Control}",
    ]) {
      await userEvent.keyboard(keys);
      expect(texts()).toEqual(["b:2"]);
    }
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(texts()).toEqual(["a:1", "b:2"]);
    await userEvent.keyboard("{Control>}y{/Control}");
    expect(texts()).toEqual(["b:2"]);
  });

  it("undoes and redoes by Cmd+Z and Cmd+Shift+Z on macOS", async () => {
    installApi();
    render(<ComposeView />);
    const sample = { images: [], target: "" };
    const info = { version: "1", platform: "darwin", sample, problems: [] };
    useSettings.setState({ info });
    await addSources("a:1 b:2");
    row("a:1").focus();
    await userEvent.keyboard("{Delete}");
    row("b:2").focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(texts()).toEqual(["b:2"]);
    await userEvent.keyboard("{Meta>}z{/Meta}");
    expect(texts()).toEqual(["a:1", "b:2"]);
    row("b:2").focus();
    await userEvent.keyboard("{Meta>}{Shift>}z{/Shift}{/Meta}");
    expect(texts()).toEqual(["b:2"]);
  });

  it.each([
    ["after the first letters", "licen", "{ArrowDown}{Enter}"],
    ["without a letter", "", "{ArrowDown}{Enter}"],
  ])("undoes and redoes a picked annotation key, %s", async (_, typed, pick) => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1");
    useCompose.getState().addAnnotation();
    const field = await screen.findByRole<HTMLInputElement>("combobox", {
      name: "Key of annotation 1",
    });
    await userEvent.click(field);
    await userEvent.keyboard(`${typed}${pick}`);
    const picked = field.value;
    expect(picked).toMatch(typed === "" ? /^org\./ : /\.licenses$/);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(useCompose.getState().draft.annotations.map(({ key }) => key)).toEqual([""]);
    await userEvent.keyboard("{Control>}y{/Control}");
    expect(useCompose.getState().draft.annotations.map(({ key }) => key)).toEqual([picked]);
  });

  it("removes all selected sources", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2 c:3");
    await userEvent.click(row("a:1"));
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}{Delete}");
    expect(texts()).toEqual(["c:3"]);
    row("c:3").focus();
    await userEvent.keyboard("{Control>}a{/Control}{Delete}");
    expect(texts()).toEqual([]);
    const field = screen.getByRole("textbox", { name: "Add source" });
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it("moves a source and its focus with Alt and the arrow keys", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1 b:2 c:3");
    row("c:3").focus();
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(texts()).toEqual(["a:1", "c:3", "b:2"]);
    await waitFor(() => expect(document.activeElement).toBe(row("c:3")));
    await userEvent.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    expect(texts()).toEqual(["a:1", "b:2", "c:3"]);
  });

  it("adds sample images one by one or all at once", async () => {
    installApi();
    const images = [
      { text: "oci-layout:///s:amd64", title: "For amd64" },
      { text: "oci-layout:///s:arm64", title: "For arm64" },
    ];
    useSettings.setState({
      info: {
        version: "1",
        platform: "linux",
        sample: { images, target: "oci-layout:///t:1" },
        problems: [],
      },
    });
    render(<ComposeView />);
    await userEvent.click(screen.getByRole("button", { name: "Use For amd64" }));
    expect(texts()).toEqual(["oci-layout:///s:amd64"]);
    // The other samples stay until another source is added.
    expect(screen.queryByRole("button", { name: "Use For amd64" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Use For arm64" }));
    expect(texts()).toEqual(images.map(({ text }) => text));
    expect(screen.queryByRole("region", { name: "More sample images" })).toBeNull();
    useCompose.getState().newDraft();
    await userEvent.click(await screen.findByRole("button", { name: "Use all" }));
    expect(texts()).toEqual(images.map(({ text }) => text));
    expect(screen.queryByRole("button", { name: "Use all" })).toBeNull();
  });
});

describe("the result", () => {
  it("shows platforms, attestations and the digest", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    const result = screen.getByRole("region", { name: "Result" });
    expect(await within(result).findByText(/OCI index · 2 platforms/)).toBeDefined();
    const entry = within(result).getByRole("row", { name: /linux\/amd64/ });
    expect(within(entry).getByText("provenance/SBOM attestation")).toBeDefined();
    expect(within(entry).getByText("found as referrer, will be added")).toBeDefined();
  });

  it("excludes an entry by its check box, but not the last", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.click(await screen.findByRole("checkbox", { name: "Keep linux/arm64/v8" }));
    expect(useCompose.getState().draft.excluded).toEqual([digestOf("22")]);
    expect(screen.getByText("Excluded")).toBeDefined();
    const last = screen.getByRole<HTMLInputElement>("checkbox", {
      name: "Keep linux/amd64",
      description: "At least one entry must be kept.",
    });
    expect(last.disabled).toBe(true);
    const entries = screen.getByRole("grid", { name: "Entries" });
    within(entries)
      .getByRole("row", { name: /^linux\/arm64/ })
      .focus();
    await userEvent.keyboard(" ");
    expect(useCompose.getState().draft.excluded).toEqual([]);
  });

  it("shows the fix of a finding at its annotation", async () => {
    installApi({
      "draft:preview": ({ draft }) =>
        ok(
          makePreview([], {
            findings: draft.annotations.flatMap(({ id, scope }) =>
              scope.kind === "platform" && scope.platform === "linux/arm64"
                ? [
                    {
                      code: "annotation_matches_nothing" as const,
                      severity: "warning" as const,
                      message: "No entry is linux/arm64.",
                      subject: { kind: "annotation" as const, id },
                      fixes: [
                        { kind: "annotationPlatform" as const, id, platform: "linux/arm64/v8" },
                      ],
                    },
                  ]
                : [],
            ),
          }),
        ),
    });
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.click(screen.getByRole("button", { name: "Add annotation" }));
    const scope = screen.getByRole("combobox", { name: "Scope of annotation 1" });
    await userEvent.clear(scope);
    await userEvent.type(scope, "linux/arm64");
    await userEvent.type(screen.getByRole("combobox", { name: "Key of annotation 1" }), "my.key");
    const editor = screen.getByRole("region", { name: "Annotations" });
    await userEvent.click(
      await within(editor).findByRole("button", { name: "Use linux/arm64/v8" }),
    );
    expect(useCompose.getState().draft.annotations[0]?.scope).toEqual({
      kind: "platform",
      platform: "linux/arm64/v8",
    });
    await waitFor(() => expect(screen.queryByText("No entry is linux/arm64.")).toBeNull());
  });

  it("shows an error in a key while it is typed", async () => {
    installApi();
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.click(screen.getByRole("button", { name: "Add annotation" }));
    await userEvent.type(screen.getByRole("combobox", { name: "Key of annotation 1" }), "my key");
    expect(screen.getByText(/A key cannot contain spaces/)).toBeDefined();
  });

  it("announces the state of the result", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    expect(await screen.findByText("Result ready: 2 entries, 0 findings")).toBeDefined();
  });
});

describe("targets", () => {
  it("shows the current tag, a new tag or a failure", async () => {
    const looks: Readonly<Record<string, TargetState>> = {
      "new:1": { kind: "missing", name: "new:1" },
      "oci-layout:///out:1": { kind: "missing", name: "oci-layout:///out:1", creates: "layout" },
    };
    installApi({
      "target:check": ({ text }) =>
        text === "bad"
          ? {
              ok: false,
              error: makeFailure({ code: "reference_invalid", message: "“bad” is no reference." }),
            }
          : ok(looks[text] ?? makeTarget({ name: text })),
    });
    render(<ComposeView />);
    const field = screen.getByRole("textbox", { name: "Add target" });
    await userEvent.type(field, "old:1{Enter}new:1{Enter}oci-layout:///out:1{Enter}bad{Enter}");
    const region = screen.getByRole("region", { name: "Targets" });
    expect(await within(region).findByText("new tag")).toBeDefined();
    expect(within(region).getByText("new layout")).toBeDefined();
    expect(within(region).getByText("abab…abab")).toBeDefined();
    expect(within(region).getByRole("alert").textContent).toContain("“bad” is no reference.");
  });

  it("enables the review only when all is ready, and shows the reason before", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    const button = screen.getByRole("button", { name: "Review push…" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText("Add a source first.")).toBeDefined();
    await addSources("a:1");
    expect(await screen.findByText("Add a target first.")).toBeDefined();
    await userEvent.type(screen.getByRole("textbox", { name: "Add target" }), "x:1{Enter}");
    await waitFor(() => expect(button.getAttribute("aria-disabled")).toBeNull());
  });

  it("shows what a push would change", async () => {
    installApi({
      ...previewOfTwo,
      "target:check": ({ text }) =>
        ok(
          makeTarget({ name: text, rows: [makeRow("linux/amd64", "77")], annotations: { a: "b" } }),
        ),
    });
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.type(screen.getByRole("textbox", { name: "Add target" }), "x:1{Enter}");
    const changes = await screen.findByRole("article", { name: "Changes to x:1" });
    expect(await within(changes).findByText("7777…7777 → 9191…9191")).toBeDefined();
    expect(within(changes).getByText("drops 1 annotation")).toBeDefined();
  });
});

describe("copied referrers", () => {
  it("are attestations and signatures by default", async () => {
    const fake = installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    const group = screen.getByRole("radiogroup", { name: "Also copy" });
    const usual = within(group).getByRole<HTMLInputElement>("radio", {
      name: "attestations and signatures",
    });
    expect(usual.checked).toBe(true);
    usual.focus();
    await userEvent.keyboard("{ArrowRight}");
    await userEvent.click(screen.getByRole("switch", { name: /^Legacy signature tags/ }));
    const copyReferrers = { referrers: "all", digestTags: true };
    expect(useCompose.getState().draft.copyReferrers).toEqual(copyReferrers);
    await waitFor(() =>
      expect(fake.inputsOf("draft:preview").at(-1)?.draft.copyReferrers).toEqual(copyReferrers),
    );
  });
});

describe("archives", () => {
  it("adds an archive from disk", async () => {
    const fake = installApi({
      "source:choose": () => ok({ texts: ["docker-archive:///tmp/a.tar"], failures: [] }),
    });
    render(<ComposeView />);
    await userEvent.click(screen.getByRole("button", { name: "Add from disk" }));
    await userEvent.click(screen.getByRole("menuitem", { name: "Add archive…" }));
    await waitFor(() => expect(texts()).toEqual(["docker-archive:///tmp/a.tar"]));
    expect(fake.inputsOf("source:choose")).toMatchObject([{ kind: "archive" }]);
    expect(screen.getByText("Drop OCI layouts, archives or descriptor files here")).toBeDefined();
  });
});
