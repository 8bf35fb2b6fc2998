import { describe, expect, it, vi } from "vitest";
import type { EntryDetails } from "../../../shared/inspection.ts";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeInspection } from "../../testing/fixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { useContents } from "./contentsStore.ts";
import { entryKey, type ListedEntry } from "./listedEntry.ts";

const contents = useContents.getState;
const details: EntryDetails = { kind: "read", layers: [], statements: [], problems: [] };

function entry(byte: string, architecture = "amd64"): ListedEntry {
  return {
    repository: "ghcr.io/acme/app",
    mediaType: "x",
    digest: digestOf(byte),
    size: 1,
    platform: { os: "linux", architecture },
    isAttestation: false,
  };
}

function known(...entries: readonly ListedEntry[]): readonly (string | undefined)[] {
  return entries.map((each) => contents().details[entryKey(each)]?.kind);
}

it("puts the parts of a nested index together", async () => {
  const waiting = defer<Result<Outputs["inspect:open"]>>();
  const fake = installApi({ "inspect:open": () => waiting.promise });
  contents().readInspection("a@1");
  await vi.waitFor(() => expect(fake.inputsOf("inspect:open")).toHaveLength(1));
  const jobId = fake.inputsOf("inspect:open")[0]?.jobId ?? "";
  for (const text of ["{", "}"]) {
    const part = { kind: "text", of: "bytes", text } as const;
    fake.emit("job:progress", { jobId, progress: { kind: "part", part } });
  }
  waiting.resolve(ok(makeInspection({ text: "" })));
  await vi.waitFor(() =>
    expect(contents().inspections["a@1"]).toMatchObject({ kind: "read", value: { text: "{}" } }),
  );
});

describe("entries", () => {
  it("are read together and once, those of another platform apart", async () => {
    const fake = installApi({
      "inspect:entries": ({ entries }) =>
        ok(Object.fromEntries(entries.map((_, at) => [at, details]))),
    });
    const entries = [entry("01"), entry("02"), entry("01", "arm64")];
    contents().readEntries(entries);
    contents().readEntries(entries.slice(0, 1));
    await vi.waitFor(() => expect(known(...entries)).toEqual(["read", "read", "read"]));
    contents().readEntries(entries);
    expect(fake.inputsOf("inspect:entries").map(({ entries: asked }) => asked.length)).toEqual([3]);
    await vi.waitFor(() => expect(contents().entryReads).toBeUndefined());
  });

  it("that are no longer shown are not read", async () => {
    const fake = installApi();
    contents().readEntries([entry("01"), entry("02")]);
    contents().skipEntries([entry("01")]);
    await vi.waitFor(() => expect(fake.inputsOf("inspect:entries")).toHaveLength(1));
    expect(fake.inputsOf("inspect:entries")[0]?.entries.map(({ digest }) => digest)).toEqual([
      digestOf("02"),
    ]);
  });

  it("wait while reading is stopped, and are read when it continues", async () => {
    const slow = defer<Result<Outputs["inspect:entries"]>>();
    const fake = installApi({ "inspect:entries": () => slow.promise });
    contents().readEntries([entry("01")]);
    await vi.waitFor(() => expect(fake.inputsOf("inspect:entries")).toHaveLength(1));
    contents().stopReads();
    await vi.waitFor(() => expect(fake.inputsOf("job:cancel")).toHaveLength(1));
    slow.resolve(ok({ 0: details }));
    contents().readEntries([entry("02")]);
    expect(known(entry("01"))).toEqual([undefined]);
    installApi({
      "inspect:entries": ({ entries }) =>
        ok(Object.fromEntries(entries.map((_, at) => [at, details]))),
    });
    contents().resumeReads();
    await vi.waitFor(() => expect(known(entry("01"), entry("02"))).toEqual(["read", "read"]));
  });

  it("of a request that failed say why, and are read again after a reload", async () => {
    installApi({ "inspect:entries": () => ({ ok: false, error: makeFailure() }) });
    contents().readEntries([entry("01")]);
    await vi.waitFor(() => expect(known(entry("01"))).toEqual(["failed"]));
    contents().forget("ghcr.io/acme/app");
    expect(known(entry("01"))).toEqual([undefined]);
  });
});

it("keeps the problems of a health check that is stopped", async () => {
  const never = defer<Result<Outputs["inspect:health"]>>();
  const fake = installApi({ "inspect:health": () => never.promise });
  const problem = {
    kind: "missing",
    message: "Gone.",
    digest: digestOf("01"),
    name: "layer 1",
  } as const;
  contents().checkHealth("ghcr.io/acme/app", digestOf("c8"));
  await vi.waitFor(() => expect(fake.inputsOf("inspect:health")).toHaveLength(1));
  const { jobId } = fake.inputsOf("inspect:health")[0] ?? { jobId: "" };
  const progress = {
    kind: "health",
    done: 1,
    total: 4,
    found: [problem],
    moreProblems: 0,
  } as const;
  fake.emit("job:progress", { jobId, progress });
  contents().stopHealthCheck("ghcr.io/acme/app", digestOf("c8"));
  expect(contents().health[`ghcr.io/acme/app@${digestOf("c8")}`]).toMatchObject({
    kind: "stopped",
    done: 1,
    total: 4,
    problems: [problem],
  });
});
