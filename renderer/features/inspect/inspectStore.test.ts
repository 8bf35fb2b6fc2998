import { describe, expect, it, vi } from "vitest";
import type { EvidenceView } from "../../../shared/evidence.ts";
import type { InspectionPart } from "../../../shared/inspectionParts.ts";
import { toJson } from "../../../shared/ipc/json.ts";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { savedTabsSchema } from "../../../shared/inspectTabs.ts";
import { chosenSection, currentVisit, useInspect } from "./inspectStore.ts";
import { saveTabs } from "./savedTabs.ts";
import { placeOf } from "./visit.ts";

const inspect = useInspect.getState;

function shown(): string {
  const visit = currentVisit(inspect());
  return visit === undefined ? "nothing" : `${visit.kind} ${placeOf(visit).text}`;
}

/** The references of the visits of the shown tab. */
function visited(): readonly string[] {
  return inspect().tabs[inspect().tab]?.visits.map((visit) => placeOf(visit).text) ?? [];
}

async function open(text: string): Promise<void> {
  inspect().open(text);
  await vi.waitFor(() => expect(shown()).toBe(`open ${text}`));
}

describe("visits", () => {
  it("go back and forward without reading again", async () => {
    const fake = installApi();
    await open("a:1");
    await open("b:1");
    inspect().step(-1);
    expect([shown(), inspect().text]).toEqual(["open a:1", "a:1"]);
    inspect().step(1);
    expect(shown()).toBe("open b:1");
    inspect().step(1);
    expect(shown()).toBe("open b:1");
    expect(fake.inputsOf("inspect:open")).toHaveLength(2);
  });

  it("discard the forward visits when another reference is opened", async () => {
    await open("a:1");
    await open("b:1");
    inspect().step(-1);
    await open("c:1");
    expect(visited()).toEqual(["a:1", "c:1"]);
  });

  it("reload in place when the same reference is opened", async () => {
    const fake = installApi();
    await open("a:1");
    await open(" a:1 ".trim());
    expect(visited()).toHaveLength(1);
    await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(2));
  });

  it("put the parts of a large document together", async () => {
    const evidence: EvidenceView = {
      statement: {
        predicateType: "",
        subjects: [],
        predicate: {
          kind: "sbom",
          format: "SPDX 2.3",
          tools: [],
          packages: [],
          vulnerabilities: [],
        },
      },
    };
    const waiting = defer<Result<Outputs["inspect:open"]>>();
    const fake = installApi({ "inspect:open": () => waiting.promise });
    inspect().open("a:1");
    await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(1));
    const jobId = fake.inputsOf("inspect:open")[0]?.jobId ?? "";
    const send = (part: InspectionPart): void =>
      fake.emit("job:progress", { jobId, progress: { kind: "part", part } });
    const package1 = { name: "one", version: "1", license: "", purl: "" };
    const package2 = { ...package1, name: "two" };
    send({ kind: "records", list: "packages", records: toJson([package1]) });
    send({ kind: "records", list: "packages", records: toJson([package2]) });
    send({ kind: "text", of: "bytes", text: '{"packages":' });
    send({ kind: "text", of: "bytes", text: "[]}" });
    const content = { kind: "blob", reason: "A document.", evidence } as const;
    waiting.resolve(ok(makeInspection({ text: "", content })));
    await vi.waitFor(() => expect(shown()).toBe("open a:1"));
    expect(currentVisit(inspect())).toMatchObject({
      inspection: {
        text: '{"packages":[]}',
        content: {
          evidence: { statement: { predicate: { packages: [package1, package2] } } },
        },
      },
    });
  });

  it("ignore the result of a visit that was left", async () => {
    const slow = defer<Result<Outputs["inspect:open"]>>();
    const fake = installApi({
      "inspect:open": ({ text }) =>
        text === "slow" ? slow.promise : ok(makeInspection({ name: text })),
    });
    inspect().open("slow");
    await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(1));
    await open("quick");
    slow.resolve(ok(makeInspection({ name: "slow" })));
    await vi.waitFor(() => expect(fake.inputsOf("job:cancel")).toHaveLength(1));
    expect(shown()).toBe("open quick");
  });

  it("report cancellation and keep the error of each visit", async () => {
    const never = defer<Result<Outputs["inspect:open"]>>();
    installApi({
      "inspect:open": ({ text }) =>
        text === "slow" ? never.promise : { ok: false, error: makeFailure() },
    });
    inspect().open("bad");
    await vi.waitFor(() => expect(shown()).toBe("failed bad"));
    inspect().open("slow");
    inspect().cancel();
    expect(shown()).toBe("failed slow");
    inspect().step(-1);
    expect(shown()).toBe("failed bad");
  });
});

describe("retag dialog", () => {
  it("keeps its text when closed and opened again", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().openRetag();
    inspect().setRetagText("ghcr.io/acme/app:1");
    inspect().closeRetag();
    expect(inspect().retagText).toBeUndefined();
    inspect().openRetag();
    expect(inspect().retagText).toBe("ghcr.io/acme/app:1");
    inspect().clearRetag();
    inspect().openRetag();
    expect(inspect().retagText).toBe("ghcr.io/acme/app:");
  });

  it("does not keep its text for another image", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().openRetag();
    inspect().setRetagText("ghcr.io/acme/app:1");
    inspect().closeRetag();
    installApi({
      "inspect:open": async () => ok(makeInspection({ digest: `sha256:${"e".repeat(64)}` })),
    });
    await open("ghcr.io/acme/app:1.5");
    inspect().openRetag();
    expect(inspect().retagText).toBe("ghcr.io/acme/app:");
  });
});

