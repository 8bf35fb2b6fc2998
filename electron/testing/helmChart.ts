import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { type BuiltImage, describe } from "../engine/sample/buildImage.ts";
import { blobOf } from "./buildkitAttestation.ts";

/** Builds a chart as `helm push` stores it. Source: Helm, HIPs hip-0006. */
export function helmChart(version: string): BuiltImage {
  const config = blobOf("application/vnd.cncf.helm.config.v1+json", { name: "app", version });
  const layers = ["content.v1.tar+gzip", "provenance.v1.prov"].map((type) =>
    blobOf(`application/vnd.cncf.helm.chart.${type}`, { version, type }),
  );
  const manifest = blobOf(mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: describe(config),
    layers: layers.map(describe),
  });
  return { kind: "image", ...manifest, descriptor: describe(manifest), config, layers };
}
