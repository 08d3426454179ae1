/** USB devices by macOS' own programs, whose words and shapes changed over the years. */
import * as v from 'valibot';
import { APPLE_VENDOR, applePhones, type SeenDevice } from '../../facts/apple-usb.ts';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { UsbFinding } from '../../facts/types.ts';
import { decode } from '../decode.ts';
import type { ExecResult } from '../exec.ts';
import type { HostContext } from '../types.ts';

const MAX_DEPTH = 32;

/** `ioreg` first (quick), then `system_profiler`. An empty list counts only where one of them showed a USB bus. */
export async function readMacUsb(context: HostContext): Promise<Fact<UsbFinding>> {
  const registry = await readIoreg(context);
  if (registry.known && registry.value.devices.length > 0) return registry;
  const profiler = await readSystemProfiler(context);
  if (profiler.known) return profiler;
  return registry.known ? registry : profiler;
}

async function readIoreg(context: HostContext): Promise<Fact<UsbFinding>> {
  const result = await context.exec('/usr/sbin/ioreg', ['-a', '-l', '-p', 'IOUSB', '-w', '0'], {
    maxBytes: 16 * 1024 * 1024,
  });
  if (!result.ok) return failed('ioreg', result);
  const { isPlistDict, parsePlist } = await import('../../plist/index.ts');
  try {
    const root = parsePlist(result.stdout);
    const seen: SeenDevice[] = [];
    let entries = 0;
    const walk = (value: unknown, depth: number): void => {
      if (depth > MAX_DEPTH) return;
      if (Array.isArray(value)) for (const item of value) walk(item, depth);
      else if (isDict(value)) {
        entries++;
        if (typeof value['idVendor'] === 'number') seen.push(fromRegistry(value));
        walk(value['IORegistryEntryChildren'], depth + 1);
      }
    };
    const isDict = (value: unknown): value is Readonly<Record<string, unknown>> => isPlistDict(value as never);
    walk(root, 0);
    // The root alone means that this registry shows no bus at all.
    if (entries < 2) return unknown('missing-tool', 'ioreg shows no USB bus');
    return known({ devices: applePhones(seen), method: 'ioreg' });
  } catch {
    return unknown('missing-tool', 'ioreg: no property list');
  }
}

/** IOKit's speeds: https://developer.apple.com/documentation/usbdriverkit (low, full, high, super, super plus). */
const SPEEDS = [1_500_000, 12_000_000, 480_000_000, 5_000_000_000, 10_000_000_000] as const;

function fromRegistry(entry: Readonly<Record<string, unknown>>): SeenDevice {
  const speed = entry['Device Speed'] ?? entry['USBSpeed'];
  return {
    vendorId: numberOf(entry['idVendor']),
    productId: numberOf(entry['idProduct']),
    name:
      textOf(entry['USB Product Name']) ?? textOf(entry['kUSBProductString']) ?? textOf(entry['IORegistryEntryName']),
    serial: textOf(entry['USB Serial Number']) ?? textOf(entry['kUSBSerialNumberString']),
    // `USBSpeed` counts from 1, and only `Device Speed` is documented.
    linkSpeed: typeof speed === 'number' && entry['Device Speed'] === speed ? (SPEEDS[speed] ?? null) : null,
  };
}

/** Since macOS 26 `SPUSBDataType` is an empty list with exit code 0, and `SPUSBHostDataType` holds the devices. */
const PROFILE = v.object({
  SPUSBDataType: v.nullish(v.array(v.unknown())),
  SPUSBHostDataType: v.nullish(v.array(v.unknown())),
});

async function readSystemProfiler(context: HostContext): Promise<Fact<UsbFinding>> {
  const result = await context.exec('/usr/sbin/system_profiler', ['-json', 'SPUSBDataType', 'SPUSBHostDataType'], {
    limitMs: 8000,
  });
  if (!result.ok) return failed('system_profiler', result);
  return parseSystemProfiler(decode(result.stdout));
}

