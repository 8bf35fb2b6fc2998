import type { AuthTrail, Choice, ErrorCode, Failure } from "../../shared/errors.ts";

interface EngineErrorOptions {
  readonly hint?: string;
  readonly detail?: string;
  readonly retryable?: boolean;
  /** Whether it may pass by itself, so that the same is tried again without being asked; by default what is retryable. */
  readonly transient?: boolean;
  /** The status of the answer that says so. */
  readonly status?: number;
  /** Milliseconds that the registry asks to be left alone for. */
  readonly retryAfterMs?: number | undefined;
  /** The registry at which a login, or a setting for its connection, may fix it. */
  readonly registry?: string;
  readonly choices?: readonly Choice[];
  /** As whom the registry was asked that refused. */
  readonly auth?: AuthTrail;
  readonly cause?: unknown;
}

/** The one error that the engine throws on purpose: a stable code and sentences meant for a person. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  readonly retryable: boolean;
  readonly transient: boolean;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly registry: string | undefined;
  readonly auth: AuthTrail | undefined;
  readonly choices: readonly Choice[];

  constructor(code: ErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
    this.retryable = options.retryable ?? false;
    this.transient = options.transient ?? this.retryable;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.registry = options.registry;
    this.auth = options.auth;
    this.choices = options.choices ?? [];
  }
}

/** Whether the content, tag or repository that was asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof EngineError && error.code === "not_found";
}

/** Milliseconds that a person may be let wait for a registry without being told. */
export const maxRetryAfterMs = 60_000;

/** Whether it is worth trying again what failed so: a limit that is used up for hours is not run against again. */
export function isRetryable({ transient, retryAfterMs }: EngineError): boolean {
  return transient && (retryAfterMs ?? 0) <= maxRetryAfterMs;
}

/**
 * Turn anything thrown into what may cross to the window.
 * An error that the engine did not make says only its message: stacks and objects stay here.
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
    hint: "This should not happen. Please report it with what you did.",
    retryable: false,
  };
}
