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
import { countOf } from "../../ui/format.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { ConnectionSettings } from "./ConnectionSettings.tsx";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { openLogin } from "./openRegistries.ts";
import { formatRateLimit } from "./rateLimit.ts";
import styles from "./RegistryRow.module.css";
import { useRegistries } from "./registriesStore.ts";

const unnamed = "unnamed account";

/** Those that are told apart by what is shown of them, each with a key. */
function distinct<T>(things: readonly T[]): readonly (readonly [key: string, thing: T])[] {
  return [...new Map(things.map((thing) => [JSON.stringify(thing), thing]))];
}

interface AccountLineProps {
  readonly account: RegistryAccount;
  readonly host: string;
  readonly onLogOut: () => void;
}

function AccountLine({ account, host, onLogOut }: AccountLineProps) {
  const name = loginKey(host, account.repository);
  const isLeaving = useRegistries((state) => state.logouts[name]?.kind === "working");
  return (
    <li className={classNames(styles["account"])}>
      <span className={classNames(styles["who"])}>
        <UntrustedText text={account.account ?? unnamed} />
      </span>
      <span className={classNames(styles["source"])}>
        {account.kept ? "made here" : <UntrustedText text={account.source} />}
      </span>
      {account.repository !== undefined && (
        <span className={classNames(styles["source"])}>
          only for {escapeInvisible(account.repository)}
        </span>
      )}
      {account.kept && (
        <Button small aria-label={`Log out of ${name}`} onPress={onLogOut}>
          {isLeaving ? "Logging out…" : "Log out"}
        </Button>
      )}
    </li>
  );
}

function AccessLine({ access }: { readonly access: RegistryAccess }) {
  return (
    <li className={classNames(styles["account"])}>
      {access.source === undefined ? (
        <span className={classNames(styles["who"])}>anonymously</span>
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

/** @param name what the login is for */
function LogoutFailure({ name }: { readonly name: string }) {
  const logout = useRegistries((state) => state.logouts[name]);
  return logout?.kind === "failed" ? <FailureNote failure={logout.error} /> : null;
}

function RegistryFacts({
  registry,
  onLogOut,
}: {
  readonly registry: RegistryView;
  readonly onLogOut: (account: RegistryAccount) => void;
}) {
  const { host, accounts, accesses, folder } = registry;
  return (
    <dl className={classNames(styles["facts"])} data-selectable>
      <dt>Accounts</dt>
      <dd>
        {accounts.length === 0 && <span className={classNames(styles["source"])}>none known</span>}
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
      <dt>Asked</dt>
      <dd>
        {accesses.length === 0 && (
          // Not asked yet, or it asked for no login.
          <span className={classNames(styles["source"])}>under no name so far</span>
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

/** What is known of one registry: who one is there, as whom it was asked, and what it said. */
export function RegistryRow({ registry }: { readonly registry: RegistryView }) {
  const { host, rateLimit } = registry;
  // What a registry on this machine does without, nobody on the way can make use of.
  const marks = [
    ...new Set(registry.insecure.flatMap(({ kind, from }) => (from === "loopback" ? [] : kind))),
  ];
  const heading = useRef<HTMLHeadingElement>(null);

  const kept = registry.accounts.filter((account) => account.kept);

  async function logOut({ repository }: RegistryAccount): Promise<void> {
    await useRegistries.getState().logOut(host, repository);
    // The button went with the login: the focus goes to whose it was.
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
        {marks.map((mark) => (
          <span key={mark} className={classNames(styles["insecure"])}>
            <TriangleAlert size={12} aria-hidden /> {mark}
          </span>
        ))}
        <span
          className={classNames(styles["limit"], rateLimit?.remaining === 0 && styles["spent"])}
        >
          {rateLimit !== undefined && formatRateLimit(rateLimit)}
        </span>
        <Button small aria-label={`Log in to ${host}`} onPress={() => openLogin(host)}>
          Log in
        </Button>
      </div>
      <RegistryFacts registry={registry} onLogOut={(account) => void logOut(account)} />
      <ConnectionSettings registry={registry} />
      {kept.map(({ repository }) => (
        <LogoutFailure key={loginKey(host, repository)} name={loginKey(host, repository)} />
      ))}
      {[...new Set(registry.warnings)].map((warning) => (
        <Note key={warning} look="warning" message={warning} />
      ))}
    </li>
  );
}
