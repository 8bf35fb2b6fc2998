import type { AuthAttempt, ErrorCode } from "../../../../../shared/errors.ts";
import { isDockerHub } from "../auth/credentialKeys.ts";
import { clientCertificateHint, tlsWanted } from "./networkError.ts";
import type { RequestTarget } from "./request.ts";
import { saysWord } from "./saidWord.ts";

/** A refusal: what was asked of whom, and what was answered. */
export interface Refused {
  /** In words, with the name of the thing: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: string;
  readonly target: RequestTarget;
  readonly host: string;
  readonly status: number;
  /** As whom, and for what. */
  readonly trail: AuthAttempt;
  /** The code of the first error that was told; empty where none was. */
  readonly code: string;
  /** What went wrong in the registry's words; empty where it says nothing. */
  readonly reason: string;
  /** Everything that it said. */
  readonly said: string;
  /** Its codes with the reason for each: what it said without further details. Only to be matched, never shown. */
  readonly reasons: string;
  /** The names that the request has in it, which the registry may repeat. */
  readonly names: readonly string[];
  /** What to do, where whoever asked knows better than the status tells. */
  readonly hint: string | undefined;
}

/** What a refusal means to a person. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Whether the same may go through once the person has done what the hint says; undefined: as the status tells. */
  readonly retryable?: boolean;
  /** Whether a setting for the connection to the registry may fix it. */
  readonly settable?: boolean;
}

/** What to do follows from the status, from the method and its target, and where they are known from the words. */
export function judge(refused: Refused): Verdict {
  const { status, what, host, trail } = refused;
  // ECR Public says so of a token that is not good.
  const meant = status === 400 && refused.code === "UNAUTHORIZED" ? 401 : status;
  // Where a login is wanted, nothing else that is said matters.
  const known = meant === 401 ? undefined : judgeWords(refused);
  if (known) return known;
  switch (meant) {
    case 401:
      return {
        code: "unauthorized",
        message: `${host} wants a login for ${what}; asked ${askedAs(trail)}.`,
        hint: `${logIn(host)}, or check that the account may see this repository, then try again.`,
      };
    case 403:
      return {
        code: "denied",
        message: `${host} denies access to ${what}; asked ${askedAs(trail)}.`,
        hint: hintForDenied(refused),
      };
    case 404:
      return isWrite(refused) ? judgeNowhere(refused) : judgeMissing(refused);
    case 405:
      return { ...other(refused), hint: hintForMethod(refused) };
    case 413:
      return {
        code: "registry_refused",
        message: `${host} refuses the ${what}: it is too large (413).`,
        hint:
          refused.target.kind === "manifest"
            ? "The registry limits the size of manifests, mostly to 4 MiB. Leave out entries or annotations."
            : "A proxy in front of the registry limits the size of an upload (client_max_body_size in nginx). Ask the registry's owner to raise the limit.",
      };
    case 429:
      return {
        code: "rate_limited",
        message: `${host} is limiting requests and refused ${what}.`,
        hint: "Wait a while and try again; being logged in usually raises the limit.",
      };
    case 507:
      return noSpace(refused);
    default:
      return { ...other(refused), hint: refused.hint ?? hintForStatus(refused) };
  }
}

/** What registries say in words, under whatever status. */
function judgeWords(refused: Refused): Verdict | undefined {
  const { said, reasons, names, status, host, what } = refused;
  // nginx; Go's net/http.
  if (/request was sent to HTTPS port|HTTP request to an HTTPS server/.test(said))
    return { ...tlsWanted(host), settable: true };
  if (saysWord(said, fullDisk, names)) return noSpace(refused);
  if (!isWrite(refused)) return undefined;
  if (status !== 429 && saysWord(reasons, /quota/i, names)) {
    return {
      ...other(refused),
      hint: "The storage that was granted there is used up. Delete what is not needed any more, or ask the registry's owner for more; then try again.",
      retryable: true,
    };
  }
  if (saysWord(reasons, /immutable/i, names)) return { ...other(refused), hint: protectedTagHint };
  // Of the system's errors, which stand in the details.
  const isLocked = /read-only file system/i.test(said);
  if (isLocked || saysWord(reasons, /read[- ]?only|maintenance/i, names)) {
    return {
      code: "registry_refused",
      message: `${host} is read-only and refused the ${what} (${status}).`,
      hint: readOnlyHint,
      retryable: true,
    };
  }
  return undefined;
}

