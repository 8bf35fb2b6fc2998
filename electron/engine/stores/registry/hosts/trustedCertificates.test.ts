import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCertificate } from "../../../../testing/servers/selfSignedCertificate.ts";
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

describe("trustedCertificates", () => {
  it("combines Mozilla's authorities, the system's and the extra ones without duplicates", async () => {
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

  it("reads the first bundle with a valid certificate if Node lists none", async () => {
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

  it("replaces the system's authorities by SSL_CERT_FILE", async () => {
    const { cert } = createCertificate();
    const env = { SSL_CERT_FILE: await put("ssl.pem", cert) };
    const { certificates } = await trustedCertificates({
      env,
      system: () => [createCertificate().cert],
    });
    expect(certificates.slice(mozilla)).toEqual([cert.trim()]);
  });

  it("reports a file that cannot be used, and trusts the others", async () => {
    const env = { NODE_EXTRA_CA_CERTS: path.join(folder, "gone.pem") };
    const { certificates, problems } = await trustedCertificates({
      env,
      system: () => [],
      bundles: [],
    });
    expect(certificates).toHaveLength(mozilla);
    expect(problems.map(({ message }) => message)).toEqual([
      `Cannot use ${env.NODE_EXTRA_CA_CERTS}: NODE_EXTRA_CA_CERTS refers to it, and it contains no valid certificate.`,
    ]);
  });

  it("parses a file of unterminated certificates in linear time", async () => {
    const env = {
      NODE_EXTRA_CA_CERTS: await put("x", "-----BEGIN CERTIFICATE-----\n".repeat(100_000)),
    };
    expect(
      (await trustedCertificates({ env, system: () => [], bundles: [] })).problems,
    ).toHaveLength(1);
  });
});
