import { createHash } from "node:crypto";
import { parseDigest } from "../../../oci/digest.ts";
import { expectedDigest, type RegistryRequest, requestUrl } from "./registryRequest.ts";
import { requiredCapability } from "./mirrorCapability.ts";
import type { HostSession } from "./session.ts";
import type { Body, HttpResponse } from "./httpMessages.ts";

/** How the reading of a body ended: `incomplete` if it was not read to its end, for any reason. */
type BodyOutcome = "correct" | "corrupt" | "incomplete";

/**
 * A mirror of a registry. Content that it sent corrupt or incomplete is requested from the next host once, so that a
 * retry does not get the same bytes.
 */
export class Mirror {
  readonly session: HostSession;
  readonly #domain: string;
  /** The targets to skip once. */
  readonly #skipped = new Set<string>();

  /** @param domain of the mirrored registry */
  constructor(session: HostSession, domain: string) {
    this.session = session;
    this.#domain = domain;
  }

  get host(): string {
    return this.session.transport.origin.host;
  }

  /** Requests content from the mirror. @returns undefined if it does not serve it */
  async fetch(request: RegistryRequest): Promise<HttpResponse | undefined> {
    const { endpoint } = this.session;
    const capability = requiredCapability(request);
    if (!capability || !endpoint.capabilities.has(capability)) {
      return undefined;
    }
    if (this.#skipped.delete(targetKey(request))) {
      return undefined;
    }
    const url = requestUrl(request, endpoint, this.#domain);
    const response = await this.session.exchange(request, url);
    if (response.status === 200 || response.status === 206) {
      return response;
    }
    await response.body.dump();
    return undefined;
  }

  /**
   * Verifies the body of a response as the caller reads it, to decide whether to skip the mirror for the next request.
   * @param onCorrupt called if the body does not have the requested digest
   */
  watch(request: RegistryRequest, response: HttpResponse, onCorrupt: () => void): HttpResponse {
    const digest = response.status === 200 ? expectedDigest(request) : undefined;
    const body = watchBody(response.body, digest, (outcome) => {
      if (outcome !== "correct") {
        this.#skipped.add(targetKey(request));
      }
      if (outcome === "corrupt") {
        onCorrupt();
      }
    });
    return { ...response, body, undecoded: response.encoded ? response.undecoded : body };
  }
}

function targetKey({ target }: RegistryRequest): string {
  return JSON.stringify(target);
}

/**
 * Hashes a body while it is read.
 *
 * @param digest of the body; undefined for a part of one, which cannot be verified
 * @param onEnd called once
 */
function watchBody(
  body: Body,
  digest: string | undefined,
  onEnd: (outcome: BodyOutcome) => void,
): Body {
  return {
    dump: () => body.dump(),
    destroy: () => body.destroy(),
    async *[Symbol.asyncIterator]() {
      const hash = digest === undefined ? undefined : createHash(parseDigest(digest).algorithm);
      let outcome: BodyOutcome = "incomplete";
      try {
        for await (const chunk of body) {
          hash?.update(chunk);
          yield chunk;
        }
        outcome = !hash || digest?.endsWith(`:${hash.digest("hex")}`) ? "correct" : "corrupt";
      } finally {
        onEnd(outcome);
      }
    },
  };
}
