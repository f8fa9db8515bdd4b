/** The MCP clients of both SDK lines. They compile the schema of a tool's output once, not once for each session. */
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { AjvJsonSchemaValidator as AjvJsonSchemaValidatorV1 } from '@modelcontextprotocol/sdk/validation/ajv';

export const CLIENTS = ['v2 at 2026-07-28', 'v2 legacy', 'v1'] as const;
export type ClientKind = (typeof CLIENTS)[number];

const validatorV1 = remembering(new AjvJsonSchemaValidatorV1());
const validatorV2 = remembering(new AjvJsonSchemaValidator());

export function newClient(kind: ClientKind): ClientV1 | ClientV2 {
  const info = { name: 'tests', version: '1.0.0' };
  if (kind === 'v1') return new ClientV1(info, { jsonSchemaValidator: validatorV1 });
  const mode = kind === 'v2 legacy' ? 'legacy' : { pin: '2026-07-28' };
  return new ClientV2(info, {
    versionNegotiation: { mode },
    jsonSchemaValidator: validatorV2,
  } as never);
}

/** The SDK's own validator, asked once for each schema. */
function remembering<Validator extends { getValidator(schema: never): unknown }>(
  validator: Validator,
): Validator {
  const compiled = new Map<string, unknown>();
  const getValidator = (schema: never) => {
    const text = JSON.stringify(schema);
    if (!compiled.has(text)) compiled.set(text, validator.getValidator(schema));
    return compiled.get(text);
  };
  return { getValidator } as unknown as Validator;
}
