import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildImage, buildIndex } from "../../electron/engine/sample/buildImage.ts";
import {
  type CommandLineClient,
  findCommandLineClient,
} from "../../electron/testing/servers/commandLineClient.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { type RealServers, startRealServers } from "../../electron/testing/servers/realServers.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";

const { signal } = new AbortController();
const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } });
const index = buildIndex({ entries: [amd64, arm64] });

let machine: RealServers;
let registry: DockerRegistry;
let folder: string;
beforeEach(async () => {
  [machine, registry] = await Promise.all([startRealServers(), startDockerRegistry()]);
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-exchange-"));
  await pushImage(registry.url, "acme/app", "1", index);
});
afterEach(async () => {
  await Promise.all([machine.close(), registry.close()]);
  await rm(folder, { recursive: true });
});

/** Copies an image with its content through a plan. */
async function copy(from: string, to: string): Promise<void> {
  const { engine } = machine.engine();
  const plan = await engine.planner.planRetag(
    { source: from, targets: [to], copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  expect((await engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
}

/** Returns the digest of a tag in the registry. */
async function digestAt(repository: string, tag: string): Promise<string | null> {
  const accept = `${index.mediaType}, ${amd64.mediaType}`;
  const url = `${registry.url}/v2/${repository}/manifests/${tag}`;
  const response = await fetch(url, { method: "HEAD", headers: { accept } });
  return response.headers.get("docker-content-digest");
}

function clientOf(name: string): { readonly missing: boolean; readonly client: CommandLineClient } {
  const client = findCommandLineClient(name);
  return {
    missing: client === undefined,
    client: client ?? { run: () => Promise.reject(new Error(`${name} is not installed`)) },
  };
}

const skopeo = clientOf("skopeo");
const plain = [
  "--insecure-policy",
  "copy",
  "--all",
  "--src-tls-verify=false",
  "--dest-tls-verify=false",
];

describe.skipIf(skopeo.missing)("with skopeo", () => {
  const skopeoCopy = (from: string, to: string): Promise<string> =>
    skopeo.client.run([...plain, from, to], { folder });
  const sourceReference = (): string => `docker://${registry.host}/acme/app:1`;

  it.each([
    ["a layout", "oci:F/layout:1", "oci-layout://F/layout:1"],
    ["a layout without a tag", "oci:F/layout", "oci-layout://F/layout"],
    [
      "a layout with a whole reference as its tag",
      "oci:F/layout:localhost/acme/app:1.0",
      "oci-layout://F/layout:localhost/acme/app:1.0",
    ],
    ["an archive", "oci-archive:F/app.tar:1", "oci-archive://F/app.tar:1"],
    ["an archive without a tag", "oci-archive:F/app.tar", "oci-archive://F/app.tar"],
  ])("copies %s that skopeo wrote to a registry, byte for byte", async (_, written, read) => {
    await skopeoCopy(sourceReference(), written.replace("F", folder));
    await copy(read.replace("F", folder), `${registry.host}/acme/back:1`);
    expect(await digestAt("acme/back", "1")).toBe(index.digest);
  });

  it("copies a docker-archive of one image", async () => {
    const one = `docker://${registry.host}/acme/app@${amd64.digest}`;
    const archive = `${folder}/one.tar`;
    await skopeo.client.run(
      [...plain.filter((arg) => arg !== "--all"), one, `docker-archive:${archive}:acme/app:1`],
      { folder },
    );
    await copy(`docker-archive://${archive}:acme/app:1`, `${registry.host}/acme/loaded:1`);
    const config = await fetch(`${registry.url}/v2/acme/loaded/blobs/${amd64.config.digest}`);
    expect(config.status).toBe(200);
  });

  it.each([
    ["a layout", "oci-layout://F/layout:1", "oci:F/layout:1"],
    ["an archive", "oci-archive://F/app.tar:1", "oci-archive:F/app.tar:1"],
  ])("lets skopeo copy %s to a registry", async (_, written, read) => {
    await copy(`${registry.host}/acme/app:1`, written.replace("F", folder));
    await skopeoCopy(read.replace("F", folder), `docker://${registry.host}/acme/back:1`);
    expect(await digestAt("acme/back", "1")).toBe(index.digest);
  });

  it("keeps the first tag of a layout that gets a second one", async () => {
    await skopeoCopy(sourceReference(), `oci:${folder}/layout:1`);
    await copy(`${registry.host}/acme/app@${arm64.digest}`, `oci-layout://${folder}/layout:2`);
    await skopeoCopy(`oci:${folder}/layout:1`, `docker://${registry.host}/acme/back:1`);
    await skopeoCopy(`oci:${folder}/layout:2`, `docker://${registry.host}/acme/back:2`);
    expect(await digestAt("acme/back", "1")).toBe(index.digest);
    expect(await digestAt("acme/back", "2")).toBe(arm64.digest);
  });
});

const umoci = clientOf("umoci");
describe.skipIf(umoci.missing)("with umoci", () => {
  it("adds an image to a layout that umoci created", async () => {
    await umoci.client.run(["init", "--layout", "layout"], { folder });
    await umoci.client.run(["new", "--image", "layout:empty"], { folder });
    await copy(`${registry.host}/acme/app@${amd64.digest}`, `oci-layout://${folder}/layout:1`);
    const tags = await umoci.client.run(["list", "--layout", "layout"], { folder });
    expect(tags.split("\n").filter(Boolean).toSorted()).toEqual(["1", "empty"]);
    const stat = await umoci.client.run(["stat", "--json", "--image", "layout:1"], { folder });
    expect(JSON.parse(stat)).toHaveProperty("history");
    // Removes unreferenced content: the copied image must stay complete.
    await umoci.client.run(["gc", "--layout", "layout"], { folder });
    await umoci.client.run(["unpack", "--rootless", "--image", "layout:1", "bundle"], { folder });
    const text = await readFile(path.join(folder, "bundle/rootfs/etc/platform"), "utf8");
    expect(text).toBe("linux/amd64/\n");
  });

  it("copies an image that umoci created to a registry", async () => {
    await umoci.client.run(["init", "--layout", "layout"], { folder });
    await umoci.client.run(["new", "--image", "layout:made"], { folder });
    await umoci.client.run(
      ["config", "--image", "layout:made", "--architecture", "riscv64", "--os", "linux"],
      { folder },
    );
    await copy(`oci-layout://${folder}/layout:made`, `${registry.host}/acme/made:1`);
    expect(await digestAt("acme/made", "1")).toMatch(/^sha256:/);
  });
});

const oras = clientOf("oras");
describe.skipIf(oras.missing)("with oras", () => {
  it("copies a layout that oras wrote to a registry, byte for byte", async () => {
    const from = `${registry.host}/acme/app:1`;
    const args = ["cp", "--from-plain-http", "--to-oci-layout", from, "layout:1"];
    await oras.client.run(args, { folder });
    await copy(`oci-layout://${folder}/layout:1`, `${registry.host}/acme/back:1`);
    expect(await digestAt("acme/back", "1")).toBe(index.digest);
  });

  it("lets oras copy a layout and an archive with their referrers", async () => {
    const subject = `${registry.host}/acme/app:1`;
    const type = "application/vnd.example.note";
    await oras.client.run(
      ["attach", "--plain-http", "--artifact-type", type, "--annotation", "note=1", subject],
      { folder },
    );
    const { engine } = machine.engine();
    const targets = [`oci-layout://${folder}/layout:1`, `oci-archive://${folder}/app.tar:1`];
    const all = { referrers: "all", digestTags: false } as const;
    const plan = await engine.planner.planRetag(
      { source: subject, targets, copyReferrers: all },
      signal,
    );
    expect((await engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
    for (const [at, place] of ["layout:1", "app.tar:1"].entries()) {
      const to = `${registry.host}/acme/back${at}:1`;
      const how = ["--from-oci-layout", "--to-plain-http", "--recursive"];
      await oras.client.run(["cp", ...how, place, to], { folder });
      expect(await digestAt(`acme/back${at}`, "1")).toBe(index.digest);
      const found = await oras.client.run(["discover", "--plain-http", "--format", "json", to], {
        folder,
      });
      expect(found).toContain(type);
    }
  });
});

const podman = clientOf("podman");
const buildah = clientOf("buildah");
describe.skipIf(podman.missing || buildah.missing)("with podman and buildah", () => {
  /** Storage in the folder of the test, without a daemon or a special file system. */
  const storage = (): readonly string[] =>
    `--root ${folder}/root --runroot ${folder}/run --storage-driver vfs`.split(" ");
  const insecure = ["--signature-policy", "policy.json", "--tls-verify=false"];
  const run = async (args: readonly string[]): Promise<string> =>
    await podman.client.run(
      [...storage(), "--cgroup-manager", "cgroupfs", "--events-backend", "none", ...args],
      { folder },
    );
  const name = (): string => `${registry.host}/acme/app:amd64`;
  beforeEach(async () => {
    const policy = { default: [{ type: "insecureAcceptAnything" }] };
    await writeFile(path.join(folder, "policy.json"), JSON.stringify(policy));
    await pushImage(registry.url, "acme/app", "amd64", amd64);
    await run(["pull", ...insecure, name()]);
  });

  /** Returns whether a tag of the registry has the config of the image: podman recompresses the layers. */
  async function expectImage(repository: string): Promise<void> {
    const url = `${registry.url}/v2/${repository}/blobs/${amd64.config.digest}`;
    expect((await fetch(url)).status).toBe(200);
  }

  it.each([
    ["a layout", ["--format", "oci-dir"], "layout", "oci-layout://F/layout:REF"],
    ["an archive", ["--format", "oci-archive"], "app.tar", "oci-archive://F/app.tar:REF"],
    ["a docker-archive", [], "app.tar", "docker-archive://F/app.tar:REF"],
  ])("copies %s that podman saved to a registry", async (_, format, output, read) => {
    await run(["save", ...format, "-o", output, name()]);
    const source = read.replace("F", folder).replace("REF", name());
    await copy(source, `${registry.host}/acme/saved:1`);
    await expectImage("acme/saved");
  });

  it("copies a layout without tags that buildah pushed to a registry", async () => {
    const policy = ["--signature-policy", "policy.json"];
    await buildah.client.run([...storage(), "push", ...policy, name(), "oci:layout"], { folder });
    await copy(`oci-layout://${folder}/layout`, `${registry.host}/acme/pushed:1`);
    await expectImage("acme/pushed");
  });

  it("lets podman load an archive", async () => {
    await copy(
      `${registry.host}/acme/app@${amd64.digest}`,
      `oci-archive://${folder}/app.tar:example.test/acme/app:1`,
    );
    await run(["rmi", name()]);
    await run(["load", "--signature-policy", "policy.json", "-i", "app.tar"]);
    const images = await run(["images", "--format", "{{.Repository}}:{{.Tag}}"]);
    expect(images.trim()).toBe("example.test/acme/app:1");
  });
});

const notation = clientOf("notation");
describe.skipIf(notation.missing)("with notation", () => {
  const verify = (reference: string): Promise<string> =>
    notation.client.run(["verify", "--insecure-registry", reference], { folder });

  it("copies a signature with the referrers of an index; it verifies there", async () => {
    const run = (...args: readonly string[]) => notation.client.run(args, { folder });
    await run("cert", "generate-test", "--default", "example.test");
    await run("sign", "--insecure-registry", `${registry.host}/acme/app@${index.digest}`);
    const policy = {
      name: "any",
      registryScopes: ["*"],
      signatureVerification: { level: "strict" },
      trustStores: ["ca:example.test"],
      trustedIdentities: ["*"],
    };
    const policies = { version: "1.0", trustPolicies: [policy] };
    await writeFile(path.join(folder, "notation/trustpolicy.json"), JSON.stringify(policies));
    const source = `${registry.host}/acme/app@${index.digest}`;
    await verify(source);

    const released = `${registry.host}/acme/released@${index.digest}`;
    const copyWith = async (referrers: "none" | "all"): Promise<void> => {
      const { engine } = machine.engine();
      const targets = [`${registry.host}/acme/released:1`];
      const copyReferrers = { referrers, digestTags: false };
      const plan = await engine.planner.planRetag({ source, targets, copyReferrers }, signal);
      expect((await engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
    };
    await copyWith("none");
    await expect(verify(released)).rejects.toThrow("no signature is associated");
    await copyWith("all");
    await verify(released);
  });
});
