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
