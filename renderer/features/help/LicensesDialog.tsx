import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Failure, Result } from "../../../shared/errors.ts";
import type { LicensedPart } from "../../../shared/ipc/contract.ts";
import { api } from "../../api.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { VirtualList, type VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { DialogBody, DialogFoot, ModalDialog } from "../../ui/ModalDialog.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import styles from "./LicensesDialog.module.css";

type Loaded<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "loaded"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

function loaded<T>(result: Result<T>): Loaded<T> {
  return result.ok
    ? { kind: "loaded", value: result.value }
    : { kind: "failed", failure: result.error };
}

/** What a part is called: `zod 4.6.7`. */
function nameOf({ name, version }: LicensedPart): string {
  return version === "" ? name : `${name} ${version}`;
}

function labelOf(part: LicensedPart): string {
  return `${nameOf(part)}, ${licenseOf(part)}`;
}

function licenseOf({ license }: LicensedPart): string {
  return license === "" ? "in Chromium" : license;
}

function renderPart(part: LicensedPart) {
  return (
    <span className={classNames(styles["part"])}>
      <span className={classNames(styles["name"])}>
        <UntrustedText text={part.name} />{" "}
        <span className={classNames(styles["muted"])}>{part.version}</span>
      </span>
      <span className={classNames(styles["muted"])}>{licenseOf(part)}</span>
    </span>
  );
}

/** The license text of one part. */
function LicenseText({ part }: { readonly part: LicensedPart }) {
  const [text, setText] = useState<Loaded<{ readonly text: string }>>({ kind: "loading" });
  useEffect(() => {
    let isCurrent = true;
    void api.invoke("licenses:read", { id: part.id }).then((result) => {
      if (isCurrent) {
        setText(loaded(result));
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [part.id]);
  return (
    <section className={classNames(styles["detail"])} aria-label={`License of ${nameOf(part)}`}>
      <h3 className={classNames(styles["title"])}>
        <UntrustedText text={nameOf(part)} />
      </h3>
      {text.kind === "failed" && <FailureNote failure={text.failure} />}
      {text.kind === "loaded" && (
        <pre
          className={classNames(styles["text"])}
          // A long text is scrolled with the keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          data-selectable
          aria-label="License text"
        >
          {text.value.text}
        </pre>
      )}
    </section>
  );
}

/** The licenses of everything in the app that others made: a list to search, and the text of the selected one. */
export function LicensesDialog({ onClose }: { readonly onClose: () => void }) {
  const [parts, setParts] = useState<Loaded<readonly LicensedPart[]>>({ kind: "loading" });
  const [query, setQuery] = useState("");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<VirtualListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const all = parts.kind === "loaded" ? parts.value : undefined;
  useEffect(() => {
    void api.invoke("licenses:list", {}).then((result) => setParts(loaded(result)));
  }, []);
  const hasParts = all !== undefined;
  useEffect(() => {
    if (hasParts) {
      field.current?.focus();
    }
  }, [hasParts]);
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    return (all ?? []).filter((part) => labelOf(part).toLowerCase().includes(wanted));
  }, [all, query]);
  const shown = found.find(({ id }) => selected.has(id)) ?? found[0];
  const showFirst = useCallback(() => {
    const [first] = found;
    if (first !== undefined) {
      setSelected(new Set([first.id]));
      list.current?.show(first.id, { focus: true });
    }
  }, [found]);
  return (
    <ModalDialog title="Licenses" isOpen onClose={onClose} width={960}>
      <DialogBody>
        {parts.kind === "loading" && <ProgressLine label="Reading licenses…" done={0} total={0} />}
        {parts.kind === "failed" && <FailureNote failure={parts.failure} />}
        {all !== undefined && (
          <>
            <div role="search" className={classNames(styles["find"])}>
              <TextInput
                label="Find a component or license"
                placeholder="Find a component or license"
                value={query}
                onChange={setQuery}
                inputRef={field}
                onKeyDown={(event) => {
                  if (event.key === "Escape" && query !== "") {
                    event.preventDefault();
                    event.stopPropagation();
                    setQuery("");
                  } else if (event.key === "Enter" || event.key === "ArrowDown") {
                    event.preventDefault();
                    showFirst();
                  }
                }}
              />
              <span role="status" className={classNames(styles["muted"])}>
                {found.length} of {all.length}
              </span>
            </div>
            <div className={classNames(styles["panes"])}>
              {found.length === 0 ? (
                <p className={classNames(styles["muted"])}>No component matches.</p>
              ) : (
                <VirtualList
                  ref={list}
                  label="Components"
                  items={found}
                  estimatedHeight={44}
                  textOf={labelOf}
                  selection={{
                    selected: new Set(shown === undefined ? [] : [shown.id]),
                    // One at a time: the last that was added.
                    onChange: (ids) => setSelected(new Set([...ids].slice(-1))),
                  }}
                >
                  {renderPart}
                </VirtualList>
              )}
              {shown !== undefined && <LicenseText key={shown.id} part={shown} />}
            </div>
          </>
        )}
      </DialogBody>
      <DialogFoot words="Manifestry itself is under the Apache License 2.0.">
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </DialogFoot>
    </ModalDialog>
  );
}
