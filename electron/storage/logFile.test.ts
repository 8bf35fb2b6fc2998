import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openLogFile } from "./logFile.ts";

let top: string;
let folder: string;
beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), "manifestry-log-"));
  folder = path.join(top, "app", "logs");
});
afterEach(async () => {
  await rm(top, { recursive: true });
});

/** Everything in all files of the log. */
async function written(): Promise<string> {
  const names = (await readdir(folder)).toSorted();
  return (await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")))).join();
}

it("writes a line per message with time and level", async () => {
  const log = openLogFile(folder, { isDebug: true });
  log.debug("one");
  log.info("two");
  log.warn("three");
  log.error("four %s %c");
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;
  const lines = (await readFile(path.join(folder, "main.log"), "utf8")).trimEnd().split("\n");
  expect(lines.every((line) => time.test(line))).toBe(true);
  expect(lines.map((line) => line.replace(time, ""))).toEqual([
    "debug one",
    "info two",
    "warn three",
    "error four %s %c",
  ]);
  expect(log.lastLines(2)).toEqual(lines.slice(-2));
  expect(log.lastLines(9)).toEqual(lines);
});

it("writes messages of the level debug only where they are wanted", async () => {
  const log = openLogFile(folder, { isDebug: false });
  log.debug("details");
  log.info("facts");
  expect(await written()).toMatch(/^\S+ info facts\n$/);
});

it.skipIf(process.platform === "win32")("is readable by its owner only", async () => {
  openLogFile(folder, { isDebug: false }).info("one");
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(folder, "main.log"))).mode & 0o777).toBe(0o600);
});

it("keeps at most five files, each of a capped size", async () => {
  const log = openLogFile(folder, { isDebug: false, maxBytes: 1000 });
  for (let number = 0; number < 200; number += 1) {
    log.info(`message ${number} ${"x".repeat(80)}`);
  }
  const names = (await readdir(folder)).toSorted();
  expect(names).toEqual(["main.1.log", "main.2.log", "main.3.log", "main.4.log", "main.log"]);
  for (const name of names) {
    expect((await stat(path.join(folder, name))).size).toBeLessThan(1000 + 200);
  }
  const numbers = log.lastLines(20).map((line) => Number(/message (\d+)/.exec(line)?.[1]));
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => 180 + index));
});

it("begins again where a full file cannot be renamed", async () => {
  const log = openLogFile(folder, { isDebug: false, maxBytes: 1000 });
  for (const number of [1, 2, 3, 4]) {
    await mkdir(path.join(folder, `main.${number}.log`, "folder"), { recursive: true });
  }
  for (let number = 0; number < 50; number += 1) {
    log.info(`message ${number} ${"x".repeat(80)}`);
  }
  expect((await stat(path.join(folder, "main.log"))).size).toBeLessThan(1000 + 200);
  expect(log.lastLines(1)[0]).toContain("message 49 ");
});

it("continues the file of an earlier start", async () => {
  openLogFile(folder, { isDebug: false }).info("first start");
  const log = openLogFile(folder, { isDebug: false });
  log.info("second start");
  expect(log.lastLines(9)).toHaveLength(2);
});

it("lets no message begin a line of its own", () => {
  const log = openLogFile(folder, { isDebug: false });
  log.warn("answered\r\n2026-01-31T12:00:00.000Z error forged\u001b[31m");
  expect(log.lastLines(9).slice(1)).toEqual([
    "    2026-01-31T12:00:00.000Z error forged\u{FFFD}[31m",
  ]);
});

it("drops messages where it cannot write", async () => {
  await writeFile(path.join(top, "app"), "");
  const log = openLogFile(folder, { isDebug: false });
  expect(() => log.error("lost")).not.toThrow();
  expect(log.lastLines(9)).toEqual([]);
});

const password = "correct-horse-battery";
const token = "v1.s3cretAccessToken";
const identityToken = "s3cret-identity-token";
const signature = "s3cretSignature";
const basic = Buffer.from(`ada:${password}`).toString("base64");
const encoded = Buffer.from(JSON.stringify({ username: "ada", password })).toString("base64");
const pem = `-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIs3cretKey\nAwEHoUQD\n-----END EC PRIVATE KEY-----`;
const secrets = [
  password,
  basic,
  encoded,
  token,
  "s3cretAccessToken",
  identityToken,
  signature,
  "s3cretKey",
  "IOSFODNN7EXAMPLE",
];

