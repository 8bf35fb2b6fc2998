import type { ReactNode } from "react";
import type { Failure } from "../../../shared/errors.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { AccessSummary } from "./access/AccessSummary.tsx";
import { useAccess } from "./access/accessStore.ts";
import { connectionFor, loginFor, repositoryOf } from "./failureRemedies.ts";
import { PullsLeftText } from "./PullsLeftText.tsx";
import { openConnection, openLogin } from "./openRegistries.ts";

interface RequestFailureProps {
  readonly failure: Failure;
  /** Whether it belongs to a row of a list, which shows the reference. */
  readonly isInRow?: boolean;
  /** Additional buttons. */
  readonly children?: ReactNode;
}

/** A failed request to a registry, with buttons for the login or the connection settings that may fix it. */
export function RequestFailure({ failure, isInRow = false, children }: RequestFailureProps) {
  const login = loginFor(failure);
  const connection = connectionFor(failure);
  const repository = repositoryOf(failure);
  return (
    <FailureNote failure={failure} isInRow={isInRow}>
      {failure.code === "rate_limited" && failure.registry !== undefined && (
        <PullsLeftText host={failure.registry} />
      )}
      {login !== undefined && (
        <Button small onPress={() => openLogin(login)}>
          Log in…
        </Button>
      )}
      {repository !== undefined && (
        <Button small onPress={() => useAccess.getState().open(repository)}>
          Test access…
        </Button>
      )}
      {connection !== undefined && (
        <Button small onPress={() => openConnection(connection)}>
          Connection…
        </Button>
      )}
      {children}
      {repository !== undefined && <AccessSummary repository={repository} />}
    </FailureNote>
  );
}
