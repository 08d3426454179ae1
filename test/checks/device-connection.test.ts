import { describe, expect, it } from 'vitest';
import { deviceConnection } from '../../src/checks/device-connection.ts';
import type { Outcome } from '../../src/core/check.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import type { AppleStack, AppleUsbDevice, MuxFinding, PnpNode } from '../../src/facts/types.ts';
import { contextOf } from '../support/context.ts';
import { FAKE_UDID, type FakeAnswers, type FakePlatform, fakeFacts, HEALTHY_STACK } from '../support/fake-facts.ts';

const look = (answers: FakeAnswers, platform: FakePlatform = 'windows') =>
  deviceConnection.run(contextOf({ facts: fakeFacts(answers, platform) }));

/** `fail:cause` or the status, so that one line says what is expected. */
const told = (outcome: Outcome) =>
  outcome.status === 'fail' ? `${outcome.cause.id} (${outcome.confidence})` : outcome.status;

const usb = (...devices: Partial<AppleUsbDevice>[]) =>
  known({
    method: 'usb' as const,
    devices: devices.map((device) => ({
      mode: 'normal' as const,
      productId: 0x12a8,
      name: 'iPhone',
      udid: FAKE_UDID,
      linkSpeed: 480_000_000,
      ...device,
    })),
  });
const mux = (change: Partial<MuxFinding>) =>
  known<MuxFinding>({
    address: '127.0.0.1:27015',
    addressFrom: 'default',
    state: 'listing',
    devices: [],
    detail: null,
    ...change,
  });
const stack = (change: Partial<AppleStack>) => known({ ...HEALTHY_STACK, ...change });
const nothingInstalled = {
  classicItunes: known(null),
  mobileDeviceSupport: known(null),
  storeItunes: known(null),
  appleDevices: known(null),
  service: known(null),
  processRunning: known(false),
  portOwner: known(null),
} satisfies Partial<AppleStack>;
const byWifi = { udid: FAKE_UDID, connection: 'network', productId: null, linkSpeed: null } as const;

