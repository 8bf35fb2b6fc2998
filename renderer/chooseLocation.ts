import type { Failure } from "../shared/errors.ts";
import { api } from "./api.ts";

/** What was chosen: the reference of a layout or an archive, or why there is none. Both are absent after Cancel. */
export interface ChosenLocation {
  readonly text: string | undefined;
  readonly failure: Failure | undefined;
}

/** Lets the user choose a layout or an archive in a dialog. Of several images, the first one is taken. */
export async function chooseLocation(kind: "layout" | "archive"): Promise<ChosenLocation> {
  const result = await api.startJob("source:choose", { kind, toInspect: true }).result;
  return result.ok
    ? { text: result.value.texts[0], failure: result.value.failures[0] }
    : { text: undefined, failure: result.error };
}
