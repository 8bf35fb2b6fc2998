import { z } from "zod";
import type { Channel } from "../../shared/ipc/channels.ts";
import { type Inputs, inputs, type Outputs } from "../../shared/ipc/contract.ts";
import type { Result } from "../../shared/errors.ts";
import { EngineError, toFailure } from "../engine/errors.ts";

export type Handler<C extends Channel> = (input: Inputs[C]) => Outputs[C] | Promise<Outputs[C]>;

/**
 * Parses what the window sent, runs the handler and wraps its value or failure in a Result.
 *
 * @param onInternalError receives errors that are faults of the app
 */
export async function answer<C extends Channel>(
  channel: C,
  handler: Handler<C>,
  input: unknown,
  onInternalError: (error: unknown) => void = () => {},
): Promise<Result<Outputs[C]>> {
  try {
    return { ok: true, value: await handler(parse(channel, input)) };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === "internal") onInternalError(error);
    return { ok: false, error: failure };
  }
}

function parse<C extends Channel>(channel: C, input: unknown): Inputs[C] {
  const parsed = inputs[channel].safeParse(input);
  if (parsed.success) return parsed.data as Inputs[C];
  throw new EngineError(
    "input_invalid",
    `The input of ${channel} has a form that is not allowed.`,
    {
      detail: z.prettifyError(parsed.error),
    },
  );
}
