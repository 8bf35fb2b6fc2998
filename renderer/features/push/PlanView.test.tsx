import { cleanup, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Plan, PlannedManifest, RepositoryPlan } from "../../../shared/plan.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { contentStepId } from "../../../shared/progress.ts";
import { digestOf, makeMove, makePart, makePlan, makeRow } from "../../testing/fixtures.ts";
import { PlanView } from "./PlanView.tsx";
import type { Steps } from "./pushQueueStore.ts";

const part = makePart();

function show(plan: Plan, steps: Steps = {}): void {
  render(<PlanView plan={plan} steps={steps} />);
}

function planOf(...repositories: readonly RepositoryPlan[]): Plan {
  return makePlan({ repositories });
}

function inRepository(repository: string): RepositoryPlan {
  return makePart({ repository, tags: [makeMove({ name: `${repository}:1.4` })] });
}

function makeManifest(change: Partial<PlannedManifest>): PlannedManifest {
  return {
    digest: digestOf("22"),
    mediaType: mediaTypes.ociManifest,
    size: 1204,
    role: "child",
    height: 0,
    action: { kind: "put", from: "r" },
    ...change,
  };
}

/** Images, of which the first exists, each with an attestation; a referrer; the root. */
function manyManifests(count: number): readonly PlannedManifest[] {
  const of = (at: number, prefix: string) => `sha256:${prefix}${String(at).padStart(62, "0")}`;
  return [
    ...Array.from({ length: count }, (_, at) => [
      makeManifest({
        digest: of(at, "a1"),
        platform: `linux/p${at}`,
        ...(at === 0 ? { action: { kind: "exists" } } : {}),
      }),
      makeManifest({ digest: of(at, "b2"), role: "attestation" }),
    ]).flat(),
    makeManifest({ digest: of(0, "c3"), role: "referrer" }),
    makeManifest({ digest: digestOf("c8"), mediaType: mediaTypes.ociIndex, role: "root" }),
  ];
}

describe("PlanView with one repository", () => {
  it("shows all details and no table", () => {
    show(makePlan());
    expect(screen.queryByRole("table")).toBeNull();
    const repository = screen.getByRole("region", { name: "ghcr.io/acme/app" });
    expect(within(repository).getByText("linux/arm64/v8")).toBeDefined();
    expect(within(repository).getByText("6 reads, 7 writes")).toBeDefined();
  });

  it("marks foreign layers as not copied and tags that are never overwritten", () => {
    show(
      planOf({
        ...part,
        blobs: part.blobs.slice(0, 1).map((blob) => ({ ...blob, action: { kind: "skip" } })),
        tags: [makeMove({ before: null, noClobber: true })],
      }),
    );
    expect(screen.getByText(/^1 foreign layer not copied/)).toBeDefined();
    expect(screen.getByRole("img", { name: "not copied" })).toBeDefined();
    expect(screen.getByText("never overwritten")).toBeDefined();
  });

  it("groups hundreds of manifests by role and shows the root separately", async () => {
    show(planOf({ ...part, manifests: manyManifests(150) }));
    expect(screen.queryByText("linux/p7")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "302 manifests" }));
    const images = screen.getByRole("button", { name: "149 images to push, 1 existing" });
    expect(screen.getByRole("button", { name: "150 attestations to push" })).toBeDefined();
    expect(screen.getByRole("button", { name: "1 referrer to push" })).toBeDefined();
    expect(screen.getByText("OCI index")).toBeDefined();
    await userEvent.click(images);
    expect(screen.getByText("linux/p7")).toBeDefined();
  });

  it("groups many digest tags but not the tags of the image", () => {
    const signatures = Array.from({ length: 20 }, (_, at) =>
      makeMove({
        name: `${part.repository}:sha256-${at}.sig`,
        tag: `sha256-${at}.sig`,
        before: null,
        after: digestOf("51"),
      }),
    );
    show(planOf({ ...part, tags: [...signatures, ...part.tags] }));
    expect(screen.getByText("20 digest tags")).toBeDefined();
    expect(screen.queryByText("sha256-7.sig")).toBeNull();
    expect(screen.getByText("1.4")).toBeDefined();
  });
});

