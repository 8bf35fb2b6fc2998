import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openHostSettings } from "./hostSettings.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-hosts-"));
  file = path.join(folder, "hosts.json");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const plain = { host: "registry.example:5000", plainHttp: true, skipVerify: false };

it("applies settings at once and after a restart, for any spelling of the host", async () => {
  const first = await openHostSettings(file);
  expect(first.of(plain.host)).toBeUndefined();
  await first.save({ ...plain, host: "Registry.Example:5000" });
  await first.save({ host: "index.docker.io", plainHttp: false, skipVerify: false, caFile: "/ca" });
  const second = await openHostSettings(file);
  for (const settings of [first, second]) {
    expect(settings.of("REGISTRY.example:5000")).toEqual(plain);
    expect(settings.of("docker.io")?.caFile).toBe("/ca");
    expect(settings.of("registry.example")).toBeUndefined();
  }
});

it("applies settings of a host to its HTTPS port too, except on this machine", async () => {
  const settings = await openHostSettings(file);
  for (const host of ["harbor", "ghcr.io:443", "localhost"]) {
    await settings.save({ ...plain, host });
  }
  for (const domain of ["harbor:443", "ghcr.io:443", "ghcr.io", "localhost"]) {
    expect(settings.of(domain)).toMatchObject({ plainHttp: true });
  }
  for (const domain of ["harbor:80", "localhost:443"]) {
    expect(settings.of(domain)).toBeUndefined();
  }
  await settings.save({ ...plain, host: "harbor:443", plainHttp: false });
  expect(settings.list().map(({ host }) => host)).toEqual(["ghcr.io", "localhost"]);
});

it("applies settings that an earlier version stored for both, or for the port", async () => {
  const off = { plainHttp: false, skipVerify: true };
  const before = [
    { host: "harbor", ...off },
    { host: "harbor:443", ...off, plainHttp: true },
    { host: "ghcr.io", ...off },
    { host: "ghcr.io:443", ...off, plainHttp: true },
    { host: "quay.io:443", ...off, pins: ["x"] },
  ];
  await writeFile(file, JSON.stringify(before));
  const settings = await openHostSettings(file);
  expect(settings.problems).toEqual([]);
  // Of the two, the one that is written as in references.
  expect(settings.list()).toEqual([
    { host: "harbor", ...off, plainHttp: true },
    { host: "ghcr.io", ...off },
    { host: "quay.io", ...off },
  ]);
  const written = async (): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
  await settings.save(plain);
  expect(await written()).toEqual([...before, plain]);
  await settings.save({ host: "harbor:443", plainHttp: false, skipVerify: false });
  await settings.save({ host: "quay.io", ...off, plainHttp: true });
  expect(await written()).toEqual([
    before[2],
    before[3],
    plain,
    { host: "quay.io", ...off, plainHttp: true, pins: ["x"] },
  ]);
});

it("removes settings with the default values", async () => {
  const settings = await openHostSettings(file);
  await settings.save(plain);
  await settings.save({ ...plain, plainHttp: false });
  expect(settings.list()).toEqual([]);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual([]);
});

it("loses no concurrent changes", async () => {
  const settings = await openHostSettings(file);
  const hosts = ["a.example", "b.example", "c.example"];
  await Promise.all(hosts.map((host) => settings.save({ ...plain, host })));
  expect((await openHostSettings(file)).list().map(({ host }) => host)).toEqual(hosts);
});

it.each(["", "{", '{"host":"registry.example:5000","plainHttp":true,"skipVerify":true}'])(
  "a file that holds %j sets nothing, and is kept when something is set",
  async (text) => {
    await writeFile(file, text);
    const settings = await openHostSettings(file);
    expect(settings.list()).toEqual([]);
    expect(settings.problems).toHaveLength(1);
    await settings.save(plain);
    expect(await readFile(`${file}.bak`, "utf8")).toBe(text);
    expect((await openHostSettings(file)).list()).toEqual([plain]);
  },
);

it("ignores, reports and keeps an invalid entry", async () => {
  const wrong = { host: "wrong.example", plainHttp: "yes", skipVerify: true };
  const other = { host: "other.example", plainHttp: false, skipVerify: true };
  await writeFile(file, JSON.stringify([wrong, null, { ...other, pins: ["x"] }]));
  const settings = await openHostSettings(file);
  expect(settings.list()).toEqual([other]);
  expect(settings.problems.map(({ message }) => message)).toEqual([
    `Not all of ${file} is in effect: entry 1 ("wrong.example") is not a valid connection setting; entry 2 is not a valid connection setting.`,
  ]);
  await settings.save({ ...other, plainHttp: true });
  const written = async (): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
  expect(await written()).toEqual([{ ...other, plainHttp: true, pins: ["x"] }, wrong, null]);
  await settings.save({ ...plain, host: "wrong.example" });
  expect(await written()).toEqual([
    { ...other, plainHttp: true, pins: ["x"] },
    { ...plain, host: "wrong.example" },
    null,
  ]);
});

it("does not apply settings that could not be stored", async () => {
  const settings = await openHostSettings(path.join(file, "inside"));
  await writeFile(file, "");
  await expect(settings.save(plain)).rejects.toMatchObject({ code: "disk" });
  expect(settings.of(plain.host)).toBeUndefined();
});
