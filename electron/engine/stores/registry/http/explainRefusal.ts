import type { AuthAttempt, ErrorCode } from "../../../../../shared/errors.ts";
import { isDockerHub } from "../auth/credentialKeys.ts";
import { clientCertificateHint, plainHttpToTls } from "./networkError.ts";
import { matchesOutsideNames } from "./requestNames.ts";
import type { RequestTarget } from "./registryRequest.ts";

/** A request and the registry's refusal. */
export interface Refusal {
  /** Describes the request: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: string;
  readonly target: RequestTarget;
  readonly host: string;
  readonly status: number;
  /** The account and scopes of the request. */
  readonly auth: AuthAttempt;
  /** The code of the first error; empty if there is none. */
  readonly code: string;
  /** The message of the first error; empty if there is none. */
  readonly reason: string;
  /** All errors with their details. */
  readonly text: string;
  /** All codes and messages without further details. For matching only, not redacted. */
  readonly reasons: string;
  /** The names in the request, which the registry may repeat. */
  readonly names: readonly string[];
  /** The hint of the caller, if it knows better than the status. */
  readonly hint: string | undefined;
}

/** A refusal as an error for the user. */
export interface Explanation {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Whether the request may succeed after the user followed the hint; undefined: decided by the status. */
  readonly retryable?: boolean;
  /** Whether a connection setting of the registry may fix it. */
  readonly settable?: boolean;
}

/** Explains a refusal by its status, method and target, and by known messages. */
export function explainRefusal(refusal: Refusal): Explanation {
  // ECR Public rejects an expired token with 400.
  const isUnauthorized = refusal.status === 400 && refusal.code === "UNAUTHORIZED";
  const status = isUnauthorized ? 401 : refusal.status;
  // After a 401 only the login matters, whatever the message.
  const known = status === 401 ? undefined : explainMessage(refusal);
  return known ?? explainStatus(status, refusal);
}

function explainStatus(status: number, refusal: Refusal): Explanation {
  const { what, host, auth } = refusal;
  switch (status) {
    case 401:
      return {
        code: "unauthorized",
        message: `${host} requires a login for ${what}; the request was ${describeAccount(auth)}.`,
        hint: `${logIn(host)}, or check that the account may see this repository, then try again.`,
      };
    case 403:
      return {
        code: "denied",
        message: `${host} denies access to ${what}; the request was ${describeAccount(auth)}.`,
        hint: deniedHint(refusal),
      };
    case 404:
      return isWrite(refusal) ? missingDestination(refusal) : missingContent(refusal);
    case 405:
      return { ...refused(refusal), hint: methodHint(refusal) };
    case 413:
      return {
        code: "registry_refused",
        message: `${host} refuses the ${what}: it is too large (413).`,
        hint:
          refusal.target.kind === "manifest"
            ? "The registry limits the size of manifests, usually to 4 MiB. Remove entries or annotations."
            : "A proxy in front of the registry limits the size of an upload (client_max_body_size in nginx). Ask the registry's owner to raise the limit.",
      };
    case 429:
      return {
        code: "rate_limited",
        message: `${host} limits requests and refused ${what}.`,
        hint: "Wait a while and try again. A login usually raises the limit.",
      };
    case 507:
      return fullDisk(refusal);
    default:
      return { ...refused(refusal), hint: refusal.hint ?? statusHint(refusal) };
  }
}

/** Explains messages that registries send with various statuses. */
function explainMessage(refusal: Refusal): Explanation | undefined {
  const { text, reasons, names, status, host, what } = refusal;
  // nginx; Go's net/http.
  if (/request was sent to HTTPS port|HTTP request to an HTTPS server/.test(text)) {
    return { ...plainHttpToTls(host), settable: true };
  }
  if (matchesOutsideNames(text, fullDiskMessage, names)) {
    return fullDisk(refusal);
  }
  if (!isWrite(refusal)) {
    return undefined;
  }
  if (status !== 429 && matchesOutsideNames(reasons, /quota/i, names)) {
    return {
      ...refused(refusal),
      hint: "The storage quota is used up. Delete content that is no longer needed, or ask the registry's owner for more storage. Then try again.",
      retryable: true,
    };
  }
  if (matchesOutsideNames(reasons, /immutable/i, names)) {
    return { ...refused(refusal), hint: protectedTagHint };
  }
  // A system error, which is in the details.
  const isReadOnlyDisk = /read-only file system/i.test(text);
  if (isReadOnlyDisk || matchesOutsideNames(reasons, /read[- ]?only|maintenance/i, names)) {
    return {
      code: "registry_refused",
      message: `${host} is read-only and refused the ${what} (${status}).`,
      hint: "Push to another registry, or try again when its owner has made it writable.",
      retryable: true,
    };
  }
  return undefined;
}

