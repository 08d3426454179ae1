/** What every test against the simulated phone shares: where it is, and what must never be asked of it. */
import { expect } from 'vitest';
import { type MuxAddress, muxAddress } from '../../../src/phone/address.ts';
import type { RecordedRequest } from '../../../src/simulator/index.ts';

/** Everything that a diagnosis may say, by layer: a request that is not listed here fails the test. */
const ALLOWED: Readonly<Record<RecordedRequest['layer'], readonly string[]>> = {
  mux: ['ListDevices', 'Listen', 'Connect', 'ReadBUID', 'ReadPairRecord'],
  tls: ['handshake', 'handshake-failed', 'hang-up-before', 'cut-before'],
  lockdown: ['QueryType', 'GetValue', 'StartSession', 'StopSession', 'StartService'],
  service: ['DLMessageVersionExchange', 'Hello', 'DLMessageDisconnect', 'FileOpen', 'FileLock', 'FileClose'],
};

export function expectOnlyReads(requests: readonly RecordedRequest[]): void {
  expect(requests.filter(({ layer, name }) => !ALLOWED[layer].includes(name))).toEqual([]);
  for (const { name, fields } of requests) {
    // Opened to read, locked shared or unlocked: nothing is created, nobody is shut out.
    if (name === 'FileOpen') expect(fields['mode']).toBe(1);
    if (name === 'FileLock') expect([5, 12]).toContain(fields['lock']);
    expect(fields['Domain']).not.toBe('com.apple.mobile.debug');
  }
}

export function addressOf(simulator: { readonly address: string }): MuxAddress {
  const found = muxAddress('linux', simulator.address);
  if (!found.ok) throw new Error(found.problem);
  return found.address;
}