it.each([
  ["a password in a URL", `GET https://ada:${password}@registry.example/v2/`],
  ["a password in a URL in capitals", `GET HTTPS://ada:${password}@registry.example/v2/`],
  ["a password in the URL of a proxy", `proxy socks5://ada:${password}@proxy.example:1080`],
  ["a password in the URL of a chart", `pull oci://ada:${password}@registry.example/charts/a`],
  ["a password with a quote in a URL", `GET https://ada:x'${password}@registry.example/v2/`],
  ["a password in a form", `grant_type=password&username=ada&password=${password}&scope=x`],
  ["a password in JSON", `{"username": "ada", "password": "${password}"}`],
  ["a password in JSON in a string", JSON.stringify(JSON.stringify({ password: `"${password}` }))],
  ["a password in JSON, escaped", String.raw`{\"password\":\"${password}\"}`],
  ["a password with a quote in JSON", JSON.stringify({ password: `"a" ${password}` })],
  ["a password in a message", `docker-credential-x: password: ${password}`],
  ["a password in an object", `{ username: 'ada', password: '${password}' }`],
  ["a password with a quote in an object", `{ password: 'it\\'s ${password}' }`],
  ["a password without its closing quote", `{ password: 'one ${password}`],
  ["a secret in an object", `{ client_secret: '${password}' }`],
  ["a token in a dictionary", `{'token': '${token}'}`],
  ["a token in an object", `{ accessToken: "${token}" }`],
  ["an API key", `apiKey: ${token}`],
  ["a passphrase", `passphrase: ${password}`],
  ["a passphrase in a template", `passphrase = \`${password}\``],
  ["a password by its short name", `pwd=${password}`],
  ["a password as an option", `spawn helm --password ${password} --username ada`],
  ["a password as an option with =", `spawn helm --password=${password}`],
  ["a password as a short option", `docker login -u ada -p ${password} registry.example`],
  ["a password of a user option", `curl -u ada:${password} registry.example`],
  ["a password in arguments", `spawnargs: [ 'login', '--password', '${password}' ]`],
  ["a token as an option", `oras push --registry-token ${token} r/a:1`],
  ["credentials as an option", `skopeo copy --dest-creds ada:${password} a b`],
  ["the header of a password", `authorization: Basic ${basic}`],
  ["a header of the Docker API", `X-Registry-Auth: ${encoded}`],
  ["the value of a header of the Docker API", `sent ${encoded} to dockerd`],
  ["a header of an API key", `x-api-key: ${token}`],
  ["a password of a docker config", JSON.stringify({ auths: { r: { auth: basic } } })],
  ["a bearer token", `{ headers: { Authorization: 'Bearer ${token}' } }`],
  ["a bearer token by itself", `sent Bearer ${token}, got 403`],
  ["a bearer token in lower case", `sent bearer ${token}, got 403`],
  ["a bearer token in capitals", `sent BEARER ${token}, got 403`],
  ["an answer with a token", JSON.stringify({ token, access_token: token })],
  ["an identity token", JSON.stringify({ identitytoken: identityToken })],
  ["an identity token in a form", `grant_type=refresh_token&refresh_token=${identityToken}`],
  ["a signed URL", `302 https://storage.example/b/x?X-Amz-Signature=${signature}&X-Amz-Date=1`],
  ["a signed URL of Azure", `location: https://x.blob.example/b?sv=1&sig=${signature}`],
  ["the state of a relative URL", `location: /v2/acme/app/blobs/uploads/?_state=${signature}`],
  ["a cookie", `set-cookie: session=${token}; path=/`],
  ["a personal access token of Docker", "account ada dckr_pat_s3cretAccessToken refused"],
  ["an organization's token of Docker", "account acme dckr_oat_s3cretAccessToken refused"],
  ["a refresh token of GitHub", "used ghr_s3cretAccessToken"],
  ["a deploy token of GitLab", "used gldt-s3cretAccessToken"],
  ["a token of Vault", "used hvs.s3cretAccessToken"],
  ["an access key of AWS", "used AKIAIOSFODNN7EXAMPLE"],
  ["a private key", `read ${pem}`],
  ["a private key in JSON", JSON.stringify({ pem })],
  ["a private key that was cut off", pem.slice(0, 60)],
])("does not write %s", async (_, message) => {
  const log = openLogFile(folder, { isDebug: true });
  for (const level of ["debug", "info", "warn", "error"] as const) {
    log[level](message);
    log[level](`Error: it failed\n    at request (${message})`);
  }
  const text = await written();
  expect(text.match(/ (?:debug|info|warn|error) /g)?.length).toBeGreaterThanOrEqual(8);
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
  }
});

it.each([
  "GET https://registry.example/v2/acme/auth/tags/list?n=5&last=b 401 87 ms",
  "Could not pull ghcr.io/acme/auth:1.4@sha256:abc: 404",
  "listen on 127.0.0.1:5000, HEAD https://registry.example:5000/v2/",
  "basic functionality. Bearer authentication is required",
])("writes %s as it is", async (message) => {
  openLogFile(folder, { isDebug: false }).info(message);
  expect(await written()).toContain(message);
});

it.each([
  "a-",
  "eyJ-",
  "password ",
  "password'",
  "password=\\",
  "token:'",
  "auth:",
  "://a:",
  "?",
  "?a",
  "&a=",
  "(/",
  "--token",
  "--",
  "-p ",
  "-u a",
  "Bearer ",
  "bearer a",
  "-----BEGIN PRIVATE KEY-----",
  "cookie ",
  "'",
  " ",
])("writes a long message of %j", async (piece) => {
  openLogFile(folder, { isDebug: false }).info(piece.repeat(200_000));
  expect(await written()).toMatch(/ info /);
});
