import path from "node:path";
import { parse, TomlError, type TomlTable } from "smol-toml";
import { z } from "zod";
import { stripUserInfo } from "../../../redact.ts";
import type { ClientFiles } from "./certificates.ts";
import { allCapabilities, type Capability } from "./hostConfig.ts";
import { hostFileError } from "./hostFile.ts";

/** One host of a `hosts.toml`. The files it names are not read yet. */
export interface HostEntry {
  /** Undefined if the file's root names no server. */
  readonly server: HostServer | undefined;
  readonly capabilities: ReadonlySet<Capability>;
  /** Absolute paths. */
  readonly ca: readonly string[];
  readonly client: ClientFiles | undefined;
  readonly skipVerify: boolean;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds. */
  readonly dialTimeout: number | undefined;
}

/** The address of a host. */
export interface HostServer {
  readonly origin: URL;
  /** The path of the API root if it is not `/v2`. */
  readonly overridePath: string | undefined;
}

/** What each key takes, for hints. */
const expected: Readonly<Record<string, string>> = {
  server: 'an address like "https://registry.example:5000", with http:// for a server without TLS',
  host: '[host."https://mirror.example"]',
  capabilities: 'a list of "pull", "resolve" and "push"',
  ca: "the name of a file, or a list of names",
  client: 'one certificate: "both.pem", or [["client.cert", "client.key"]]',
  skip_verify: "true or false",
  header: 'names with a string or a list of strings: Authorization = "Basic …"',
  override_path: "true or false",
  dial_timeout: 'a duration like "5s" or "1m30s"',
};

const fileName = z.string().min(1);

const entryFields = {
  capabilities: z
    .array(
      z
        .string()
        .toLowerCase()
        .pipe(z.enum(["pull", "resolve", "push"])),
    )
    .default([]),
  ca: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  client: z
    .union([
      fileName.transform((cert) => ({ cert, key: "" })),
      z.tuple([]).transform(() => undefined),
      z.tuple([fileName]).transform(([cert]) => ({ cert, key: "" })),
      z.tuple([z.tuple([fileName, z.string()])]).transform(([[cert, key]]) => ({ cert, key })),
    ])
    .optional(),
  skip_verify: z.boolean().default(false),
  header: z
    .record(z.string(), z.union([z.string().transform((value) => [value]), z.array(z.string())]))
    .transform(checkHeaders)
    .default({}),
  override_path: z.boolean().default(false),
  dial_timeout: z.string().transform(parseDuration).optional(),
};

const entrySchema = tableOf(entryFields);
type Entry = z.output<typeof entrySchema>;

const fileSchema = tableOf({
  ...entryFields,
  server: z.string().default(""),
  host: z.record(z.string(), entrySchema).default({}),
}).transform((root, context) => [
  ...Object.entries(root.host).map(([address, entry]) => ({
    ...entry,
    server: parseServer(address, { entry, key: ["host", address] }, context),
  })),
  {
    ...root,
    server: parseServer(root.server, { entry: root, key: ["server"] }, context),
  },
]);

/**
 * Parses the text of a `hosts.toml`. Unknown keys are ignored, as in containerd, unless they are a misspelled known
 * key.
 *
 * Source: containerd `core/remotes/docker/config/hosts.go`, `parseHostsFile`.
 *
 * @param file the path of the file: for errors, and as the base of the file names in it
 * @returns the hosts in their order, the file's root last
 * @throws EngineError `input_invalid`, with the file and the key
 */
export function parseHostsToml(text: string, file: string): readonly HostEntry[] {
  const result = fileSchema.safeParse(parseToml(text, file));
  if (!result.success) {
    throw invalidKey(file, result.error.issues[0]);
  }
  const resolve = (name: string): string => path.resolve(path.dirname(file), name);
  return result.data.map((entry) => ({
    server: entry.server,
    capabilities: entry.capabilities.length === 0 ? allCapabilities : new Set(entry.capabilities),
    ca: entry.ca.map(resolve),
    client: entry.client && {
      cert: resolve(entry.client.cert),
      key: entry.client.key === "" ? undefined : resolve(entry.client.key),
    },
    skipVerify: entry.skip_verify,
    headers: entry.header,
    dialTimeout: entry.dial_timeout,
  }));
}

function parseToml(text: string, file: string): TomlTable {
  try {
    return parse(text, { maxDepth: 32 });
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    throw hostFileError(
      file,
      `invalid TOML at line ${error.line}, column ${error.column}`,
      error.message.split("\n", 1)[0] ?? "",
    );
  }
}

/** A table whose keys match in any case, as in Go. */
function tableOf<T extends z.ZodRawShape>(fields: T) {
  return z.record(z.string(), z.unknown()).transform(lowerCaseKeys).pipe(z.object(fields));
}

