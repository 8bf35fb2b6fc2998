import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import type { Finding, FindingFix } from "../../../../shared/preview.ts";
import { Button } from "../../../ui/Button.tsx";
import { Note } from "../../../ui/Note.tsx";
import { useCompose } from "../composeStore.ts";
import { ConfigProgress } from "./ConfigProgress.tsx";
import { fixLabel } from "./fixLabel.ts";
import { groupFindings } from "./groupFindings.ts";
import { SubjectName } from "./SubjectName.tsx";

interface FindingNoteProps {
  readonly severity: Finding["severity"];
  readonly message: string;
  /** What it is about, where that is not shown next to it. */
  readonly about?: ReactNode;
  readonly fixes: readonly { readonly label: string; readonly fix: FindingFix }[];
  /** A button in place of a fix. */
  readonly children?: ReactNode;
}

/** Keeps the focus in the row or dialog of a finding that a fix removes. */
function KeepFocus({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const note = frame.current;
    const place = note?.closest<HTMLElement>('[role="row"], [role="dialog"]');
    return () => {
      if (note?.contains(document.activeElement) === true) {
        queueMicrotask(() => place?.focus());
      }
    };
  }, []);
  return <div ref={frame}>{children}</div>;
}

/** One finding, or several of a kind, with a button for each fix. */
export function FindingNote({ severity, message, about, fixes, children }: FindingNoteProps) {
  const applyFix = useCompose((state) => state.applyFix);
  const messageId = useId();
  return (
    <KeepFocus>
      <Note
        look={severity === "warning" ? "warning" : "note"}
        message={message}
        about={about}
        id={messageId}
      >
        {fixes.map(({ label, fix }) =>
          fix.kind === "readConfigs" ? (
            <ConfigProgress key={label}>
              <Button small aria-describedby={messageId} onPress={() => applyFix(fix)}>
                {label}
              </Button>
            </ConfigProgress>
          ) : (
            <Button key={label} small aria-describedby={messageId} onPress={() => applyFix(fix)}>
              {label}
            </Button>
          ),
        )}
        {children}
      </Note>
    </KeepFocus>
  );
}

/** Findings about the platform of an entry. */
const platformCodes: ReadonlySet<Finding["code"]> = new Set([
  "entry_without_platform",
  "missing_os_version",
  "unusual_platform",
]);

interface FindingNotesProps {
  readonly findings: readonly Finding[];
  /** Edits the platform of the entry, which helps where nothing says what is right. */
  readonly onEditPlatform?: () => void;
}

/** Findings, each with a button for each of its fixes. */
export function FindingNotes({ findings, onEditPlatform }: FindingNotesProps) {
  return findings.map(({ code, severity, message, fixes, subject }) => (
    <FindingNote
      key={code + message + JSON.stringify(subject)}
      severity={severity}
      message={message}
      fixes={fixes.map((fix) => ({ label: fixLabel(fix), fix }))}
    >
      {onEditPlatform && fixes.length === 0 && platformCodes.has(code) && (
        <Button small onPress={onEditPlatform}>
          Edit platform…
        </Button>
      )}
    </FindingNote>
  ));
}

/** Findings of a whole result: many of one kind are one line, with one fix for all. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  return groupFindings(findings).map(
    ({ code, severity, message, subject, fixes, findings: [first] }) => (
      <FindingNote
        key={code + message + JSON.stringify(first?.subject)}
        severity={severity}
        message={message}
        about={subject && <SubjectName subject={subject} />}
        fixes={fixes}
      />
    ),
  );
}