/** The way to an attestation of an image of an index. */
const steps = [
  { text: "ghcr.io/acme/app@sha256:01", label: "linux/amd64" },
  { text: "ghcr.io/acme/app@sha256:02", label: "attestation", attests: "sha256:01" },
];

describe("trails", () => {
  it("grow below the reference, which stays in the field, and end at a step that they have", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().follow(steps);
    await vi.waitFor(() => expect(shown()).toBe(`open ${steps[1]?.text}`));
    expect(inspect().text).toBe("ghcr.io/acme/app:1.4");
    inspect().follow(steps.slice(0, 1));
    await vi.waitFor(() => expect(shown()).toBe(`open ${steps[0]?.text}`));
    expect(currentVisit(inspect())?.trail.map(({ label }) => label)).toEqual([
      "ghcr.io/acme/app:1.4",
      "linux/amd64",
    ]);
  });

  it("start anew in another repository", async () => {
    await open("ghcr.io/acme/app:1.4");
    inspect().follow([{ text: "docker.io/library/alpine@sha256:03", label: "base" }]);
    expect(currentVisit(inspect())?.trail).toHaveLength(1);
    expect(inspect().text).toBe("docker.io/library/alpine@sha256:03");
  });
});

describe("tabs", () => {
  it("keep their visits; the next one is shown when one is closed", async () => {
    const fake = installApi();
    await open("a:1");
    inspect().open("b:1", { inNewTab: true });
    // As in a browser, the shown tab stays, and the new one is read when it is shown.
    expect(shown()).toBe("open a:1");
    expect(fake.inputsOf("inspect:open")).toHaveLength(1);
    inspect().selectTab(1);
    await vi.waitFor(() => expect(shown()).toBe("open b:1"));
    await open("c:1");
    inspect().selectTab(0);
    expect([shown(), inspect().text]).toEqual(["open a:1", "a:1"]);
    inspect().closeTab(0);
    expect(shown()).toBe("open c:1");
    expect(visited()).toEqual(["b:1", "c:1"]);
  });

  it("are saved and restored without their content, and never with credentials", async () => {
    await open("a:1");
    inspect().follow([{ text: "a@sha256:01", label: "linux/amd64" }]);
    inspect().open("b:1", { inNewTab: true });
    inspect().openPage({ kind: "tags", repository: "ghcr.io/acme/app" });
    inspect().open("user:secret@ghcr.io/acme/app:1");
    const saved = saveTabs(inspect().tabs, inspect().tab);
    expect(JSON.stringify(saved)).not.toContain("secret");
    expect(savedTabsSchema.parse(saved)).toEqual(saved);
    inspect().restore(saved);
    expect(inspect().tabs.map(({ visits }) => visits.map(({ kind }) => kind))).toEqual([
      ["closed", "closed", "page"],
      ["closed"],
    ]);
    expect([shown(), inspect().tab]).toEqual(["page ghcr.io/acme/app", 0]);
  });

  it("have sections of their own, and a new reference starts with the first one", async () => {
    const section = () => chosenSection(inspect(), "image");
    await open("a:1");
    inspect().showSection("image", "config");
    inspect().openTrail([
      { text: "a:1", label: "a:1" },
      { text: "a@sha256:01", label: "linux/amd64" },
    ]);
    expect(section()).toBe("config");
    inspect().open("a:1", { inNewTab: true });
    inspect().open("b:1", { inNewTab: true });
    inspect().selectTab(1);
    expect(section()).toBeUndefined();
    inspect().showSection("image", "health");
    inspect().open("c:1");
    expect(section()).toBeUndefined();
    inspect().step(-1);
    expect(section()).toBe("health");
    inspect().selectTab(0);
    expect(section()).toBe("config");
    const saved = saveTabs(inspect().tabs, inspect().tab);
    expect(savedTabsSchema.parse(saved)).toEqual(saved);
    inspect().restore(saved);
    expect(section()).toBe("config");
  });
});

describe("typed text", () => {
  it.each([
    ["docker pull --platform linux/arm64 ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
    ["FROM ghcr.io/acme/app:1 AS build", "ghcr.io/acme/app:1"],
    ["docker://ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
    ["https://ghcr.io/v2/acme/app/manifests/1", "ghcr.io/acme/app:1"],
    ["https://quay.io/repository/acme/app", "quay.io/acme/app"],
    ["helm pull oci://ghcr.io/acme/chart --version 1.2", "ghcr.io/acme/chart:1.2"],
    ["  - image: 'ghcr.io/acme/app:1' # the app", "ghcr.io/acme/app:1"],
    ['{"name": "web", "image": "ghcr.io/acme/app:1"}', "ghcr.io/acme/app:1"],
    ["`ghcr.io/acme/app:1`", "ghcr.io/acme/app:1"],
    ["oci-layout:///my images:1", "oci-layout:///my images:1"],
    // What is several references is none, as an error explains.
    ["a:1 b:2", "a:1 b:2"],
  ])("%s", async (typed, text) => {
    inspect().open(typed);
    await vi.waitFor(() => expect(shown()).toBe(`open ${text}`));
  });
});

it("opens the tags of a repository for an address without a tag", () => {
  inspect().openTyped("https://github.com/acme/app/pkgs/container/app");
  expect(shown()).toBe("page ghcr.io/acme/app");
});
