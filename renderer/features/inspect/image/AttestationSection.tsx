import { ShieldCheck } from "lucide-react";
import { useEffect, useMemo } from "react";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ReferrerRow } from "../../../../shared/inspection.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import styles from "../Content.module.css";
import { useContents } from "../contentsStore.ts";
import { DigestLink } from "../DigestLink.tsx";
import { EvidenceMark } from "../evidence/EvidenceMark.tsx";
import { useEvidenceProblems } from "../evidence/evidenceProblems.ts";
import { predicateName } from "../evidence/predicateName.ts";
import { isBuildkitReferrer, referrerName } from "../evidence/referrerName.ts";
import { statementStep } from "../evidence/statementStep.ts";
import { descriptorKey, listedEntry } from "../listedEntry.ts";
import { onceByDigest } from "../onceByDigest.ts";
import type { Trail } from "../visit.ts";
import { useSiblingRows } from "./useSiblings.ts";

interface AttestationSectionProps {
  readonly repository: string;
  /** Of the image. */
  readonly digest: string;
  readonly trail: Trail;
  /** Whether reading a manifest counts as a pull: referrers are then not read before they are opened. */
  readonly isMetered: boolean;
}

/** Most referrers that are read for their statements: a registry may list any number. */
const maxRead = 20;

/** An attestation of BuildKit, by what it says once it is read. */
function Attestation({
  descriptor,
  repository,
  digest,
  name,
  found,
}: {
  readonly descriptor: Descriptor;
  readonly repository: string;
  readonly digest: string;
  /** Until it is read. */
  readonly name: string;
  readonly found: "listed in the index" | "referrer";
}) {
  const details = useContents((state) => state.details[descriptorKey(repository, descriptor)]);
  useEffect(() => {
    useContents.getState().readEntries([listedEntry(repository, descriptor)]);
  }, [repository, descriptor]);
  const statements = details?.kind === "read" ? details.statements : [];
  const steps = useMemo(
    () =>
      details?.kind === "read"
        ? details.statements.map((each) =>
            statementStep(repository, {
              statement: each.descriptor,
              predicateType: each.predicateType,
              attests: digest,
            }),
          )
        : [],
    [details, repository, digest],
  );
  useEffect(() => useEvidenceProblems.getState().checkStatements(steps), [steps]);
  return (
    <li className={classNames(styles["evidenceLine"])}>
      <ShieldCheck size={13} aria-hidden />
      {statements.length === 0 ? (
        <>
          {found === "referrer" && <UntrustedText text={name} />}
          <DigestLink repository={repository} descriptor={descriptor} of={name} attests={digest} />
          <EvidenceMark repository={repository} descriptor={descriptor} attests={digest} />
        </>
      ) : (
        onceByDigest(statements).map((statement) => (
          <span key={statement.descriptor.digest}>
            {predicateName(statement.predicateType)}{" "}
            <DigestLink
              repository={repository}
              descriptor={statement.descriptor}
              isBlob
              of={predicateName(statement.predicateType)}
              attests={digest}
            />{" "}
            <EvidenceMark
              repository={repository}
              descriptor={statement.descriptor}
              attests={digest}
            />
          </span>
        ))
      )}
      <span className={classNames(styles["muted"])}>{found}</span>
    </li>
  );
}

function Referrer({
  row,
  repository,
  digest,
}: {
  readonly row: ReferrerRow;
  readonly repository: string;
  readonly digest: string;
}) {
  const name = referrerName(row);
  return (
    <li className={classNames(styles["evidenceLine"])}>
      <ShieldCheck size={13} aria-hidden />
      <UntrustedText text={name} />
      <DigestLink repository={repository} descriptor={row.descriptor} of={name} attests={digest} />
      <EvidenceMark repository={repository} descriptor={row.descriptor} attests={digest} />
      <span className={classNames(styles["muted"])}>
        {row.tag === undefined ? "referrer" : <UntrustedText text={`tag ${row.tag}`} />}
      </span>
    </li>
  );
}

/** The attestations and signatures of an image: those in the index that it was opened from, and what refers to it. */
export function AttestationSection({
  repository,
  digest,
  trail,
  isMetered,
}: AttestationSectionProps) {
  const rows = useSiblingRows(trail);
  const listed = onceByDigest(
    rows.find((row) => row.descriptor.digest === digest)?.attestations ?? [],
  );
  const referrers = useContents((state) => state.referrers[`${repository}@${digest}`]);
  const { readReferrers } = useContents.getState();
  useEffect(() => readReferrers(repository, digest), [readReferrers, repository, digest]);
  const known = new Set(listed.map(({ descriptor }) => descriptor.digest));
  const found =
    referrers?.kind === "read"
      ? referrers.value.rows.filter(({ descriptor }) => !known.has(descriptor.digest))
      : [];
  const stated = isMetered ? [] : found.filter(isBuildkitReferrer).slice(0, maxRead);
  const others = found.filter((row) => !stated.includes(row));
  const failure = referrers?.kind === "failed" ? referrers.error : undefined;
  const partial = referrers?.kind === "read" ? referrers.value.failure : undefined;
  return (
    <div className={classNames(styles["column"])}>
      <ul className={classNames(styles["layers"])}>
        {listed.map(({ descriptor }) => (
          <Attestation
            key={descriptor.digest}
            descriptor={descriptor}
            repository={repository}
            digest={digest}
            name="the attestation"
            found="listed in the index"
          />
        ))}
        {stated.map((row) => (
          <Attestation
            key={row.descriptor.digest}
            descriptor={row.descriptor}
            repository={repository}
            digest={digest}
            name={referrerName(row)}
            found="referrer"
          />
        ))}
        {others.map((row) => (
          <Referrer
            key={`${row.tag} ${row.descriptor.digest}`}
            row={row}
            repository={repository}
            digest={digest}
          />
        ))}
      </ul>
      {referrers?.kind === "reading" && (
        <p className={classNames(styles["none"])}>
          <Spinner /> Looking up what refers to this…
        </p>
      )}
      {partial !== undefined && (
        <Note look="warning" message={`A part could not be listed: ${partial.message}`} />
      )}
      {failure !== undefined && (
        <div className={classNames(styles["trouble"])}>
          <RequestFailure failure={failure}>
            <Button small onPress={() => readReferrers(repository, digest)}>
              Try again
            </Button>
          </RequestFailure>
        </div>
      )}
      {listed.length === 0 && referrers?.kind === "read" && found.length === 0 && (
        <p className={classNames(styles["none"])}>
          No attestation or signature was found: neither in the index, nor among the referrers, nor
          as a tag sha256-….sig, .att or .sbom.
        </p>
      )}
    </div>
  );
}
