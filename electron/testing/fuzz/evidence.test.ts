import { type Arbitrary, array, constantFrom, jsonValue, nat, oneof, tuple } from "fast-check";
import { expect, it } from "vitest";
import { joinEvidence, ListCollector } from "../../../shared/evidenceRecords.ts";
import { fromJson } from "../../../shared/ipc/json.ts";
import { compareHistory, historySteps } from "../../engine/compare/compareHistory.ts";
import { compareLayers, describeLayers } from "../../engine/compare/compareLayers.ts";
import { comparePackages, groupPackages } from "../../engine/compare/comparePackages.ts";
import { compareValues, limitChanges } from "../../engine/compare/compareValues.ts";
import { configValues } from "../../engine/compare/configValues.ts";
import { decodeBytes, decodeDocument } from "../../engine/inspect/evidence/decodeEvidence.ts";
import { readBuildImages } from "../../engine/inspect/evidence/buildImages.ts";
import { asObject, parseObject } from "../../engine/inspect/evidence/looseJson.ts";
import { readCoseSignature } from "../../engine/inspect/evidence/coseSignature.ts";
import { readEvidence } from "../../engine/inspect/evidence/readEvidence.ts";
import { readTimestamp } from "../../engine/inspect/evidence/timestampToken.ts";
import { buildkitStages02, tektonProvenance } from "../buildSteps.ts";
import { coseSignature } from "../coseEvidence.ts";
import {
  buildkitProvenance02,
  buildkitProvenance1,
  cosignAnnotations,
  cosignPayload,
  csafVex,
  cycloneDx,
  cycloneDxVex,
  envelopeOf,
  notationSignature,
  openVex,
  sigstoreBundle,
  spdx2,
  spdx3,
  statementOf,
  testResult,
  trivyReport,
} from "../evidence.ts";
import {
  cycloneDxVulnerable,
  gitLabJson,
  grypeJson,
  harborJson,
  osvScannerJson,
  sarif,
  spdxTagValue,
  syftJson,
  trivyJson,
} from "../scanReports.ts";
import { bareTimestampResponse, timestampResponse } from "../timestamps.ts";
import { fuzz, texts } from "./fuzz.ts";

const documents = {
  buildkitProvenance02,
  buildkitProvenance1,
  buildkitStages02,
  cosignPayload,
  csafVex,
  cycloneDx,
  cycloneDxVex,
  cycloneDxVulnerable,
  envelope: envelopeOf(statementOf("https://spdx.dev/Document", spdx3)),
  gitLabJson,
  grypeJson,
  harborJson,
  notationSignature,
  openVex,
  osvScannerJson,
  sarif,
  sigstoreBundle,
  spdx2,
  spdx3,
  syftJson,
  tektonProvenance,
  testResult,
  trivyJson,
  trivyReport,
} as const;

/** Paths to every value inside a document. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, child]) => [
        [...path, key],
        ...pathsIn(child, [...path, key]),
      ])
    : [];
}

function replace(value: unknown, [key, ...rest]: readonly string[], fresh: unknown): unknown {
  if (key === undefined) {
    return fresh;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) =>
      String(at) === key ? replace(item, rest, fresh) : item,
    );
  }
  return typeof value === "object" && value !== null
    ? { ...value, [key]: replace((value as Record<string, unknown>)[key], rest, fresh) }
    : value;
}

/** Real documents in which values have another type or content; five long ones joined are not cut off. */
function changeOf(originals: readonly object[]): Arbitrary<string> {
  return tuple(
    constantFrom(...originals),
    array(
      tuple(nat(), oneof(jsonValue({ maxDepth: 3 }), constantFrom("x".repeat(800), "__proto__"))),
      { minLength: 1, maxLength: 5 },
    ),
  ).map(([document, changes]) =>
    JSON.stringify(
      changes.reduce<unknown>((value, [at, fresh]) => {
        const paths = pathsIn(value);
        return replace(value, paths[at % Math.max(1, paths.length)] ?? [], fresh);
      }, document),
    ),
  );
}

/** The config of an image, as BuildKit writes it. */
const config: object = {
  os: "linux",
  architecture: "amd64",
  created: "2026-01-02T03:04:05Z",
  config: {
    Env: ["PATH=/bin"],
    Labels: { version: "1" },
    Healthcheck: { Test: ["CMD", "true"] },
    ExposedPorts: { "80/tcp": {} },
  },
  rootfs: { type: "layers", diff_ids: ["sha256:1"] },
  history: [{ created_by: "RUN x", empty_layer: true }, { created_by: "COPY y" }],
};

