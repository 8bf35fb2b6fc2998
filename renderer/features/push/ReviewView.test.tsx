import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Result } from "../../../shared/errors.ts";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { TagDrop } from "../../../shared/plan.ts";
import type { Preview } from "../../../shared/preview.ts";
import { ok } from "../../testing/fakeApi.ts";
import {
  digestOf,
  makeDraft,
  makeFailure,
  makeMove,
  makePlan,
  makePreview,
  makeRow,
  makeTarget,
} from "../../testing/fixtures.ts";
import { openReview, retagLabel } from "../../testing/openReview.tsx";
import { defer, installApi } from "../../testing/setUp.ts";
import { ComposeView } from "../compose/ComposeView.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { PushDialog } from "./PushDialog.tsx";
import { pushWords } from "../../../shared/pushWords.ts";
import { usePush } from "./pushStore.ts";

/** Platforms and an annotation that the tag of `makeMove` drops. */
function dropOf(...platforms: readonly string[]): TagDrop {
  return {
    kind: "known",
    name: makeMove().name,
    entries: platforms.map((platform) => makeRow(platform, "66")),
    platforms,
    attestations: 0,
    entryAnnotations: 0,
    fields: [],
    annotations: ["k"],
  };
}

describe("ReviewView", () => {
  it("focuses Cancel", async () => {
    installApi();
    await openReview();
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("button", { name: "Cancel" })),
    );
  });

  it("shows blobs by action, manifests, and the old and new digest of each tag", async () => {
    installApi();
    await openReview();
    const dialog = screen.getByRole("dialog", { name: "Review push" });
    const repository = within(dialog).getByRole("region", { name: "ghcr.io/acme/app" });
    expect(
      within(repository).getByText("2 blobs copied from docker.io/library/alpine"),
    ).toBeDefined();
    expect(within(repository).getByText("1 blob mounted from ghcr.io/acme/base")).toBeDefined();
    expect(within(repository).getByText("linux/arm64/v8")).toBeDefined();
    expect(within(repository).getByText("abab…abab")).toBeDefined();
    expect(within(dialog).getByText(/41\.3 MB to copy in 2 blobs/)).toBeDefined();
  });

  it("is left for a detailed comparison of the tag with the result", async () => {
    const fake = installApi({ "plan:make": () => ok(makePlan()) });
    useCompose.setState({ preview: makePreview([], { id: "p1" }) });
    render(<PushDialog />);
    act(() => usePush.getState().makePlan({ kind: "compose", previewId: "p1" }));
    const button = await screen.findByRole("button", { name: "Close and compare in detail" });
    await userEvent.click(button);
    expect(usePush.getState().state.kind).toBe("closed");
    expect(fake.inputsOf("compare:open")).toMatchObject([
      { before: { text: makeMove().name }, after: { previewId: "p1" } },
    ]);
  });

  it("shows what a tag drops", async () => {
    installApi({ "plan:make": () => ok(makePlan({ drops: [dropOf("linux/386")] })) });
    await openReview();
    expect(await screen.findByText("drops linux/386, 1 annotation")).toBeDefined();
  });

  it.each(["retag", "restore"] as const)(
    "requires confirmation if a %s drops a platform from a tag",
    async (kind) => {
      const drops = [dropOf("linux/386", "linux/arm/v7")];
      const fake = installApi({ "plan:make": () => ok(makePlan({ kind, drops })) });
      const name = kind === "retag" ? retagLabel : "Restore tag 1.4 to c8c8c8c8c8c8";
      await openReview(name);
      const button = screen.getByRole<HTMLButtonElement>("button", { name });
      const box = await screen.findByRole("checkbox", {
        name: `1.4 drops linux/386, linux/arm/v7. ${pushWords[kind].imperative} anyway.`,
      });
      expect(button.disabled).toBe(true);
      await userEvent.click(button);
      expect(fake.inputsOf("push:start")).toEqual([]);
      await userEvent.click(box);
      await userEvent.click(button);
      expect(fake.inputsOf("push:start")).toHaveLength(1);
    },
  );

  it("reports a tag whose content cannot be read and still allows the push", async () => {
    const drops = [{ kind: "unknown", name: makeMove().name }] as const;
    installApi({ "plan:make": () => ok(makePlan({ drops })) });
    await openReview();
    await screen.findByText(
      "Couldn't read the current content of 1.4, so what the push drops there is unknown.",
    );
    expect(screen.getByRole("button", { name: retagLabel })).toHaveProperty("disabled", false);
  });

  it("repeats the warnings of the draft and requires confirmation if a platform matches nothing", async () => {
    const about = { severity: "warning", fixes: [] } as const;
    const preview = makePreview([], {
      findings: [
        {
          ...about,
          code: "platform_matches_nothing",
          message: "No entry matches linux/amd46.",
          subject: { kind: "platform", platform: "linux/amd46" },
        },
        {
          ...about,
          code: "duplicate_platform",
          message: "Another entry is linux/amd64 too; clients take the first.",
          subject: { kind: "entry", digest: digestOf("91") },
        },
        {
          ...about,
          severity: "note",
          code: "nested_index",
          message: "This entry is an index itself.",
          subject: { kind: "entry", digest: digestOf("92") },
        },
      ],
    });
    const draft = makeDraft(["a:1"], ["x:1"]);
    useCompose.setState({ draft, preview });
    render(<PushDialog />);
    usePush.getState().makePlan({ kind: "compose", previewId: "preview-1" });
    await screen.findByText("Another entry is linux/amd64 too; clients take the first.");
    const folded = screen.getByText("This entry is an index itself.").closest("details");
    expect(folded?.open).toBe(false);
    const button = screen.getByRole("button", { name: retagLabel });
    const box = await screen.findByRole("checkbox", {
      name: "No entry matches linux/amd46. Push anyway.",
    });
    expect(button).toHaveProperty("disabled", true);
    await userEvent.click(box);
    expect(button).toHaveProperty("disabled", false);
    await userEvent.click(box);
    expect(button).toHaveProperty("disabled", true);
  });

  it("shows a source tag that moved and plans with its new content on request", async () => {
    const refresh = vi.fn();
    const draft = makeDraft(["alpine:3"], ["x:1"]);
    useCompose.setState({ draft, preview: makePreview([]), refresh });
    const name = "docker.io/library/alpine:3";
    const moved = { kind: "source", name, was: digestOf("77"), now: digestOf("88") } as const;
    const fake = installApi({ "plan:make": () => ok(makePlan({ differences: [moved] })) });
    render(<PushDialog />);
    usePush.getState().makePlan({ kind: "compose", previewId: "preview-1" });
    const section = await screen.findByRole("region", { name: "A source tag moved" });
    expect(section.textContent).toContain(`${name}points to other content`);
    expect(within(section).getByText("7777…7777")).toBeDefined();
    expect(within(section).getByText("8888…8888")).toBeDefined();
    await userEvent.click(within(section).getByRole("button", { name: "Use the new content" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(refresh).toHaveBeenCalledOnce();

    usePush.getState().makePlan({
      kind: "retag",
      source: `ghcr.io/acme/app@${digestOf("77")}`,
      targets: ["b:1"],
      copyReferrers: { referrers: "none", digestTags: false },
      readFrom: name,
    });
    const again = await screen.findByRole("button", { name: "Use the new content" });
    await userEvent.click(again);
    await waitFor(() => expect(fake.inputsOf("plan:make")).toHaveLength(3));
    expect(fake.inputsOf("plan:make")[2]?.request).toMatchObject({
      kind: "retag",
      source: `ghcr.io/acme/app@${digestOf("88")}`,
      targets: ["b:1"],
    });
  });

  it("returns the focus to Review push, also while the preview is refreshed", async () => {
    const moved = {
      kind: "source",
      name: "a:1",
      was: digestOf("77"),
      now: digestOf("88"),
    } as const;
    let previews: Promise<Result<Preview>> | Result<Preview> = ok(
      makePreview([makeRow("linux/amd64", "91")]),
    );
    installApi({
      "draft:preview": () => previews,
      "plan:make": () => ok(makePlan({ differences: [moved] })),
    });
    render(<ComposeView />);
    render(<PushDialog />);
    useCompose.getState().addSources(["a:1"]);
    useCompose.getState().addTargets(["x:1"]);
    const begin = screen.getByRole("button", { name: "Review push…" });
    const isOff = (): boolean => begin.matches(":disabled, [aria-disabled=true]");
    await waitFor(() => expect(isOff()).toBe(false));
    await userEvent.click(begin);
    const take = await screen.findByRole("button", { name: "Use the new content" });
    previews = defer<Result<Preview>>().promise;
    await userEvent.click(take);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(isOff()).toBe(true);
    await waitFor(() => expect(document.activeElement).toBe(begin));
    await userEvent.keyboard("{Enter}");
    expect(usePush.getState().state.kind).toBe("closed");
  });

  it("shows twelve digits on the button and full digests on request", async () => {
    installApi();
    await openReview();
    const button = screen.getByRole("button", { name: retagLabel });
    expect(button.textContent).toMatch(/[0-9a-f]{12}$/);
    expect(button.querySelector("[title]")?.getAttribute("title")).toContain(digestOf("c8"));
    expect(screen.queryByText(digestOf("ab"))).toBeNull();
    await userEvent.click(screen.getByRole("switch", { name: "Full digests" }));
    expect(screen.getByText(digestOf("ab"))).toBeDefined();
    expect(screen.getAllByText(digestOf("c8")).length).toBeGreaterThan(0);
  });

  it("lists the signatures that a retag does not copy", async () => {
    const loss = { code: "referrers", source: "a" } as const;
    const fake = installApi({
      "retag:losses": () =>
        ok([
          { ...loss, message: "2 signatures are not copied.", kept: false },
          { ...loss, message: "1 attestation is copied.", kept: true },
        ]),
    });
    await openReview();
    expect(await screen.findByText("2 signatures are not copied.")).toBeDefined();
    expect(screen.queryByText("1 attestation is copied.")).toBeNull();
    expect(fake.inputsOf("retag:losses")[0]).toMatchObject({
      source: "a@sha256:1",
      targets: ["b:1"],
      copyReferrers: { referrers: "none", digestTags: false },
    });
  });

  it("reports that the check for signatures of a retag failed", async () => {
    const error = makeFailure({ message: "The registry is away." });
    installApi({ "retag:losses": () => ({ ok: false, error }) });
    await openReview();
    expect(await screen.findByText(/Couldn't check for signatures.*is away/)).toBeDefined();
  });

  it("offers no new content if a source tag was deleted", async () => {
    const gone = { kind: "source", name: "a:1", was: digestOf("77"), now: null } as const;
    installApi({ "plan:make": () => ok(makePlan({ differences: [gone] })) });
    await openReview();
    const section = screen.getByRole("region", { name: "A source tag moved" });
    expect(section.textContent).toContain("was deleted");
    expect(screen.queryByRole("button", { name: "Use the new content" })).toBeNull();
  });

  it("shows a target tag that moved after the preview", async () => {
    const draft = makeDraft(["a:1"], ["x:1"]);
    const setTarget = (digest: string): void =>
      useCompose.setState({
        draft,
        preview: makePreview([]),
        targets: { t1: { kind: "found", state: makeTarget({ digest }) } },
      });
    setTarget(digestOf("77"));
    render(<PushDialog />);
    usePush.getState().makePlan({ kind: "compose", previewId: "p1" });
    const section = await screen.findByRole("region", { name: "Changed since the preview" });
    expect(section.textContent).toContain("was moved:7777…7777→abab…abab");
    act(() => setTarget(digestOf("ab")));
    expect(screen.queryByRole("region", { name: "Changed since the preview" })).toBeNull();
  });

  it("lists the losses of a draft", async () => {
    const loss = {
      code: "os_version",
      message: "os.version of the image config",
      kept: false,
      keep: { kind: "keepOsVersion" },
      source: "s1",
    } as const;
    const other = { ...loss, code: "foreign_layers", message: "2 layers.", source: "s2" } as const;
    const { keep: _, ...foreign } = other;
    const draft = makeDraft(["a:1", "b:1"], ["x:1"]);
    useCompose.setState({
      draft,
      preview: makePreview([], { losses: [loss, foreign] }),
      remoteLosses: { kind: "failed", losses: [], findings: [], error: makeFailure() },
    });
    render(<PushDialog />);
    usePush.getState().makePlan({ kind: "compose", previewId: "preview-1" });
    const words = "Not included from source 1: os.version of the image config";
    expect(await screen.findByText(words)).toBeDefined();
    expect(screen.getByText("Not included from source 2: 2 layers.")).toBeDefined();
    expect(screen.getByText(/^Couldn't check for signatures/)).toBeDefined();
  });

  it("saves the plan and shows the path", async () => {
    installApi({ "plan:save": () => ok({ path: "/home/acme/plan.json" }) });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: "Save plan…" }));
    expect(await screen.findByText("The plan was saved to /home/acme/plan.json.")).toBeDefined();
  });

  it("keeps the focus on Save plan while saving, so that Escape closes the dialog", async () => {
    const answer = defer<Result<Outputs["plan:save"]>>();
    const fake = installApi({ "plan:save": () => answer.promise });
    await openReview();
    const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save plan…" });
    await userEvent.click(save);
    await waitFor(() =>
      expect(usePush.getState().state).toMatchObject({ save: { kind: "saving" } }),
    );
    expect(save.disabled).toBe(false);
    expect(document.activeElement).toBe(save);
    await userEvent.keyboard("{Enter}");
    expect(fake.inputsOf("plan:save")).toHaveLength(1);
    answer.resolve(ok({ path: "/home/acme/plan.json" }));
    await screen.findByText("The plan was saved to /home/acme/plan.json.");
    expect(document.activeElement).toBe(save);
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("shows why the plan was not saved and still pushes it", async () => {
    const error = makeFailure({ code: "disk_full", message: "The disk is full." });
    installApi({ "plan:save": () => ({ ok: false, error }) });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: "Save plan…" }));
    expect(await screen.findByText("The disk is full.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    expect(await screen.findByRole("heading", { name: "Pushed" })).toBeDefined();
  });
});
