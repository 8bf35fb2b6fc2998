import { TriangleAlert } from "lucide-react";
import { useRef } from "react";
import {
  loginKey,
  type RegistryAccount,
  type RegistryView,
  type RegistryAccess,
} from "../../../shared/registries.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { countOf } from "../../../shared/countOf.ts";
import { Note } from "../../ui/Note.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { useAccess } from "./access/accessStore.ts";
import { ConnectionSettings } from "./ConnectionSettings.tsx";
import { openLogin } from "./openRegistries.ts";
import { useRegistries } from "./registriesStore.ts";
import styles from "./RegistryRow.module.css";

function formatWindow(seconds: number): string {
  if (seconds % 3600 === 0) {
    return `${seconds / 3600} h`;
  }
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Formats a registry's rate limit: `93 of 100 pulls left (per 6 h)`. */
export function formatRateLimit({
  limit,
  remaining,
  window,
}: NonNullable<RegistryView["rateLimit"]>): string {
  const within = window === undefined || window <= 0 ? "" : ` (per ${formatWindow(window)})`;
  return `${remaining} of ${limit} pulls left${within}`;
}

const unnamed = "unnamed account";

/** Returns the items without duplicates, each with a React key. */
function distinct<T>(items: readonly T[]): readonly (readonly [key: string, item: T])[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item]))];
}

interface AccountLineProps {
  readonly account: RegistryAccount;
  readonly host: string;
  readonly onLogOut: () => void;
}

function AccountLine({ account, host, onLogOut }: AccountLineProps) {
  const name = loginKey(host, account.repository);
  const isLoggingOut = useRegistries((state) => state.logouts[name]?.kind === "working");
  return (
    <li className={classNames(styles["account"])}>
      <span className={classNames(styles["who"])}>
        <UntrustedText text={account.account ?? unnamed} />
      </span>
      <span className={classNames(styles["source"])}>
        {account.isSaved ? "logged in here" : <UntrustedText text={account.source} />}
      </span>
      {account.repository !== undefined && (
        <span className={classNames(styles["source"])}>
          only for {escapeInvisible(account.repository)}
        </span>
      )}
      {account.isSaved && (
        <Button small aria-label={`Log out of ${name}`} onPress={onLogOut}>
          {isLoggingOut ? "Logging out…" : "Log out"}
        </Button>
      )}
    </li>
  );
}

function AccessLine({ access }: { readonly access: RegistryAccess }) {
  return (
    <li className={classNames(styles["account"])}>
      {access.source === undefined ? (
        <span className={classNames(styles["who"])}>anonymous</span>
      ) : (
        <>
          <span className={classNames(styles["who"])}>
            as {escapeInvisible(access.account ?? unnamed)}
          </span>
          <span className={classNames(styles["source"])}>
            from {escapeInvisible(access.source)}
          </span>
        </>
      )}
      {access.scopes.length > 0 && (
        <details className={classNames(styles["scopes"])}>
          <summary>{countOf(access.scopes.length, "scope")}</summary>
          <ul>
            {[...new Set(access.scopes)].map((scope) => (
              <li key={scope}>
                <UntrustedText text={scope} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** @param name the registry, namespace or repository of the login, as `loginKey` returns it */
function LogoutFailure({ name }: { readonly name: string }) {
  const logout = useRegistries((state) => state.logouts[name]);
  return logout?.kind === "failed" ? <FailureNote failure={logout.error} /> : null;
}

interface RegistryDetailsProps {
  readonly registry: RegistryView;
  readonly onLogOut: (account: RegistryAccount) => void;
}

function RegistryDetails({ registry, onLogOut }: RegistryDetailsProps) {
  const { host, accounts, accesses, folder } = registry;
  return (
    <dl className={classNames(styles["facts"])} data-selectable>
      <dt>Accounts</dt>
      <dd>
        {accounts.length === 0 && <span className={classNames(styles["source"])}>none</span>}
        <ul>
          {distinct(accounts).map(([key, account]) => (
            <AccountLine
              key={key}
              account={account}
              host={host}
              onLogOut={() => onLogOut(account)}
            />
          ))}
        </ul>
      </dd>
      <dt>Access</dt>
      <dd>
        {accesses.length === 0 && (
          // Not contacted yet, or the registry does not require authentication.
          <span className={classNames(styles["source"])}>not authenticated yet</span>
        )}
        <ul>
          {distinct(accesses).map(([key, access]) => (
            <AccessLine key={key} access={access} />
          ))}
        </ul>
      </dd>
      {folder !== undefined && (
        <>
          <dt>Settings</dt>
          <dd>
            <code>
              <UntrustedText text={folder} />
            </code>
          </dd>
        </>
      )}
    </dl>
  );
}

/** A known registry: its accounts, the logins used for requests, its rate limit, warnings and connection. */
export function RegistryRow({ registry }: { readonly registry: RegistryView }) {
  const { host, rateLimit, accounts, insecure, warnings } = registry;
  // Plain HTTP to a loopback address is not a risk.
  const risks = [
    ...new Set(insecure.flatMap(({ kind, from }) => (from === "loopback" ? [] : kind))),
  ];
  const heading = useRef<HTMLHeadingElement>(null);
  const kept = accounts.filter((account) => account.isSaved);

  async function logOut({ repository }: RegistryAccount): Promise<void> {
    await useRegistries.getState().logOut(host, repository);
    // The button disappears with the login: move the focus to the registry.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) {
        heading.current?.focus();
      }
    });
  }

  return (
    <li className={classNames(styles["row"])}>
      <div className={classNames(styles["head"])}>
        <h3 ref={heading} tabIndex={-1} className={classNames(styles["host"])} data-selectable>
          <UntrustedText text={host} />
        </h3>
        {risks.map((risk) => (
          <span key={risk} className={classNames(styles["insecure"])}>
            <TriangleAlert size={12} aria-hidden /> {risk}
          </span>
        ))}
        <span
          className={classNames(styles["limit"], rateLimit?.remaining === 0 && styles["spent"])}
        >
          {rateLimit !== undefined && formatRateLimit(rateLimit)}
        </span>
        <Button
          small
          aria-label={`Test access to a repository of ${host}…`}
          onPress={() => useAccess.getState().open(`${host}/`)}
        >
          Test access…
        </Button>
        <Button small aria-label={`Log in to ${host}`} onPress={() => openLogin(host)}>
          Log in
        </Button>
      </div>
      <RegistryDetails registry={registry} onLogOut={(account) => void logOut(account)} />
      <ConnectionSettings registry={registry} />
      {kept.map(({ repository }) => (
        <LogoutFailure key={loginKey(host, repository)} name={loginKey(host, repository)} />
      ))}
      {[...new Set(warnings)].map((warning) => (
        <Note key={warning} look="warning" message={warning} />
      ))}
    </li>
  );
}
