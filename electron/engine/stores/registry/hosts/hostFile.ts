import { EngineError } from "../../../errors.ts";
import { readCappedFile } from "../../../disk/readCappedFile.ts";

/** Bytes. A bundle of every public authority is a quarter of this. */
const limit = 1024 * 1024;

/**
 * Read a small text file about a host.
 * @param needed why the file is read, for the error where it is missing: `hosts.toml names it as "ca"`
 * @returns undefined where there is no such file and nothing needs it
 */
export async function readHostFile(file: string, needed: string): Promise<string>;
export async function readHostFile(file: string, needed?: undefined): Promise<string | undefined>;
export async function readHostFile(file: string, needed?: string): Promise<string | undefined> {
  try {
    return (await readCappedFile(file, limit)).toString("utf8");
  } catch (error) {
    if (error instanceof EngineError) {
      throw error.code === "too_large"
        ? hostFileError(file, "it is larger than 1 MiB", "Name the right file.")
        : hostFileError(file, "it is not a file", "Name a file.");
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") throw hostFileError(file, "it is not a file", "Name a file.");
    const missing = code === "ENOENT" || code === "ENOTDIR";
    if (missing && needed === undefined) return undefined;
    if (missing) {
      throw hostFileError(file, `there is no such file, and ${needed}`, "Name a file that exists.");
    }
    if (code === "EACCES" || code === "EPERM") {
      throw hostFileError(
        file,
        "this account may not read it",
        "Let your account read it, or put a copy into the app's own folder for this host, which goes first.",
      );
    }
    throw error;
  }
}

/**
 * The error for a file about a host that cannot be used. Such a file is never passed over: it may be what
 * keeps a registry from being reached without its mirror, its authority or its certificate.
 *
 * @param right what would be right
 */
export function hostFileError(file: string, what: string, right: string): EngineError {
  return new EngineError("input_invalid", `${file} cannot be used: ${what}.`, { hint: right });
}
