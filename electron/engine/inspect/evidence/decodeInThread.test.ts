import { getEventListeners } from "node:events";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { InspectionPart } from "../../../../shared/inspectionParts.ts";
import { bundleProgram } from "../../../testing/bundleProgram.ts";
import { coseSignature } from "../../../testing/coseEvidence.ts";
import { spdxOf, statementOf } from "../../../testing/evidence.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { EngineError } from "../../errors.ts";
import { type DecodeEvidence, decodeHere, type DocumentBlob } from "./decodeEvidence.ts";
import { decodeInThread } from "./decodeInThread.ts";

let folder: TemporaryFolder;
let program: string;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  const entry = new URL("../thread/decodeThread.ts", import.meta.url).pathname;
  program = await bundleProgram(entry, folder.join("bundle"));
});
afterAll(async () => {
  await folder.close();
});

const { signal } = new AbortController();
const large = JSON.stringify(
  spdxOf(Array.from({ length: 5000 }, (_, at) => `pkg:npm/lib-${at}@1.0.0`)),
);

function blobOf(content: string | Uint8Array, withText = true): DocumentBlob {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.byteLength / 70_001) }, (_, at) =>
    bytes.subarray(at * 70_001, (at + 1) * 70_001),
  );
  const open = async (): Promise<AsyncIterable<Uint8Array>> => Readable.from(chunks);
  return { digest: "sha256:1", size: bytes.byteLength, withText, open };
}

async function decode(
  decoder: DecodeEvidence,
  blob: DocumentBlob,
  until = signal,
): Promise<{ readonly outcome: unknown; readonly parts: readonly InspectionPart[] }> {
  const parts: InspectionPart[] = [];
  const outcome = await decoder(blob, (part) => void parts.push(part), until);
  return { outcome, parts };
}

it("decodes a large document in a thread as in this one", async () => {
  const decoded = await decode(decodeInThread(program), blobOf(large));
  expect(decoded.parts.length).toBeGreaterThan(4);
  expect(decoded).toEqual(await decode(decodeHere, blobOf(large)));
  expect(decoded.outcome).toMatchObject({ isText: true, isSent: true });
});

it("sends no text if it is not wanted or too long", async () => {
  const kinds = (parts: readonly InspectionPart[]) => new Set(parts.map(({ kind }) => kind));
  const unwanted = await decode(decodeInThread(program), blobOf(large, false));
  expect(kinds(unwanted.parts)).toEqual(new Set(["records"]));
  const long = blobOf(large + " ".repeat(16 * 1024 * 1024));
  const decoded = await decode(decodeInThread(program), long);
  expect(kinds(decoded.parts)).toEqual(new Set(["records"]));
  expect(decoded.outcome).toMatchObject({ isText: true, isSent: false });
});

it("sends no predicate that is too long for the window", async () => {
  const text = JSON.stringify(statementOf("https://example.com/x", "x".repeat(17 * 1024 * 1024)));
  const { outcome, parts } = await decode(decodeInThread(program), blobOf(text));
  // Its subjects, without its text.
  expect(parts).toMatchObject([{ kind: "records", list: "subjects" }]);
  const predicate = { kind: "other", text: "", isTooLong: true };
  expect(outcome).toMatchObject({ isSent: false, view: { statement: { predicate } } });
});

it("decodes bytes that are no text", async () => {
  const long = Buffer.concat([Buffer.from([0xff]), Buffer.alloc(200_000)]);
  const { outcome, parts } = await decode(decodeInThread(program), blobOf(long));
  expect({ outcome, parts }).toEqual({ outcome: { isText: false, isSent: false }, parts: [] });
  const signature = await decode(decodeInThread(program), blobOf(coseSignature));
  expect(signature.outcome).toMatchObject({ view: { signature: { format: "notation" } } });
});

it("starts no thread for a short document", async () => {
  const short = blobOf(JSON.stringify(spdxOf(["pkg:npm/one@1"])));
  const decoder = decodeInThread(folder.join("missing.mjs"));
  expect(await decode(decoder, short)).toEqual(await decode(decodeHere, short));
  await expect(decode(decoder, blobOf(large))).rejects.toThrow(/missing\.mjs/);
});

it("knows no other document, nor one that would take too much memory", async () => {
  const kinds = { text: "x".repeat(200_000), deep: `${'{"a":'.repeat(1e6)}1${"}".repeat(1e6)}` };
  for (const text of Object.values(kinds)) {
    const { outcome } = await decode(decodeInThread(program), blobOf(text));
    expect(outcome).toEqual({ isText: true, isSent: true, view: undefined });
  }
});

it("fails as the content does, and sends nothing of it", async () => {
  const failure = new EngineError("digest_mismatch", "other bytes");
  const open = async (): Promise<AsyncIterable<Uint8Array>> =>
    (async function* () {
      yield Buffer.from(large);
      throw failure;
    })();
  const parts: InspectionPart[] = [];
  const decoding = decodeInThread(program)(
    { ...blobOf(large), open },
    (part) => void parts.push(part),
    signal,
  );
  await expect(decoding).rejects.toBe(failure);
  expect(parts).toEqual([]);
});

it("waits until each part is taken, and fails as its receiver does", async () => {
  let taking = 0;
  const failure = new Error("gone");
  let parts = 0;
  const decoding = decodeInThread(program)(
    blobOf(large),
    async () => {
      taking += 1;
      expect(taking).toBe(1);
      await new Promise(setImmediate);
      taking -= 1;
      parts += 1;
      if (parts === 3) {
        throw failure;
      }
    },
    signal,
  );
  await expect(decoding).rejects.toBe(failure);
  expect(parts).toBe(3);
});

it("ends the thread when it is cancelled, and decodes the next document", async () => {
  const decoder = decodeInThread(program);
  const controller = new AbortController();
  const reason = new Error("left");
  const documents = Array.from({ length: 3 }, () =>
    decode(decoder, blobOf(large), controller.signal),
  );
  controller.abort(reason);
  expect(await Promise.allSettled(documents)).toEqual(
    documents.map(() => ({ status: "rejected", reason })),
  );
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  const { outcome } = await decode(decoder, blobOf(large));
  expect(outcome).toMatchObject({ view: { statement: { predicate: { kind: "sbom" } } } });
});

it("ends the wait for a thread when it is cancelled", async () => {
  const decoder = decodeInThread(program);
  const slow = new AbortController();
  const opened = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const running = opened.map(({ resolve }) =>
    decode(
      decoder,
      {
        ...blobOf(large),
        open: async (until) => {
          resolve();
          return await new Promise((_, reject) => {
            until.addEventListener("abort", () => reject(until.reason as Error));
          });
        },
      },
      slow.signal,
    ),
  );
  await Promise.all(opened.map(({ promise }) => promise));
  const waiting = new AbortController();
  const outcome = decode(decoder, blobOf(large), waiting.signal);
  waiting.abort(new Error("stopped"));
  await expect(outcome).rejects.toThrow("stopped");
  slow.abort(new Error("slow"));
  for (const each of running) {
    await expect(each).rejects.toThrow("slow");
  }
  expect((await decode(decoder, blobOf(large))).outcome).toMatchObject({ isText: true });
});
