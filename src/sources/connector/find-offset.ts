import { isCollection, isMap, isNode, isScalar, type Document } from 'yaml';

/** Where in the text the value at a path begins, or the key itself; for what is not there, what should hold it. */
export function findOffset(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node);
  for (const [index, key] of path.entries()) {
    if (!isCollection(node)) return offset;
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (isMap(node) && pair === undefined) return offset;
    const child = pair === undefined ? node.get(key, true) : pair.value;
    offset = offsetOf(pair?.key) ?? offset;
    if (atKey && index === path.length - 1) return offset;
    if (isNode(child)) offset = offsetOf(child) || offset;
    node = child;
  }
  return offset;
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
