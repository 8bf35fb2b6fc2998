import { z } from "zod";
import { EngineError } from "../../../errors.ts";
import { tryParseJson } from "../tryParseJson.ts";
import { accountsIn, foundIn, type AuthFile } from "./authFile.ts";
import { decodePair, readAuthJson } from "./authJson.ts";
import { collectAccounts } from "./collectAccounts.ts";
import type { CredentialSource, Machine } from "./credential.ts";
import { dockerConfigKey } from "./credentialKeys.ts";

const variable = "DOCKER_AUTH_CONFIG";

const schema = z.strictObject({
  auths: z.record(z.string(), z.strictObject({ auth: z.string().min(1) })).nullish(),
});

/**
 * Credentials from the environment variable DOCKER_AUTH_CONFIG: `auths` with nothing but `auth` in them, and
 * the host's exact key. A value of another form is no source at all, as with Docker, which goes on to its
 * config file; here the list of accounts says so.
 *
 * Source: docker/cli `configfile/file.go`, `parseEnvConfig`.
 */
export function environmentCredentials(machine: Pick<Machine, "env">): CredentialSource {
  return {
    find(domain) {
      const file = read(machine.env[variable]);
      return Promise.resolve(file && foundIn(file, file.auths.get(dockerConfigKey(domain))));
    },
    listAccounts: () =>
      collectAccounts([
        () => {
          const file = read(machine.env[variable]);
          if (!file && machine.env[variable]?.trim()) return Promise.reject(unusable());
          return Promise.resolve({ accounts: file ? accountsIn(file) : [], problems: [] });
        },
      ]),
  };
}

function read(value: string | undefined): AuthFile | undefined {
  if (!value?.trim()) return undefined;
  const checked = schema.safeParse(tryParseJson(value)).data;
  if (!checked) return undefined;
  const entries = Object.values(checked.auths ?? {});
  if (entries.length === 0 || !entries.every(({ auth }) => decodePair(auth))) return undefined;
  return { ...readAuthJson(value, "current"), name: variable, problems: [] };
}

function unusable(): EngineError {
  return new EngineError(
    "credential_helper",
    `The environment variable ${variable} is not used: it is not of the form that Docker takes.`,
    {
      hint: `It takes {"auths":{"<host>":{"auth":"<base64 of name:password>"}}} and no other fields. Docker passes it over as well.`,
    },
  );
}
