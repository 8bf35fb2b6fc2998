import tls from "node:tls";
import type { EngineError } from "../../../errors.ts";
import { readCappedFile } from "../../../disk/readCappedFile.ts";
import { hostFileError } from "./hostFile.ts";
import { isCertificate, splitCertificates } from "./certificates.ts";

export interface TrustedCertificates {
  /** Authorities in PEM, each once. */
  readonly certificates: readonly string[];
  /** Files that were named and could not be used; the rest is trusted all the same. */
  readonly problems: readonly EngineError[];
}

/** Where Linux distributions and BSDs keep one file with all authorities. Source: Go `crypto/x509/root_linux.go`. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Bytes; more than any of these files has. */
const limit = 8 * 1024 * 1024;

/**
 * The authorities to trust: Mozilla's that come with Node, the system's, and those of NODE_EXTRA_CA_CERTS, whose
 * own handling in Electron a fuse switches off. SSL_CERT_FILE names the system's, as for Go and OpenSSL.
 */
export async function trustedCertificates(
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** The system's own list; by default Node's, where this Node has it. */
    readonly system?: (() => readonly string[]) | undefined;
    readonly bundles?: readonly string[];
  } = {},
): Promise<TrustedCertificates> {
  const env = options.env ?? {};
  const named = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"].flatMap((variable) => {
    const file = env[variable];
    return file ? [{ variable, file }] : [];
  });
  const extra = await Promise.all(
    named.map(async ({ variable, file }) => {
      const certificates = await readBundle(file);
      return { variable, file, certificates };
    }),
  );
  const system = env["SSL_CERT_FILE"] ? [] : await systemCertificates(options);
  return {
    certificates: [
      ...new Set(
        [
          ...tls.rootCertificates,
          ...system,
          ...extra.flatMap(({ certificates }) => certificates),
        ].map((pem) => pem.trim()),
      ),
    ],
    problems: extra
      .filter(({ certificates }) => certificates.length === 0)
      .map(({ variable, file }) =>
        hostFileError(
          file,
          `${variable} names it, and there is no certificate that can be read in it`,
          `Have ${variable} name a file of certificates in PEM, or unset it.`,
        ),
      ),
  };
}

async function systemCertificates(options: {
  readonly system?: (() => readonly string[]) | undefined;
  readonly bundles?: readonly string[];
}): Promise<readonly string[]> {
  const ask = "system" in options ? options.system : nodeSystemList();
  if (ask) {
    const list = ask();
    if (list.length > 0) return list;
  }
  for (const file of options.bundles ?? bundles) {
    const certificates = await readBundle(file);
    if (certificates.length > 0) return certificates;
  }
  return [];
}

/** Node 22.15 and later can list what the system trusts; Electron 33 has an older one. */
function nodeSystemList(): (() => readonly string[]) | undefined {
  const { getCACertificates } = tls as Partial<typeof tls>;
  return getCACertificates && (() => getCACertificates("system"));
}

async function readBundle(file: string): Promise<readonly string[]> {
  try {
    const text = (await readCappedFile(file, limit)).toString("utf8");
    // One damaged certificate would make TLS refuse all.
    return splitCertificates(text).filter((pem) => isCertificate(pem));
  } catch {
    return [];
  }
}
