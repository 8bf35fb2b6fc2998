import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, startWorkbench } from "../../testing/workbench.ts";
import { buildAttestation, buildImage, buildIndex } from "../sample/buildImage.ts";

const bench = perTest(startWorkbench);
const to = perTest(startRegistry);

describe("an upload of a layer", () => {
  const large = buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [Buffer.alloc(900_000, "noise")],
  });

  it.each([
    [
      "a source that ends the response early",
      { method: "GET", path: /\/blobs\// },
      { truncate: 400_000 },
      "from",
    ],
    [
      "a source that sends a wrong byte once",
      { method: "GET", path: /\/blobs\//, nth: 2 },
      { corrupt: 500_000 },
      "from",
    ],
    [
      "a registry that loses the session once",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 404, body: '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}' },
      "to",
    ],
    [
      "a token that expires during the upload",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 401 },
      "to",
    ],
    [
      "a registry that answers 503 once",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      { status: 503 },
      "to",
    ],
    [
      "a rate limit that is used up for a moment",
      { method: "PUT", path: /\/blobs\/uploads\//, nth: 1 },
      {
        status: 429,
        headers: {
          "retry-after": "0",
          "ratelimit-limit": "9;w=60",
          "ratelimit-remaining": "0;w=60",
        },
      },
      "to",
    ],
  ] as const)("succeeds despite %s", async (_, match, fault, where) => {
    seedImage(bench.registry, "acme/app", "1", large);
    const times = "nth" in match ? {} : { times: 1 };
    (where === "from" ? bench.registry : to).faults.add({ match, do: fault, ...times });
    const outcome = await bench.push(bench.draftOf(["R/acme/app:1"], [`${to.host}/acme/app:1`]));
    expect(outcome.failure).toBeUndefined();
    expect(to.repository("acme/app").tags.get("1")).toBe(outcome.root.digest);
    expect(to.repository("acme/app").uploads.size).toBe(0);
  });
});

it("leaves no unfinished files in a layout when a push is cancelled", async () => {
  seedImage(
    bench.registry,
    "acme/app",
    "1",
    buildIndex({ entries: [amd64, buildAttestation(amd64)] }),
  );
  const layout = path.join(bench.folder, "layout");
  const plan = await bench.plan(bench.draftOf(["R/acme/app:1"], [`oci-layout://${layout}:1`]));
  bench.registry.faults.add({ match: { method: "GET", path: /\/blobs\// }, do: { stall: 10 } });
  const controller = new AbortController();
  const pushing = bench.engine.push(plan.id, { report: () => {} }, controller.signal);
  await bench.registry.waitForRequest({ method: "GET", path: /\/blobs\// });
  controller.abort();
  expect(await pushing).toMatchObject({ failure: { code: "cancelled" } });
  const files = await readdir(bench.folder, { recursive: true });
  expect(files.filter((file) => path.basename(file).startsWith("."))).toEqual([]);
});
