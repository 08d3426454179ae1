/** Where the multiplexer listens: the platform's default, or `USBMUXD_SOCKET_ADDRESS` in any of the forms that other tools take. */

export type MuxAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export type AddressProblem = 'malformed' | 'bad-port' | 'path-too-long' | 'unix-on-windows';

export type MuxAddressFinding =
  | { readonly ok: true; readonly address: MuxAddress; readonly from: 'default' | 'environment' }
  /** The variable is set and unusable. Other tools ignore it then, which is why it is worth telling. */
  | { readonly ok: false; readonly problem: AddressProblem; readonly given: string };

/** Bytes of a socket's path without the closing zero, by what the kernels' `sun_path` holds. */
const MAX_PATH_BYTES = { darwin: 103, other: 107 } as const;

/**
 * In: `process.platform` and the variable's value. An empty variable counts as not set.
 * Defaults: https://github.com/libimobiledevice/libusbmuxd/blob/master/src/libusbmuxd.c
 */
export function muxAddress(platform: string, variable: string | undefined): MuxAddressFinding {
  if (variable === undefined || variable.trim() === '') {
    const address: MuxAddress =
      platform === 'win32' || platform === 'cygwin'
        ? { kind: 'tcp', host: '127.0.0.1', port: 27015 }
        : { kind: 'unix', path: '/var/run/usbmuxd' };
    return { ok: true, address, from: 'default' };
  }
  const parsed = parseMuxAddress(variable.trim(), platform);
  return typeof parsed === 'string'
    ? { ok: false, problem: parsed, given: variable }
    : { ok: true, address: parsed, from: 'environment' };
}

/**
 * Forms: `UNIX:/path`, `unix:///path`, `/path`, `host:port`, `[v6]:port`, `tcp://host:port`; prefixes in any case.
 * Out: the address, or what is wrong with it.
 */
export function parseMuxAddress(text: string, platform: string): MuxAddress | AddressProblem {
  if ([...text].some((char) => char < ' ' || char === '\u007f')) return 'malformed';
  const unix = /^unix:(?:\/\/)?(.*)$/i.exec(text)?.[1] ?? (text.startsWith('/') ? text : undefined);
  if (unix !== undefined) {
    if (unix === '') return 'malformed';
    if (platform === 'win32') return 'unix-on-windows';
    const most = platform === 'darwin' ? MAX_PATH_BYTES.darwin : MAX_PATH_BYTES.other;
    return Buffer.byteLength(unix) > most ? 'path-too-long' : { kind: 'unix', path: unix };
  }
  const rest = text.replace(/^tcp:\/\//i, '');
  // The port first: whoever wrote `localhost:usbmux` wants to hear of the port.
  const match = /^(\[[0-9a-f:.%a-z]+\]|[^:[\]/\s@]+):([^:]*)$/i.exec(rest);
  const host = match?.[1];
  const digits = match?.[2];
  if (host === undefined || digits === undefined) return 'malformed';
  const port = /^[0-9]{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65_535) return 'bad-port';
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port };
}

/** As a person would write it: `/var/run/usbmuxd`, `127.0.0.1:27015`, `[::1]:27015`. */
export function describeAddress(address: MuxAddress): string {
  if (address.kind === 'unix') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
