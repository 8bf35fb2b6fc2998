import { randomUUID } from "node:crypto";

/** Files that the desktop asked to open, by id: the window knows the ids alone. */
const files = new Map<string, string>();

/** Remembers a file. @returns its id */
export function addOpenedFile(path: string): string {
  const id = randomUUID();
  files.set(id, path);
  return id;
}

/** Returns the path of a file that the desktop asked to open. @param id of `Opened`; undefined for none */
export function openedFile(id: string | undefined): string | undefined {
  return id === undefined ? undefined : files.get(id);
}
