import { expect, it } from "vitest";
import { toFailure } from "../../failure.ts";
import { registryError } from "./registryError.ts";

const asked = {
  what: "ghcr.io/acme/app:1",
  method: "GET",
  url: new URL("https://ghcr.io/v2/acme/app/manifests/1?sig=s3cret"),
  header: (name: string) => (name === "x-github-request-id" ? "AB\u0007:1" : undefined),
  trail: {
    host: "ghcr.io",
    source: "a file",
    account: "ada",
    scopes: ["repository:acme/app:pull"],
  },
};

function of(status: number, body: unknown): ReturnType<typeof toFailure> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return toFailure(registryError(asked, status, Buffer.from(text)));
}

it.each([
  [401, "unauthorized"],
  [403, "denied"],
  [404, "not_found"],
  [429, "rate_limited"],
  [500, "registry_refused"],
  [405, "registry_refused"],
])("%d is %s", (status, code) => {
  const failure = of(status, { errors: [{ code: "UNKNOWN", message: "words" }] });
  expect(failure.code).toBe(code);
  expect(failure.detail).toContain("It said: UNKNOWN: words");
});

it.each([401, 403])("%d carries the trail of who was asked as whom", (status) => {
  expect(of(status, "")).toMatchObject({ registry: "ghcr.io", auth: asked.trail });
});

it("others carry none", () => {
  expect(of(404, "")).not.toHaveProperty("auth");
});

it("says the request's name, and no secret of its address", () => {
  const { detail } = of(500, "");
  expect(detail).toContain("x-github-request-id: AB :1");
  expect(detail).not.toContain("s3cret");
});

it("words cannot steer a terminal or turn what is read around", () => {
  const evil = "\u001b[2J\u202egnihtemos";
  const failure = of(500, { errors: [{ code: evil, message: evil }] });
  expect(JSON.stringify(failure)).not.toMatch(/\\u001b|\u001b|\u202e/);
});

it.each([
  ["nothing", ""],
  ["null", "null"],
  ["an array", "[]"],
  ["errors that are none", { errors: "x" }],
  ["errors of odd types", { errors: [null, 5, { code: {}, message: [] }] }],
  ["a page", "<html><title>502 Bad Gateway</title></html>"],
  ["bytes", "\u0000\u0001"],
])("an answer of %s is understood as far as it goes", (_, body) => {
  expect(of(502, body)).toMatchObject({ code: "registry_refused", retryable: true });
});

it.each(["MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID", "UNSUPPORTED"])(
  "%s does not pass, whatever the status",
  (code) => {
    expect(of(500, { errors: [{ code }] }).retryable).toBe(false);
  },
);
