import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../engine/oci/digest.ts";
import type { RawRequest } from "./sendRequest.ts";
import { sendRequest } from "./sendRequest.ts";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { seedImage } from "./seedImage.ts";
import type { RegistryOptions } from "./options.ts";
import type { TestRegistry } from "./registry.ts";
import { startRegistry } from "./registry.ts";

let registry: TestRegistry;
async function restart(options: RegistryOptions): Promise<void> {
  await registry.close();
  registry = await startRegistry(options);
}
const at = (path: string, rawRequest?: RawRequest) =>
  sendRequest(new URL(path, registry.url).href, rawRequest);

beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const digest = digestOf("hello world");

describe("referrers", () => {
  const list = async (query = "") => {
    const { status, headers, body } = await at(`/v2/acme/app/referrers/${image.digest}${query}`);
    return {
      status,
      headers,
      manifests:
        status === 200
          ? (JSON.parse(body.toString()) as { manifests: { digest: string }[] }).manifests
          : [],
    };
  };
  const provenance = buildAttestation(image, "referrer");
  const subject = { mediaType: image.mediaType, digest: image.digest, size: image.bytes.length };
  const typed = buildIndex({
    entries: [],
    artifactType: "application/x",
    subject,
    annotations: { a: "b" },
  });

  test("lists the manifests with the subject", async () => {
    seedImage(registry, "acme/app", "1", image);
    expect((await list()).manifests).toEqual([]);
    seedImage(registry, "acme/app", undefined, { ...provenance, bytes: provenance.bytes });
    const pushed = await at(`/v2/acme/app/manifests/${provenance.digest}`, {
      method: "PUT",
      body: provenance.bytes,
      headers: { "content-type": provenance.mediaType },
    });
    expect(pushed.headers["oci-subject"]).toBe(image.digest);
    seedImage(registry, "acme/app", undefined, typed);
    registry.seed({
      repositories: {
        "acme/app": {
          manifests: { x: { mediaType: "y", text: "null" }, z: { mediaType: "y", text: "{" } },
        },
      },
    });
    const response = await list();
    expect(response.headers["content-type"]).toBe(mediaTypes.ociIndex);
    expect(response.manifests).toEqual([
      {
        mediaType: provenance.mediaType,
        digest: provenance.digest,
        size: provenance.bytes.length,
        artifactType: "application/vnd.docker.attestation.manifest.v1+json",
      },
      {
        mediaType: typed.mediaType,
        digest: typed.digest,
        size: typed.bytes.length,
        artifactType: "application/x",
        annotations: { a: "b" },
      },
    ]);
  });

  test("lists the config's media type if the artifact type is missing", async () => {
    const old = { schemaVersion: 2, config: { mediaType: "application/old" }, subject };
    registry.seed({
      repositories: {
        "acme/app": {
          manifests: { [digest]: { mediaType: mediaTypes.ociManifest, text: JSON.stringify(old) } },
        },
      },
    });
    expect((await list()).manifests).toMatchObject([{ artifactType: "application/old" }]);
  });

  test("filters and pages the list", async () => {
    await restart({ referrersPageSize: 1 });
    seedImage(registry, "acme/app", undefined, provenance);
    seedImage(registry, "acme/app", undefined, typed);
    const filtered = await list("?artifactType=application/x");
    expect(filtered.manifests).toMatchObject([{ digest: typed.digest }]);
    expect(filtered.headers["oci-filters-applied"]).toBe("artifactType");
    const first = await list();
    expect(first.manifests).toMatchObject([{ digest: provenance.digest }]);
    expect(first.headers["oci-filters-applied"]).toBeUndefined();
    const next = /<(.+)>; rel="next"/.exec(String(first.headers["link"]))?.[1] ?? "";
    const second = await at(next);
    expect((JSON.parse(second.body.toString()) as { manifests: unknown }).manifests).toMatchObject([
      { digest: typed.digest },
    ]);
    expect(second.headers["link"]).toBeUndefined();
  });

  test("answers 404 and sends no OCI-Subject without the API", async () => {
    await restart({ referrersApi: false });
    seedImage(registry, "acme/app", undefined, provenance);
    expect((await list()).status).toBe(404);
    expect((await list()).headers["content-type"]).toContain("text/plain");
    const pushed = await at("/v2/acme/app/manifests/p", {
      method: "PUT",
      body: provenance.bytes,
      headers: { "content-type": provenance.mediaType },
    });
    expect(pushed.status).toBe(201);
    expect(pushed.headers["oci-subject"]).toBeUndefined();
  });
});
