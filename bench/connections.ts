import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { parseAnswer } from './answer.ts';

const READ_BUFFER_BYTES = 16 * 1024;

/** A connection to a server that has at most one request under way. */
export interface Connection {
  readonly socket: Socket;
  /** Which request it waits for, and since when. */
  asked: number;
  since: number;
  /** The beginning of an answer that came in pieces. */
  partial: Buffer | null;
}

type OnAnswer = (connection: Connection, body: Buffer) => void;

/** Connects to a server of this machine. `onAnswer` gets the body of each answer, valid until it returns. */
export async function openConnections(
  port: number,
  count: number,
  onAnswer: OnAnswer,
  onError: (error: unknown) => void,
): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(port, onAnswer, onError)));
}

async function openConnection(
  port: number,
  onAnswer: OnAnswer,
  onError: (error: unknown) => void,
): Promise<Connection> {
  // A buffer that is used again and again spares an allocation for each answer.
  const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
  const callback = (length: number): boolean => {
    try {
      receive(connection, buffer.subarray(0, length), onAnswer);
    } catch (error) {
      onError(error);
    }
    return true;
  };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
  const connection: Connection = { socket, asked: 0, since: 0, partial: null };
  socket.on('error', onError);
  socket.on('end', () => onError('the server closed a connection'));
  await once(socket, 'connect');
  return connection;
}

function receive(connection: Connection, read: Buffer, onAnswer: OnAnswer): void {
  const bytes = connection.partial ? Buffer.concat([connection.partial, read]) : read;
  const body = parseAnswer(bytes);
  connection.partial = body === undefined ? Buffer.from(bytes) : null;
  if (body !== undefined) onAnswer(connection, body);
}