const fullDisk =
  /no space left|disk quota exceeded|not enough space|storage ?full|minimum free (?:disk|drive)/i;

const protectedTagHint =
  "A rule of the registry protects this tag. Choose another tag, or have the rule changed.";

/** Whether a refusal was judged to come from a rule that protects a tag. */
export function isProtectedTag({ hint }: { readonly hint: string | undefined }): boolean {
  return hint === protectedTagHint;
}

const readOnlyHint =
  "Push to another registry, or try again once its owner has made it writable again.";

function noSpace({ host, what }: Refused): Verdict {
  return {
    code: "registry_refused",
    message: `${host} has no space left for the ${what}.`,
    hint: "The registry's disk is full. Its owner has to free space there; then try again. What arrived is not sent twice.",
    retryable: true,
  };
}

function other({ host, status, what, reason, said }: Refused): Verdict {
  const words = reason || said;
  return {
    code: "registry_refused",
    message: `${host} answered ${status} to ${what}${words ? `: ${words}` : "."}`,
  };
}

function hintForDenied(refused: Refused): string {
  const { host, trail, said, reasons, names, code } = refused;
  if (saysWord(reasons, /expired|re-?authenticate/i, names))
    return `The login is too old. ${logIn(host)}, then try again.`;
  const page =
    said !== "" && code === "" ? " A proxy or firewall in front of it may also refuse." : "";
  if (trail.source === undefined) {
    return isWrite(refused)
      ? `It was asked without a login. ${logIn(host)}. If it takes no logins, it is read-only.${page}`
      : `It was asked without a login. ${logIn(host)}, and check the spelling.${page}`;
  }
  const right = isWrite(refused) ? "the right to push here" : "this right";
  return `The account lacks ${right}. Ask the repository's owner, or use another account.${page}`;
}

function hintForMethod({ method, target }: Refused): string {
  if (method === "DELETE")
    return "Deleting is switched off there, or works by digest only. Ask the registry's owner.";
  if (isWrite({ method })) {
    return "The registry takes no pushes: it is read-only or a pull-through cache, or a proxy in front of it lets nothing but reads through. Push to another registry, or ask its owner.";
  }
  return target.kind === "tags"
    ? "The registry has no such list, or does not show it to this account."
    : `The registry, or a proxy in front of it, does not take ${method} requests here. Ask its owner.`;
}

/** There is no place for what was sent. */
function judgeNowhere(refused: Refused): Verdict {
  const { host, what, code, reason } = refused;
  const words = reason ? `: ${reason}` : ".";
  const about = /MANIFEST|BLOB/.test(code);
  return {
    code: "registry_refused",
    message: `${host} answered 404 to the ${what}${words}`,
    hint: about
      ? "Something that it consists of is not in the repository any more. Try again: what is missing is copied then."
      : "The registry does not create repositories or projects on a push, or the account may not. Create it there first, then try again.",
    retryable: true,
  };
}

function judgeMissing({ host, what, method, code, target }: Refused): Verdict {
  const message = `${what}: not found.`;
  if (method === "DELETE")
    return { code: "not_found", message, hint: "It may have been deleted already." };
  const noun = code === "NAME_UNKNOWN" || target.kind === "tags" ? "repository" : "content";
  return {
    code: "not_found",
    message,
    hint: `${host} has no such ${noun}. Check the spelling; a private repository may also hide itself from those who are not logged in.`,
  };
}

function hintForStatus({ status, said }: Refused): string | undefined {
  if (/SSL certificate/.test(said))
    return `It wants to see a client's certificate of an authority that it knows. ${clientCertificateHint}`;
  return status >= 500 ? "The registry itself has trouble. Try again in a moment." : undefined;
}

function isWrite({ method }: Pick<Refused, "method">): boolean {
  return method === "PUT" || method === "POST" || method === "PATCH";
}

function askedAs({ source, account = "the holder of a token" }: AuthAttempt): string {
  return source === undefined ? "anonymously" : `as ${account} (from ${source})`;
}

function logIn(host: string): string {
  return `Log in on the Registries page or with \`docker login${isDockerHub(host) ? "" : ` ${host}`}\``;
}
