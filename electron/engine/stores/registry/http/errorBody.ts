import { sanitizeText } from "./redact.ts";
import { redactText } from "./redact.ts";

/** One error as a registry, its proxy or its token server tells it; empty texts where it says nothing. */
export interface RegistryWords {
  /** One of the specification's codes, or whatever the registry has in its place. */
  readonly code: string;
  readonly message: string;
  /** What `detail` says, in words. */
  readonly detail: string;
}

/** Errors read of one answer. */
const mostErrors = 10;
/** Characters of a detail, which may be any JSON. */
const longestDetail = 1000;
/** Levels of a detail that are told. */
const deepest = 4;

/** Messages that say nothing beside their code, so that only the detail tells what happened. */
const blankMessages = /^(?:unknown error|error|internal server error|bad request|forbidden)?\.?$/i;

/**
 * Read what an error body says went wrong: the list of errors of the distribution specification with its details, which
 * may be text, objects or lists, and the forms of token servers and clouds. All of it is redacted and capped.
 *
 * Sources: distribution-spec 1.1, "Error Codes"; RFC 6749 §5.2; RFC 9457.
 *
 * @param body at most 64 KiB of it
 * @returns nothing where the body is something else, such as a proxy's page
 */
export function readRegistryWords(body: Uint8Array): readonly RegistryWords[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
  if (!isObject(value)) return [];
  const { errors } = value;
  const list = Array.isArray(errors) ? errors.slice(0, mostErrors) : [value];
  return list.flatMap((error) => {
    const words = readOne(error);
    return words.code || words.message || words.detail ? [words] : [];
  });
}

/** All that was said, in one line: `DENIED: no pushes (Action: push); UNKNOWN`. */
export function tellWords(words: readonly RegistryWords[]): string {
  return words
    .map(({ code, message, detail }) => {
      const text = [code, message].filter(Boolean).join(": ");
      return detail && detail !== message ? (text ? `${text} (${detail})` : detail) : text;
    })
    .join("; ");
}

/** What went wrong in the fewest words that say it: the first message, or its detail where that says more. */
export function reasonIn(words: readonly RegistryWords[]): string {
  const [first] = words;
  return first ? reasonOf(first) : "";
}

/** What one error says went wrong: its message, or its detail where the message says nothing. */
export function reasonOf({ message, detail }: RegistryWords): string {
  return blankMessages.test(message) ? detail || message : message;
}

function readOne(error: unknown): RegistryWords {
  if (!isObject(error)) return { code: "", message: textOf(error), detail: "" };
  // Google nests an object, OAuth has a code, and others a sentence under this name.
  const { error: inner } = error;
  if (isObject(inner)) return readOne(inner);
  const oauth = typeof inner === "string" && typeof error["error_description"] === "string";
  const first = (...names: readonly string[]): string =>
    names.map((name) => textOf(error[name])).find((text) => text !== "") ?? "";
  return {
    code: oauth ? textOf(inner) : first("code", "error_type"),
    message: oauth
      ? textOf(error["error_description"])
      : first("message", "error", "error_message", "details", "title"),
    detail: redactText(tell(error["detail"], 0)).slice(0, longestDetail),
  };
}

function textOf(value: unknown): string {
  return redactText(sanitizeText(typeof value === "number" ? String(value) : value)).trim();
}

/** Any JSON in words: `Op: mkdir, Path: /var, Err: 28 (no space left on device)`. */
function tell(value: unknown, depth: number): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const items = depth < deepest ? value.slice(0, mostErrors) : [];
    return items
      .map((item) => tell(item, depth + 1))
      .filter(Boolean)
      .join("; ");
  }
  if (!isObject(value)) return sanitizeText(value).trim();
  return (depth < deepest ? Object.entries(value).slice(0, 20) : [])
    .flatMap(([name, inner]) => {
      if (isSecretName(name)) return [`${sanitizeText(name)}: REDACTED`];
      const text = isErrno(value, name, inner) ? tellErrno(inner) : tell(inner, depth + 1);
      const nested = isObject(inner) && text !== "";
      return text === "" ? [] : [`${sanitizeText(name)}: ${nested ? `(${text})` : text}`];
    })
    .join(", ");
}

function isSecretName(name: string): boolean {
  return /passw|secret|token|authorization|credential|signature|cookie|api.?key/i.test(name);
}

/** Go writes the system's errors as numbers: `fs.PathError` with a `syscall.Errno`, as distribution does. */
function isErrno(
  parent: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): value is number {
  return name === "Err" && typeof value === "number" && "Op" in parent;
}

/** Source: Linux, `errno.h`; registries run there. */
const errnos: Readonly<Record<number, string>> = {
  5: "input/output error",
  13: "permission denied",
  28: "no space left on device",
  30: "read-only file system",
  122: "disk quota exceeded",
};

function tellErrno(errno: number): string {
  const words = errnos[errno];
  return words === undefined ? String(errno) : `${errno} (${words})`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
