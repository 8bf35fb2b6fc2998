import { describe, expect, it } from "vitest";
import { toFailure } from "../../../errors.ts";
import { type RefusedRequest, registryError } from "./registryError.ts";

const refused: RefusedRequest = {
  what: "ghcr.io/acme/app:1",
  method: "GET",
  target: { kind: "manifest", repository: "acme/app", reference: "1" },
  scopes: [{ repository: "acme/app", actions: ["pull"] }],
  sentHeaders: [`Basic ${Buffer.from("ada:hunter2").toString("base64")}`, "Bearer opaque"],
  hint: undefined,
  url: new URL("https://ghcr.io/v2/acme/app/manifests/1?sig=s3cret"),
  header: (name: string) => (name === "x-github-request-id" ? "AB\u0007:1" : undefined),
  auth: {
    host: "ghcr.io",
    source: "a file",
    account: "ada",
    scopes: ["repository:acme/app:pull"],
  },
};

function of(
  status: number,
  body: unknown,
  more: Partial<RefusedRequest> = {},
): ReturnType<typeof toFailure> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return toFailure(registryError({ ...refused, ...more }, status, Buffer.from(text)));
}

it.each([
  [401, "unauthorized"],
  [403, "denied"],
  [404, "not_found"],
  [429, "rate_limited"],
  [500, "registry_refused"],
  [405, "registry_refused"],
])("maps status %d to %s", (status, code) => {
  const failure = of(status, { errors: [{ code: "UNKNOWN", message: "words" }] });
  expect(failure.code).toBe(code);
  expect(failure.detail).toContain("It said: UNKNOWN: words");
});

it.each([401, 403])("includes the account and scopes for status %d", (status) => {
  expect(of(status, "")).toMatchObject({ registry: "ghcr.io", auth: refused.auth });
});

it("names the registry whose limit is used up", () => {
  expect(of(429, "")).toMatchObject({ registry: "ghcr.io" });
});

it("includes no account for other statuses", () => {
  expect(of(404, "")).not.toHaveProperty("auth");
});

it("includes the request id and no secret of the URL", () => {
  const { detail } = of(500, "");
  expect(detail).toContain("x-github-request-id: AB :1");
  expect(detail).not.toContain("s3cret");
});

it("removes control and bidi characters", () => {
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
])("accepts a body of %s", (_, body) => {
  expect(of(502, body)).toMatchObject({ code: "registry_refused", retryable: true });
});

it.each(["MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID", "UNSUPPORTED"])(
  "%s is not retryable, whatever the status",
  (code) => {
    expect(of(500, { errors: [{ code }] }).retryable).toBe(false);
  },
);

describe("the detail of an error", () => {
  const withDetail = (detail: unknown): object => ({
    errors: [{ code: "UNKNOWN", message: "unknown error", detail }],
  });

  it.each([
    ["text", "the disk is on fire", "the disk is on fire"],
    ["an object", { Tag: "1", Digest: "sha256:ab" }, "Tag: 1, Digest: sha256:ab"],
    [
      "a list of objects, as distribution's of rights",
      [
        { Type: "repository", Class: "", Name: "acme/app", Action: "pull" },
        { Type: "repository", Class: "", Name: "acme/app", Action: "push" },
      ],
      "Type: repository, Name: acme/app, Action: pull; Type: repository, Name: acme/app, Action: push",
    ],
    ["a list of texts", ["one", "two"], "one; two"],
    [
      "Go's errors of the system, as distribution's of a full disk",
      { DriverName: "filesystem", Enclosed: { Op: "mkdir", Path: "/var/x", Err: 5 } },
      "DriverName: filesystem, Enclosed: (Op: mkdir, Path: /var/x, Err: 5 (input/output error))",
    ],
    ["a number", 7, "7"],
  ])("is displayed as text: %s", (_, detail, text) => {
    const failure = of(400, withDetail(detail));
    expect(failure.message).toBe(`ghcr.io answered 400 to ghcr.io/acme/app:1: ${text}`);
    expect(failure.detail).toContain(`It said: UNKNOWN: unknown error (${text})`);
  });

  it.each([["nothing"], [null], [{}], [[]], [""]])("is omitted if it is %j", (detail) => {
    const errors = [{ code: "X", message: "words", ...(detail === "nothing" ? {} : { detail }) }];
    expect(of(400, { errors }).detail).toContain("It said: X: words\n");
  });

  it("is capped", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 1000; level += 1) {
      deep = { a: deep, b: "x".repeat(500) };
    }
    const { message, detail = "" } = of(400, withDetail([deep, ...Array(5000).fill("y")]));
    expect(message.length + detail.length).toBeLessThan(4000);
  });

  it.each([
    ["https://storage.example/x?X-Amz-Signature=s3cret", "s3cret"],
    ["https://ada:hunter2@storage.example/x", "hunter2"],
    ["the login ada:hunter2 is wrong", "hunter2"],
    [`Authorization: Basic ${Buffer.from("bob:s3cret").toString("base64")} is wrong`, "Ym9i"],
    ["the token opaque is wrong", "opaque"],
    ["Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2ln", "eyJ"],
    ["login?password=s3cret&x=1", "s3cret"],
  ])("contains no secret: %s", (text, secret) => {
    for (const detail of [text, { text }, [text]]) {
      const errors = [{ code: text, message: text, detail }];
      expect(JSON.stringify(of(400, { errors }))).not.toContain(secret);
      expect(JSON.stringify(of(403, { message: text }))).not.toContain(secret);
    }
    expect(JSON.stringify(of(400, withDetail({ password: "s3cret" })))).not.toContain("s3cret");
  });

  it.each([
    ["OAuth", { error: "invalid_grant", error_description: "wrong" }, "invalid_grant: wrong"],
    ["Docker Hub", { details: "incorrect username or password" }, "incorrect username or password"],
    ["GitLab", { message: "403 Forbidden" }, "403 Forbidden"],
    ["Google", { error: { code: 403, message: "API is off" } }, "403: API is off"],
    ["Artifactory", { errors: [{ status: 403, message: "no rights" }] }, "no rights"],
    ["RFC 9457, as Quay", { title: "unauthorized", detail: "robot is off" }, "robot is off"],
  ])("is parsed in the format of %s", (_, body, text) => {
    expect(of(400, body).detail).toContain(text);
  });
});

