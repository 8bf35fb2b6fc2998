import type { TargetState } from "../../../shared/preview.ts";
import { formatLocation, type Location } from "../oci/location.ts";

/** Milliseconds for which a check stands for the tag. A push reads the tag again before it moves it. */
const freshMs = 10_000;

/** What a check of a tag found a moment ago. */
export interface RecentCheck {
  /** Null if the tag does not exist. */
  readonly digest: string | null;
}

/** The latest check of each target, passed on to plans so that they do not read the tags again. */
export class TargetChecks {
  readonly #checks = new Map<string, { readonly state: TargetState; readonly readAt: number }>();

  /** All states, however old: their content is identified by digest. */
  get states(): readonly TargetState[] {
    return [...this.#checks.values()].map(({ state }) => state);
  }

  /** @param readAt when reading the tag started, in milliseconds since the epoch */
  add(state: TargetState, readAt: number): void {
    this.#checks.set(state.name, { state, readAt });
  }

  /** The check of a tag, if it was a moment ago. */
  recent(target: Location): RecentCheck | undefined {
    const check = this.#checks.get(formatLocation(target));
    if (!check || Date.now() - check.readAt >= freshMs) {
      return undefined;
    }
    return { digest: check.state.kind === "exists" ? check.state.digest : null };
  }

  clear(): void {
    this.#checks.clear();
  }
}
