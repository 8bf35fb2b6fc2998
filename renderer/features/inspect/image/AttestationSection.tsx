import { ShieldCheck } from "lucide-react";
import { useEffect, useMemo } from "react";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ReferrerRow, Statement } from "../../../../shared/inspection.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import styles from "../Content.module.css";
import { useContents } from "../contentsStore.ts";
import { DigestLink } from "../DigestLink.tsx";
import { EvidenceMark } from "../evidence/EvidenceMark.tsx";
import { useEvidenceProblems } from "../evidence/evidenceProblems.ts";
import { predicateName } from "../evidence/predicateName.ts";
import { referrerName, referrerStatements } from "../evidence/referrerName.ts";
import { isSignature, signatureName } from "../evidence/signatureName.ts";
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
}

/** Most statements of a referrer that have links of their own. */
const maxLinks = 10;

/** An attestation that the index lists, by what it says once it is read. */
function Attestation({
  descriptor,
  repository,
  digest,
}: {
  readonly descriptor: Descriptor;
  readonly repository: string;
  readonly digest: string;
}) {
  const details = useContents((state) => state.details[descriptorKey(repository, descriptor)]);
  useEffect(() => {
    useContents.getState().readEntries([listedEntry(repository, descriptor)]);
  }, [repository, descriptor]);
  const statements = details?.kind === "read" ? details.statements : [];
  return (
    <li className={classNames(styles["evidenceLine"])}>
      <ShieldCheck size={13} aria-hidden />
      {statements.length === 0 ? (
        <>
          <DigestLink
            repository={repository}
            descriptor={descriptor}
            of="the attestation"
            attests={digest}
          />
          <EvidenceMark repository={repository} descriptor={descriptor} attests={digest} />
        </>
      ) : (
        <StatementLinks statements={statements} repository={repository} digest={digest} />
      )}
      <span className={classNames(styles["muted"])}>listed in the index</span>
    </li>
  );
}

/**
 * The statements once each, and all signatures with their numbers from 1: cosign signs the same payload each time, so that
 * signatures of an image have the same digest.
 */
function withoutRepeats(
  statements: readonly Statement[],
): readonly (Statement & { readonly number?: number })[] {
  const signatures = statements.filter(({ descriptor }) => isSignature(descriptor));
  const others = statements.filter(({ descriptor }) => !isSignature(descriptor));
  return [
    ...onceByDigest(others),
    ...signatures.map((signature, at) => ({ ...signature, number: at + 1 })),
  ];
}

/** The statements and signatures of a manifest, each with a link. */
function StatementLinks({
  statements,
  repository,
  digest,
}: {
  readonly statements: readonly Statement[];
  readonly repository: string;
  readonly digest: string;
}) {
  const steps = useMemo(
    () =>
      statements.map(({ descriptor, predicateType }) =>
        statementStep(repository, { statement: descriptor, predicateType, attests: digest }),
      ),
    [statements, repository, digest],
  );
  useEffect(() => useEvidenceProblems.getState().checkStatements(steps), [steps]);
  return withoutRepeats(statements).map(({ descriptor, predicateType, signer, number }) => {
    const name =
      number === undefined ? predicateName(predicateType) : signatureName(number, signer);
    return (
      <span key={`${number} ${descriptor.digest}`}>
        {name}{" "}
        <DigestLink
          repository={repository}
          descriptor={descriptor}
          isBlob
          of={name}
          attests={digest}
        />{" "}
        <EvidenceMark repository={repository} descriptor={descriptor} attests={digest} />
      </span>
    );
  });
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
  const statements = referrerStatements(row);
  return (
    <li className={classNames(styles["evidenceLine"])}>
      <ShieldCheck size={13} aria-hidden />
      {statements.length > 1 && statements.length <= maxLinks ? (
        <StatementLinks statements={statements} repository={repository} digest={digest} />
      ) : (
        <>
          <UntrustedText text={name} />
          <DigestLink
            repository={repository}
            descriptor={row.descriptor}
            of={name}
            attests={digest}
          />
          <EvidenceMark repository={repository} descriptor={row.descriptor} attests={digest} />
        </>
      )}
      <span className={classNames(styles["muted"])}>
        {row.tag === undefined ? "referrer" : <UntrustedText text={`tag ${row.tag}`} />}
      </span>
    </li>
  );
}

/** The attestations and signatures of an image: those in the index that it was opened from, and what refers to it. */
export function AttestationSection({ repository, digest, trail }: AttestationSectionProps) {
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
          />
        ))}
        {found.map((row) => (
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
        <div className={classNames(styles["trouble"])}>
          <RequestFailure failure={partial} isInRow />
        </div>
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
      {listed.length === 0 &&
        referrers?.kind === "read" &&
        partial === undefined &&
        found.length === 0 && (
          <p className={classNames(styles["none"])}>
            No attestation or signature was found: neither in the index, nor among the referrers,
            nor as a tag sha256-….sig, .att or .sbom.
          </p>
        )}
    </div>
  );
}
