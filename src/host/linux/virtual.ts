/** Virtual machines and containers, by files that everybody may read. */

export interface Clues {
  read(path: string): string | null;
  exists(path: string): boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Names that firmware gives to virtual hardware (the list of systemd-detect-virt is the model). */
const FIRMWARE: readonly (readonly [RegExp, string])[] = [
  [/virtualbox|innotek/i, 'VirtualBox'],
  [/vmware/i, 'VMware'],
  [/parallels/i, 'Parallels'],
  [/microsoft corporation.*virtual machine/is, 'Hyper-V'],
  [/apple inc\..*virtualization|apple virtualization/is, 'Apple Virtualization'],
  [/\bhvm domu\b|\bxen\b/i, 'Xen'],
  [/qemu|\bkvm\b|standard pc|bochs/i, 'QEMU'],
  [/bhyve/i, 'bhyve'],
  [/amazon ec2/i, 'Amazon EC2'],
  [/google compute engine/i, 'Google Compute Engine'],
];

/** `WSL`, `container`, the name of a virtual machine, or null on a real computer or where it can't be told. */
export function virtualMachineOf(clues: Clues): string | null {
  if (/microsoft|\bWSL/i.test(clues.read('/proc/version') ?? '')) return 'WSL';
  // https://systemd.io/CONTAINER_INTERFACE/
  if (clues.exists('/.dockerenv') || clues.exists('/run/.containerenv') || clues.env['container']) return 'container';
  const firmware = ['sys_vendor', 'product_name', 'bios_vendor']
    .map((name) => clues.read(`/sys/class/dmi/id/${name}`) ?? '')
    .join('\n');
  return FIRMWARE.find(([pattern]) => pattern.test(firmware))?.[1] ?? null;
}
