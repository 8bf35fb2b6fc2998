import { describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { asCommand, describeChange } from "./describeChange.ts";

const app = { id: "1", text: "ghcr.io/acme/app:1" };
const web = { id: "2", text: "ghcr.io/acme/web:1" };
const note = { id: "3", scope: { kind: "index" as const }, key: "org.note", value: "" };
const arm = "sha256:ab";

const full: Draft = {
  ...emptyDraft,
  sources: [app, web],
  targets: [{ id: "4", text: "ghcr.io/acme/out:1" }],
  annotations: [note],
  excluded: ["sha256:cd"],
  edits: [{ digest: arm, platform: { variant: "v7" } }],
  order: ["sha256:cd", arm],
};

describe("describeChange", () => {
  it.each<[string, Partial<Draft>]>([
    ["Add source new:1", { sources: [app, web, { id: "9", text: "new:1" }] }],
    [
      "Add source next:1",
      {
        sources: [app, web, { id: "9", text: "next:1" }],
        annotations: [...full.annotations],
        excluded: [...full.excluded],
        targets: [...full.targets],
      },
    ],
    ["Remove source app:1", { sources: [web] }],
    ["Remove 2 sources", { sources: [] }],
    ["Move source", { sources: [web, app] }],
    ["Pin source app:1", { sources: [{ ...app, text: `${app.text}@sha256:ab` }, web] }],
    ["Change source app:1", { sources: [{ ...app, text: "app:2" }, web] }],
    [
      "Replace linux/arm/v7",
      { sources: [app, web, { id: "9", text: "new:1", replaces: "sha256:ab" }] },
    ],
    ["Protect out:1", { targets: [{ id: "4", text: "ghcr.io/acme/out:1", noClobber: true }] }],
    ["Remove target out:1", { targets: [] }],
    ["Add annotation", { annotations: [note, { ...note, id: "9" }] }],
    ["Remove annotation org.note", { annotations: [] }],
    ["Edit value of org.note", { annotations: [{ ...note, value: "x" }] }],
    ["Exclude linux/arm/v7", { excluded: ["sha256:cd", arm] }],
    ["Include entry", { excluded: [] }],
    ["Reset linux/arm/v7", { edits: [] }],
    [
      "Edit 2 entries",
      { edits: [arm, "sha256:cd"].map((digest) => ({ digest, manifest: { convertTo: "oci" } })) },
    ],
    ["Set subject", { subject: "app:1", keepSubject: false }],
    ["Set artifact type", { artifactType: "text/x", keepArtifactType: false }],
    ["Omit subject", { keepSubject: false }],
    ["Reset order", { order: [] }],
    ["Edit platform filter and omit os.version", { keepOsVersion: false, platforms: ["linux"] }],
    ["Remove 2 sources and more", { sources: [], targets: [], annotations: [] }],
  ])("returns “%s”", (label, change) => {
    const before = { ...full, keepOsVersion: true, keepSubject: true, keepArtifactType: true };
    const name = (digest: string): string => (digest === arm ? "linux/arm/v7" : "entry");
    expect(describeChange(before, { ...before, ...change }, name)).toBe(label);
  });
});

it("turns what happened into a command", () => {
  expect(asCommand("Excluded linux/arm/v7")).toBe("Exclude linux/arm/v7");
  expect(asCommand("Opened app.yaml")).toBe("Open app.yaml");
  expect(asCommand("Editing x.io/app:1")).toBe("Edit x.io/app:1");
  expect(asCommand("Something else")).toBeUndefined();
});