/** The phones in the JSON of `system_profiler`, old and new form. Unknown where it shows no bus: that proves nothing. */
export function parseSystemProfiler(json: string): Fact<UsbFinding> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return unknown('missing-tool', 'system_profiler: no JSON');
  }
  const checked = v.safeParse(PROFILE, value);
  if (!checked.success) return unknown('missing-tool', 'system_profiler: unknown form');
  const buses = [...(checked.output.SPUSBDataType ?? []), ...(checked.output.SPUSBHostDataType ?? [])];
  if (buses.length === 0) return unknown('missing-tool', 'system_profiler shows no USB bus');
  const seen: SeenDevice[] = [];
  for (const bus of buses) collect(bus, seen, 0);
  const devices = applePhones(seen);
  if (devices.length === 0 && seen.some(isPhoneWithoutId)) {
    return unknown('missing-tool', 'system_profiler: a phone without product id');
  }
  return known({ devices, method: 'system_profiler' });
}

/** No capture of the new form with a phone was to be had: one that lacks the id must not count as "no phone". */
function isPhoneWithoutId(device: SeenDevice): boolean {
  return device.vendorId === APPLE_VENDOR && device.productId === null && /^(iPhone|iPad|iPod)/.test(device.name ?? '');
}

function collect(item: unknown, seen: SeenDevice[], depth: number): void {
  if (typeof item !== 'object' || item === null || depth > MAX_DEPTH) return;
  const entry = item as Readonly<Record<string, unknown>>;
  // A Mac's own virtual iPhone hangs on a simulated bus.
  if (entry['USBKeyHardwareType'] === 'Simulated' || entry['_name'] === 'Simulated Bus') return;
  const vendor = entry['vendor_id'] ?? entry['USBDeviceKeyVendorID'] ?? entry['b_vendor_id'];
  const product = entry['product_id'] ?? entry['USBDeviceKeyProductID'] ?? entry['a_product_id'];
  if (vendor !== undefined) {
    seen.push({
      vendorId: vendor === 'apple_vendor_id' ? APPLE_VENDOR : hexOf(vendor),
      productId: hexOf(product),
      name: textOf(entry['_name']),
      serial: textOf(entry['serial_num'] ?? entry['USBDeviceKeySerialNumber'] ?? entry['d_serial_num']),
      linkSpeed: speedOf(entry['device_speed'] ?? entry['USBDeviceKeyLinkSpeed']),
    });
  }
  const items = entry['_items'];
  if (Array.isArray(items)) for (const child of items) collect(child, seen, depth + 1);
}

const NAMED_SPEEDS: ReadonlyMap<string, number> = new Map([
  ['low_speed', SPEEDS[0]],
  ['full_speed', SPEEDS[1]],
  ['high_speed', SPEEDS[2]],
  ['super_speed', SPEEDS[3]],
  ['super_speed_plus', SPEEDS[4]],
]);

function speedOf(value: unknown): number | null {
  const text = textOf(value) ?? '';
  const named = NAMED_SPEEDS.get(text);
  if (named !== undefined) return named;
  const match = /(\d+(?:\.\d+)?) ?([MG])b\/s/i.exec(text);
  return match ? Number(match[1]) * (match[2]?.toUpperCase() === 'G' ? 1e9 : 1e6) : null;
}

/** `0x12a8`, `0x05ac (Apple Inc.)`. */
function hexOf(value: unknown): number | null {
  const match = /^0x([0-9a-f]{1,4})\b/i.exec(textOf(value) ?? '');
  return match?.[1] ? Number.parseInt(match[1], 16) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.trim() : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function failed(tool: string, result: ExecResult): Fact<never> {
  if (result.error === 'timeout' || result.error === 'aborted') return unknown('timeout', tool);
  if (result.error === 'EACCES') return unknown('denied', tool);
  return unknown('missing-tool', `${tool} ${result.error ?? ''}`.trim());
}
