import { execFile } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { EngineError } from "../../../errors.ts";
import { tryParseJson } from "../tryParseJson.ts";
import type { FoundCredential, Machine } from "./credential.ts";
import { findProgram, programFolders } from "./findProgram.ts";

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });
const listSchema = z.record(z.string(), z.string());

/** Milliseconds. A helper may ask its user to unlock a keychain, so it gets a while; a list should need none. */
const patience = { get: 60_000, list: 10_000 } as const;

/** A helper as a file names it. */
export interface Helper {
  /** What follows `docker-credential-` in its file name. */
  readonly name: string;
  /** The file that names it, as it is shown. */
  readonly namedIn: string;
}

/** A helper as a source of credentials, in words. */
export function helperProgram(helper: Helper): string {
  return `docker-credential-${helper.name}`;
}

/**
 * Ask a Docker credential helper for what it keeps under a key. It is run without a shell, with the key on
 * its standard input.
 *
 * A helper that fails is an error, never a reason to look elsewhere: falling through could send one
 * registry's password to another (CVE-2021-41092).
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
  const { output, failure } = await run(helper, "get", key, machine);
  if (failure !== undefined) {
    // Helpers say "none" with a failure and this sentence on standard output.
    if (output.includes("credentials not found in native keychain")) return undefined;
    throw failed(helper, failure, output);
  }
  const answer = answerSchema.safeParse(tryParseJson(output)).data;
  if (!answer) throw failed(helper, "its answer is not what a credential helper answers");
  if (answer.Secret === "") return undefined;
  const source = helperProgram(helper);
  if (answer.Username === "<token>") {
    return {
      credential: { kind: "identityToken", token: answer.Secret },
      source,
      account: undefined,
    };
  }
  const credential = { kind: "basic", username: answer.Username, password: answer.Secret } as const;
  return { credential, source, account: answer.Username };
}

/**
 * Ask a helper what it keeps: keys with account names, no secrets.
 * @throws EngineError `credential_helper`
 */
export async function listFromHelper(
  helper: Helper,
  machine: Machine,
): Promise<ReadonlyMap<string, string>> {
  const { output, failure } = await run(helper, "list", "", machine);
  if (failure !== undefined) throw failed(helper, failure, output);
  const list = listSchema.nullable().safeParse(tryParseJson(output)).data;
  if (list === undefined) throw failed(helper, "its list is not what a credential helper lists");
  return new Map(Object.entries(list ?? {}));
}

async function run(
  helper: Helper,
  action: "get" | "list",
  input: string,
  machine: Machine,
): Promise<{ output: string; failure: string | undefined }> {
  // The name comes from a file and becomes part of a program's name: no separators.
  if (!/^[A-Za-z0-9._-]+$/.test(helper.name)) {
    throw failed(helper, "its name has characters that no helper's name has");
  }
  const program = await findProgram(helperProgram(helper), machine);
  if (!program) {
    throw failed(
      helper,
      `no program ${helperProgram(helper)} is on the PATH or where helpers are installed`,
    );
  }
  const options = {
    // Helpers call programs of their own, which the PATH of a desktop session does not reach either.
    env: { ...machine.env, PATH: programFolders(machine).join(path.delimiter) },
    timeout: patience[action],
    killSignal: "SIGKILL",
    maxBuffer: 1024 * 1024,
    windowsHide: true,
  } as const;
  return await new Promise((resolve) => {
    const child = execFile(program, [action], options, (error, stdout) => {
      const why =
        error &&
        (error.killed
          ? `it did not answer within ${patience[action] / 1000} s`
          : `it ended with ${error.code ?? error.signal}`);
      resolve({ output: stdout, failure: why ?? undefined });
    });
    // A helper that ends without reading its input breaks the pipe; its exit status tells the story.
    child.stdin?.on("error", () => {});
    child.stdin?.end(`${input}\n`);
  });
}

function failed(helper: Helper, why: string, output = ""): EngineError {
  // What a failed helper prints is its reason, unless it looks like an answer, which could hold a secret.
  const words = output.trim().split("\n", 1)[0] ?? "";
  const sayable = words !== "" && words.length <= 200 && !/[{}"]|\p{Cc}/u.test(words);
  return new EngineError(
    "credential_helper",
    `The credential helper "${helper.name}" failed: ${why}.`,
    {
      hint: `${helper.namedIn} names this helper. Try \`${helperProgram(helper)} list\` in a terminal.`,
      ...(sayable ? { detail: words } : {}),
    },
  );
}
