import { describe, expect, it } from "vitest";
import { mediaTypeName } from "./mediaTypeName.ts";

describe("mediaTypeName", () => {
  it.each([
    ["application/vnd.oci.image.index.v1+json", "OCI index"],
    ["application/vnd.docker.distribution.manifest.list.v2+json", "Docker manifest list"],
    ["application/vnd.oci.image.layer.v1.tar+zstd", "layer, zstd"],
    ["application/vnd.docker.image.rootfs.diff.tar.gzip", "layer, gzip"],
    ["application/vnd.oci.image.layer.v1.tar", "layer"],
    ["application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "foreign layer, gzip"],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", "foreign layer, zstd"],
    ["application/spdx+json", "spdx+json"],
    ["", "no media type"],
    ["constructor", "constructor"],
  ])("names %j %j", (mediaType, name) => {
    expect(mediaTypeName(mediaType)).toBe(name);
  });
});
