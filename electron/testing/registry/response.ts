/** A response of the registry, before faults are applied. */
export interface RegistryResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
  /** The Content-Length, if it differs from the length of the body. */
  readonly contentLength?: number;
  /** Whether the body is sent with chunked encoding, without Content-Length. */
  readonly chunked?: boolean;
}

/**
 * Returns an error response in the form of the distribution spec ("Error Codes").
 * @param code a code of the spec, such as NAME_UNKNOWN
 */
export function errorResponse(status: number, code: string, message: string): RegistryResponse {
  return jsonResponse(status, { errors: [{ code, message }] });
}

/** Returns a response with a JSON body. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: RegistryResponse["headers"] = {},
): RegistryResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** Returns the 404 of an unknown path, in plain text as in distribution. */
export function pageNotFound(): RegistryResponse {
  return {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: Buffer.from("404 page not found\n"),
  };
}
