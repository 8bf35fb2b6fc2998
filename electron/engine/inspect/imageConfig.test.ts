import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { signal, startWorkbench } from "../../testing/workbench.ts";
import { buildImage } from "../sample/buildImage.ts";
import { readUnpacked } from "./unpackedLayers.ts";

const bench = perTest(startWorkbench);
const platform = { os: "linux", architecture: "amd64" };

async function configOf(config: Readonly<Record<string, unknown>>) {
  seedImage(
    bench.registry,
    "acme/app",
    "1",
    buildImage({ platform, layers: [{ a: "1" }], config }),
  );
  const { content } = await bench.engine.inspect(`${bench.registry.host}/acme/app:1`, signal);
  return content.kind === "image" ? content : undefined;
}

it("shows every field of a config, also unknown ones and those of a wrong type", async () => {
  const content = await configOf({
    config: {
      Healthcheck: { Test: ["CMD", "true"], Interval: 30e9, Retries: 3 },
      Shell: ["/bin/bash", "-c"],
      OnBuild: ["RUN make"],
      ArgsEscaped: true,
      StopSignal: 9,
      Hostname: "builder",
      Tty: false,
    },
    docker_version: "20.10",
  });
  expect(content?.configView).toMatchObject({
    healthcheck: {
      test: ["CMD", "true"],
      durations: [{ name: "interval", nanoseconds: 30e9 }],
      retries: 3,
    },
    shell: ["/bin/bash", "-c"],
    onBuild: ["RUN make"],
    argsEscaped: true,
    others: [
      { name: "docker_version", value: "20.10" },
      { name: "StopSignal", value: "9" },
      { name: "Hostname", value: "builder" },
    ],
  });
});

it("tells which step created which layer, and which created none", async () => {
  const history = [
    { created_by: "ENV A=1", empty_layer: true, created: "2026-01-31T12:00:00Z" },
    { created_by: "COPY . /", comment: "buildkit" },
  ];
  const content = await configOf({ history });
  expect(content?.configView?.history).toEqual([
    { createdBy: "ENV A=1", created: "2026-01-31T12:00:00Z", isEmpty: true },
    { createdBy: "COPY . /", comment: "buildkit", isEmpty: false, layer: 0 },
  ]);
  expect(content?.layers).toMatchObject([{ createdBy: "COPY . /" }]);
});

it("assigns no steps to layers if their numbers differ", async () => {
  const content = await configOf({ history: [{ created_by: "a" }, { created_by: "b" }] });
  expect(content?.layers[0]).not.toHaveProperty("createdBy");
  expect(content?.configView?.history.map(({ layer }) => layer)).toEqual([undefined, undefined]);
});

it("tells the digest of each unpacked layer, and of the chain up to it", async () => {
  const diffIds = ["aa", "bb"].map((byte) => `sha256:${byte.repeat(32)}`);
  const chain = `sha256:${createHash("sha256").update(diffIds.join(" ")).digest("hex")}`;
  expect(readUnpacked(diffIds, 2)).toEqual([
    { diffId: diffIds[0], chainId: diffIds[0] },
    { diffId: diffIds[1], chainId: chain },
  ]);
  expect(readUnpacked(diffIds, 3)).toEqual([]);
  expect(readUnpacked(["sha256:no digest"], 1)).toEqual([]);
  const [diffId = ""] = diffIds;
  const content = await configOf({ rootfs: { type: "layers", diff_ids: [diffId], more: 1 } });
  expect(content?.configView?.diffIds).toEqual([diffId]);
  expect(content?.configView?.others).toEqual([{ name: "more", value: "1" }]);
  expect(content?.layers).toMatchObject([{ diffId, chainId: diffId }]);
});

it("shows a rootfs of another form as it is", async () => {
  const content = await configOf({ rootfs: { type: "other" } });
  expect(content?.configView?.others).toEqual([{ name: "rootfs", value: '{"type":"other"}' }]);
});
