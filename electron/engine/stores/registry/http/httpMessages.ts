import type { Challenge } from "./challenge.ts";

/** A request before redirects. */
export interface HttpRequest {
  /** Describes the request in messages: `manifest ghcr.io/acme/app:1.4`. */
  readonly what: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal | undefined;
  /** Whether a read may take as long as a write to respond: the server may have to fetch the content first. */
  readonly slow?: boolean;
  /** The size of the requested blob in bytes, if known. */
  readonly size?: number | undefined;
}

/** A response whose body is not read yet. */
export interface HttpResponse {
  readonly status: number;
  /** The URL that responded, after redirects. */
  readonly url: URL;
  /** The value of a header, or the first of several. */
  readonly header: (name: string) => string | undefined;
  readonly challenges: readonly Challenge[];
  /** Decoded if the response has a content encoding. */
  readonly body: Body;
  /** The same body as received. Read either this or `body`. */
  readonly undecoded: Body;
  /** Whether the response has a content encoding; a part of such a body cannot be decoded. */
  readonly encoded: boolean;
}

/** The body of a response: read it to its end, dump it, or destroy it. */
export interface Body extends AsyncIterable<Uint8Array> {
  dump(): Promise<void>;
  destroy(): void;
}
