import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeAddress, muxAddress, parseMuxAddress } from '../../src/phone/address.ts';

describe('USBMUXD_SOCKET_ADDRESS', () => {
  it.each([
    ['UNIX:/run/x', 'unix', '/run/x'],
    ['unix:/run/x', 'unix', '/run/x'],
    ['unix:///run/x', 'unix', '/run/x'],
    ['/run/x y', 'unix', '/run/x y'],
    ['127.0.0.1:27015', 'tcp', '127.0.0.1:27015'],
    ['localhost:1', 'tcp', 'localhost:1'],
    ['tcp://host.example:65535', 'tcp', 'host.example:65535'],
    ['TCP://10.0.0.1:8', 'tcp', '10.0.0.1:8'],
    ['[::1]:27015', 'tcp', '[::1]:27015'],
    ['[fe80::1%eth0]:27015', 'tcp', '[fe80::1%eth0]:27015'],
  ])('%s', (text, kind, described) => {
    const address = parseMuxAddress(text, 'linux');
    if (typeof address === 'string') throw new Error(address);
    expect(address.kind).toBe(kind);
    expect(describeAddress(address)).toBe(described);
    expect(parseMuxAddress(describeAddress(address), 'linux')).toEqual(address);
  });

  it.each([
    ['', 'malformed'],
    ['UNIX:', 'malformed'],
    ['usbmuxd', 'malformed'],
    ['relative/path', 'malformed'],
    ['::1:27015', 'malformed'],
    ['user@host:1', 'malformed'],
    ['http://host:80', 'malformed'],
    ['/run/\u0000x', 'malformed'],
    ['host:', 'bad-port'],
    ['host:0', 'bad-port'],
    ['host:65536', 'bad-port'],
    ['host:27015x', 'bad-port'],
    ['host:usbmux', 'bad-port'],
    [`/${'x'.repeat(107)}`, 'path-too-long'],
  ])('%j is %s', (text, problem) => {
    expect(parseMuxAddress(text, 'linux')).toBe(problem);
  });

  it('paths are shorter on macOS, and there are none on Windows', () => {
    const path = `/${'x'.repeat(105)}`;
    expect(parseMuxAddress(path, 'linux')).toEqual({ kind: 'unix', path });
    expect(parseMuxAddress(path, 'darwin')).toBe('path-too-long');
    expect(parseMuxAddress('UNIX:/run/x', 'win32')).toBe('unix-on-windows');
  });

  it('is told apart from the default, and not ignored where it is unusable', () => {
    const unix = { ok: true, address: { kind: 'unix', path: '/var/run/usbmuxd' }, from: 'default' };
    const tcp = { ok: true, address: { kind: 'tcp', host: '127.0.0.1', port: 27015 }, from: 'default' };
    expect(muxAddress('linux', undefined)).toEqual(unix);
    expect(muxAddress('darwin', '  ')).toEqual(unix);
    expect(muxAddress('win32', undefined)).toEqual(tcp);
    expect(muxAddress('linux', ' host:1 ')).toMatchObject({ ok: true, from: 'environment' });
    expect(muxAddress('linux', 'nonsense')).toEqual({ ok: false, problem: 'malformed', given: 'nonsense' });
  });

  it('any text is an address or a problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(unix|tcp)?:?[/[\]:\w.%-]*$/)), (text) => {
        const address = parseMuxAddress(text, 'linux');
        if (typeof address === 'string') return;
        if (address.kind === 'tcp') expect(address.port).toBeGreaterThan(0);
        else expect(Buffer.byteLength(address.path)).toBeLessThanOrEqual(107);
      }),
      { numRuns: 300 },
    );
  });
});
