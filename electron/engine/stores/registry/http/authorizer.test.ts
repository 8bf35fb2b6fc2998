import { Readable } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Credential, CredentialScope, FoundCredential } from "../auth/credential.ts";
import { Authorizer } from "./authorizer.ts";
import { parseChallenges } from "./challenge.ts";
import type { Scope } from "./scope.ts";
import type { SendToRealm } from "./token.ts";
import type { HttpResponse } from "./transport.ts";

const { signal } = new AbortController();
const realm = "https://auth.example/token";
const pull: readonly Scope[] = [{ repository: "acme/app", actions: ["pull"] }];
const bearer = (more = ""): ReturnType<typeof parseChallenges> =>
  parseChallenges([`Bearer realm="${realm}",service="registry"${more}`]);
const basicChallenge = parseChallenges(['Basic realm="registry"']);

/** What the token server was asked for, and what it answers. */
let asked: (string | null)[];
let answers: { status: number; expiresIn: number };
let lookups: (CredentialScope | undefined)[];
let credential: Credential | undefined;
let refusedPassword: string | undefined;
/** Whether each namespace has a login of its own. */
let scoped: boolean;

beforeEach(() => {
  asked = [];
  refusedPassword = undefined;
  scoped = false;
  answers = { status: 200, expiresIn: 300 };
  lookups = [];
  credential = { kind: "basic", username: "ada", password: "hunter2" };
});

