import { safeStorage } from "electron";
import { z } from "zod";
import type { Credential } from "../engine/registry/auth/credential.ts";
import { type KeptLogins, memoryLogins } from "../engine/registry/auth/keptLogins.ts";
import { readJsonFile, writeJsonFile } from "./jsonFile.ts";

const credentialSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("basic"), username: z.string(), password: z.string() }),
  z.strictObject({ kind: z.literal("identityToken"), token: z.string() }),
  z.strictObject({ kind: z.literal("registryToken"), token: z.string() }),
]);

/** Logins by host: the account's name, and the credential as the system encrypted it, in base64. */
const fileSchema = z.record(
  z.string(),
  z.strictObject({ account: z.string().optional(), sealed: z.string() }),
);
type LoginFile = z.infer<typeof fileSchema>;

/**
 * Whether the system protects what it encrypts for us. On Linux without a keyring Electron falls back to a
 * password that stands in its source, which protects nothing.
 */
export function canKeepLogins(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}

/** Logins made in the app: sealed by the system in a file, or only in memory where it offers no protection. */
export function openLogins(file: string): KeptLogins {
  return canKeepLogins() ? sealedLogins(file) : memoryLogins();
}

function sealedLogins(file: string): KeptLogins {
  const read = (): Promise<LoginFile> => readJsonFile(file, fileSchema, {});
  return {
    async find(host) {
      const entry = (await read())[host];
      return entry && unseal(entry.sealed);
    },
    async list() {
      return Object.entries(await read()).map(([host, { account }]) => ({ host, account }));
    },
    async save(host, credential) {
      const account = credential.kind === "basic" ? { account: credential.username } : {};
      const sealed = safeStorage.encryptString(JSON.stringify(credential)).toString("base64");
      await writeJsonFile(file, { ...(await read()), [host]: { ...account, sealed } });
    },
    async remove(host) {
      const { [host]: _, ...others } = await read();
      await writeJsonFile(file, others);
    },
  };
}

/** A login that the system no longer opens, as after a move to another machine, is none. */
function unseal(sealed: string): Credential | undefined {
  try {
    return credentialSchema.parse(
      JSON.parse(safeStorage.decryptString(Buffer.from(sealed, "base64"))),
    );
  } catch {
    return undefined;
  }
}
