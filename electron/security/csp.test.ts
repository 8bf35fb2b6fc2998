import { expect, test } from "vitest";
import { contentSecurityPolicy, createNonce, developmentPolicy } from "./csp.ts";

test("the policy allows what the page needs", () => {
  expect(contentSecurityPolicy("abc")).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'; img-src 'self' data:; " +
      "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
});

test("every nonce is different", () => {
  expect(createNonce()).not.toBe(createNonce());
  expect(createNonce()).toMatch(/^[A-Za-z0-9+/]{24}$/);
});

test("the development policy adds a script and a socket, and nothing unsafe", () => {
  const policy = developmentPolicy("abc", "http://127.0.0.1:5173");
  expect(policy).toContain("script-src 'self' 'nonce-abc';");
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:5173;");
  expect(policy).not.toContain("unsafe");
});
