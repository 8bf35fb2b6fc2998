/** A kind of installer, by electron-builder's name. */
export interface Target {
  readonly name: string;
  /** Ends the names of its files. */
  readonly extension: string;
}

export interface System {
  /** electron-builder's switch. */
  readonly flag: "--linux" | "--mac" | "--win";
  readonly targets: readonly Target[];
  /** Architectures to build, by electron-builder's names. */
  readonly archs: readonly string[];
}

const systems: Partial<Record<NodeJS.Platform, System>> = {
  linux: {
    flag: "--linux",
    targets: [
      { name: "AppImage", extension: ".AppImage" },
      { name: "deb", extension: ".deb" },
      { name: "rpm", extension: ".rpm" },
      { name: "tar.gz", extension: ".tar.gz" },
    ],
    archs: ["x64", "arm64"],
  },
  darwin: {
    flag: "--mac",
    targets: [
      { name: "dmg", extension: ".dmg" },
      { name: "zip", extension: ".zip" },
    ],
    archs: ["universal"],
  },
  win32: {
    flag: "--win",
    targets: [
      { name: "nsis", extension: ".exe" },
      { name: "portable", extension: "-portable.exe" },
    ],
    archs: ["x64", "arm64"],
  },
};

/** What is built on a system. @throws if no package is made there */
export function systemFor(platform: NodeJS.Platform): System {
  const system = systems[platform];
  if (system === undefined) {
    throw new Error(`No packages are made on ${platform}.`);
  }
  return system;
}
