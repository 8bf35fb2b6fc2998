/** What the window may ask of the main process; one function of `window.api` each. */
export const channels = [
  "app:info",
  "settings:read",
  "settings:write",
  "source:choose",
  "source:fromPaths",
  "target:check",
  "target:choose",
  "draft:preview",
  "preview:losses",
  "preview:scripts",
  "draft:kept",
  "draft:keep",
  "recipe:open",
  "recipe:save",
  "retag:losses",
  "plan:make",
  "plan:save",
  "plan:open",
  "push:start",
  "journal:list",
  "journal:dismiss",
  "journal:export",
  "inspect:open",
  "registry:list",
  "registry:logIn",
  "registry:logOut",
  "registry:setHost",
  "diagnostics:copy",
  "diagnostics:openLogFolder",
  "job:cancel",
  "window:saved",
] as const;
export type Channel = (typeof channels)[number];

/** What the main process tells the window; one subscribe function of `window.api` each. */
export const events = ["job:progress", "command:run", "window:closing"] as const;
export type EventName = (typeof events)[number];
