import path from "node:path";
import process from "node:process";
import { accountsIn, foundIn, readAuthFile, type AuthFile } from "./authFile.ts";
import { collectAccounts } from "./collectAccounts.ts";
import {
  type CredentialScope,
  type CredentialSource,
  type FoundCredential,
  type Machine,
} from "./credential.ts";
import { credentialKeys, splitCredentialKey } from "./credentialKeys.ts";
import { hostHelperPlaces } from "./dockerConfig.ts";
import { getFromHelper } from "./credentialHelper.ts";
import { domainOfKey, isDockerHub } from "./credentialKeys.ts";

interface AuthPlace {
  readonly file: string;
  readonly form: "current" | "legacy";
}

/**
 * Credentials of Podman, Skopeo and Buildah: for a repository before its namespace, a namespace before the
 * host, and a helper that a file names for the host before all of these.
 *
 * Source: containers/image `pkg/docker/config/config.go`, `findCredentialsInFile`.
 */
export function podmanCredentials(machine: Machine): CredentialSource {
  const places = placesOf(machine);
  return {
    async find(domain, scope) {
      for (const { file, form } of places) {
        const content = await readAuthFile(file, machine, form);
        const found = content && (await findInFile(content, form, domain, scope, machine));
        if (found) return found;
      }
      return undefined;
    },
    listAccounts: (helpers = true) =>
      collectAccounts(
        places.map(({ file, form }) => async () => {
          const content = await readAuthFile(file, machine, form);
          if (!content) return { accounts: [], problems: [] };
          const entries = accountsIn(content, form === "current");
          return await collectAccounts([
            ...hostHelperPlaces(content, machine, helpers),
            () => Promise.resolve({ accounts: entries, problems: content.problems }),
          ]);
        }),
      ),
  };
}

function placesOf({ env, home, platform }: Machine): readonly AuthPlace[] {
  const named = env["REGISTRY_AUTH_FILE"];
  // Who names a file means that one and no other.
  if (named) return [{ file: named, form: "current" }];
  const runtime = env["XDG_RUNTIME_DIR"];
  const inRuntime = runtime
    ? path.join(runtime, "containers", "auth.json")
    : path.join("/run/containers", String(process.getuid?.() ?? 0), "auth.json");
  const session =
    platform === "linux" ? inRuntime : path.join(home, ".config", "containers", "auth.json");
  const settings = path.join(
    env["XDG_CONFIG_HOME"] || path.join(home, ".config"),
    "containers",
    "auth.json",
  );
  return [
    ...[...new Set([session, settings])].map((file) => ({ file, form: "current" }) as const),
    { file: path.join(home, ".dockercfg"), form: "legacy" },
  ];
}

async function findInFile(
  content: AuthFile,
  form: AuthPlace["form"],
  domain: string,
  scope: CredentialScope | undefined,
  machine: Machine,
): Promise<FoundCredential | undefined> {
  const helper = content.credHelpers.get(domain);
  if (helper) return await getFromHelper({ name: helper, namedIn: content.name }, domain, machine);
  for (const key of credentialKeys(domain, form === "current" ? scope?.repository : undefined)) {
    const auth = content.auths.get(key);
    const found = auth && foundIn(content, auth);
    const { repository } = splitCredentialKey(key);
    if (auth) return found && (repository === undefined ? found : { ...found, repository });
  }
  // Old logins are kept under whole addresses. A key with a namespace is for that namespace alone.
  const wanted = isDockerHub(domain) ? "docker.io" : domain;
  const [, auth] =
    [...content.auths].find(
      ([key]) => (!key.includes("/") || /^https?:/.test(key)) && domainOfKey(key) === wanted,
    ) ?? [];
  return foundIn(content, auth);
}
