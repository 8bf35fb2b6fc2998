import { testNetwork } from "../../../testing/testClient.ts";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Failure } from "../../../../shared/errors.ts";
import { toFailure } from "../../errors.ts";
import { parseLocation } from "../../oci/location.ts";
import { Stores } from "../openStores.ts";
import type { Certificate } from "../../../testing/servers/selfSignedCertificate.ts";
import { issueCertificate } from "../../../testing/servers/certificateAuthority.ts";
import { startDockerRegistry } from "../../../testing/servers/dockerRegistry.ts";
import { startServerProcess } from "../../../testing/servers/serverProcess.ts";
import { anonymous } from "./auth/credential.ts";
import { machineNetwork } from "./machineNetwork.ts";

let authority: Certificate;
let server: Certificate;
beforeAll(async () => {
  authority = await issueCertificate("authority");
  server = await issueCertificate({ server: ["127.0.0.1"] }, authority);
});

/** The app's own folder of host configuration. */
let own: string;
const running: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), "manifestry-hosts-"));
});
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) {
    await stop();
  }
  await rm(own, { recursive: true });
});

/** The error of a request for a missing repository. */
async function failureAt(host: string, client?: Certificate): Promise<Failure> {
  const folder = join(own, host);
  await mkdir(folder);
  await writeFile(join(folder, "ca.crt"), authority.cert);
  if (client) {
    await writeFile(join(folder, "client.cert"), client.cert);
    await writeFile(join(folder, "client.key"), client.key);
  }
  const network = machineNetwork({ env: {}, home: own, platform: process.platform, own });
  const stores = new Stores({
    credentials: anonymous,
    network: testNetwork({}, network),
  });
  running.push(() => stores.close());
  const signal = new AbortController().signal;
  try {
    const store = stores.open(parseLocation(`${host}/acme/app`));
    await store.fetchManifest({ tag: "1" }, signal);
  } catch (error) {
    return toFailure(error);
  }
  throw new Error(`${host} could be read`);
}

/** `openssl s_server`, which sends TLS alerts. */
async function openssl(...more: readonly string[]): Promise<string> {
  const program = await startServerProcess({
    file: "openssl",
    package: "openssl",
    prepare: async (port, folder) => {
      await writeFile(join(folder, "server.pem"), server.cert + server.key);
      await writeFile(join(folder, "clients.crt"), authority.cert);
      const accept = `-accept 127.0.0.1:${port} -cert ${folder}/server.pem`;
      const clients = `-CAfile ${folder}/clients.crt -Verify 1 -verify_return_error`;
      return [..."s_server -www".split(" "), ...`${accept} ${clients}`.split(" "), ...more];
    },
    ready: /^ACCEPT/,
  });
  running.push(async () => {
    await program.stop();
    await program.remove();
  });
  return program.host;
}

const wanted = "Put one with its key into the host's certs.d folder";

it("sends the client certificate", async () => {
  const registry = await startDockerRegistry({ tls: { server, clientsOf: authority } });
  running.push(() => registry.close());
  const client = await issueCertificate("client", authority);
  expect(await failureAt(registry.host, client)).toMatchObject({ code: "not_found" });
});

it("tells a registry that requires a certificate from an unreachable one", async () => {
  const registry = await startDockerRegistry({ tls: { server, clientsOf: authority } });
  running.push(() => registry.close());
  expect(await failureAt(registry.host)).toMatchObject({
    code: "network",
    message: `${registry.host} closed the connection without a response.`,
    hint: expect.stringContaining(wanted) as string,
    retryable: true,
  });
});

it.each([
  ["-tls1_2", "none", "ended the TLS handshake"],
  [
    "-tls1_2",
    "another authority's",
    "requires a client certificate of an authority that it trusts",
  ],
])("explains the TLS alert for version %s, certificate %s", async (version, whose, words) => {
  const host = await openssl(version);
  const client =
    whose === "none"
      ? undefined
      : await issueCertificate("client", await issueCertificate("authority"));
  expect(await failureAt(host, client)).toMatchObject({
    code: "network",
    message: `${host} ${words}.`,
    hint: expect.stringContaining(wanted) as string,
    retryable: false,
  });
});

it("tells a server with other TLS versions from one without TLS", async () => {
  const old = tls.createServer({
    ...server,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "ALL:@SECLEVEL=0",
  });
  await once(old.listen(0, "127.0.0.1"), "listening");
  running.push(async () => await once(old.close(), "close"));
  const host = `127.0.0.1:${(old.address() as AddressInfo).port}`;
  expect(await failureAt(host)).toMatchObject({ message: `${host} ended the TLS handshake.` });
});
