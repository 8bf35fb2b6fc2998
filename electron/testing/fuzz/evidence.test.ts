import { type Arbitrary, array, constantFrom, jsonValue, nat, oneof, tuple } from "fast-check";
import { expect, it } from "vitest";
import { readEvidence } from "../../engine/inspect/evidence/readEvidence.ts";
import {
  buildkitProvenance02,
  buildkitProvenance1,
  cosignAnnotations,
  cosignPayload,
  cycloneDx,
  cycloneDxVex,
  envelopeOf,
  notationSignature,
  openVex,
  sigstoreBundle,
  spdx2,
  spdx3,
  statementOf,
  trivyReport,
} from "../evidence.ts";
import { fuzz } from "./fuzz.ts";

const documents = [
  buildkitProvenance02,
  buildkitProvenance1,
  cosignPayload,
  cycloneDx,
  cycloneDxVex,
  envelopeOf(statementOf("https://spdx.dev/Document", spdx3)),
  notationSignature,
  openVex,
  sigstoreBundle,
  spdx2,
  spdx3,
  trivyReport,
];

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

/** Real documents in which values have another type or content. */
const changed: Arbitrary<string> = tuple(
  constantFrom(...documents),
  array(
    tuple(nat(), oneof(jsonValue({ maxDepth: 3 }), constantFrom("x".repeat(3000), "__proto__"))),
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

it("reads changed statements, signatures and bills of materials without failing", async () => {
  const share = await fuzz(changed, (text) => {
    const evidence = readEvidence(text, cosignAnnotations);
    if (evidence === undefined) {
      return;
    }
    // What is sent to the window is plain data.
    expect(structuredClone(evidence)).toEqual(evidence);
  });
  expect(share).toBe(1);
});