it("compares changed configs and packages without failing", async () => {
  const layers = [{ mediaType: "", digest: "sha256:1", size: 1 }];
  const share = await fuzz(
    tuple(changeOf([config, spdx2, cycloneDx]), changeOf([config])),
    (pair) => {
      const [before, after] = pair.map((text) => asObject(JSON.parse(text)));
      const { values } = limitChanges([
        ...compareValues(configValues(before ?? {}), configValues(after ?? {})),
        ...compareHistory(historySteps(before ?? {}), historySteps(after ?? {})),
      ]);
      compareLayers(describeLayers(layers, before), describeLayers(layers, after));
      const found = readEvidence(pair[0])?.statement?.predicate;
      const packages = groupPackages(found?.kind === "sbom" ? found.packages : []);
      expect(comparePackages(packages, packages).every(({ kind }) => kind === "same")).toBe(true);
      expect(structuredClone(values)).toEqual(values);
    },
  );
  expect(share).toBe(1);
});

/** Changed documents, some of them cut off somewhere. */
function damageOf(original: object): Arbitrary<string> {
  return tuple(changeOf([original]), nat(4), nat()).map(([text, isCut, at]) =>
    isCut === 0 ? text.slice(0, at % text.length) : text,
  );
}

it.each(Object.entries(documents))(
  "reads a changed or broken %s without failing",
  async (_, original) => {
    const share = await fuzz(damageOf(original), (text) => {
      const images = readBuildImages(parseObject(text) ?? {});
      expect(structuredClone(images)).toEqual(images);
      const evidence = readEvidence(text, cosignAnnotations);
      if (evidence === undefined) {
        return;
      }
      const parts = [...decodeBytes(Buffer.from(text), { withText: true })];
      for (const part of parts) {
        // The window takes a part at once.
        expect(JSON.stringify(part).length).toBeLessThan(1024 * 1024);
      }
      // What is sent to the window is all of it: the texts of these documents are short.
      const decoded = decodeDocument({ text, annotations: cosignAnnotations });
      const collected = new ListCollector();
      decoded?.pages.forEach(({ list, records }) => collected.add(list, fromJson(records)));
      const { lists } = collected;
      expect(decoded && joinEvidence({ ...decoded, lists })).toEqual(evidence);
      expect(structuredClone(decoded)).toEqual(decoded);
    });
    expect(share).toBe(1);
  },
);

/** Lines of a tag-value document, changed, in any order, and one many times. */
const tagValueTexts = texts([
  ...spdxTagValue.split("\n").map((line) => `${line}\n`),
  "<text>",
  "</text>",
  "\r\n",
  ": ",
]).map((text) => `SPDXVersion: SPDX-2.3\n${text}`);

it("reads changed tag-value documents without failing", async () => {
  const share = await fuzz(tagValueTexts, (text) => {
    const evidence = readEvidence(text);
    expect(evidence?.statement?.predicate.kind).toBe("sbom");
    expect(structuredClone(evidence)).toEqual(evidence);
  });
  expect(share).toBe(1);
});

/** The bytes of a signature of which some are other ones, cut somewhere or not. */
const changedSignature = tuple(
  array(tuple(nat(), nat(255)), { minLength: 1, maxLength: 8 }),
  nat(3 * coseSignature.byteLength),
).map(([changes, end]) => {
  const bytes = Buffer.from(coseSignature.subarray(0, Math.max(1, end)));
  for (const [at, byte] of changes) {
    // Most heads of items are before the certificate.
    bytes[at % Math.min(at % 2 === 0 ? 120 : Infinity, bytes.byteLength)] = byte;
  }
  return bytes;
});

it("reads changed COSE signatures without failing", async () => {
  const share = await fuzz(changedSignature, (bytes) => {
    const signature = readCoseSignature(bytes);
    expect(structuredClone(signature)).toEqual(signature);
  });
  expect(share).toBe(1);
});

/** A timestamp in which some bytes are other ones, mostly heads of elements. */
const changedTimestamp = tuple(
  constantFrom(timestampResponse, bareTimestampResponse),
  array(tuple(nat(), nat(255)), { minLength: 1, maxLength: 8 }),
).map(([base64, changes]) => {
  const bytes = Buffer.from(base64, "base64");
  for (const [at, byte] of changes) {
    bytes[at % (at % 2 === 0 ? 120 : bytes.byteLength)] = byte;
  }
  return bytes;
});

it("reads changed timestamps without failing", async () => {
  const share = await fuzz(changedTimestamp, (bytes) => {
    const timestamp = readTimestamp(bytes);
    expect(structuredClone(timestamp)).toEqual(timestamp);
  });
  expect(share).toBe(1);
});

/** Lines of JSON, whole and cut, and heads of XML documents. */
const lineTexts = texts([
  `${JSON.stringify(testResult)}\n`,
  `${JSON.stringify(envelopeOf(testResult))}\n`,
  JSON.stringify(openVex).slice(0, 80),
  "\n",
  "\r\n",
  "{}",
  '<?xml version="1.0"?>',
  "<!-- -->",
  '<bom xmlns="http://cyclonedx.org/schema/bom/1.5">',
]);

it("reads lines of JSON and heads of XML without failing", async () => {
  const share = await fuzz(lineTexts, (text) => {
    const evidence = readEvidence(text);
    expect(structuredClone(evidence)).toEqual(evidence);
  });
  expect(share).toBe(1);
});
