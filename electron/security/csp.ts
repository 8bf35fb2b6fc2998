import { randomBytes } from "node:crypto";

/** The placeholder of the nonce in the built index.html. Equal to the one in build/electron.vite.config.ts. */
export const noncePlaceholder = "manifestry-csp-nonce";

/** Returns a nonce for one load of the page. */
export function createNonce(): string {
  return randomBytes(18).toString("base64");
}

/** Returns the Content-Security-Policy of the page (checklist, item 7). */
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

/** Returns the policy for the development server, which needs an inline script and a WebSocket. */
export function developmentPolicy(nonce: string, server: string): string {
  const socket = new URL(server);
  socket.protocol = "ws:";
  return contentSecurityPolicy(nonce)
    .replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`)
    .replace("connect-src 'self'", `connect-src 'self' ${socket.origin}`);
}
