import { api } from "./api.ts";

const savers = new Set<() => Promise<unknown>>();
let stopListening: (() => void) | undefined;

async function saveAll(): Promise<void> {
  await Promise.all([...savers].map(async (save) => await save()));
  await api.invoke("window:saved", {});
}

/** Saves something before the window closes, which waits for it. @returns stops that */
export function saveBeforeClose(save: () => Promise<unknown>): () => void {
  savers.add(save);
  stopListening ??= api.on("window:closing", () => void saveAll());
  return () => {
    savers.delete(save);
    if (savers.size === 0) {
      stopListening?.();
      stopListening = undefined;
    }
  };
}
