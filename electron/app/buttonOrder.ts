/**
 * The buttons of a native question in the order of the system. The affirmative one is on the right on Linux and macOS,
 * which shows the first button on the right, and on the left on Windows.
 */
export function orderButtons(
  cancel: string,
  action: string,
  platform: NodeJS.Platform = process.platform,
): { readonly buttons: string[]; readonly cancelId: number; readonly actionId: number } {
  return platform === "linux"
    ? { buttons: [cancel, action], cancelId: 0, actionId: 1 }
    : { buttons: [action, cancel], cancelId: 1, actionId: 0 };
}