describe("the hint for", () => {
  const anonymous = { auth: { host: "ghcr.io", scopes: [] } };
  const put = { method: "PUT" } as const;
  const upload = { method: "POST", target: { kind: "upload", repository: "acme/app" } } as const;
  const says = (code: string, message = ""): object => ({ errors: [{ code, message }] });

  it.each([
    ["404 to a GET", 404, says("MANIFEST_UNKNOWN"), {}, "Check the spelling"],
    [
      "404 to a GET by digest",
      404,
      says("MANIFEST_UNKNOWN"),
      { target: { kind: "manifest", repository: "acme/app", reference: "sha256:ab" } },
      "Repair copies it",
    ],
    [
      "404 without a body to a GET by digest, perhaps of a repository that does not exist",
      404,
      "",
      { target: { kind: "manifest", repository: "acme/app", reference: "sha256:ab" } },
      "check the spelling",
    ],
    [
      "404 to a GET by digest from a repository that does not exist",
      404,
      says("NAME_UNKNOWN"),
      { target: { kind: "manifest", repository: "acme/app", reference: "sha256:ab" } },
      "no such repository",
    ],
    ["404 to a PUT", 404, says("NAME_UNKNOWN"), put, "does not create repositories"],
    ["404 to a POST", 404, "404 page not found", upload, "does not create repositories"],
    [
      "404 to a PUT of what lacks a part",
      404,
      says("BLOB_UNKNOWN"),
      put,
      "missing content is copied",
    ],
    ["404 to a DELETE", 404, "", { method: "DELETE" }, "deleted already"],
    ["403 with a login", 403, says("DENIED"), {}, "The account lacks this right"],
    ["403 to a push with a login", 403, says("DENIED"), put, "the right to push here"],
    ["403 without a login", 403, says("DENIED"), anonymous, "had no login"],
    ["403 to a push without a login", 403, "", { ...put, ...anonymous }, "it is read-only"],
    ["403 for an old login", 403, says("DENIED", "Your token has expired."), {}, "has expired"],
    ["403 of a firewall", 403, "<title>403 Forbidden</title>", {}, "proxy or firewall"],
    ["405 to a PUT", 405, says("UNSUPPORTED"), put, "accepts no pushes"],
    ["405 to a DELETE", 405, says("UNSUPPORTED"), { method: "DELETE" }, "does not delete"],
    [
      "405 to a list",
      405,
      says("UNSUPPORTED"),
      { target: { kind: "tags", repository: "acme/app" } },
      "has no such list",
    ],
    ["405 to a HEAD", 405, "", { method: "HEAD" }, "does not accept HEAD requests"],
    ["413 to a manifest", 413, "", put, "The registry limits the size of manifests"],
    ["413 to an upload", 413, "", { ...upload, method: "PUT" }, "client_max_body_size"],
    ["a full disk", 500, says("UNKNOWN", "write: no space left on device"), upload, "disk is full"],
    ["a full disk by its status", 507, "", upload, "disk is full"],
    ["a quota", 403, says("DENIED", "will exceed the configured quota"), upload, "used up"],
    ["a read-only registry", 503, says("DENIED", "in read only mode"), upload, "made it writable"],
    ["an immutable tag", 400, says("TAG_INVALID", "tag is immutable"), put, "Choose another tag"],
  ] as const)("%s", (_, status, body, more, hint) => {
    expect(of(status, body, more).hint).toContain(hint);
  });

  it("maps 404 to a push to registry_refused", () => {
    expect(of(404, says("NAME_UNKNOWN"), put)).toMatchObject({
      code: "registry_refused",
      retryable: true,
    });
  });

  it("a full disk is retryable but not transient", () => {
    const full = says("UNKNOWN", "no space left on device");
    const error = registryError({ ...refused, ...upload }, 500, Buffer.from(JSON.stringify(full)));
    expect(error).toMatchObject({ retryable: true, transient: false });
  });

  it("a full disk is recognized by its errno", () => {
    const detail = { DriverName: "filesystem", Enclosed: { Op: "write", Path: "/x", Err: 28 } };
    const errors = [{ code: "UNKNOWN", message: "unknown error", detail }];
    expect(of(500, { errors }, upload).message).toBe(
      "ghcr.io has no space left for the ghcr.io/acme/app:1.",
    );
  });
});

