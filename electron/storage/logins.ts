import { z } from "zod";
import type { Credential } from "../engine/registry/auth/credential.ts";
import { type KeptLogins, memoryLogins } from "../engine/registry/auth/keptLogins.ts";
import { readJsonFile, writeJsonFile } from "./jsonFile.ts";
import { canSeal, seal, unseal } from "./seal.ts";

const credentialSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("basic"), username: z.string(), password: z.string() }),
  z.strictObject({ kind: z.literal("identityToken"), token: z.string() }),
  z.strictObject({ kind: z.literal("registryToken"), token: z.string() }),
]);

/** Logins by host: the account's name, and the credential as the system sealed it. */
const fileSchema = z.record(
  z.string(),
  z.strictObject({ account: z.string().optional(), sealed: z.string() }),
);
type LoginFile = z.infer<typeof fileSchema>;

/** Logins made in the app: sealed by the system in a file, or only in memory where it offers no protection. */
export async function openLogins(file: string): Promise<KeptLogins> {
  return (await canSeal()) ? sealedLogins(file) : memoryLogins();
}

function sealedLogins(file: string): KeptLogins {
  const read = (): Promise<LoginFile> => readJsonFile(file, fileSchema, {});
  return {
    async find(host) {
      const entry = (await read())[host];
      return entry && (await open(entry.sealed));
    },
    async list() {
      return Object.entries(await read()).map(([host, { account }]) => ({ host, account }));
    },
    async save(host, credential) {
      const account = credential.kind === "basic" ? { account: credential.username } : {};
      const sealed = await seal(JSON.stringify(credential));
      await writeJsonFile(file, { ...(await read()), [host]: { ...account, sealed } });
    },
    async remove(host) {
      const { [host]: _, ...others } = await read();
      await writeJsonFile(file, others);
    },
  };
}

/** A login that the system no longer opens is none. */
async function open(sealed: string): Promise<Credential | undefined> {
  try {
    return credentialSchema.parse(JSON.parse(await unseal(sealed)));
  } catch {
    return undefined;
  }
}
