/** Programs that talk to real iPhones every day, talking to the simulated one: nobody is wrong together with them. */
import { describe, expect, it } from 'vitest';
import type { PairAnswer } from '../../src/simulator/config.ts';
import { MODELS, type ModelId } from '../../src/simulator/models.ts';
import { runTool, type Setting, simulate } from '../support/simulator.ts';
import { demand, hasTool } from '../support/tools.ts';

const UDID = '00008140-0000DE3000DE301C';
const lim = ['idevice_id', 'ideviceinfo', 'idevicepair'].map(hasTool).every((found) => found);
/** The `ios` binary of the npm package go-ios. */
const goIos = process.env['IPHONE_BACKUP_DOCTOR_GO_IOS'] ?? '';

describe.skipIf(!lim)('libimobiledevice (needs libimobiledevice-utils)', () => {
  it('idevice_id lists the phones', async () => {
    const simulator = await simulate({
      phones: [{}, { model: 'iphone-8' }, { model: 'ipad-10', connection: 'network' }],
    });
    expect(await runTool(simulator, 'idevice_id', ['-l'])).toEqual({
      status: 0,
      stdout: `${UDID}\nde300de300de300de300de300de300de300de301\n`,
      stderr: '',
    });
    expect((await runTool(simulator, 'idevice_id', ['-n'])).stdout.trim()).toBe('00008101-0000DE3000DE306A');
  });

  it('ideviceinfo opens a session and reads all values', async () => {
    const simulator = await simulate();
    const { status, stdout } = await runTool(simulator, 'ideviceinfo', []);
    expect(status).toBe(0);
    const values = valuesIn(stdout);
    expect(values).toMatchObject({ ProductVersion: '27.0.1', SerialNumber: 'DEM0000001', PasswordProtected: 'false' });
    expect(simulator.requests).toContainEqual(
      expect.objectContaining({
        layer: 'tls',
        name: 'handshake',
        fields: { certificate: 'root', protocol: 'TLSv1.2' },
      }),
    );
  });

  it('ideviceinfo speaks TLS 1.3, too', async () => {
    const simulator = await simulate({
      phones: [{ lockdown: { tls: { version: 'TLSv1.3', ending: 'ok', accepts: ['root'] } } }],
    });
    const { stdout } = await runTool(simulator, 'ideviceinfo', ['-k', 'SerialNumber']);
    expect(stdout.trim()).toBe('DEM0000001');
  });

  it('ideviceinfo -s reads what strangers are told', async () => {
    const simulator = await simulate({ phones: [{ pairRecord: 'none' }] });
    const { status, stdout } = await runTool(simulator, 'ideviceinfo', ['-s']);
    expect(status).toBe(0);
    expect(valuesIn(stdout)).toMatchObject({ ProductType: 'iPhone17,4', UniqueDeviceID: UDID });
    expect(valuesIn(stdout)).not.toHaveProperty('SerialNumber');
  });

  it.each([
    ['com.apple.mobile.backup', { WillEncrypt: 'false', RequiresEncryption: '0', CloudBackupEnabled: 'true' }],
    ['com.apple.disk_usage', { TotalDiskCapacity: '128000000000', AmountDataAvailable: '48000000000' }],
    ['com.apple.mobile.battery', { BatteryCurrentCapacity: '87', ExternalConnected: 'true' }],
    ['com.apple.mobile.iTunes', { MinITunesVersion: '12.9.0', FamilyID: '18446744073709551615' }],
  ])('ideviceinfo -q %s', async (domain, expected) => {
    const { status, stdout } = await runTool(await simulate(), 'ideviceinfo', ['-q', domain]);
    expect(status).toBe(0);
    expect(valuesIn(stdout)).toMatchObject(expected);
  });

  it('ideviceinfo knows every model', async () => {
    const models = Object.keys(MODELS) as ModelId[];
    const simulator = await simulate({ phones: models.map((model) => ({ model })) });
    const types = simulator.udids.map(async (udid) =>
      (await runTool(simulator, 'ideviceinfo', ['-u', udid, '-k', 'ProductType'])).stdout.trim(),
    );
    expect(await Promise.all(types)).toEqual(models.map((model) => MODELS[model].productType));
  });

  const validate = async (phone: NonNullable<Setting['phones']>[number]) => {
    const { stdout, stderr } = await runTool(await simulate({ phones: [phone] }), 'idevicepair', ['validate']);
    return stdout + stderr;
  };

  it('idevicepair words each state of trust as with a real phone', async () => {
    // It pairs by itself where nothing is stored, so Pair's answer is what it words.
    const unpaired = (pair: PairAnswer) => validate({ pairRecord: 'none', lockdown: { pair } });
    expect(
      await Promise.all([
        validate({}),
        unpaired({ kind: 'pending', polls: null }),
        unpaired({ kind: 'error', error: 'PasswordProtected' }),
        unpaired({ kind: 'error', error: 'UserDeniedPairing' }),
        validate({ lockdown: { session: 'InvalidHostID' } }),
      ]),
    ).toEqual([
      expect.stringContaining('SUCCESS: Validated pairing'),
      expect.stringContaining('Please accept the trust dialog'),
      expect.stringContaining('a passcode is set'),
      expect.stringContaining('denied the trust dialog'),
      expect.stringMatching(/not paired|InvalidHostID|ERROR/),
    ]);
  });

  it('idevicepair pairs anew, and the new record works', async () => {
    const simulator = await simulate({ phones: [{ pairRecord: 'none' }] });
    expect((await runTool(simulator, 'idevicepair', ['pair'])).stdout).toContain('SUCCESS: Paired with device');
    expect((await runTool(simulator, 'ideviceinfo', ['-k', 'SerialNumber'])).stdout.trim()).toBe('DEM0000001');
    const asked = simulator.requests.map((request) => request.name);
    expect(asked).toContain('Pair');
    expect(asked).toContain('SavePairRecord');
    expect((await runTool(simulator, 'idevicepair', ['list'])).status).toBe(0);
  });

  it('no daemon and a mute phone look as they do in life', async () => {
    const absent = await simulate({ mux: { state: 'absent' } });
    const { status, stderr } = await runTool(absent, 'idevice_id', ['-l']);
    expect([status, stderr.trim()]).toEqual([255, 'ERROR: Unable to retrieve device list!']);
    const refusing = await simulate({ phones: [{ lockdown: { port: 'refused' } }] });
    expect((await runTool(refusing, 'ideviceinfo', [])).status).not.toBe(0);
  });
});

