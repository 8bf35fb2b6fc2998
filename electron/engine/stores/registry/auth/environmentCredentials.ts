import { z } from "zod";
import { EngineError } from "../../../errors.ts";
import { tryParseJson } from "../tryParseJson.ts";
import { accountsInFile, toFoundCredential, type AuthFile } from "./authFile.ts";
import { decodePair, parseAuthJson } from "./authJson.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { CredentialSource, Machine } from "./credential.ts";
import { dockerConfigKey } from "./credentialKeys.ts";

const variable = "DOCKER_AUTH_CONFIG";

const schema = z.strictObject({
  auths: z.record(z.string(), z.strictObject({ auth: z.string().min(1) })).nullish(),
});

/**
 * Credentials from the environment variable DOCKER_AUTH_CONFIG: `auths` whose entries have only `auth`, found by the
 * exact key of the host. As in Docker, which then uses its config file, an invalid value is ignored; the list of
 * accounts reports it.
 *
 * Source: docker/cli `configfile/file.go`, `parseEnvConfig`.
 */
export function environmentCredentials(machine: Pick<Machine, "env">): CredentialSource {
  return {
    find(domain) {
      const file = read(machine.env[variable]);
      return Promise.resolve(
        file && toFoundCredential(file, file.auths.get(dockerConfigKey(domain))),
      );
    },
    listAccounts: () =>
      collectAccounts([
        () => {
          const file = read(machine.env[variable]);
          if (!file && machine.env[variable]?.trim()) {
            return Promise.reject(unusable());
          }
          return Promise.resolve({ accounts: file ? accountsInFile(file) : [], problems: [] });
        },
      ]),
  };
}

function read(value: string | undefined): AuthFile | undefined {
  if (!value?.trim()) {
    return undefined;
  }
  const checked = schema.safeParse(tryParseJson(value)).data;
  if (!checked) {
    return undefined;
  }
  const entries = Object.values(checked.auths ?? {});
  if (entries.length === 0 || !entries.every(({ auth }) => decodePair(auth))) {
    return undefined;
  }
  return { ...parseAuthJson(value, "current"), name: variable, problems: [] };
}

function unusable(): EngineError {
  return new EngineError(
    "credential_helper",
    `The environment variable ${variable} is ignored: Docker does not accept its value.`,
    {
      hint: `The value must be {"auths":{"<host>":{"auth":"<base64 of name:password>"}}}, without other fields. Docker ignores it as well.`,
    },
  );
}
