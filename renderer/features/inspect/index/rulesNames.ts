import type { ClientRules } from "../../../../shared/inspection.ts";

/** The tools that choose by the same rules. */
export const rulesNames: Readonly<Record<ClientRules, string>> = {
  docker: "Docker",
  containerd: "containerd, nerdctl",
  "containers-image": "Podman, Skopeo, CRI-O",
};
