import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import packageFile from "../package.json" with { type: "json" };
import { top } from "./top.ts";

const readme = path.join(top, "README.md");

it("README says where the source and the releases are: as package.json does", async () => {
  const text = await readFile(readme, "utf8");
  expect(text).toContain(`git clone ${packageFile.repository} `);
  expect(text).toContain(`(${packageFile.homepage})`);
});

it("package.json alone has the address of the project, and README", async () => {
  const { hostname } = new URL(packageFile.homepage);
  const others: string[] = [];
  const patterns = [
    "*.md",
    ".github/**/*.{md,yml}",
    "build/**/*.{yml,ts}",
    "{electron,shared}/**/*.ts",
  ];
  for await (const file of glob(patterns, { cwd: top })) {
    const text = await readFile(path.join(top, file), "utf8");
    const urls = [...text.matchAll(/(?:https?:\/\/|@)([\w.-]*\bmanifestry\.\w+)/g)];
    const isOther = urls.some(([, host]) => host !== hostname || file !== "README.md");
    if (isOther && !file.endsWith(".test.ts")) {
      others.push(file);
    }
  }
  // A server of updates that does not exist.
  expect(others).toEqual(["build/tasks/testPackage.ts"]);
});
