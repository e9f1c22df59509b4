import { unknownNames } from './unknown-names.ts';

/** A record as a method gives it. */
export type Row = Readonly<Record<string, unknown>>;
/** The kinds of records that have numbers. */
export type Entity = 'contact' | 'lead' | 'company';

/** What `batch` is called with: commands by their names, each `method?query`. */
export interface BatchBody {
  readonly halt?: number;
  readonly cmd?: Readonly<Record<string, string>>;
}

/** What a method cannot do, as Bitrix24 says it. */
export class Refusal extends Error {}

const MOST_COMMANDS = 50;
const MOST_FOUND = 20;

/** All records of a kind. */
export type Rows = (entity: Entity) => readonly Row[];

/** Each command in turn; one may be given what an earlier one gave. */
export function runBatch({ halt = 0, cmd = {}, ...others }: BatchBody, rowsOf: Rows) {
  if (unknownNames(others, '').length > 0 || halt !== 0) throw new Refusal('unknown parameter of batch');
  if (Object.keys(cmd).length > MOST_COMMANDS) throw new Refusal('Max batch length exceeded');
  const result: Record<string, unknown> = {};
  const errors: Record<string, unknown> = {};
  for (const [name, command] of Object.entries(cmd)) {
    const [method = '', query = ''] = command.split(/\?(.*)/s, 2);
    const parameters = [...new URLSearchParams(query)].map(([key, value]) => [key, follow(value, result)] as const);
    try {
      result[name] = call(method, parameters, rowsOf);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors[name] = { error: '', error_description: error.message };
    }
  }
  return { result: orEmptyList(result), result_error: orEmptyList(errors), result_total: [], result_next: [] };
}

/** What a reference `$result[find][CONTACT][0]` leads to; any other value is itself. */
function follow(value: string, results: unknown): string {
  if (!value.startsWith('$result[')) return value;
  const path = [...value.matchAll(/\[([^\]]*)\]/g)].map(([, key = '']) => key);
  const found = path.reduce<unknown>((at, key) => (at as Row | undefined)?.[key], results);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

function call(method: string, parameters: readonly (readonly [string, string])[], rowsOf: Rows): unknown {
  const [, entity, verb] = /^crm\.(contact|lead|company|duplicate)\.(get|findbycomm)$/.exec(method) ?? [];
  const named = Object.fromEntries(parameters);
  if (verb === 'get' && entity !== 'duplicate') {
    const row = rowsOf(entity as Entity).find(({ ID }) => ID === named['id']);
    if (row === undefined || unknownNames(named, 'id').length > 0) throw new Refusal('Not found');
    return row;
  }
  if (verb !== 'findbycomm' || entity !== 'duplicate') throw new Refusal('Method not found!');
  const type = { CONTACT: 'contact', LEAD: 'lead', COMPANY: 'company' }[named['entity_type'] ?? ''];
  const values = parameters.filter(([name]) => name === 'values[]').map(([, value]) => digitsOf(value));
  if (named['type'] !== 'PHONE' || type === undefined) throw new Refusal('Communication type is not defined');
  if (values.length === 0 || values.length > 20) throw new Refusal('Communication values is not defined');
  const ids = rowsOf(type as Entity)
    .filter(({ PHONE = [] }) => (PHONE as { VALUE: string }[]).some(({ VALUE }) => values.includes(digitsOf(VALUE))))
    .map(({ ID }) => Number(ID));
  return ids.length === 0 ? [] : { [named['entity_type'] ?? '']: ids.slice(0, MOST_FOUND) };
}

function digitsOf(typed: string): string {
  return typed.replaceAll(/\D/g, '');
}

function orEmptyList(object: object): object {
  return Object.keys(object).length === 0 ? [] : object;
}
