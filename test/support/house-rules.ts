import type { Import, SourceFile } from './source-file.ts';

/** One line of the import table: who lives in the room, and whom they may know. */
export interface Room {
  /**
   * A folder (`domain`), a file (`answer-call.ts`), each folder in a folder (`sources/*`) or every file that is in no
   * folder (`*.ts`). The first line that fits a file decides. Files of one folder always know each other.
   */
  readonly room: string;
  /** Folders and files of ours; `*` for all. */
  readonly mayImport: readonly string[];
  /** Of these only types, by `import type`: interfaces that somebody else implements. */
  readonly mayImportTypes?: readonly string[];
  /** Packages, and `node:*` for everything that is part of Node; `*` for all. */
  readonly packages: readonly string[];
}

/** A thing of the runtime that only some files may touch. */
export interface Reserved {
  /** As `process.env` or `new Date()`. */
  readonly uses: readonly string[];
  /** Why not, and what to do instead. */
  readonly because: string;
  /** Folders or files it is kept from, but for the `except`ed. */
  readonly keptFrom: readonly string[];
  readonly except?: readonly string[];
}

/** Every import that the table does not allow, as `file:line imports …: what is allowed`. */
export function findForbiddenImports(file: SourceFile, table: readonly Room[]): string[] {
  const room = table.find((candidate) => isIn(file.path, candidate.room));
  if (!room) return [`${file.path} stands in no room of the import table: give its folder a line there`];
  return file.imports
    .filter((imported) => !isAllowed(imported, file, room))
    .map((imported) => `${file.path}:${imported.line} imports ${describeImport(imported)}: ${describeRoom(room)}`);
}

/** The cycles among the files, each told once, as `a.ts → b.ts → a.ts`. Type-only imports count. */
export function findCycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (trail.includes(path) || done.has(path)) return;
    for (const { own, target } of byPath.get(path)?.imports ?? []) if (own && target) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return cycles;
}

/** Every use of something that is reserved for other files, as `file:line uses …: why`. */
export function findReservedUses(file: SourceFile, reserved: readonly Reserved[]): string[] {
  return reserved
    .filter(({ keptFrom, except = [] }) => isInOneOf(file.path, keptFrom) && !isInOneOf(file.path, except))
    .flatMap(({ uses, because }) =>
      file.uses
        .filter(({ name }) => uses.includes(name))
        .map(({ line, name }) => `${file.path}:${line} uses ${name}: ${because}`),
    );
}

function isAllowed(imported: Import, file: SourceFile, room: Room): boolean {
  const { target, own, typesOnly } = imported;
  if (target === null) return false;
  if (!own) return isPackageAllowed(target, room.packages);
  if (target.startsWith('../')) return false;
  return (
    isSameRoom(file.path, target, room) ||
    isInOneOf(target, room.mayImport) ||
    (typesOnly && isInOneOf(target, room.mayImportTypes ?? []))
  );
}

function isPackageAllowed(name: string, packages: readonly string[]): boolean {
  return packages.some(
    (allowed) =>
      allowed === '*' ||
      name === allowed ||
      name.startsWith(`${allowed}/`) ||
      (allowed === 'node:*' && name.startsWith('node:')),
  );
}

function isSameRoom(path: string, target: string, { room }: Room): boolean {
  const depth = room.split('/').length;
  const folder = path.split('/').slice(0, depth);
  return folder.length < path.split('/').length && target.startsWith(`${folder.join('/')}/`);
}

function isInOneOf(path: string, rooms: readonly string[]): boolean {
  return rooms.some((room) => isIn(path, room));
}

function isIn(path: string, room: string): boolean {
  if (room === '*') return true;
  if (room === '*.ts') return !path.includes('/');
  if (!room.endsWith('/*')) return path === room || path.startsWith(`${room}/`);
  const folder = room.slice(0, -1);
  return path.startsWith(folder) && path.slice(folder.length).includes('/');
}

function describeImport({ target, typesOnly }: Import): string {
  if (target === null) return 'what is computed at run time (nobody can check that)';
  return typesOnly ? `types of ${target}` : target;
}

function describeRoom({ room, mayImport, mayImportTypes = [], packages }: Room): string {
  const own = mayImport.length > 0 ? mayImport.join(', ') : 'nothing else of ours';
  const types = mayImportTypes.length > 0 ? `, types of ${mayImportTypes.join(', ')}` : '';
  return `${room} may import ${own}${types}; packages: ${packages.join(', ') || 'none'}`;
}
