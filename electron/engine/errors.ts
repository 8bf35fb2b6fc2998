import type { AuthAttempt, Choice, ErrorCode, Failure } from "../../shared/errors.ts";

/**
 * A kind of failure that the registry client retries by a rule of its own.
 * - `corrupt`: content arrived whole and is wrong, perhaps damaged in transit; it is requested once more.
 * - `invalid_token`: a token server returned no usable token; one is requested once more. Not transient for others.
 * - `restarting`: the host answered before and refuses connections now; the client waits for it.
 * - `used_up`: nothing is left of a rate limit, perhaps for hours; the client does not try again. A push waits as long
 *   as the registry asks.
 */
type Fault = "corrupt" | "invalid_token" | "restarting" | "used_up";

interface EngineErrorOptions {
  /** What to do next, in one sentence. */
  readonly hint?: string;
  /** The registry's own words and the request, redacted. */
  readonly detail?: string;
  /** Whether the user may try the same action again, perhaps after doing what the hint says. */
  readonly retryable?: boolean;
  /** Whether the failure may pass by itself, so that a request is repeated without asking; default: `retryable`. */
  readonly transient?: boolean;
  readonly fault?: Fault;
  /** The HTTP status of the response. */
  readonly status?: number;
  /** Milliseconds that the registry asks to wait before the next request. */
  readonly retryAfterMs?: number | undefined;
  /** The registry whose login or connection settings may fix the error. */
  readonly registry?: string;
  /** The possible meanings of an ambiguous input. */
  readonly choices?: readonly Choice[];
  /** The account and scopes of the request that was refused. */
  readonly auth?: AuthAttempt;
  readonly cause?: unknown;
}

/** The only error class of the engine: a stable code, and sentences for the user. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  readonly retryable: boolean;
  readonly transient: boolean;
  readonly fault: Fault | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly registry: string | undefined;
  readonly auth: AuthAttempt | undefined;
  readonly choices: readonly Choice[];

  constructor(code: ErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
    this.retryable = options.retryable ?? false;
    this.transient = options.transient ?? this.retryable;
    this.fault = options.fault;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.registry = options.registry;
    this.auth = options.auth;
    this.choices = options.choices ?? [];
  }
}

/** Whether the content, tag or repository of a request does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof EngineError && error.code === "not_found";
}

/** The longest wait that a registry may ask for without an error, in milliseconds. */
export const maxRetryAfterMs = 60_000;

/**
 * Whether the failure may pass by itself within a minute, so that the request is repeated without asking the user.
 * `retryable` is another question: whether the user may try the same action again.
 */
export function isTransient(error: unknown): error is EngineError {
  return (
    error instanceof EngineError && error.transient && (error.retryAfterMs ?? 0) <= maxRetryAfterMs
  );
}

/**
 * Converts anything thrown to what crosses to the window. Of an error that is not an EngineError only the message
 * crosses, no stack and no object.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      ...(error.registry === undefined ? {} : { registry: error.registry }),
      ...(error.auth === undefined ? {} : { auth: error.auth }),
      ...(error.choices.length === 0 ? {} : { choices: error.choices }),
      retryable: error.retryable,
    };
  }
  if (error instanceof Error && error.name === "AbortError") {
    return { code: "cancelled", message: "Cancelled.", retryable: true };
  }
  return {
    code: "internal",
    message: error instanceof Error ? error.message : String(error),
    hint: "This is a bug. Please report it with the steps that led to it and Help › Copy Diagnostics.",
    retryable: false,
  };
}
