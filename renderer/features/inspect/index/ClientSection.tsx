import type { ClientPick, InspectedContent } from "../../../../shared/inspection.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import { classNames } from "../../../ui/classNames.ts";
import { useContents } from "../contentsStore.ts";
import { DigestLink } from "../DigestLink.tsx";
import { rowLabel } from "../entryFacts.ts";
import { descriptorKey } from "../listedEntry.ts";
import styles from "./ClientSection.module.css";
import { rulesNames } from "./rulesNames.ts";

interface ClientSectionProps {
  readonly content: Extract<InspectedContent, { kind: "index" }>;
  readonly repository: string;
}

function Pick({
  pick,
  row,
  repository,
}: {
  readonly pick: ClientPick;
  readonly row: EntryRow | undefined;
  readonly repository: string;
}) {
  const details = useContents((state) =>
    row === undefined ? undefined : state.details[descriptorKey(repository, row.descriptor)],
  );
  const label = row === undefined ? "" : rowLabel(row, details);
  return (
    <td className={classNames(row === undefined && styles["none"])}>
      {row === undefined ? (
        <strong>none</strong>
      ) : (
        <>
          <strong>
            <bdi>{label}</bdi>
          </strong>{" "}
          <DigestLink repository={repository} descriptor={row.descriptor} of={label} />
        </>
      )}
      <p>{pick.reason}</p>
    </td>
  );
}

/** What clients receive from an index, by the rules of the tools. */
export function ClientSection({ content, repository }: ClientSectionProps) {
  const { clients, rows } = content;
  return (
    <table className={classNames(styles["table"])} data-selectable>
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col">{rulesNames.docker}</th>
          <th scope="col">{rulesNames.containerd}</th>
          <th scope="col">{rulesNames["containers-image"]}</th>
        </tr>
      </thead>
      <tbody>
        {clients.map(({ client, note, picks }) => (
          <tr key={client}>
            <th scope="row">
              {client}
              {note !== undefined && <p>{note}</p>}
            </th>
            {picks.map((pick) => (
              <Pick
                key={pick.rules}
                pick={pick}
                row={pick.row === undefined ? undefined : rows[pick.row]}
                repository={repository}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
