import sodium from "libsodium-wrappers";
import { z } from "zod";
import { ApiError, created, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { bodyOf, page, param, repositoryRoute } from "../routing.ts";
import type { Needs, RepositoryCall, Route } from "../routing.ts";
import type { Keeper, Kept, State } from "../state.ts";
import { environmentParam } from "./environments.ts";
import { READ_ENVIRONMENTS, READ_SECRETS, READ_VARIABLES, WRITE_ENVIRONMENTS, WRITE_SECRETS, WRITE_VARIABLES } from "./needs.ts";

/* Secrets and variables, of a repository and of its environments. */

const NAME = /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i;
const LARGEST_SECRET_BYTES = 48 * 1024;

interface KeyPair {
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

const keyPairs = new WeakMap<State, Promise<KeyPair>>();

/** The pair that secrets are sealed for: one for the whole server. */
async function keyPairOf(state: State): Promise<KeyPair> {
  const known = keyPairs.get(state) ?? sodium.ready.then(() => sodium.crypto_box_keypair());
  keyPairs.set(state, known);
  return await known;
}

async function publicKey(call: RepositoryCall): Promise<Answer> {
  const { publicKey: key } = await keyPairOf(call.state);
  return ok({ key_id: KEY_ID, key: sodium.to_base64(key, sodium.base64_variants.ORIGINAL) });
}

const KEY_ID = "568250167242549743";

function keep(call: RepositoryCall, kept: Map<string, Kept>, name: string, value: string): { isNew: boolean } {
  if (!NAME.test(name)) throw new ApiError(422, "Name is invalid");
  const at = call.state.timestamp();
  const known = kept.get(name.toUpperCase());
  kept.set(name.toUpperCase(), { name: name.toUpperCase(), value, createdAt: known?.createdAt ?? at, updatedAt: at });
  return { isNew: known === undefined };
}

function keptParam(kept: ReadonlyMap<string, Kept>, name: string): Kept {
  const found = kept.get(name.toUpperCase());
  if (!found) throw notFound();
  return found;
}

function times({ createdAt, updatedAt }: Kept): { created_at: string; updated_at: string } {
  return { created_at: createdAt, updated_at: updatedAt };
}

const secretSchema = z.object({ encrypted_value: z.string(), key_id: z.string() });

async function putSecret(call: RepositoryCall, { secrets }: Keeper): Promise<Answer> {
  const { encrypted_value: sealed, key_id: id } = bodyOf(call, secretSchema);
  const pair = await keyPairOf(call.state);
  if (id !== KEY_ID) throw new ApiError(422, "The key_id is not the one of the public key");
  let value: string;
  try {
    const bytes = sodium.from_base64(sealed, sodium.base64_variants.ORIGINAL);
    value = sodium.to_string(sodium.crypto_box_seal_open(bytes, pair.publicKey, pair.privateKey));
  } catch {
    throw new ApiError(422, "The value is not sealed for the public key");
  }
  if (Buffer.byteLength(value) > LARGEST_SECRET_BYTES) throw new ApiError(422, "Value is too large");
  return keep(call, secrets, param(call, "secret_name"), value).isNew ? created({}) : NO_CONTENT;
}

function listSecrets(call: RepositoryCall, { secrets }: Keeper): Answer {
  const { items, headers } = page(call, [...secrets.values()]);
  return {
    status: 200,
    headers,
    body: { total_count: secrets.size, secrets: items.map((one) => ({ name: one.name, ...times(one) })) },
  };
}

function listVariables(call: RepositoryCall, { variables }: Keeper): Answer {
  const { items, headers } = page(call, [...variables.values()]);
  return {
    status: 200,
    headers,
    body: { total_count: variables.size, variables: items.map((one) => ({ name: one.name, value: one.value, ...times(one) })) },
  };
}

const newVariableSchema = z.object({ name: z.string(), value: z.string() });

function createVariable(call: RepositoryCall, { variables }: Keeper): Answer {
  const { name, value } = bodyOf(call, newVariableSchema);
  if (variables.has(name.toUpperCase())) throw new ApiError(409, "Already exists - Variable already exists");
  keep(call, variables, name, value);
  return created({});
}

const variableSchema = z.object({ value: z.string() });

function changeVariable(call: RepositoryCall, { variables }: Keeper): Answer {
  const found = keptParam(variables, param(call, "name"));
  keep(call, variables, found.name, bodyOf(call, variableSchema).value);
  return NO_CONTENT;
}

interface Place {
  secrets: string;
  variables: string;
  needs: { readSecrets: Needs; writeSecrets: Needs; readVariables: Needs; writeVariables: Needs };
  of: (call: RepositoryCall) => Keeper;
}

const PLACES: Place[] = [
  {
    secrets: "/actions/secrets",
    variables: "/actions/variables",
    needs: { readSecrets: READ_SECRETS, writeSecrets: WRITE_SECRETS, readVariables: READ_VARIABLES, writeVariables: WRITE_VARIABLES },
    of: ({ repository }) => repository.kept,
  },
  {
    secrets: "/environments/{environment_name}/secrets",
    variables: "/environments/{environment_name}/variables",
    needs: {
      readSecrets: READ_ENVIRONMENTS,
      writeSecrets: WRITE_ENVIRONMENTS,
      readVariables: READ_ENVIRONMENTS,
      writeVariables: WRITE_ENVIRONMENTS,
    },
    of: environmentParam,
  },
];

export const keeperRoutes: Route[] = PLACES.flatMap(({ secrets, variables, needs, of }) => [
  repositoryRoute("GET", secrets, needs.readSecrets, (call) => listSecrets(call, of(call))),
  repositoryRoute("GET", `${secrets}/public-key`, needs.readSecrets, async (call) => {
    of(call);
    return await publicKey(call);
  }),
  repositoryRoute("PUT", `${secrets}/{secret_name}`, needs.writeSecrets, async (call) => await putSecret(call, of(call))),
  repositoryRoute("GET", variables, needs.readVariables, (call) => listVariables(call, of(call))),
  repositoryRoute("POST", variables, needs.writeVariables, (call) => createVariable(call, of(call))),
  repositoryRoute("PATCH", `${variables}/{name}`, needs.writeVariables, (call) => changeVariable(call, of(call))),
]);
