import { sizeLimits } from "../../sizeLimits.ts";
import { readCapped } from "../../../async/readCapped.ts";
import type { HttpResponse, Body } from "./transport.ts";

/** An answer, its body still to be read, and whether it refuses the authorization that was sent. */
interface Refusal {
  readonly isOne: boolean;
  readonly answer: HttpResponse;
}

/**
 * Find out whether an answer refuses a token that was good before: 401, and 400 with the code UNAUTHORIZED, which is
 * what ECR Public says of one that has expired. The answer to a HEAD cannot say what its 400 means.
 */
export async function readRefusal(answer: HttpResponse, method: string): Promise<Refusal> {
  if (answer.status !== 400) return { isOne: answer.status === 401, answer };
  if (method === "HEAD") return { isOne: true, answer };
  const bytes = await readCapped(answer.body, sizeLimits.errorBody, "error message").catch(
    () => new Uint8Array(),
  );
  const body = bodyOf(bytes);
  return {
    isOne: saysUnauthorized(bytes),
    answer: { ...answer, body, undecoded: body, encoded: false },
  };
}

/** Whether an error's body has the code UNAUTHORIZED, in the form of distribution. */
function saysUnauthorized(body: Uint8Array): boolean {
  try {
    const { errors } = JSON.parse(new TextDecoder().decode(body)) as { errors?: unknown };
    return (
      Array.isArray(errors) &&
      errors.some((error: { code?: unknown } | null) => error?.code === "UNAUTHORIZED")
    );
  } catch {
    return false;
  }
}

/** Bytes that were read, as a body. */
export function bodyOf(bytes: Uint8Array): Body {
  return {
    async *[Symbol.asyncIterator]() {
      yield await Promise.resolve(bytes);
    },
    dump: () => Promise.resolve(),
    destroy: () => {},
  };
}