describe("a name that matches the pattern of a message", () => {
  const words = ["quota-api", "immutable-os", "maintenance", "read-only", "expired", "storagefull"];
  const named = (path: string, method: string): Partial<RefusedRequest> => ({
    method,
    target: { kind: "upload", repository: path },
    scopes: [{ repository: path, actions: ["pull", "push"] }],
    url: new URL(`https://ghcr.io/v2/${path}/blobs/uploads/`),
    auth: { host: "ghcr.io", source: "a file", scopes: [`repository:${path}:pull,push`] },
  });
  const forms = (path: string): readonly unknown[] => [
    {
      errors: [
        {
          code: "DENIED",
          message: "requested access to the resource is denied",
          detail: [{ Type: "repository", Name: path, Action: "push" }],
        },
      ],
    },
    {
      errors: [
        { code: "DENIED", message: `no right to push to repository: ${path}, action: push` },
      ],
    },
    { errors: [{ code: "DENIED", message: "unknown error", detail: `may not write ${path}` }] },
    { message: `ghcr.io/${path}: no rights` },
    `access to project ${path.split("/")[1]} is forbidden`,
  ];

  it.each(words.flatMap((word) => [401, 403, 404, 503].map((status) => [word, status] as const)))(
    "does not match: %s with status %d",
    (word, status) => {
      for (const [index, body] of forms(`acme/${word}`).entries()) {
        const plain = of(status, forms("acme/plain")[index], named("acme/plain", "PUT"));
        const { code, hint, retryable } = of(status, body, named(`acme/${word}`, "PUT"));
        expect({ code, hint, retryable }).toEqual({
          code: plain.code,
          hint: plain.hint,
          retryable: plain.retryable,
        });
      }
    },
  );

  it.each(["immutable", "quota"])("does not match: the tag %s", (tag) => {
    const target = { kind: "manifest", repository: "acme/app", reference: tag } as const;
    const errors = [{ code: "DENIED", message: `no right to move the tag ${tag}` }];
    expect(of(403, { errors }, { method: "PUT", target }).code).toBe("denied");
  });

  it("does not match: a host", () => {
    const errors = [{ code: "DENIED", message: "quota.example refuses the push" }];
    const more = { method: "PUT", url: new URL("https://quota.example/v2/acme/app/manifests/1") };
    expect(of(403, { errors }, more).code).toBe("denied");
  });

  it.each([
    ["DENIED", "Quota exceeded when processing the request of adding 25 MiB", "used up"],
    ["QUOTA_EXCEEDED", "no more", "used up"],
    [
      "PRECONDITION",
      "Failed to process request due to 'x:1' configured as immutable",
      "another tag",
    ],
    ["DENIED", "The system is in read only mode", "made it writable"],
  ])("does not hide an actual match: %s %s", (code, message, hint) => {
    for (const word of words) {
      expect(of(403, { errors: [{ code, message }] }, named(`acme/${word}`, "PUT")).hint).toContain(
        hint,
      );
    }
  });

  it("401 requires a login, whatever the message", () => {
    const errors = [{ code: "UNAUTHORIZED", message: "log in to see your quota; storage full" }];
    expect(of(401, { errors }, named("acme/app", "PUT"))).toMatchObject({
      code: "unauthorized",
      registry: "ghcr.io",
    });
  });
});

it.each([502, 503, 504])("status %d is transient, whatever the message", (status) => {
  for (const message of [
    "quota service unavailable",
    "in maintenance",
    "no space left on device",
  ]) {
    const body = Buffer.from(JSON.stringify({ errors: [{ code: "UNAVAILABLE", message }] }));
    expect(registryError({ ...refused, method: "PUT" }, status, body)).toMatchObject({
      transient: true,
      retryable: true,
    });
  }
});
