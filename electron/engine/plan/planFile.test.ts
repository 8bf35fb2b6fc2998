import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { formatPlanFile, readPlanFile } from "./planFile.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const indexType = "application/vnd.oci.image.index.v1+json";
const imageType = "application/vnd.oci.image.manifest.v1+json";

/** A plan file as version 1 writes it, with every kind of action. */
const version1 = {
  version: 1,
  id: "0b6e1a9c-5d0e-4a57-9f0d-3f1f1d7f5b11",
  kind: "compose",
  madeAt: "2026-01-31T12:00:00.000Z",
  root: { mediaType: indexType, digest, size: 2, data: "e30=" },
  repositories: [
    {
      repository: "registry.example/acme/app",
      blobs: [
        { digest, mediaType: "a/b", size: 1, action: { kind: "exists" } },
        { digest, mediaType: "a/b", size: 1, action: { kind: "mount", from: "r.example/a" } },
        { digest, mediaType: "a/b", size: 1, action: { kind: "copy", from: "s.example/a" } },
        { digest, mediaType: "a/b", size: 1, action: { kind: "skip" } },
      ],
      manifests: [
        {
          digest,
          mediaType: imageType,
          size: 3,
          role: "child",
          platform: "linux/amd64",
          height: 1,
          action: { kind: "put", from: "s.example/a" },
        },
        {
          digest,
          mediaType: imageType,
          size: 3,
          role: "referrer",
          subject: digest,
          height: 2,
          action: { kind: "exists" },
        },
        {
          digest,
          mediaType: indexType,
          size: 2,
          role: "root",
          height: 2,
          action: { kind: "build" },
        },
      ],
      tags: [
        {
          name: "registry.example/acme/app:1",
          tag: "1",
          before: null,
          after: digest,
          noClobber: true,
        },
      ],
      requests: { reads: 3, writes: 5 },
    },
  ],
  command: "docker buildx imagetools create",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-plan-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it("reads a file of version 1 and writes the same bytes", async () => {
  const text = `${JSON.stringify(version1, null, 2)}\n`;
  const file = path.join(folder, "plan.json");
  await writeFile(file, text);
  const plan = await readPlanFile(file, new AbortController().signal);
  expect(plan).toEqual(version1);
  expect(Buffer.from(formatPlanFile(plan)).toString()).toBe(text);
});
