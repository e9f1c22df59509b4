import { Router } from 'express';
import { callSchemas } from './openapi-call-schemas.ts';
import { OPERATIONS, type Operation } from './openapi-operations.ts';
import { list, object, ref, schemas } from './openapi-schemas.ts';

const listOf = (member: string, name: string) => object({ [member]: list(ref(name)) });

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
      description: 'Contacts, webhook URLs, look-ups and calls of a ringname service.',
    },
    security: [{ admin: [] }],
    paths: Object.fromEntries(paths) as Record<string, Record<string, ReturnType<typeof describe>>>,
    components: {
      securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' } },
      schemas: {
        ...schemas,
        ...callSchemas,
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

function describe(
  path: string,
  { does, takes, query = {}, answers, as = 'application/json', problems = [] }: Operation,
) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(String(name), 'path', ''));
  const inQuery = Object.entries(query).map(([name, description]) => parameter(name, 'query', description));
  const answered = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: does, ...(schema !== null && { content: { [as]: { schema: ref(schema) } } }) },
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
