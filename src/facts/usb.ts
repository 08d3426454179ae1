/** Phones on USB: by the `usb` package, and where that can't look, by the system's own means. */
import { applePhones, type SeenDevice } from './apple-usb.ts';
import { type Fact, known, unknown } from './fact.ts';
import type { UsbFinding } from './types.ts';

/** Loads the `usb` package. It is optional and native: loading may fail. */
export type UsbLoader = () => Promise<unknown>;

export const loadUsbPackage: UsbLoader = () => import('usb');

const SPEEDS: ReadonlyMap<unknown, number> = new Map([
  ['low', 1_500_000],
  ['full', 12_000_000],
  ['high', 480_000_000],
  ['super', 5_000_000_000],
  ['superPlus', 10_000_000_000],
]);

/**
 * In: the package's loader, and what to ask where it fails, best first.
 *
 * @returns the first list that came of really looking; else why the last one asked could not look.
 */
export async function readUsb(
  load: UsbLoader,
  fallbacks: readonly (() => Promise<Fact<UsbFinding>>)[],
): Promise<Fact<UsbFinding>> {
  let answer: Fact<UsbFinding> = await byPackage(load);
  for (const fallback of fallbacks) {
    if (answer.known) return answer;
    answer = await fallback();
  }
  return answer;
}

async function byPackage(load: UsbLoader): Promise<Fact<UsbFinding>> {
  let devices: unknown;
  try {
    const usb = memberOf(await load(), 'usb');
    const getDevices = memberOf(usb, 'getDevices');
    if (typeof getDevices !== 'function') return unknown('missing-tool', 'usb package of an unknown form');
    // Never `addEventListener` of this package: where the system has no USB it rejects outside of any promise of ours.
    devices = await getDevices.call(usb);
  } catch {
    return unknown('missing-tool', 'usb package');
  }
  if (!Array.isArray(devices)) return unknown('missing-tool', 'usb package of an unknown form');
  return known({ devices: applePhones(devices.map(fromPackage)), method: 'usb' });
}

function fromPackage(device: unknown): SeenDevice {
  const text = (name: string): string | null => {
    const value = memberOf(device, name);
    return typeof value === 'string' ? value : null;
  };
  const number = (name: string): number | null => {
    const value = memberOf(device, name);
    return typeof value === 'number' ? value : null;
  };
  return {
    vendorId: number('vendorId'),
    productId: number('productId'),
    name: text('productName'),
    serial: text('serialNumber'),
    linkSpeed: SPEEDS.get(memberOf(device, 'speed')) ?? null,
  };
}

/** The package's properties are native getters, which may throw. */
function memberOf(value: unknown, name: string): unknown {
  try {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
    const record = value as Readonly<Record<string, unknown>>;
    const direct = record[name];
    if (direct !== undefined) return direct;
    // A CommonJS module may come as the default export.
    const fallback = record['default'];
    return typeof fallback === 'object' && fallback !== null
      ? (fallback as Readonly<Record<string, unknown>>)[name]
      : undefined;
  } catch {
    return undefined;
  }
}
