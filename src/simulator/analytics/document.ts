/** A GraphQL request as a tree of fields: parsed, its variables filled in, its fragments spread. */
import type { FieldNode, OperationDefinitionNode, SelectionSetNode, ValueNode } from 'graphql';
import { parse } from 'graphql/language/parser.js';

export interface Field {
  name: string;
  /** Its name in the answer: the alias, when it has one. */
  key: string;
  args: Record<string, unknown>;
  fields: Field[];
}

/** Arrives inside an answer of status 200. */
export class QueryError extends Error {
  readonly path: string[];

  constructor(message: string, path: string[] = []) {
    super(message);
    this.path = path;
  }
}

interface Scope {
  variables: Record<string, unknown>;
  declared: Set<string>;
  fragments: Map<string, SelectionSetNode>;
}

/** The fields that a query asks for at its top. */
export function readQuery(body: string | undefined): Field[] {
  const { query, variables, operationName } = readBody(body);
  const { definitions } = parsed(query);
  const operations = definitions.filter((each) => each.kind === 'OperationDefinition');
  const named = operations.filter(({ name }) => !operationName || name?.value === operationName);
  const [operation] = named;
  if (!operation || named.length > 1)
    throw new QueryError('query contains error, please review it and retry');
  if (operation.operation !== 'query')
    throw new QueryError(`${operation.operation} operations are not supported`);
  const fragments = new Map<string, SelectionSetNode>();
  for (const each of definitions) {
    if (each.kind === 'FragmentDefinition') fragments.set(each.name.value, each.selectionSet);
  }
  return fieldsOf(operation.selectionSet, { ...variablesOf(operation, variables), fragments });
}

/** The selections of an object, which must have some. */
export function requireSelections({ name, fields }: Field, path: string[]): Field[] {
  if (fields.length === 0) throw new QueryError(`object field must have selections: ${name}`, path);
  return fields;
}

function readBody(body: string | undefined): {
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

function parsed(query: string) {
  try {
    return parse(query);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new QueryError(`query contains error, please review it and retry: ${reason}`);
  }
}

function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode, given: Record<string, unknown>) {
  const variables = { ...given };
  const declared = new Set<string>();
  const scope: Scope = { variables: {}, declared, fragments: new Map() };
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    declared.add(name);
    if (defaultValue && variables[name] === undefined) variables[name] = resolved(defaultValue, scope);
  }
  return { variables, declared };
}

function fieldsOf(selections: SelectionSetNode | undefined, scope: Scope): Field[] {
  if (!selections) return [];
  return selections.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [toField(selection, scope)];
    if (selection.kind === 'InlineFragment') return fieldsOf(selection.selectionSet, scope);
    return fieldsOf(scope.fragments.get(selection.name.value), scope);
  });
}

function toField(node: FieldNode, scope: Scope): Field {
  const args = (node.arguments ?? []).map(({ name, value }) => [name.value, resolved(value, scope)]);
  return {
    name: node.name.value,
    key: node.alias?.value ?? node.name.value,
    args: Object.fromEntries(args),
    fields: fieldsOf(node.selectionSet, scope),
  };
}

function resolved(node: ValueNode, scope: Scope): unknown {
  switch (node.kind) {
    case 'Variable':
      if (scope.declared.has(node.name.value)) return scope.variables[node.name.value];
      throw new QueryError(`unknown variable $${node.name.value}`);
    case 'IntValue':
    case 'FloatValue':
      return Number(node.value);
    case 'ListValue':
      return node.values.map((value) => resolved(value, scope));
    case 'ObjectValue':
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, resolved(value, scope)]));
    case 'NullValue':
      return null;
    default:
      return node.value;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
