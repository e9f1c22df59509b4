import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the servers that look nothing up answer to everybody; as long as an average name. */
export const FIXED_NAME = 'Anna de Boer (Bakkerij)';

/** Tells the process that started this one, once the server listens. */
export function announcePort(server: Server): void {
  server.once('listening', () => process.send?.((server.address() as AddressInfo).port));
}
