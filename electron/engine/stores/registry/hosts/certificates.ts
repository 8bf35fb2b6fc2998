import { createPrivateKey, X509Certificate } from "node:crypto";
import { hostFileError, readHostFile } from "./hostFile.ts";

const pemHint =
  "The file must hold certificates in PEM: text that begins with -----BEGIN CERTIFICATE-----. `openssl x509 -inform der -in <file>` converts DER to PEM.";

/**
 * Reads the certificate authorities in a file.
 * @param reason why the file must exist, as {@link readHostFile} takes it
 * @returns one certificate in PEM each
 * @throws EngineError `input_invalid`
 */
export async function readAuthorities(file: string, reason: string): Promise<readonly string[]> {
  const certificates = splitCertificates(await readHostFile(file, reason));
  if (certificates.length === 0) {
    throw hostFileError(file, "it contains no certificate", pemHint);
  }
  const invalid = certificates.findIndex((pem) => !isCertificate(pem));
  if (invalid >= 0) {
    throw hostFileError(file, `certificate ${invalid + 1} is invalid`, pemHint);
  }
  return certificates;
}

/** The files of a client certificate. Without a key file, the certificate's file also holds the key. */
export interface ClientFiles {
  readonly cert: string;
  readonly key: string | undefined;
}

/**
 * Reads a client certificate with its chain, and the private key that matches it.
 * @param reason why the files must exist, as {@link readHostFile} takes it
 * @returns both in PEM
 * @throws EngineError `input_invalid`
 */
export async function readClient(
  files: ClientFiles,
  reason: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const cert = (await readAuthorities(files.cert, reason)).join("");
  const keyFile = files.key ?? files.cert;
  const key = await readHostFile(keyFile, reason);
  let matches: boolean;
  try {
    matches = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    throw privateKeyError(keyFile, key, files);
  }
  if (!matches) {
    throw hostFileError(
      keyFile,
      `its private key does not match ${files.cert}`,
      "Choose a certificate and the key it was made with.",
    );
  }
  return { cert, key };
}

function privateKeyError(file: string, text: string, { key }: ClientFiles): Error {
  if (text.includes("ENCRYPTED")) {
    return hostFileError(
      file,
      "its private key has a passphrase",
      "`openssl pkey -in <file>` writes the key without a passphrase.",
    );
  }
  const place =
    key === undefined
      ? " after the certificate; a key in a separate file is listed next to it"
      : "";
  return hostFileError(
    file,
    "it contains no private key",
    `The file must hold a private key in PEM${place}.`,
  );
}

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

/** The certificates in a PEM text, without any text between them. */
export function splitCertificates(text: string): readonly string[] {
  const certificates: string[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    const stop = text.indexOf(end, at);
    if (stop < 0) {
      break;
    }
    certificates.push(`${text.slice(at, stop + end.length).replaceAll("\r", "")}\n`);
    at = stop;
  }
  return certificates;
}

/** Whether a PEM text is a valid certificate. */
export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.byteLength > 0;
  } catch {
    return false;
  }
}
