import { loginHost, type KeptLogins } from "../../engine/registry/auth/keptLogins.ts";
import type { CredentialSource } from "../../engine/registry/auth/credential.ts";
import { tryLogin } from "../../engine/registry/logIn.ts";
import type { Network } from "../../engine/registry/network.ts";
import { listRegistries } from "../../engine/registry/overview.ts";
import { parseReference } from "../../engine/oci/reference.ts";
import type { Stores } from "../../engine/stores.ts";
import { canSeal } from "../../storage/seal.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

interface Registries {
  readonly stores: Stores;
  readonly credentials: CredentialSource;
  readonly logins: KeptLogins;
  readonly network: Network;
}

/** Registries: whom they know us as, and logins made here. A password goes in, and never out again. */
export function handleRegistries({ stores, credentials, logins, network }: Registries): void {
  handle("registry:list", async () =>
    listRegistries(stores.clients(), credentials, network, await canSeal()),
  );
  handle("registry:logIn", ({ jobId, host, username, password }) =>
    runJob(jobId, "query", async (signal) => {
      const domain = checkHost(host);
      const credential = { kind: "basic", username, password } as const;
      await tryLogin(domain, credential, network, signal);
      await logins.save(domain, credential);
      await forget(stores, domain);
      return { keptSafely: await canSeal() };
    }),
  );
  handle("registry:logOut", async ({ host }) => {
    const domain = loginHost(host);
    await logins.remove(domain);
    await forget(stores, domain);
    return null;
  });
}

/** The registry's name, which is what stands before the first slash of a reference. */
function checkHost(host: string): string {
  const domain = loginHost(host);
  return parseReference(`${domain}/login`).domain;
}

async function forget(stores: Stores, domain: string): Promise<void> {
  const meant = stores.clients().filter((client) => loginHost(client.domain) === domain);
  await Promise.all(meant.map((client) => client.forgetLogin()));
}
