import { useEffect, useMemo, useRef } from "react";
import { countOf } from "../../../shared/countOf.ts";
import type { Catalog } from "../../../shared/tags.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { VirtualList, type VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { useInspect } from "../inspect/inspectStore.ts";
import { placeOfList, useListPlaces } from "../inspect/listPlaces.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { useCatalogs } from "./catalogStore.ts";
import styles from "./TagsPage.module.css";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

interface Repository {
  /** Its path. */
  readonly id: string;
}

const pathOf = ({ id }: Repository): string => id;

function renderRepository({ id }: Repository) {
  return (
    <div className={classNames(styles["repository"])}>
      <UntrustedText text={id} />
    </div>
  );
}

function Repositories({ page, catalog }: { readonly page: string; readonly catalog: Catalog }) {
  const { host, repositories, isComplete } = catalog;
  const filter = useCatalogs(({ filters }) => filters[page] ?? "");
  const setFilter = (text: string): void => useCatalogs.getState().setFilter(page, text);
  const all = useMemo(() => repositories.map((id) => ({ id })), [repositories]);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = all.filter(({ id }) => words.every((word) => id.includes(word)));
  const list = useRef<VirtualListHandle>(null);
  const [first] = shown;
  return (
    <>
      <header className={classNames(styles["head"])}>
        <h2 className={classNames(styles["name"])}>
          Repositories of <UntrustedText text={host} />
        </h2>
        <span role="status" className={classNames(styles["count"])}>
          {words.length > 0 && `${shown.length.toLocaleString("en")} of `}
          {countOf(all.length, "repository", "repositories")}
        </span>
      </header>
      <div className={classNames(styles["bar"])}>
        <span role="search" className={classNames(styles["filter"])}>
          <TextInput
            label="Filter repositories"
            placeholder="Filter repositories"
            value={filter}
            onChange={setFilter}
            onKeyDown={(event) => {
              if ((event.key === "Enter" || event.key === "ArrowDown") && first !== undefined) {
                event.preventDefault();
                list.current?.show(first.id, { focus: true });
              } else if (event.key === "Escape" && filter !== "") {
                event.preventDefault();
                setFilter("");
              }
            }}
          />
        </span>
      </div>
      {!isComplete && (
        <div className={classNames(styles["notes"])}>
          <Note look="warning" message="The registry has more repositories than are listed here." />
        </div>
      )}
      {shown.length > 0 ? (
        <VirtualList
          ref={list}
          label="Repositories"
          items={shown}
          estimatedHeight={30}
          initialPosition={placeOfList(`catalog ${page}`)}
          onScrolled={(offset) => useListPlaces.getState().keep(`catalog ${page}`, offset)}
          textOf={pathOf}
          onAction={({ id }) =>
            useInspect.getState().openPage({ kind: "tags", repository: `${host}/${id}` })
          }
        >
          {renderRepository}
        </VirtualList>
      ) : (
        <EmptyState
          lead={
            all.length > 0
              ? "No repository matches the filter."
              : "The registry lists no repository."
          }
        >
          <p>A registry may list only what this login may see.</p>
        </EmptyState>
      )}
    </>
  );
}

/** The repositories of a registry, where it lists them. @param host as typed */
export function CatalogPage({ host }: { readonly host: string }) {
  const state = useCatalogs(({ catalogs }) => catalogs[host]);
  const { open, reload, cancel } = useCatalogs.getState();
  useEffect(() => open(host), [open, host]);
  return (
    <section aria-label="Repositories of the registry" className={classNames(styles["page"])}>
      {state?.kind === "reading" && (
        <ViewMessage isWaiting>
          <ProgressLine
            label={state.message ?? `Listing the repositories of ${host}…`}
            done={0}
            total={0}
          />
          <Button onPress={() => cancel(host)}>Cancel</Button>
        </ViewMessage>
      )}
      {state?.kind === "failed" && (
        <ViewMessage>
          <RequestFailure failure={state.failure}>
            <Button small onPress={() => reload(host)}>
              Try again
            </Button>
          </RequestFailure>
        </ViewMessage>
      )}
      {state?.kind === "open" && <Repositories page={host} catalog={state.catalog} />}
    </section>
  );
}
