/** Shapes of what the admin API takes and answers, in JSON Schema, as OpenAPI 3.1 has it. */
export const text = { type: 'string' };
export const textOrNull = { type: ['string', 'null'] };
export const whole = { type: 'integer', minimum: 0 };
export const number = { type: 'number', minimum: 0 };
export const flag = { type: 'boolean' };
export const moment = { type: ['string', 'null'], format: 'date-time' };

export const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});
export const list = (items: object) => ({ type: 'array', items });
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const charset = { enum: ['utf8', 'latin1', 'ascii', null] };
const sharedRule = { enum: ['first', 'all', 'none'], description: 'Whom to show of several with one number.' };

const hookFields = {
  name: text,
  token: { ...text, pattern: '^[\\w.~-]{8,200}$' },
  pbx: textOrNull,
  format: { enum: ['text', 'json', 'ack', 'gigaset', 'empty'] },
  path: { ...text, examples: ['{calluniqueid}/{from}/{to}/{status}/{status_desc}/{direction}/{timestamp}'] },
  fields: { type: 'object', additionalProperties: text, examples: [{ from: 'nummer' }] },
  nameTemplate: { ...textOrNull, examples: ['{person} ({company})'] },
  max: { type: ['integer', 'null'], minimum: 1, maximum: 1000 },
  charset,
  fallback: { ...textOrNull, description: 'empty, number, echo or text:…' },
  allow: list({ ...text, examples: ['192.0.2.0/24'] }),
  sources: { type: ['array', 'null'], items: text },
  callLog: { enum: ['full', 'hashed', 'off', null], description: 'What is kept of calls; null: as CALL_LOG says.' },
  enabled: flag,
};

const sourceSettings = {
  position: { type: 'integer', minimum: 1 },
  country: { ...textOrNull, examples: ['NL'] },
  shared: sharedRule,
  ranges: flag,
  template: textOrNull,
};

const feed = { url: { ...text, format: 'uri' }, everyMinutes: { type: 'integer', minimum: 1, maximum: 10_080 } };

export const schemas = {
  Text: text,
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail'],
    properties: { type: text, title: text, status: whole, detail: text, report: ref('ImportReport') },
  },
  Lookup: object({
    asked: text,
    number: textOrNull,
    e164: textOrNull,
    steps: list(object({ asked: text, answer: text, milliseconds: number })),
    found: flag,
    person: textOrNull,
    company: textOrNull,
    source: textOrNull,
    contactUrl: textOrNull,
    reason: text,
    shown: text,
    milliseconds: number,
  }),
  ImportReport: object({
    source: text,
    format: text,
    encoding: text,
    delimiter: textOrNull,
    rows: whole,
    contacts: whole,
    numbers: whole,
    columns: { type: 'object', additionalProperties: text },
    rejected: list(object({ line: whole, column: textOrNull, value: text, reason: text })),
    rejectedTotal: whole,
    repaired: whole,
    duplicates: whole,
    unchanged: flag,
    seconds: number,
  }),
  Source: object({
    name: text,
    kind: { enum: ['folder', 'upload', 'url', 'connector'] },
    contacts: whole,
    numbers: whole,
    ...sourceSettings,
    position: { type: ['integer', 'null'], minimum: 1, description: 'null: a connector that was never synced' },
    url: textOrNull,
    everyMinutes: { type: ['integer', 'null'] },
    state: {
      enum: ['ok', 'failed', 'new', 'resting', 'invalid', 'unset'],
      description:
        'failed: the last import or sync; of connectors also new: not synced yet; resting: left alone for a moment, ' +
        'because it failed several times; invalid: its file has mistakes; unset: variables it needs are not set',
    },
    lastError: textOrNull,
    syncing: { type: ['integer', 'null'], description: 'the records read so far by the sync that is under way' },
    lastImportAt: moment,
    lastImport: { anyOf: [ref('ImportReport'), { type: 'null' }] },
  }),
  SourceChange: { type: 'object', additionalProperties: false, properties: sourceSettings },
  Feed: { type: 'object', additionalProperties: false, required: ['url'], properties: feed },
  SyncSummary: object({
    source: text,
    mode: { enum: ['full', 'delta'] },
    records: whole,
    contacts: whole,
    deletes: whole,
    withoutNumber: whole,
    withoutName: whole,
    failed: whole,
    notes: list(text),
    seconds: number,
  }),
  ConnectorTest: object({
    number: text,
    asked: { enum: ['lookup', 'sync'] },
    exchanges: list({ type: 'object' }),
    candidates: list({ type: 'object' }),
    error: textOrNull,
    milliseconds: number,
  }),
  Hook: object({ id: text, url: { ...text, format: 'uri' }, ...hookFields }),
  HookChange: { type: 'object', additionalProperties: false, properties: hookFields },
};
