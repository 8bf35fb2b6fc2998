import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openLogins } from "./logins.ts";

/** Fake encryption: a prefix, while it is available. */
const system = vi.hoisted(() => ({ protects: true, opens: true }));
vi.mock("./encryptText.ts", () => ({
  isEncryptionAvailable: () => Promise.resolve(system.protects),
  encryptText: (text: string) => Promise.resolve(Buffer.from(text).toString("base64")),
  decryptText: (sealed: string) =>
    system.opens
      ? Promise.resolve(Buffer.from(sealed, "base64").toString())
      : Promise.reject(new Error("The keyring is another one.")),
}));

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-logins-"));
  file = path.join(folder, "logins.json");
});
afterEach(async () => {
  Object.assign(system, { protects: true, opens: true });
  await rm(folder, { recursive: true });
});

const ada = { kind: "basic", username: "ada", password: "secret" } as const;
const written = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;

it("finds a login after a restart, and none after a logout", async () => {
  await (await openLogins(file)).save("ghcr.io", ada);
  expect(await readFile(file, "utf8")).not.toContain("secret");
  const again = await openLogins(file);
  expect(await again.find("ghcr.io")).toEqual(ada);
  expect(await again.find("toString")).toBeUndefined();
  await again.remove("ghcr.io");
  expect(await again.find("ghcr.io")).toBeUndefined();
});

it("stores logins for parts of a registry beside the one for the registry", async () => {
  await (await openLogins(file)).save("ghcr.io", ada);
  await (await openLogins(file)).save("ghcr.io/acme/app", { ...ada, username: "robot" });
  const again = await openLogins(file);
  expect(await again.find("ghcr.io/acme/app")).toMatchObject({ username: "robot" });
  expect((await again.list()).logins).toEqual([
    { key: "ghcr.io", account: "ada" },
    { key: "ghcr.io/acme/app", account: "robot" },
  ]);
  await again.remove("ghcr.io/acme/app");
  expect(Object.keys(await written())).toEqual(["ghcr.io"]);
});

it("merges the logins that an earlier version stored for a host and its port", async () => {
  const first = await openLogins(file);
  await first.save("a", ada);
  await first.save("b", { ...ada, username: "port" });
  const { a, b } = await written();
  const before = {
    harbor: a,
    "harbor:443": b,
    "ghcr.io": a,
    "ghcr.io:443": b,
    "quay.io:443/acme": b,
  };
  await writeFile(file, JSON.stringify(before));
  const logins = await openLogins(file);
  // Of the two, the one that is written as in references.
  expect((await logins.list()).logins).toEqual([
    { key: "harbor", account: "port" },
    { key: "ghcr.io", account: "ada" },
    { key: "quay.io/acme", account: "port" },
  ]);
  expect(await logins.find("harbor")).toMatchObject({ username: "port" });
  expect(await logins.find("quay.io/acme")).toMatchObject({ username: "port" });
  expect(await written()).toEqual(before);
  await logins.save("ghcr.io", { ...ada, username: "new" });
  await logins.remove("harbor");
  await logins.remove("quay.io/acme");
  expect(await written()).toMatchObject({ "ghcr.io": { account: "new" } });
  expect(Object.keys(await written())).toEqual(["ghcr.io"]);
});

it("loses no concurrent logins", async () => {
  const logins = await openLogins(file);
  const hosts = ["a.example", "b.example", "c.example"];
  await Promise.all(hosts.map((host) => logins.save(host, ada)));
  expect(Object.keys(await written())).toEqual(hosts);
});

it("ignores, reports and keeps an invalid entry and unknown keys", async () => {
  await (await openLogins(file)).save("ghcr.io", ada);
  const { "ghcr.io": entry } = await written();
  const found = { "ghcr.io": { ...(entry as object), since: 2027 }, "quay.io": { sealed: 1 } };
  await writeFile(file, JSON.stringify(found));
  const logins = await openLogins(file);
  expect(await logins.find("ghcr.io")).toEqual(ada);
  const list = await logins.list();
  expect(list.logins).toEqual([{ key: "ghcr.io", account: "ada" }]);
  expect(list.problems.map(({ message }) => message)).toEqual([
    `Not all of ${file} is in effect: the entry "quay.io" is not a login.`,
  ]);
  await logins.save("docker.io", ada);
  expect(await written()).toMatchObject({ ...found, "docker.io": { account: "ada" } });
});

it("keeps an unreadable file as a backup", async () => {
  await writeFile(file, "{");
  const logins = await openLogins(file);
  expect((await logins.list()).problems).toHaveLength(1);
  await logins.save("ghcr.io", ada);
  expect(await readFile(`${file}.bak`, "utf8")).toBe("{");
  expect(await logins.find("ghcr.io")).toEqual(ada);
});

it("reports a login that the system cannot decrypt, and replaces it", async () => {
  const logins = await openLogins(file);
  await logins.save("ghcr.io", ada);
  system.opens = false;
  await expect(logins.find("ghcr.io")).rejects.toMatchObject({
    code: "credential_helper",
    hint: expect.stringContaining("Log in again") as string,
  });
  expect(await logins.find("quay.io")).toBeUndefined();
});

it("names the logins of a file that cannot be decrypted, and keeps them", async () => {
  await (await openLogins(file)).save("ghcr.io", ada);
  const before = await readFile(file, "utf8");
  system.protects = false;
  const logins = await openLogins(file);
  await logins.save("quay.io", ada);
  expect(await logins.find("quay.io")).toEqual(ada);
  const list = await logins.list();
  expect(list.logins.map(({ key }) => key)).toEqual(["quay.io"]);
  expect(list.problems[0]?.hint).toContain("ghcr.io");
  expect(await readFile(file, "utf8")).toBe(before);
});