const hasGoIos = demand(goIos !== '', 'go-ios (IPHONE_BACKUP_DOCTOR_GO_IOS names its `ios` binary)');

describe.skipIf(!hasGoIos)('go-ios (needs IPHONE_BACKUP_DOCTOR_GO_IOS)', () => {
  const ios = async (...args: readonly string[]) => {
    const { status, stdout } = await runTool(await simulate(), goIos, args, { bare: true });
    expect(status).toBe(0);
    return JSON.parse(stdout) as unknown;
  };

  it('lists, reads values, and measures the disk', async () => {
    const runs = [
      ios('list'),
      ios('info'),
      ios('lockdown', 'get', '--domain=com.apple.mobile.backup'),
      ios('diskspace'),
      ios('batterycheck'),
    ];
    expect(await Promise.all(runs)).toEqual([
      { deviceList: [UDID] },
      expect.objectContaining({ ProductVersion: '27.0.1', SerialNumber: 'DEM0000001' }),
      expect.objectContaining({ WillEncrypt: false }),
      expect.objectContaining({ TotalBytes: 120_000_000_000, FreeBytes: 48_000_000_000 }),
      expect.objectContaining({ BatteryCurrentCapacity: 87 }),
    ]);
  });

  it('pairs', async () => {
    const simulator = await simulate({ phones: [{ pairRecord: 'none' }] });
    expect((await runTool(simulator, goIos, ['pair'], { bare: true })).stderr).toContain('Successfully paired');
    expect(simulator.requests.map((request) => request.name)).toContain('SavePairRecord');
  });
});

/** `Key: value` lines, as ideviceinfo prints them. */
function valuesIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^(\w+): (.+)$/gm)].map((found) => [found[1] ?? '', found[2] ?? '']));
}