const fullDiskMessage =
  /no space left|disk quota exceeded|not enough space|storage ?full|minimum free (?:disk|drive)/i;

function fullDisk({ host, what }: Refusal): Explanation {
  return {
    code: "registry_refused",
    message: `${host} has no space left for the ${what}.`,
    hint: "The registry's disk is full. Its owner has to free space; then try again. Uploaded content is not sent again.",
    retryable: true,
  };
}

const protectedTagHint =
  "A rule of the registry protects this tag. Choose another tag, or ask for a change of the rule.";

/** Whether a refusal was explained by a rule that protects a tag. */
export function isProtectedTag({ hint }: { readonly hint: string | undefined }): boolean {
  return hint === protectedTagHint;
}

function refused({ host, status, what, reason, text }: Refusal): Explanation {
  const message = reason || text;
  return {
    code: "registry_refused",
    message: `${host} answered ${status} to ${what}${message ? `: ${message}` : "."}`,
  };
}

function deniedHint(refusal: Refusal): string {
  const { host, auth, text, reasons, names, code } = refusal;
  if (matchesOutsideNames(reasons, /expired|re-?authenticate/i, names)) {
    return `The login has expired. ${logIn(host)}, then try again.`;
  }
  const proxyHint =
    text !== "" && code === "" ? " A proxy or firewall in front of it may also refuse." : "";
  if (auth.source === undefined) {
    return isWrite(refusal)
      ? `The request had no login. ${logIn(host)}. If the registry has no logins, it is read-only.${proxyHint}`
      : `The request had no login. ${logIn(host)}, and check the spelling.${proxyHint}`;
  }
  const right = isWrite(refusal) ? "the right to push here" : "this right";
  return `The account lacks ${right}. Ask the repository's owner, or use another account.${proxyHint}`;
}

function methodHint({ method, target }: Refusal): string {
  if (method === "DELETE") {
    return "The registry does not delete, or deletes by digest only. Ask its owner.";
  }
  if (isWrite({ method })) {
    return "The registry accepts no pushes: it is read-only or a pull-through cache, or a proxy in front of it allows reads only. Push to another registry, or ask its owner.";
  }
  return target.kind === "tags" || target.kind === "catalog"
    ? "The registry has no such list, or does not show it to this account."
    : `The registry, or a proxy in front of it, does not accept ${method} requests here. Ask its owner.`;
}

/** 404 to a write: the repository or a part of the content is missing. */
function missingDestination({ host, what, code, reason }: Refusal): Explanation {
  return {
    code: "registry_refused",
    message: `${host} answered 404 to the ${what}${reason ? `: ${reason}` : "."}`,
    hint: /MANIFEST|BLOB/.test(code)
      ? "Content that it refers to is no longer in the repository. Try again: missing content is copied."
      : "The registry does not create repositories or projects on push, or the account may not. Create it there first, then try again.",
    retryable: true,
  };
}

/** Whether content is requested by its digest: mostly, another manifest names it, but users type pinned references too. */
function isByDigest(target: RequestTarget): boolean {
  return target.kind === "blob" || (target.kind === "manifest" && target.reference.includes(":"));
}

/** 404 to a read or a deletion. */
function missingContent({ host, what, method, code, target }: Refusal): Explanation {
  const message = `${what}: not found.`;
  if (method === "DELETE") {
    return { code: "not_found", message, hint: "It may have been deleted already." };
  }
  if (target.kind === "catalog") {
    return { code: "not_found", message: `${host} has no list of repositories.` };
  }
  if (code !== "NAME_UNKNOWN" && isByDigest(target)) {
    return {
      code: "not_found",
      message,
      // Many registries say so of a repository that does not exist as well.
      hint: "It was deleted, or never copied to this repository. If you typed the reference, check the spelling. Health in Inspect finds all that an image lacks, and Repair copies it from where it still is.",
    };
  }
  const noun = code === "NAME_UNKNOWN" || target.kind === "tags" ? "repository" : "content";
  return {
    code: "not_found",
    message,
    hint: `${host} has no such ${noun}. Check the spelling. A private repository may look like a missing one without a login.`,
  };
}

function statusHint({ status, text }: Refusal): string | undefined {
  if (/SSL certificate/.test(text)) {
    return `It requires a client certificate of an authority that it trusts. ${clientCertificateHint}`;
  }
  return status >= 500 ? "The registry has a problem. Try again in a moment." : undefined;
}

function isWrite({ method }: Pick<Refusal, "method">): boolean {
  return method === "PUT" || method === "POST" || method === "PATCH";
}

function describeAccount({ source, account = "the holder of a token" }: AuthAttempt): string {
  return source === undefined ? "anonymous" : `made as ${account} (from ${source})`;
}

function logIn(host: string): string {
  return `Log in on the Registries page or with \`docker login${isDockerHub(host) ? "" : ` ${host}`}\``;
}
