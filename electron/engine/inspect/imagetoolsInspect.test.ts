import { expect, it } from "vitest";
import { buildImage, buildIndex } from "../sample/buildImage.ts";
import { formatImagetoolsInspect } from "./imagetoolsInspect.ts";

it("prints an index whose entry has 200,000 annotations", () => {
  const annotations = Object.fromEntries(
    Array.from({ length: 200_000 }, (_, at) => [`k${at}`, "v"]),
  );
  const platform = { os: "linux", architecture: "amd64" };
  const image = buildImage({ platform });
  const entry = { ...image, descriptor: { ...image.descriptor, annotations } };
  const text = formatImagetoolsInspect("ghcr.io/acme/app:1", buildIndex({ entries: [entry] }));
  expect(text.split("\n").filter((line) => /^ +k\d+: +v$/.test(line))).toHaveLength(200_000);
});

it("aligns the entries after annotations on their own, as buildx does", () => {
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
  const annotated = {
    ...image,
    descriptor: { ...image.descriptor, annotations: { "a.long.key": "1", b: "2" } },
  };
  const text = formatImagetoolsInspect(
    "ghcr.io/acme/app:1",
    buildIndex({ entries: [image, annotated, image] }),
  );
  const { digest, mediaType } = image.descriptor;
  expect(text.slice(text.indexOf("Manifests:"))).toBe(`Manifests: 
  Name:        ghcr.io/acme/app:1@${digest}
  MediaType:   ${mediaType}
  Platform:    linux/amd64
               
  Name:        ghcr.io/acme/app:1@${digest}
  MediaType:   ${mediaType}
  Platform:    linux/amd64
  Annotations: 
    a.long.key: 1
    b:          2
             
  Name:      ghcr.io/acme/app:1@${digest}
  MediaType: ${mediaType}
  Platform:  linux/amd64
`);
});
