import { SourceError } from '../source.ts';
import { escapeHeader, escapeQuery, escapeXml } from './escapes.ts';
import type { Variables } from './expression.ts';
import type { RenderedRequest } from '../connector/http-client.ts';
import type { RequestTemplate } from './request-schema.ts';
import { isWhole, renderText, renderUrlText, renderValue, toText, type Template } from './template.ts';
import { renderTree } from './template-tree.ts';

type TemplateMap = RequestTemplate['query'];

/**
 * A request with its values filled in, each escaped for the place it stands in. Query parameters and form fields that
 * give nothing are left out. Throws ExpressionError, or SourceError for what is no URL.
 */
export async function renderRequest(
  request: RequestTemplate,
  variables: Variables,
  base: { readonly url: Template; readonly headers: Readonly<Record<string, Template>> },
): Promise<RenderedRequest> {
  const body = await renderBody(request, variables);
  const query = await renderPairs(request.query, variables);
  const url = await renderUrl(request, variables, base.url);
  if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`;
  return {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    headers: {
      ...(body && { 'Content-Type': body.type }),
      ...(await renderHeaders({ ...base.headers, ...request.headers }, variables)),
    },
    body: body?.text,
  };
}

/** Headers with their values filled in; one that gives nothing is left out. */
export async function renderHeaders(
  headers: Readonly<Record<string, Template>>,
  variables: Variables,
): Promise<Record<string, string>> {
  const rendered: Record<string, string> = {};
  for (const [name, template] of Object.entries(headers)) {
    const value = await renderText(template, variables, escapeHeader);
    if (value !== '' || !isWhole(template)) rendered[escapeHeader(name)] = value;
  }
  return rendered;
}

/** The URL with these parameters in the place of any of the same names; the others stay spelled as they are. */
export function withParameters(url: URL, parameters: Readonly<Record<string, string>>): URL {
  const names = Object.keys(parameters).map(escapeQuery);
  if (names.length === 0) return url;
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !names.includes(pair.split('=', 1)[0] ?? ''));
  const own = Object.entries(parameters).map(([name, value]) => `${escapeQuery(name)}=${escapeQuery(value)}`);
  const changed = new URL(url);
  changed.search = [...kept, ...own].join('&');
  return changed;
}

/** Names and values as in a query or a form. */
export async function renderPairs(pairs: TemplateMap, variables: Variables): Promise<string> {
  const rendered = Object.entries(pairs).map(async ([name, templates]) => {
    const values = await Promise.all([templates].flat().map((one) => renderParameter(one, variables)));
    return values.flat().map((value) => `${escapeQuery(name)}=${escapeQuery(value)}`);
  });
  return (await Promise.all(rendered)).flat().join('&');
}

/** None, one, or several values when the whole template gives a list. */
async function renderParameter(template: Template, variables: Variables): Promise<string[]> {
  if (!isWhole(template)) return [await renderText(template, variables, String)];
  const value = await renderValue(template, variables);
  return [value].flat().flatMap((one) => (one === undefined || one === null ? [] : [toText(one, template.source)]));
}

async function renderUrl(request: RequestTemplate, variables: Variables, baseUrl: Template): Promise<URL> {
  const template = request.url ?? request.path;
  const own = template === undefined ? '' : await renderUrlText(template, variables);
  const text = request.url === undefined ? joinPath(await renderUrlText(baseUrl, variables), own) : own;
  if (!URL.canParse(text)) throw new SourceError('a request has no valid URL: see baseUrl, path and url', false);
  return new URL(text);
}

function joinPath(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

async function renderBody(
  { json, form, xml }: RequestTemplate,
  variables: Variables,
): Promise<{ readonly type: string; readonly text: string } | undefined> {
  if (json !== undefined) return { type: 'application/json', text: JSON.stringify(await renderTree(json, variables)) };
  if (form !== undefined) {
    return { type: 'application/x-www-form-urlencoded', text: await renderPairs(form, variables) };
  }
  if (xml !== undefined) return { type: 'text/xml; charset=utf-8', text: await renderText(xml, variables, escapeXml) };
  return undefined;
}
