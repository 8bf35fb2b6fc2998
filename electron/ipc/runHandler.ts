import { z } from "zod";
import type { Result } from "../../shared/errors.ts";
import type { Channel } from "../../shared/ipc/channels.ts";
import type { Inputs, Outputs } from "../../shared/ipc/contract.ts";
import { requestSchemas } from "../../shared/ipc/requestSchemas.ts";
import { EngineError, toFailure } from "../engine/errors.ts";

export type Handler<C extends Channel> = (input: Inputs[C]) => Outputs[C] | Promise<Outputs[C]>;

interface HandlerCall {
  readonly input: unknown;
  /** Receives errors that are faults of the app. */
  readonly onInternalError?: ((error: unknown) => void) | undefined;
}

/** Validates what the window sent, runs the handler and wraps its value or failure in a Result. */
export async function runHandler<C extends Channel>(
  channel: C,
  handler: Handler<C>,
  { input, onInternalError = () => {} }: HandlerCall,
): Promise<Result<Outputs[C]>> {
  try {
    return { ok: true, value: await handler(validate(channel, input)) };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === "internal") {
      onInternalError(error);
    }
    return { ok: false, error: failure };
  }
}

/** @throws EngineError `input_invalid` */
function validate<C extends Channel>(channel: C, input: unknown): Inputs[C] {
  const parsed = requestSchemas[channel].safeParse(input);
  if (parsed.success) {
    return parsed.data as Inputs[C];
  }
  throw new EngineError("input_invalid", `The input of ${channel} is invalid.`, {
    detail: z.prettifyError(parsed.error),
  });
}
