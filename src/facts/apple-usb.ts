/** Which USB ids are phones, tablets and players, and in which mode. */
import type { AppleUsbDevice, UsbMode } from './types.ts';

export const APPLE_VENDOR = 0x05ac;

/** In the range that usbmuxd accepts, but no backup is made of them: TV, Watch. */
const NOT_BACKED_UP = new Set([0x12a7, 0x12af]);
const OTHER_NAMES = /\b(apple ?tv|watch|homepod)\b/i;

/**
 * The mode that a product id of vendor 0x05AC stands for, or null where it is no phone, tablet or player (keyboards,
 * adapters 0x13xx/0x14xx, old iPods).
 *
 * Ranges: https://github.com/libimobiledevice/usbmuxd (src/usb.h), https://github.com/libimobiledevice/libirecovery.
 */
export function modeOf(productId: number): UsbMode | null {
  if (productId >= 0x1290 && productId <= 0x12af) return NOT_BACKED_UP.has(productId) ? null : 'normal';
  if (productId >= 0x1280 && productId <= 0x1283) return 'recovery';
  if (productId === 0x1227 || productId === 0x1222 || productId === 0xf014 || productId === 0x1881) return 'dfu';
  if (productId >= 0x1901 && productId <= 0x1905) return 'restore';
  return null;
}

/**
 * The UDID as backups write it: 24 hex characters get a dash after the 8th and capitals, 40 stay as they are in lower case.
 *
 * @returns null for anything else (in DFU and recovery mode the "serial number" is a list of chip ids).
 */
export function udidOf(serial: string | null | undefined): string | null {
  // Old phones pad the USB string with zeros.
  const plain = (serial ?? '').replace(/\0+$/, '').trim();
  if (/^[0-9a-f]{40}$/i.test(plain)) return plain.toLowerCase();
  if (/^[0-9a-f]{8}-?[0-9a-f]{16}$/i.test(plain)) {
    const hex = plain.replace('-', '').toUpperCase();
    return `${hex.slice(0, 8)}-${hex.slice(8)}`;
  }
  return null;
}

/** What one of the ways to list USB devices saw of a device. */
export interface SeenDevice {
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly name: string | null;
  readonly serial: string | null;
  /** Bits per second. */
  readonly linkSpeed: number | null;
}

/** The Apple phones, tablets and players among the devices that were seen. */
export function applePhones(seen: readonly SeenDevice[]): AppleUsbDevice[] {
  const phones: AppleUsbDevice[] = [];
  for (const device of seen) {
    if (device.vendorId !== APPLE_VENDOR || device.productId === null) continue;
    const mode = modeOf(device.productId);
    const name = cleanName(device.name);
    if (mode === null || (name !== null && OTHER_NAMES.test(name))) continue;
    phones.push({
      mode,
      productId: device.productId,
      name,
      udid: udidOf(device.serial),
      linkSpeed: device.linkSpeed,
    });
  }
  return phones;
}

/** The name comes from the device: keep it short and free of control characters. */
function cleanName(name: string | null): string | null {
  const plain = (name ?? '')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
    .trim()
    .slice(0, 100);
  return plain === '' ? null : plain;
}
