/** What a registry answers, before it goes over the wire. */
export interface RegistryResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
  /** What Content-Length says where that is not the body's length. */
  readonly contentLength?: number;
  /** Sent in chunks, without a Content-Length. */
  readonly chunked?: boolean;
}

/**
 * A refusal in the form of the distribution spec ("Error Codes").
 * @param code one of the spec's codes, such as NAME_UNKNOWN
 */
export function errorResponse(
  status: number,
  code: string,
  message: string,
  headers: RegistryResponse["headers"] = {},
): RegistryResponse {
  return jsonResponse(status, { errors: [{ code, message }] }, headers);
}

/** An answer with a JSON body. */
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

/** What a server says about an address that it does not know at all; distribution says it in plain text. */
export function pageNotFound(): RegistryResponse {
  return {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: Buffer.from("404 page not found\n"),
  };
}
