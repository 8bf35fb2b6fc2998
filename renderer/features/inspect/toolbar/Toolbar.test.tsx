import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { InspectedContent } from "../../../../shared/inspection.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeConfig, makeInspection } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { InspectView } from "../InspectView.tsx";
import { useInspect } from "../inspectStore.ts";

const config = { mediaType: mediaTypes.ociConfig, digest: digestOf("cf"), size: 100 };

function show(content: InspectedContent): void {
  installApi({ "inspect:open": ({ text }) => ok(makeInspection({ name: text, content })) });
  render(<InspectView />);
  useInspect.getState().open("ghcr.io/acme/app:1.4");
}
describe("Compose from this", () => {
  const statement = {
    descriptor: { mediaType: "application/vnd.in-toto+json", digest: digestOf("01"), size: 10 },
  };
  const layer = {
    descriptor: {
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest: digestOf("02"),
      size: 10,
    },
  };
  const image = {
    kind: "image",
    config,
    annotations: {},
    configView: makeConfig({ platform: "unknown/unknown" }),
  } as const;
  const artifact = { kind: "artifact", layers: [], annotations: {} } as const;

  it.each<[string, InspectedContent]>([
    ["an attestation", { ...image, layers: [statement] }],
    [
      "an attestation as an artifact",
      { ...artifact, artifactType: "application/vnd.docker.attestation.manifest.v1+json" },
    ],
    ["a manifest that cannot be read", { kind: "opaque", reason: "This is no JSON." }],
    ["a blob", { kind: "blob", reason: "This is a blob." }],
  ])("is not offered for %s", async (_, content) => {
    show(content);
    await screen.findByRole("tab", { name: "Raw" });
    const isManifest = content.kind === "image" || content.kind === "artifact";
    expect(screen.queryAllByRole("button", { name: "Retag…" })).toHaveLength(isManifest ? 1 : 0);
    expect(screen.queryByRole("button", { name: "Compose from this" })).toBeNull();
  });

  it.each<[string, InspectedContent]>([
    ["an image", { ...image, layers: [layer] }],
    ["an artifact", { ...artifact, artifactType: "application/vnd.acme.chart" }],
  ])("is offered for %s", async (_, content) => {
    show(content);
    expect(await screen.findByRole("button", { name: "Compose from this" })).toBeDefined();
  });
});
