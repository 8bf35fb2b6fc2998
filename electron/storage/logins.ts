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

/** The account's name, and the credential as the system sealed it. */
const sealedLoginSchema = z.strictObject({ account: z.string().optional(), sealed: z.string() });
type SealedLogin = z.infer<typeof sealedLoginSchema>;

/** By host, or by host and namespace or repository. */
type SealedLogins = Readonly<Record<string, SealedLogin>>;

/** Logins made in the app: sealed by the system in a file, or only in memory where it offers no protection. */
export async function openLogins(file: string): Promise<SavedLogins> {
  const kept = await JsonFile.open(file, form);
  return (await isEncryptionAvailable()) ? sealedLogins(kept) : unsealedLogins(kept, file);
}

function sealedLogins(kept: JsonFile<SealedLogins>): SavedLogins {
  return {
    async find(key) {
      const login = canonical(await kept.read()).get(key);
      return login && (await open(login.sealed, key));
    },
    async list() {
      const logins = canonical(await kept.read());
      return {
        logins: [...logins].map(([key, { account }]) => ({ key, account })),
        problems: kept.problems,
      };
    },
    async save(key, credential) {
      const account = credential.kind === "basic" ? { account: credential.username } : {};
      const sealed = await encryptText(JSON.stringify(credential));
      await kept.update((logins) => ({ ...without(logins, key), [key]: { ...account, sealed } }));
    },
    async remove(key) {
      await kept.update((logins) => without(logins, key));
    },
  };
}

/**
 * Logins by keys with the host as `loginHost` writes it. An earlier version kept those for `harbor` and `harbor:443`
 * apart: of the two, the one counts that references could say.
 */
function canonical(logins: SealedLogins): ReadonlyMap<string, SealedLogin> {
  const found = new Map<string, SealedLogin>();
  for (const [written, login] of Object.entries(logins)) {
    const key = canonicalLoginKey(written);
    const { host, repository } = splitCredentialKey(key);
    const isSaid = written === loginKey(nameInReferences(host), repository);
    if (!found.has(key) || isSaid) found.set(key, login);
  }
  return found;
}

/** All but the logins of a key, however it is written. */
function without(logins: SealedLogins, key: string): SealedLogins {
  return Object.fromEntries(
    Object.entries(logins).filter(([written]) => canonicalLoginKey(written) !== key),
  );
}

/** Logins in memory, where those in the file cannot be opened: the system's protection is gone. */
function unsealedLogins(kept: JsonFile<SealedLogins>, file: string): SavedLogins {
  const memory = createMemoryLogins();
  return {
    ...memory,
    async list() {
      const keys = Object.keys(await kept.read());
      const problems = keys.length === 0 ? [] : [cannotOpen(keys, file)];
      const { logins } = await memory.list();
      return { logins, problems: [...kept.problems, ...problems] };
    },
  };
}

/** @throws EngineError `credential_helper` for a login that the system no longer opens */
async function open(sealed: string, key: string): Promise<Credential> {
  try {
    return credentialSchema.parse(JSON.parse(await decryptText(sealed)));
  } catch {
    throw new EngineError(
      "credential_helper",
      `This system cannot open the login for ${key} that was made in Manifestry.`,
      { hint: "Log in again, or log out of it, on the Registries page." },
    );
  }
}

function cannotOpen(keys: readonly string[], file: string): EngineError {
  return new EngineError(
    "credential_helper",
    `The logins in ${file} are not used: this system offers no protection that could open them now.`,
    { hint: `They are for ${keys.join(", ")}. Unlock the system's keyring and start again.` },
  );
}

const form: FileFormat<SealedLogins> = {
  what: "The logins",
  missing: {},
  parse(json) {
    const entries = Object.entries(z.record(z.string(), z.unknown()).parse(json));
    const known = new Map<string, PreservedValue<SealedLogin>>();
    const broken: [string, unknown][] = [];
    for (const [key, entry] of entries) {
      try {
        known.set(key, parsePreserving(sealedLoginSchema, entry));
      } catch {
        broken.push([key, entry]);
      }
    }
    return {
      value: Object.fromEntries([...known].map(([key, { value }]) => [key, value])),
      problems: broken.map(([key]) => `the entry ${JSON.stringify(key)} is not a login`),
      format: (changed) =>
        Object.fromEntries([
          ...broken,
          ...Object.entries(changed).map(([key, login]) => [
            key,
            known.get(key)?.format(login) ?? login,
          ]),
        ]),
    };
  },
};
