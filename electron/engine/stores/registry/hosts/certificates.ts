import { createPrivateKey, X509Certificate } from "node:crypto";
import { hostFileError } from "./hostFile.ts";
import { readHostFile } from "./hostFile.ts";

const pemHint =
  "It takes certificates in PEM: text that begins with -----BEGIN CERTIFICATE-----. `openssl x509 -inform der -in <file>` makes PEM of DER.";

/**
 * The authorities in a file.
 * @param needed why the file is read, as {@link readHostFile} takes it
 */
export async function readAuthorities(file: string, needed: string): Promise<readonly string[]> {
  const certificates = splitCertificates(await readHostFile(file, needed));
  if (certificates.length === 0)
    throw hostFileError(file, "there is no certificate in it", pemHint);
  const bad = certificates.findIndex((pem) => !isCertificate(pem));
  if (bad >= 0) throw hostFileError(file, `its certificate ${bad + 1} is damaged`, pemHint);
  return certificates;
}

/** The files of a client's certificate; without a key file, the key is in the certificate's. */
export interface ClientFiles {
  readonly cert: string;
  readonly key: string | undefined;
}

/**
 * A client's certificate and key, known to belong together.
 * @param needed why the files are read, as {@link readHostFile} takes it
 */
export async function readClient(
  files: ClientFiles,
  needed: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const cert = (await readAuthorities(files.cert, needed)).join("");
  const keyFile = files.key ?? files.cert;
  const key = await readHostFile(keyFile, needed);
  let fits: boolean;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    const encrypted = key.includes("ENCRYPTED");
    throw hostFileError(
      keyFile,
      encrypted ? "its private key asks for a passphrase" : "there is no private key in it",
      encrypted
        ? "`openssl pkey -in <file>` writes the key without one."
        : `It takes a private key in PEM${files.key === undefined ? ", after the certificate; a key in a file of its own is named beside it" : ""}.`,
    );
  }
  if (!fits) {
    throw hostFileError(
      keyFile,
      `its key is not that of ${files.cert}`,
      "Name the two that belong together.",
    );
  }
  return { cert, key };
}

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

/** The certificates in a PEM text, one after another, without what stands between them. */
export function splitCertificates(text: string): readonly string[] {
  const certificates: string[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    const stop = text.indexOf(end, at);
    if (stop < 0) break;
    certificates.push(`${text.slice(at, stop + end.length).replaceAll("\r", "")}\n`);
    at = stop;
  }
  return certificates;
}

/** Whether a PEM text is a certificate that can be used. */
export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.byteLength > 0;
  } catch {
    return false;
  }
}
