import type { AccessReport } from "../../../../shared/access.ts";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { accountOf, answerWords } from "./accessWords.ts";
import styles from "./AccessDialog.module.css";
import { useAccess } from "./accessStore.ts";

function describe({ pull, list, push, delete: remove, auth }: AccessReport): string {
  const answers = [
    ["pull", pull],
    ["list tags", list],
    ["push", push],
    ["delete", remove],
  ] as const;
  const listed = answers.map(([name, { kind }]) => `${name} ${answerWords[kind]}`).join(", ");
  return `Tested: ${listed}; ${escapeInvisible(accountOf(auth))}.`;
}

/** What the last test of access to a repository found, in a line; nothing before one. @param repository its full name */
export function AccessSummary({ repository }: { readonly repository: string }) {
  const report = useAccess(({ reports }) => reports[repository]);
  return report === undefined ? null : (
    <span className={classNames(styles["summary"])}>{describe(report)}</span>
  );
}
