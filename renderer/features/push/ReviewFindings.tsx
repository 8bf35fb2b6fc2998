import type { Finding } from "../../../shared/preview.ts";
import { countOf } from "../../../shared/countOf.ts";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { groupFindings } from "../compose/result/groupFindings.ts";
import { SubjectName } from "../compose/result/SubjectName.tsx";
import styles from "./PushDialog.module.css";

/** The open findings of a draft before its push: warnings as lines, the others folded. */
export function ReviewFindings({ findings }: { readonly findings: readonly Finding[] }) {
  const groups = groupFindings(findings);
  const warnings = groups.filter(({ severity }) => severity === "warning");
  const others = groups.filter(({ severity }) => severity !== "warning");
  return (
    <>
      {warnings.map(({ code, message, subject, findings: [first] }) => (
        <Note
          key={code + message + JSON.stringify(first?.subject)}
          look="warning"
          message={message}
          about={subject && <SubjectName subject={subject} />}
        />
      ))}
      {others.length > 0 && (
        <details className={classNames(styles["folded"])}>
          <summary>{countOf(others.length, "note")}</summary>
          {others.map(({ code, message, subject, findings: [first] }) => (
            <Note
              key={code + message + JSON.stringify(first?.subject)}
              look="note"
              message={message}
              about={subject && <SubjectName subject={subject} />}
            />
          ))}
        </details>
      )}
    </>
  );
}
