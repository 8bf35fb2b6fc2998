import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../../engine/oci/digest.ts";
import { buildAttestation, buildImage, buildIndex } from "../../../engine/sample/buildImage.ts";
import type { RawRequest, RawResponse } from "../sendRequest.ts";
import { sendRequest } from "../sendRequest.ts";
import type { DockerRegistry } from "../../servers/dockerRegistry.ts";
import { startDockerRegistry } from "../../servers/dockerRegistry.ts";
import { pushImage } from "../../servers/pushImage.ts";
import type { TestRegistry } from "../registry.ts";
import { startRegistry } from "../registry.ts";
import { distribution28 } from "./distribution28.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });
const referrer = buildAttestation(image, "referrer");
const [layer] = image.layers;
if (layer === undefined) {
  throw new Error("the fixture has no layer");
}
const none = digestOf("none");

let real: DockerRegistry;
let ours: TestRegistry;

beforeAll(async () => {
  real = await startDockerRegistry();
  ours = await startRegistry({ ...distribution28({}), auth: { kind: "none" } });
  for (const { url } of [real, ours]) {
    await pushImage(url, "acme/app", "1", image);
    await pushImage(url, "acme/app", "2", index);
    await pushImage(url, "acme/untagged", image.digest, image);
  }
});
afterAll(async () => {
  await Promise.all([real.close(), ours.close()]);
});

