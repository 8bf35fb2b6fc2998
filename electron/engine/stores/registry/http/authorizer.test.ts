import { Readable } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Credential, CredentialScope, FoundCredential } from "../auth/credential.ts";
import { Authorizer } from "./authorizer.ts";
import { parseChallenges } from "./challenge.ts";
import type { Scope } from "./scope.ts";
import type { SendToRealm } from "./token.ts";
import type { HttpResponse } from "./httpMessages.ts";

const { signal } = new AbortController();
const realm = "https://auth.example/token";
const pull: readonly Scope[] = [{ repository: "acme/app", actions: ["pull"] }];
const bearer = (more = ""): ReturnType<typeof parseChallenges> =>
  parseChallenges([`Bearer realm="${realm}",service="registry"${more}`]);
const basicChallenge = parseChallenges(['Basic realm="registry"']);

/** The scopes that the token server received, and its response. */
let requestedScopes: (string | null)[];
let answers: { status: number; expiresIn: number };
let lookups: (CredentialScope | undefined)[];
let credential: Credential | undefined;
let refusedPassword: string | undefined;
/** Whether each namespace has its own login. */
let scoped: boolean;

beforeEach(() => {
  requestedScopes = [];
  refusedPassword = undefined;
  scoped = false;
  answers = { status: 200, expiresIn: 300 };
  lookups = [];
  credential = { kind: "basic", username: "ada", password: "hunter2" };
});

const send: SendToRealm = (url, { method, headers, body }) => {
  const form = method === "POST" ? new URLSearchParams(body) : url.searchParams;
  requestedScopes.push(form.get("scope"));
  const text = JSON.stringify({
    token: `token${requestedScopes.length}`,
    expires_in: answers.expiresIn,
  });
  const stream = Readable.from([Buffer.from(text)]);
  const secret = form.get("password") ?? Buffer.from(basicOf(headers), "base64").toString();
  const isRefused = refusedPassword !== undefined && secret.endsWith(refusedPassword);
  const sent = Object.assign(stream, {
    dump: () => Promise.resolve(),
  }) as unknown as HttpResponse["body"];
  const answer = {
    status: isRefused ? 401 : answers.status,
    url,
    header: () => undefined,
    challenges: [],
    encoded: false,
    body: sent,
    undecoded: sent,
  };
  return Promise.resolve(answer);
};

function basicOf(headers: Readonly<Record<string, string>>): string {
  return headers["authorization"]?.replace("Basic ", "") ?? "";
}

const open = (): Authorizer =>
  new Authorizer({
    domain: "registry.example",
    credentials: {
      find: (_, scope): Promise<FoundCredential | undefined> => {
        lookups.push(scope);
        const area = scope?.repository.split("/")[0];
        return Promise.resolve(
          credential && {
            credential,
            source: "the test",
            account: "ada",
            ...(scoped && area !== undefined ? { repository: area } : {}),
          },
        );
      },
    },
    checkRealm: (text) => Promise.resolve(new URL(text)),
    send,
  });

it("returns no header before a challenge", async () => {
  expect(await open().header(pull, signal)).toBeUndefined();
  expect(lookups).toEqual([]);
});

it("requests the scope that a token lacked, and keeps requesting it", async () => {
  const authorizer = open();
  const first = await authorizer.answer(bearer(), { scopes: pull, signal });
  const wider = bearer(',scope="repository:acme/app:pull,push",error="insufficient_scope"');
  const second = await authorizer.answer(wider, { scopes: pull, rejected: first, signal });
  expect([first, second]).toEqual(["Bearer token1", "Bearer token2"]);
  expect(requestedScopes).toEqual(["repository:acme/app:pull", "repository:acme/app:pull,push"]);
  expect(await authorizer.header(pull, signal)).toBe("Bearer token2");
  expect(requestedScopes).toHaveLength(2);
});

it("requests no scopes of other repositories, whatever a challenge names", async () => {
  const greedy = bearer(',scope="repository:acme/app:pull repository:acme/secret:pull,push"');
  await open().answer(greedy, { scopes: pull, signal });
  expect(requestedScopes).toEqual(["repository:acme/app:pull"]);
});

it("fetches one token for concurrent requests, and another for another scope", async () => {
  const authorizer = open();
  await Promise.all([1, 2, 3].map(() => authorizer.answer(bearer(), { scopes: pull, signal })));
  const push: readonly Scope[] = [{ repository: "acme/app", actions: ["pull", "push"] }];
  expect(await authorizer.header(push, signal)).toBe("Bearer token2");
  expect(requestedScopes).toHaveLength(2);
});

