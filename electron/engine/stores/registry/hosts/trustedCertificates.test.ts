import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCertificate } from "../../../../testing/servers/certificate.ts";
import { trustedCertificates } from "./trustedCertificates.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-trust-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(name: string, content: string): Promise<string> {
  await writeFile(path.join(folder, name), content);
  return path.join(folder, name);
}

const mozilla = tls.rootCertificates.length;

describe("trust", () => {
  it("is Mozilla's, the system's as Node lists it, and the extra one, each once", async () => {
    const [system, extra] = [createCertificate().cert, createCertificate().cert];
    const { certificates, problems } = await trustedCertificates({
      env: { NODE_EXTRA_CA_CERTS: await put("extra.pem", `# ours\n${extra}${system}`) },
      system: () => [system, system],
      bundles: [],
    });
    expect(certificates).toHaveLength(mozilla + 2);
    expect(certificates.slice(-2)).toEqual([system.trim(), extra.trim()]);
    expect(problems).toEqual([]);
    expect(() => tls.createSecureContext({ ca: [...certificates] })).not.toThrow();
  });

  it("reads the first bundle of the system where Node lists none, without what is damaged in it", async () => {
    const { cert } = createCertificate();
    const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const bundles = [
      path.join(folder, "none"),
      await put("a.pem", damaged + cert),
      await put("b.pem", damaged),
    ];
    for (const system of [undefined, () => []]) {
      const { certificates } = await trustedCertificates({ system, bundles });
      expect(certificates.slice(mozilla)).toEqual([cert.trim()]);
    }
  });

  it("has SSL_CERT_FILE in the system's place", async () => {
    const { cert } = createCertificate();
    const env = { SSL_CERT_FILE: await put("ssl.pem", cert) };
    const { certificates } = await trustedCertificates({
      env,
      system: () => [createCertificate().cert],
    });
    expect(certificates.slice(mozilla)).toEqual([cert.trim()]);
  });

  it("goes on without a file that cannot be used, and says so", async () => {
    const env = { NODE_EXTRA_CA_CERTS: path.join(folder, "gone.pem") };
    const { certificates, problems } = await trustedCertificates({
      env,
      system: () => [],
      bundles: [],
    });
    expect(certificates).toHaveLength(mozilla);
    expect(problems.map(({ message }) => message)).toEqual([
      `${env.NODE_EXTRA_CA_CERTS} cannot be used: NODE_EXTRA_CA_CERTS names it, and there is no certificate that can be read in it.`,
    ]);
  });

  it("splits a text without an end in no time", async () => {
    const env = {
      NODE_EXTRA_CA_CERTS: await put("x", "-----BEGIN CERTIFICATE-----\n".repeat(100_000)),
    };
    expect(
      (await trustedCertificates({ env, system: () => [], bundles: [] })).problems,
    ).toHaveLength(1);
  });
});
