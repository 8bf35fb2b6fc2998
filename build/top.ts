import { resolve } from "node:path";

/** The project's folder, independent of the working directory. */
export const top = resolve(import.meta.dirname, "..");
