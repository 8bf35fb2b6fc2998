import { z } from "zod";
import { EngineError } from "../engine/errors.ts";
import type { Credential } from "../engine/stores/registry/auth/credential.ts";
import {
  splitCredentialKey,
  canonicalLoginKey,
} from "../engine/stores/registry/auth/credentialKeys.ts";
import {
  type SavedLogins,
  createMemoryLogins,
} from "../engine/stores/registry/auth/savedLogins.ts";
import { nameInReferences } from "../engine/stores/registry/hosts/hostInput.ts";
import { loginKey } from "../../shared/registries.ts";
import { type FileFormat, JsonFile } from "./jsonFile.ts";
import { isEncryptionAvailable, encryptText, decryptText } from "./encryptText.ts";
import { type PreservedValue, parsePreserving } from "./preserveUnknownKeys.ts";

const credentialSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("basic"), username: z.string(), password: z.string() }),
  z.object({ kind: z.literal("identityToken"), token: z.string() }),
  z.object({ kind: z.literal("registryToken"), token: z.string() }),
]);

/** The account's name, and the credential as the system encrypted it. */
const sealedLoginSchema = z.strictObject({ account: z.string().optional(), sealed: z.string() });
type SealedLogin = z.infer<typeof sealedLoginSchema>;

/** By host, or by host and namespace or repository. The file keeps the names of earlier versions. */
type SealedLogins = Readonly<Record<string, SealedLogin>>;

/** Opens the logins of the app: encrypted in a file, or in memory if the system cannot encrypt. */
export async function openLogins(file: string): Promise<SavedLogins> {
  const stored = await JsonFile.open(file, format);
  return (await isEncryptionAvailable()) ? encryptedLogins(stored) : memoryLogins(stored, file);
}

function encryptedLogins(stored: JsonFile<SealedLogins>): SavedLogins {
  return {
    async find(key) {
      const login = byCanonicalKey(await stored.read()).get(key);
      return login && (await decryptLogin(login.sealed, key));
    },
    async list() {
      const logins = byCanonicalKey(await stored.read());
      return {
        logins: [...logins].map(([key, { account }]) => ({ key, account })),
        problems: stored.problems,
      };
    },
    async save(key, credential) {
      const account = credential.kind === "basic" ? { account: credential.username } : {};
      const sealed = await encryptText(JSON.stringify(credential));
      await stored.update((logins) => ({ ...without(logins, key), [key]: { ...account, sealed } }));
    },
    async remove(key) {
      await stored.update((logins) => without(logins, key));
    },
  };
}

/**
 * Returns logins by keys with the host as `loginHost` writes it. An earlier version stored logins for `harbor` and
 * `harbor:443` separately: the one that is written as in references wins.
 */
function byCanonicalKey(logins: SealedLogins): ReadonlyMap<string, SealedLogin> {
  const found = new Map<string, SealedLogin>();
  for (const [written, login] of Object.entries(logins)) {
    const key = canonicalLoginKey(written);
    const { host, repository } = splitCredentialKey(key);
    const isAsInReferences = written === loginKey(nameInReferences(host), repository);
    if (!found.has(key) || isAsInReferences) {
      found.set(key, login);
    }
  }
  return found;
}

/** Returns the logins of other keys, whatever the spelling of the host. */
function without(logins: SealedLogins, key: string): SealedLogins {
  return Object.fromEntries(
    Object.entries(logins).filter(([written]) => canonicalLoginKey(written) !== key),
  );
}

/** Returns logins in memory, for a system that cannot decrypt those in the file. */
function memoryLogins(stored: JsonFile<SealedLogins>, file: string): SavedLogins {
  const memory = createMemoryLogins();
  return {
    ...memory,
    async list() {
      const keys = Object.keys(await stored.read());
      const problems = keys.length === 0 ? [] : [cannotDecrypt(keys, file)];
      const { logins } = await memory.list();
      return { logins, problems: [...stored.problems, ...problems] };
    },
  };
}

/** @throws EngineError `credential_helper` if the system cannot decrypt the login */
async function decryptLogin(sealed: string, key: string): Promise<Credential> {
  try {
    return credentialSchema.parse(JSON.parse(await decryptText(sealed)));
  } catch {
    throw new EngineError(
      "credential_helper",
      `This system cannot decrypt the login for ${key} in Manifestry.`,
      { hint: "Log in again, or log out of it, on the Registries page." },
    );
  }
}

function cannotDecrypt(keys: readonly string[], file: string): EngineError {
  return new EngineError(
    "credential_helper",
    `The logins in ${file} are not used: this system cannot decrypt them now.`,
    { hint: `They are for ${keys.join(", ")}. Unlock the system's keyring and restart the app.` },
  );
}

const format: FileFormat<SealedLogins> = {
  what: "The logins",
  default: {},
  parse(json) {
    const entries = Object.entries(z.record(z.string(), z.unknown()).parse(json));
    const preserved = new Map<string, PreservedValue<SealedLogin>>();
    const invalid: [string, unknown][] = [];
    for (const [key, entry] of entries) {
      try {
        preserved.set(key, parsePreserving(sealedLoginSchema, entry));
      } catch {
        invalid.push([key, entry]);
      }
    }
    return {
      value: Object.fromEntries([...preserved].map(([key, { value }]) => [key, value])),
      problems: invalid.map(([key]) => `the entry ${JSON.stringify(key)} is not a login`),
      format: (changed) =>
        Object.fromEntries([
          ...invalid,
          ...Object.entries(changed).map(([key, login]) => [
            key,
            preserved.get(key)?.format(login) ?? login,
          ]),
        ]),
    };
  },
};
