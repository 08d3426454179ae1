/** Where the simulated multiplexer listens: a socket file in its own folder, or a port of this computer that nobody else can reach. */
import { rename } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type Mux, serveMuxClient } from './usbmuxd.ts';

/** Longer names of sockets are refused by macOS. */
const MAX_SOCKET_PATH = 103;

export interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

/** Opens the socket as the mux is meant to be: also not at all, or left behind by somebody who is gone. */
export async function listen(mux: Mux, folder: string, transport: 'unix' | 'tcp'): Promise<Listening> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serveMuxClient(mux, socket);
  });
  const path = join(folder, 'mux');
  const unix = transport === 'unix' && Buffer.byteLength(path) <= MAX_SOCKET_PATH;
  const address = await bind(server, unix ? path : null);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  if (mux.config.state === 'absent' || mux.config.state === 'refused') {
    // Node removes a socket's file when its server ends, unless it was moved away: what stays is a socket that nobody listens on.
    if (unix && mux.config.state === 'refused') await rename(path, `${path}-left`);
    await close();
    if (unix && mux.config.state === 'refused') await rename(`${path}-left`, path);
  }
  return { address, close };
}

function bind(server: Server, path: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const done = () => {
      const bound = server.address();
      resolve(
        path === null && bound !== null && typeof bound === 'object' ? `127.0.0.1:${bound.port}` : `UNIX:${path}`,
      );
    };
    if (path === null) server.listen(0, '127.0.0.1', done);
    else server.listen(path, done);
  });
}
