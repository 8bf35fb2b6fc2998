import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import {
  FuseState,
  FuseV1Options,
  FuseVersion,
  flipFuses,
  getCurrentFuseWire,
} from "@electron/fuses";
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
