import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Result } from "../../../../shared/errors.ts";
import type { Preview } from "../../../../shared/preview.ts";
import { addSources, previewOfTwo } from "../../../testing/composeScreen.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makePreview, makeRow } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

describe("ResultPane", () => {
  it("shows its progress with the rows and blocks the push", async () => {
    const answer = Promise.withResolvers<Result<Preview>>();
    const fake = installApi({ "draft:preview": () => answer.promise });
    render(<ComposeView />);
    useCompose.getState().addTargets(["x:1"]);
    await addSources("a:1");
    // The target alone may have requested a preview before.
    await waitFor(() =>
      expect(fake.inputsOf("draft:preview").at(-1)?.draft.sources).toHaveLength(1),
    );
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

  it("shows platforms, attestations and the digest", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    const result = screen.getByRole("region", { name: "Result" });
    expect(await within(result).findByText(/OCI index · 2 platforms/)).toBeDefined();
    const entry = await within(result).findByRole("row", { name: /linux\/amd64/ });
    expect(within(entry).getByText("provenance/SBOM attestation")).toBeDefined();
    expect(within(entry).getByText("from a referrer; will be added")).toBeDefined();
  });

  it("excludes an entry by its check box, but not the last", async () => {
    installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.click(await screen.findByRole("checkbox", { name: "Include linux/arm64/v8" }));
    expect(useCompose.getState().draft.excluded).toEqual([digestOf("22")]);
    expect(screen.getByText("Excluded")).toBeDefined();
    const last = screen.getByRole<HTMLInputElement>("checkbox", {
      name: "Include linux/amd64",
      description: "At least one entry must be included.",
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
    await userEvent.paste("linux/arm64");
    await userEvent.click(screen.getByRole("combobox", { name: "Key of annotation 1" }));
    await userEvent.paste("my.key");
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

describe("copied referrers", () => {
  it("are attestations and signatures by default", async () => {
    const fake = installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.click(screen.getByRole("tab", { name: "Options" }));
    const group = screen.getByRole("radiogroup", { name: "Also copy" });
    const usual = within(group).getByRole<HTMLInputElement>("radio", {
      name: "attestations and signatures",
    });
    expect(usual.checked).toBe(true);
    usual.focus();
    await userEvent.keyboard("{ArrowRight}");
    await userEvent.click(screen.getByRole("switch", { name: /^Digest tags/ }));
    expect(screen.getByRole("tab", { name: "Options 2" })).toBeDefined();
    const copyReferrers = { referrers: "all", digestTags: true };
    expect(useCompose.getState().draft.copyReferrers).toEqual(copyReferrers);
    await waitFor(() =>
      expect(fake.inputsOf("draft:preview").at(-1)?.draft.copyReferrers).toEqual(copyReferrers),
    );
  });
});

describe("the details of the result", () => {
  it("fold to their tabs, and show again at any tab", async () => {
    const fake = installApi(previewOfTwo);
    render(<ComposeView />);
    await addSources("a:1");
    await userEvent.click(await screen.findByRole("button", { name: "Hide details" }));
    expect(screen.queryByRole("button", { name: "Add annotation" })).toBeNull();
    expect(fake.inputsOf("viewState:write")).toEqual([{ areDetailsFolded: true }]);
    await userEvent.click(screen.getByRole("tab", { name: "Annotations" }));
    expect(screen.getByRole("button", { name: "Add annotation" })).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Hide details" }));
    await userEvent.click(screen.getByRole("tab", { name: "Options" }));
    expect(screen.getByRole("textbox", { name: "Only these platforms" })).toBeDefined();
  });
});
