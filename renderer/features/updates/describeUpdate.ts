import type { UpdateState } from "../../../shared/updates.ts";

/** Says what is known about newer versions, in one sentence. */
export function describeUpdate(state: UpdateState): string {
  switch (state.kind) {
    case "off":
      return `This app does not update itself. ${state.reason}`;
    case "idle":
      return "No check for updates yet.";
    case "checking":
      return "Checking for updates…";
    case "current":
      return "This is the newest version.";
    case "downloading":
      return `Downloading ${state.version}: ${state.percent} %`;
    case "ready":
      return `Manifestry ${state.version} is ready. It is installed when the app quits.`;
    case "failed":
      return `The update failed: ${state.message}`;
  }
}
