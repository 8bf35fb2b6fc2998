import type { AccessAnswer, AccessReport } from "../../../../shared/access.ts";
import { EngineError } from "../../errors.ts";
import { type DeleteWays, probeDeletes } from "./deletes.ts";
import type { Scope } from "./http/scope.ts";
import { grantedActions } from "./http/tokenClaims.ts";
import { resolveManifest } from "./manifests.ts";
import type { Repository } from "./repository.ts";
import { tagList } from "./tags.ts";
import { probeUpload } from "./uploadSession.ts";

/**
 * Finds out what the account may do in a repository, without changing it: lists a tag, asks for the digest of a tag,
 * reads what the registry's token grants, or else opens an upload and cancels it, and asks to delete what does not
 * exist. An upload to a repository that does not exist might create it, so none is opened there.
 * @throws EngineError if the registry cannot be reached, or the login is refused altogether
 */
export async function testAccess(
  repository: Repository,
  signal: AbortSignal,
): Promise<AccessReport> {
  const { client, path, name } = repository;
  await client.forgetLogin();
  const pullScopes: readonly Scope[] = [{ repository: path, actions: ["pull"] }];
  const allScopes: readonly Scope[] = [{ repository: path, actions: ["pull", "push", "delete"] }];
  const { list, exists } = await testList(repository, signal);
  const pull = await testPull(repository, list, signal);
  const granted = await readGrant(repository, allScopes, signal);
  const isGranted = (action: string): boolean | undefined =>
    granted && (granted.has(action) || granted.has("*"));
  const push = await testPush(repository, { isGranted: isGranted("push"), exists }, signal);
  const deletes = await testDelete(repository, isGranted("delete"), signal);
  return {
    repository: name,
    auth: await client.lastAttempt(granted === undefined ? pullScopes : allScopes),
    exists,
    pull,
    list,
    push: push.answer,
    delete: deletes.answer,
    deleteWays: deletes.ways,
    ...(push.leftover === undefined ? {} : { leftover: push.leftover }),
  };
}

/** The rights that the registry's token server grants; undefined if there is no token, or it does not say. */
async function readGrant(
  { client, name, path }: Repository,
  scopes: readonly Scope[],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const response = await client.request({
      what: `rights in ${name}`,
      method: "GET",
      target: { kind: "ping" },
      scopes,
      expect: [200],
      origin: true,
      signal,
    });
    await response.body.dump();
    return grantedActions(await client.authorization(scopes, signal), path);
  } catch (error) {
    signal.throwIfAborted();
    // A token server may refuse all rights because of one of them, as Quay's does that of `delete`.
    refusalOf(error);
    return undefined;
  }
}

const yes: AccessAnswer = { kind: "yes", from: "request" };

const refusals: ReadonlySet<string> = new Set(["registry_refused", "denied", "unauthorized"]);

/** The answer of a request that the registry or its token server refused. @throws any other error */
function refusalOf(error: unknown): AccessAnswer {
  if (!(error instanceof EngineError) || !refusals.has(error.code) || error.retryable) {
    throw error;
  }
  return { kind: "no", reason: error.message };
}

async function testList(
  repository: Repository,
  signal: AbortSignal,
): Promise<{ readonly list: AccessAnswer; readonly exists: boolean | undefined }> {
  try {
    const response = await repository.client.request({
      ...tagList(repository, "?n=1"),
      method: "GET",
      expect: [200, 404],
      origin: true,
      signal,
    });
    await response.body.dump();
    return response.status === 200
      ? { list: yes, exists: true }
      : {
          list: { kind: "unknown", reason: "The registry has no such repository yet." },
          exists: false,
        };
  } catch (error) {
    return { list: refusalOf(error), exists: undefined };
  }
}

/** A HEAD costs no pull at Docker Hub, and its response says how many are left. */
async function testPull(
  repository: Repository,
  list: AccessAnswer,
  signal: AbortSignal,
): Promise<AccessAnswer> {
  try {
    await resolveManifest(repository, { tag: "latest" }, signal);
    return yes;
  } catch (error) {
    if (error instanceof EngineError && error.code === "not_found") {
      return yes;
    }
    const refusal = refusalOf(error);
    // Artifactory answers 403 to a missing tag; a list is read with the same right.
    return list.kind === "yes" ? yes : refusal;
  }
}

interface PushTest {
  /** Whether the token grants it; undefined if it does not say. */
  readonly isGranted: boolean | undefined;
  readonly exists: boolean | undefined;
}

async function testPush(
  repository: Repository,
  { isGranted, exists }: PushTest,
  signal: AbortSignal,
): Promise<{ readonly answer: AccessAnswer; readonly leftover?: string }> {
  if (isGranted !== undefined) {
    return { answer: isGranted ? { kind: "yes", from: "token" } : withoutRight("push") };
  }
  if (exists === false) {
    const reason =
      "The registry does not say, and trying it would create the repository. A push shows it.";
    return { answer: { kind: "unknown", reason } };
  }
  try {
    const isCancelled = await probeUpload(repository, signal);
    return isCancelled
      ? { answer: yes }
      : {
          answer: yes,
          leftover:
            "An upload without content was opened and could not be cancelled; the registry forgets it.",
        };
  } catch (error) {
    return { answer: refusalOf(error) };
  }
}

/** A token may grant what is switched off, so the registry is asked too. */
async function testDelete(
  repository: Repository,
  isGranted: boolean | undefined,
  signal: AbortSignal,
): Promise<{ readonly answer: AccessAnswer; readonly ways: DeleteWays }> {
  if (isGranted === false) {
    return { answer: withoutRight("delete"), ways: [] };
  }
  try {
    const ways = await probeDeletes(repository, signal);
    return ways.length > 0
      ? { answer: yes, ways }
      : { answer: { kind: "no", reason: "The registry does not delete through its API." }, ways };
  } catch (error) {
    return { answer: refusalOf(error), ways: [] };
  }
}

function withoutRight(action: string): AccessAnswer {
  return { kind: "no", reason: `The registry's token grants no right to ${action} here.` };
}
