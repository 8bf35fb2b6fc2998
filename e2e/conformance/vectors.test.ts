import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureImagetools } from "./captureImagetools.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";

interface Case {
  readonly name?: string;
  readonly args: readonly string[];
  readonly files?: readonly string[];
  readonly stdout?: string;
  readonly error?: string;
}

/** Input that buildx fails on and the engine accepts or shows. */
const betterAllowed = new Set([
  "descriptor as JSON",
  "artifact manifest",
  "inspect {registry}/acme/app:artifact",
  "inspect {registry}/acme/app:schema1",
]);

/** Field names in odd case: Go reads them, the engine refuses them, since other clients read them differently. */
const refusalAllowed = new Set([
  "field names are matched as Go matches them",
  "inspect {registry}/acme/app:odd-case",
]);

const folder = path.join(import.meta.dirname, "vectors");
const creates = await readCases("imagetools-create.json", "create");
const inspects = await readCases("imagetools-inspect.json", "inspect");
const formats = await readCases("imagetools-inspect-format.json", "inspect");
const attested = await readCases("imagetools-inspect-attested.json", "inspect");

let registry: TestRegistry;
let scratch: string;

beforeAll(async () => {
  registry = await startRegistry();
  for (const seed of ["registry.json", "registry-attested.json"]) {
    registry.seed(JSON.parse(await readFile(path.join(folder, seed), "utf8")) as never);
  }
  scratch = await mkdtemp(path.join(tmpdir(), "manifestry-vectors-"));
});

afterAll(async () => {
  await registry.close();
  await rm(scratch, { recursive: true });
});

async function readCases(
  file: string,
  verb: string,
): Promise<(Case & { title: string; verb: string })[]> {
  const cases = JSON.parse(await readFile(path.join(folder, file), "utf8")) as Case[];
  return cases.map((vector) => ({
    ...vector,
    verb,
    title: vector.name ?? [verb, ...vector.args].join(" "),
  }));
}

async function prepareArgs(vector: Case & { title: string; verb: string }): Promise<string[]> {
  const files = await Promise.all(
    (vector.files ?? []).map(async (content, position) => {
      const file = path.join(
        scratch,
        `${vector.title.replaceAll(/\W/g, "_").slice(0, 80)}-${position}`,
      );
      await writeFile(file, content);
      return file;
    }),
  );
  const words = vector.args.map((word) =>
    word
      .replaceAll("{registry}", registry.host)
      .replaceAll(/\{file(\d+)\}/g, (_, position: string) => files[Number(position)] ?? ""),
  );
  return [vector.verb, ...(vector.verb === "create" ? ["--dry-run"] : []), ...words];
}

describe.each([
  ["create", creates, 87],
  ["inspect", inspects, 26],
  ["inspect --format", formats, 11],
  ["inspect --format of attestations, old and new", attested, 74],
])("imagetools %s as recorded", (_, vectors, count) => {
  it("has every recorded vector", () => {
    expect(vectors).toHaveLength(count);
  });

  it.concurrent.for(vectors)("$title", { timeout: 30_000 }, async (vector, { expect: check }) => {
    const { status, stdout, stderr } = await captureImagetools(await prepareArgs(vector), scratch);
    const failed = status === 1 && stdout === "" && /^ERROR: .+\n$/.test(stderr);
    if (vector.stdout !== undefined) {
      if (refusalAllowed.has(vector.title) && failed) {
        return;
      }
      check(stderr).toBe("");
      check(stdout).toBe(vector.stdout.replaceAll("{registry}", registry.host));
      return;
    }
    if (betterAllowed.has(vector.title) && status === 0) {
      check(stdout).not.toBe("");
      return;
    }
    check({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: check.stringMatching(/^ERROR: .+\n$/),
    });
    check(stderr).not.toContain("This is a bug");
  });
});
