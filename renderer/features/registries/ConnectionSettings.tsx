import { type SubmitEvent, useEffect, useRef, useState } from "react";
import type { Insecurity, RegistryView } from "../../../shared/registries.ts";
import type { HostSettings } from "../../../shared/settings.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { LabelledInput } from "../../ui/LabelledInput.tsx";
import { Switch } from "../../ui/Switch.tsx";
import styles from "./ConnectionSettings.module.css";
import { useRegistries } from "./registriesStore.ts";

const kindTexts: Readonly<Record<Insecurity["kind"], string>> = {
  "plain http": "plain HTTP, which others on the network can read and change",
  "unverified certificate": "HTTPS without certificate verification",
};

const originTexts: Readonly<Record<Exclude<Insecurity["from"], "loopback">, string>> = {
  "hosts.toml": "set in hosts.toml",
  settings: "set here",
};

function describeInsecurity({ kind, from }: Pick<Insecurity, "kind" | "from">): string {
  // Requests to a loopback address do not leave the computer.
  return from === "loopback"
    ? "plain HTTP (this computer)"
    : `${kindTexts[kind]} (${originTexts[from]})`;
}

function CurrentConnection({ insecure }: { readonly insecure: readonly Insecurity[] }) {
  return insecure.length === 0 ? (
    <p className={classNames(styles["now"])}>HTTPS with certificate verification.</p>
  ) : (
    <ul className={classNames(styles["now"])}>
      {insecure.map(({ kind, from, server }) => (
        <li key={server}>
          {escapeInvisible(server)}: {describeInsecurity({ kind, from })}.
        </li>
      ))}
    </ul>
  );
}

interface CaFileFieldProps {
  readonly host: string;
  readonly file: string;
  readonly onSave: (file: string) => Promise<void>;
}

function wasDeclined(host: string): boolean {
  return useRegistries.getState().connections[host]?.kind === "declined";
}

/** The path of a CA certificate file. The field is reset if the user declines the change. */
function CaFileField({ host, file, onSave }: CaFileFieldProps) {
  const [text, setText] = useState(file);
  async function save(): Promise<void> {
    const trimmed = text.trim();
    setText(trimmed);
    await onSave(trimmed);
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
        label="CA certificate file (PEM)"
        value={text}
        onChange={setText}
        placeholder="/etc/ssl/acme-ca.pem"
      />
      <Button type="submit" small aria-label={`Use this CA certificate for ${host}`}>
        Use
      </Button>
    </form>
  );
}

/** How the app connects to a registry, and settings that make the connection less secure. */
export function ConnectionSettings({ registry }: { readonly registry: RegistryView }) {
  const { host, settings, insecure } = registry;
  const change = useRegistries((state) => state.connections[host]);
  const shouldOpen = useRegistries((state) => state.connectionToOpen === host);
  const details = useRef<HTMLDetailsElement>(null);
  // A loopback address always uses plain HTTP, so a switch would be misleading.
  const isLoopback = insecure.some(({ from }) => from === "loopback");
  const current: HostSettings = settings ?? { host, plainHttp: false, skipVerify: false };

  useEffect(() => {
    if (shouldOpen && details.current !== null) {
      details.current.open = true;
      details.current.scrollIntoView({ block: "nearest" });
      details.current.querySelector("summary")?.focus();
      useRegistries.getState().connectionOpened();
    }
  }, [shouldOpen]);

  function set(changed: Partial<Omit<HostSettings, "host">>): void {
    void useRegistries.getState().setHost({ ...current, host, ...changed });
  }

  async function setCaFile(file: string): Promise<void> {
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
        <CurrentConnection insecure={insecure} />
        {!isLoopback && (
          <Switch isSelected={current.plainHttp} onChange={(plainHttp) => set({ plainHttp })}>
            Use plain HTTP
          </Switch>
        )}
        <Switch isSelected={current.skipVerify} onChange={(skipVerify) => set({ skipVerify })}>
          Skip certificate verification
        </Switch>
        <CaFileField host={host} file={current.caFile ?? ""} onSave={setCaFile} />
        <p role="status" className={classNames(styles["now"])}>
          {change?.kind === "declined" && "Nothing was changed."}
        </p>
        {change?.kind === "failed" && <FailureNote failure={change.error} />}
      </div>
    </details>
  );
}
