import { type SubmitEvent, useEffect, useRef, useState } from "react";
import type { Insecurity, RegistryView } from "../../../shared/registries.ts";
import type { HostSettings } from "../../../shared/settings.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { LabelledInput } from "../../ui/LabelledInput.tsx";
import { Switch } from "../../ui/Switch.tsx";
import styles from "./ConnectionSettings.module.css";
import { useRegistries } from "./registriesStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

const kinds: Readonly<Record<Insecurity["kind"], string>> = {
  "plain http": "plain HTTP, which anybody on the way can read and change",
  "unverified certificate": "HTTPS with whatever certificate it shows",
};

const reasons: Readonly<Record<Insecurity["from"], string>> = {
  loopback: "it is on this machine",
  "hosts.toml": "hosts.toml says so",
  settings: "set here",
};

function InForce({ registry }: { readonly registry: RegistryView }) {
  const { insecure } = registry;
  return insecure.length === 0 ? (
    <p className={classNames(styles["now"])}>HTTPS with a certificate that is verified.</p>
  ) : (
    <ul className={classNames(styles["now"])}>
      {insecure.map(({ kind, from, server }) => (
        <li key={server}>
          {escapeInvisible(server)}: {kinds[kind]} ({reasons[from]}).
        </li>
      ))}
    </ul>
  );
}

interface AuthorityFieldProps {
  readonly host: string;
  readonly file: string;
  readonly onSave: (file: string) => Promise<void>;
}

function wasDeclined(host: string): boolean {
  return useRegistries.getState().connections[host]?.kind === "declined";
}

/** The file of an authority, in force once it is saved; one that was declined in the end does not stay in the field. */
function AuthorityField({ host, file, onSave }: AuthorityFieldProps) {
  const [text, setText] = useState(file);
  async function save(): Promise<void> {
    const typed = text.trim();
    setText(typed);
    await onSave(typed);
    if (wasDeclined(host)) {
      setText(file);
    }
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void save();
  }
  return (
    <form className={classNames(styles["authority"])} onSubmit={submit}>
      <LabelledInput
        label="File of a certificate authority (PEM)"
        value={text}
        onChange={setText}
        placeholder="/etc/ssl/acme-ca.pem"
      />
      <Button type="submit" small aria-label={`Use this authority for ${host}`}>
        Use
      </Button>
    </form>
  );
}

/** How a registry is reached, and what may be changed of it: all off by default. */
export function ConnectionSettings({ registry }: { readonly registry: RegistryView }) {
  const { host, settings } = registry;
  const change = useRegistries((state) => state.connections[host]);
  const isWanted = useRegistries((state) => state.wantedConnection === host);
  const details = useRef<HTMLDetailsElement>(null);
  // On this machine it is plain anyway: a switch would say the opposite of what is in force.
  const isLocal = registry.insecure.some(({ from }) => from === "loopback");
  const current: HostSettings = settings ?? { host, plainHttp: false, skipVerify: false };

  useEffect(() => {
    if (isWanted && details.current !== null) {
      details.current.open = true;
      details.current.scrollIntoView({ block: "nearest" });
      details.current.querySelector("summary")?.focus();
      useRegistries.getState().connectionShown();
    }
  }, [isWanted]);

  function set(to: Partial<Omit<HostSettings, "host">>): void {
    void useRegistries.getState().setHost({ ...current, host, ...to });
  }

  async function setAuthority(file: string): Promise<void> {
    const { caFile: _, ...others } = current;
    await useRegistries.getState().setHost({
      ...others,
      host,
      ...(file === "" ? {} : { caFile: file }),
    });
  }

  return (
    <details ref={details} className={classNames(styles["connection"])}>
      <summary aria-label={`Connection to ${escapeInvisible(host)}`}>Connection</summary>
      <div
        role="group"
        aria-label={`Connection to ${escapeInvisible(host)}`}
        className={classNames(styles["body"])}
      >
        <InForce registry={registry} />
        {!isLocal && (
          <Switch isSelected={current.plainHttp} onChange={(plainHttp) => set({ plainHttp })}>
            Use plain HTTP
          </Switch>
        )}
        <Switch isSelected={current.skipVerify} onChange={(skipVerify) => set({ skipVerify })}>
          Do not verify the certificate
        </Switch>
        <AuthorityField host={host} file={current.caFile ?? ""} onSave={setAuthority} />
        <p role="status" className={classNames(styles["now"])}>
          {change?.kind === "declined" && "Nothing was changed."}
        </p>
        {change?.kind === "failed" && <FailureNote failure={change.error} />}
      </div>
    </details>
  );
}
