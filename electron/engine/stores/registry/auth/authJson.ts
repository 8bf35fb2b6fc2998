import { sanitizeText } from "../http/redact.ts";

/** An entry of `auths`; empty texts stand for what is absent. */
export interface Auth {
  /** `base64(username:password)` */
  readonly auth: string;
  readonly username: string;
  readonly password: string;
  readonly identitytoken: string;
  readonly registrytoken: string;
}

/** What a text of Docker's or Podman's form says about credentials. */
export interface AuthJson {
  readonly auths: ReadonlyMap<string, Auth>;
  readonly credsStore: string;
  /** By host. An empty name says that no helper is asked for it, and the store neither. */
  readonly credHelpers: ReadonlyMap<string, string>;
  /** What cannot be used, each as the end of a sentence; nothing is quoted but keys. */
  readonly problems: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Read the text of a file with credentials as Docker does: blank text and `null` are an empty file, `null` stands
 * for absent anywhere, names of fields match in any case, unknown ones and what follows the first value are passed
 * over. What is wrong beyond that is said, and the rest counts; Docker warns and goes on without the file.
 *
 * Source: docker/cli `configfile/file.go`, `LoadFromReader`, and Go's `encoding/json`.
 *
 * @param form `legacy` for `.dockercfg`, which is the `auths` of the others and nothing around it
 */
export function readAuthJson(text: string, form: "current" | "legacy"): AuthJson {
  const problems: string[] = [];
  const json = parseFirst(text);
  if (json === undefined) problems.push("it is not JSON");
  const top = fieldsOf(json, () => problems.push("it is not a JSON object"));
  const about = form === "legacy" ? { auths: top } : top;
  return {
    auths: readEntries(about, "auths", readAuth, problems),
    credsStore: readText(about, "credsStore", (why) => problems.push(why)),
    credHelpers: readEntries(about, "credHelpers", readHelper, problems),
    problems,
  };
}

/**
 * The parts of `base64(username:password)`; some writers pad the password with NULs.
 * @returns undefined where it is something else
 */
export function decodePair(auth: string): { username: string; password: string } | undefined {
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(auth)) return undefined;
  const pair = Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "");
  const colon = pair.indexOf(":");
  return colon < 1
    ? undefined
    : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** The first JSON value of a text, `null` where the text is blank; undefined where it is not JSON. */
function parseFirst(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, "").trim();
  if (bare === "") return null;
  for (const candidate of [bare, bare.slice(0, endOfObject(bare))]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // The parser's own message would quote the file, and with it perhaps a password.
    }
  }
  return undefined;
}

/** Where the object that a text begins with ends. */
function endOfObject(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === "{") depth += 1;
    if (token === "}") depth -= 1;
    if (depth === 0) return index + token.length;
  }
  return text.length;
}

function readEntries<T>(
  about: Fields,
  name: string,
  read: (value: unknown, wrong: (why: string) => void) => T,
  problems: string[],
): ReadonlyMap<string, T> {
  const entries = fieldsOf(fieldOf(about, name), () =>
    problems.push(`its ${JSON.stringify(name)} is not a JSON object`),
  );
  const taken = new Map<string, T>();
  for (const [key, value] of Object.entries(entries)) {
    let isWrong = false;
    const entry = read(value, (why) => {
      if (!isWrong) problems.push(`the entry ${shownKey(key)} of ${JSON.stringify(name)}: ${why}`);
      isWrong = true;
    });
    if (!isWrong) taken.set(key, entry);
  }
  return taken;
}

function readAuth(value: unknown, wrong: (why: string) => void): Auth {
  const entry = fieldsOf(value, () => wrong("it is not a JSON object"));
  const auth = readText(entry, "auth", wrong);
  if (auth !== "" && !decodePair(auth)) wrong('its "auth" is not the base64 of name:password');
  return {
    auth,
    username: readText(entry, "username", wrong),
    password: readText(entry, "password", wrong),
    identitytoken: readText(entry, "identitytoken", wrong),
    registrytoken: readText(entry, "registrytoken", wrong),
  };
}

function readHelper(value: unknown, wrong: (why: string) => void): string {
  if (typeof value === "string" || value === null) return value ?? "";
  wrong("it is not the name of a helper");
  return "";
}

function readText(about: Fields, name: string, wrong: (why: string) => void): string {
  const value = fieldOf(about, name) ?? "";
  if (typeof value === "string") return value;
  wrong(`its ${JSON.stringify(name)} is not a text`);
  return "";
}

/** The fields of an object; none of `null`, and none of anything else, which is wrong. */
function fieldsOf(value: unknown, wrong: () => void): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  if (value !== null && value !== undefined) wrong();
  return {};
}

/** The value of a field, whose name may be in any case; the last one counts. */
function fieldOf(about: Fields, name: string): unknown {
  const wanted = name.toLowerCase();
  return Object.entries(about).findLast(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A key as it may be shown: addresses can hold a password. */
function shownKey(key: string): string {
  return JSON.stringify(sanitizeText(key.replace(/^([a-z]+:\/\/)?[^/@]*@/i, "$1")));
}
