type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One operation, in few words; `openApiDocument` makes the document of them. */
export interface Operation {
  readonly does: string;
  /** Status → schema; null for an answer without a body. */
  readonly answers: Readonly<Record<number, string | null>>;
  /** The media type of the answers, where it is not JSON. */
  readonly as?: string;
  readonly takes?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The statuses of problems, beside 401. */
  readonly problems?: readonly number[];
}

const READING = {
  encoding: 'utf-8, windows-1252, utf-16le, utf-16be, cp850 or macroman; found out when absent',
  delimiter: 'the character between two columns; found out when absent',
  'map.phone': 'the column to take for a field; so map.name, map.company …, each repeatable',
};

const CALLS = {
  from: 'calls that began then or later: a date (midnight in TIMEZONE), or an instant with its offset',
  to: 'calls that began before: the same',
  number: 'either end, or a phone that rang or answered; in any spelling',
  state: 'ringing, connected, answered, missed, unanswered or unfinished',
};
const STATISTICS = {
  from: 'a date (midnight in tz), or an instant with its offset; 30 days before `to` when absent',
  to: 'the same, exclusive; the end of today when absent',
  by: 'hour, day, week (from Monday) or month; day when absent',
  tz: 'an IANA time zone; TIMEZONE when absent',
};

/** Every route of `/api/v1`. A test holds this table and the routes together. */
export const OPERATIONS: Readonly<Record<string, Partial<Record<Method, Operation>>>> = {
  '/lookup': {
    get: {
      does: 'The trace of one look-up',
      query: { number: 'the number, in any spelling' },
      answers: { 200: 'Lookup' },
      problems: [400],
    },
  },
  '/sources': { get: { does: 'The sources, in the order they are asked', answers: { 200: 'Sources' } } },
  '/sources/{name}': {
    get: { does: 'One source', answers: { 200: 'Source' }, problems: [404] },
    put: {
      does: 'Makes a source that is fetched from a URL, and fetches it',
      takes: 'Feed',
      answers: { 200: 'Source', 201: 'Source' },
      problems: [400, 409, 422, 503],
    },
    patch: { does: 'Changes a source', takes: 'SourceChange', answers: { 200: 'Source' }, problems: [400, 404] },
    delete: { does: 'Removes a source and its contacts', answers: { 204: null }, problems: [404, 409] },
  },
  '/sources/{name}/file': {
    put: {
      does: 'Puts the contacts of a file in the place of what the source had, all at once or not at all',
      takes: 'file',
      query: {
        dryRun: 'true: answer the report and change nothing',
        force: 'true: also when more than half of the contacts would go',
        ...READING,
      },
      answers: { 200: 'ImportReport', 201: 'ImportReport' },
      problems: [400, 409, 413, 422],
    },
  },
  '/sources/{name}/sync': {
    post: {
      does: 'Fetches a source by its URL, or syncs a connector',
      query: { force: 'true: also when more than half of the contacts would go' },
      answers: { 200: 'SyncSummary or ImportReport' },
      problems: [404, 409, 422, 503],
    },
  },
  '/sources/{name}/test': {
    post: {
      does: 'Asks a connector about one number, and shows each request with its secrets blanked',
      query: { number: 'the number, in any spelling' },
      answers: { 200: 'ConnectorTest' },
      problems: [400, 404, 409],
    },
  },
  '/sources/{name}/authorize': {
    post: {
      does: 'Where to send a person who lets a connector in',
      answers: { 200: 'Authorization' },
      problems: [404, 409],
    },
  },
  '/hooks': {
    get: { does: 'The webhook URLs', answers: { 200: 'Hooks' } },
    post: { does: 'Makes a webhook URL', takes: 'HookChange', answers: { 201: 'Hook' }, problems: [400, 409] },
  },
  '/hooks/{id}': {
    patch: { does: 'Changes a webhook URL', takes: 'HookChange', answers: { 200: 'Hook' }, problems: [400, 404, 409] },
    delete: { does: 'Closes a webhook URL', answers: { 204: null }, problems: [404, 409] },
  },
  '/calls': {
    get: {
      does: 'The calls, newest first',
      query: { ...CALLS, cursor: '`next` of the page before', limit: '1 to 1000; 50 when absent' },
      answers: { 200: 'Calls' },
      problems: [400, 503],
    },
  },
  '/calls.csv': {
    get: {
      does: 'All of these calls as CSV, newest first; safe to open in a spreadsheet',
      query: CALLS,
      answers: { 200: 'Text' },
      as: 'text/csv',
      problems: [400, 503],
    },
  },
  '/stats': {
    get: { does: 'What calls come to', query: STATISTICS, answers: { 200: 'Statistics' }, problems: [400, 503] },
  },
  '/stats.csv': {
    get: {
      does: 'The series of the statistics as CSV',
      query: STATISTICS,
      answers: { 200: 'Text' },
      as: 'text/csv',
      problems: [400, 503],
    },
  },
  '/events': {
    get: {
      does:
        'Calls as they ring, are answered and end, as server-sent events: `call` with a Call; `reset` when something ' +
        'before it is not known any more. Resumes with the header Last-Event-ID',
      answers: { 200: 'Text' },
      as: 'text/event-stream',
      problems: [503],
    },
  },
  '/callers/{number}': {
    get: { does: 'All that the call log holds of a number', answers: { 200: 'Caller' }, problems: [400, 503] },
    delete: {
      does: 'Erases a number, its names and its calls from the log; counts stay',
      answers: { 200: 'Erased' },
      problems: [400, 503],
    },
  },
};
