import { execFile } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { findExecutable } from "../../../disk/findExecutable.ts";
import { EngineError } from "../../../errors.ts";
import { tryParseJson } from "../tryParseJson.ts";
import type { FoundCredential, Machine } from "./credential.ts";
import { programFolders } from "./programFolders.ts";

const credentialSchema = z.object({ Username: z.string(), Secret: z.string() });
const listSchema = z.record(z.string(), z.string());

/** Milliseconds after which a helper is killed. `get` may prompt to unlock a keychain; `list` should need no prompt. */
const timeouts = { get: 60_000, list: 10_000 } as const;

/** A credential helper as a config file names it. */
export interface Helper {
  /** The suffix of its file name, after `docker-credential-`. */
  readonly name: string;
  /** The file that names it, for messages. */
  readonly namedIn: string;
}

/** The file name of a helper, which is also the name of its credentials' source. */
export function helperProgram(helper: Helper): string {
  return `docker-credential-${helper.name}`;
}

/**
 * Gets the credential that a Docker credential helper keeps under a key. The helper runs without a shell, with the
 * key on standard input.
 *
 * A failing helper is an error. Trying the next source instead could send one registry's password to another
 * (CVE-2021-41092).
 *
 * Source: docker/docker-credential-helpers, `client/client.go`.
 *
 * @throws EngineError `credential_helper`
 */
export async function getFromHelper(
  helper: Helper,
  key: string,
  machine: Machine,
): Promise<FoundCredential | undefined> {
  const { output, failure } = await run(helper, { action: "get", input: key }, machine);
  if (failure !== undefined) {
    // Helpers report a missing credential by failing with this message on standard output.
    if (output.includes("credentials not found in native keychain")) {
      return undefined;
    }
    throw helperError(helper, failure, output);
  }
  const found = credentialSchema.safeParse(tryParseJson(output)).data;
  if (!found) {
    throw helperError(helper, "its output is not a credential");
  }
  if (found.Secret === "") {
    return undefined;
  }
  const source = helperProgram(helper);
  if (found.Username === "<token>") {
    return {
      credential: { kind: "identityToken", token: found.Secret },
      source,
      account: undefined,
    };
  }
  const credential = { kind: "basic", username: found.Username, password: found.Secret } as const;
  return { credential, source, account: found.Username };
}

/**
 * Lists what a helper keeps: account names by key, no secrets.
 * @throws EngineError `credential_helper`
 */
export async function listFromHelper(
  helper: Helper,
  machine: Machine,
): Promise<ReadonlyMap<string, string>> {
  const { output, failure } = await run(helper, { action: "list", input: "" }, machine);
  if (failure !== undefined) {
    throw helperError(helper, failure, output);
  }
  const list = listSchema.nullable().safeParse(tryParseJson(output)).data;
  if (list === undefined) {
    throw helperError(helper, "its output is not a list of accounts");
  }
  return new Map(Object.entries(list ?? {}));
}

async function run(
  helper: Helper,
  { action, input }: { readonly action: "get" | "list"; readonly input: string },
  machine: Machine,
): Promise<{ output: string; failure: string | undefined }> {
  // The name comes from a file and becomes part of a file name: reject path separators.
  if (!/^[A-Za-z0-9._-]+$/.test(helper.name)) {
    throw helperError(helper, "its name has invalid characters");
  }
  const program = helperProgram(helper);
  // On Windows only .exe files: scripts would need a shell.
  const fileName = machine.platform === "win32" ? `${program}.exe` : program;
  const folders = programFolders(machine);
  const file = await findExecutable([fileName], folders);
  if (file === undefined) {
    throw helperError(
      helper,
      `${program} is neither on the PATH nor in a folder where helpers are usually installed`,
    );
  }
  const options = {
    // Helpers call other programs, which the PATH of a desktop session does not include either.
    env: { ...machine.env, PATH: folders.join(path.delimiter) },
    timeout: timeouts[action],
    killSignal: "SIGKILL",
    maxBuffer: 1024 * 1024,
    windowsHide: true,
  } as const;
  return await new Promise((resolve) => {
    const child = execFile(file, [action], options, (error, stdout) => {
      const why =
        error &&
        (error.killed
          ? `it timed out after ${timeouts[action] / 1000} s`
          : `it exited with ${error.code ?? error.signal}`);
      resolve({ output: stdout, failure: why ?? undefined });
    });
    // A helper that exits without reading its input breaks the pipe; its exit status reports the failure.
    child.stdin?.on("error", () => {});
    child.stdin?.end(`${input}\n`);
  });
}

function helperError(helper: Helper, why: string, output = ""): EngineError {
  // The first line of the output is the reason, unless it looks like JSON, which could contain a secret.
  const line = output.trim().split("\n", 1)[0] ?? "";
  const isSafe = line !== "" && line.length <= 200 && !/[{}"]|\p{Cc}/u.test(line);
  return new EngineError(
    "credential_helper",
    `The credential helper "${helper.name}" failed: ${why}.`,
    {
      hint: `${helper.namedIn} configures this helper. Try \`${helperProgram(helper)} list\` in a terminal.`,
      ...(isSafe ? { detail: line } : {}),
    },
  );
}
