import { Router } from 'express';
import { schemas } from './openapi-schemas.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One operation, in few words; `openApiDocument` makes the document of them. */
interface Operation {
  readonly does: string;
  /** Status → schema; null for an answer without a body. */
  readonly answers: Readonly<Record<number, string | null>>;
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

/** Every route of `/api/v1`. A test holds this table and the routes together. */
const OPERATIONS: Readonly<Record<string, Partial<Record<Method, Operation>>>> = {
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
      problems: [400, 404],
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
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (member: string, name: string) => ({
  type: 'object',
  required: [member],
  properties: { [member]: { type: 'array', items: ref(name) } },
});

/** The admin API, described as OpenAPI 3.1. */
export function openApiDocument() {
  const paths = Object.entries(OPERATIONS).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => [method, describe(path, operation)]);
    return [`/api/v1${path}`, Object.fromEntries(operations)] as const;
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'ringname',
      version: '1',
      description: 'Contacts, webhook URLs and look-ups of a ringname service.',
    },
    security: [{ admin: [] }],
    paths: Object.fromEntries(paths) as Record<string, Record<string, ReturnType<typeof describe>>>,
    components: {
      securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' } },
      schemas: {
        ...schemas,
        Sources: listOf('sources', 'Source'),
        Hooks: listOf('hooks', 'Hook'),
        Authorization: { type: 'object', required: ['url'], properties: { url: { type: 'string', format: 'uri' } } },
        'SyncSummary or ImportReport': { anyOf: [ref('SyncSummary'), ref('ImportReport')] },
      },
    },
  };
}

/** `/openapi.json`, for everybody: it holds no secret. */
export function openApiRoute(): Router {
  const router = Router();
  const document = JSON.stringify(openApiDocument());
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });
  return router;
}

function describe(path: string, { does, takes, query = {}, answers, problems = [] }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(String(name), 'path', ''));
  const inQuery = Object.entries(query).map(([name, description]) => parameter(name, 'query', description));
  const answered = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: does, ...(schema !== null && { content: { 'application/json': { schema: ref(schema) } } }) },
  ]);
  const problem = { description: 'What is wrong', content: { 'application/problem+json': { schema: ref('Problem') } } };
  const refused = [401, ...problems].map((status) => [String(status), problem]);
  return {
    summary: does,
    parameters: [...inPath, ...inQuery],
    ...(takes !== undefined && { requestBody: { required: true, content: bodyOf(takes) } }),
    responses: Object.fromEntries([...answered, ...refused]) as Record<string, unknown>,
  };
}

function parameter(name: string, place: 'path' | 'query', description: string) {
  return { name, in: place, required: place === 'path', description, schema: { type: 'string' } };
}

function bodyOf(takes: string) {
  if (takes !== 'file') return { 'application/json': { schema: ref(takes) } };
  return {
    'application/octet-stream': { schema: { description: 'the file as it is' } },
    'multipart/form-data': {
      schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
    },
  };
}
