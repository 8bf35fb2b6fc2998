import type { ReactNode } from "react";
import type { Failure } from "../../../shared/errors.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { offerConnection } from "./offerConnection.ts";
import { offerLogin } from "./openRegistries.ts";
import { wantsConnection } from "./wantsConnection.ts";
import { wantsLogin } from "./failureRemedies.ts";

interface RequestFailureProps {
  readonly failure: Failure;
  /** Buttons with what else can be done. */
  readonly children?: ReactNode;
}

/** What failed of something that registries were asked for: where a login or a setting may fix it, it leads there. */
export function RequestFailure({ failure, children }: RequestFailureProps) {
  const registry = wantsLogin(failure);
  const connection = wantsConnection(failure);
  return (
    <FailureNote failure={failure}>
      {registry !== null && (
        <Button small onPress={() => offerLogin(registry)}>
          Log in…
        </Button>
      )}
      {connection !== null && (
        <Button small onPress={() => offerConnection(connection)}>
          Connection…
        </Button>
      )}
      {children}
    </FailureNote>
  );
}
