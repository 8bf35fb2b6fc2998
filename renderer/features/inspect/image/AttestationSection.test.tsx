import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { EntryDetails } from "../../../../shared/inspection.ts";
import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import { cosignPayloadType } from "../../../../shared/oci/cosignPayload.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { AttestationSection } from "./AttestationSection.tsx";

const repository = "ghcr.io/acme/app";
const attestation = {
  mediaType: mediaTypes.ociManifest,
  digest: digestOf("55"),
  size: 9,
  artifactType: attestationArtifactType,
};
const statement = { mediaType: mediaTypes.inToto, digest: digestOf("66"), size: 8 };

function show(details?: EntryDetails): void {
  installApi({
    "inspect:referrers": () =>
      ok({
        rows: [{ descriptor: attestation, ...(details === undefined ? {} : { details }) }],
      }),
  });
  render(
    <AttestationSection
      repository={repository}
      digest={digestOf("91")}
      trail={[{ text: `${repository}:1`, label: "app:1" }]}
    />,
  );
}

function statesOf(...types: readonly string[]): EntryDetails {
  const statements = types.map((predicateType, at) => ({
    descriptor: { ...statement, digest: digestOf(`6${at}`) },
    predicateType,
  }));
  return { kind: "read", layers: [], statements, problems: [] };
}

it("names an attestation that only its subject links to the image by what it says", async () => {
  show(statesOf("https://spdx.dev/Document"));
  expect(await screen.findByRole("button", { name: /^Inspect .*, SBOM \(SPDX\)$/ })).toBeDefined();
  expect(screen.getByText("referrer")).toBeDefined();
});

it("links to each statement of a referrer", async () => {
  show(statesOf("https://slsa.dev/provenance/v1", "https://openvex.dev/ns/v0.2.0"));
  for (const name of [/^Inspect 6060….*, provenance$/, /^Inspect 6161….*, VEX$/]) {
    expect(await screen.findByRole("button", { name })).toBeDefined();
  }
});

it("names a referrer by its type where its manifest is not read", async () => {
  show();
  expect(
    await screen.findByRole("button", { name: /^Inspect .*, attestation \(BuildKit\)$/ }),
  ).toBeDefined();
});

it("links to each signature, though cosign signs the same payload each time", async () => {
  const descriptor = { mediaType: cosignPayloadType, digest: digestOf("70"), size: 9 };
  const statements = ["kim@acme.example", "lee@acme.example"].map((identity) => ({
    descriptor,
    predicateType: "",
    signer: { identity },
  }));
  show({ kind: "read", layers: [], statements, problems: [] });
  for (const name of [/signature 1, by kim@acme/, /signature 2, by lee@acme/]) {
    expect(await screen.findByRole("button", { name })).toBeDefined();
  }
});
