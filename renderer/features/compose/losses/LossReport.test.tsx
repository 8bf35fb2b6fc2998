import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import type { Outputs } from "../../../../shared/ipc/contract.ts";
import type { Loss } from "../../../../shared/preview.ts";
import type { Result } from "../../../../shared/errors.ts";
import { type Answers, ok } from "../../../testing/fakeApi.ts";
import { makeFailure, makePreview, makeRow } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";
import { useViewState } from "../../../viewState.ts";

beforeEach(() => useViewState.setState({ remembered: { detailsTab: "losses" } }));

function lossesOf(draft: Draft): Loss[] {
  return draft.sources.flatMap(({ id: source }): Loss[] => [
    {
      code: "os_version",
      message: "os.version of the image config",
      source,
      kept: draft.keepOsVersion,
      keep: { kind: "keepOsVersion" },
    },
    { code: "foreign_layers", message: "1 layer is held elsewhere.", source, kept: false },
  ]);
}

const losing: Partial<Answers> = {
  "draft:preview": ({ draft }) =>
    ok(makePreview([makeRow("linux/amd64", "91")], { losses: lossesOf(draft) })),
};

function signature(source: string): Loss {
  return {
    code: "digest_tags",
    message: "Not copied: 1 digest tag (.sig).",
    source,
    kept: false,
    keep: { kind: "digestTags" },
  };
}

async function report(): Promise<HTMLElement> {
  return await screen.findByRole("region", { name: "Not included" });
}

describe("LossReport", () => {
  it("lists losses with their sources and one switch for all of them", async () => {
    installApi(losing);
    render(<ComposeView />);
    useCompose.getState().addSources(["ghcr.io/acme/one:1", "ghcr.io/acme/two:1"]);
    const [osVersion, foreign] = await within(await report()).findAllByRole("listitem");
    expect(osVersion?.textContent).toContain("os.version of the image config");
    expect(osVersion?.textContent).toContain("one:1");
    expect(osVersion?.textContent).toContain("two:1");
    expect(foreign?.textContent).toContain("cannot be included");
    expect(within(await report()).getAllByRole("switch")).toHaveLength(1);
    expect(screen.getByText("drops 2 items")).toBeDefined();
  });

  it("keeps a loss by its switch, with the keyboard too", async () => {
    const fake = installApi(losing);
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    const keep = await screen.findByRole<HTMLInputElement>("switch", {
      name: "Include os.version",
      description: /os.version of the image config/,
    });
    expect(keep.checked).toBe(false);
    keep.focus();
    await userEvent.keyboard(" ");
    expect(keep.checked).toBe(true);
    expect(useCompose.getState().draft.keepOsVersion).toBe(true);
    expect(screen.getByText("drops 1 item")).toBeDefined();
    await waitFor(() => expect(fake.inputsOf("draft:preview")).toHaveLength(2));
    expect(fake.inputsOf("draft:preview")[1]?.draft.keepOsVersion).toBe(true);
    await userEvent.click(keep);
    expect(useCompose.getState().draft.keepOsVersion).toBe(false);
  });

  it("changes its tab once all losses are included", async () => {
    installApi({
      "draft:preview": ({ draft }) =>
        ok(makePreview([makeRow("linux/amd64", "91")], { losses: lossesOf(draft).slice(0, 1) })),
    });
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    expect(await screen.findByRole("tab", { name: "Not included 1" })).toBeDefined();
    await userEvent.click(screen.getByRole("switch", { name: "Include os.version" }));
    expect(await screen.findByRole("tab", { name: "Also included" })).toBeDefined();
  });

  it("announces the number of losses", async () => {
    installApi(losing);
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    const status = await screen.findByText(/^Result ready: 1 entry, 0 findings/);
    await waitFor(() => expect(status.textContent).toContain(", drops 2 items"));
  });

  it("says that nothing is lost", async () => {
    installApi({ "draft:preview": () => ok(makePreview([makeRow("linux/amd64", "91")])) });
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    expect(await within(await report()).findByText(/includes everything that/)).toBeDefined();
  });

  it("says that nothing is lost but what is excluded", async () => {
    const { descriptor } = makeRow(undefined, "a1");
    const attestation = { descriptor, found: "inline", excluded: true } as const;
    const rows = [
      makeRow("linux/amd64", "91", { attestations: [attestation] }),
      makeRow("linux/arm64", "92", { kept: false, excluded: true }),
    ];
    installApi({ "draft:preview": () => ok(makePreview(rows)) });
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    const words = /includes everything else .* shows 2 entries as excluded/;
    expect(await within(await report()).findByText(words)).toBeDefined();
  });
});

describe("LossReport with remote losses", () => {
  it("shows the check for signatures and then its losses", async () => {
    const answer = defer<Result<Outputs["preview:losses"]>>();
    installApi({ "preview:losses": () => answer.promise });
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    expect(await within(await report()).findByText("Checking for signatures…")).toBeDefined();
    const losses = [signature(useCompose.getState().draft.sources[0]?.id ?? "")];
    answer.resolve(ok({ losses, findings: [] }));
    await userEvent.click(await screen.findByRole("switch", { name: "Include digest tags" }));
    expect(useCompose.getState().draft.copyReferrers.digestTags).toBe(true);
  });

  it("shows a failed check as a note with a retry button", async () => {
    let works = false;
    const fake = installApi({
      "preview:losses": () =>
        works
          ? ok({ losses: [], findings: [] })
          : { ok: false, error: makeFailure({ message: "The registry is away." }) },
    });
    render(<ComposeView />);
    useCompose.getState().addSources(["a:1"]);
    const note = await within(await report()).findByRole("note");
    expect(note.textContent).toContain("The registry is away.");
    expect(screen.queryByRole("alert")).toBeNull();
    works = true;
    await userEvent.click(within(note).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByRole("note")).toBeNull());
    expect(fake.inputsOf("preview:losses")).toHaveLength(2);
  });
});
