/** Requests from the window to the main process. Each is a function of `window.api`. */
export const channels = [
  "app:info",
  "settings:read",
  "settings:write",
  "viewState:read",
  "viewState:write",
  "source:choose",
  "source:fromPaths",
  "target:check",
  "target:choose",
  "reference:complete",
  "reference:suggestTags",
  "draft:preview",
  "preview:losses",
  "preview:scripts",
  "draft:saved",
  "draft:save",
  "recipe:open",
  "recipe:save",
  "retag:losses",
  "plan:make",
  "plan:save",
  "plan:open",
  "push:start",
  "journal:list",
  "journal:timeline",
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

/** Events from the main process to the window. Each is a subscribe function of `window.api`. */
export const events = ["job:progress", "command:run", "push:show", "window:closing"] as const;
export type EventName = (typeof events)[number];
