/** What decides whether the app may replace itself. */
interface Installation {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path of the running program. */
  readonly execPath: string;
  readonly isPackaged: boolean;
  /** Whether it was packaged for tests only. */
  readonly isTestPackage: boolean;
  /** Whether the build knows a feed of updates and the key that signs it. */
  readonly hasFeed: boolean;
}

/** Says why the app does not update itself; undefined if it does. */
export function whyNoUpdates(installation: Installation): string | undefined {
  const { platform, isPackaged, isTestPackage, hasFeed } = installation;
  if (!isPackaged) {
    return "It runs from its sources.";
  }
  if (isTestPackage) {
    return "It is a package for tests.";
  }
  if (platform === "linux" && !isAppImage(installation)) {
    return "It is updated by the system's package manager, or by hand.";
  }
  if (platform === "win32" && installation.env["PORTABLE_EXECUTABLE_FILE"] !== undefined) {
    return "A portable program is replaced by hand.";
  }
  return hasFeed ? undefined : "It was built without a place to look for updates.";
}

/** Whether the program runs from its AppImage. The variables alone may be those of a terminal that is one. */
function isAppImage({ env, execPath }: Installation): boolean {
  const mount = env["APPDIR"];
  return env["APPIMAGE"] !== undefined && mount !== undefined && execPath.startsWith(`${mount}/`);
}
