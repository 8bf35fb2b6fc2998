/** How the app was started. */
interface Start {
  /** Whether Chromium has a switch, also one that Electron set itself. */
  readonly hasSwitch: (name: string) => boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
}

/** Without system call filters, a sandboxed process can still attack the kernel. */
const switches = ["no-sandbox", "disable-seccomp-filter-sandbox"] as const;
/** Electron takes it for `--no-sandbox`. */
const variable = "ELECTRON_DISABLE_SANDBOX";

/**
 * Says that Chromium's sandbox is off, what that means and what to do; undefined if it is on.
 * Source: electron/docs/tutorial/sandbox.md; the launcher of electron-builder's AppImages adds `--no-sandbox` itself where the
 * system gives a program no user namespaces.
 */
export function sandboxWarning({ hasSwitch, env, isRoot }: Start): string | undefined {
  const found = switches.find((name) => hasSwitch(name));
  const cause =
    env[variable] !== undefined ? variable : found === undefined ? undefined : `--${found}`;
  if (cause === undefined) {
    return undefined;
  }
  const remedy = isRoot
    ? `Start it as an ordinary user, not as root, and without ${cause}.`
    : env["APPIMAGE"] === undefined
      ? `Quit it and start it without ${cause}.`
      : `If you did not set ${cause}, the AppImage did, since this system allows it no sandbox: install the deb or the rpm instead.`;
  return `The app runs without Chromium's sandbox (${cause}). A fault in the window's code could reach your files and logins. ${remedy}`;
}
