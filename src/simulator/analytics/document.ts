/** Parses a GraphQL request into a tree of fields, with the values of its variables in place. */
import type { DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode, ValueNode } from 'graphql';
import { parse } from 'graphql/language/parser.js';

export interface Field {
  name: string;
  /** Its name in the answer: the alias, when it has one. */
  key: string;
  args: Record<string, unknown>;
  fields: Field[];
}

/** Reaches the caller in the `errors` of an answer with status 200. */
export class QueryError extends Error {
  readonly path: string[];

  constructor(message: string, path: string[] = []) {
    super(message);
    this.path = path;
  }
}

interface Scope {
  variables: Record<string, unknown>;
  /** Names of variables. Using any other is an error. */
  declared: Set<string>;
}

/** @returns the fields at the top of the query. */
export function parseQuery(body: string | undefined): Field[] {
  const { query, variables, operationName } = parseBody(body);
  const { definitions } = parseDocument(query);
  const operations = definitions.filter((each) => each.kind === 'OperationDefinition');
  const named = operations.filter(({ name }) => !operationName || name?.value === operationName);
  const [operation] = named;
  if (!operation || named.length > 1)
    throw new QueryError('query contains error, please review it and retry');
  if (operation.operation !== 'query')
    throw new QueryError(`${operation.operation} operations are not supported`);
  return fieldsOf(operation.selectionSet, scopeOf(operation, variables));
}

/** The selections of an object, which must have some. */
export function requireSelections({ name, fields }: Field, path: string[]): Field[] {
  if (fields.length === 0) throw new QueryError(`object field must have selections: ${name}`, path);
  return fields;
}

function parseBody(body: string | undefined): {
  query: string;
  variables: Record<string, unknown>;
  operationName: unknown;
} {
  let request: unknown;
  try {
    request = JSON.parse(body ?? '');
  } catch {
    throw new QueryError('error parsing request body');
  }
  if (!isObject(request) || typeof request.query !== 'string') throw new QueryError('query is missing');
  const variables = isObject(request.variables) ? request.variables : {};
  return { query: request.query, variables, operationName: request.operationName };
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new QueryError(`query contains error, please review it and retry: ${reason}`);
  }
}

function scopeOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  sentVariables: Record<string, unknown>,
): Scope {
  const scope: Scope = { variables: { ...sentVariables }, declared: new Set() };
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    scope.declared.add(name);
    if (defaultValue && scope.variables[name] === undefined) {
      scope.variables[name] = valueOfNode(defaultValue, scope);
    }
  }
  return scope;
}

function fieldsOf(selections: SelectionSetNode | undefined, scope: Scope): Field[] {
  if (!selections) return [];
  return selections.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [toField(selection, scope)];
    throw new QueryError('fragments are not supported by the simulator');
  });
}

function toField(node: FieldNode, scope: Scope): Field {
  const args = (node.arguments ?? []).map(({ name, value }) => [name.value, valueOfNode(value, scope)]);
  return {
    name: node.name.value,
    key: node.alias?.value ?? node.name.value,
    args: Object.fromEntries(args),
    fields: fieldsOf(node.selectionSet, scope),
  };
}

function valueOfNode(node: ValueNode, scope: Scope): unknown {
  switch (node.kind) {
    case 'Variable':
      if (scope.declared.has(node.name.value)) return scope.variables[node.name.value];
      throw new QueryError(`unknown variable $${node.name.value}`);
    case 'IntValue':
    case 'FloatValue':
      return Number(node.value);
    case 'ListValue':
      return node.values.map((value) => valueOfNode(value, scope));
    case 'ObjectValue':
      return Object.fromEntries(
        node.fields.map(({ name, value }) => [name.value, valueOfNode(value, scope)]),
      );
    case 'NullValue':
      return null;
    default:
      return node.value;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