it("shows the exact bytes of the root and of edited manifests and configs, and of no others", async () => {
  const data = btoa(String.fromCharCode(...new TextEncoder().encode('{"annotations":{"a":"ä"}}')));
  const bytes = (byte: string) => ({
    mediaType: mediaTypes.ociManifest,
    digest: digestOf(byte),
    size: 26,
    data,
  });
  const root = part.manifests.find(({ role }) => role === "root");
  const manifests = [
    makeManifest({ digest: digestOf("e1"), platform: "linux/amd64", action: { kind: "build" } }),
    makeManifest({ digest: digestOf("22"), platform: "linux/arm64" }),
    ...(root ? [root] : []),
  ];
  const blob = { digest: digestOf("e2"), mediaType: mediaTypes.ociConfig, size: 26 };
  const blobs = [{ ...blob, action: { kind: "create" as const } }];
  const plan = planOf(makePart({ manifests, blobs }));
  show({ ...plan, created: [bytes("e1"), bytes("e2")] });
  for (const button of screen.getAllByRole("button", { expanded: false })) {
    await userEvent.click(button);
  }
  await userEvent.click(screen.getByRole("button", { name: /^1 edited config/ }));
  const names = ["linux/amd64", "the config", "OCI index"];
  const buttons = screen.getAllByRole("button", { name: /^JSON of/ });
  expect(new Set(buttons.map((button) => button.getAttribute("aria-label")))).toEqual(
    new Set(names.map((name) => `JSON of ${name}`)),
  );
  await userEvent.click(screen.getByRole("button", { name: "JSON of linux/amd64" }));
  const text = await screen.findByRole("textbox", { name: "JSON of linux/amd64" });
  expect(text.textContent.replaceAll(/\s/g, "")).toBe('{"annotations":{"a":"ä"}}');
});

