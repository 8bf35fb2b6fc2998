import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import {
  FuseState,
  FuseV1Options,
  FuseVersion,
  flipFuses,
  getCurrentFuseWire,
} from "@electron/fuses";
import { headerHash, readMacIntegrity, readWindowsIntegrity } from "./archiveIntegrity.ts";
import { copyReleased, debuggable, differences, programIn, released } from "./packages.ts";

/** The wanted state of each fuse that the app sets. */
const wanted = new Map([
  [FuseV1Options.RunAsNode, FuseState.DISABLE],
  [FuseV1Options.EnableCookieEncryption, FuseState.ENABLE],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseState.DISABLE],
  [FuseV1Options.EnableNodeCliInspectArguments, FuseState.DISABLE],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseState.ENABLE],
  [FuseV1Options.OnlyLoadAppFromAsar, FuseState.ENABLE],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, FuseState.DISABLE],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseState.DISABLE],
]);

test("the packaged program has every fuse of the list set", async () => {
  const wire = await getCurrentFuseWire(programIn(released));
  const states = [...wanted.keys()].map((option) => [FuseV1Options[option], wire[option]]);
  expect(states).toEqual([...wanted].map(([option, state]) => [FuseV1Options[option], state]));
  // A fuse that a later Electron adds is decided on, not inherited.
  const { version: _, ...found } = wire;
  const decided = new Set([...wanted.keys(), FuseV1Options.WasmTrapHandlers].map(String));
  expect(Object.keys(found).filter((option) => !decided.has(option))).toEqual([]);
});

test("the program that the tests start differs in the inspector's fuse alone", async () => {
  test.skip(process.platform !== "linux", "The packaged app is tested on Linux only.");
  copyReleased();
  await flipFuses(programIn(debuggable), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const offsets = differences(programIn(released), programIn(debuggable));
  expect(offsets).toHaveLength(1);
  const [before, after] = [released, debuggable].map(
    (folder) => readFileSync(programIn(folder))[offsets[0] ?? 0],
  );
  expect([before, after]).toEqual([FuseState.DISABLE, FuseState.ENABLE]);
  const wires = await Promise.all(
    [released, debuggable].map((folder) => getCurrentFuseWire(programIn(folder))),
  );
  expect(wires[1]).toEqual({
    ...wires[0],
    [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.ENABLE,
  });
});

test("the packaged program knows the hash of its archive", () => {
  test.skip(process.platform === "linux", "Electron compares it on macOS and Windows only.");
  const program = programIn(released);
  const [archive, entries, file] =
    process.platform === "darwin"
      ? (["Contents/Resources/app.asar", readMacIntegrity(program), "Resources/app.asar"] as const)
      : (["../resources/app.asar", readWindowsIntegrity(program), "resources\\app.asar"] as const);
  expect(entries).toEqual([{ file, hash: headerHash(join(program, archive)) }]);
});

test("the macOS app is signed, if only ad hoc", () => {
  test.skip(process.platform !== "darwin", "Only macOS needs it.");
  // It throws if a signature is missing or invalid, which Apple Silicon would end the program for.
  execFileSync("codesign", ["--verify", "--deep", programIn(released)]);
});