it("replaces an expired token", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const authorizer = open();
    await authorizer.answer(bearer(), { scopes: pull, signal });
    vi.setSystemTime(Date.now() + 294_000);
    expect(await authorizer.header(pull, signal)).toBe("Bearer token1");
    vi.setSystemTime(Date.now() + 1000);
    expect(await authorizer.header(pull, signal)).toBe("Bearer token2");
  } finally {
    vi.useRealTimers();
  }
});

it("looks the login up again after the token server refused it", async () => {
  const authorizer = open();
  answers.status = 401;
  const refused = authorizer.answer(bearer(), { scopes: pull, signal });
  const auth = { host: "registry.example", source: "the test", account: "ada" };
  await expect(refused).rejects.toMatchObject({
    code: "unauthorized",
    registry: "registry.example",
    auth: { ...auth, scopes: ["repository:acme/app:pull"] },
  });
  answers.status = 200;
  // The next request waits for a new challenge.
  expect(await authorizer.header(pull, signal)).toBeUndefined();
  expect(await authorizer.answer(bearer(), { scopes: pull, signal })).toMatch(/^Bearer /);
  expect(lookups).toHaveLength(2);
});

it("looks the password up again after the registry refused it, and does not send it twice", async () => {
  const authorizer = open();
  const first = await authorizer.answer(basicChallenge, { scopes: pull, signal });
  expect(
    await authorizer.answer(basicChallenge, { scopes: pull, rejected: first, signal }),
  ).toBeUndefined();
  credential = { kind: "basic", username: "ada", password: "hunter3" };
  const second = await authorizer.answer(basicChallenge, { scopes: pull, rejected: first, signal });
  expect(second).toBe(`Basic ${Buffer.from("ada:hunter3").toString("base64")}`);
});

it("continues with the current secret of a helper after the earlier one is refused", async () => {
  const authorizer = open();
  await authorizer.answer(bearer(), { scopes: pull, signal });
  credential = { kind: "basic", username: "ada", password: "hunter3" };
  refusedPassword = "hunter2";
  const push: readonly Scope[] = [{ repository: "acme/app", actions: ["pull", "push"] }];
  lookups = [];
  // The token was fetched with the old secret, as in a long push.
  expect(
    await authorizer.answer(bearer(), { scopes: pull, rejected: "Bearer token1", signal }),
  ).toBe("Bearer token4");
  expect(await authorizer.header(push, signal)).toMatch(/^Bearer /);
  expect(lookups).toHaveLength(2);
});

describe("a secret that a helper replaces during concurrent requests", () => {
  const push: readonly Scope[] = [{ repository: "acme/app", actions: ["pull", "push"] }];
  /** Returns the old secret for the first lookups, then the new one. */
  const replaceAfter = (times: number): void => {
    refusedPassword = "hunter2";
    const next: Credential = { kind: "basic", username: "ada", password: "hunter3" };
    Object.defineProperty(lookups, "push", {
      value: (scope: CredentialScope | undefined) => {
        if (lookups.length >= times) {
          credential = next;
        }
        lookups[lookups.length] = scope;
      },
    });
  };

  it("is used by all of them", async () => {
    const authorizer = open();
    replaceAfter(1);
    const headers = await Promise.all(
      Array.from({ length: 6 }, () => authorizer.answer(bearer(), { scopes: pull, signal })),
    );
    expect(new Set(headers).size).toBe(1);
    expect(lookups).toHaveLength(2);
  });

  it("is used by requests that looked it up themselves but wait for a token of the old one", async () => {
    const authorizer = open();
    replaceAfter(2);
    const headers = await Promise.all(
      [push, pull, push, pull].map((scopes) => authorizer.answer(bearer(), { scopes, signal })),
    );
    expect(new Set(headers).size).toBe(2);
  });

  it("is used by a request that found the new secret but waits for a token of the old one", async () => {
    const authorizer = open();
    replaceAfter(1);
    const wider = bearer(',scope="repository:acme/app:pull,push"');
    const headers = await Promise.all([
      authorizer.answer(wider, { scopes: pull, signal }),
      authorizer.answer(bearer(), { scopes: push, signal }),
    ]);
    expect(new Set(headers).size).toBe(1);
  });

  it("fails all of them if the new one is refused too", async () => {
    const authorizer = open();
    replaceAfter(1);
    answers.status = 401;
    const settled = await Promise.allSettled(
      Array.from({ length: 6 }, () => authorizer.answer(bearer(), { scopes: pull, signal })),
    );
    for (const each of settled) {
      expect(each).toMatchObject({ status: "rejected", reason: { code: "unauthorized" } });
    }
    // Both secrets, each by POST and by GET.
    expect(requestedScopes).toHaveLength(4);
  });
});

