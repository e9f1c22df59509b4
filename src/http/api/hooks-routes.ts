import { Router, json } from 'express';
import type { Charset } from '../../domain/display-name.ts';
import { parseFallback } from '../../domain/fallback.ts';
import { CALL_LOG_MODES, REPLY_FORMAT_NAMES, type FieldName, type HookSettings } from '../../domain/hook.ts';
import { isAddressBlock } from '../../domain/address-block.ts';
import { parseSourceName } from '../../domain/source-name.ts';
import { field, listOf, nameTemplate, oneOf, orNull, readFields, textUpTo, trueOrFalse } from './read-fields.ts';

export interface HooksParts {
  list(): readonly HookSettings[];
  create(settings: Partial<HookSettings>): HookSettings;
  /** Throws AppError `not-found` or `conflict`. */
  update(id: string, change: Partial<HookSettings>): HookSettings;
  delete(id: string): void;
  /** The webhook's URL for a token. */
  urlOf(token: string): string;
}

/** `/hooks`: the webhook URLs. */
export function hooksRoutes({ list, create, update, delete: remove, urlOf }: HooksParts): Router {
  const show = (hook: HookSettings) => showHook(hook, urlOf(hook.token));
  const router = Router();
  router.use(json({ limit: '64kb' }));
  router.get('/', (_request, response) => {
    response.json({ hooks: list().map(show) });
  });
  router.post('/', (request, response) => {
    response.status(201).json(show(create(readHook(request.body))));
  });
  router.patch('/:id', (request, response) => {
    response.json(show(update(request.params.id, readHook(request.body))));
  });
  router.delete('/:id', (request, response) => {
    remove(request.params.id);
    response.status(204).end();
  });
  return router;
}

/** What the fields are called outside: by the names the PBX of the contract has for them. */
const FIELD_WORDS: Readonly<Record<FieldName, string>> = {
  callId: 'calluniqueid',
  from: 'from',
  to: 'to',
  status: 'status',
  statusDescription: 'status_desc',
  direction: 'direction',
  timestamp: 'timestamp',
  callerName: 'name',
};
const FIELD_NAMES = Object.keys(FIELD_WORDS) as FieldName[];
const CHARSETS: readonly Charset[] = ['utf8', 'latin1', 'ascii'];

function showHook(hook: HookSettings, url: string) {
  const fields = Object.entries(hook.fields).map(([name, own]) => [FIELD_WORDS[name as FieldName], own]);
  return {
    id: hook.id,
    name: hook.name,
    token: hook.token,
    url,
    pbx: hook.pbx,
    format: hook.format,
    path: hook.path.map((name) => `{${FIELD_WORDS[name]}}`).join('/'),
    fields: Object.fromEntries(fields) as Record<string, string>,
    nameTemplate: hook.nameTemplate,
    max: hook.max,
    charset: hook.charset,
    fallback: hook.fallback && (hook.fallback.kind === 'text' ? `text:${hook.fallback.text}` : hook.fallback.kind),
    allow: hook.allow,
    sources: hook.sources,
    callLog: hook.callLog,
    enabled: hook.enabled,
  };
}

function readHook(body: unknown): Partial<HookSettings> {
  return readFields<Omit<HookSettings, 'id'>>(body, {
    name: textUpTo(100),
    token: field('8 to 200 letters, digits, - _ . or ~', (value): value is string => {
      return typeof value === 'string' && /^[\w.~-]{8,200}$/.test(value);
    }),
    pbx: orNull(textUpTo(50)),
    format: oneOf(REPLY_FORMAT_NAMES),
    path: readPath,
    fields: readFieldNames,
    nameTemplate: orNull(nameTemplate),
    max: orNull(
      field('a whole number from 1 to 1000', (value): value is number => {
        return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000;
      }),
    ),
    charset: orNull(oneOf(CHARSETS)),
    fallback: orNull(readFallback),
    allow: listOf(
      field(
        'an address or a CIDR block',
        (value): value is string => typeof value === 'string' && isAddressBlock(value),
      ),
    ),
    sources: orNull(listOf((value) => parseSourceName(String(value)))),
    callLog: orNull(oneOf(CALL_LOG_MODES)),
    enabled: trueOrFalse,
  });
}

function readPath(value: unknown): readonly FieldName[] {
  const names = String(value)
    .split('/')
    .filter(Boolean)
    .map((part) => fieldNamed(/^\{(\w+)\}$/.exec(part)?.[1]));
  if (names.length > 0 && names.every((name) => name !== undefined)) return names;
  throw new Error(
    `must be one or more of ${Object.values(FIELD_WORDS)
      .map((word) => `{${word}}`)
      .join('/')}`,
  );
}

function readFieldNames(value: unknown): HookSettings['fields'] {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  const named = entries.map(([word, own]) => [fieldNamed(word), own] as const);
  if (
    typeof value !== 'object' ||
    !named.every(([name, own]) => name && typeof own === 'string' && /^\S{1,100}$/.test(own))
  ) {
    throw new Error(`must be an object from ${Object.values(FIELD_WORDS).join(', ')} to the PBX's own names`);
  }
  const ownNames = named.map(([, own]) => String(own).toLowerCase());
  const twice = ownNames.find((own, index) => ownNames.indexOf(own) !== index);
  if (twice !== undefined) throw new Error(`must have a name of its own for each field; "${twice}" is that of two`);
  return Object.fromEntries(named) as HookSettings['fields'];
}

function fieldNamed(word: string | undefined): FieldName | undefined {
  return FIELD_NAMES.find((name) => FIELD_WORDS[name] === word);
}

function readFallback(value: unknown) {
  const fallback = typeof value === 'string' ? parseFallback(value) : undefined;
  if (fallback) return fallback;
  throw new Error('must be empty, number, echo or text:…');
}
