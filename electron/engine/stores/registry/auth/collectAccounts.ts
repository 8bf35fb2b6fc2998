import { EngineError } from "../../../errors.ts";
import type { Account, AccountList } from "./credential.ts";

/**
 * Merges the accounts of several sources, in the order of the sources, without duplicates. A failing source adds a
 * problem and does not affect the others.
 */
export async function collectAccounts(
  sources: readonly (() => Promise<AccountList>)[],
): Promise<AccountList> {
  const lists = await Promise.all(
    sources.map((list) =>
      list().catch((error: unknown): AccountList => ({
        accounts: [],
        problems: [asProblem(error)],
      })),
    ),
  );
  const accounts = new Map<string, Account>();
  for (const account of lists.flatMap((list) => list.accounts)) {
    const { host, repository, actions, source } = account;
    const key = JSON.stringify([host, repository, actions, account.account, source]);
    if (!accounts.has(key)) {
      accounts.set(key, account);
    }
  }
  return { accounts: [...accounts.values()], problems: lists.flatMap((list) => list.problems) };
}

function asProblem(error: unknown): EngineError {
  if (error instanceof EngineError) {
    return error;
  }
  return new EngineError("credential_helper", "Some credentials could not be listed.", {
    cause: error,
  });
}
