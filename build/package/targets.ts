/** A kind of installer, by electron-builder's name. */
export interface Target {
  readonly name: string;
  /** Whether the app updates itself when it was installed by it. */
  readonly hasFeed: boolean;
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
      { name: "AppImage", hasFeed: true },
      // Before those that put files of their own into the folder.
      { name: "tar.gz", hasFeed: false },
      { name: "deb", hasFeed: false },
      { name: "rpm", hasFeed: false },
    ],
    archs: ["x64", "arm64"],
  },
  darwin: {
    flag: "--mac",
    targets: [
      { name: "dmg", hasFeed: false },
      { name: "zip", hasFeed: true },
    ],
    archs: ["universal"],
  },
  win32: {
    flag: "--win",
    targets: [
      { name: "nsis", hasFeed: true },
      { name: "portable", hasFeed: false },
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
