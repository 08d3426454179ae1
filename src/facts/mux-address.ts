/** Where the multiplexer listens, as the environment variable USBMUXD_SOCKET_ADDRESS has it. */
import type { MuxAddress } from '../host/types.ts';

/** Longest path of a unix socket that every system takes (104 bytes on macOS, 108 on Linux, with a zero at the end). */
const MAX_SOCKET_PATH = 107;

/**
 * Understands every form that some client of usbmuxd understands: `UNIX:/path`, `unix:/path`, `unix:///path`, `/path`,
 * `tcp://host:port`, `host:port`, `[v6]:port`.
 *
 * @returns null where the text is none of them.
 */
export function parseMuxAddress(text: string): MuxAddress | null {
  const plain = text.trim();
  const unix = /^unix:(?:\/\/)?(.*)$/is.exec(plain);
  if (unix) return unixAddress(unix[1] ?? '');
  if (plain.startsWith('/')) return unixAddress(plain);
  const tcp = /^(?:tcp:\/\/)?(?:\[([0-9a-f:.]+(?:%[\w.-]+)?)\]|([\w.-]+)):(\d{1,5})$/i.exec(plain);
  if (!tcp) return null;
  const port = Number(tcp[3]);
  return port >= 1 && port <= 65535 ? { kind: 'tcp', host: tcp[1] ?? tcp[2] ?? '', port } : null;
}

function unixAddress(path: string): MuxAddress | null {
  const usable = path.startsWith('/') && !path.includes('\0') && Buffer.byteLength(path) <= MAX_SOCKET_PATH;
  return usable ? { kind: 'unix', path } : null;
}

/** As a person would write it. */
export function muxAddressText(address: MuxAddress): string {
  if (address.kind === 'unix') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
