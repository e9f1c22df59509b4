import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { connectorSchema } from '../../../src/sources/crm/connector-schema.ts';
import { renderRequest } from '../../../src/sources/crm/render-request.ts';
import { requestSchema } from '../../../src/sources/crm/request-schema.ts';
import { compileTemplate } from '../../../src/sources/crm/template.ts';
import { FIELDS } from './try-connector.ts';

const base = { url: compileTemplate('https://crm.example/api/', []), headers: {} };

function render(request: Record<string, unknown>, value?: unknown) {
  return renderRequest(requestSchema(['v']).parse(request), { v: value }, base);
}

describe('a template', () => {
  test.each([
    ['{{$v}}', 'x', 'x'],
    ['FIND {{{$v}}} IN PHONE', 'x', 'FIND {x} IN PHONE'],
    ['{{ {"a": {"b": $v}} }}', 'x', { a: { b: 'x' } }],
    ['{{ "}}" & $v }}', 'x', '}}x'],
    ['{{$v}}{{$v}}', 'x', 'xx'],
    ['{{$v}}', 5, 5],
    ['{{$v}}', [1, 'a', null], [1, 'a', null]],
    ['a{{$v}}', undefined, 'a'],
    ['{ no template }', 'x', '{ no template }'],
  ])('%s with %j is %j', async (template, value, expected) => {
    const { body } = await render({ path: '/', json: [template] }, value);
    expect(JSON.parse(body ?? '')).toEqual([expected]);
  });

  test('that gives nothing is left out of query, headers, form, objects and lists', async () => {
    const nothing = '{{$v}}';
    const rendered = await render({
      path: '/',
      query: { a: nothing },
      headers: { A: nothing },
      form: { a: nothing, b: 1 },
    });
    expect(rendered.url.href).toBe('https://crm.example/api/');
    expect(rendered.headers).toEqual({ 'Content-Type': 'application/x-www-form-urlencoded' });
    expect(rendered.body).toBe('b=1');
    expect((await render({ path: '/', json: { a: nothing, b: [nothing, 1] } })).body).toBe('{"b":[1]}');
  });

  test('that gives a list gives a parameter several times', async () => {
    expect((await render({ path: '/', query: { 'id[]': '{{$v}}', x: ['a', 'b'] } }, [1, 2])).url.search).toBe(
      '?id%5B%5D=1&id%5B%5D=2&x=a&x=b',
    );
  });

  test.each([
    ['an object in a text', { path: '/', query: { a: 'x{{$v}}' } }, { b: 1 }, /gives a list, an object/],
    ['nothing in a path', { path: '/a/{{$v}}/b' }, undefined, /cannot stand in the path/],
    ['dots in a path', { path: '/a/{{$v}}/b' }, '..', /cannot stand in the path/],
    ['a line break in a header', { path: '/', headers: { A: 'x{{$v}}' } }, 'a\r\nEvil: 1', /line break/],
    ['a URL that is none', { url: '{{$v}}/x' }, 'nowhere', /no valid URL/],
  ])('%s is refused', async (_, request, value, reason) => {
    await expect(render(request, value)).rejects.toThrow(reason);
  });
});

describe('whatever the value is, it stays where it was put', () => {
  const anyText = fc.string({ unit: 'binary' });

  test('in a segment of the path', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (value) => {
        fc.pre(!['', '.', '..'].includes(value));
        const { url } = await render({ path: '/a/{{$v}}/b' }, value);
        const [, api, a, segment, b] = url.pathname.split('/');
        expect([url.host, api, a, decodeURIComponent(segment ?? ''), b]).toEqual([
          'crm.example',
          'api',
          'a',
          value,
          'b',
        ]);
        expect(url.search + url.hash).toBe('');
      }),
    );
  });

  test('in a parameter of the query and a field of a form', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (value) => {
        const { url, body } = await render({ path: '/x', query: { a: '-{{$v}}' }, form: { a: '-{{$v}}' } }, value);
        expect([...url.searchParams]).toEqual([['a', `-${value}`]]);
        expect([...new URLSearchParams(body)]).toEqual([['a', `-${value}`]]);
      }),
    );
  });

  test('in a body of JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), anyText, async (value, text) => {
        const { body } = await render({ path: '/', json: { a: '{{$v.value}}', b: 'x{{$v.text}}' } }, { value, text });
        const { a, b } = JSON.parse(body ?? '') as Record<string, unknown>;
        expect(a).toEqual(JSON.parse(JSON.stringify(value)));
        expect(b).toBe(`x${text}`);
      }),
    );
  });

  test('in XML', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (value) => {
        const { body } = await render({ path: '/', xml: '<a b="{{$v}}">{{$v}}</a>' }, value);
        expect(body).toMatch(/^<a b="[^<>"']*">[^<>"']*<\/a>$/);
        expect(body).not.toMatch(/&(?!(?:lt|gt|amp|quot|apos);)/);
      }),
    );
  });
});

test('secrets are not to be had where contacts are made', () => {
  const parse = (fields: Record<string, string>) =>
    connectorSchema.safeParse({
      connector: 1,
      name: 'x',
      baseUrl: 'https://crm.example',
      auth: { type: 'none' },
      collections: { contacts: { fields, lookup: { request: { path: '/' } } } },
    });
  expect(parse(FIELDS).success).toBe(true);
  expect(parse({ ...FIELDS, person: '$secrets.key' }).error?.issues[0]?.message).toContain('no $secrets here');
});
