import type { EvidenceFact } from "../../../../shared/evidence.ts";
import { asObject, flattenFacts, objectAt, textAt } from "./looseJson.ts";

/**
 * The fields that matter of predicates without a view of their own, in the order to show them.
 * Source: slsa.dev/verification_summary v1; in-toto attestation, spec/predicates: test-result, release, link, scai,
 * runtime-trace; witness `attestation/collection.go`; npm/attestation publish v0.1.
 */
const fields: readonly (readonly [type: RegExp, ...paths: readonly string[]])[] = [
  [
    /^https:\/\/slsa\.dev\/verification_summary\//,
    "verificationResult",
    "verifiedLevels",
    "resourceUri",
    "verifier.id",
    "timeVerified",
    "policy",
    "dependencyLevels",
    "slsaVersion",
    "inputAttestations",
  ],
  [
    /^https:\/\/in-toto\.io\/attestation\/test-result\//,
    "result",
    "url",
    "failedTests",
    "warnedTests",
    "passedTests",
    "configuration",
  ],
  [
    /^https:\/\/in-toto\.io\/attestation\/release\//,
    "purl",
    "releaseId",
    "packageId",
    "repository",
    "tag",
  ],
  [
    /^https:\/\/in-toto\.io\/(?:attestation\/link|Link)\//,
    "name",
    "command",
    "materials",
    "products",
    "byproducts.return-value",
    "environment",
  ],
  [/^https:\/\/in-toto\.io\/attestation\/scai\//, "attributes", "producer"],
  [
    /^https:\/\/in-toto\.io\/attestation\/runtime-trace\//,
    "monitor",
    "monitoredProcess",
    "metadata",
  ],
  [/witness\.(?:dev|testifysec\.com)\/attestation-collection\//, "name", "attestations"],
  [/^https:\/\/github\.com\/npm\/attestation\//, "name", "version", "registry"],
];

/** Most facts that are shown above the JSON. */
const maxFacts = 60;

/** The facts that matter of a predicate whose type is known; none of another. */
export function readKnownPredicate(
  predicateType: string,
  predicate: unknown,
): readonly EvidenceFact[] {
  const [, ...paths] = fields.find(([type]) => type.test(predicateType)) ?? [undefined];
  return paths.flatMap((path) => factsAt(predicate, path)).slice(0, maxFacts);
}

function factsAt(predicate: unknown, path: string): readonly EvidenceFact[] {
  const at = path.indexOf(".");
  const [outer, field] =
    at < 0
      ? [asObject(predicate), path]
      : [objectAt(predicate, path.slice(0, at)), path.slice(at + 1)];
  const value = Object.hasOwn(outer, field) ? outer[field] : undefined;
  const text = textAt(outer, field);
  if (text !== undefined) {
    return flattenFacts({ [path]: text });
  }
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? flattenFacts({ [path]: value.slice(0, maxListed).join(", ") })
    : flattenFacts({ [path]: value });
}

/** Most texts of a list in one fact. */
const maxListed = 1000;
