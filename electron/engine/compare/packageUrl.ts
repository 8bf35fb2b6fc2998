import type { SbomPackage } from "../../../shared/evidence.ts";

/** A package without its version. */
export interface PackageName {
  /** The type of the purl: `deb`, `npm`; empty without a purl. */
  readonly type: string;
  /** With the namespace: `debian/openssl`, `@acme/lib`. */
  readonly name: string;
  readonly version: string;
}

/**
 * Names a package by its purl, without version, qualifiers and subpath; without a purl, by its name. The version of the
 * purl counts if the document gives no other.
 *
 * Source: purl-spec, "PURL-SPECIFICATION.rst": `scheme:type/namespace/name@version?qualifiers#subpath`.
 */
export function namePackage({ name, version, purl }: SbomPackage): PackageName {
  const [, type, path, purlVersion = ""] =
    /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]*?)(?:@([^@/?#]*))?(?:[?#].*)?$/s.exec(purl) ?? [];
  const parts = (path ?? "").split("/").map(decode).filter(Boolean);
  if (type === undefined || parts.length === 0) {
    return { type: "", name, version };
  }
  return {
    type: type.toLowerCase(),
    name: parts.join("/"),
    version: version === "" ? decode(purlVersion) : version,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
