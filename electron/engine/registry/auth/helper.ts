import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { EngineError } from "../../failure.ts";
import type { FoundCredential } from "./credential.ts";

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

/** A helper may ask its user to unlock a keychain, so it gets a while. Milliseconds. */
const patience = 60_000;

/** Where helpers are installed that a desktop session's PATH does not name. */
const usualPlaces = ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/snap/bin"];

/**
 * Ask a Docker credential helper for what it keeps under a key. It is run without a shell, with the key on
 * its standard input.
 *
 * A helper that fails is an error, never a reason to look elsewhere: falling through could send one
 * registry's password to another (CVE-2021-41092).
 *
 * Source: docker/docker-credential-helpers, `client/client.go`.
 *
 * @param name what follows `docker-credential-` in its file name
 * @throws EngineError `credential_helper`
 */
export async function askHelper(
  name: string,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundCredential | undefined> {
  // The name comes from a file and becomes part of a program's name: no separators.
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw failed(name, "its name has characters that no helper's name has");
  }
  const program = await findProgram(`docker-credential-${name}`, env["PATH"] ?? "");
  if (!program) throw failed(name, `no program docker-credential-${name} is on the PATH`);
  const { output, failure } = await run(program, key, env);
  if (failure !== undefined) {
    // Helpers say "none" with a failure and this sentence on standard output.
    if (output.includes("credentials not found in native keychain")) return undefined;
    throw failed(name, failure);
  }
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(output));
  } catch {
    throw failed(name, "its answer is not what a credential helper answers");
  }
  if (answer.Secret === "") return undefined;
  const source = `docker-credential-${name}`;
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

async function findProgram(file: string, searchPath: string): Promise<string | undefined> {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  for (const directory of [...searchPath.split(path.delimiter), ...usualPlaces]) {
    if (!path.isAbsolute(directory)) continue;
    for (const suffix of suffixes) {
      const candidate = path.join(directory, file + suffix);
      const found = await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return candidate;
    }
  }
  return undefined;
}

function run(
  program: string,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ output: string; failure: string | undefined }> {
  return new Promise((resolve) => {
    const options = {
      env: { ...env },
      timeout: patience,
      maxBuffer: 1024 * 1024,
      windowsHide: true,
    };
    const child = execFile(program, ["get"], options, (error, stdout) => {
      const why =
        error &&
        (error.killed
          ? `it did not answer within ${patience / 1000} s`
          : `it ended with ${error.code}`);
      resolve({ output: stdout, failure: why ?? undefined });
    });
    // A helper that ends without reading its input breaks the pipe; its exit status tells the story.
    child.stdin?.on("error", () => {});
    child.stdin?.end(`${key}\n`);
  });
}

function failed(name: string, why: string): EngineError {
  return new EngineError("credential_helper", `The credential helper "${name}" failed: ${why}.`, {
    hint: `Docker's config file names this helper. Try \`docker-credential-${name} list\` in a terminal.`,
  });
}
