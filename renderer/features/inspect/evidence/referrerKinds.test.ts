import { expect, it } from "vitest";
import type { ReferrerRow } from "../../../../shared/inspection.ts";
import { cosignPayloadType } from "../../../../shared/oci/cosignPayload.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf, makeRow } from "../../../testing/fixtures.ts";
import { countText, referrerKinds } from "./referrerKinds.ts";

const manifest = { mediaType: mediaTypes.ociManifest, digest: digestOf("01"), size: 1 };
const layer = { mediaType: cosignPayloadType, digest: digestOf("02"), size: 1 };

function typed(artifactType: string, byte: string): ReferrerRow {
  return { descriptor: { ...manifest, digest: digestOf(byte), artifactType } };
}

it("counts referrers, statements and signatures by kind, each digest once", () => {
  const hex = "c8".repeat(32);
  const statements = [1, 2, 3].map(() => ({ descriptor: layer, predicateType: "" }));
  const rows: readonly ReferrerRow[] = [
    typed("application/spdx+json", "11"),
    typed("application/vnd.cyclonedx+json", "12"),
    typed("application/vnd.cncf.notary.signature", "13"),
    typed("application/vnd.in-toto+json", "14"),
    typed("application/openvex+json", "15"),
    typed("application/openvex+json", "15"),
    {
      descriptor: manifest,
      tag: `sha256-${hex}.sig`,
      details: { kind: "read", layers: [], statements, problems: [] },
    },
    { descriptor: manifest, tag: `sha256-${hex}` },
  ];
  const attestation = makeRow(undefined, "14").descriptor;
  const image = makeRow("linux/amd64", "91", {
    attestations: [{ descriptor: attestation, found: "inline" }],
  });
  expect(referrerKinds(image, { kind: "read", value: { rows } }).map(countText)).toEqual([
    "SBOM ×2",
    "signature ×4",
    "VEX",
  ]);
});

it("counts nothing before the referrers were read", () => {
  expect(referrerKinds(makeRow("linux/amd64", "91"), { kind: "reading" })).toEqual([]);
});
