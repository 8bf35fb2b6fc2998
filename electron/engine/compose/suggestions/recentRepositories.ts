import { EngineError } from "../../errors.ts";
import { type Location, locationRepository, parseRepository } from "../../oci/location.ts";
import { familiarReference } from "../../oci/reference.ts";

/** Maximum number of repositories. */
const maxRecent = 200;

/** The repositories that were read or pushed to, most recent first. */
export class RecentRepositories {
  readonly #readPushed: () => Promise<readonly string[]>;
  /** Repositories of earlier pushes. */
  #pushed: Promise<readonly string[]> | undefined;
  /** As users write them, the most recent last. */
  readonly #names = new Set<string>();

  /** @param readPushed returns the repositories of the journal, most recent first */
  constructor(readPushed: () => Promise<readonly string[]>) {
    this.#readPushed = readPushed;
  }

  add(location: Location): void {
    const name = familiarRepository(location);
    this.#names.delete(name);
    this.#names.add(name);
  }

  /** Removes the repositories of earlier pushes, which are then read again. */
  clearPushed(): void {
    this.#pushed = undefined;
  }

  /** Lists the repositories as users write them: `alpine`, `ghcr.io/acme/app`. Never fails. */
  async list(): Promise<readonly string[]> {
    this.#pushed ??= this.#readPushed().catch(() => []);
    const pushed = (await this.#pushed).flatMap(familiarName);
    return [...new Set([...[...this.#names].toReversed(), ...pushed])].slice(0, maxRecent);
  }

  async has(location: Location): Promise<boolean> {
    return (await this.list()).includes(familiarRepository(location));
  }
}

function familiarRepository(location: Location): string {
  if (location.kind !== "registry") {
    return locationRepository(location);
  }
  const { domain, path } = location.reference;
  return familiarReference({ domain, path });
}

/** Another version of the app may have written names that are not valid here. */
function familiarName(repository: string): readonly string[] {
  try {
    return [familiarRepository(parseRepository(repository))];
  } catch (error) {
    if (error instanceof EngineError) {
      return [];
    }
    throw error;
  }
}
