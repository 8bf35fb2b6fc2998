import {
  type FuseConfig,
  type FuseState,
  FuseV1Options,
  FuseVersion,
  flipFuses,
  getCurrentFuseWire,
} from "@electron/fuses";

/** https://www.electronjs.org/docs/latest/tutorial/fuses: everything that the app does not need is off. */
const decided: FuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // WebAssembly's memory is checked by signals, as in Chromium.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/**
 * Sets every fuse of a program. electron-builder's own setting (`electronFuses`) leaves those that it does not know as they
 * are.
 * @param program the path of the executable, or of the `.app` on macOS
 * @throws Error if the program has a fuse that this file does not decide on, such as one of a newer Electron
 */
export async function setFuses(program: string): Promise<void> {
  const config = { ...decided };
  const wire = await getCurrentFuseWire(program);
  const trapHandlers: FuseState | undefined = wire[FuseV1Options.WasmTrapHandlers];
  if (trapHandlers === undefined) {
    // Electron 33 does not have it, and a state for it would be refused.
    Reflect.deleteProperty(config, FuseV1Options.WasmTrapHandlers);
  }
  await flipFuses(program, config);
}