const send: SendToRealm = (url, { method, headers, body }) => {
  const form = method === "POST" ? new URLSearchParams(body) : url.searchParams;
  asked.push(form.get("scope"));
  const text = JSON.stringify({ token: `token${asked.length}`, expires_in: answers.expiresIn });
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

it("sends nothing before it is asked for a login", async () => {
  expect(await open().header(pull, signal)).toBeUndefined();
  expect(lookups).toEqual([]);
});

it("asks for what was missing, when a token was not enough, and keeps to it", async () => {
  const authorizer = open();
  const first = await authorizer.answer(bearer(), { scopes: pull, signal });
  const wider = bearer(',scope="repository:acme/app:pull,push",error="insufficient_scope"');
  const second = await authorizer.answer(wider, { scopes: pull, rejected: first, signal });
  expect([first, second]).toEqual(["Bearer token1", "Bearer token2"]);
  expect(asked).toEqual(["repository:acme/app:pull", "repository:acme/app:pull,push"]);
  expect(await authorizer.header(pull, signal)).toBe("Bearer token2");
  expect(asked).toHaveLength(2);
});

it("asks for no right in other repositories, whatever a challenge says", async () => {
  const greedy = bearer(',scope="repository:acme/app:pull repository:acme/secret:pull,push"');
  await open().answer(greedy, { scopes: pull, signal });
  expect(asked).toEqual(["repository:acme/app:pull"]);
});

it("gets one token for all who wait for it, and another for another right", async () => {
  const authorizer = open();
  await Promise.all([1, 2, 3].map(() => authorizer.answer(bearer(), { scopes: pull, signal })));
  const push: readonly Scope[] = [{ repository: "acme/app", actions: ["pull", "push"] }];
  expect(await authorizer.header(push, signal)).toBe("Bearer token2");
  expect(asked).toHaveLength(2);
});

it("replaces a token that is used up", async () => {
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

it("looks a login up anew once the token server refused it", async () => {
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
  // The next request begins with a new challenge.
  expect(await authorizer.header(pull, signal)).toBeUndefined();
  expect(await authorizer.answer(bearer(), { scopes: pull, signal })).toMatch(/^Bearer /);
  expect(lookups).toHaveLength(2);
});

it("looks a password up anew once the registry refused it, and gives up on the same one", async () => {
  const authorizer = open();
  const first = await authorizer.answer(basicChallenge, { scopes: pull, signal });
  expect(
    await authorizer.answer(basicChallenge, { scopes: pull, rejected: first, signal }),
  ).toBeUndefined();
  credential = { kind: "basic", username: "ada", password: "hunter3" };
  const second = await authorizer.answer(basicChallenge, { scopes: pull, rejected: first, signal });
  expect(second).toBe(`Basic ${Buffer.from("ada:hunter3").toString("base64")}`);
});

it("goes on with the secret that a helper has by now, where the one from before is refused", async () => {
  const authorizer = open();
  await authorizer.answer(bearer(), { scopes: pull, signal });
  credential = { kind: "basic", username: "ada", password: "hunter3" };
  refusedPassword = "hunter2";
  const push: readonly Scope[] = [{ repository: "acme/app", actions: ["pull", "push"] }];
  lookups = [];
  // Found under the old secret, as in the middle of a long push.
  expect(
    await authorizer.answer(bearer(), { scopes: pull, rejected: "Bearer token1", signal }),
  ).toBe("Bearer token4");
  expect(await authorizer.header(push, signal)).toMatch(/^Bearer /);
  expect(lookups).toHaveLength(2);
});

describe("a secret that a helper replaces while several ask at once", () => {
  const push: readonly Scope[] = [{ repository: "acme/app", actions: ["pull", "push"] }];
  /** The old secret to the first look-ups, then the next. */
  const replaceAfter = (times: number): void => {
    refusedPassword = "hunter2";
    const next: Credential = { kind: "basic", username: "ada", password: "hunter3" };
    Object.defineProperty(lookups, "push", {
      value: (scope: CredentialScope | undefined) => {
        if (lookups.length >= times) credential = next;
        lookups[lookups.length] = scope;
      },
    });
  };

  it("serves all of them", async () => {
    const authorizer = open();
    replaceAfter(1);
    const headers = await Promise.all(
      Array.from({ length: 6 }, () => authorizer.answer(bearer(), { scopes: pull, signal })),
    );
    expect(new Set(headers).size).toBe(1);
    expect(lookups).toHaveLength(2);
  });

  it("serves those too who looked it up themselves, but wait for the old one's token", async () => {
    const authorizer = open();
    replaceAfter(2);
    const headers = await Promise.all(
      [push, pull, push, pull].map((scopes) => authorizer.answer(bearer(), { scopes, signal })),
    );
    expect(new Set(headers).size).toBe(2);
  });

  it("serves one who found the next secret, but waits for the old one's token", async () => {
    const authorizer = open();
    replaceAfter(1);
    const wider = bearer(',scope="repository:acme/app:pull,push"');
    const headers = await Promise.all([
      authorizer.answer(wider, { scopes: pull, signal }),
      authorizer.answer(bearer(), { scopes: push, signal }),
    ]);
    expect(new Set(headers).size).toBe(1);
  });

  it("is given up by all of them where the next one is refused too", async () => {
    const authorizer = open();
    replaceAfter(1);
    answers.status = 401;
    const settled = await Promise.allSettled(
      Array.from({ length: 6 }, () => authorizer.answer(bearer(), { scopes: pull, signal })),
    );
    for (const each of settled)
      expect(each).toMatchObject({ status: "rejected", reason: { code: "unauthorized" } });
    // Both secrets, each by POST and by GET.
    expect(asked).toHaveLength(4);
  });
});

it("gives a refused secret to the token server no second time", async () => {
  const authorizer = open();
  refusedPassword = "hunter2";
  const refused = authorizer.answer(bearer(), { scopes: pull, signal });
  await expect(refused).rejects.toMatchObject({ code: "unauthorized" });
  // By POST, and by GET where that may mean that POST is not spoken.
  expect(asked).toHaveLength(2);
});

it.each([
  ["Basic before Bearer in one header", [`Basic realm="r", Bearer realm="${realm}"`]],
  ["Bearer in a second header", ['Basic realm="r"', `Bearer realm="${realm}"`]],
])("prefers a token to the password: %s", async (_, headers) => {
  const header = await open().answer(parseChallenges(headers), { scopes: pull, signal });
  expect(header).toBe("Bearer token1");
});

it("takes Basic where Bearer comes without a realm", async () => {
  const headers = ['Bearer service="x"', 'Basic realm="r"'];
  const header = await open().answer(parseChallenges(headers), { scopes: pull, signal });
  expect(header).toMatch(/^Basic /);
});

it("has nothing to say to a scheme that it does not know", async () => {
  const negotiate = parseChallenges(["Negotiate abc=="]);
  expect(await open().answer(negotiate, { scopes: pull, signal })).toBeUndefined();
});

it("sends a token that the registry takes as it is, and asks nobody for another", async () => {
  credential = { kind: "registryToken", token: "ready" };
  expect(await open().answer(bearer(), { scopes: pull, signal })).toBe("Bearer ready");
  expect(asked).toEqual([]);
});

it("looks the login up for each repository, and sends the one for that which is written to", async () => {
  const mount: readonly Scope[] = [
    { repository: "acme/base", actions: ["pull"] },
    { repository: "acme/app", actions: ["pull", "push"] },
  ];
  await open().answer(bearer(), { scopes: mount, signal });
  expect(lookups).toEqual([
    { repository: "acme/app", actions: ["pull", "push"] },
    { repository: "acme/base", actions: ["pull"] },
  ]);
  expect(asked).toEqual(["repository:acme/app:pull,push repository:acme/base:pull"]);
});

it.each([
  ["a token", bearer()],
  ["a password", basicChallenge],
])("sends neither of two logins for one request to both, as %s", async (_, challenges) => {
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
  // Nor where another request was challenged.
  await authorizer.answer(challenges, { scopes: pull, signal });
  await expect(
    authorizer.header([...pull, { repository: "third/base", actions: ["pull"] }], signal),
  ).rejects.toMatchObject({ code: "denied" });
  expect(asked.filter((scope) => scope?.includes("/base"))).toEqual([]);
  expect(authorizer.haveDifferentLogins("acme/app", "other/base")).toBe(true);
  expect(authorizer.haveDifferentLogins("acme/app", "unknown/app")).toBe(false);
});

it("keeps a trail of who asked for what, without a secret in it", async () => {
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

it("lets a caller who gave up go, while the token comes for the others", async () => {
  const authorizer = open();
  const controller = new AbortController();
  const gone = authorizer.answer(bearer(), { scopes: pull, signal: controller.signal });
  const stays = authorizer.answer(bearer(), { scopes: pull, signal });
  controller.abort();
  await expect(gone).rejects.toMatchObject({ name: "AbortError" });
  expect(await stays).toBe("Bearer token1");
});
