import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defines } from "../defines.ts";
import { top } from "../top.ts";
import { parsePackArguments } from "./packOptions.ts";

const linux = { platform: "linux", arch: "x64" } as const;

test("a package for tests has other names and a mark that About shows, and lies apart", () => {
  const { output, env, rest, archs } = parsePackArguments(["--test-runtime", "deb"], linux);
  expect(output).toBe(join(top, "dist/test-runtime"));
  expect(defines(env)["TEST_PACKAGE"]).toBe("true");
  expect(rest.find((arg) => arg.startsWith("--config.artifactName="))).toContain("-test-runtime-");
  expect(archs).toEqual(["x64"]);
});

test("a package of a release has neither, whatever the environment has", () => {
  const { output, env, rest, archs, targets } = parsePackArguments([], linux);
  expect(output).toBe(join(top, "dist"));
  expect(defines({ MANIFESTRY_TEST_PACKAGE: "1", ...env })["TEST_PACKAGE"]).toBe("false");
  expect(rest).toEqual([]);
  expect(archs).toEqual(["x64", "arm64"]);
  expect(targets).toEqual(["AppImage", "tar.gz", "deb", "rpm"]);
  const { artifactName } = parse(
    readFileSync(join(top, "build/electron-builder.yml"), "utf8"),
  ) as Readonly<Record<string, string>>;
  expect(artifactName).not.toContain("test");
});

test("targets, one architecture and electron-builder's own arguments can be named", () => {
  const args = ["tar.gz", "rpm", "--arch=arm64", "--all", "--config.compression=store"];
  expect(parsePackArguments(args, linux)).toMatchObject({
    targets: ["tar.gz", "rpm"],
    archs: ["arm64"],
    needsAll: true,
    rest: ["--config.compression=store"],
  });
  expect(parsePackArguments(["--dir"], linux).targets).toEqual([]);
});