function lowerCaseKeys(
  table: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => {
      const name = key.toLowerCase();
      const plain = name.replaceAll(/[-_\s]/g, "");
      const known = Object.keys(expected).find((each) => each.replace("_", "") === plain);
      if (known !== undefined && known !== name) {
        addIssue(context, "is misspelled", { hint: `Write it "${known}".`, path: [key] });
      }
      return [name, value];
    }),
  );
}

/** Reports a problem with a key. @param options.hint by default what the key takes */
function addIssue(
  context: z.RefinementCtx,
  problem: string,
  options: { readonly hint?: string; readonly path?: readonly string[] } = {},
): void {
  const { hint, path: keys = [] } = options;
  context.addIssue({ code: "custom", message: problem, path: [...keys], params: { hint } });
}

function invalidKey(file: string, issue: z.core.$ZodIssue | undefined): Error {
  const keys = (issue?.path ?? []).filter((part) => typeof part === "string");
  const [first, address, ...below] = keys;
  const isHost = first === "host" && address !== undefined;
  const key = (isHost ? [`host."${stripUserInfo(address)}"`, ...below] : keys).join(".");
  const own = isHost ? below : keys;
  const isCustom = issue?.code === "custom";
  const hint: unknown = isCustom ? issue.params?.["hint"] : undefined;
  return hostFileError(
    file,
    `the key "${key}" ${isCustom ? issue.message : "has a value of the wrong type"}`,
    typeof hint === "string" ? hint : `"${key}" takes ${describeExpected(key, own)}.`,
  );
}

/** @param names the key's path within its host */
function describeExpected(key: string, names: readonly string[]): string {
  const [name, header] = names;
  if (name === undefined) {
    return `[${key}] and keys below it`;
  }
  if (header !== undefined) {
    return "a string or a list of strings";
  }
  return expected[name] ?? "another value";
}

/**
 * Parses the address of a host: https unless it says http. `/v2` is appended to its path unless `override_path` is
 * set.
 *
 * Source: containerd `core/remotes/docker/config/hosts.go`, `parseHostConfig`.
 *
 * @param host.key the path of the key that holds the address
 * @returns undefined for an empty address, which names no server
 */
function parseServer(
  address: string,
  host: { readonly entry: Entry; readonly key: readonly string[] },
  context: z.RefinementCtx,
): HostServer | undefined {
  const { entry, key } = host;
  if (address === "") {
    return undefined;
  }
  const hint =
    "An address is like https://registry.example:5000, or http:// for a server without TLS.";
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
  const url = URL.canParse(absolute) ? new URL(absolute) : undefined;
  if (!url || url.hostname === "" || (url.protocol !== "https:" && url.protocol !== "http:")) {
    addIssue(context, "is not the address of a registry", { hint, path: key });
    return undefined;
  }
  if (url.username !== "" || url.password !== "") {
    addIssue(context, "contains a user name or password", {
      hint: "Log in to the host instead; credentials in addresses end up in logs.",
      path: key,
    });
  }
  if (url.search !== "" || url.hash !== "") {
    addIssue(context, "has more than a host and a path", { hint, path: key });
  }
  const prefix = url.pathname.replaceAll(/\/{2,}/g, "/").replace(/\/$/, "");
  const root = entry.override_path || prefix.endsWith("/v2") ? prefix : `${prefix}/v2`;
  return { origin: new URL(url.origin), overridePath: root === "/v2" ? undefined : root };
}

function checkHeaders(
  headers: Readonly<Record<string, readonly string[]>>,
  context: z.RefinementCtx,
): Readonly<Record<string, readonly string[]>> {
  for (const [name, values] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      addIssue(context, "has an invalid header name");
    }
    // These frame the request; overriding them allows request smuggling.
    if (
      /^(?:host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer)$/i.test(name)
    ) {
      addIssue(context, "is a header that cannot be set", { hint: "Remove it.", path: [name] });
    }
    if (values.some((value) => /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))) {
      addIssue(context, "has characters that are not allowed in a header", {
        hint: "Write it in one line of Latin-1 characters.",
        path: [name],
      });
    }
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values]),
  );
}

const milliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** The longest delay of a Node timer, in milliseconds. */
const maxDelay = 2 ** 31 - 1;

/**
 * Parses a Go duration such as `1m30s`.
 * Source: Go `time.ParseDuration`.
 * @returns milliseconds, at least 1; undefined for an empty string, which sets no timeout
 */
function parseDuration(text: string, context: z.RefinementCtx): number | undefined {
  if (text === "") {
    return undefined;
  }
  if (
    text.length > 64 ||
    !/^\+?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/u.test(text)
  ) {
    addIssue(context, "is not a duration");
  }
  let sum = 0;
  for (const [, number = "", unit = ""] of text.matchAll(/([\d.]+)([a-zµμ]+)/gu)) {
    sum += Number(number) * (milliseconds[unit] ?? 0);
  }
  return Math.min(Math.max(Math.round(sum), 1), maxDelay);
}
