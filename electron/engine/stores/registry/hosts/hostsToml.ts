import path from "node:path";
import { parse, TomlError } from "smol-toml";
import type { ClientFiles } from "./certificates.ts";
import { parseDuration } from "./duration.ts";
import { allCapabilities, type Capability } from "./hostConfig.ts";
import { hostFileError } from "./hostFile.ts";
import { parseServer, type Server } from "./server.ts";

/** One host of a `hosts.toml`, checked but with its files unread. */
export interface HostEntry {
  /** Undefined in the file's root where it names no server. */
  readonly server: Server | undefined;
  readonly capabilities: ReadonlySet<Capability>;
  readonly ca: readonly string[];
  readonly client: ClientFiles | undefined;
  readonly skipVerify: boolean;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds. */
  readonly dialTimeout: number | undefined;
}

type Table = Readonly<Record<string, unknown>>;

const known = [
  "server",
  "host",
  "capabilities",
  "ca",
  "client",
  "skip_verify",
  "header",
  "override_path",
  "dial_timeout",
];

/**
 * Read the text of a `hosts.toml`. Keys that we do not know pass, as with containerd, unless they are one that
 * we know, misspelled.
 *
 * Source: containerd `core/remotes/docker/config/hosts.go`, `parseHostsFile`.
 *
 * @param file where the text comes from: for errors, and for the files that it names
 * @returns the hosts in their order, the file's root last
 */
export function parseHostsToml(text: string, file: string): readonly HostEntry[] {
  let root: Table;
  try {
    root = lowerKeys(parse(text, { maxDepth: 32 }), file, "");
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw hostFileError(
      file,
      `it is not TOML, line ${error.line}, column ${error.column}`,
      error.message.split("\n", 1)[0] ?? "",
    );
  }
  const hosts = table(root["host"] ?? {}, file, "host", '[host."https://mirror.example"]');
  return [
    ...Object.entries(hosts).map(([address, value]) => {
      const key = `host."${address}"`;
      const entry = table(value, file, key, `[${key}] and keys below it`);
      return parseEntry(address, lowerKeys(entry, file, `${key}.`), file, `${key}.`, key);
    }),
    parseEntry(root["server"], root, file, "", "server"),
  ];
}

function parseEntry(
  address: unknown,
  entry: Table,
  file: string,
  prefix: string,
  serverKey: string,
): HostEntry {
  const overridePath = flag(entry["override_path"], file, `${prefix}override_path`);
  const named = address === undefined ? "" : string(address, file, serverKey, '"https://host"');
  const timeout = entry["dial_timeout"];
  return {
    server: named === "" ? undefined : parseServer(named, overridePath, file, serverKey),
    capabilities: capabilities(entry["capabilities"], file, `${prefix}capabilities`),
    ca: fileList(entry["ca"], file, `${prefix}ca`),
    client: client(entry["client"], file, `${prefix}client`),
    skipVerify: flag(entry["skip_verify"], file, `${prefix}skip_verify`),
    headers: headers(entry["header"], file, `${prefix}header`),
    dialTimeout:
      timeout === undefined || timeout === ""
        ? undefined
        : parseDuration(timeout, file, `${prefix}dial_timeout`),
  };
}

/** Keys in containerd's case: Go takes them in any. */
function lowerKeys(entry: Table, file: string, prefix: string): Table {
  const lower: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(entry)) {
    const name = key.toLowerCase();
    const plain = name.replaceAll(/[-_\s]/g, "");
    const meant = known.find((other) => other.replace("_", "") === plain && other !== name);
    if (meant !== undefined) {
      throw hostFileError(file, `it has a key "${prefix}${key}"`, `Write it "${meant}".`);
    }
    lower[name] = value;
  }
  return lower;
}

function wrong(file: string, key: string, right: string): Error {
  return hostFileError(file, `"${key}" has a value of the wrong form`, `"${key}" takes ${right}.`);
}

function table(value: unknown, file: string, key: string, right: string): Table {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date)
    throw wrong(file, key, right);
  return value as Table;
}

function string(value: unknown, file: string, key: string, right: string): string {
  if (typeof value !== "string") throw wrong(file, key, right);
  return value;
}

function flag(value: unknown, file: string, key: string): boolean {
  if (value !== undefined && typeof value !== "boolean") throw wrong(file, key, "true or false");
  return value ?? false;
}

function capabilities(value: unknown, file: string, key: string): ReadonlySet<Capability> {
  const right = 'a list of "pull", "resolve" and "push"';
  if (value !== undefined && !Array.isArray(value)) throw wrong(file, key, right);
  const list = (value ?? []) as readonly unknown[];
  const found = list.map((item) => {
    const name = string(item, file, key, right).toLowerCase();
    if (!allCapabilities.has(name as Capability)) throw wrong(file, key, right);
    return name as Capability;
  });
  return found.length === 0 ? allCapabilities : new Set(found);
}

function beside(name: string, file: string): string {
  return path.resolve(path.dirname(file), name);
}

function fileList(value: unknown, file: string, key: string): readonly string[] {
  if (value === undefined) return [];
  const right = "the name of a file, or a list of names";
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => beside(string(item, file, key, right), file));
}

/** `"both.pem"`, `["both.pem"]` or `[["cert.pem", "key.pem"]]`. */
function client(value: unknown, file: string, key: string): ClientFiles | undefined {
  const right = 'one certificate: "both.pem", or [["client.cert", "client.key"]]';
  if (value === undefined) return undefined;
  const pairs: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (pairs.length > 1) throw wrong(file, key, right);
  const [first] = pairs;
  if (first === undefined) return undefined;
  const names: readonly unknown[] = Array.isArray(first) ? first : [first, ""];
  const [cert, keyName] = names.map((item) => string(item, file, key, right));
  if (names.length !== 2 || !cert || keyName === undefined) throw wrong(file, key, right);
  return { cert: beside(cert, file), key: keyName === "" ? undefined : beside(keyName, file) };
}

function headers(
  value: unknown,
  file: string,
  key: string,
): Readonly<Record<string, readonly string[]>> {
  if (value === undefined) return {};
  const right = 'names with a text or a list of texts: Authorization = "Basic …"';
  const entries = Object.entries(table(value, file, key, right)).map(([name, item]) => {
    const list: readonly unknown[] = Array.isArray(item) ? item : [item];
    const texts = list.map((text) =>
      string(text, file, `${key}.${name}`, "a text or a list of texts"),
    );
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw hostFileError(
        file,
        `"${key}" has a name that no header has`,
        `"${key}" takes ${right}.`,
      );
    }
    // These say where a message goes and where it ends: changed, they let one pass as two.
    if (
      /^(?:host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer)$/i.test(name)
    ) {
      throw hostFileError(file, `"${key}.${name}" is a header that cannot be set`, "Remove it.");
    }
    if (texts.some((text) => /[^\t\u0020-\u007e\u0080-\u00ff]/.test(text))) {
      throw hostFileError(
        file,
        `"${key}.${name}" has characters that no header has`,
        "Write it in one line, in plain letters.",
      );
    }
    return [name.toLowerCase(), texts] as const;
  });
  return Object.fromEntries(entries);
}