describe('device-connection', () => {
  it.each(['windows', 'macos', 'linux'] as const)(
    'passes on a healthy %s with a phone on the cable',
    async (platform) => {
      const outcome = await look({}, platform);
      expect(told(outcome)).toBe('pass');
      expect(outcome.evidence).toMatchObject({ usb: { method: 'usb' }, mux: { state: 'listing' } });
    },
  );

  it('looks for the phone that was named, not for any phone', async () => {
    const named = (udid: string) => deviceConnection.run(contextOf({ facts: fakeFacts(), udid }));
    expect(told(await named(FAKE_UDID.toLowerCase()))).toBe('pass');
    expect(told(await named('f'.repeat(40)))).toBe('iphone-not-detected (confirmed)');
  });

  it('a phone on USB that is listed over Wi-Fi only is told as that, with the list as it is', async () => {
    const outcome = await look({ mux: mux({ devices: [byWifi] }) }, 'linux');
    expect(outcome).toMatchObject({
      cause: { id: 'iphone-not-detected', args: { looked: 'seen-on-usb' } },
      evidence: { mux: { devices: [{ connection: 'network' }] } },
    });
  });

  it('says that the cable is slow, and names no fault', async () => {
    const device = { udid: FAKE_UDID, connection: 'usb', productId: 0x12a8, linkSpeed: 12_000_000 } as const;
    const outcome = await look({ mux: mux({ devices: [device] }) });
    expect(told(outcome)).toBe('pass');
    expect(outcome.notes.map((note) => note.key)).toContain('slow-link');
  });

  describe('before the driver: what is on USB', () => {
    it.each([
      ['nothing on USB, multiplexer lists nothing', { usb: usb(), mux: mux({}) }, 'iphone-not-detected (confirmed)'],
      [
        'nothing on USB, no multiplexer',
        { usb: usb(), mux: mux({ state: 'absent' }) },
        'iphone-not-detected (confirmed)',
      ],
      [
        'USB cannot be looked at, multiplexer lists nothing',
        { usb: unknown('missing-tool', 'x'), mux: mux({}) },
        'iphone-not-detected (likely)',
      ],
      [
        'USB and multiplexer cannot be looked at',
        { usb: unknown('missing-tool', 'x'), mux: mux({ state: 'absent' }) },
        'unknown',
      ],
      ['USB cannot be looked at, but the multiplexer lists it', { usb: unknown('crash', 'x') }, 'pass'],
      [
        'recovery mode',
        { usb: usb({ mode: 'recovery', productId: 0x1281 }), mux: mux({}) },
        'iphone-in-recovery-mode (confirmed)',
      ],
      ['DFU mode', { usb: usb({ mode: 'dfu', productId: 0x1227 }), mux: mux({}) }, 'iphone-in-dfu-mode (confirmed)'],
      ['only over Wi-Fi', { usb: usb(), mux: mux({ devices: [byWifi] }) }, 'connected-by-wifi-only (likely)'],
      [
        'a bad USBMUXD_SOCKET_ADDRESS',
        { usb: usb(), mux: mux({ state: 'bad-address' }) },
        'usbmuxd-not-running (confirmed)',
      ],
    ] as const)('%s', async (_, answers, expected) => {
      expect(told(await look(answers as FakeAnswers, 'linux'))).toBe(expected);
    });

    it('a phone in recovery beside a healthy one is a note', async () => {
      const outcome = await look({ usb: usb({}, { mode: 'recovery', productId: 0x1281, udid: null }) });
      expect(told(outcome)).toBe('pass');
      expect(outcome.notes.map((note) => note.key)).toContain('also-in-recovery');
    });

    it('quotes product id and mode', async () => {
      const outcome = await look({ usb: usb({ mode: 'dfu', productId: 0x1227 }), mux: mux({}) });
      expect(outcome.evidence).toMatchObject({ usb: { devices: [{ mode: 'dfu', productId: '0x1227' }] } });
    });
  });

  describe('Windows: a phone on USB that Apple’s software does not reach', () => {
    const refused = mux({ state: 'refused', detail: 'ECONNREFUSED' });
    const classic = known({ version: '12.13.11.1' });
    const support = known({ version: '19.4.0.10', dllMissing: false });
    it.each([
      ['nothing from Apple is installed', nothingInstalled, 'apple-software-missing (confirmed)'],
      [
        'classic service stopped',
        {
          ...nothingInstalled,
          classicItunes: classic,
          mobileDeviceSupport: support,
          service: known({ state: 'stopped', startType: 'disabled' }),
        },
        'apple-service-stopped (confirmed)',
      ],
      [
        'classic iTunes without its service',
        { ...nothingInstalled, classicItunes: classic },
        'apple-software-missing (confirmed)',
      ],
      [
        'classic service runs, port refused',
        { ...nothingInstalled, classicItunes: classic, service: known({ state: 'running', startType: 'auto' }) },
        'mux-port-blocked (confirmed)',
      ],
      ['Apple Devices not opened', { processRunning: known(false) }, 'apple-app-not-running (confirmed)'],
      [
        'Apple Devices, processes not readable',
        { processRunning: unknown('missing-tool', 'powershell') },
        'apple-app-not-running (likely)',
      ],
      ['Store iTunes not opened', { ...nothingInstalled, storeItunes: classic }, 'apple-app-not-running (confirmed)'],
      ['Apple Devices runs, port refused', {}, 'mux-port-blocked (confirmed)'],
      [
        'installed programs not readable',
        { ...nothingInstalled, storeItunes: unknown('denied', 'x'), service: known(null) },
        'unknown',
      ],
    ] as const)('%s', async (_, change, expected) => {
      expect(told(await look({ mux: refused, appleStack: stack(change) }))).toBe(expected);
    });

    it('without any look at the stack it stays unknown', async () => {
      expect(told(await look({ mux: refused, appleStack: unknown('timeout', '8000 ms') }))).toBe('unknown');
    });

    it('names the program that sits on the port', async () => {
      const outcome = await look({
        mux: mux({ state: 'foreign', detail: 'HTTP/1.1' }),
        appleStack: stack({ portOwner: known({ process: 'proxy.exe', apple: false }) }),
      });
      expect(outcome).toMatchObject({
        cause: { id: 'mux-port-blocked', args: { symptom: 'foreign', owner: 'proxy.exe' } },
      });
    });

    it('never speaks of a service that a Store installation does not have', async () => {
      const outcome = await look({ mux: refused, appleStack: stack({ processRunning: known(false) }) });
      expect(told(outcome)).not.toContain('service');
    });
  });

  describe('Windows: driver faults under a multiplexer that lists nothing', () => {
    const nodes = (change: (node: PnpNode) => PnpNode | null) =>
      known((HEALTHY_STACK.nodes.known ? HEALTHY_STACK.nodes.value : []).map(change).filter((node) => node !== null));
    const isMux = (node: PnpNode) => node.instanceId.includes('&MI_01');
    it.each([
      ['problem code', nodes((node) => (isMux(node) ? { ...node, problemCode: 28 } : node)), 'problem-code'],
      ['foreign filter', nodes((node) => (isMux(node) ? node : { ...node, filters: ['libusb0'] })), 'foreign-filter'],
      [
        'whole device on WinUSB',
        nodes((node) => (node.instanceId.includes('&MI') ? null : { ...node, service: 'WinUSB' })),
        'foreign-filter',
      ],
      ['no MI_01', nodes((node) => (isMux(node) ? null : node)), 'mux-interface-missing'],
    ] as const)('%s', async (_, found, reason) => {
      const outcome = await look({ mux: mux({}), appleStack: stack({ nodes: found }) });
      expect(outcome).toMatchObject({
        cause: { id: 'apple-driver-problem', args: { reason } },
        confidence: 'confirmed',
      });
    });

    it('takes no offence at the ghost of a phone that was connected earlier', async () => {
      const ghost = nodes((node) => (isMux(node) ? { ...node, problemCode: 0 } : node));
      const withGhost = known([
        ...(ghost.known ? ghost.value : []),
        {
          instanceId: 'USB\\VID_05AC&PID_12A8\\X',
          name: 'old',
          deviceClass: null,
          problemCode: 45,
          service: null,
          filters: [],
        },
      ]);
      const outcome = await look({ mux: mux({}), appleStack: stack({ nodes: withGhost }) });
      expect(told(outcome)).toBe('iphone-not-detected (likely)');
    });
  });

  describe('Linux: usbmuxd', () => {
    const usbmuxd = (installed: boolean, version: string | null = '1.1.1') =>
      known({ installed, version, udevRule: installed });
    it.each([
      ['not installed', mux({ state: 'absent' }), usbmuxd(false, null), 'not-installed'],
      ['not running', mux({ state: 'absent' }), usbmuxd(true), 'not-running'],
      ['socket without a listener', mux({ state: 'refused' }), usbmuxd(true), 'not-running'],
      ['no rights', mux({ state: 'no-rights' }), usbmuxd(true), 'no-rights'],
    ] as const)('%s', async (_, found, daemon, reason) => {
      const outcome = await look({ mux: found, usbmuxd: daemon }, 'linux');
      expect(outcome).toMatchObject({ cause: { id: 'usbmuxd-not-running', args: { reason } } });
    });

    it('hints at the old usbmuxd where it overlooks a phone that USB shows', async () => {
      const outcome = await look({ mux: mux({}), usbmuxd: usbmuxd(true) }, 'linux');
      expect(told(outcome)).toBe('iphone-not-detected (likely)');
      expect(outcome.notes.map((note) => note.key)).toEqual(['usbmuxd-old']);
    });
  });

  it('macOS: a missing socket is not explained away', async () => {
    expect(told(await look({ mux: mux({ state: 'absent' }) }, 'macos'))).toBe('unknown');
    expect(told(await look({ mux: mux({ state: 'silent' }) }, 'macos'))).toBe('mux-port-blocked (confirmed)');
  });
});
