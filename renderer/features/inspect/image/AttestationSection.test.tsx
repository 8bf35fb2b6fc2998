import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { useContents } from "../contentsStore.ts";
import { AttestationSection } from "./AttestationSection.tsx";

const repository = "ghcr.io/acme/app";
const attestation = {
  mediaType: mediaTypes.ociManifest,
  digest: digestOf("55"),
  size: 9,
  artifactType: attestationArtifactType,
};
const statement = { mediaType: mediaTypes.inToto, digest: digestOf("66"), size: 8 };

function show(isMetered: boolean): void {
  installApi({
    "inspect:referrers": () => ok({ rows: [{ descriptor: attestation }] }),
    "inspect:entries": () =>
      ok({
        0: {
          kind: "read" as const,
          layers: [],
          statements: [{ descriptor: statement, predicateType: "https://spdx.dev/Document" }],
          problems: [],
        },
      }),
  });
  render(
    <AttestationSection
      repository={repository}
      digest={digestOf("91")}
      trail={[{ text: `${repository}:1`, label: "app:1" }]}
      isMetered={isMetered}
    />,
  );
}

it("names an attestation that only its subject links to the image by what it says", async () => {
  show(false);
  expect(await screen.findByRole("button", { name: /^Inspect .*, SBOM \(SPDX\)$/ })).toBeDefined();
  expect(screen.getByText("referrer")).toBeDefined();
});

it("does not read referrers where that costs pulls", async () => {
  const readEntries = vi.fn();
  useContents.setState({ readEntries });
  show(true);
  expect(
    await screen.findByRole("button", { name: /^Inspect .*, attestation \(BuildKit\)$/ }),
  ).toBeDefined();
  expect(readEntries).not.toHaveBeenCalled();
});