it("sends a refused secret to the token server only once", async () => {
  const authorizer = open();
  refusedPassword = "hunter2";
  const refused = authorizer.answer(bearer(), { scopes: pull, signal });
  await expect(refused).rejects.toMatchObject({ code: "unauthorized" });
  // The POST and the GET after it: a 401 may mean that the server has no POST.
  expect(requestedScopes).toHaveLength(2);
});

it.each([
  ["Basic before Bearer in one header", [`Basic realm="r", Bearer realm="${realm}"`]],
  ["Bearer in a second header", ['Basic realm="r"', `Bearer realm="${realm}"`]],
])("prefers Bearer to Basic: %s", async (_, headers) => {
  const header = await open().answer(parseChallenges(headers), { scopes: pull, signal });
  expect(header).toBe("Bearer token1");
});

it("answers Basic if Bearer has no realm", async () => {
  const headers = ['Bearer service="x"', 'Basic realm="r"'];
  const header = await open().answer(parseChallenges(headers), { scopes: pull, signal });
  expect(header).toMatch(/^Basic /);
});

it("does not answer an unknown scheme", async () => {
  const negotiate = parseChallenges(["Negotiate abc=="]);
  expect(await open().answer(negotiate, { scopes: pull, signal })).toBeUndefined();
});

it("sends a registry token unchanged and fetches none", async () => {
  credential = { kind: "registryToken", token: "ready" };
  expect(await open().answer(bearer(), { scopes: pull, signal })).toBe("Bearer ready");
  expect(requestedScopes).toEqual([]);
});

it("looks the login up for each repository and uses that of the repository it pushes to", async () => {
  const mount: readonly Scope[] = [
    { repository: "acme/base", actions: ["pull"] },
    { repository: "acme/app", actions: ["pull", "push"] },
  ];
  await open().answer(bearer(), { scopes: mount, signal });
  expect(lookups).toEqual([
    { repository: "acme/app", actions: ["pull", "push"] },
    { repository: "acme/base", actions: ["pull"] },
  ]);
  expect(requestedScopes).toEqual(["repository:acme/app:pull,push repository:acme/base:pull"]);
});

it.each([
  ["a token", bearer()],
  ["a password", basicChallenge],
])("rejects one request for two logins, as %s", async (_, challenges) => {
  scoped = true;
  const mount: readonly Scope[] = [
    { repository: "other/base", actions: ["pull"] },
    { repository: "acme/app", actions: ["pull", "push"] },
  ];
  const authorizer = open();
  const refusal = {
    code: "denied",
    message: expect.stringMatching(/acme\/app and other\/base: different logins/) as string,
  };
  await expect(authorizer.answer(challenges, { scopes: mount, signal })).rejects.toMatchObject(
    refusal,
  );
  await expect(authorizer.header(mount, signal)).rejects.toMatchObject(refusal);
  // Also after a challenge to another request.
  await authorizer.answer(challenges, { scopes: pull, signal });
  await expect(
    authorizer.header([...pull, { repository: "third/base", actions: ["pull"] }], signal),
  ).rejects.toMatchObject({ code: "denied" });
  expect(requestedScopes.filter((scope) => scope?.includes("/base"))).toEqual([]);
  expect(authorizer.haveDifferentLogins("acme/app", "other/base")).toBe(true);
  expect(authorizer.haveDifferentLogins("acme/app", "unknown/app")).toBe(false);
});

it("records accounts and scopes without secrets", async () => {
  const authorizer = open();
  authorizer.recordAnonymous(pull);
  await authorizer.answer(bearer(), { scopes: pull, signal });
  authorizer.forget();
  credential = undefined;
  await authorizer.answer(bearer(), {
    scopes: [{ repository: "acme/other", actions: ["pull"] }],
    signal,
  });
  expect(authorizer.accesses).toEqual([
    {
      account: undefined,
      source: undefined,
      scopes: ["repository:acme/app:pull", "repository:acme/other:pull"],
    },
    { account: "ada", source: "the test", scopes: ["repository:acme/app:pull"] },
  ]);
  const other = { repository: "acme/other", actions: ["pull"] } as const;
  const host = "registry.example";
  expect([pull, [other]].map((scopes) => authorizer.lastAttempt(scopes))).toEqual([
    { host, source: "the test", account: "ada", scopes: ["repository:acme/app:pull"] },
    { host, scopes: ["repository:acme/other:pull"] },
  ]);
  expect(JSON.stringify(authorizer.accesses)).not.toMatch(/hunter|token\d/);
});

it("rejects an aborted caller at once and continues for the others", async () => {
  const authorizer = open();
  const controller = new AbortController();
  const gone = authorizer.answer(bearer(), { scopes: pull, signal: controller.signal });
  const stays = authorizer.answer(bearer(), { scopes: pull, signal });
  controller.abort();
  await expect(gone).rejects.toMatchObject({ name: "AbortError" });
  expect(await stays).toBe("Bearer token1");
});
