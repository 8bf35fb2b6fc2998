import type { BuiltBlob, BuiltImage, BuiltIndex } from "../../engine/sample/buildImage.ts";

/**
 * Pushes a fixture to a registry with single-request uploads, for registries that cannot be seeded in memory.
 * @param url the URL of the registry, such as http://127.0.0.1:5000
 * @param tag undefined to push by digest only
 * @throws Error with the response of the registry if it refuses a request
 */
export async function pushImage(
  url: string,
  repository: string,
  tag: string | undefined,
  image: BuiltImage | BuiltIndex,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (image.kind === "index") {
    for (const entry of image.entries) {
      await pushImage(url, repository, undefined, entry, headers);
    }
  } else {
    for (const blob of [image.config, ...image.layers]) {
      await pushBlob(blob, { url, repository, headers });
    }
  }
  const target = `${url}/v2/${repository}/manifests/${tag ?? image.digest}`;
  await put(target, image.bytes, { ...headers, "content-type": image.mediaType });
}

interface PushTarget {
  readonly url: string;
  readonly repository: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function pushBlob(blob: BuiltBlob, { url, repository, headers }: PushTarget): Promise<void> {
  const begun = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: "POST", headers });
  const location = begun.headers.get("location");
  if (begun.status !== 202 || location === null) {
    throw new Error(`POST ${begun.status}: ${await begun.text()}`);
  }
  const target = new URL(location, begun.url).href;
  await put(`${target}${target.includes("?") ? "&" : "?"}digest=${blob.digest}`, blob.bytes, {
    ...headers,
    "content-type": "application/octet-stream",
  });
}

async function put(
  url: string,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await fetch(url, { method: "PUT", headers, body: Uint8Array.from(bytes) });
  if (response.status !== 201) {
    throw new Error(`PUT ${url} ${response.status}: ${await response.text()}`);
  }
  await response.arrayBuffer();
}
