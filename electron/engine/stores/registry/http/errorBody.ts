import { redactText, sanitizeText } from "../../../redact.ts";

/** One error in the body of a registry, its proxy or its token server; fields are empty if absent. */
export interface ErrorEntry {
  /** A code of distribution-spec or of the registry. */
  readonly code: string;
  readonly message: string;
  /** The JSON of `detail` as text. */
  readonly detail: string;
}

/** Maximum number of errors read from one body. */
const maxErrors = 10;
/** Maximum length of a detail, which may be any JSON. */
const maxDetailLength = 1000;
/** Maximum nesting depth and number of fields of a detail. */
const maxDepth = 4;
const maxFields = 20;

/** Messages that only repeat the status, so that the detail is the actual message. */
const emptyMessages = /^(?:unknown error|error|internal server error|bad request|forbidden)?\.?$/i;

/**
 * Parses an error body: the list of errors of distribution-spec, whose details may be text, objects or lists, and the
 * formats of token servers and clouds. All text is redacted and capped.
 *
 * Sources: distribution-spec 1.1, "Error Codes"; RFC 6749 §5.2; RFC 9457.
 *
 * @param body at most 64 KiB
 * @returns empty if the body is not JSON, such as a proxy's page
 */
export function parseErrorBody(body: Uint8Array): readonly ErrorEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
  if (!isObject(value)) {
    return [];
  }
  const { errors } = value;
  const list = Array.isArray(errors) ? errors.slice(0, maxErrors) : [value];
  return list.map(parseEntry).filter(({ code, message, detail }) => code || message || detail);
}

/** All errors in one line: `DENIED: no pushes (Action: push); UNKNOWN`. */
export function formatErrors(entries: readonly ErrorEntry[]): string {
  return entries
    .map(({ code, message, detail }) => {
      const text = [code, message].filter(Boolean).join(": ");
      if (detail === "" || detail === message) {
        return text;
      }
      return text === "" ? detail : `${text} (${detail})`;
    })
    .join("; ");
}

/** The message of an error, or its detail if the message only repeats the status. */
export function errorReason({ message, detail }: ErrorEntry): string {
  return emptyMessages.test(message) ? detail || message : message;
}

function parseEntry(error: unknown): ErrorEntry {
  if (!isObject(error)) {
    return { code: "", message: textOf(error), detail: "" };
  }
  // `error` is an object in Google's format, a code in OAuth's, and a sentence in others.
  const { error: inner, error_description: description } = error;
  if (isObject(inner)) {
    return parseEntry(inner);
  }
  const isOauth = typeof inner === "string" && typeof description === "string";
  const first = (...names: readonly string[]): string =>
    names.map((name) => textOf(error[name])).find((text) => text !== "") ?? "";
  return {
    code: isOauth ? textOf(inner) : first("code", "error_type"),
    message: isOauth
      ? textOf(description)
      : first("message", "error", "error_message", "details", "title"),
    detail: redactText(formatJson(error["detail"])).slice(0, maxDetailLength),
  };
}

function textOf(value: unknown): string {
  return redactText(sanitizeText(typeof value === "number" ? String(value) : value)).trim();
}

/** Any JSON as text: `Op: mkdir, Path: /var, Err: 28 (no space left on device)`. */
function formatJson(value: unknown, depth = 0): string {
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) {
    const items = depth < maxDepth ? value.slice(0, maxErrors) : [];
    return items
      .map((item) => formatJson(item, depth + 1))
      .filter(Boolean)
      .join("; ");
  }
  if (!isObject(value)) {
    return sanitizeText(value).trim();
  }
  const fields = depth < maxDepth ? Object.keys(value).slice(0, maxFields) : [];
  return fields
    .map((name) => formatField(value, name, depth + 1))
    .filter(Boolean)
    .join(", ");
}

function formatField(
  parent: Readonly<Record<string, unknown>>,
  name: string,
  depth: number,
): string {
  if (isSecretName(name)) {
    return `${sanitizeText(name)}: REDACTED`;
  }
  const value = parent[name];
  // Go encodes a system error as a number: `fs.PathError` with a `syscall.Errno`, as distribution does.
  const isErrno = name === "Err" && typeof value === "number" && "Op" in parent;
  const text = isErrno ? formatErrno(value) : formatJson(value, depth);
  if (text === "") {
    return "";
  }
  return `${sanitizeText(name)}: ${isObject(value) ? `(${text})` : text}`;
}

function isSecretName(name: string): boolean {
  return /passw|secret|token|authorization|credential|signature|cookie|api.?key/i.test(name);
}

/** Source: Linux, `errno.h`; registries run there. */
const errnoMessages: Readonly<Record<number, string>> = {
  5: "input/output error",
  13: "permission denied",
  28: "no space left on device",
  30: "read-only file system",
  122: "disk quota exceeded",
};

function formatErrno(errno: number): string {
  const message = errnoMessages[errno];
  return message === undefined ? String(errno) : `${errno} (${message})`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
