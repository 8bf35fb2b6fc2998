import { api } from "../../api.ts";
import { useInspect } from "./inspectStore.ts";

/** Lets the user choose an OCI layout or archives, and opens their images: several in tabs. */
export async function openInspectedFiles(kind: "layout" | "archive"): Promise<void> {
  const { open, setFileFailure } = useInspect.getState();
  const result = await api.startJob("source:choose", { kind, toInspect: true }).result;
  setFileFailure(result.ok ? result.value.failures[0] : result.error);
  if (result.ok) {
    result.value.texts.forEach((text, at) => open(text, { inNewTab: at > 0 }));
  }
}
