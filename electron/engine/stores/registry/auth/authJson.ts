import { sanitizeText, stripUserInfo } from "../../../redact.ts";
import { tryParseJson } from "../tryParseJson.ts";

/** An entry of `auths`; absent fields are empty strings. */
export interface Auth {
  /** `base64(username:password)` */
  readonly auth: string;
  readonly username: string;
  readonly password: string;
  readonly identitytoken: string;
  readonly registrytoken: string;
}

/** The credentials in a document in Docker's or Podman's format. */
export interface AuthJson {
  readonly auths: ReadonlyMap<string, Auth>;
  readonly credsStore: string;
  /** By host. An empty name disables the store for the host. */
  readonly credHelpers: ReadonlyMap<string, string>;
  /** What cannot be used, each the end of a sentence. Only keys are quoted, never values. */
  readonly problems: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses a file with credentials as Docker does: blank text and `null` are an empty file, `null` means absent, field
 * names match in any case, unknown fields and text after the first value are ignored. Other errors are reported as
 * problems, and the rest of the file is used; Docker warns and ignores the file.
 *
 * Source: docker/cli `configfile/file.go`, `LoadFromReader`, and Go's `encoding/json`.
 *
 * @param form `legacy` for `.dockercfg`, which consists of the `auths` of the others
 */
export function parseAuthJson(text: string, form: "current" | "legacy"): AuthJson {
  const problems: string[] = [];
  const json = parseFirst(text);
  if (json === undefined) {
    problems.push("it is not JSON");
  }
  const top = fieldsOf(json, () => problems.push("it is not a JSON object"));
  const about = form === "legacy" ? { auths: top } : top;
  return {
    auths: readEntries(about, "auths", { read: readAuth, problems }),
    credsStore: readText(about, "credsStore", (why) => problems.push(why)),
    credHelpers: readEntries(about, "credHelpers", { read: readHelper, problems }),
    problems,
  };
}

/**
 * Decodes `base64(username:password)`; some programs pad the password with NULs.
 * @returns undefined if it is anything else
 */
export function decodePair(auth: string): { username: string; password: string } | undefined {
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(auth)) {
    return undefined;
  }
  const pair = Buffer.from(auth, "base64").toString("utf8").replace(/\0+$/, "");
  const colon = pair.indexOf(":");
  return colon < 1
    ? undefined
    : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** The first JSON value of a text, `null` for a blank text; undefined if it is not JSON. */
function parseFirst(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, "").trim();
  if (bare === "") {
    return null;
  }
  // The message of JSON.parse is dropped: it quotes the file, and so perhaps a password.
  return tryParseJson(bare) ?? tryParseJson(bare.slice(0, endOfObject(bare)));
}

/** The length of the object that a text begins with. */
function endOfObject(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === "{") {
      depth += 1;
    }
    if (token === "}") {
      depth -= 1;
    }
    if (depth === 0) {
      return index + token.length;
    }
  }
  return text.length;
}

function readEntries<T>(
  about: Fields,
  name: string,
  options: {
    readonly read: (value: unknown, wrong: (why: string) => void) => T;
    readonly problems: string[];
  },
): ReadonlyMap<string, T> {
  const { read, problems } = options;
  const entries = fieldsOf(fieldOf(about, name), () =>
    problems.push(`its ${JSON.stringify(name)} is not a JSON object`),
  );
  const taken = new Map<string, T>();
  for (const [key, value] of Object.entries(entries)) {
    let isWrong = false;
    const entry = read(value, (why) => {
      if (!isWrong) {
        problems.push(`the entry ${shownKey(key)} of ${JSON.stringify(name)}: ${why}`);
      }
      isWrong = true;
    });
    if (!isWrong) {
      taken.set(key, entry);
    }
  }
  return taken;
}

function readAuth(value: unknown, wrong: (why: string) => void): Auth {
  const entry = fieldsOf(value, () => wrong("it is not a JSON object"));
  const auth = readText(entry, "auth", wrong);
  if (auth !== "" && !decodePair(auth)) {
    wrong('its "auth" is not base64 of name:password');
  }
  return {
    auth,
    username: readText(entry, "username", wrong),
    password: readText(entry, "password", wrong),
    identitytoken: readText(entry, "identitytoken", wrong),
    registrytoken: readText(entry, "registrytoken", wrong),
  };
}

function readHelper(value: unknown, wrong: (why: string) => void): string {
  if (typeof value === "string" || value === null) {
    return value ?? "";
  }
  wrong("it is not the name of a helper");
  return "";
}

function readText(about: Fields, name: string, wrong: (why: string) => void): string {
  const value = fieldOf(about, name) ?? "";
  if (typeof value === "string") {
    return value;
  }
  wrong(`its ${JSON.stringify(name)} is not a string`);
  return "";
}

/** The fields of an object. `null` has none; any other value is reported as wrong. */
function fieldsOf(value: unknown, wrong: () => void): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Fields;
  }
  if (value !== null && value !== undefined) {
    wrong();
  }
  return {};
}

/** The value of a field, whose name matches in any case; the last one wins. */
function fieldOf(about: Fields, name: string): unknown {
  const wanted = name.toLowerCase();
  return Object.entries(about).findLast(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A key for messages, without a password in its URL. */
function shownKey(key: string): string {
  return JSON.stringify(sanitizeText(stripUserInfo(key)));
}
