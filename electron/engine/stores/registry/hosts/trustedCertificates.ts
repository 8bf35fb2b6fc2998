import tls from "node:tls";
import type { EngineError } from "../../../errors.ts";
import { readCappedFile } from "../../../disk/readCappedFile.ts";
import { hostFileError } from "./hostFile.ts";
import { isCertificate, splitCertificates } from "./certificates.ts";

export interface TrustedCertificates {
  /** Authorities in PEM, without duplicates. */
  readonly certificates: readonly string[];
  /** Configured files that cannot be used. The other authorities are trusted regardless. */
  readonly problems: readonly EngineError[];
}

/** The CA bundles of Linux distributions and BSDs. Source: Go `crypto/x509/root_linux.go`. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Bytes; larger than any of these files. */
const maxSize = 8 * 1024 * 1024;

/**
 * The authorities to trust: Mozilla's that come with Node, the system's, and those in NODE_EXTRA_CA_CERTS, which
 * Electron itself ignores because a fuse is off. SSL_CERT_FILE replaces the system's, as in Go and OpenSSL.
 */
export async function trustedCertificates(
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** Lists the system's authorities; by default Node's own function, if this version of Node has it. */
    readonly system?: (() => readonly string[]) | undefined;
    readonly bundles?: readonly string[];
  } = {},
): Promise<TrustedCertificates> {
  const env = options.env ?? {};
  const files = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"].flatMap((variable) => {
    const file = env[variable];
    return file ? [{ variable, file }] : [];
  });
  const extra = await Promise.all(
    files.map(async ({ variable, file }) => {
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
          `${variable} refers to it, and it contains no valid certificate`,
          `Set ${variable} to a file of certificates in PEM, or unset it.`,
        ),
      ),
  };
}

async function systemCertificates(options: {
  readonly system?: (() => readonly string[]) | undefined;
  readonly bundles?: readonly string[];
}): Promise<readonly string[]> {
  const list = "system" in options ? options.system : nodeSystemList();
  const listed = list?.() ?? [];
  if (listed.length > 0) {
    return listed;
  }
  for (const file of options.bundles ?? systemBundles) {
    const certificates = await readBundle(file);
    if (certificates.length > 0) {
      return certificates;
    }
  }
  return [];
}

/** Node 22.15 and later can list the system's authorities; Electron 33 has an older version. */
function nodeSystemList(): (() => readonly string[]) | undefined {
  const { getCACertificates } = tls as Partial<typeof tls>;
  return getCACertificates && (() => getCACertificates("system"));
}

async function readBundle(file: string): Promise<readonly string[]> {
  try {
    const text = (await readCappedFile(file, maxSize)).toString("utf8");
    // One invalid certificate would make TLS reject all of them.
    return splitCertificates(text).filter((pem) => isCertificate(pem));
  } catch {
    return [];
  }
}
