import path from "node:path";
import type { ClientFiles } from "./certificates.ts";
import type { HostFolder } from "./hostFolder.ts";
import { hostFileError } from "./hostFile.ts";

/**
 * What the names of a host folder's files mean to Docker: `*.crt` is an authority, `*.cert` with the `*.key` of
 * the same name a client's certificate.
 *
 * Source: moby `registry/registry.go`, `loadTLSConfig`; containerd `hosts.go`, `loadCertFiles`.
 */
export function certificateFiles({ folder, files }: HostFolder): {
  readonly ca: readonly string[];
  readonly client: ClientFiles | undefined;
} {
  const inside = (name: string): string => path.join(folder, name);
  const certs = files.filter((name) => name.endsWith(".cert"));
  const [cert, second] = certs;
  if (second !== undefined) {
    throw hostFileError(
      inside(second),
      `${cert} beside it is a client's certificate already`,
      "Keep one *.cert file, and the *.key file of the same name.",
    );
  }
  const orphan = files.find(
    (name) => name.endsWith(".key") && !certs.includes(swap(name, ".cert")),
  );
  if (orphan !== undefined) {
    throw hostFileError(
      inside(orphan),
      `the certificate for it, ${swap(orphan, ".cert")}, is missing`,
      "Put the client's certificate there as a *.cert file; *.crt files are authorities.",
    );
  }
  const key = cert === undefined ? undefined : swap(cert, ".key");
  return {
    ca: files.filter((name) => name.endsWith(".crt")).map((name) => inside(name)),
    client:
      cert === undefined
        ? undefined
        : { cert: inside(cert), key: key && files.includes(key) ? inside(key) : undefined },
  };
}

function swap(name: string, extension: string): string {
  return name.slice(0, name.lastIndexOf(".")) + extension;
}
