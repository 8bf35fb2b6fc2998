import { EngineError } from "../../../errors.ts";
import { readCappedFile } from "../../../disk/readCappedFile.ts";

/** Bytes. A bundle of all public authorities is a quarter of this. */
const maxSize = 1024 * 1024;

/**
 * Reads a small text file of a host's configuration.
 * @param reason why the file must exist, for the error if it does not: `hosts.toml refers to it`
 * @returns undefined if the file does not exist and no reason is given
 * @throws EngineError `input_invalid`
 */
export async function readHostFile(file: string, reason: string): Promise<string>;
export async function readHostFile(file: string, reason?: undefined): Promise<string | undefined>;
export async function readHostFile(file: string, reason?: string): Promise<string | undefined> {
  try {
    return (await readCappedFile(file, maxSize)).toString("utf8");
  } catch (error) {
    if (error instanceof EngineError) {
      throw error.code === "too_large"
        ? hostFileError(file, "it is larger than 1 MiB", "Choose the right file.")
        : hostFileError(file, "it is not a file", "Choose a file.");
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") {
      throw hostFileError(file, "it is not a file", "Choose a file.");
    }
    if (code === "ENOENT" || code === "ENOTDIR") {
      if (reason === undefined) {
        return undefined;
      }
      throw hostFileError(
        file,
        `the file does not exist, and ${reason}`,
        "Choose an existing file.",
      );
    }
    if (code === "EACCES" || code === "EPERM") {
      throw unreadableError(file);
    }
    throw error;
  }
}

/** The error for a file or folder of a host that this account cannot read. */
export function unreadableError(file: string): EngineError {
  return hostFileError(
    file,
    "this account has no permission to read it",
    "Let your account read it, or put a copy into the app's own folder for this host, which takes precedence.",
  );
}

/**
 * The error for an unusable file of a host's configuration. Such a file is never ignored: without it, the registry
 * would be reached without its mirror, its authority or its client certificate.
 *
 * @param problem the end of a sentence
 */
export function hostFileError(file: string, problem: string, hint: string): EngineError {
  return new EngineError("input_invalid", `Cannot use ${file}: ${problem}.`, { hint });
}