/** Returns what clients rely on: status, type, digest, range, error codes, and locations without ids. */
function essence({ status, headers, body }: RawResponse): unknown {
  const json = headers["content-type"]?.startsWith("application/json") === true;
  const output =
    json && body.length > 0 ? (JSON.parse(body.toString()) as { errors?: { code: string }[] }) : {};
  return {
    status,
    type: headers["content-type"],
    version: headers["docker-distribution-api-version"],
    digest: headers["docker-content-digest"],
    range: headers["range"],
    contentRange: headers["content-range"],
    link: headers.link,
    subject: headers["oci-subject"],
    location: headers.location
      ?.replace(/:\d+\//, "/")
      .replace(/[0-9a-f-]{36}/, "ID")
      .replace(/_state=[^&]+/, "_state=STATE"),
    // docker-registry lists all missing content, the test registry the first.
    codes: [...new Set(output.errors?.map(({ code }) => code))].filter(
      (code) => code !== "UNKNOWN",
    ),
  };
}

/** Sends the same request to both and compares the responses. */
async function expectSame(path: string, rawRequest: RawRequest = {}): Promise<void> {
  const [theirs, own] = await Promise.all(
    [real, ours].map(({ url }) => sendRequest(url + path, rawRequest)),
  );
  expect(own && essence(own)).toEqual(theirs && essence(theirs));
}

const oci = { accept: [mediaTypes.ociIndex, mediaTypes.ociManifest].join(", ") };

describe("answers like docker-registry:", () => {
  test.each<[string, string, RawRequest]>([
    ["a ping", "/v2/", {}],
    ["an OCI manifest to who accepts it", "/v2/acme/app/manifests/1", { headers: oci }],
    ["its head", "/v2/acme/app/manifests/1", { method: "HEAD", headers: oci }],
    [
      "an OCI manifest to who accepts anything",
      "/v2/acme/app/manifests/1",
      { headers: { accept: "*/*" } },
    ],
    ["an OCI index to who says nothing", "/v2/acme/app/manifests/2", {}],
    ["a missing tag", "/v2/acme/app/manifests/none", { headers: oci }],
    ["a missing manifest", `/v2/acme/app/manifests/${none}`, { headers: oci }],
    ["a tag of no repository", "/v2/acme/none/manifests/1", { headers: oci }],
    ["a blob", `/v2/acme/app/blobs/${layer.digest}`, {}],
    ["a part of a blob", `/v2/acme/app/blobs/${layer.digest}`, { headers: { range: "bytes=3-5" } }],
    ["a missing blob", `/v2/acme/app/blobs/${none}`, {}],
    ["a blob of no repository", `/v2/acme/none/blobs/${none}`, {}],
    ["referrers", `/v2/acme/app/referrers/${image.digest}`, {}],
    ["tags of no repository", "/v2/acme/none/tags/list", {}],
    ["tags of a repository without any", "/v2/acme/untagged/tags/list", {}],
    ["a page of tags", "/v2/acme/app/tags/list?n=1", {}],
    ["a page of tags that is no number", "/v2/acme/app/tags/list?n=x", {}],
    ["a catalog too large", "/v2/_catalog?n=1001", {}],
    ["the deletion of a tag", "/v2/acme/app/manifests/1", { method: "DELETE" }],
    ["the deletion of a missing manifest", `/v2/acme/app/manifests/${none}`, { method: "DELETE" }],
    ["the beginning of an upload", "/v2/acme/app/blobs/uploads/", { method: "POST" }],
    [
      "a blob in a single POST",
      `/v2/acme/app/blobs/uploads/?digest=${digestOf("ab")}`,
      { method: "POST", body: "ab" },
    ],
    [
      "a mount",
      `/v2/acme/other/blobs/uploads/?mount=${layer.digest}&from=acme/app`,
      { method: "POST" },
    ],
    [
      "a mount from nowhere",
      `/v2/acme/other/blobs/uploads/?mount=${layer.digest}`,
      { method: "POST" },
    ],
    [
      "a mount of a missing blob",
      `/v2/acme/other/blobs/uploads/?mount=${none}&from=acme/app`,
      { method: "POST" },
    ],
    [
      "a manifest",
      "/v2/acme/app/manifests/3",
      { method: "PUT", headers: { "content-type": image.mediaType }, body: image.bytes },
    ],
    [
      "a manifest under another digest",
      `/v2/acme/app/manifests/${none}`,
      { method: "PUT", headers: { "content-type": image.mediaType }, body: image.bytes },
    ],
    [
      "a manifest whose content is missing",
      "/v2/acme/app/manifests/4",
      { method: "PUT", headers: { "content-type": referrer.mediaType }, body: referrer.bytes },
    ],
    [
      "an index whose content is missing",
      "/v2/acme/new/manifests/4",
      { method: "PUT", headers: { "content-type": index.mediaType }, body: index.bytes },
    ],
    [
      "a manifest with another mediaType",
      "/v2/acme/app/manifests/5",
      { method: "PUT", headers: { "content-type": mediaTypes.ociIndex }, body: image.bytes },
    ],
    [
      "an invalid manifest",
      "/v2/acme/app/manifests/6",
      { method: "PUT", headers: { "content-type": image.mediaType }, body: "{" },
    ],
  ])("%s", async (_what, path, rawRequest) => {
    await expectSame(path, rawRequest);
  });

  test("a manifest with a subject, without OCI-Subject", async () => {
    for (const { url } of [real, ours]) {
      await pushImage(url, "acme/app", undefined, referrer);
    }
    await expectSame("/v2/acme/app/manifests/7", {
      method: "PUT",
      headers: { "content-type": referrer.mediaType },
      body: referrer.bytes,
    });
  });

  test("chunks in and out of order, at the newest and an older Location", async () => {
    const steps = async ({ url }: { url: string }): Promise<unknown[]> => {
      const begun = await sendRequest(`${url}/v2/acme/app/blobs/uploads/`, { method: "POST" });
      const first = begun.headers.location ?? "";
      const chunk = (address: string, range: string): Promise<RawResponse> =>
        sendRequest(address, {
          method: "PATCH",
          headers: { "content-range": range, "content-type": "application/octet-stream" },
          body: "ab",
        });
      const one = await chunk(first, "0-1");
      const second = one.headers.location ?? "";
      const status = await sendRequest(second);
      const other = await chunk(second, "7-8");
      const stale = await sendRequest(first);
      const last = other.headers.location ?? "";
      const done = await sendRequest(`${last}&digest=${digestOf("abab")}`, { method: "PUT" });
      const gone = await sendRequest(`${last}&digest=${digestOf("abab")}`, { method: "PUT" });
      return [begun, one, status, other, stale, done, gone].map(essence);
    };
    expect(await steps(ours)).toEqual(await steps(real));
  });

  test("a range beyond the end of a blob", async () => {
    const beyond = (url: string): Promise<unknown> =>
      sendRequest(`${url}/v2/acme/app/blobs/${image.config.digest}`, {
        headers: { range: `bytes=${image.config.bytes.length}-` },
      }).then(essence, (error: unknown) => String(error));
    expect(await beyond(ours.url)).toEqual(await beyond(real.url));
  });

  test("foreign layers", async () => {
    const { layers, ...rest } = JSON.parse(Buffer.from(image.bytes).toString()) as {
      layers: unknown[];
    };
    const foreign = {
      mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
      digest: none,
      size: 9,
      urls: ["https://layers.example/9"],
    };
    await expectSame("/v2/acme/app/manifests/8", {
      method: "PUT",
      headers: { "content-type": image.mediaType },
      body: JSON.stringify({ ...rest, layers: [...layers, foreign] }),
    });
  });
});
