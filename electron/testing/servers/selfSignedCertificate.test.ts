import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { expect, test } from "vitest";
import { createCertificate } from "./selfSignedCertificate.ts";
import { startRegistry } from "../registry/registry.ts";

test("creates a self-signed certificate for this machine", () => {
  const certificate = new X509Certificate(createCertificate().cert);
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test("serves https to clients that trust the certificate", async () => {
  const tls = createCertificate();
  const registry = await startRegistry({ tls, auth: { kind: "bearer" } });
  const statusOf = (url: string, ca: string | undefined) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(url, { ca, agent: false }, (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode);
      });
      outgoing.on("error", reject);
      outgoing.end();
    });
  try {
    expect(registry.url).toBe(`https://${registry.host}`);
    expect(await statusOf(`${registry.url}/v2/`, tls.cert)).toBe(401);
    expect(await statusOf(`${registry.tokenUrl}?service=test-registry`, tls.cert)).toBe(200);
    await expect(statusOf(`${registry.url}/v2/`, undefined)).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  } finally {
    await registry.close();
  }
});
