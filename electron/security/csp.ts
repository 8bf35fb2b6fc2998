import { randomBytes } from "node:crypto";

/** Stands in the built index.html where a nonce belongs (build/noncePlaceholder.ts has the same word). */
export const noncePlaceholder = "manifestry-csp-nonce";

/** A nonce for one load of the page. */
export function createNonce(): string {
  return randomBytes(18).toString("base64");
}

/** What the page may load and run (checklist, item 7), as the value of the response header. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The same for the development server: its preamble is an inline script with the nonce, its
 * updates come through a socket.
 */
export function developmentPolicy(nonce: string, server: string): string {
  const socket = new URL(server);
  socket.protocol = "ws:";
  return contentSecurityPolicy(nonce)
    .replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`)
    .replace("connect-src 'self'", `connect-src 'self' ${socket.origin}`);
}
