import { parseSync } from '@swc/core';
import { posix } from 'node:path';

/** What the rules of the house need to know about one source file. Lines count from 1. */
export interface SourceFile {
  /** From the folder the rules speak of, with `/`: `http/webhook.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly defaultExports: readonly number[];
  /** Every `a.b` where `a` is a bare name, as `process.env`, and every `new A()` without arguments, as `new Date()`. */
  readonly uses: readonly { readonly line: number; readonly name: string }[];
}

export interface Import {
  readonly line: number;
  /** A path like `SourceFile.path`, or the name of a package; null where it is computed at run time. */
  readonly target: string | null;
  readonly own: boolean;
  readonly typesOnly: boolean;
}

type SyntaxNode = { readonly type: string; readonly span?: { readonly start: number } } & Readonly<
  Record<string, unknown>
>;

/** Reads a file with a TypeScript parser. `import`, `export … from`, `import()`, `import('…').T` and `require` count. */
export function readSourceFile(path: string, text: string): SourceFile {
  const bytes = Buffer.from(text);
  const lineOf = (node: SyntaxNode): number => countLines(bytes.subarray(0, (node.span?.start ?? 1) - 1)) + 1;
  const imports: Import[] = [];
  const defaultExports: number[] = [];
  const uses: { line: number; name: string }[] = [];
  for (const node of walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }))) {
    const imported = readImport(node);
    if (imported) imports.push({ line: lineOf(node), ...resolveImport(path, imported) });
    if (isDefaultExport(node)) defaultExports.push(lineOf(node));
    const name = readUse(node);
    if (name !== undefined) uses.push({ line: lineOf(node), name });
  }
  return { path, lines: countLines(bytes), imports, defaultExports, uses };
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 0x0a) lines += 1;
  return lines;
}

function* walk(value: unknown): Generator<SyntaxNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
  } else if (typeof value === 'object' && value !== null) {
    if (isSyntaxNode(value)) yield value;
    for (const child of Object.values(value)) yield* walk(child);
  }
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

interface RawImport {
  readonly specifier: string | null;
  readonly typesOnly: boolean;
}

function readImport(node: SyntaxNode): RawImport | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node['source'] ? { specifier: textOf(node['source']), typesOnly: importsOnlyTypes(node) } : undefined;
    case 'TsImportType':
      return { specifier: textOf(node['argument']), typesOnly: true };
    case 'TsExternalModuleReference':
      return { specifier: textOf(node['expression']), typesOnly: false };
    case 'CallExpression':
      return isDynamicImport(node) ? { specifier: textOf(firstArgument(node)), typesOnly: false } : undefined;
    default:
      return undefined;
  }
}

function importsOnlyTypes(node: SyntaxNode): boolean {
  const specifiers = node['specifiers'];
  const eachIsType =
    Array.isArray(specifiers) &&
    specifiers.length > 0 &&
    specifiers.every((specifier) => isSyntaxNode(specifier) && specifier['isTypeOnly'] === true);
  return node['typeOnly'] === true || eachIsType;
}

function isDynamicImport(node: SyntaxNode): boolean {
  const callee = node['callee'];
  return isSyntaxNode(callee) && (callee.type === 'Import' || identifierOf(callee) === 'require');
}

function firstArgument(node: SyntaxNode): unknown {
  const [first] = node['arguments'] as { expression: unknown }[];
  return first?.expression;
}

function textOf(node: unknown): string | null {
  return isSyntaxNode(node) && node.type === 'StringLiteral' ? (node['value'] as string) : null;
}

function identifierOf(node: unknown): string | undefined {
  return isSyntaxNode(node) && node.type === 'Identifier' ? (node['value'] as string) : undefined;
}

function resolveImport(from: string, { specifier, typesOnly }: RawImport): Omit<Import, 'line'> {
  if (specifier === null || !specifier.startsWith('.')) return { target: specifier, own: false, typesOnly };
  return { target: posix.join(posix.dirname(from), specifier), own: true, typesOnly };
}

function isDefaultExport(node: SyntaxNode): boolean {
  return (
    node.type === 'ExportDefaultExpression' ||
    node.type === 'ExportDefaultDeclaration' ||
    (node.type === 'ExportSpecifier' && identifierOf(node['exported'] ?? node['orig']) === 'default')
  );
}

function readUse(node: SyntaxNode): string | undefined {
  if (node.type === 'NewExpression') {
    const name = identifierOf(node['callee']);
    const withArguments = Array.isArray(node['arguments']) && node['arguments'].length > 0;
    return name === undefined || withArguments ? undefined : `new ${name}()`;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const object = identifierOf(node['object']);
  const property = node['property'];
  if (object === undefined || !isSyntaxNode(property)) return undefined;
  const member = property.type === 'Computed' ? textOf(property['expression']) : identifierOf(property);
  return member === null || member === undefined ? undefined : `${object}.${member}`;
}
