import path from "node:path";
import process from "node:process";
import { accountsInFile, toFoundCredential, readAuthFile, type AuthFile } from "./authFile.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { CredentialSource, FoundCredential, Machine } from "./credential.ts";
import { credentialKeys, splitCredentialKey, domainOfKey, isDockerHub } from "./credentialKeys.ts";
import { hostHelperLists } from "./dockerConfig.ts";
import { getFromHelper } from "./credentialHelper.ts";

interface AuthLocation {
  readonly file: string;
  readonly form: "current" | "legacy";
}

/**
 * Credentials of Podman, Skopeo and Buildah. A credential helper for the host takes precedence, then the entry for
 * the repository, its namespace and the host.
 *
 * Source: containers/image `pkg/docker/config/config.go`, `findCredentialsInFile`.
 */
export function podmanCredentials(machine: Machine): CredentialSource {
  const locations = authLocations(machine);
  return {
    async find(domain, scope) {
      for (const { file, form } of locations) {
        const content = await readAuthFile(file, machine, form);
        const found =
          content &&
          (await findInFile(
            content,
            { domain, repository: form === "current" ? scope?.repository : undefined },
            machine,
          ));
        if (found) {
          return found;
        }
      }
      return undefined;
    },
    listAccounts: (helpers = true) =>
      collectAccounts(
        locations.map(({ file, form }) => async () => {
          const content = await readAuthFile(file, machine, form);
          if (!content) {
            return { accounts: [], problems: [] };
          }
          const entries = accountsInFile(content, form === "current");
          return await collectAccounts([
            ...hostHelperLists(content, machine, helpers),
            () => Promise.resolve({ accounts: entries, problems: content.problems }),
          ]);
        }),
      ),
  };
}

function authLocations({ env, home, platform }: Machine): readonly AuthLocation[] {
  const explicit = env["REGISTRY_AUTH_FILE"];
  // An explicit file replaces all others.
  if (explicit) {
    return [{ file: explicit, form: "current" }];
  }
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
  { domain, repository }: { readonly domain: string; readonly repository: string | undefined },
  machine: Machine,
): Promise<FoundCredential | undefined> {
  const helper = content.credHelpers.get(domain);
  if (helper) {
    return await getFromHelper({ name: helper, namedIn: content.name }, domain, machine);
  }
  for (const key of credentialKeys(domain, repository)) {
    const auth = content.auths.get(key);
    const found = auth && toFoundCredential(content, auth);
    const { repository: owner } = splitCredentialKey(key);
    if (auth) {
      return found && (owner === undefined ? found : { ...found, repository: owner });
    }
  }
  // Old logins have a URL as the key. A key with a namespace is only for that namespace.
  const wanted = isDockerHub(domain) ? "docker.io" : domain;
  const [, auth] =
    [...content.auths].find(
      ([key]) => (!key.includes("/") || /^https?:/.test(key)) && domainOfKey(key) === wanted,
    ) ?? [];
  return toFoundCredential(content, auth);
}
