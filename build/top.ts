import { resolve } from "node:path";

/** The project's folder, whatever folder the task was started in. */
export const top = resolve(import.meta.dirname, "..");