describe("PlanView with the contents of tags", () => {
  const content = (digest: string, ...rows: readonly EntryRow[]) => ({
    digest,
    mediaType: mediaTypes.ociIndex,
    annotations: {},
    rows,
  });
  const root = content(digestOf("c8"), makeRow("linux/amd64", "91"), makeRow("linux/arm64", "22"));
  const current = content(
    digestOf("ab"),
    makeRow("linux/amd64", "77"),
    makeRow("linux/arm64", "22"),
    makeRow("linux/386", "66"),
  );

  it("copies the digest of an entry on a click", async () => {
    const user = userEvent.setup();
    show(makePlan({ contents: [root, current] }));
    await user.click(screen.getByRole("button", { name: "Copy digest 6666…6666 of linux/386" }));
    expect(await navigator.clipboard.readText()).toBe(digestOf("66"));
  });

  it("shows what changes under a tag before blobs and manifests", () => {
    show(makePlan({ contents: [root, current] }));
    const changes = screen.getByRole("list", { name: "Entries that change" });
    expect(
      within(changes)
        .getAllByRole("listitem")
        .map(({ textContent }) => textContent),
    ).toEqual([
      "~linux/amd647777…7777 → 9191…9191",
      "−linux/3866666…6666",
      "=linux/arm642222…2222",
    ]);
    const blobs = screen.getByRole("button", { name: "4 blobs" });
    expect(changes.compareDocumentPosition(blobs)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(screen.queryByRole("button", { name: /^2 blobs copied/ })).toBeNull();
  });

  it("shows the entries of a new tag, and nothing for content that was not read", () => {
    const tags = [makeMove({ before: null })];
    show(planOf({ ...part, tags }));
    expect(screen.queryByRole("list", { name: "Entries that change" })).toBeNull();
    cleanup();
    show(makePlan({ repositories: [{ ...part, tags }], contents: [root] }));
    const changes = screen.getByRole("list", { name: "Entries that change" });
    expect(within(changes).getAllByRole("img", { name: "added" })).toHaveLength(2);
  });
});

describe("PlanView with several repositories", () => {
  it("shows a table of blobs, manifests, tags and state", () => {
    const there = {
      ...inRepository("quay.io/acme/app"),
      blobs: part.blobs.map((blob) => ({ ...blob, action: { kind: "exists" as const } })),
      manifests: part.manifests.map((each) => ({ ...each, action: { kind: "exists" as const } })),
      tags: part.tags.map((move) => ({ ...move, before: move.after })),
    };
    show(planOf(part, there));
    const [, first, second] = screen.getAllByRole("row");
    expect(first?.textContent).toContain("2 to copy, 41.3 MB");
    expect(first?.textContent).toContain("1 mounted");
    expect(first?.textContent).toContain("2 to push");
    expect(first?.textContent).toContain("abab…abab → c8c8…c8c8");
    expect(first?.textContent).toContain("planned");
    expect(second?.textContent).toContain("4 existing");
    expect(second?.textContent).toContain("unchanged");
    expect(second?.textContent).toContain("nothing to do");
  });

  it("shows the progress of each repository", () => {
    const step = (digest: string, state: "running" | "done", bytes: number) => {
      const id = contentStepId(part.repository, digest);
      return [id, { id, state, bytes }] as const;
    };
    show(
      planOf(part, inRepository("quay.io/acme/app")),
      Object.fromEntries([step(digestOf("03"), "running", 20_000_000)]),
    );
    const [, first, second] = screen.getAllByRole("row");
    expect(within(first as HTMLElement).getByText("45%")).toBeDefined();
    expect(within(second as HTMLElement).getByRole("img", { name: "planned" })).toBeDefined();
  });

  it("collapses the details of more than three repositories", async () => {
    show(planOf(...Array.from({ length: 5 }, (_, at) => inRepository(`r${at}.example/app`))));
    expect(screen.queryByText("linux/arm64/v8")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "r3.example/app" }));
    const region = screen.getByRole("region", { name: "r3.example/app" });
    expect(within(region).getByText("linux/arm64/v8")).toBeDefined();
  });
});

describe("PlanView with differences", () => {
  it("lists tags that moved and content that was pushed meanwhile", () => {
    const move = makeMove();
    show(
      makePlan({
        differences: [
          { kind: "tag", name: move.name, was: digestOf("11"), now: move.before },
          { kind: "arrived", repository: part.repository, digest: digestOf("03") },
          { kind: "arrived", repository: part.repository, digest: digestOf("04") },
        ],
      }),
    );
    const section = screen.getByRole("region", { name: "Changed since the plan was made" });
    expect(section.textContent).toContain("was moved");
    expect(within(section).getByText("1111…1111")).toBeDefined();
    expect(within(section).getByText("abab…abab")).toBeDefined();
    expect(within(section).getByText(/^2 blobs or manifests now exist in/)).toBeDefined();
  });

  it.each([
    [digestOf("c8"), "already has the new content"],
    [null, "was deleted"],
  ])("describes the current digest of a tag", (now, words) => {
    const { name } = makeMove();
    show(makePlan({ differences: [{ kind: "tag", name, was: digestOf("ab"), now }] }));
    const section = screen.getByRole("region", { name: "Changed since the plan was made" });
    expect(section.textContent).toContain(words);
  });

  it("lists a tag that moved after the push to restore from", () => {
    const { name, before } = makeMove();
    const since = { kind: "tag", name, was: digestOf("11"), now: before } as const;
    show(makePlan({ kind: "restore", differences: [since] }));
    const section = screen.getByRole("region", { name: "Changed since that push" });
    expect(section.textContent).toContain("was moved");
  });

  it("says that no tag moved", () => {
    show(makePlan({ differences: [] }));
    expect(screen.getByText("Nothing: no tag moved.")).toBeDefined();
  });
});
