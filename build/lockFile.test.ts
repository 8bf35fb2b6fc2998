import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { top } from "./top.ts";

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

it("gives the integrity of every package", async () => {
  const text = await readFile(path.join(top, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as LockFile;
  const without = Object.entries(packages).flatMap(([place, { integrity }]) =>
    place === "" || integrity?.startsWith("sha512-") === true ? [] : [place],
  );
  // npm writes none for packages of other systems: `npm view NAME@VERSION dist.integrity`.
  expect(without).toEqual([]);
});

it("runs no script of a package that is installed", async () => {
  const settings = (await readFile(path.join(top, ".npmrc"), "utf8")).split("\n");
  expect(settings).toContain("ignore-scripts=true");
});
