import { expect, it } from "vitest";
import { bytePartSize } from "../../../shared/inspection.ts";
import { type InspectionPart, InspectionParts } from "../../../shared/inspectionParts.ts";
import { spdxOf } from "../../testing/evidence.ts";
import { perTest } from "../../testing/perTest.ts";
import { signal, startWorkbench } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import { maxDocumentBytes } from "../../../shared/evidenceRecords.ts";

const bench = perTest(startWorkbench);
const mediaType = "application/json";

/** Puts a blob into the registry. @returns its reference, and its descriptor */
function put(bytes: Uint8Array) {
  const digest = digestOf(bytes);
  bench.registry.repository("acme/app").blobs.set(digest, bytes);
  const blob = { mediaType, digest, size: bytes.byteLength };
  return { text: `${bench.registry.host}/acme/app@${digest}`, blob };
}

const large = Buffer.from(JSON.stringify(spdxOf(["pkg:npm/one@1"])).padEnd(17 * 1024 * 1024, " "));

it.each(["followed", "typed"])("decodes a bill of materials of 17 MB that is %s", async (way) => {
  const { text, blob } = put(large);
  const sent: InspectionPart[] = [];
  const inspection = await bench.engine.inspect(text, signal, {
    ...(way === "followed" ? { blob } : {}),
    sendPart: (part) => void sent.push(part),
  });
  // The window lays no text of this size out.
  expect(sent.map(({ kind }) => kind)).toEqual(["records"]);
  expect(inspection).toMatchObject({ text: "", bytes: "long", size: blob.size });
  const parts = new InspectionParts();
  sent.forEach((part) => parts.add(part));
  expect(parts.complete(inspection).content).toMatchObject({
    evidence: { statement: { predicate: { packages: [{ purl: "pkg:npm/one@1" }] } } },
  });
});

it("does not decode a document that does not match its digest", async () => {
  const { text, blob } = put(large);
  bench.registry.repository("acme/app").blobs.set(blob.digest, Buffer.from(large).fill(32, 9, 10));
  await expect(bench.engine.inspect(text, signal, { blob })).rejects.toMatchObject({
    code: "digest_mismatch",
  });
});

it("reads nothing of a document that is too large to be decoded", async () => {
  const { text, blob } = put(Buffer.from("{}"));
  const huge = { ...blob, size: maxDocumentBytes + 1 };
  const inspection = await bench.engine.inspect(text, signal, { blob: huge });
  expect(inspection).toMatchObject({
    bytes: "unread",
    content: { kind: "blob", reason: expect.stringMatching(/100,663,297 bytes.*Save/s) as string },
  });
  expect(bench.registry.requests.filter(({ path }) => path.includes(blob.digest))).toEqual([]);
});

it("reads a part of a blob with a request for that part alone", async () => {
  const bytes = Buffer.from(Array.from({ length: bytePartSize + 10 }, (_, at) => at % 251));
  const { text, blob } = put(bytes);
  const read = async (offset: number): Promise<Uint8Array> =>
    await bench.engine.contents.readPart(text, { blob, offset }, signal);
  expect(bytes.equals(Buffer.concat([await read(0), await read(bytePartSize)]))).toBe(true);
  expect(await read(blob.size)).toHaveLength(0);
  const ranges = bench.registry.requests
    .filter(({ path }) => path.includes(blob.digest))
    .map(({ headers }) => headers["range"]);
  expect(ranges).toEqual([`bytes=0-${bytePartSize - 1}`, `bytes=${bytePartSize}-`]);
});

it("checks a blob that is read as one part", async () => {
  const { text, blob } = put(Buffer.from("some bytes"));
  bench.registry.repository("acme/app").blobs.set(blob.digest, Buffer.from("same bytes"));
  await expect(
    bench.engine.contents.readPart(text, { blob, offset: 0 }, signal),
  ).rejects.toMatchObject({ code: "digest_mismatch" });
});
